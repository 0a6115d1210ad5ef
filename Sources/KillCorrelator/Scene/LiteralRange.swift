enum RangeSearch { case first, last }

extension StringProtocol {
  /// The first place where a literal stands; the last one with `.last`. By bytes: the standard
  /// library's search goes by characters and is asked here about every line.
  func range(of literal: String, _ which: RangeSearch = .first) -> Range<Index>? {
    let found = utf8.withContiguousStorageIfAvailable { text in
      literal.utf8.withContiguousStorageIfAvailable { Self.offset(of: $0, in: text, which) }
    }
    guard let offset = (found ?? nil) ?? nil else { return nil }
    let start = utf8.index(utf8.startIndex, offsetBy: offset)
    return start..<utf8.index(start, offsetBy: literal.utf8.count)
  }

  private static func offset(
    of literal: UnsafeBufferPointer<UInt8>, in text: UnsafeBufferPointer<UInt8>,
    _ which: RangeSearch
  ) -> Int? {
    guard let first = literal.first, text.count >= literal.count else { return nil }
    let starts = 0...(text.count - literal.count)
    func stands(at start: Int) -> Bool {
      guard text[start] == first else { return false }
      for offset in literal.indices where text[start + offset] != literal[offset] { return false }
      return true
    }
    return which == .first ? starts.first(where: stands) : starts.last(where: stands)
  }

  /// The decimal number behind a literal.
  func number(after literal: String) -> Int? {
    guard let found = range(of: literal) else { return nil }
    return Int(self[found.upperBound...].prefix { $0.isNumber })
  }
}
