internal import CMemory
internal import CSignals
internal import CSystemd
internal import Glibc
internal import JournalReader
internal import LogModel
public import KillCorrelator
internal import MachineFacts
internal import Platform

/// Follows a running machine: what takes too long is looked at before udevd kills it.
///
/// One loop waits for the kernel's and udevd's uevents, for the journal and for signals, and has a
/// deadline only while something is pending. All that may wait for a device is a ``HelperTask``.
public final class Watch {
  /// What the watcher is to do with what it finds.
  public struct Assignment {
    public var correlator: Correlator
    /// What is known of devices; asked in a process of its own.
    public var knowledge: () -> any DeviceKnowledge
    public var state: StateDirectory
    /// Where to go on in the journal, and where to note how far it was read.
    public var cursorFile: String?
    public var metricsFile: String?
    /// Microseconds after which to stop; nil to go on.
    public var timeout: Int64?
    /// Called for each notice, in this process; false ends the watch.
    public var tell: (Notice) -> Bool
    /// Says what is wrong or missing.
    public var complain: (String) -> Void
    /// Diagnoses the boot, keeps its reports, and gives a notice for each kill. Runs in a process of
    /// its own.
    public var diagnose: (StateDirectory) -> [Notice]

    public init(
      correlator: Correlator, knowledge: @escaping () -> any DeviceKnowledge,
      state: StateDirectory, cursorFile: String?, metricsFile: String?,
      timeout: Int64?, tell: @escaping (Notice) -> Bool, complain: @escaping (String) -> Void,
      diagnose: @escaping (StateDirectory) -> [Notice]
    ) {
      self.correlator = correlator
      self.knowledge = knowledge
      self.state = state
      self.cursorFile = cursorFile
      self.metricsFile = metricsFile
      self.timeout = timeout
      self.tell = tell
      self.complain = complain
      self.diagnose = diagnose
    }
  }

  /// Seconds that a capture, a diagnosis and a report may take.
  enum Patience {
    static let capture: Int64 = 10
    static let diagnosis: Int64 = 60
    static let report: Int64 = 60
  }

  /// Microseconds between two looks, however many events become overdue.
  static let pause: Int64 = 1_000_000
  /// Microseconds that counters of uevents may be late.
  static let delay: Int64 = 10_000_000

  let assignment: Assignment
  let limit: WorkerLimit
  let signals: Int32
  let monitor: UeventMonitor?
  let tail: JournalTail?
  let processes = ProcessTable()
  let scribe: Scribe
  let question: Question
  var ledger: UeventLedger
  var book: CaseBook
  var metrics = Metrics()
  var tasks: [HelperTask] = []
  var isLooking = false
  /// Somebody has to be looked at whom the book does not know.
  var wantsLook = false
  var lastLook = Int64.min / 2
  var isSaving = false
  /// Warnings that were given.
  var warned = Told()
  /// Kills that were told.
  var told: Told
  var isDirty = false
  /// When to write counters of what comes too often to be written each time.
  var countersDue: Int64?
  var isDone = false
  /// When to look again for workers that were there before the watcher.
  var nextScan: Int64?

  public init(_ assignment: Assignment) {
    self.assignment = assignment
    // What the kernel sends from now on is not missed: coldplug need not wait for the rest.
    monitor = UeventMonitor()
    sd_notify(0, "READY=1")
    limit = RunningUdev.limit()
    question = assignment.correlator.question
    signals = pd_signals_open()
    let cursor = assignment.cursorFile.flatMap { SmallFile.line($0) }
    tail = JournalTail(
      question, cursor: cursor.flatMap { $0.isEmpty ? nil : $0 },
      span: Int64(limit.kill + 60) * 1_000_000)
    ledger = UeventLedger(patience: Int64(limit.warning * 1_000_000))
    book = CaseBook(limit: limit)
    scribe = .here()
    told = Told(reports: assignment.state.reports(ofBoot: scribe.bootID))
    if monitor == nil {
      assignment.complain("uevents cannot be followed: no netlink socket for them")
    }
    if tail == nil { assignment.complain("the journal cannot be followed") }
    if geteuid() != 0 {
      assignment.complain(
        "not root: stacks cannot be read, so a driver may not be told before the kill")
    }
  }

  /// The kernel's id of the boot that runs, 32 digits.
  public static var bootID: String { Scribe.here().bootID }

  /// Runs until a signal, the timeout, or a notice ends it.
  public func run() {
    let end = assignment.timeout.map { Clock.monotonic() + $0 }
    readJournal()
    scan()
    saveFiles()
    sd_notify(0, "STATUS=udevd kills a worker after \(Int(limit.kill)) s")
    pd_memory_release()
    while true {
      let now = Clock.monotonic()
      attend(at: now)
      if isDone || end.map({ $0 <= now }) == true { break }
      wait(until: [deadline, end].compactMap { $0 }.min())
    }
    sd_notify(0, "STOPPING=1")
    leave()
  }

  // MARK: Waiting

  var deadline: Int64? {
    var look = [book.nextLook, wantsLook ? lastLook : nil].compactMap { $0 }.min()
    look = isLooking ? nil : look.map { max($0, lastLook + Self.pause) }
    let own = [ledger.nextCheck, look, book.nextStep, nextScan, countersDue, tail?.wakeUp]
    return (own + tasks.map(\.deadline)).compactMap { $0 }.min()
  }

  private func wait(until deadline: Int64?) {
    var polled = [pollfd(fd: signals, events: Int16(POLLIN), revents: 0)]
    for descriptor in monitor?.descriptors ?? [] {
      polled.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
    }
    if let tail { polled.append(pollfd(fd: tail.descriptor, events: tail.events, revents: 0)) }
    polled += tasks.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
    let left = deadline.map { max(0, $0 - Clock.monotonic()) / 1000 + 1 }
    poll(&polled, nfds_t(polled.count), Int32(clamping: left ?? -1))
  }

  private func attend(at now: Int64) {
    takeSignals()
    takeUevents()
    readJournal()
    collectTasks(at: now)
    if let check = ledger.nextCheck, check <= now {
      for late in ledger.overdue(at: now) { book.add(WatchedEvent(late), at: now) }
    }
    if let scan = nextScan, scan <= now { self.scan() }
    if !isLooking, wantsLook || book.isLookDue(at: now), now >= lastLook + Self.pause { look() }
    if book.takeDiagnosis(at: now) { diagnose() }
    if let due = countersDue, due <= now { isDirty = true }
    if isDirty { saveFiles() }
  }

  private func takeSignals() {
    while case let number = pd_signals_next(signals), number != 0 {
      if number != SIGCHLD { isDone = true }
    }
    HelperProcess.reap()
  }

  // MARK: Tasks for helpers

  func start(
    within seconds: Int64, _ work: ((_ write: ([UInt8]) -> Void) -> Void),
    completion: @escaping HelperTask.Completion
  ) {
    if let task = HelperTask(within: seconds, work, completion: completion) {
      tasks.append(task)
    } else {
      assignment.complain("no process can be started: \(String(cString: strerror(errno)))")
      completion([], false)
    }
  }

  private func collectTasks(at now: Int64) {
    for task in tasks {
      let isOver = task.receive()
      guard isOver || task.deadline <= now else { continue }
      tasks.removeAll { $0 === task }
      task.finish(isWhole: isOver)
      if tasks.isEmpty, book.cases.isEmpty { pd_memory_release() }
    }
  }

  /// Cursor and metrics, one at a time, so that no older state overwrites a newer one.
  func saveFiles() {
    guard !isSaving else { return }
    isDirty = false
    countersDue = nil
    let files = [
      (assignment.cursorFile, tail?.cursor.map { "\($0)\n" }),
      (assignment.metricsFile, metrics.text),
    ]
    let wanted = files.compactMap { path, text in path.flatMap { path in text.map { (path, $0) } } }
    guard !wanted.isEmpty else { return }
    isSaving = true
    start(within: Patience.report) { write in
      for (path, text) in wanted {
        let cut = path.lastIndex(of: "/")
        let folder = cut.map { String(path[..<$0]) } ?? "."
        let name = String(path[(cut.map { path.index(after: $0) } ?? path.startIndex)...])
        let failure = StateDirectory.write(Array(text.utf8), folder, name, mode: 0o644)
        if failure != 0 { write(Array("\(path): \(String(cString: strerror(failure)))\n".utf8)) }
      }
    } completion: { failure, _ in
      self.isSaving = false
      if !failure.isEmpty { self.assignment.complain(String(decoding: failure, as: UTF8.self)) }
    }
  }

  /// What is under way gets a moment to end; then the process does, and its children with it.
  private func leave() {
    saveFiles()
    let end = Clock.monotonic() + 500_000
    while !tasks.isEmpty, Clock.monotonic() < end {
      wait(until: end)
      takeSignals()
      collectTasks(at: Clock.monotonic())
    }
  }
}
