/// How quoted-printable text breaks lines, and what else it writes with `=` (RFC 2045, 6.7).
enum SoftBreak {
  /// No line is longer, and those that are broken are hardly shorter.
  static let longest = 76
  static let usualLength = 64
  private static let mostParts = 64

  /// Whether the line that `text` ends with goes on in the next one.
  static func ends(_ text: ByteSpan) -> Bool {
    let end = text[text.count - 1] == .carriageReturn ? text.count - 1 : text.count
    return text[end - 1] == UInt8(ascii: "=")
  }

  /// The line of `text` that begins at `start`, decoded, where the next one begins, and how many lines
  /// of the text it is.
  static func line(
    of text: ByteSpan, at start: Int
  ) -> (bytes: [UInt8], next: Int, parts: Int) {
    var bytes: [UInt8] = []
    var at = start
    var parts = 0
    while at < text.count, parts < mostParts {
      let end = text.firstIndex(of: .newline, from: at) ?? text.count
      let line = text[at..<end]
      at = end + 1
      parts += 1
      decode(line, into: &bytes)
      if !ends(line) { break }
    }
    return (bytes, at, parts)
  }

  private static func decode(_ line: ByteSpan, into bytes: inout [UInt8]) {
    var at = 0
    while at < line.count, bytes.count < LineSplitter.longestLine {
      if line[at] == UInt8(ascii: "=") {
        if let byte = UInt8(line[at + 1..<at + 3].string, radix: 16), at + 2 < line.count {
          bytes.append(byte)
          at += 3
          continue
        }
        if ends(line[0...]), at + 2 >= line.count { return }
      }
      bytes.append(line[at])
      at += 1
    }
  }
}
