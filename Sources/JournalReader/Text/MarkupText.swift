/// A line of a page or of XML, without what is between `<` and `>`.
enum MarkupText {
  /// What of a line a browser shows as lines of their own; nil if it is one.
  static func lines(of line: ByteSpan) -> [Range<Int>]? {
    var found: [Range<Int>] = []
    var start = 0
    var from = 0
    while let open = line.firstIndex(of: "<", from: from) {
      from = open + 1
      guard
        ends.contains(where: { line.has($0, at: open + 1) }) || isRepeated(line, endingAt: open),
        let close = line.firstIndex(of: ">", from: open)
      else { continue }
      if open > start { found.append(start..<open) }
      start = close + 1
      from = start
    }
    guard !found.isEmpty else { return nil }
    if start < line.count { found.append(start..<line.count) }
    return found.count > 1 ? found : nil
  }

  /// Whether an element ends here and another of the same name begins: a list has them, and neither words
  /// nor a row's cells.
  private static func isRepeated(_ line: ByteSpan, endingAt open: Int) -> Bool {
    guard line[open + 1] == "/", let close = line.firstIndex(of: ">", from: open), close < open + 40
    else { return false }
    let name = line[open + 2..<close]
    let next = line.skippingBlanks(from: close + 1)
    return line[next] == "<" && line[next + 1..<next + 1 + name.count].equals(name)
      && !line[next + 1 + name.count].isLetter
      // those of office documents are parts of words
      && name.firstIndex(of: ":") == nil
      && !within.contains { name.count == $0.utf8CodeUnitCount && name.has($0) }
  }

  private static let within: [StaticString] = [
    "span", "a", "b", "i", "u", "font", "code", "em", "strong", "tt", "mark", "td",
    "th", "cell", "Cell", "Data", "entry",
  ]

  private static let ends: [StaticString] = [
    "br>", "br/>", "br />", "br ", "BR>", "/p>", "/P>", "/div>", "/DIV>", "/li>", "/tr>", "/TR>",
  ]

  /// Nil if no tag is in it.
  static func of(_ line: ByteSpan) -> [UInt8]? {
    var text: [UInt8] = []
    var isChanged = false
    var at = 0
    while at < line.count {
      let isTag = line[at] == "<" && (line[at + 1].isLetter || line[at + 1].isOne(of: "/!"))
      if isTag, let end = line.firstIndex(of: ">", from: at) {
        isChanged = true
        // cells are apart
        if line.has("td", at: at + 1) || line.has("/td", at: at + 1) || line.has("br", at: at + 1) {
          text.append(line.has("br", at: at + 1) ? .blank : 0x09)
        }
        at = end + 1
      } else {
        text.append(line[at])
        at += 1
      }
    }
    guard isChanged else { return nil }
    let start = text.firstIndex { $0 > .blank } ?? text.count
    while let last = text.last, last <= .blank { text.removeLast() }
    return start < text.count ? Array(text[min(start, text.count)...]) : nil
  }
}
