internal import CSignals
internal import CSystemd
internal import Glibc
internal import JournalReader
public import KillCorrelator

/// Follows a running machine: what takes too long is looked at before udevd kills it.
///
/// One loop waits for the kernel's and udevd's uevents, for the journal and for signals, and has a
/// deadline only while something is pending. All that may wait for a device is an ``Errand``.
public final class Watch {
  /// What the watcher is to do with what it finds.
  public struct Assignment {
    public var correlator: Correlator
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
      correlator: Correlator, state: StateDirectory, cursorFile: String?, metricsFile: String?,
      timeout: Int64?, tell: @escaping (Notice) -> Bool, complain: @escaping (String) -> Void,
      diagnose: @escaping (StateDirectory) -> [Notice]
    ) {
      self.correlator = correlator
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
  private enum Patience {
    static let capture: Int64 = 5
    static let diagnosis: Int64 = 60
    static let report: Int64 = 60
  }

  /// Microseconds between two looks, however many events become overdue.
  private static let pause: Int64 = 1_000_000
  /// Microseconds that counters of uevents may be late.
  private static let delay: Int64 = 10_000_000

  private let assignment: Assignment
  private let limit: WorkerLimit
  private let signals: Int32
  private let monitor: UeventMonitor?
  private let tail: JournalTail?
  private let processes = ProcessTable()
  private let scribe: Scribe
  private let question: Question
  private var ledger: UeventLedger
  private var book: CaseBook
  private var metrics = Metrics()
  private var errands: [Errand] = []
  private var isLooking = false
  /// Somebody has to be looked at whom the book does not know.
  private var wantsLook = false
  private var lastLook = Int64.min / 2
  private var isSaving = false
  /// Workers about which a warning was given, by pid and start.
  private var warned: Set<WatchedEvent> = []
  private var told: ToldKills
  private var isDirty = false
  /// When to write counters of what comes too often to be written each time.
  private var countersDue: Int64?
  private var isDone = false
  /// When to look again for workers that were there before the watcher.
  private var nextScan: Int64?

  public init(_ assignment: Assignment) {
    self.assignment = assignment
    limit = RunningUdev.limit()
    question = assignment.correlator.question
    signals = pd_signals_open()
    monitor = UeventMonitor()
    let cursor = assignment.cursorFile.flatMap { SmallFile.line($0) }
    tail = JournalTail(
      question, cursor: cursor.flatMap { $0.isEmpty ? nil : $0 },
      span: Int64(limit.kill + 60) * 1_000_000)
    ledger = UeventLedger(patience: Int64(limit.warning * 1_000_000))
    book = CaseBook(limit: limit)
    scribe = .here()
    told = ToldKills(reports: assignment.state.reports(ofBoot: scribe.bootID))
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
    sd_notify(0, "READY=1\nSTATUS=udevd kills a worker after \(Int(limit.kill)) s")
    pd_memory_release()
    while !isDone {
      let now = Clock.monotonic()
      if let end, now >= end { break }
      attend(at: now)
      wait(until: [deadline, end].compactMap { $0 }.min())
    }
    sd_notify(0, "STOPPING=1")
    leave()
  }

  // MARK: Waiting

  private var deadline: Int64? {
    var look = [book.nextLook, wantsLook ? lastLook : nil].compactMap { $0 }.min()
    look = isLooking ? nil : look.map { max($0, lastLook + Self.pause) }
    let own = [ledger.nextCheck, look, book.nextStep, nextScan, countersDue, tail?.wakeUp]
    return (own + errands.map(\.deadline)).compactMap { $0 }.min()
  }

  private func wait(until deadline: Int64?) {
    var polled = [pollfd(fd: signals, events: Int16(POLLIN), revents: 0)]
    for descriptor in monitor?.descriptors ?? [] {
      polled.append(pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0))
    }
    if let tail { polled.append(pollfd(fd: tail.descriptor, events: tail.events, revents: 0)) }
    polled += errands.map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
    let left = deadline.map { max(0, $0 - Clock.monotonic()) / 1000 + 1 }
    poll(&polled, nfds_t(polled.count), Int32(clamping: left ?? -1))
  }

  private func attend(at now: Int64) {
    takeSignals()
    takeUevents()
    readJournal()
    collectErrands(at: now)
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
    while waitpid(-1, nil, WNOHANG) > 0 {}
  }

  // MARK: Sources

  private func takeUevents() {
    guard let news = monitor?.receive() else { return }
    let now = Clock.monotonic()
    if news.overflowed {
      metrics.overflows += 1
      assignment.complain("uevents were lost: too many at once; looking at the workers instead")
      ledger.forget()
      scan()
    }
    metrics.uevents += news.sent.count
    if !news.sent.isEmpty, assignment.metricsFile != nil {
      countersDue = countersDue ?? now + Self.delay
    }
    for uevent in news.sent { ledger.sent(uevent, at: now) }
    for seqnum in news.finished {
      ledger.finished(seqnum, at: now)
      book.end(at: now) { $0.seqnum == seqnum }
    }
  }

  private func readJournal() {
    guard let entries = tail?.news(), !entries.isEmpty else { return }
    for entry in entries {
      metrics.lastRead = entry.stamp.realtime ?? metrics.lastRead
      guard let (row, values) = Catalogue.standard.recognise(entry) else { continue }
      take(row.meaning, values, entry)
    }
    isDirty = true
  }

  private func take(_ meaning: Meaning, _ values: [String: String], _ entry: Entry) {
    let now = Clock.monotonic()
    let said = entry.stamp.monotonic ?? now
    var event = WatchedEvent(
      pid: values["pid"].flatMap { Int($0) }, seqnum: values["seqnum"].flatMap { UInt64($0) },
      sysname: values["sysname"], since: said)
    event.devpath = event.seqnum.flatMap { ledger[$0] }?.uevent.devpath ?? values["devpath"]
    switch meaning {
    case .workerSlow:
      event.since = said - Int64(limit.warning * 1_000_000)
      guard let pid = event.pid, let process = processes.process(pid) else { return }
      event.start = process.start
      book.add(event, at: now)
    case .workerKilled:
      event.since = said - Int64(limit.kill * 1_000_000)
      book.kill(event, at: now)
    case .programKilled:
      event.pid = entry.speaker.pid
      event.since = said - Int64((limit.timeout.seconds ?? limit.kill) * 1_000_000)
      book.kill(event, at: now)
    case .workerSignalled, .workerExited:
      book.end(at: now) { $0.pid == event.pid }
    default: break
    }
  }

  /// Looks for workers that were there before the watcher was, or of which it has lost track.
  private func scan() {
    let now = Clock.monotonic()
    let patience = Int64(limit.warning * 1_000_000)
    let workers = processes.all().udevWorkers
    wantsLook = wantsLook || workers.contains { $0.started + patience <= now }
    nextScan = workers.map { $0.started + patience }.filter { $0 > now }.min()
  }

  // MARK: Looking

  private func look() {
    let now = Clock.monotonic()
    let events = book.cases.map(\.event)
    let capture = Capture(of: events, limit: limit, marks: question.marks)
    isLooking = true
    wantsLook = false
    lastLook = now
    book.looked(at: now)
    start(within: Patience.capture) { write in
      capture.take(write)
    } completion: { bytes, isWhole in
      self.isLooking = false
      self.looked(bytes, isWhole, at: now)
    }
  }

  private func looked(_ bytes: [UInt8], _ isWhole: Bool, at time: Int64) {
    guard !bytes.isEmpty else { return }
    metrics.captures += 1
    if !isWhole { metrics.incompleteCaptures += 1 }
    let name = StateDirectory.captureName(bootID: scribe.bootID, monotonic: time)
    let state = assignment.state
    start(within: Patience.report) { write in
      if let failure = state.keep(bytes, as: name) { write(Array(failure.utf8)) }
    } completion: { failure, _ in
      if !failure.isEmpty {
        self.assignment.complain("a capture is lost: \(String(decoding: failure, as: UTF8.self))")
      }
    }
    var reader = TextReader(name: name, question: question)
    bytes.withUnsafeBytes { reader.feed($0) }
    let sightings = Sighting.all(in: reader.finish())
    for sighting in sightings { take(sighting, at: time) }
    endTheGone(at: time)
    if sightings.contains(where: { !$0.isKilled && isNew($0.worker) }) { judge(bytes) }
    isDirty = true
  }

  private func take(_ sighting: Sighting, at time: Int64) {
    let event = WatchedEvent(
      pid: sighting.worker.pid, start: processes.process(sighting.worker.pid)?.start,
      seqnum: sighting.worker.seqnum, sysname: sighting.worker.sysname,
      since: time - Int64(sighting.seconds) * 1_000_000)
    if sighting.isKilled {
      book.kill(event, at: time)
    } else if book.add(event, at: time) {
      book.looked(at: time)
    }
  }

  /// An idle worker ends by itself, a killed one with it: both are over.
  private func endTheGone(at time: Int64) {
    let processes = processes
    book.end(at: time) { event in
      guard let pid = event.pid else { return false }
      let process = processes.process(pid)
      return process == nil || event.start != nil && process?.start != event.start
    }
  }

  private func isNew(_ worker: WatchWords.Worker) -> Bool {
    !warned.contains(identity(worker.pid))
  }

  private func identity(_ pid: Int) -> WatchedEvent {
    WatchedEvent(pid: pid, start: processes.process(pid)?.start, since: 0)
  }

  private func judge(_ capture: [UInt8]) {
    let judge = Judge(assignment.correlator, limit: limit)
    start(within: Patience.diagnosis) { write in
      for notice in judge.notices(of: capture) { write(notice.encoded) }
    } completion: { bytes, _ in
      for notice in Notice.decoded(bytes) {
        guard let pid = notice[.workerPID].flatMap({ Int($0) }),
          self.warned.insert(self.identity(pid)).inserted
        else { continue }
        self.say(notice)
      }
    }
  }

  private func diagnose() {
    let (diagnose, state) = (assignment.diagnose, assignment.state)
    start(within: Patience.diagnosis) { write in
      for notice in diagnose(state) { write(notice.encoded) }
    } completion: { bytes, isWhole in
      if !isWhole { self.assignment.complain("a diagnosis did not come to an end") }
      for notice in Notice.decoded(bytes) where self.told.insert(notice) { self.say(notice) }
    }
  }

  /// To the kernel's buffer and the caller at once, and to the journal by somebody who can wait.
  private func say(_ notice: Notice) {
    metrics.count(notice)
    isDirty = true
    KernelBuffer.say(notice.message, priority: notice.priority, pid: scribe.pid)
    start(within: Patience.report) { _ in
      JournalVoice.say(notice)
    } completion: { _, _ in
    }
    if !assignment.tell(notice) { isDone = true }
  }

  // MARK: Errands

  private func start(
    within seconds: Int64, _ work: ((_ write: ([UInt8]) -> Void) -> Void),
    completion: @escaping Errand.Completion
  ) {
    if let errand = Errand.start(within: seconds, work, completion: completion) {
      errands.append(errand)
    } else {
      assignment.complain("no process can be started: \(String(cString: strerror(errno)))")
      completion([], false)
    }
  }

  private func collectErrands(at now: Int64) {
    for errand in errands {
      let isOver = errand.receive()
      guard isOver || errand.deadline <= now else { continue }
      errands.removeAll { $0 === errand }
      errand.finish(isWhole: isOver)
      if errands.isEmpty, book.cases.isEmpty { pd_memory_release() }
    }
  }

  /// Cursor and metrics, one at a time, so that no older state overwrites a newer one.
  private func saveFiles() {
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
    while !errands.isEmpty, Clock.monotonic() < end {
      wait(until: end)
      takeSignals()
      collectErrands(at: Clock.monotonic())
    }
  }
}
