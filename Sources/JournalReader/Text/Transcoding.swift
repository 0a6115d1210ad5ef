/// Makes UTF-8 with newlines of a text in UTF-16, as some programs for Windows save it, of one whose
/// lines end in carriage returns alone, of a terminal's recording, which cuts lines anywhere, and of a dump
/// of a text's bytes.
struct Transcoding {
  private enum Form {
    case utf16(isBigEndian: Bool)
    case carriageReturns
    /// asciinema's, from version 2 on: a header, then `[time, "o", "what the terminal printed"]`.
    case recording(LineSplitter)
    case dump(HexDump, LineSplitter)
  }

  private var form: Form
  /// Half of a unit, and the first of two that are one character.
  private var half: UInt8?
  private var lead: UInt16?

  /// Nil for what is read as it stands.
  ///
  /// - Parameter head: the first bytes of a text.
  init?(of head: [UInt8]) {
    if let order = Self.utf16Order(head) {
      form = .utf16(isBigEndian: order)
    } else if !head.contains(.newline), head.count(where: { $0 == .carriageReturn }) > 1 {
      form = .carriageReturns
    } else if head.withUnsafeBytes({ Self.isRecording(ByteSpan($0)) }) {
      form = .recording(LineSplitter())
    } else if let dump = head.withUnsafeBytes({ HexDump(ByteSpan($0)) }) {
      form = .dump(dump, LineSplitter())
    } else {
      return nil
    }
  }

  private static func isRecording(_ head: ByteSpan) -> Bool {
    guard head.has("{\"version\":", at: 0), let end = head.firstIndex(of: .newline) else {
      return false
    }
    let header = head[0..<end]
    return (header.firstIndex(of: "\"width\":") ?? header.firstIndex(of: "\"term\":")) != nil
      && head[end + 1] == UInt8(ascii: "[")
  }

  /// Whether it is big-endian UTF-16; nil if it is none: by its mark, or since nearly all letters are
  /// Latin.
  static func utf16Order(_ head: some Collection<UInt8>) -> Bool? {
    if head.starts(with: [0xfe, 0xff]) { return true }
    if head.starts(with: [0xff, 0xfe]) { return false }
    guard head.count >= 64 else { return nil }
    var zeros = (even: 0, odd: 0)
    for (number, byte) in head.enumerated() where byte == 0 {
      if number % 2 == 0 { zeros.even += 1 } else { zeros.odd += 1 }
    }
    let half = head.count / 2
    if zeros.odd * 10 >= half * 9, zeros.even * 10 < half { return false }
    if zeros.even * 10 >= half * 9, zeros.odd * 10 < half { return true }
    return nil
  }

  mutating func text(of bytes: UnsafeRawBufferPointer) -> [UInt8] {
    switch form {
    case .carriageReturns: return bytes.map { $0 == .carriageReturn ? .newline : $0 }
    case .recording(var lines):
      var text: [UInt8] = []
      lines.feed(bytes) { Self.appendOutput(of: $0, to: &text) }
      form = .recording(lines)
      return text
    case .dump(let dump, var lines):
      var text: [UInt8] = []
      lines.feed(bytes) { text += dump.bytes(of: $0) ?? [] }
      form = .dump(dump, lines)
      return text
    case .utf16(let isBigEndian):
      var text: [UInt8] = []
      text.reserveCapacity(bytes.count / 2)
      for byte in bytes {
        guard let first = half else {
          half = byte
          continue
        }
        half = nil
        let (high, low) = isBigEndian ? (first, byte) : (byte, first)
        append(UInt16(high) << 8 | UInt16(low), to: &text)
      }
      return text
    }
  }

  /// What the end of the text still gives.
  mutating func finish() -> [UInt8] {
    var text: [UInt8] = []
    switch form {
    case .recording(var lines): lines.finish { Self.appendOutput(of: $0, to: &text) }
    case .dump(let dump, var lines): lines.finish { text += dump.bytes(of: $0) ?? [] }
    case .utf16, .carriageReturns: break
    }
    return text
  }

  private static func appendOutput(of record: ByteSpan, to text: inout [UInt8]) {
    guard let mark = record.firstIndex(of: "\"o\""), record[0] == UInt8(ascii: "["),
      let open = record.firstIndex(of: UInt8(ascii: "\""), from: mark + 3),
      let string = CarrierString.at(open + 1, in: record)
    else { return }
    JSONObject.decode(record[string.range], into: &text)
  }

  private mutating func append(_ unit: UInt16, to text: inout [UInt8]) {
    if unit < 0x80, lead == nil { return text.append(UInt8(unit)) }
    if UTF16.isLeadSurrogate(unit) {
      lead = unit
      return
    }
    let units = [lead, unit].compactMap { $0 }
    lead = nil
    // the mark at the beginning is no text
    if units != [0xfeff] { text.append(contentsOf: String(decoding: units, as: UTF16.self).utf8) }
  }
}
