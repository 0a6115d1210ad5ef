import ReportModel

/// Rows whose columns stand below each other. Columns that are empty in all rows take no room.
struct Table {
  var header: [SafeText]?
  let rows: [[SafeText]]
  /// Columns that are aligned to the right.
  var numbers: Set<Int> = []
  /// No column is wider than this.
  var widest = 40

  init(header: [SafeText]? = nil, rows: [[SafeText]], numbers: Set<Int> = []) {
    self.header = header
    self.rows = rows
    self.numbers = numbers
  }

  func write(to page: inout Page, indent: Int) {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in
      rows.map { min(widest, $0[column].columns) }.max() ?? 0
    }
    let used = (0..<count).filter { widths[$0] > 0 }
    if let header {
      page.line((row(header, used, widths), .title), indent: indent)
    }
    for cells in rows { page.line((row(cells, used, widths), .plain), indent: indent) }
  }

  private func row(_ cells: [SafeText], _ used: [Int], _ widths: [Int]) -> SafeText {
    let aligned = used.map { column -> SafeText in
      let width = max(widths[column], header?[column].columns ?? 0)
      let cell = cells[column].cut(to: max(widest, width))
      if numbers.contains(column) { return cell.rightAligned(to: width) }
      return column == used.last ? cell : cell.padded(to: width)
    }
    return aligned.joined(separator: "  ").withoutTrailingSpaces
  }
}
