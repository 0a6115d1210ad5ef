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

/// The same beside other boots of the machine, oldest first, all of them before it.
func diagnose(_ log: String, beside others: [String]) -> BootDiagnosis? {
  let correlator = Correlator(knowledge: anyMachine)
  func read(_ log: String, _ question: Question) -> BootLog? {
    var reader = TextReader(name: "log.txt", question: question)
    Array(log.utf8).withUnsafeBytes { reader.feed($0) }
    return reader.finish().boots.last
  }
  guard let own = read(log, correlator.question) else { return nil }
  var examination = correlator.examination(of: own)
  let concerns = Concerns(examination.concerns)
  let question = correlator.courseQuestion(concerns, until: .max)
  let boots = others.compactMap { read($0, question) }.map { correlator.otherBoot($0, concerns) }
  examination.compare(concerns, with: boots, place: boots.count)
  return examination.diagnosis
}

extension Finding {
  /// The rules that speak against its culprit.
  var rules: Set<String> { Set(suspects.first?.evidence.map(\.rule) ?? []) }
}
