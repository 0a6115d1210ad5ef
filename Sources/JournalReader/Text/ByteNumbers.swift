/// Texts that stand in another as the numbers of their bytes: `[48,58,32,…]`, as journald writes what is no
/// UTF-8 into JSON. Behind the head of a line nobody reads them; what they say must not be passed over.
enum ByteNumbers {
  /// Fewer are nobody's message.
  private static let fewest = 16

  /// All of them, in a line each.
  ///
  /// - Complexity: linear.
  static func texts(in span: ByteSpan) -> [UInt8] {
    var texts: [UInt8] = []
    var from = 0
    while let bracket = span.firstIndex(of: "[", from: from) {
      let start = texts.count
      var at = bracket + 1
      while let byte = number(in: span, at: &at) { texts.append(byte) }
      from = at
      if span[at] == "]", texts.count - start >= fewest {
        texts.append(.newline)
      } else {
        texts.removeSubrange(start...)
      }
    }
    return texts
  }

  /// The next one, with the comma behind it.
  private static func number(in span: ByteSpan, at: inout Int) -> UInt8? {
    var end = span.skippingBlanks(from: at)
    guard let byte = span.number(at: &end, limit: 3).flatMap(UInt8.init(exactly:)) else {
      return nil
    }
    end = span.skippingBlanks(from: end)
    guard span[end].isOne(of: ",]") else { return nil }
    at = span[end] == "," ? end + 1 : end
    return byte
  }
}
