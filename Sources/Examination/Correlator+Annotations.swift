public import JournalReader
public import KillCorrelator
public import LogModel

/// A part of a log, by what happened in it.
public struct Surrounding: Sendable {
  /// A finding's id, or the number of a kill among all that are found, from 1.
  public var finding: String

  public init(finding: String) { self.finding = finding }
}

extension Correlator {
  /// Reads inputs and hands on every line of the kernel with what can be told of it, boot by boot.
  ///
  /// - Parameters:
  ///   - surrounding: only what was printed around this finding.
  ///   - each: takes the lines, in the order of the log.
  /// - Returns: What was read, and whether the finding is there.
  /// - Throws: `ReadError` if none of the inputs can be read.
  public func annotate(
    _ inputs: [Input], selecting selection: Selection = Selection(),
    around surrounding: Surrounding? = nil, progress: ReadingProgress? = nil,
    each: @escaping (AnnotatedLine) -> Void
  ) throws(ReadError) -> (coverage: Coverage, isFound: Bool) {
    var question = surrounding == nil ? Annotations.question : self.question
    question.identifiers += Annotations.question.identifiers
    question.triggers = Annotations.question.triggers
    question.attachments = self.question.attachments
    var isFound = false
    var number = 0
    let coverage = try Input.read(
      inputs, selecting: selection, question: question, progress: progress
    ) { log in
      let annotations = annotations(of: log)
      guard let surrounding else { return annotations.forEach(each) }
      for kill in examination(of: log).diagnosis.kills {
        number += 1
        guard kill.id == surrounding.finding || "\(number)" == surrounding.finding else { continue }
        isFound = true
        let span = Span(around: kill)
        annotations.forEach { if span.contains($0.entry.stamp) { each($0) } }
      }
    }
    return (coverage, isFound)
  }
}

/// From shortly before an event began until shortly after it was over.
private struct Span {
  private let monotonic: ClosedRange<Int64>?
  private let realtime: ClosedRange<Int64>?

  private static let before: Int64 = 5_000_000
  private static let after: Int64 = 30_000_000

  init(around finding: Finding) {
    let moments = [finding.started, finding.warned, finding.killed, finding.ended].compactMap {
      $0?.stamp
    }
    func range(_ times: [Int64]) -> ClosedRange<Int64>? {
      guard let first = times.min(), let last = times.max() else { return nil }
      return first - Self.before...last + Self.after
    }
    monotonic = range(moments.compactMap(\.monotonic))
    realtime = range(moments.compactMap(\.realtime))
  }

  /// Where a log has no times, all of it is around.
  func contains(_ stamp: Stamp) -> Bool {
    if let monotonic, let time = stamp.monotonic { return monotonic.contains(time) }
    if let realtime, let time = stamp.realtime { return realtime.contains(time) }
    return monotonic == nil && realtime == nil
  }
}
