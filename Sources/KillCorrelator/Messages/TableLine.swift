/// A line of a table of messages, by what it is.
struct TableLine {
  enum Content {
    /// Nothing, or a note for who reads the table.
    case remark
    /// What stands in brackets; nil where they are not closed, or empty.
    case name(Range<Int>?)
    case field(key: Range<Int>, value: Range<Int>)
    case unclear
  }
  let content: Content
  /// Where its newline is, or the table's end.
  let end: Int

  init(of table: Span<UInt8>, from start: Int) {
    end = table.firstIndex(of: 0x0a, from: start) ?? table.count
    let line = Self.trimmed(start..<end, in: table)
    guard !line.isEmpty, table[line.lowerBound] != UInt8(ascii: "#") else {
      content = .remark
      return
    }
    if table[line.lowerBound] == UInt8(ascii: "[") {
      let isClosed = line.count > 2 && table[line.upperBound - 1] == UInt8(ascii: "]")
      content = .name(isClosed ? line.lowerBound + 1..<line.upperBound - 1 : nil)
    } else if let colon = table.firstIndex(of: .colon, from: line.lowerBound),
      colon < line.upperBound
    {
      content = .field(
        key: Self.trimmed(line.lowerBound..<colon, in: table),
        value: Self.trimmed(colon + 1..<line.upperBound, in: table))
    } else {
      content = .unclear
    }
  }

  private static func trimmed(_ range: Range<Int>, in table: Span<UInt8>) -> Range<Int> {
    func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0d }
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, isBlank(table[start]) { start += 1 }
    while start < end, isBlank(table[end - 1]) { end -= 1 }
    return start..<end
  }
}
