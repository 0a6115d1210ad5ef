internal import JournalReader
internal import LogModel
public import KillCorrelator
internal import Telling

/// Says who keeps a worker busy, by what a capture shows.
public struct Judge: Sendable {
  private let correlator: Correlator
  private let limit: WorkerLimit

  public init(_ correlator: Correlator, limit: WorkerLimit) {
    self.correlator = correlator
    self.limit = limit
  }

  /// One notice for each worker of the capture that udevd has not killed yet.
  ///
  /// - Parameter capture: what ``Capture/take(_:)`` wrote, whole or not.
  public func notices(of capture: [UInt8]) -> [Notice] {
    var reader = TextReader(name: "capture", question: correlator.question)
    capture.withUnsafeBytes { reader.feed($0) }
    let answer = reader.finish()
    let stacks = Self.stacks(answer.boots.flatMap(\.entries))
    let ages = Dictionary(
      Sighting.all(in: answer, correlator.catalogue).map { ($0.worker.pid, $0.seconds) }, uniquingKeysWith: { $1 })
    let diagnosis = correlator.diagnose(answer)
    return diagnosis.boots.flatMap(\.warnings).filter { $0.program == nil }.compactMap { warning in
      guard let pid = warning.workerPID else { return nil }
      let programs = diagnosis.boots.flatMap(\.warnings).filter {
        $0.program != nil && $0.workerPID == pid
      }
      let culprit =
        warning.culprit.kind == .unknown
        ? programs.first?.culprit ?? warning.culprit : warning.culprit
      return notice(warning, culprit, stacks[pid], seconds: ages[pid] ?? 0)
    }
  }

  private static func stacks(_ entries: [Entry]) -> [Int: WorkerStack] {
    var stacks: [Int: WorkerStack] = [:]
    for entry in entries {
      let text = entry.text
      guard text.hasPrefix("task:"), let found = text.firstRange(of: " pid:"),
        let pid = Int(text[found.upperBound...].prefix { $0.isNumber })
      else { continue }
      stacks[pid] = WorkerStack(text)
    }
    return stacks
  }

  private func notice(
    _ warning: Finding, _ culprit: Culprit, _ stack: WorkerStack?, seconds: Int
  ) -> Notice {
    let left = max(0, Int(limit.kill) - seconds)
    let function = stack?.function.flatMap { stack?.driver == nil ? nil : $0 }
    let device = warning.device?.sysname ?? "A device"
    let worker = warning.workerPID.map { "worker \($0)" } ?? "its worker"
    var notice = Notice(
      .warning,
      message: "\(device): \(Self.sentence(worker, culprit, function, stack)) "
        + "for \(seconds) s; udevd kills it in \(left) s. \(prevention(culprit))")
    notice[.device] = warning.device?.sysname
    notice[.driver] = culprit.name
    notice[.culpritKind] = culprit.kind.rawValue
    notice[.function] = function
    notice[.workerPID] = warning.workerPID.map { "\($0)" }
    notice[.seqnum] = warning.seqnum.map { "\($0)" }
    notice[.confidence] = culprit.confidence.rawValue
    notice[.seconds] = "\(seconds)"
    notice[.secondsLeft] = "\(left)"
    notice[.cause] = Finding.Cause.eventTimeout.rawValue
    return notice
  }

  private static func sentence(
    _ worker: String, _ culprit: Culprit, _ function: String?, _ stack: WorkerStack?
  ) -> String {
    switch (culprit.kind, culprit.name) {
    case (.driver, let name?):
      let place = function.map { ", in \($0)," } ?? ""
      let sure = culprit.confidence == .possible ? " may have" : " has"
      return "\(name)\(sure) kept \(worker)\(place)"
    case (.program, let name?):
      return "\(worker) has waited for \(name)"
    case (_, _):
      return stack?.waitsFor.map { "\(worker) has waited \($0)" }
        ?? "\(worker) has been busy, with what cannot be told,"
    }
  }

  /// A worker's time cannot be changed once it runs: what helps is for the next time.
  private func prevention(_ culprit: Culprit) -> String {
    if culprit.kind == .program {
      return "Let its rule start it as a service (SYSTEMD_WANTS=) instead of waiting for it."
    }
    let longer = max(300, Int(limit.kill) * 2 / 60 * 60)
    var text = "Next time udev.event_timeout=\(longer) on the kernel command line prevents that"
    if culprit.kind == .driver, let name = culprit.name, culprit.confidence != .possible {
      text += ", or \(name).async_probe=1, which lets it probe in the background"
    }
    return text + "."
  }
}

/// How a capture found a worker.
struct Sighting {
  var worker: WatchWords.Worker
  /// Since it took the event.
  var seconds: Int
  /// udevd has sent the signal.
  var isKilled: Bool

  static func all(in answer: Answer, _ catalogue: Catalogue = .standard) -> [Sighting] {
    answer.boots.flatMap(\.entries).compactMap { entry in
      guard entry.speaker.identifier == WatchWords.identifier,
        let (row, values) = catalogue.recognise(entry),
        row.meaning == .workerBusy || row.meaning == .workerKilled,
        let pid: Int = values[number: .pid], let seconds: Int = values[number: .seconds]
      else { return nil }
      return Sighting(
        worker: WatchWords.Worker(
          pid: pid, seqnum: values[number: .seqnum], sysname: values[.sysname]),
        seconds: seconds, isKilled: row.meaning == .workerKilled)
    }
  }
}
