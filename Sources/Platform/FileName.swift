internal import Glibc

/// Names of files are bytes, and need not be UTF-8. As strings they have a character of a range of its
/// own (U+10FF80 to U+10FFFF, for private use) for each byte that is not: so that what is named can be
/// opened again, and what shows it can tell such a byte from a letter.
extension String {
  /// A name as the system has it.
  public init(fileName: UnsafePointer<CChar>) {
    if let text = String(validatingCString: fileName), !text.utf8.contains(Self.rangeLead) {
      self = text
      return
    }
    self = ""
    var bytes = UnsafeBufferPointer(
      start: UnsafeRawPointer(fileName).assumingMemoryBound(to: UInt8.self),
      count: strlen(fileName))[...]
    while let first = bytes.first {
      var decoder = UTF8()
      var rest = bytes.prefix(4).makeIterator()
      if case .scalarValue(let scalar) = decoder.decode(&rest), !Self.range.contains(scalar.value) {
        unicodeScalars.append(scalar)
        bytes.removeFirst(UTF8.width(scalar))
      } else {
        if let scalar = Unicode.Scalar(Self.range.lowerBound + UInt32(first) - 0x80) {
          unicodeScalars.append(scalar)
        }
        bytes.removeFirst()
      }
    }
  }

  /// Hands over the name as the system has it.
  public func withFileName<Result>(_ body: (UnsafePointer<CChar>) -> Result) -> Result {
    guard utf8.contains(Self.rangeLead) else { return withCString(body) }
    var bytes: [UInt8] = []
    for scalar in unicodeScalars {
      if Self.range.contains(scalar.value) {
        bytes.append(UInt8(truncatingIfNeeded: scalar.value))
      } else {
        bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
      }
    }
    bytes.append(0)
    return bytes.withUnsafeBytes { buffer in
      guard let start = buffer.baseAddress else { fatalError("a name ends with a zero") }
      return body(start.assumingMemoryBound(to: CChar.self))
    }
  }

  private static let range: ClosedRange<UInt32> = 0x10ff80...0x10ffff
  /// How UTF-8 begins all characters of that range, and few others.
  private static let rangeLead: UInt8 = 0xf4
}
