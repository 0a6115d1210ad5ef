import FleetSurvey
import ReportModel

/// The report about a fleet for an issue tracker or a mail.
struct FleetMarkdown {
  let report: FleetReport
  let quiet: Bool

  /// Trackers take no more than 65,536 characters.
  private static let mostRows = 100

  private var words: FleetWords { FleetWords(report: report) }

  func write(to page: inout MarkdownPage) {
    page.block("### \(words.mark) \(words.headline)")
    let rows = report.table.rows
    page.table(
      header: FleetTable.columns(words), rows: rows.prefix(Self.mostRows).map { $0.cells(words) })
    let rest = rows.count - Self.mostRows
    if rest > 0 { page.block("… and \(grouped(rest)) more") }
    guard !quiet else { return }
    if !report.news.isEmpty {
      page.block("**New since**")
      page.list(report.news.map { "\(words.sentence($0))" })
    }
    if !report.isComplete {
      page.block("**What is missing**")
      page.list(words.missing.map { "\($0)" })
    }
    page.block("\(words.closing)")
  }
}

extension FleetTable {
  /// The columns of a table that has room for all of them.
  static func columns(_ words: FleetWords) -> [SafeText] {
    [
      words.keyTitle, "machines", "boots", "kills", "near misses", "culprits", "device models",
      "kernels", "udev", "afterwards", "limit", "first seen", "last seen",
    ]
  }
}

extension FleetTable.Row {
  /// What stands in them; a column that says what the first says already is empty.
  func cells(_ words: FleetWords) -> [SafeText] {
    let grouping = words.report.table.grouping
    return [
      words.title(of: self), words.machines(of: self), grouped(boots.count), grouped(kills),
      grouped(nearMisses), grouping == .driver ? "" : words.culprits(of: self),
      grouping == .model ? "" : words.models(of: self),
      grouping == .kernel ? "" : words.kernels(of: self), words.udevs(of: self),
      words.outcomes(of: self), words.limits(of: self), words.day(first), words.day(last),
    ]
  }
}
