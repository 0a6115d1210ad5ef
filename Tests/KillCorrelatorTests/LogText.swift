import Examination
import JournalReader
import LogModel
import MachineFacts

@testable import KillCorrelator

/// What any machine knows of any other: the facts that are part of the program.
let anyMachine = Machine(modules: "/nonexistent")

/// Diagnoses a log that stands in a test.
func diagnose(
  _ log: String, knowledge: any MachineKnowledge = anyMachine
) -> BootDiagnosis? {
  let correlator = Correlator(knowledge: knowledge)
  var reader = TextReader(name: "log.txt", question: correlator.question)
  Array(log.utf8).withUnsafeBytes { reader.feed($0) }
  return correlator.diagnose(reader.finish()).boots.last
}

extension Finding {
  /// The rules that speak against its culprit.
  var rules: Set<String> { Set(suspects.first?.evidence.map(\.rule) ?? []) }
}
