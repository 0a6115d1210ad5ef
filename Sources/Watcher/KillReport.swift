internal import Examination
internal import JournalReader
internal import KillCorrelator
internal import LogModel
internal import MachineFacts
internal import ReportModel
internal import Reports
internal import Telling

/// The full diagnosis at a kill: of the boot's journal and all captures of it, kept as text and as
/// JSON.
struct KillReport {
  private let catalogue: Catalogue

  init(_ catalogue: Catalogue) { self.catalogue = catalogue }

  /// One notice for each kill of this boot.
  func notices(keepingIn state: StateDirectory) -> [Notice] {
    guard let diagnosis = diagnosis(state) else { return [] }
    let report = Report(diagnosis, version: Report.Tool.current)
    // files are named by what the diagnosis calls a kill
    for (kill, finding) in zip(diagnosis.kills, report.kills) {
      keep(finding, as: kill.id, of: report, in: state)
    }
    return zip(diagnosis.kills, report.kills).map { notice($1, id: $0.id) }
  }

  /// The journal may be out of reach, or stuck: then the captures have to do. They are this machine's,
  /// so it may be asked about them.
  private func diagnosis(_ state: StateDirectory) -> Diagnosis? {
    let captures = state.captures(ofBoot: Watch.bootID).map { Input.path($0) }
    let machine = Machine()
    return diagnosis([.live()] + captures, machine) ?? diagnosis(captures, machine.here)
  }

  private func diagnosis(_ inputs: [Input], _ knowledge: any MachineKnowledge) -> Diagnosis? {
    guard !inputs.isEmpty else { return nil }
    return try? Correlator(catalogue, knowledge: knowledge)
      .diagnose(inputs, selecting: Selection(boot: .id(Watch.bootID)))
  }

  private func keep(
    _ kill: Report.Finding, as id: String, of report: Report, in state: StateDirectory
  ) {
    var one = report
    for index in one.boots.indices { one.boots[index].kills.removeAll { $0.id != kill.id } }
    for (format, suffix) in [(OutputFormat.text, "txt"), (.json, "json")] {
      _ = state.keep(
        Rendering(format).bytes(of: one), as: StateDirectory.reportName(id, Watch.bootID, suffix))
    }
  }

  private func notice(_ kill: Report.Finding, id: String) -> Notice {
    let sure = kill.culprit.confidence == .none ? "" : kill.culprit.confidence.rawValue
    var notice = Notice(
      .kill, message: WatchSentences.kill(headline: kill.headline, confidence: sure),
      device: kill.device?.sysname, worker: kill.workerPID, seqnum: kill.seqnum,
      culprit: (
        kill.culprit.name, kill.culprit.kind.rawValue, kill.culprit.confidence.rawValue
      ), cause: kill.cause?.rawValue)
    notice[.outcome] = kill.outcome?.rawValue
    notice[.certainty] = kill.certainty?.rawValue
    notice[.killID] = id
    return notice
  }
}
