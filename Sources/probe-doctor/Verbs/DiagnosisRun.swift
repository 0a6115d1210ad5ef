import Bundle
import Examination
import KillCorrelator
import LogModel
import MachineFacts
import Platform
import Redaction
import ReportModel
import Reports

/// Reads, diagnoses, reports.
struct DiagnosisRun {
  var logs: InputChoice
  var against = Against.others
  let output: OutputChoice
  var failOn = FailOn.kill

  /// Gives what the exit status should be.
  func run() throws -> ExitStatus {
    try keepInputs()
    if let report = try SavedReport.read(logs) { return try show(report) }
    var examiner = Examiner(
      Correlator(try logs.messages.catalogue(), knowledge: Machine(modules: logs.modules)))
    defer { if logs.isThisMachine, StandardDescriptors.hasInput { noteUnreadInput() } }
    var run = self
    run.logs = try logs.withWholeBootID(examiner.question)
    examiner.question.wantsQuietBoots = output.format.isForPrograms
    examiner.question.isThorough = logs.isThorough
    examiner.against = try logs.whole(against, examiner.question)
    return try output.isRedacted ? run.redacted(examiner) : run.plain(examiner)
  }

  /// A report does not take the place of what it is about.
  private func keepInputs() throws(Complaint) {
    guard let file = output.file, let replaced = FileIdentity(of: file.path) else { return }
    for input in logs.inputs where FileIdentity(of: input) == replaced {
      throw Complaint(
        name: file.path, reason: "is an input, and the report would replace it",
        cure: "give -o another name")
    }
  }

  private func noteUnreadInput() {
    StandardOutput.note("probe-doctor: what is piped in was not read; `probe-doctor -` reads it\n")
  }

  /// A headline alone says nothing of inputs that are not in it.
  private func complain(of coverage: Report.Coverage) {
    guard output.quiet, output.format == .text else { return }
    for source in coverage.sources where source.entries == 0 {
      guard let reason = source.skipped else { continue }
      StandardOutput.complain(Complaint(name: source.name, reason: reason))
    }
  }

  private func show(_ report: Report) throws -> ExitStatus {
    try output.write(
      output.isRedacted
        ? output.rendering.redacted(report, PrivateValues(Correlator().question))
        : output.rendering.bytes(of: report))
    return ExitStatus(of: report, failingOn: failOn)
  }

  /// Names that are to be replaced can stand anywhere: all has to be known before it is written.
  private func redacted(_ examiner: Examiner) throws -> ExitStatus {
    var values = PrivateValues(examiner.question)
    let report = try ProgressLine.during(quiet: output.quiet) { progress in
      try examiner.report(
        on: logs.all + logs.saved, selecting: logs.selection, version: ProbeDoctor.version,
        progress: progress, each: { log, _ in values.learn(log) },
        lastGood: { values.learn($0) })
    }
    if logs.isThisMachine { values.learn(MachineIdentity()) }
    try output.write(output.rendering.redacted(report, values))
    complain(of: report.coverage)
    return ExitStatus(of: report, failingOn: failOn)
  }

  /// Hands each boot on as soon as it is examined.
  private func plain(_ examiner: Examiner) throws -> ExitStatus {
    var isFound = false
    // what is written meanwhile must not share a terminal with the progress
    let isShown = output.format.isForPrograms && output.terminal.isTerminal
    let coverage = try output.write { outlet in
      let tool = Report.Tool(version: ProbeDoctor.version)
      var report = output.rendering.output(tool: tool, to: outlet)
      let coverage = try ProgressLine.during(quiet: output.quiet || isShown) { progress in
        try examiner.examine(
          logs.all + logs.saved, selecting: logs.selection, progress: progress
        ) { _, boot in
          if failOn.isMet(by: boot) { isFound = true }
          report.add(boot)
        }
      }
      report.finish(coverage)
      return coverage
    }
    complain(of: coverage)
    return ExitStatus(isFound: isFound, coverage)
  }
}

extension Rendering {
  /// The bytes of a report with other names for what is private, proven to hold none of it.
  ///
  /// - Throws: `Complaint` if something private would be left.
  func redacted(
    _ report: consuming Report, _ values: PrivateValues
  ) throws(Complaint) -> [UInt8] {
    var values = values
    values.learn(report)
    var redactor = Redactor(values)
    let written = written(redactor.redacted(report))
    try LeakCheck(redactor, spellings: OutputFormat.spellings).prove(written, name: "the report")
    return written.bytes
  }
}

extension SavedReport {
  /// The report that the one input is; nil for anything else.
  ///
  /// - Throws: `Complaint` if it is one and cannot be read, or if a part of it is asked for.
  static func read(_ logs: InputChoice) throws(Complaint) -> Report? {
    guard logs.inputs.count == 1, logs.all.count == 1, let name = logs.inputs.first,
      let saved = try SavedReport(name)
    else { return nil }
    guard logs.boot == nil, logs.since == nil, logs.until == nil else {
      throw Complaint(
        name: name, reason: "is a saved report, which is shown whole: -b, -S and -U are for logs")
    }
    return try saved.report()
  }
}

extension ExitStatus {
  init(of report: Report, failingOn failOn: FailOn = .kill) {
    self.init(isFound: report.boots.contains(where: failOn.isMet), report.coverage)
  }

  init(isFound: Bool, _ coverage: Report.Coverage) {
    self = isFound || coverage.omitted.kills > 0 ? .found : coverage.complete ? .clean : .incomplete
  }
}
