package import ReportModel

/// Shows a document as Markdown, for an issue tracker or a mail: blocks with an empty line between
/// them.
package struct MarkdownWriter {
  private(set) var text = ""

  package static func write(_ document: Document, to outlet: Outlet) {
    var writer = MarkdownWriter()
    writer.write(document.blocks)
    outlet.write(writer.text)
  }

  private mutating func write(_ blocks: [Block]) {
    for block in blocks { write(block) }
  }

  private mutating func write(_ block: Block) {
    switch block {
    case .headline(let headline): paragraph("### \(MarkdownText(headline))")
    case .headlines(let headlines, let rest):
      let items = headlines.map { headline -> MarkdownText in
        "\(MarkdownText(headline))\(headline.more)"
      }
      list(items + (rest.map { ["\($0)"] } ?? []))
    case .paragraph(let text, _, _), .note(let text): paragraph("\(text)")
    case .story(let paragraphs): paragraph("\(paragraphs.joined(separator: " "))")
    case .remark(let lead, let text): paragraph("\(lead)\(text)")
    case .table(let table): write(table)
    case .steps(let timeline): write(timeline)
    case .facts(let facts):
      list(
        facts.map { fact in
          let sure: MarkdownText = fact.sure.isEmpty ? "" : " (\(fact.sure))"
          return "**\(fact.label)**: \(fact.text)\(sure)"
        })
    case .items(let items): for item in items { write(item) }
    case .list(let items, let rest): list((items + (rest.map { [$0] } ?? [])).map { "\($0)" })
    case .picture: break
    case .part(let title, let blocks):
      if let title { paragraph("**\(title)**") }
      write(blocks)
    case .group(_, let blocks): write(blocks)
    case .folded(let title, let blocks): folded(title) { $0.write(blocks) }
    case .limited(let media, let blocks): if media.contains(.markdown) { write(blocks()) }
    }
  }

  private mutating func write(_ timeline: Timeline) {
    let rows = timeline.steps.map { [$0.time, ($0.isKill ? "✗ " : "") + $0.text + $0.remark] }
    folded("What happened when") { writer in
      writer.write(Table(["time", "event"], rows))
      if let footnote = timeline.footnote {
        writer.paragraph("\("~" as SafeText) \(footnote)")
      }
    }
  }

  private mutating func write(_ item: Item) {
    switch item.kind {
    case .reason:
      paragraph(item.lead.isEmpty ? "- \(item.says)" : "- *\(item.lead)* \(item.says)")
    case .remedy: paragraph("- \(item.lead): \(item.says)")
    case .event:
      let time: SafeText = item.lead.isEmpty ? "" : item.lead + ": "
      paragraph("- \(time)\(item.says)")
    }
    code(item.lines, isInItem: true)
    if let rest = item.rest { paragraph("  \(rest)") }
  }

  private mutating func write(_ table: Table) {
    let used = table.used
    guard !used.isEmpty else { return }
    separate()
    text += row(used.map { MarkdownText.escape(table.header[$0]) }) + row(used.map { _ in "---" })
    for cells in table.rows { text += row(used.map { MarkdownText.escape(cells[$0]) }) }
  }

  private func row(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |\n" }

  private mutating func paragraph(_ block: MarkdownText) {
    separate()
    text += block.text + "\n"
  }

  /// Items close to each other.
  private mutating func list(_ items: [MarkdownText]) {
    separate()
    for item in items { text += "- \(item.text)\n" }
  }

  /// Lines exactly as they are, below a list item if they belong to one. The fence is longer than
  /// any that the lines could close it with.
  mutating func code(_ lines: [SafeText], isInItem: Bool = false) {
    guard !lines.isEmpty else { return }
    separate()
    let indent = isInItem ? "  " : ""
    let longest =
      lines.flatMap { $0.text.split { $0 != "`" } }.map(\.count).max() ?? 0
    let fence = String(repeating: "`", count: max(3, longest + 1))
    for line in ["\(fence)text"] + lines.map(\.text) + [fence] { text += "\(indent)\(line)\n" }
  }

  /// A part that is folded until somebody wants to see it. The empty lines make what is inside
  /// Markdown again.
  private mutating func folded(_ summary: SafeText, _ body: (inout MarkdownWriter) -> Void) {
    separate()
    text += "<details>\n<summary>\(MarkdownText.escapeBetweenTags(summary))</summary>\n"
    body(&self)
    text += "\n</details>\n"
  }

  private mutating func separate() {
    if !text.isEmpty { text += "\n" }
  }
}

extension MarkdownText {
  fileprivate init(_ headline: Headline) {
    let confidence: MarkdownText =
      headline.confidence.isEmpty ? "" : " (\(headline.confidence))"
    self = "\(headline.mark.sign) \(headline.sentence)\(confidence)"
  }
}
