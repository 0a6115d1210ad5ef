import Examination
import Reports

extension DiagnosisRun {
  /// What a command line asks for that has no verb in it, and of options at most a format and that nothing
  /// is compared; nil for any other.
  ///
  /// Most are so, and the argument parser, which makes its types at run time, takes longer to start than
  /// a small log to diagnose.
  init?(plain arguments: [String]) {
    var logs = InputChoice()
    var format: OutputFormat?
    var comparesNothing = false
    var rest = arguments[...]
    while let word = rest.popFirst() {
      switch word {
      case "--format":
        guard format == nil, let known = rest.popFirst().flatMap(OutputFormat.init) else {
          return nil
        }
        format = known
      case "--against":
        guard !comparesNothing, rest.popFirst() == "none" else { return nil }
        comparesNothing = true
      case _
      where word.utf8.first == UInt8(ascii: "-") && (word != "-" || logs.inputs.contains(word)):
        return nil
      default:
        logs.inputs.append(word)
      }
    }
    let isVerb = InputChoice.verbs.contains
    guard !isVerb(arguments.first ?? ""),
      logs.inputs.count == arguments.count || !logs.inputs.contains(where: isVerb)
    else { return nil }
    self.init(
      logs: logs, against: comparesNothing ? .nothing : .others,
      output: OutputChoice(format: format ?? .text))
  }
}
