internal import KillCorrelator
internal import Telling

/// Puts together what the watch saw of a kill and what the boot's diagnosis says of it. What was seen
/// while the worker hung counts for more than what a log allows to conclude afterwards.
struct KillTelling {
  let book: CaseBook
  let limit: WorkerLimit

  init(_ book: CaseBook, limit: WorkerLimit) {
    self.book = book
    self.limit = limit
  }

  /// How long a kill is kept back of which nobody is known yet, as long as its worker hangs; µs.
  private static let patience: Int64 = 45_000_000

  /// Those of which more may be known in a while: places in the book.
  func postponed(diagnosed: [Notice], at time: Int64) -> [Int] {
    book.cases.indices.filter { place in
      let found = book.cases[place]
      guard let killed = found.killed, found.ended == nil, killed + Self.patience > time,
        found.verdict?.hold.isNamed != true
      else { return false }
      return !diagnosed.contains { isOf(found, $0) && $0[.driver] != nil }
    }
  }

  private func isOf(_ found: WorkerCase, _ notice: Notice) -> Bool {
    found.isSame(
      pid: notice[.workerPID].flatMap { Int($0) }, start: nil,
      seqnum: notice[.seqnum].flatMap { UInt64($0) })
  }

  /// - Parameters:
  ///   - diagnosed: one for each kill of the boot's report.
  ///   - postponed: those that are not told yet.
  func notices(diagnosed: [Notice], besides postponed: [Int] = []) -> [Notice] {
    var open = book.cases.indices.filter { book.cases[$0].killed != nil }
    var notices: [Notice] = []
    for var notice in diagnosed {
      let isIt = { (place: Int) in self.isOf(self.book.cases[place], notice) }
      let place = open.last(where: isIt)
      open.removeAll(where: isIt)
      if let place, postponed.contains(place) { continue }
      if let place {
        add(book.cases[place], to: &notice)
      } else if notice[.certainty] != "stated" {
        // neither udevd nor the kernel has said so, and nobody saw it
        continue
      }
      notices.append(notice)
    }
    // of a program's kill there is a line, and so a diagnosis
    for place in open
    where book.cases[place].isWorkerKilled && book.cases[place].nextDiagnosis == nil
      && !postponed.contains(place)
    {
      notices.append(Notice(killed: book.cases[place], limit: limit))
    }
    return notices
  }

  private func add(_ found: WorkerCase, to notice: inout Notice) {
    guard let hold = found.verdict?.hold, hold.isNamed else { return }
    if notice[.driver] != hold.name {
      let mine = Notice(killed: found, limit: limit)
      notice[.message] = mine.message
      notice[.driver] = hold.name
      notice[.culpritKind] = hold.kind.rawValue
      notice[.confidence] = hold.confidence.rawValue
    }
    notice[.function] = hold.function
  }
}

extension Notice {
  /// A worker is stuck.
  init(_ verdict: Verdict, limit: WorkerLimit) {
    // the worker itself kills its program, and does not wait for udevd's grace
    let time = verdict.hold.kind == .program ? limit.timeout.seconds ?? limit.kill : limit.kill
    let left = Int(time) - verdict.seconds
    let message = WatchSentences.warning(
      device: verdict.isGuess ? nil : verdict.sysname, worker: verdict.pid, verdict.hold.told,
      seconds: verdict.seconds, isAtLeast: verdict.isAtLeast, left: left > 0 ? left : nil,
      limit: Int(limit.kill))
    self.init(
      .warning, message: message, device: verdict.isGuess ? nil : verdict.sysname,
      worker: verdict.pid, seqnum: verdict.isGuess ? nil : verdict.seqnum,
      culprit: (verdict.hold.name, verdict.hold.kind.rawValue, verdict.hold.confidence.rawValue),
      cause: Finding.Cause.eventTimeout.rawValue)
    self[.function] = verdict.hold.function
    self[.seconds] = "\(verdict.seconds)"
    if left > 0 { self[.secondsLeft] = "\(left)" }
  }

  /// A worker gets nowhere, at a device that was never so slow; it may yet have much time.
  init(slow verdict: Verdict, _ usual: UsualTimes.Usual, limit: WorkerLimit) {
    self.init(
      .slow,
      message: WatchSentences.slow(
        device: verdict.sysname, worker: verdict.pid, verdict.hold.told, seconds: verdict.seconds,
        longest: Double(usual.longest) / 1_000_000, boots: usual.boots, limit: Int(limit.kill)),
      device: verdict.sysname, worker: verdict.pid, seqnum: verdict.seqnum,
      culprit: (verdict.hold.name, verdict.hold.kind.rawValue, verdict.hold.confidence.rawValue),
      cause: nil)
    self[.function] = verdict.hold.function
    self[.seconds] = "\(verdict.seconds)"
  }

  /// A worker was killed, by what the watch saw alone.
  init(killed found: WorkerCase, limit: WorkerLimit) {
    let hold = found.verdict?.hold ?? Hold(holder: found.pid ?? 0)
    let seconds = Int(max(0, (found.killed ?? found.since) - found.since) / 1_000_000)
    let cause: String? =
      switch found.cause {
      case .eventTimeout, nil: Finding.Cause.eventTimeout.rawValue
      case .stop: Finding.Cause.stopTimeout.rawValue
      case .other: nil
      }
    self.init(
      .kill,
      message: WatchSentences.kill(
        device: found.sysname, worker: found.pid ?? 0, hold.told, seconds: seconds,
        reason: found.cause == .stop ? .stop : found.cause == .other ? .other : .limit),
      device: found.sysname, worker: found.pid, seqnum: found.seqnum,
      culprit: (hold.name, hold.kind.rawValue, hold.confidence.rawValue), cause: cause)
    self[.function] = hold.function
  }
}

extension Hold {
  /// As the sentences take it.
  var told: WatchSentences.Hold {
    switch (kind, name) {
    case (.driver, let name?):
      .driver(name, function: function, isSure: confidence.isProved)
    case (.program, let name?): .program(name)
    default: words.map { .wait($0) } ?? .unknown
    }
  }
}
