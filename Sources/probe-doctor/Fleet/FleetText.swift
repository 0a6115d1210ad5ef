import FleetSurvey
import ReportModel

/// The report about a fleet for people at a terminal.
struct FleetText {
  let report: FleetReport
  /// The headline and the table's lines only.
  let quiet: Bool

  /// More rows than anybody reads are only counted.
  private static let mostRows = 200
  private static let widestKey = 40

  private var words: FleetWords { FleetWords(report: report) }

  func write(to page: inout Page) {
    page.headline(words.headline, mark: words.mark, style: style, right: "")
    writeTable(to: &page)
    guard !quiet else { return }
    let spared = words.spared
    if !spared.isEmpty {
      page.blank()
      page.line(("Near misses only", .title))
      page.paragraph(spared, indent: 2)
    }
    if !report.news.isEmpty {
      page.blank()
      page.line(("New since", .title))
      for new in report.news { page.paragraph(words.sentence(new), lead: "· ", indent: 2) }
    }
    if !report.isComplete {
      page.blank()
      page.line(("What is missing", .title))
      for item in words.missing { page.paragraph(item, lead: "· ", indent: 2) }
    }
    page.blank()
    page.paragraph(words.closing)
  }

  private var style: Style {
    if report.census.kills > 0 { return .bad }
    return report.isComplete ? .good : .doubtful
  }

  private func writeTable(to page: inout Page) {
    let hit = report.table.rows.filter { $0.kills > 0 }
    let rows = hit.prefix(Self.mostRows)
    guard !rows.isEmpty else { return }
    page.blank()
    let header: [SafeText] = [
      words.keyTitle, isOfOneMachine ? "" : "machines", "boots", "kills", "near misses",
      "first seen", "last seen",
    ]
    let cells = rows.map { row -> [SafeText] in
      [
        words.title(of: row).cut(to: Self.widestKey), isOfOneMachine ? "" : words.machines(of: row),
        grouped(row.boots.count), grouped(row.kills), grouped(row.nearMisses),
        words.day(row.first), words.day(row.last),
      ]
    }
    let widths = header.indices.map { column in
      ([header] + cells).map { $0[column].columns }.max() ?? 0
    }
    page.line((line(header, widths), .title))
    for (row, cells) in zip(rows, cells) {
      page.line((line(cells, widths), .plain))
      guard !quiet else { continue }
      for detail in details(of: row) where !detail.isEmpty {
        page.paragraph(detail, style: .faint, indent: 4)
      }
    }
    let rest = hit.count - rows.count
    if rest > 0 { page.line(("… and \(grouped(rest)) more", .faint)) }
  }

  /// Then there is no point in counting them.
  private var isOfOneMachine: Bool { report.table.grouping == .machine }

  private func line(_ cells: [SafeText], _ widths: [Int]) -> SafeText {
    cells.indices.filter { widths[$0] > 0 }.map { column in
      column == 0
        ? cells[column].padded(to: widths[column]) : cells[column].rightAligned(to: widths[column])
    }.joined(separator: "  ").withoutTrailingSpaces
  }

  private func details(of row: FleetTable.Row) -> [SafeText] {
    let kernels = words.kernels(of: row)
    let udevs = words.udevs(of: row)
    let versions: SafeText = [
      kernels.isEmpty || report.table.grouping == .kernel ? "" : "Linux \(kernels)",
      udevs.isEmpty ? "" : "systemd \(udevs)",
    ].filter { !$0.isEmpty }.joined(separator: "; ")
    let limits = words.limits(of: row)
    let stopped: SafeText =
      row.stopKills == 0
      ? ""
      : row.stopKills == row.kills
        ? "while udevd was stopped" : "\(grouped(row.stopKills)) while udevd was stopped"
    let fate: SafeText = [
      words.outcomes(of: row), stopped, limits.isEmpty ? "" : "limit \(limits)",
    ].filter { !$0.isEmpty }.joined(separator: "; ")
    return [
      report.table.grouping == .driver ? "" : words.culprits(of: row),
      report.table.grouping == .model ? "" : words.models(of: row), versions, fate,
    ]
  }
}
