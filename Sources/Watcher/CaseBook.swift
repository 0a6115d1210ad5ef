/// One event that keeps its worker busy for too long, and how far it has got.
struct WorkerCase: Sendable {
  /// What shows that a worker was killed.
  enum KillSign: Sendable, Hashable {
    /// udevd's own line.
    case udevd
    /// SIGKILL was pending on it.
    case pending
    /// udevd broadcast its event as one whose worker a signal had ended.
    case broadcast
    /// The kernel told of an exit by the signal.
    case exit
    /// The worker's own line: it has killed its program, and may go on itself.
    case program
  }
  /// For whose sake it was killed.
  enum KillCause: Sendable, Hashable {
    /// Its event's time was over.
    case eventTimeout
    /// udevd was stopped, or had crashed, and PID 1 killed what was left of it.
    case stop
    /// Somebody else's.
    case other
  }

  var pid: Int?
  var start: UInt64?
  var seqnum: UInt64?
  var sysname: String?
  var devpath: String?
  var since: Int64
  var isAtLeast = false
  /// The last one that named somebody, else the last.
  var verdict: Verdict?
  /// Somebody was told of it, or of the one that it waits for.
  var warned: Int64?
  /// Of it itself.
  var isTold = false
  var killed: Int64?
  var sign: KillSign?
  var cause: KillCause?
  /// Its event is over, or its worker gone.
  var ended: Int64?
  /// The worker itself brought it to an end: what happens to that one later is another matter.
  var endedItself = false
  var captures = 0
  /// When to take the next capture of it; nil if that would show nothing new.
  var nextCapture: Int64?
  /// Its kill is to be diagnosed then.
  var nextDiagnosis: Int64?

  var isWorkerKilled: Bool { killed != nil && sign != .program }

  /// Whether two tell of one event: by its number, else by the worker.
  func isSame(pid other: Int?, start theirs: UInt64?, seqnum number: UInt64?) -> Bool {
    if let seqnum, let number { return seqnum == number }
    guard let pid, let other, pid == other else { return false }
    return start == nil || theirs == nil || start == theirs
  }
}

/// The events that take too long, and when each has to be looked at again.
///
/// A capture is taken when a third of the limit is over, again as long as it names nobody, shortly
/// before the kill is due, just after it, and then more and more rarely as long as the worker hangs. A
/// kill is diagnosed when the lines that follow it have had time to come.
///
/// All times are microseconds of CLOCK_MONOTONIC.
struct CaseBook: Sendable {
  /// How long the lines that follow a kill may take.
  private static let settling: Int64 = 3_000_000
  private static let mostCaptures = 16
  /// More are only counted.
  static let most = 512

  private(set) var cases: [WorkerCase] = []
  /// Those that did not find room, and have not been told.
  private var omitted = 0
  var limit: Int64
  var patience: Int64

  /// - Parameters:
  ///   - limit: µs after which udevd kills a worker.
  ///   - patience: µs after which it warns.
  init(limit: Int64, patience: Int64) {
    self.limit = limit
    self.patience = patience
  }

  var isEmpty: Bool { cases.isEmpty }

  // MARK: What happens

  /// The open case of a worker's event, or that of a worker that was killed: it has no other event. A new
  /// one where there is none.
  mutating func open(
    pid: Int?, start: UInt64?, seqnum: UInt64?, since: Int64, at time: Int64
  ) -> Int? {
    if let known = cases.lastIndex(where: {
      $0.isSame(pid: pid, start: start, seqnum: seqnum)
        && ($0.ended == nil || seqnum == $0.seqnum && seqnum != nil
          || $0.isWorkerKilled && !$0.endedItself)
    }) {
      cases[known].pid = cases[known].pid ?? pid
      cases[known].start = cases[known].start ?? start
      cases[known].seqnum = cases[known].seqnum ?? seqnum
      return known
    }
    if cases.count >= Self.most { forget(at: time) }
    guard cases.count < Self.most else {
      omitted += 1
      return nil
    }
    cases.append(WorkerCase(pid: pid, start: start, seqnum: seqnum, since: since))
    return cases.count - 1
  }

  /// A capture says this of it.
  /// - Returns: its place.
  mutating func take(_ verdict: Verdict) -> Int? {
    let seqnum = verdict.isGuess ? nil : verdict.seqnum
    guard
      let place = open(
        pid: verdict.pid, start: verdict.start, seqnum: seqnum, since: verdict.since,
        at: verdict.time)
    else { return nil }
    cases[place].since = max(cases[place].since, verdict.since)
    cases[place].isAtLeast = verdict.isAtLeast
    cases[place].sysname = verdict.sysname ?? cases[place].sysname
    cases[place].devpath = verdict.devpath ?? cases[place].devpath
    // what was seen while it ran counts for more than a look that named nobody, and one before the kill
    // for more than where it was on its way out
    let isNamed = cases[place].verdict?.hold.isNamed == true
    if !isNamed || verdict.hold.isNamed && cases[place].killed == nil {
      cases[place].verdict = verdict
    }
    cases[place].captures += 1
    cases[place].nextCapture = nextCapture(cases[place], after: verdict.time)
    return place
  }

  /// Something shows that its worker was killed.
  mutating func kill(
    _ place: Int, _ sign: WorkerCase.KillSign, at time: Int64, isUdevdThere: Bool
  ) {
    var found = cases[place]
    let isFirst = found.killed == nil
    if isFirst {
      found.killed = time
      found.nextDiagnosis = time + Self.settling
      if found.ended == nil { found.nextCapture = time }
    }
    if found.sign == nil || found.sign == .program { found.sign = sign }
    if sign == .udevd || sign == .program {
      found.cause = .eventTimeout
    } else if isFirst {
      let isTimeOver = time - found.since >= limit - 2_000_000
      found.cause = !isUdevdThere ? .stop : isTimeOver ? .eventTimeout : .other
    }
    cases[place] = found
  }

  /// Its event is over, or its worker gone.
  mutating func end(
    at time: Int64, itself: Bool = false, where isIt: (WorkerCase) -> Bool
  ) -> [WorkerCase] {
    var ended: [WorkerCase] = []
    for place in cases.indices where cases[place].ended == nil && isIt(cases[place]) {
      cases[place].ended = time
      cases[place].endedItself = itself
      cases[place].nextCapture = nil
      if cases[place].killed != nil {
        cases[place].nextDiagnosis = max(time, cases[place].killed ?? time) + Self.settling
      }
      ended.append(cases[place])
    }
    return ended
  }

  /// Drops those that are over and told.
  mutating func forget(at time: Int64) {
    cases.removeAll { found in
      guard let ended = found.ended, found.nextDiagnosis == nil else { return false }
      // a sign of its kill may come a little later
      return ended + 15_000_000 <= time
    }
  }

  /// How often one did not find room since this was asked last.
  mutating func takeOmitted() -> Int {
    defer { omitted = 0 }
    return omitted
  }

  mutating func change(_ place: Int, _ body: (inout WorkerCase) -> Void) { body(&cases[place]) }

  func place(of kill: (pid: Int?, seqnum: UInt64?)) -> Int? {
    cases.lastIndex {
      !$0.endedItself && $0.isSame(pid: kill.pid, start: nil, seqnum: kill.seqnum)
    }
  }

  // MARK: What is to be done

  private func nextCapture(_ found: WorkerCase, after time: Int64) -> Int64? {
    guard found.ended == nil, found.captures < Self.mostCaptures else { return nil }
    // it was looked at early
    if time < found.since + patience - 500_000 { return found.since + patience }
    let due = found.since + limit
    let before = due - min(max(limit / 12, 1_000_000), 10_000_000)
    if found.killed == nil, found.verdict?.hold.isNamed != true, time + patience / 2 < before {
      return time + patience / 2
    }
    if time < before - 500_000 { return before }
    if time < due + 1_000_000 { return due + 1_500_000 }
    return time + 5_000_000 << Int64(min(found.captures, 12))
  }

  var nextCapture: Int64? { cases.compactMap(\.nextCapture).min() }

  /// The next that no budget may put off: its kill is near, and nobody has been told of it.
  var urgentCapture: Int64? {
    cases.compactMap { found in
      guard found.warned == nil, found.killed == nil else { return nil }
      return found.nextCapture.map { max($0, found.since + limit - patience) }
    }.min()
  }

  /// Whether a kill has to be diagnosed now; marks it as done.
  mutating func takeDiagnosis(at time: Int64) -> Bool {
    var isDue = false
    for place in cases.indices where cases[place].nextDiagnosis.map({ $0 <= time }) == true {
      cases[place].nextDiagnosis = nil
      isDue = true
    }
    if cases.contains(where: { $0.ended != nil }) { forget(at: time) }
    return isDue
  }

  /// When a diagnosis is due, or one of them can be dropped; nil while there is none.
  var nextStep: Int64? {
    cases.compactMap { $0.nextDiagnosis ?? $0.ended.map { $0 + 15_000_000 } }.min()
  }
}
