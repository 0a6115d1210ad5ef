import ReportModel

/// A text report while it is being written: lines of a given width, with or without colour.
struct Page {
  let width: Int
  let colour: Bool
  /// What was written and not passed on.
  private(set) var text = ""
  private let outlet: Outlet?

  private static let piece = 64 << 10

  /// - Parameter outlet: gets what was written whenever much of it has come together, and is to get
  ///   the rest; without one all stays in ``text``.
  init(width: Int, colour: Bool, to outlet: Outlet? = nil) {
    self.width = width
    self.colour = colour
    self.outlet = outlet
  }

  /// One line as it is, however long.
  mutating func line(_ pieces: (SafeText, Style)..., indent: Int = 0) {
    text += String(repeating: " ", count: indent)
    for (piece, style) in pieces { put(piece, style) }
    endLine()
  }

  mutating func blank() {
    endLine()
  }

  /// Text broken at its spaces. `lead` stands at the indent of the first line, the text after it,
  /// and further lines stand below the text.
  mutating func paragraph(
    _ body: SafeText, lead: SafeText = "", leadStyle: Style = .plain, style: Style = .plain,
    indent: Int = 0
  ) {
    let hanging = indent + lead.columns
    for (index, row) in wrapped(body, to: width - hanging).enumerated() {
      text += String(repeating: " ", count: index == 0 ? indent : hanging)
      if index == 0 { put(lead, leadStyle) }
      put(row, style)
      endLine()
    }
  }

  /// A finding: bold, and with a word at the right margin.
  mutating func headline(_ body: SafeText, mark: SafeText, style: Style, right: SafeText) {
    let rows = wrapped(body, to: width - 2 - (right.isEmpty ? 0 : right.columns + 2))
    for (index, row) in rows.enumerated() {
      if index == 0 { put(mark, style) }
      text += index == 0 ? " " : "  "
      put(row, .title)
      if index == rows.count - 1, !right.isEmpty {
        let gap = width - 2 - row.columns - right.columns
        text += String(repeating: " ", count: max(2, gap))
        put(right, style)
      }
      endLine()
    }
  }

  /// Lines of at most so many columns; a word that is longer has a line of its own.
  func wrapped(_ body: SafeText, to columns: Int) -> [SafeText] {
    var rows: [SafeText] = []
    var row: SafeText = ""
    var used = 0
    for word in body.words {
      let length = word.columns
      if used > 0, used + 1 + length > columns {
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

  private mutating func endLine() {
    text += "\n"
    guard let outlet, text.utf8.count >= Self.piece else { return }
    outlet.write(text)
    text = ""
  }

  private mutating func put(_ piece: SafeText, _ style: Style) {
    guard colour, let code = style.code, !piece.isEmpty else {
      text += piece.text
      return
    }
    text += "\u{1b}[\(code)m\(piece.text)\u{1b}[0m"
  }
}
