extension SafeText {
  /// Makes foreign bytes harmless and visible.
  ///
  /// Control characters (C0, DEL, C1), whatever Unicode classes as formatting (among it the
  /// characters that reverse the reading direction), separators of lines and paragraphs,
  /// characters that show nothing, and those without a meaning are replaced by the number they
  /// have. A tab becomes a space. A backslash stays as it is: udev and systemd write names with
  /// `\x2d` in them, which must stay good for copying.
  static func escape(
    _ bytes: UnsafeBufferPointer<UInt8>, widest: Int = Self.widest
  ) -> String {
    // nearly all is plain
    if bytes.count <= widest, bytes.allSatisfy({ (0x20..<0x7f).contains($0) }) {
      return String(decoding: bytes, as: UTF8.self)
    }
    var out = ""
    out.reserveCapacity(min(bytes.count, 2 * Self.widest))
    var used = 0
    var rest = bytes[...]
    while let first = rest.first {
      let piece: String
      let width: Int
      if first == 0x09 {
        (piece, width) = (" ", 1)
        rest.removeFirst()
      } else if first >= 0x20, first < 0x7f {
        (piece, width) = (String(Unicode.Scalar(first)), 1)
        rest.removeFirst()
      } else if let (scalar, length) = firstScalar(of: rest) {
        rest.removeFirst(length)
        let visible = isVisible(scalar)
        piece = visible ? String(scalar) : number(of: scalar)
        width = visible ? columns(of: scalar) : piece.utf8.count
      } else {
        piece = "\\x" + hexadecimal(first, digits: 2)
        width = 4
        rest.removeFirst()
      }
      if used + width > (rest.isEmpty ? widest : widest - 1) { return out + "…" }
      used += width
      out += piece
    }
    return out
  }

  /// How many columns a visible character takes: ranges of East Asian width W and F, roughly.
  static func columns(of scalar: Unicode.Scalar) -> Int {
    switch scalar.value {
    case ..<0x1100: 1
    case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff,
      0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1f64f, 0x1f900...0x1f9ff,
      0x20000...0x3fffd:
      2
    default: 1
    }
  }

  /// Whether a terminal or a reader of lines may obey a character instead of showing it.
  static func acts(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }

  private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.properties.isDefaultIgnorableCodePoint || acts(scalar) { return false }
    switch scalar.properties.generalCategory {
    case .surrogate, .privateUse, .unassigned: return false
    default: return true
    }
  }

  static func number(of scalar: Unicode.Scalar) -> String {
    switch scalar.value {
    // a byte of a file's name that is no UTF-8
    case 0x10ff80...0x10ffff: "\\x" + hexadecimal(scalar.value & 0xff, digits: 2)
    case ...0xff: "\\x" + hexadecimal(scalar.value, digits: 2)
    case ...0xffff: "\\u" + hexadecimal(scalar.value, digits: 4)
    default: "\\U" + hexadecimal(scalar.value, digits: 8)
    }
  }
}

/// A number in lower-case hexadecimal, with leading zeros.
package func hexadecimal(_ value: some BinaryInteger, digits: Int) -> String {
  let plain = String(value, radix: 16)
  return String(repeating: "0", count: max(0, digits - plain.count)) + plain
}

/// The first character of UTF-8 bytes and how many of them it takes; nil if they are no UTF-8.
package func firstScalar(of bytes: some Collection<UInt8>) -> (Unicode.Scalar, Int)? {
  var decoder = UTF8()
  var iterator = bytes.prefix(4).makeIterator()
  guard case .scalarValue(let scalar) = decoder.decode(&iterator) else { return nil }
  return (scalar, UTF8.width(scalar))
}
