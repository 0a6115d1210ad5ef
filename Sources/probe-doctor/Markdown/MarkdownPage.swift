import ReportModel

/// A Markdown document while it is being written: blocks with an empty line between them.
struct MarkdownPage {
  private(set) var text = ""

  /// A heading, paragraph or list item.
  mutating func block(_ block: Marked) {
    separate()
    text += block.text + "\n"
  }

  /// Items close to each other.
  mutating func list(_ items: [Marked]) {
    separate()
    for item in items { text += "- \(item.text)\n" }
  }

  /// Lines exactly as they are, below a list item if they belong to one. The fence is longer than
  /// any that the lines could close it with.
  mutating func code(_ lines: [SafeText], inItem: Bool = false) {
    guard !lines.isEmpty else { return }
    separate()
    let indent = inItem ? "  " : ""
    let longest = lines.map { longestRun(of: "`", in: $0.text) }.max() ?? 0
    let fence = String(repeating: "`", count: max(3, longest + 1))
    text += "\(indent)\(fence)text\n"
    for line in lines { text += "\(indent)\(line.text)\n" }
    text += "\(indent)\(fence)\n"
  }

  /// Columns that are empty in all rows are left out.
  mutating func table(header: [SafeText], rows: [[SafeText]]) {
    let used = header.indices.filter { column in rows.contains { !$0[column].isEmpty } }
    guard !used.isEmpty else { return }
    separate()
    text += row(used.map { header[$0] }) + row(used.map { _ in "---" }, escaped: false)
    for cells in rows { text += row(used.map { cells[$0] }) }
  }

  /// A part that is folded until somebody wants to see it. The empty lines make what is inside
  /// Markdown again.
  mutating func folded(_ summary: SafeText, _ body: (inout MarkdownPage) -> Void) {
    // A summary is HTML, where a backslash escapes nothing.
    separate()
    text += "<details>\n<summary>\(MarkupWriter.escape(summary))</summary>\n"
    body(&self)
    text += "\n</details>\n"
  }

  private mutating func separate() {
    if !text.isEmpty { text += "\n" }
  }

  private func row(_ cells: [SafeText], escaped: Bool = true) -> String {
    "| \(cells.map { escaped ? Marked.escape($0) : $0.text }.joined(separator: " | ")) |\n"
  }

  private func longestRun(of character: Character, in text: String) -> Int {
    var longest = 0
    var length = 0
    for next in text {
      length = next == character ? length + 1 : 0
      longest = max(longest, length)
    }
    return longest
  }
}
