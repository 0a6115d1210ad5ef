import JournalReader
import LogModel
import KillCorrelator
import Watcher

/// The full diagnosis at a kill: of the boot's journal and all captures of it, kept as text and as
/// JSON.
struct KillReport {
  let correlator: Correlator

  /// One notice for each kill of this boot.
  func notices(keepingIn state: StateDirectory) -> [Notice] {
    guard let diagnosis = diagnosis(state) else { return [] }
    keep(diagnosis, in: state)
    return diagnosis.kills.map(notice)
  }

  /// The journal may be out of reach, or stuck: then the captures have to do.
  private func diagnosis(_ state: StateDirectory) -> ToldDiagnosis? {
    let selection = Selection(boot: .id(Watch.bootID))
    let captures = state.captures(ofBoot: Watch.bootID).map { Input.path($0) }
    for inputs in [[.live()] + captures, captures] where !inputs.isEmpty {
      if let answer = try? Input.read(
        inputs, selecting: selection, question: correlator.question)
      {
        return ToldDiagnosis(correlator.diagnose(answer))
      }
    }
    return nil
  }

  private func keep(_ diagnosis: ToldDiagnosis, in state: StateDirectory) {
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
    var notice = Notice(.kill, message: Self.message(kill))
    notice[.device] = kill.device?.sysname
    notice[.driver] = kill.culprit.name
    notice[.culpritKind] = kill.culprit.kind.rawValue
    notice[.workerPID] = kill.workerPID.map { "\($0)" }
    notice[.seqnum] = kill.seqnum.map { "\($0)" }
    notice[.confidence] = kill.culprit.confidence.rawValue
    notice[.cause] = kill.cause.rawValue
    notice[.outcome] = kill.outcome.rawValue
    notice[.killID] = kill.id
    return notice
  }

  /// The headline of the report, how sure it is, and where the rest stands.
  private static func message(_ kill: Kill) -> String {
    let headline = Headline(kill: kill)
    let sure = headline.confidence.isEmpty ? "" : " (\(headline.confidence.text))"
    return "\(headline.sentence.text)\(sure). `probe-doctor` shows why and what to do."
  }
}
