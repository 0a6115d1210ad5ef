import Examination
import JournalReader
import KillCorrelator
import LogModel
import MachineFacts
import Watcher

/// The full diagnosis at a kill: of the boot's journal and all captures of it, kept as text and as
/// JSON.
struct KillReport {
  /// One notice for each kill of this boot.
  func notices(keepingIn state: StateDirectory) -> [Notice] {
    guard let diagnosis = diagnosis(state) else { return [] }
    keep(diagnosis, in: state)
    return diagnosis.kills.map(notice)
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
    return try? Correlator(knowledge: knowledge)
      .diagnose(inputs, selecting: Selection(boot: .id(Watch.bootID)))
  }

  private func keep(_ diagnosis: Diagnosis, in state: StateDirectory) {
    for kill in diagnosis.kills {
      var one = diagnosis
      for index in one.boots.indices {
        one.boots[index].kills.removeAll { $0.id != kill.id }
      }
      for (format, suffix) in [(OutputFormat.text, "txt"), (.json, "json")] {
        let rendering = Rendering(format: format, quiet: false, width: 100, colour: false)
        _ = state.keep(
          rendering.bytes(of: one), as: StateDirectory.reportName(kill.id, Watch.bootID, suffix))
      }
    }
  }

  private func notice(_ kill: Kill) -> Notice {
    let headline = Headline(kill: kill)
    let message = WatchSentences.kill(
      headline: headline.sentence.text, confidence: headline.confidence.text)
    var notice = Notice(
      .kill, message: message, device: kill.device?.sysname, worker: kill.workerPID,
      seqnum: kill.seqnum,
      culprit: (
        kill.culprit.name, kill.culprit.kind.rawValue, kill.culprit.confidence.rawValue
      ), cause: kill.cause.rawValue)
    notice[.outcome] = kill.outcome.rawValue
    notice[.killID] = kill.id
    return notice
  }
}
