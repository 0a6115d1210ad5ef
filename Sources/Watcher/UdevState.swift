internal import LogModel

/// What udevd is at, put together from what each source says: the kernel's uevents, udevd's broadcasts
/// and its lines, the kernel's word of exits, and looks at its workers. It decides when a look is due,
/// which workers a capture is to be taken of, and who is told of what; it reads nothing itself.
///
/// All times are microseconds of CLOCK_MONOTONIC.
struct UdevState: Sendable {
  /// Who udevd is: with its pid another one may be meant by now.
  struct Manager: Sendable, Hashable {
    var pid: Int
    var started: Int64
  }

  var queue = UeventQueue()
  var usual = UsualTimes()
  var ledger = WorkerLedger()
  var book: CaseBook
  /// Which worker has which event, as udevd has said.
  private(set) var said: [Int: UInt64] = [:]
  private(set) var manager: Manager?
  /// Those that are over since the last capture, and of which that is to be told in one.
  private(set) var over: [WorkerCase] = []

  private(set) var limit: Int64
  private(set) var patience: Int64
  private var lastLook: Int64?
  var wantsLook = true
  /// How many looks have found events pending and nobody at work.
  private var idleLooks = 0
  /// udevd has something to do that nobody has seen: it was sent before uevents were followed.
  private var hasUnseen = false
  /// After so many the mark is an old one.
  private static let mostIdleLooks = 10

  /// - Parameters:
  ///   - limit: µs after which udevd kills a worker.
  ///   - patience: µs after which it warns.
  ///   - begun: since when uevents are followed.
  init(limit: Int64, patience: Int64, begun: Int64) {
    self.limit = limit
    self.patience = patience
    book = CaseBook(limit: limit, patience: patience)
    ledger.begun = begun
  }

  /// udevd is another one now.
  mutating func setLimit(_ limit: Int64, patience: Int64) {
    self.limit = limit
    self.patience = patience
    book.limit = limit
    book.patience = patience
  }

  // MARK: What happens

  mutating func sent(_ uevent: Uevent, at time: Int64) {
    queue.sent(uevent, at: time)
    usual.sent(uevent)
  }

  /// How long events took in the boots before this one, the oldest first.
  mutating func learn(_ boots: [EventDurations]) { usual.learn(boots, pending: queue.uevents) }

  /// udevd is done with an event, or its worker is dead.
  /// - Returns: what it was, with the earliest moment at which its worker can have begun it.
  @discardableResult
  mutating func finished(_ uevent: FinishedUevent, at time: Int64) -> UeventQueue.Item? {
    var item = queue.finished(uevent.seqnum, at: time)
    usual.finished(uevent.seqnum)
    if let since = item?.since { item?.since = max(since, ledger.notBefore(uevent.sender) ?? 0) }
    let isByUdevd = uevent.sender == manager?.pid
    if isByUdevd || uevent.signal != nil {
      if let signal = uevent.signal, signal == 9 || signal == 6,
        let place = book.place(of: (nil, uevent.seqnum)) ?? place(ofWorkerWith: uevent.seqnum)
      {
        book.kill(place, .broadcast, at: time, isUdevdThere: true)
      }
    } else {
      ledger.finished(by: uevent.sender, at: time)
      said[uevent.sender] = nil
    }
    end(at: time, itself: !isByUdevd && uevent.signal == nil) { found in
      found.seqnum == uevent.seqnum
        || !isByUdevd && found.pid == uevent.sender && !found.isWorkerKilled
    }
    return item
  }

  private func place(ofWorkerWith seqnum: UInt64) -> Int? {
    said.first { $0.value == seqnum }.flatMap { book.place(of: ($0.key, nil)) }
  }

  private mutating func end(
    at time: Int64, itself: Bool = false, where isIt: (WorkerCase) -> Bool
  ) {
    for found in book.end(at: time, itself: itself, where: isIt)
    where found.killed == nil ? found.warned != nil : found.isWorkerKilled {
      over.append(found)
      wantsLook = true
    }
  }

  /// The kernel told that a signal ended a process.
  mutating func exited(_ pid: Int, signal: Int, at time: Int64) {
    let known = ledger.workers[pid]
    let place =
      book.place(of: (pid, nil))
      // one without an event is killed with udevd
      ?? known.flatMap { worker in
        worker.isBusy || said[pid] != nil
          ? book.open(
            pid: pid, start: worker.start, seqnum: said[pid],
            since: ledger.since(pid, said[pid].flatMap { queue[$0] })?.time ?? worker.notBefore,
            at: time) : nil
      }
    guard let place else { return }
    book.kill(place, .exit, at: time, isUdevdThere: isUdevdThere)
    end(at: time) { $0.pid == pid }
  }

  private var isUdevdThere = true

  /// udevd's own line: this worker has this event.
  mutating func said(pid: Int, seqnum: UInt64) {
    // an old line tells of an event that is over
    guard seqnum == said[pid] || queue[seqnum] != nil || book.place(of: (pid, nil)) != nil else {
      return
    }
    said[pid] = seqnum
    wantsLook = true
  }

  /// udevd's own line: it has killed this worker, or a worker its program.
  ///
  /// - Parameter time: when it said so.
  mutating func saidKilled(
    _ sign: WorkerCase.KillSign = .udevd, pid: Int?, seqnum: UInt64?, sysname: String?,
    since: Int64, at time: Int64
  ) {
    guard
      let place = book.open(pid: pid, start: nil, seqnum: seqnum, since: since, at: time)
    else { return }
    book.change(place) { found in
      found.sysname = found.sysname ?? sysname
      found.since = max(found.since, since)
    }
    book.kill(place, sign, at: time, isUdevdThere: true)
    if let pid, ledger.workers[pid] != nil { wantsLook = true }
  }

  /// udevd's own line: a worker is gone.
  mutating func saidGone(pid: Int, at time: Int64) {
    end(at: time) { $0.pid == pid }
  }

  /// No process ran for a while: that a worker did not get on meanwhile says nothing of it.
  mutating func wasFrozen() {
    ledger.wasFrozen()
    wantsLook = wantsLook || lastLook != nil && ledger.workers.values.contains { $0.isBusy }
  }

  /// Uevents were lost: nothing is known of the queue any more.
  mutating func lost() {
    queue.forget()
    wantsLook = true
  }

  // MARK: Looks

  /// How long a look serves, as long as somebody is at work; shorter where little time is left.
  private func interval(age: Int64 = 0) -> Int64 {
    min(max(age > limit * 3 / 5 ? patience / 8 : patience / 4, 1_000_000), 15_000_000)
  }

  /// How long a worker has to get nowhere before it counts as stuck: a while, unless little is left.
  private func needed(age: Int64) -> Int64 {
    max(min(patience * 2 / 5, (limit - age) / 3), min(1_500_000, patience * 2 / 5))
  }

  /// When to look next; nil while nothing is pending and nobody at work.
  var nextLook: Int64? {
    if wantsLook { return lastLook.map { $0 + 500_000 } ?? 0 }
    let last = lastLook ?? 0
    let workers = ledger.workers.lazy.compactMap { pid, worker -> Int64? in
      guard worker.isBusy, let since = ledger.since(pid, nil)?.time else {
        return nil
      }
      return max(since + patience / 2, last + interval(age: last - since))
    }
    let unseen = hasUnseen && idleLooks <= Self.mostIdleLooks ? last : nil
    let slow = usual.next(in: queue, after: last)
    let wait = [queue.oldest.map { $0 + patience / 2 }, slow, unseen]
    let waits = wait.compactMap { $0 }.min().map {
      max($0, last + min(interval() << Int64(min(idleLooks, 6)), 120_000_000))
    }
    let ahead = slow.flatMap { $0 > last ? $0 : nil }
    return [workers.min(), waits, ahead, book.nextCapture].compactMap { $0 }.min()
  }

  /// Takes what a look showed: all workers, and whether udevd says that it has something to do.
  /// - Returns: the workers of which a capture is to be taken.
  mutating func looked(
    _ sightings: [TaskSighting], of now: Manager?, isQueueThere: Bool, at time: Int64
  ) -> Set<Int> {
    wantsLook = false
    lastLook = time
    isUdevdThere = now != nil && (manager == nil || manager == now)
    if let now, let manager, manager != now {
      // what it had not begun is dropped with it
      queue.forget(sentBefore: now.started)
      said = [:]
    }
    for pid in ledger.saw(sightings, at: time) {
      said[pid] = nil
      end(at: time) { $0.pid == pid }
    }
    for task in sightings where task.isIdle {
      end(at: time, itself: true) { $0.pid == task.pid && !$0.isWorkerKilled }
    }
    let busy = sightings.filter { !$0.isIdle }
    hasUnseen = queue.isEmpty && isQueueThere && now != nil
    idleLooks = busy.isEmpty && (hasUnseen || !queue.isEmpty) ? idleLooks + 1 : 0
    // all that was pending is done, and nobody said so
    if busy.isEmpty, !isQueueThere { queue.forget() }
    for task in busy where task.isBeingKilled { kill(task, at: time) }
    isUdevdThere = now != nil
    manager = now ?? manager
    let due = Set(busy.filter { isDue($0, at: time) }.map(\.pid))
    for pid in due where !isHeldOrKilled(pid) {
      // it gets on: its stack of this moment would accuse whoever has it just now
      if let place = book.place(of: (pid, said[pid])) {
        book.change(place) { $0.nextCapture = time + max(patience / 8, 1_000_000) }
      }
    }
    return due.filter(isHeldOrKilled)
  }

  private func isHeldOrKilled(_ pid: Int) -> Bool {
    ledger.workers[pid]?.heldSince != nil
      || book.place(of: (pid, said[pid])).map { book.cases[$0].killed != nil } == true
  }

  private mutating func kill(_ task: TaskSighting, at time: Int64) {
    let since = ledger.since(task.pid, said[task.pid].flatMap { queue[$0] })?.time ?? time
    guard
      let place = book.open(
        pid: task.pid, start: task.start, seqnum: said[task.pid], since: since, at: time)
    else { return }
    book.kill(place, .pending, at: time, isUdevdThere: isUdevdThere && task.ppid == manager?.pid)
  }

  private func isDue(_ task: TaskSighting, at time: Int64) -> Bool {
    if let place = book.place(of: (task.pid, said[task.pid])), book.cases[place].ended == nil {
      return book.cases[place].nextCapture.map { $0 <= time + 500_000 } ?? false
    }
    guard let since = ledger.since(task.pid, said[task.pid].flatMap { queue[$0] })?.time,
      let held = ledger.workers[task.pid]?.heldSince
    else { return false }
    let age = time - since
    let needed =
      task.sleepsInService
      ? max(needed(age: age), min(patience, limit * 5 / 6 - age)) : needed(age: age)
    // a look comes a little early or late
    if since + patience <= time + 300_000 { return held + needed <= time }
    guard let usual = usual.exceeded(in: queue, at: time) else { return false }
    return held + (task.sleepsInService ? needed : min(needed, max(usual * 4 / 5, 1_500_000)))
      <= time
  }

  // MARK: Captures

  /// A capture is under way: what is over goes into it.
  mutating func takeOver() -> [WorkerCase] {
    defer { over = [] }
    return over
  }
}
