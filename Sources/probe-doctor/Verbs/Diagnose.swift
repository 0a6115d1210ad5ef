import ArgumentParser

/// `probe-doctor [diagnose]`: how a diagnosis is asked for.
struct Diagnose: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diagnose",
    abstract: "Find device workers that were killed because they took too long, and say why.",
    usage: "probe-doctor [diagnose] [OPTIONS] [INPUT...]",
    discussion: """
      Exit status: 0 no timeout kill; 1 at least one, or what --fail-on names; 2 wrong command line or input; \
      3 none found, but something could not be read.
      """)

  @OptionGroup(title: "What to read") var input: InputOptions
  @OptionGroup(title: "What to compare with") var compare: CompareOptions
  @OptionGroup(title: "How to show it") var output: OutputOptions

  @Flag(name: .customLong("list-boots"), help: "List the boots in the log and stop.")
  var listBoots = false

  @Option(
    name: .customLong("fail-on"),
    help: ArgumentHelp(
      "From what on the exit status is 1: kill, stuck (also a worker that is stuck in the kernel), warning (also a near miss), harm (also whatever else the machine lost).",
      valueName: "what"))
  var failOn = FailOn.kill

  func run() throws {
    if listBoots {
      if output.redact == true {
        throw ValidationError("--list-boots shows the ids of boots as they are: leave out --redact")
      }
      throw ExitCode(try ListBoots(logs: input.choice, output: output.choice).run().rawValue)
    }
    throw ExitCode(
      try DiagnosisRun(
        logs: input.choice, against: compare.choice, output: output.choice, failOn: failOn
      ).run().rawValue)
  }
}
