/// A line of a page or of XML, without what is between `<` and `>`.
enum MarkupText {
  /// Nil if no tag is in it.
  static func of(_ line: ByteSpan) -> [UInt8]? {
    var text: [UInt8] = []
    var isChanged = false
    var at = 0
    while at < line.count {
      let isTag =
        line[at] == UInt8(ascii: "<")
        && (line[at + 1].isLetter || line[at + 1] == UInt8(ascii: "/")
          || line[at + 1] == UInt8(ascii: "!"))
      if isTag, let end = line.firstIndex(of: UInt8(ascii: ">"), from: at) {
        isChanged = true
        // cells are apart
        if line.has("td", at: at + 1) || line.has("/td", at: at + 1) || line.has("br", at: at + 1) {
          text.append(.blank)
        }
        at = end + 1
      } else {
        text.append(line[at])
        at += 1
      }
    }
    guard isChanged else { return nil }
    let start = text.firstIndex { $0 != .blank } ?? text.count
    while text.last == .blank { text.removeLast() }
    return start < text.count ? Array(text[min(start, text.count)...]) : nil
  }
}
