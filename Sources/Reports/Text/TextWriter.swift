package import ReportModel

/// Shows a document as text: lines of a given width, with or without colour.
package struct TextWriter {
  private let width: Int
  private let colour: Bool
  private let ascii: Bool
  private let outlet: Outlet
  /// Whether nothing is to be kept apart: an empty line was written last, or nothing at all.
  private var isApart = true
  /// Where the blocks at hand begin.
  private var indent = 0

  /// - Parameter ascii: whether the terminal shows nothing else.
  package static func write(
    _ document: Document, width: Int = 100, colour: Bool = false, ascii: Bool = false,
    to outlet: Outlet
  ) {
    var writer = TextWriter(width: width, colour: colour, ascii: ascii, outlet: outlet)
    writer.write(document.blocks)
  }

  private init(width: Int, colour: Bool, ascii: Bool, outlet: Outlet) {
    self.width = width
    self.colour = colour
    self.ascii = ascii
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
    case .note(let text): paragraph(text, style: .faint)
    case .remark(let lead, let text): paragraph(text, lead: lead)
    case .table(let table): write(table)
    case .steps(let timeline): write(timeline)
    case .facts(let facts): write(facts)
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

  /// What a line is about stands before it, and how sure it is at the right margin.
  private mutating func write(_ facts: [Fact]) {
    let column = (facts.map(\.label.columns).max() ?? 0) + 2
    for fact in facts {
      let right = fact.sure
      let room = width - indent - column - (right.isEmpty ? 0 : right.columns + 2)
      let rows = fact.text.wrapped(to: max(16, room))
      for (index, row) in rows.enumerated() {
        var pieces: [(SafeText, Style)] = [
          ((index == 0 ? fact.label : "").padded(to: column), .title), (row, .plain),
        ]
        if index == 0, !right.isEmpty {
          pieces += [
            (("" as SafeText).padded(to: max(2, room + 2 - row.columns)), .plain), (right, .faint),
          ]
        }
        put(pieces, at: indent)
      }
    }
  }

  private mutating func write(_ table: Table) {
    let used = table.used
    let lines = table.hasHeader ? [table.header] + table.rows : table.rows
    let widths = lines.reduce(into: [Int: Int]()) { widths, cells in
      for column in used { widths[column] = max(widths[column] ?? 0, cells[column].columns) }
    }
    // the last column may be broken, all others stand below each other
    let fixed = used.dropLast().reduce(0) { $0 + (widths[$1] ?? 0) + 2 }
    guard indent + fixed + Self.leastCell <= width else { return writeAsList(table) }
    for (index, cells) in lines.enumerated() {
      let isHeader = table.hasHeader && index == 0
      let lead = used.dropLast().map { column -> SafeText in
        let width = widths[column] ?? 0
        return
          (table.numbers.contains(column)
          ? cells[column].rightAligned(to: width) : cells[column].padded(to: width)) + "  "
      }.joined(separator: "")
      let last = used.last.map { cells[$0] } ?? ""
      let style: Style = isHeader ? .title : .plain
      if last.isEmpty {
        line((lead.withoutTrailingSpaces, style))
      } else {
        paragraph(last, lead: lead, leadStyle: style, style: style)
      }
      guard !isHeader, !table.details.isEmpty else { continue }
      writeDetails(of: table, index - (table.hasHeader ? 1 : 0))
    }
  }

  /// Where the columns do not fit beside each other: the cells of each row one behind the other.
  private mutating func writeAsList(_ table: Table) {
    for (index, cells) in table.rows.enumerated() {
      let words = table.used.filter { !cells[$0].isEmpty }.map { column -> SafeText in
        table.hasHeader && !table.header[column].isEmpty
          ? "\(table.header[column]): \(cells[column])" : cells[column]
      }
      paragraph(words.joined(separator: ", "), lead: "· ")
      if !table.details.isEmpty { writeDetails(of: table, index) }
    }
  }

  private mutating func writeDetails(of table: Table, _ row: Int) {
    indented(by: 4) { writer in
      for detail in table.details[row] { writer.paragraph(detail, style: .faint) }
    }
  }

  /// With less room than this, steps are told on one clock.
  private static let leastStep = 30
  /// The last column of a table gets no less than this.
  private static let leastCell = 16

  private mutating func write(_ timeline: Timeline) {
    var times = timeline.steps.map(\.time)
    if width - indent - (times.map(\.columns).max() ?? 0) < Self.leastStep {
      times = timeline.steps.map(\.short)
    }
    let column = times.map(\.columns).max() ?? 0
    for (index, step) in timeline.steps.enumerated() {
      let mark: SafeText = step.isKill ? "✗" : index == times.count - 1 ? "└" : "├"
      let below: SafeText = index == times.count - 1 ? " " : "│"
      let rows = (step.text + step.remark).wrapped(to: max(16, width - indent - column - 4))
      for (number, row) in rows.enumerated() {
        line(
          ((number == 0 ? times[index] : "").rightAligned(to: column) + "  ", .faint),
          (number == 0 ? mark : below, step.isKill && number == 0 ? .bad : .faint),
          (" " + row, .plain))
      }
    }
    if let footnote = timeline.footnote {
      paragraph(
        footnote, lead: ("~" as SafeText).rightAligned(to: column) + "  ", leadStyle: .faint,
        style: .faint)
    }
  }

  private mutating func write(_ items: [Item]) {
    var last: SafeText?
    let widest = items.filter { $0.kind == .reason }.map(\.lead.columns).max() ?? 0
    let column = widest > 0 ? widest + 2 : 0
    for item in items {
      let (lead, style, below): (SafeText, Style, Int) =
        switch item.kind {
        case .reason: (item.lead.padded(to: column), .title, column)
        case .remedy:
          ((item.lead == last ? "" : item.lead).padded(to: 9), .title, 11)
        case .event: (item.lead.isEmpty ? "· " : "· \(item.lead)  ", .plain, 4)
        }
      last = item.lead
      paragraph(item.says, lead: lead, leadStyle: style)
      indented(by: below) { writer in
        for line in item.lines {
          // what is to be copied stays whole
          if item.kind == .remedy { writer.line((line, .plain)) } else { writer.quote(line) }
        }
        if let rest = item.rest { writer.line((rest, .faint)) }
      }
    }
  }

  /// A line of a log as it is; where it is too long, broken at its spaces.
  private mutating func quote(_ text: SafeText) {
    guard text.columns > width - indent else { return line((text, .faint)) }
    for (index, row) in text.broken(to: max(16, width - indent - 2)).enumerated() {
      put([(row, .faint)], at: indent + (index == 0 ? 0 : 2))
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
      let shown = ascii ? piece.ascii : piece.text
      if colour, let code = style.code, !shown.isEmpty {
        text += "\u{1b}[\(code)m\(shown)\u{1b}[0m"
      } else {
        text += shown
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
