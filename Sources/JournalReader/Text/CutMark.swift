/// What a pager, a terminal or an author puts where a line is cut.
enum CutMark {
  /// What is put behind a line that is as long as all that were cut.
  static let mark = Array("…".utf8)
  private static let lengths = 40...512
  private static let leastLines = 3

  /// How long the lines are that were cut, told by a log's first ones; nil if they are whole.
  static func length(of lines: [ByteSpan]) -> Int? {
    guard let longest = lines.lazy.map(\.count).max(), lengths.contains(longest) else { return nil }
    // one that is repeated shows nothing
    let different = Set(lines.lazy.filter { $0.count == longest }.map { Array($0.bytes) })
    return different.count >= leastLines ? longest : nil
  }

  static func stands(in line: ByteSpan) -> Bool {
    var end = line.count
    while end > 0, line[end - 1] == .blank { end -= 1 }
    return line[end - 1] == ">" || line.firstIndex(of: "…") != nil
      || line.firstIndex(of: "...") != nil
  }
}
