import KillCorrelator

/// What is worth knowing beside the kills.
struct OtherFindings {
  let diagnosis: Diagnosis

  private var warnings: [NearMiss] { diagnosis.boots.flatMap(\.warnings) }
  private var deaths: [OtherDeath] { diagnosis.boots.flatMap(\.otherDeaths) }
  private static let most = 10

  var isEmpty: Bool { warnings.isEmpty && deaths.isEmpty }

  func write(to page: inout Page) {
    if !warnings.isEmpty { writeWarnings(to: &page) }
    if !warnings.isEmpty, !deaths.isEmpty { page.blank() }
    if !deaths.isEmpty { writeDeaths(to: &page) }
  }

  private func writeWarnings(to page: inout Page) {
    page.line(("Close calls", .title))
    page.paragraph(
      "A third of the limit had passed and udevd warned, but no kill followed.", indent: 2)
    let rows = warnings.prefix(Self.most).map { warning -> [Shown] in
      [
        warning.time?.shown ?? "",
        warning.device?.name ?? "",
        warning.program.map { Shown($0) } ?? warning.workerPID.map { "worker \($0)" } ?? "",
        suspect(of: warning),
      ]
    }
    Table(rows: rows, numbers: [0]).write(to: &page, indent: 2)
    writeRest(warnings.count, to: &page)
  }

  /// Who it may have been, if that is not the program that the warning is about.
  private func suspect(of warning: NearMiss) -> Shown {
    guard let name = warning.culprit.name, warning.program?.hasPrefix(name) != true else {
      return ""
    }
    return "\(name) (\(warning.culprit.confidence.rawValue))"
  }

  private func writeDeaths(to page: inout Page) {
    page.line(("Not timeout kills", .title))
    for death in deaths.prefix(Self.most) {
      let time: Shown = death.time?.shown.map { "\($0)  " } ?? ""
      page.paragraph("\(subject(of: death))\(death.says)", lead: "· \(time)", indent: 2)
      if let line = death.report.first.flatMap({ quote($0).first }) {
        page.line((line, .faint), indent: 6)
      }
    }
    writeRest(deaths.count, to: &page)
  }

  /// `worker 227 (eth0): `, as far as it is known and the sentence does not say it already.
  private func subject(of death: OtherDeath) -> Shown {
    let worker: Shown? = death.workerPID.map { "worker \($0)" }
    let device = death.device?.name
    guard let worker, !death.says.contains(worker.text) else { return "" }
    return device.map { "\(worker) (\($0)): " } ?? "\(worker): "
  }

  private func writeRest(_ count: Int, to page: inout Page) {
    guard count > Self.most else { return }
    page.line(("… and \(grouped(count - Self.most)) more", .faint), indent: 2)
  }
}
