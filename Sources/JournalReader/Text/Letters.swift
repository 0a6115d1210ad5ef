/// Bytes of a text, and the ASCII letters that they stand for: `line[at] == "["`.
extension UInt8 {
  static func == (byte: UInt8, letter: Unicode.Scalar) -> Bool { byte == UInt8(ascii: letter) }

  static func != (byte: UInt8, letter: Unicode.Scalar) -> Bool { byte != UInt8(ascii: letter) }

  /// What `case "[":` asks.
  static func ~= (letter: Unicode.Scalar, byte: UInt8) -> Bool { byte == UInt8(ascii: letter) }

  /// Whether it is one of some letters.
  func isOne(of letters: StaticString) -> Bool {
    letters.withUTF8Buffer { $0.contains(self) }
  }

  static let blank = UInt8(ascii: " ")
  static let escape: UInt8 = 0x1b
  static let newline = UInt8(ascii: "\n")
  static let carriageReturn = UInt8(ascii: "\r")

  var isDigit: Bool { self &- 0x30 < 10 }
  var isUpper: Bool { self &- 0x41 < 26 }
  var isLower: Bool { self &- 0x61 < 26 }
  var isLetter: Bool { isUpper || isLower }

  /// What it stands for in a hexadecimal number; nil of what is no digit there.
  var hexadecimalDigit: UInt8? {
    switch self {
    case _ where isDigit: self & 15
    case 0x41...0x46, 0x61...0x66: self & 15 + 9
    default: nil
    }
  }
}
