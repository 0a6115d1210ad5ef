import KillCorrelator
import LogModel
import ReportModel

/// One line for each story, for a log with more of them than anybody reads to the end.
struct SummaryTable {
  let groups: [KillGroup]
  /// What stands below it if those are not all.
  let rest: SafeText?

  var rows: [[SafeText]] {
    groups.map { group -> [SafeText] in
      let kill = group.lead
      return [
        group.machine ?? "",
        group.ordinal.map { "boot \($0)" } ?? "",
        kill.killed?.shown ?? "",
        kill.device?.name ?? "",
        kill.culprit.name.map { SafeText($0) } ?? "not known",
        kill.culprit.confidence == .none ? "" : SafeText(kill.culprit.confidence.rawValue),
        kill.cause == .stopTimeout
          ? "killed while udevd was stopped" : kill.outcome == .unknown ? "" : kill.outcome.inBrief,
        group.othersInBrief,
      ]
    }
  }

  func write(to page: inout Page) {
    Table(rows: rows, numbers: [2]).write(to: &page, indent: 0)
    if let rest { page.line((rest, .faint)) }
  }
}
