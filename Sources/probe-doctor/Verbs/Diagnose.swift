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
    let isStream = output.format == .ndjson && !output.isRedacted
    throw ExitCode(try (isStream ? stream(correlator) : report(correlator)).rawValue)
  }

  private func question(_ correlator: Correlator) -> Question {
    var question = correlator.question
    question.wantsQuietBoots = output.format.isForPrograms
    return question
  }

  private func report(_ correlator: Correlator) throws -> ExitStatus {
    var values = output.isRedacted ? PrivateValues(correlator.question) : nil
    let diagnosis = try ProgressLine.during(quiet: output.quiet) { progress in
      try correlator.diagnose(
        input.all + input.saved, asking: question(correlator), selecting: input.selection,
        progress: progress
      ) { log, _ in
        values?.learn(log)
      }
    }
    let terminal = Terminal(isFile: output.file != nil)
    let rendering = Rendering(
      format: output.format, quiet: output.quiet, width: terminal.width,
      colour: terminal.usesColour(output.color))
    if var values {
      if input.isThisMachine { values.learnThisMachine() }
      try output.deliver(rendering.redacted(diagnosis, values))
    } else {
      try output.deliver { rendering.write(diagnosis, to: $0) }
    }
    return ExitStatus(of: diagnosis)
  }

  /// Writes each finding as soon as it is made: that of a storm of kills takes no memory then.
  private func stream(_ correlator: Correlator) throws -> ExitStatus {
    var hasKill = false
    // what is written meanwhile must not share a terminal with the progress
    let isShown = Terminal(isFile: output.file != nil).isTerminal
    let coverage = try output.deliver { outlet in
      let lines = EncodedLines(outlet: outlet)
      var boots: [BootDiagnosis] = []
      let coverage = try ProgressLine.during(quiet: output.quiet || isShown) { progress in
        try correlator.examine(
          input.all + input.saved, asking: question(correlator), selecting: input.selection,
          progress: progress
        ) { _, examination in
          boots.append(examination.boot)
          examination.findings { finding in
            if case .kill = finding { hasKill = true }
            lines.write(finding, of: examination.boot)
          }
        }
      }
      lines.write(coverage, boots: boots)
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
