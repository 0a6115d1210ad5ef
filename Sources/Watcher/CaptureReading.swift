internal import JournalReader
internal import KillCorrelator
internal import LogModel
internal import Telling

/// A capture, whole or not, as it is read back.
struct CaptureReading: Sendable {
  /// How it found each worker.
  let workers: [WorkerObservation]
  private let answer: Answer

  /// - Parameter capture: what ``Capture/take(_:)`` wrote.
  init(_ capture: [UInt8], by correlator: Correlator) {
    var reader = TextReader(name: "capture", question: correlator.question)
    capture.withUnsafeBytes { reader.feed($0) }
    answer = reader.finish()
    workers = answer.boots.flatMap(\.entries).compactMap {
      WorkerObservation($0, correlator.catalogue)
    }
  }

  /// A notice for each worker that udevd has not killed yet: who keeps it busy.
  func notices(by correlator: Correlator, limit: WorkerLimit) -> [Notice] {
    correlator.diagnose(answer).boots.flatMap(\.warnings).compactMap { warning in
      guard let pid = warning.workerPID, workers.contains(where: { $0.worker.pid == pid }) else {
        return nil
      }
      return notice(of: warning, pid, warning.culprit, limit)
    }
  }

  private func stack(of pid: Int) -> WorkerStack? {
    answer.boots.flatMap(\.entries).map(\.text).last {
      $0.hasPrefix("task:") && $0.contains(" pid:\(pid) ")
    }.map { WorkerStack($0) }
  }

  private func notice(
    of warning: Finding, _ pid: Int, _ culprit: Culprit, _ limit: WorkerLimit
  ) -> Notice {
    let seconds = workers.last { $0.worker.pid == pid }?.seconds ?? 0
    let left = max(0, Int(limit.kill) - seconds)
    let stack = stack(of: pid)
    let function = stack?.driver == nil ? nil : stack?.function
    let hold: WatchSentences.Hold =
      switch (culprit.kind, culprit.name) {
      case (.driver, let name?):
        .driver(name, function: function, isSure: culprit.confidence.isProved)
      case (.program, let name?): .program(name)
      default: stack?.waitsFor.map { .wait($0) } ?? .unknown
      }
    let sysname = warning.device?.sysname
    let message = WatchSentences.warning(
      device: sysname, worker: pid, hold, seconds: seconds, left: left, limit: Int(limit.kill))
    var notice = Notice(
      .warning, message: message, device: sysname, worker: pid, seqnum: warning.seqnum,
      culprit: (culprit.name, culprit.kind.rawValue, culprit.confidence.rawValue),
      cause: Finding.Cause.eventTimeout.rawValue)
    notice[.function] = function
    notice[.seconds] = "\(seconds)"
    notice[.secondsLeft] = "\(left)"
    return notice
  }
}

/// How a capture found a worker.
struct WorkerObservation: Sendable {
  var worker: WatchWords.Worker
  /// Since it took the uevent.
  var seconds: Int
  /// udevd has sent the signal.
  var isKilled: Bool

  /// - Returns: nil for an entry that tells of no worker.
  init?(_ entry: Entry, _ catalogue: Catalogue) {
    guard entry.speaker.identifier == WatchWords.identifier,
      let (row, values) = catalogue.recognise(entry),
      row.meaning == .workerBusy || row.meaning == .workerKilled,
      let pid: Int = values[number: .pid], let seconds: Int = values[number: .seconds]
    else { return nil }
    worker = WatchWords.Worker(
      pid: pid, seqnum: values[number: .seqnum], sysname: values[.sysname])
    self.seconds = seconds
    isKilled = row.meaning == .workerKilled
  }
}
