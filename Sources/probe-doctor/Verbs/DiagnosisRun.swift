import Examination
import JournalReader
import LogModel
import KillCorrelator
import MachineFacts

/// Reads, diagnoses, reports.
struct DiagnosisRun {
  let logs: LogChoice
  let delivery: Delivery

  /// Gives what the exit status should be.
  func run() throws -> ExitStatus {
    let correlator = Correlator(
      try logs.messages.catalogue(), knowledge: Machine(modules: logs.modules))
    return try delivery.isRedacted ? redacted(correlator) : plain(correlator)
  }

  private func question(_ correlator: Correlator) -> Question {
    var question = correlator.question
    question.wantsQuietBoots = delivery.format.isForPrograms
    return question
  }

  private var rendering: Rendering {
    let terminal = delivery.terminal
    return Rendering(
      format: delivery.format, quiet: delivery.quiet, width: terminal.width,
      colour: terminal.usesColour(delivery.color))
  }

  /// Names that are to be replaced can stand anywhere: all has to be known before it is written.
  private func redacted(_ correlator: Correlator) throws -> ExitStatus {
    var values = PrivateValues(correlator.question)
    let diagnosis = ToldDiagnosis(
      try ProgressLine.during(quiet: delivery.quiet) { progress in
        try correlator.diagnose(
          logs.all + logs.saved, asking: question(correlator), selecting: logs.selection,
          progress: progress
        ) { log, _ in values.learn(log) }
      })
    if logs.isThisMachine { values.learnThisMachine() }
    try delivery.deliver(rendering.redacted(diagnosis, values))
    return ExitStatus(of: diagnosis)
  }

  /// Hands each finding on as soon as it is made.
  private func plain(_ correlator: Correlator) throws -> ExitStatus {
    var hasKill = false
    // what is written meanwhile must not share a terminal with the progress
    let isShown = delivery.format.isForPrograms && delivery.terminal.isTerminal
    let coverage = try delivery.deliver { outlet in
      var report = rendering.report(to: outlet)
      let coverage = try ProgressLine.during(quiet: delivery.quiet || isShown) { progress in
        try correlator.examine(
          logs.all + logs.saved, asking: question(correlator), selecting: logs.selection,
          progress: progress
        ) { _, examination in
          report.begin(ToldBoot(examination.boot))
          examination.findings { finding in
            if finding.kind == .kill { hasKill = true }
            report.add(BootFinding(finding))
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
  init(of diagnosis: ToldDiagnosis) {
    self.init(hasKill: diagnosis.killCount > 0, diagnosis.coverage)
  }

  init(hasKill: Bool, _ coverage: Coverage) {
    self = hasKill ? .found : coverage.isComplete ? .clean : .incomplete
  }
}
