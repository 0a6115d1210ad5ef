/// A way of writing a text that breaks its lines, marks where one goes on in the next, and spells some of
/// its bytes.
enum SoftBreak {
  /// A mail's (RFC 2045, 6.7): `=` before a byte's two hexadecimal digits and at a line's end.
  case quotedPrintable
  /// `sed -n l`: `\` before a byte's octal digits and where a line goes on, `$` where it ends.
  case listed
  /// Emacs' and YAML's: `\` where a line goes on, in YAML another where it is gone on with.
  case backslash
  /// Of quoted-printable text no line is longer than 76, and those that are broken are hardly shorter.
  private static let usualLength = 64
  private static let leastBreaks = 3
  private static let mostParts = 64

  /// Told by a text's first lines; nil if they are written as they are.
  init?(_ lines: [ByteSpan], of text: ByteSpan) {
    let soft = lines.count {
      // base64 ends like this, too
      $0.count >= Self.usualLength && SoftBreak.quotedPrintable.goesOn($0)
        && $0.firstIndex(of: .blank) != nil
    }
    if soft >= Self.leastBreaks || soft > 0 && text.firstIndex(of: "quoted-printable") != nil {
      self = .quotedPrintable
      return
    }
    let broken = lines.filter { SoftBreak.listed.goesOn($0) }
    // a byte's digits stay together
    guard broken.count >= Self.leastBreaks, let longest = broken.map(\.count).max(),
      broken.allSatisfy({ $0.count + 3 >= longest })
    else { return nil }
    let isListed = lines.dropLast().allSatisfy {
      SoftBreak.listed.goesOn($0) || $0[$0.count - 1] == "$"
    }
    self = isListed ? .listed : .backslash
  }

  private var mark: UInt8 {
    self == .quotedPrintable ? UInt8(ascii: "=") : UInt8(ascii: "\\")
  }

  /// Whether the line that `text` ends with goes on in the next one. In a mail a `=` that stands for itself
  /// is spelled: what a program underlines ends with two (`sdhci_dumpregs` in drivers/mmc/host/sdhci.c).
  func goesOn(_ text: ByteSpan) -> Bool {
    let end = text[text.count - 1] == .carriageReturn ? text.count - 1 : text.count
    return text[end - 1] == mark && (self != .quotedPrintable || text[end - 2] != mark)
  }

  /// The line of `text` that begins at `start`, decoded, where the next one begins, and how many lines
  /// of the text it is.
  func line(of text: ByteSpan, at start: Int) -> (bytes: [UInt8], next: Int, parts: Int) {
    var bytes: [UInt8] = []
    var at = start
    var parts = 0
    while at < text.count, parts < Self.mostParts {
      let end = text.firstIndex(of: .newline, from: at) ?? text.count
      let line = text[at..<end]
      at = end + 1
      parts += 1
      if self == .backslash {
        appendPart(line, isFirst: parts == 1, to: &bytes)
      } else {
        decode(line, into: &bytes)
      }
      if !goesOn(line) { break }
    }
    if self == .listed, bytes.last == UInt8(ascii: "$") { bytes.removeLast() }
    return (bytes, at, parts)
  }

  /// Without the marks, and the indent before the second.
  private func appendPart(_ line: ByteSpan, isFirst: Bool, to bytes: inout [UInt8]) {
    var start = isFirst ? 0 : line.skippingBlanks(from: 0)
    if !isFirst, line[start] == mark { start += 1 } else if start == 1 { start = 0 }
    var end = line.count
    if goesOn(line) { end = line.lastIndex(of: mark) ?? end }
    bytes.append(contentsOf: line[start..<max(start, end)].bytes)
  }

  private func decode(_ line: ByteSpan, into bytes: inout [UInt8]) {
    var at = 0
    while at < line.count, bytes.count < LineSplitter.longestLine {
      guard line[at] == mark else {
        bytes.append(line[at])
        at += 1
        continue
      }
      if goesOn(line[0...]), at + 2 >= line.count { return }
      let (byte, length) = byte(of: line, behindMarkAt: at + 1)
      bytes.append(byte ?? mark)
      at += 1 + length
    }
  }

  /// What the characters behind a mark spell, and how many they are.
  private func byte(of line: ByteSpan, behindMarkAt at: Int) -> (byte: UInt8?, length: Int) {
    func digits(_ count: Int, radix: Int) -> (UInt8?, Int)? {
      guard at + count <= line.count else { return nil }
      return UInt8(line[at..<at + count].string, radix: radix).map { ($0, count) }
    }
    switch self {
    case .quotedPrintable: return digits(2, radix: 16) ?? (nil, 0)
    case .backslash: return (nil, 0)
    case .listed:
      if let octal = digits(3, radix: 8) { return octal }
      switch line[at] {
      case "\\": return (line[at], 1)
      case "t": return (0x09, 1)
      case "r": return (.carriageReturn, 1)
      default: return (nil, 0)
      }
    }
  }
}
