/// Characters that a word processor, a page or a chat puts for those that stand in a log.
enum Typography {
  /// How many bytes the character at `at` takes, and what it stands for; nil of any other.
  static func plain(_ line: ByteSpan, _ at: Int) -> (Int, [UInt8])? {
    let isAlone = (at == 0 || line[at - 1] < 0x80) && line[at + 1] < 0x80
    if isAlone, let text = windows(line[at]) { return (1, text) }
    var decoder = UTF8()
    var bytes = line[at...].bytes.makeIterator()
    if case .scalarValue(let scalar) = decoder.decode(&bytes), let text = plain(scalar) {
      return (UTF8.width(scalar), text)
    }
    return misread.first { line.has($0.0, at: at) }.map { ($0.0.utf8CodeUnitCount, $0.1) }
  }

  private static func plain(_ scalar: Unicode.Scalar) -> [UInt8]? {
    switch scalar.value {
    // blanks of all widths, and what ends a line in a page
    case 0xa0, 0x2000...0x200a, 0x2028, 0x202f, 0x205f, 0x3000: [.blank]
    // what shows nowhere
    case 0xad, 0xfeff, 0x200b...0x200f, 0x202a...0x202e, 0x2060...0x206f: []
    case 0x2018, 0x2019, 0x201a: [0x27]
    case 0x201c, 0x201d: [0x22]
    case 0x2010...0x2015, 0x2212: [0x2d]
    case 0x2044, 0x2215: [0x2f]
    case 0x2502, 0x2503, 0x2551: [0x7c]
    case 0xa789: [0x3a]
    // letters as wide as Chinese ones
    case 0xff01...0xff5e: [UInt8(scalar.value - 0xfee0)]
    // letters and digits in another face
    case 0x1d400..<0x1d6a4: [letters[Int(scalar.value - 0x1d400) % 52]]
    case 0x1d7ce..<0x1d800: [UInt8(ascii: "0") + UInt8((scalar.value - 0x1d7ce) % 10)]
    default: nil
    }
  }

  private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

  /// Of Windows' code page 1252.
  private static func windows(_ byte: UInt8) -> [UInt8]? {
    switch byte {
    case 0x91, 0x92: [0x27]
    case 0x93, 0x94: [0x22]
    case 0xa0: [.blank]
    default: nil
    }
  }

  /// The bytes of quotes, dashes and blanks, taken for letters of that code page.
  private static let misread: [(StaticString, [UInt8])] = [
    ("\u{e2}\u{20ac}\u{2122}", [0x27]), ("\u{e2}\u{20ac}\u{2dc}", [0x27]),
    ("\u{e2}\u{20ac}\u{153}", [0x22]), ("\u{e2}\u{20ac}\u{9d}", [0x22]),
    ("\u{e2}\u{20ac}\u{201c}", [0x2d]), ("\u{e2}\u{20ac}\u{201d}", [0x2d]),
    ("\u{c2}\u{a0}", [.blank]),
  ]
}
