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
  /// What boots are compared with in which something was found.
  public var against = Against.others

  /// - Parameter correlator: with what is known of machines beyond their logs.
  public init(_ correlator: Correlator = Correlator()) {
    self.correlator = correlator
    question = correlator.question
  }

  /// Reads inputs and examines every boot as soon as it is read, so that no more than one has to be
  /// in memory; but for those that are compared with others, which wait until those are read.
  ///
  /// - Parameters:
  ///   - progress: is told how far reading is, where it takes long.
  ///   - each: takes the boots, oldest first: what was kept of one, and what came of it.
  ///   - lastGood: takes, before one of those, what was read of the boots in which its devices were last
  ///     well.
  /// - Returns: What was read.
  /// - Throws: `ReadError` if none of the inputs can be read, or if the selection names a boot that
  ///   none of them has.
  public func examine(
    _ inputs: [Input], selecting selection: Selection = Selection(),
    progress: ReadingProgress? = nil, each: @escaping (BootLog, Report.Boot) -> Void,
    lastGood: @escaping (BootLog) -> Void = { _ in }
  ) throws(ReadError) -> Report.Coverage {
    let compared = Compared(waits: waits(for: inputs))
    func tell(_ log: BootLog, _ examination: BootExamination) {
      each(log, Report.Boot(examination.diagnosis))
    }
    let doubt = QuotedLog()
    var coverage = try correlator.examine(
      inputs, asking: question, selecting: selection, memory: compared.memory,
      progress: progress
    ) { log, examination in
      doubt.see(log, examination)
      if compared.waits {
        compared.held.take(log, examination, tell)
      } else {
        tell(log, examination)
      }
    }
    doubt.say(in: &coverage)
    guard let other = others(of: inputs, selection, boots: compared.held.count),
      compared.held.isAny
    else {
      compared.held.releaseAll(tell)
      return Report.Coverage(coverage)
    }
    try compared.held.compare(
      by: correlator, with: other.inputs, selecting: other.selection, memory: compared.memory,
      areOthers: other.inputs != inputs
    ) { log, examination, logs in
      let diagnosis = examination.diagnosis
      for number in Set(diagnosis.findings.compactMap { $0.comparison?.lastGoodNumber }).sorted() {
        if let log = logs[number] { lastGood(log) }
      }
      each(log, Report.Boot(diagnosis))
    }
    return Report.Coverage(coverage)
  }

  /// The boots that wait: a closure that outlives its call holds no value that changes.
  private final class Compared {
    let waits: Bool
    let memory: JournalMemory?
    var held = HeldBoots()

    init(waits: Bool) {
      self.waits = waits
      memory = waits ? JournalMemory() : nil
    }
  }

  /// Whether the only text is one that quotes a few lines of a log, and nothing was found in them: then
  /// it need not have been a log at all.
  private final class QuotedLog {
    private var kept = 0
    private var framed = 0
    private var isFound = false

    func see(_ log: BootLog, _ examination: BootExamination) {
      isFound = isFound || !examination.isUneventful
      // of a log in which nothing is, next to nothing is kept
      guard !isFound, log.entries.count < 4096 else { return }
      kept += log.entries.count
      framed += log.entries.count {
        $0.stamp.monotonic != nil || $0.stamp.realtime != nil || $0.speaker.kind != .unknown
      }
    }

    func say(in coverage: inout Coverage) {
      guard !isFound, coverage.sources.count == 1, let source = coverage.sources.first,
        source.kind == .text, source.skipped == nil, source.entries >= 20,
        kept * 2 >= source.entries, framed * 8 < source.entries
      else { return }
      coverage.sources[0].skipped =
        "only \(framed) of its \(source.entries) lines have a time or a speaker: it may be no log"
    }
  }

  /// Whether something can be read for the sake of what is found in some inputs.
  private func waits(for inputs: [Input]) -> Bool {
    switch against {
    case .nothing: false
    case .others, .boot: inputs.allSatisfy(\.canBeReadAgain)
    case .inputs: true
    }
  }

  /// What is read for the sake of what was found; nil if there is no other boot.
  private func others(
    of inputs: [Input], _ selection: Selection, boots: Int
  ) -> (inputs: [Input], selection: Selection)? {
    switch against {
    case .nothing: nil
    // all have been read, and there was no other
    case .others
    where boots < 2 && selection.boot == .all && selection.since == nil
      && selection.until == nil:
      nil
    case .others: (inputs, Selection())
    case .boot(let boot): (inputs, Selection(boot: boot))
    case .inputs(let others): (others, Selection())
    }
  }

  /// The same, with all that was found in memory: see ``QuietBoots``.
  ///
  /// - Parameters:
  ///   - version: of this program.
  ///   - each: gets what was kept of a boot, and what came of it, before the former is forgotten.
  ///   - lastGood: gets what was read of the boots in which devices were last well.
  public func report(
    on inputs: [Input], selecting selection: Selection = Selection(), version: String,
    progress: ReadingProgress? = nil, each: (BootLog, Report.Boot) -> Void = { _, _ in },
    lastGood: (BootLog) -> Void = { _ in }
  ) throws(ReadError) -> Report {
    var boots: [Report.Boot] = []
    var quiet = QuietBoots()
    let coverage = try withoutActuallyEscaping(each) { each throws(ReadError) in
      try withoutActuallyEscaping(lastGood) { lastGood throws(ReadError) in
        try examine(
          inputs, selecting: selection, progress: progress,
          each: { log, boot in
            if quiet.tells(boot) { boots.append(boot) }
            each(log, boot)
          }, lastGood: lastGood)
      }
    }
    return Report(
      tool: Report.Tool(version: version), boots: boots, coverage: quiet.counted(in: coverage))
  }
}
