import KillCorrelator
import LogModel
import ReportModel

/// What is worth knowing beside the kills.
struct OtherFindings {
  let digest: Digest

  private var warnings: [NearMiss] { digest.warnings }
  private var deaths: [OtherDeath] { digest.deaths }
  /// More of either are only counted.
  static let most = 10

  var isEmpty: Bool { warnings.isEmpty && deaths.isEmpty }

  static let aboutWarnings: SafeText =
    "A third of the limit had passed and udevd warned, but no kill followed."

  /// When, which device, who worked on it, and who may have held it up.
  var warningRows: [[SafeText]] {
    warnings.map { warning in
      [
        warning.time?.shown ?? "",
        warning.device?.name ?? "",
        warning.workerName,
        suspect(of: warning),
      ]
    }
  }

  /// Each other death: when, what, and the line that tells of it.
  var deathItems: [(time: SafeText?, says: SafeText, line: SafeText?)] {
    deaths.map { death in
      (
        death.time?.shown, "\(subject(of: death))\(death.says)",
        death.report.first.flatMap { quote($0).first }
      )
    }
  }

  /// `… and 3 more`, where the list is longer than anybody reads.
  var restOfWarnings: SafeText? { rest(of: digest.warningCount) }
  var restOfDeaths: SafeText? { rest(of: digest.deathCount) }

  func write(to page: inout Page) {
    if !warnings.isEmpty { writeWarnings(to: &page) }
    if !warnings.isEmpty, !deaths.isEmpty { page.blank() }
    if !deaths.isEmpty { writeDeaths(to: &page) }
  }

  private func writeWarnings(to page: inout Page) {
    page.line(("Close calls", .title))
    page.paragraph(Self.aboutWarnings, indent: 2)
    Table(rows: warningRows, numbers: [0]).write(to: &page, indent: 2)
    if let rest = restOfWarnings { page.line((rest, .faint), indent: 2) }
  }

  /// Who it may have been, if that is not the program that the warning is about.
  private func suspect(of warning: NearMiss) -> SafeText {
    guard let name = warning.culprit.name, warning.program?.hasPrefix(name) != true else {
      return ""
    }
    return "\(name) (\(warning.culprit.confidence.rawValue))"
  }

  private func writeDeaths(to page: inout Page) {
    page.line(("Not timeout kills", .title))
    for death in deathItems {
      let time: SafeText = death.time.map { "\($0)  " } ?? ""
      page.paragraph(death.says, lead: "· \(time)", indent: 2)
      if let line = death.line { page.line((line, .faint), indent: 6) }
    }
    if let rest = restOfDeaths { page.line((rest, .faint), indent: 2) }
  }

  /// `worker 227 (eth0): `, as far as it is known and the sentence does not say it already.
  private func subject(of death: OtherDeath) -> SafeText {
    let worker: SafeText? = death.workerPID.map { "worker \($0)" }
    let device = death.device?.name
    guard let worker, !death.says.contains(worker.text) else { return "" }
    return device.map { "\(worker) (\($0)): " } ?? "\(worker): "
  }

  private func rest(of count: Int) -> SafeText? {
    count > Self.most ? "… and \(grouped(count - Self.most)) more" : nil
  }
}
