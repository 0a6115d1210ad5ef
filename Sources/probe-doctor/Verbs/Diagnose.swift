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
      if output.redact == true {
        throw ValidationError("--list-boots shows the ids of boots as they are: leave out --redact")
      }
      throw ExitCode(try BootList(input: input, output: output).run().rawValue)
    }
    let correlator = Correlator(knowledge: Machine(modules: input.modules))
    var values = PrivateValues(correlator.question)
    let diagnosis = try ProgressLine.during(quiet: output.quiet) { progress in
      try correlator.diagnose(
        input.all + input.saved, selecting: input.selection, progress: progress
      ) { log, _ in
        if output.isRedacted { values.learn(log) }
      }
    }
    let terminal = Terminal(isFile: output.file != nil)
    let rendering = Rendering(
      format: output.format, quiet: output.quiet, width: terminal.width,
      colour: terminal.usesColour(output.color))
    if output.isRedacted {
      if input.isThisMachine { values.learnThisMachine() }
      try output.deliver(rendering.redacted(diagnosis, values))
    } else {
      try output.deliver { rendering.write(diagnosis, to: $0) }
    }
    throw ExitCode(ExitStatus(of: diagnosis).rawValue)
  }
}

extension ExitStatus {
  init(of diagnosis: Diagnosis) {
    if !diagnosis.kills.isEmpty {
      self = .found
    } else {
      self = diagnosis.coverage.isComplete ? .clean : .incomplete
    }
  }
}
