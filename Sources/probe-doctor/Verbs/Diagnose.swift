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

  @OptionGroup(title: "What to read") var input: InputArguments
  @OptionGroup(title: "What to compare with") var compare: CompareOptions
  @OptionGroup(title: "How to show it") var output: OutputOptions

  @OptionGroup var options: DiagnosisOptions

  func run() throws {
    if options.listBoots {
      if output.redact == .redact {
        throw ValidationError("--list-boots shows the ids of boots as they are: leave out --redact")
      }
      throw ExitCode(try ListBoots(logs: input.choice, output: output.choice).run().rawValue)
    }
    throw ExitCode(
      try DiagnosisRun(
        logs: input.choice, against: compare.choice, output: output.choice, failOn: options.failOn
      ).run().rawValue)
  }
}

/// What a diagnosis alone has.
struct DiagnosisOptions: ParsableArguments {
  @Flag(name: .customLong("list-boots"), help: "List the boots in the log and stop.")
  var listBoots = false

  @Option(
    name: .customLong("fail-on"),
    help: ArgumentHelp(
      "From what on the exit status is 1: kill, stuck (also a worker that is stuck in the kernel), warning (also a near miss), harm (also whatever else the machine lost).",
      valueName: "what"))
  var failOn = FailOn.kill
}
