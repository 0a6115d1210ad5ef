internal import KillCorrelator
internal import MachineFacts

/// What broadcasts and looks tell of udevd's workers: since when each has been at its present event,
/// and whether it gets on.
///
/// A pid says nothing about that: a worker lives on and takes one event after another. What it cannot
/// have had its event before is its own start, the end of its last event, and the last look at which it
/// had none. What was not seen to last is not said to have lasted.
///
/// All times are microseconds of CLOCK_MONOTONIC.
struct WorkerLedger: Sendable {
  struct Worker: Sendable {
    var start: UInt64
    /// The latest moment at which it was certainly not at its present event.
    var notBefore: Int64
    /// That moment is when the event began: udevd started the worker for it.
    var isExact: Bool
    /// The first look at which it was busy with this event.
    var firstSeen: Int64?
    /// Since when no look has shown it to get on.
    var heldSince: Int64?
    /// The last look.
    var sighting: TaskSighting?
    var seen: Int64 = 0
    /// What it was last seen to do has changed since: it broadcast an event.
    var isStale = false
    /// Whether the next look can be compared with the last one.
    var isCompared = true

    var isBusy: Bool { sighting?.isIdle == false && !isStale }
  }

  private(set) var workers: [Int: Worker] = [:]
  /// When those broadcast an event that no look has shown yet.
  private var unseen: [Int: Int64] = [:]
  private static let mostUnseen = 4096

  /// A worker has broadcast an event: it is done with it.
  mutating func finished(by pid: Int, at time: Int64) {
    if workers[pid] == nil {
      if unseen.count >= Self.mostUnseen { unseen.removeAll() }
      unseen[pid] = time
    } else {
      workers[pid]?.begin(at: time)
    }
  }

  /// A worker was not at its present event before; nil where nothing is known of it.
  func notBefore(_ pid: Int) -> Int64? { workers[pid]?.notBefore ?? unseen[pid] }

  /// Takes what a look at all workers showed.
  /// - Returns: those that were known and are gone.
  @discardableResult
  mutating func saw(_ sightings: [TaskSighting], at time: Int64) -> [Int] {
    for sighting in sightings { saw(sighting, at: time) }
    let there = Set(sightings.map(\.pid))
    unseen.removeAll()
    let gone = workers.keys.filter { !there.contains($0) }
    for pid in gone { workers[pid] = nil }
    return gone
  }

  private mutating func saw(_ sighting: TaskSighting, at time: Int64) {
    var worker: Worker
    if let known = workers[sighting.pid], known.start == sighting.start {
      worker = known
    } else {
      worker = Worker(start: sighting.start, notBefore: sighting.started, isExact: true)
      // how many events it had before nobody saw
      if sighting.started < firstLook(at: time) { worker.isExact = false }
      if let done = unseen[sighting.pid], done >= sighting.started { worker.begin(at: done) }
    }
    if sighting.isIdle {
      worker.begin(at: time)
    } else {
      worker.firstSeen = worker.firstSeen ?? time
      if let before = worker.sighting, !worker.isStale, worker.isCompared {
        worker.heldSince =
          Self.isHeld(before, worker.seen, sighting, time) ? worker.heldSince ?? worker.seen : nil
      }
    }
    worker.sighting = sighting
    worker.seen = time
    worker.isStale = false
    worker.isCompared = true
    workers[sighting.pid] = worker
    follows = follows ?? time
  }

  /// Since when workers are followed: of one that was there before, no broadcast may have been seen.
  private var follows: Int64?
  private func firstLook(at time: Int64) -> Int64 { begun ?? follows ?? time }
  /// When broadcasts began to be followed.
  var begun: Int64?

  /// No process ran for a while: looks from before say nothing of whether a worker gets on.
  mutating func wasFrozen() {
    for pid in workers.keys {
      workers[pid]?.heldSince = nil
      workers[pid]?.isCompared = false
    }
  }

  /// A watch before this one has followed a worker that is still at the same event.
  mutating func recall(_ verdict: Verdict) {
    workers[verdict.pid] = Worker(
      start: verdict.start, notBefore: verdict.since, isExact: !verdict.isAtLeast,
      firstSeen: verdict.since)
  }

  /// Since when a worker has been at its event, as far as that is known; and whether it may have been
  /// longer.
  ///
  /// - Parameter uevent: the one that it has, if that is known.
  func since(_ pid: Int, _ uevent: UeventQueue.Item?) -> (time: Int64, isAtLeast: Bool)? {
    guard let worker = workers[pid] else { return nil }
    if worker.isExact { return (max(worker.notBefore, uevent?.since ?? 0), false) }
    if let uevent { return (max(worker.notBefore, uevent.since), false) }
    return worker.firstSeen.map { ($0, true) }
  }

  /// Whether a task got nowhere between two looks.
  ///
  /// A machine may be slow: who waited for a processor, or had one, and is somewhere else now, gets on.
  static func isHeld(
    _ before: TaskSighting, _ then: Int64, _ after: TaskSighting, _ now: Int64
  ) -> Bool {
    let span = now - then
    if case .program = after.position {
      return span >= 300_000 && before.start == after.start && before.position == after.position
        && isProgramHeld(before.program, after.program, span)
    }
    guard span >= 300_000, before.start == after.start, before.pid == after.pid else {
      return false
    }
    let ran = after.progress.ran - before.progress.ran
    let slept = span - ran - (after.progress.delayed - before.progress.delayed)
    let isSame = before.position == after.position
    // not once woken up
    if after.progress.sleeps == before.progress.sleeps, after.state != "R", slept * 5 >= span * 4 {
      return isSame
    }
    guard isSame else { return false }
    switch after.position {
    // it asks the device again and again, and sleeps in between by a timer, or does not sleep
    case .driver:
      guard before.function == after.function else { return false }
      let isPolling =
        before.sleepsByTimer && after.sleepsByTimer && slept * 2 >= span
        && Int64(after.progress.sleeps - before.progress.sleeps) * 1_000_000 >= span
      return isPolling || ran * 4 >= span * 3
    case .wait(.blockRead): return false
    case .wait: return slept * 5 >= span * 4
    // whether it runs in one place a sample tells
    case .loading, .running: return ran * 2 >= span
    case .activity, .elsewhere, .hidden, .program: return false
    }
  }

  /// A program that runs, or waits for a processor, gets on.
  private static func isProgramHeld(
    _ before: ProcessTable.Progress?, _ after: ProcessTable.Progress?, _ span: Int64
  ) -> Bool {
    guard let before, let after else { return false }
    let awake = after.ran - before.ran + after.delayed - before.delayed
    return awake >= 0 && (span - awake) * 5 >= span * 4
  }
}

extension WorkerLedger.Worker {
  /// It is done with one event: the next begins then or later.
  fileprivate mutating func begin(at time: Int64) {
    notBefore = max(notBefore, time)
    isExact = false
    firstSeen = nil
    heldSince = nil
    isStale = true
  }
}
