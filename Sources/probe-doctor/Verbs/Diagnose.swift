import ArgumentParser
import JournalReader
import KillCorrelator
import MachineFacts

/// `probe-doctor [diagnose]`: reads, diagnoses, reports.
struct Diagnose: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Find device workers that were killed because they took too long, and say why.",
    usage: "probe-doctor [diagnose] [OPTIONS] [INPUT...]",
    discussion: """
      Exit status: 0 no timeout kill; 1 at least one; 2 wrong command line or input; \
      3 none found, but something could not be read.
      """)

  @OptionGroup(title: "What to read") var input: InputOptions
  @OptionGroup(title: "How to show it") var output: OutputOptions

  @Flag(name: .customLong("list-boots"), help: "List the boots in the log and stop.")
  var listBoots = false

  func run() throws {
    if listBoots {
      throw ExitCode(try BootList(input: input, output: output).run().rawValue)
    }
    let correlator = Correlator(knowledge: Machine(modules: input.modules))
    let diagnosis = try ProgressLine.during(quiet: output.quiet) {
      try correlator.diagnose(
        input.all + input.saved, selecting: input.selection,
        wantsQuietBoots: output.format.isForPrograms, progress: $0)
    }
    let terminal = Terminal(isFile: output.file != nil)
    let rendering = Rendering(
      format: output.format, quiet: output.quiet, width: terminal.width,
      colour: terminal.usesColour(output.color))
    try output.deliver { rendering.write(diagnosis, to: $0) }
    throw ExitCode(status(of: diagnosis).rawValue)
  }

  private func status(of diagnosis: Diagnosis) -> ExitStatus {
    if !diagnosis.kills.isEmpty { return .found }
    return diagnosis.coverage.isComplete ? .clean : .incomplete
  }
}
