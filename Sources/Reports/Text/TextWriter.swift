package import ReportModel

/// Shows a document as text: lines of a given width, with or without colour.
package struct TextWriter {
  private let width: Int
  private let colour: Bool
  private let outlet: Outlet
  /// Whether nothing is to be kept apart: an empty line was written last, or nothing at all.
  private var isApart = true
  /// Where the blocks at hand begin.
  private var indent = 0

  package static func write(
    _ document: Document, width: Int = 100, colour: Bool = false, to outlet: Outlet
  ) {
    var writer = TextWriter(width: width, colour: colour, outlet: outlet)
    writer.write(document.blocks)
  }

  private init(width: Int, colour: Bool, outlet: Outlet) {
    self.width = width
    self.colour = colour
    self.outlet = outlet
  }

  private mutating func write(_ blocks: [Block]) {
    for block in blocks { write(block) }
  }

  private mutating func write(_ block: Block) {
    switch block {
    case .headline(let headline): write(headline)
    case .headlines(let headlines, let rest):
      for headline in headlines { write(headline) }
      if let rest { line((rest, .faint)) }
    case .paragraph(let text, let style, let mark):
      paragraph(
        text, lead: mark.map { $0.sign.isEmpty ? "" : $0.sign + " " } ?? "",
        leadStyle: mark?.style ?? .plain, style: style)
    case .story(let paragraphs): for text in paragraphs { paragraph(text) }
    case .note(let text): line((text, .faint))
    case .remark(let lead, let text): paragraph(text, lead: lead)
    case .table(let table): write(table)
    case .steps(let timeline): write(timeline)
    case .items(let items): write(items)
    case .list(let items, let rest):
      for item in items { paragraph(item, lead: "· ") }
      if let rest { line((rest, .faint)) }
    case .picture: break
    case .part(let title, let blocks):
      separate()
      if let title { line((title, .title)) }
      indented(by: 2) { $0.write(blocks) }
    case .group(.article, let blocks):
      separate()
      if case .headline(let headline)? = blocks.first { write(headline) }
      indented(by: 2) { $0.write(Array(blocks.dropFirst())) }
    case .group(_, let blocks):
      separate()
      write(blocks)
    case .folded(let title, let blocks): write(.part(title, blocks))
    case .limited(let media, let blocks): if media.contains(.text) { write(blocks()) }
    }
  }

  private mutating func indented(by columns: Int, _ body: (inout TextWriter) -> Void) {
    indent += columns
    body(&self)
    indent -= columns
  }

  // MARK: - Blocks

  /// Bold, and with a word at the right margin.
  private mutating func write(_ headline: Headline) {
    let right = headline.confidence
    let rows = headline.sentence.wrapped(
      to: width - 2 - (right.isEmpty ? 0 : right.columns + 2))
    for (index, row) in rows.enumerated() {
      var pieces: [(SafeText, Style)] =
        index == 0 ? [(headline.mark.sign, headline.mark.style), (" ", .plain)] : [("  ", .plain)]
      pieces.append((row, .title))
      if index == rows.count - 1, !right.isEmpty {
        let gap = max(2, width - 2 - row.columns - right.columns)
        pieces += [(("" as SafeText).padded(to: gap), .plain), (right, headline.mark.style)]
      }
      put(pieces, at: 0)
    }
  }

  private mutating func write(_ table: Table) {
    let used = table.used
    let lines = table.hasHeader ? [table.header] + table.rows : table.rows
    let widths = lines.reduce(into: [Int: Int]()) { widths, cells in
      for column in used {
        widths[column] = max(widths[column] ?? 0, min(Self.widestCell, cells[column].columns))
      }
    }
    for (index, cells) in lines.enumerated() {
      let isHeader = table.hasHeader && index == 0
      let aligned = used.map { column -> SafeText in
        let width = widths[column] ?? 0
        let cell = cells[column].cut(to: max(Self.widestCell, width))
        if table.numbers.contains(column) { return cell.rightAligned(to: width) }
        return column == used.last ? cell : cell.padded(to: width)
      }
      line(
        (aligned.joined(separator: "  ").withoutTrailingSpaces, isHeader ? .title : .plain))
      guard !isHeader, !table.details.isEmpty else { continue }
      indented(by: 4) { writer in
        for detail in table.details[index - (table.hasHeader ? 1 : 0)] {
          writer.paragraph(detail, style: .faint)
        }
      }
    }
  }

  /// No column of a table is wider.
  private static let widestCell = 40

  private mutating func write(_ timeline: Timeline) {
    let times = timeline.steps.map(\.time)
    let column = times.map(\.columns).max() ?? 0
    for (index, step) in timeline.steps.enumerated() {
      let mark: SafeText = step.isKill ? "✗" : index == times.count - 1 ? "└" : "├"
      let room = max(40, width - indent - column - 4 - step.remark.columns)
      line(
        (times[index].rightAligned(to: column) + "  ", .faint),
        (mark, step.isKill ? .bad : .faint),
        (" " + step.text.cut(to: room) + step.remark, .plain))
    }
    if let footnote = timeline.footnote {
      line((("~" as SafeText).rightAligned(to: column) + "  " + footnote, .faint))
    }
  }

  private mutating func write(_ items: [Item]) {
    var last: SafeText?
    for item in items {
      let (lead, style, below): (SafeText, Style, Int) =
        switch item.kind {
        case .reason: (item.lead.padded(to: 4), item.lead == "?" ? .plain : .title, 6)
        case .remedy:
          ((item.lead == last ? "" : item.lead).padded(to: 9), .title, 11)
        case .event: (item.lead.isEmpty ? "· " : "· \(item.lead)  ", .plain, 4)
        }
      last = item.lead
      paragraph(item.says, lead: lead, leadStyle: style)
      indented(by: below) { writer in
        for line in item.lines { writer.line((line, item.kind == .remedy ? .plain : .faint)) }
        if let rest = item.rest { writer.line((rest, .faint)) }
      }
    }
  }

  // MARK: - Lines

  /// An empty line, but not at the beginning.
  private mutating func separate() {
    if !isApart { put([], at: 0) }
    isApart = true
  }

  /// One line as it is, however long.
  private mutating func line(_ pieces: (SafeText, Style)...) { put(pieces, at: indent) }

  /// Text broken at its spaces. `lead` stands before the first line, and further lines stand below
  /// the text.
  private mutating func paragraph(
    _ body: SafeText, lead: SafeText = "", leadStyle: Style = .plain, style: Style = .plain
  ) {
    let hanging = indent + lead.columns
    for (index, row) in body.wrapped(to: width - hanging).enumerated() {
      if index == 0 {
        put([(lead, leadStyle), (row, style)], at: indent)
      } else {
        put([(row, style)], at: hanging)
      }
    }
  }

  private mutating func put(_ pieces: [(SafeText, Style)], at column: Int) {
    isApart = false
    var text = String(repeating: " ", count: column)
    for (piece, style) in pieces {
      if colour, let code = style.code, !piece.isEmpty {
        text += "\u{1b}[\(code)m\(piece.text)\u{1b}[0m"
      } else {
        text += piece.text
      }
    }
    outlet.write(text + "\n")
  }
}

extension Style {
  /// The sequence of ECMA-48's SGR that turns it on.
  fileprivate var code: String? {
    switch self {
    case .plain: nil
    case .title: "1"
    case .faint: "2"
    case .bad: "1;31"
    case .doubtful: "1;33"
    case .good: "1;32"
    }
  }
}

extension SafeText {
  /// Lines of at most so many columns; a word that is longer has a line of its own.
  func wrapped(to width: Int) -> [SafeText] {
    var rows: [SafeText] = []
    var row: SafeText = ""
    var used = 0
    for word in words {
      let length = word.columns
      if used > 0, used + 1 + length > width {
        rows.append(row)
        (row, used) = ("", 0)
      }
      if used > 0 {
        row += " "
        used += 1
      }
      row += word
      used += length
    }
    return used > 0 || rows.isEmpty ? rows + [row] : rows
  }
}
