import ArgumentParser
import JournalReader
import KillCorrelator
import MachineFacts

/// `probe-doctor [diagnose]`: reads, diagnoses, reports.
struct Diagnose: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diagnose",
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
    throw ExitCode(
      try (output.isRedacted ? redacted(correlator) : plain(correlator)).rawValue)
  }

  private func question(_ correlator: Correlator) -> Question {
    var question = correlator.question
    question.wantsQuietBoots = output.format.isForPrograms
    return question
  }

  private var rendering: Rendering {
    let terminal = Terminal(isFile: output.file != nil)
    return Rendering(
      format: output.format, quiet: output.quiet, width: terminal.width,
      colour: terminal.usesColour(output.color))
  }

  /// Names that are to be replaced can stand anywhere: all has to be known before it is written.
  private func redacted(_ correlator: Correlator) throws -> ExitStatus {
    var values = PrivateValues(correlator.question)
    let diagnosis = try ProgressLine.during(quiet: output.quiet) { progress in
      try correlator.diagnose(
        input.all + input.saved, asking: question(correlator), selecting: input.selection,
        progress: progress
      ) { log, _ in values.learn(log) }
    }
    if input.isThisMachine { values.learnThisMachine() }
    try output.deliver(rendering.redacted(diagnosis, values))
    return ExitStatus(of: diagnosis)
  }

  /// Hands each finding on as soon as it is made.
  private func plain(_ correlator: Correlator) throws -> ExitStatus {
    var hasKill = false
    // what is written meanwhile must not share a terminal with the progress
    let isShown = output.format.isForPrograms && Terminal(isFile: output.file != nil).isTerminal
    let coverage = try output.deliver { outlet in
      var report = rendering.report(to: outlet)
      let coverage = try ProgressLine.during(quiet: output.quiet || isShown) { progress in
        try correlator.examine(
          input.all + input.saved, asking: question(correlator), selecting: input.selection,
          progress: progress
        ) { _, examination in
          report.begin(examination.boot)
          examination.findings { finding in
            if case .kill = finding { hasKill = true }
            report.add(finding)
          }
        }
      }
      report.finish(coverage)
      return coverage
    }
    return ExitStatus(hasKill: hasKill, coverage)
  }
}

extension ExitStatus {
  init(of diagnosis: Diagnosis) {
    self.init(hasKill: diagnosis.killCount > 0, diagnosis.coverage)
  }

  init(hasKill: Bool, _ coverage: Coverage) {
    self = hasKill ? .found : coverage.isComplete ? .clean : .incomplete
  }
}
