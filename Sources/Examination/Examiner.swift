public import JournalReader
public import KillCorrelator
public import LogModel
public import ReportModel
internal import Telling

/// The one way from logs to a report: they are read, what is known of their machines is added, and
/// what that means is told.
public struct Examiner {
  public let correlator: Correlator
  /// What is wanted from the logs: what a diagnosis is made of, and what the caller adds.
  public var question: Question

  /// - Parameter correlator: with what is known of machines beyond their logs.
  public init(_ correlator: Correlator = Correlator()) {
    self.correlator = correlator
    question = correlator.question
  }

  /// Reads inputs and examines every boot as soon as it is read, so that no more than one has to be
  /// in memory.
  ///
  /// - Parameters:
  ///   - progress: is told how far reading is, where it takes long.
  ///   - each: takes the boots, oldest first: what was kept of one, and what came of it.
  /// - Returns: What was read.
  /// - Throws: `ReadError` if none of the inputs can be read, or if the selection names a boot that
  ///   none of them has.
  public func examine(
    _ inputs: [Input], selecting selection: Selection = Selection(),
    progress: ReadingProgress? = nil, each: @escaping (BootLog, Report.Boot) -> Void
  ) throws(ReadError) -> Report.Coverage {
    let coverage = try correlator.examine(
      inputs, asking: question, selecting: selection, progress: progress
    ) { log, examination in
      each(log, Report.Boot(examination.diagnosis))
    }
    return Report.Coverage(coverage)
  }

  /// The same, with all that was found in memory.
  ///
  /// - Parameters:
  ///   - version: of this program.
  ///   - each: gets what was kept of a boot, and what came of it, before the former is forgotten.
  public func report(
    on inputs: [Input], selecting selection: Selection = Selection(), version: String,
    progress: ReadingProgress? = nil, each: (BootLog, Report.Boot) -> Void = { _, _ in }
  ) throws(ReadError) -> Report {
    var boots: [Report.Boot] = []
    let coverage = try withoutActuallyEscaping(each) { each throws(ReadError) in
      try examine(inputs, selecting: selection, progress: progress) { log, boot in
        boots.append(boot)
        each(log, boot)
      }
    }
    return Report(tool: Report.Tool(version: version), boots: boots, coverage: coverage)
  }
}
