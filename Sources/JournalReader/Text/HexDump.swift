/// The bytes that xxd, hexdump or od print: `00000000: 5b20 2020  [   `, `00000000  5b 20  |[ |`, `0000000 205b`,
/// `0000000   [   \n`, or nothing but digits.
struct HexDump {
  private enum Form {
    case groups, characters
    case plain
  }

  private let form: Form

  /// Nil for any other text.
  ///
  /// - Parameter head: the first bytes of a text.
  init?(_ head: ByteSpan) {
    let lines = head.lines(4)
    guard let first = lines.first, first.count >= 16 else { return nil }
    for form in [Form.groups, .characters, .plain] {
      let dump = HexDump(form)
      // the last line may be cut off where the look ends
      let bytes = lines.prefix(max(1, lines.count - 1)).map { dump.bytes(of: $0) }
      guard bytes.allSatisfy({ $0?.isEmpty == false }) else { continue }
      let text = bytes.flatMap { $0 ?? [] }
      // of a log's letters hardly any is a digit, and words have blanks between
      if text.contains(.blank), text.allSatisfy({ $0 == .newline || $0 == 0x0d || $0 >= .blank }) {
        self = dump
        return
      }
    }
    return nil
  }

  private init(_ form: Form) { self.form = form }

  /// What a line stands for; nil if it is none of a dump.
  func bytes(of line: ByteSpan) -> [UInt8]? {
    if case .plain = form { return Self.pairs(line[0..<line.count]) }
    var at = 0
    while line[at].hexadecimalDigit != nil { at += 1 }
    guard (6...10).contains(at) else { return nil }
    let isXXD = line[at] == ":"
    if isXXD { at += 1 }
    var bytes: [UInt8] = []
    if case .characters = form {
      // each has four columns
      while at + 4 <= line.count {
        guard let byte = Self.character(line[at..<at + 4]) else { return nil }
        bytes.append(byte)
        at += 4
      }
      return bytes
    }
    while at < line.count, bytes.count < 32 {
      let start = line.skippingBlanks(from: at)
      // behind a wider gap stands what it means
      if isXXD, start > at + 1, !bytes.isEmpty { break }
      let end = line.endOfWord(from: start)
      guard [2, 4].contains(end - start), let group = Self.pairs(line[start..<end]) else { break }
      // od and hexdump show two bytes as a number
      bytes += isXXD ? group : group.reversed()
      at = end
    }
    return bytes
  }

  private static func pairs(_ text: ByteSpan) -> [UInt8]? {
    guard text.count > 0, text.count % 2 == 0 else { return nil }
    var bytes: [UInt8] = []
    for at in stride(from: 0, to: text.count, by: 2) {
      guard let high = text[at].hexadecimalDigit, let low = text[at + 1].hexadecimalDigit else {
        return nil
      }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  /// `   [`, `  \n`, ` 033`.
  private static func character(_ column: ByteSpan) -> UInt8? {
    guard column[0] == .blank else { return nil }
    if column[1] == .blank, column[2] == .blank { return column[3] }
    if column[1] == .blank, column[2] == "\\" {
      return ["n": .newline, "r": .carriageReturn, "t": 0x09, "0": 0, "a": 0x07, "b": 0x08][
        Character(Unicode.Scalar(column[3]))]
    }
    return UInt8(column[1..<4].string, radix: 8)
  }
}
