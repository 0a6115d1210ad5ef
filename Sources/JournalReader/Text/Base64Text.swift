/// A text in base64 (RFC 4648) that stands in a line: in a string of JSON, behind a key of YAML, in an
/// address of a page, or alone.
enum Base64Text {
  /// Shorter ones may be anybody's word.
  private static let least = 32

  /// The text; nil if nothing of the line is one.
  static func of(_ line: ByteSpan) -> [UInt8]? {
    var at = 0
    while at + least <= line.count {
      let run = run(in: line, from: at)
      if run.digits.count >= least, let text = decoded(run.digits) { return text }
      at = run.end + 1
    }
    return nil
  }

  /// The digits from a place on, without what JSON writes between them: newlines, and a slash's escape.
  private static func run(in line: ByteSpan, from start: Int) -> (digits: [UInt8], end: Int) {
    var digits: [UInt8] = []
    var at = start
    while at < line.count {
      if let value = value(of: line[at]) {
        digits.append(value)
      } else if line[at] == "\\", !digits.isEmpty {
        if line[at + 1] != "/" { at += 1 }
      } else {
        break
      }
      at += 1
    }
    return (digits, at)
  }

  /// What a log may be; where a line was read in parts, the first of its digits may be missing.
  private static func decoded(_ digits: [UInt8]) -> [UInt8]? {
    for start in 0..<4 {
      let digits = digits[start...]
      guard isText(bytes(of: digits.prefix(least - 4))[...]) else { continue }
      let text = bytes(of: digits)
      return isText(text.dropLast(2)) ? text : nil
    }
    return nil
  }

  /// What some digits, by their values, stand for.
  static func bytes(of digits: ArraySlice<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count / 4 * 3 + 3)
    var (bits, count) = (UInt32(0), 0)
    for digit in digits {
      bits = bits << 6 | UInt32(digit)
      count += 6
      guard count >= 8 else { continue }
      count -= 8
      bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
    }
    return bytes
  }

  private static func isText(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.contains(.blank)
      && bytes.allSatisfy { $0 >= .blank || (7...13).contains($0) || $0 == 0x1b }
      && bytes.count { $0 >= 0x80 } * 8 <= bytes.count
  }

  /// The value of a digit, of files' or of addresses'.
  static func value(of byte: UInt8) -> UInt8? {
    switch byte {
    case _ where byte.isUpper: byte - UInt8(ascii: "A")
    case _ where byte.isLower: byte - UInt8(ascii: "a") + 26
    case _ where byte.isDigit: byte - UInt8(ascii: "0") + 52
    case "+", "-": 62
    case "/", "_": 63
    default: nil
    }
  }
}
