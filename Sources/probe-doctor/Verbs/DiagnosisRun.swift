import Examination
import JournalReader
import KillCorrelator
import LogModel
import MachineFacts
import ReportModel
import Reports
import Telling

/// Reads, diagnoses, reports.
struct DiagnosisRun {
  let logs: LogChoice
  let delivery: Delivery

  /// Gives what the exit status should be.
  func run() throws -> ExitStatus {
    if let report = try SavedReport.read(logs) { return try show(report) }
    let correlator = Correlator(
      try logs.messages.catalogue(), knowledge: Machine(modules: logs.modules))
    return try delivery.isRedacted ? redacted(correlator) : plain(correlator)
  }

  private func show(_ report: Report) throws -> ExitStatus {
    try delivery.deliver(
      delivery.isRedacted
        ? delivery.rendering.redacted(report, PrivateValues(Correlator().question))
        : delivery.rendering.bytes(of: report))
    return ExitStatus(of: report)
  }

  private func question(_ correlator: Correlator) -> Question {
    var question = correlator.question
    question.wantsQuietBoots = delivery.format.isForPrograms
    return question
  }

  /// Names that are to be replaced can stand anywhere: all has to be known before it is written.
  private func redacted(_ correlator: Correlator) throws -> ExitStatus {
    var values = PrivateValues(correlator.question)
    let report = Report(
      try ProgressLine.during(quiet: delivery.quiet) { progress in
        try correlator.diagnose(
          logs.all + logs.saved, asking: question(correlator), selecting: logs.selection,
          progress: progress
        ) { log, _ in values.learn(log) }
      }, version: ProbeDoctor.version)
    if logs.isThisMachine { values.learnThisMachine() }
    try delivery.deliver(delivery.rendering.redacted(report, values))
    return ExitStatus(of: report)
  }

  /// Hands each boot on as soon as it is examined.
  private func plain(_ correlator: Correlator) throws -> ExitStatus {
    var hasKill = false
    // what is written meanwhile must not share a terminal with the progress
    let isShown = delivery.format.isForPrograms && delivery.terminal.isTerminal
    let coverage = try delivery.deliver { outlet in
      var output = delivery.rendering.output(tool: .this, to: outlet)
      let read = try ProgressLine.during(quiet: delivery.quiet || isShown) { progress in
        try correlator.examine(
          logs.all + logs.saved, asking: question(correlator), selecting: logs.selection,
          progress: progress
        ) { _, examination in
          let boot = Report.Boot(examination.diagnosis)
          if !boot.kills.isEmpty { hasKill = true }
          output.add(boot)
        }
      }
      let coverage = Report.Coverage(read)
      output.finish(coverage)
      return coverage
    }
    return ExitStatus(hasKill: hasKill, coverage)
  }
}

extension ExitStatus {
  init(of report: Report) {
    self.init(hasKill: report.killCount > 0, report.coverage)
  }

  init(hasKill: Bool, _ coverage: Report.Coverage) {
    self = hasKill || coverage.omitted.kills > 0 ? .found : coverage.complete ? .clean : .incomplete
  }
}
