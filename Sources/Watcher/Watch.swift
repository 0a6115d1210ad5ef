internal import Telling
internal import CMemory
internal import CSignals
internal import CSystemd
internal import Glibc
internal import JournalReader
package import KillCorrelator
internal import LogModel
internal import MachineFacts
internal import Platform

/// Follows a running machine: what takes too long is looked at before udevd kills it.
///
/// One loop waits for the sources (uevents, the journal, exits, signals, helpers that are done) and has
/// a deadline only while something is pending. What comes in goes into ``UdevState``, which knows
/// nothing of files; that says when a look is due. All that may wait for a device is done by a helper
/// process.
package final class Watch {
  /// What a user may set.
  package struct Configuration {
    /// The messages that are known.
    package var catalogue = Catalogue.standard
    package var state = StateDirectory()
    /// Where to go on in the journal, and where to note how far it was read.
    package var cursorFile: String?
    package var metricsFile: String?
    /// Microseconds after which to stop; nil to go on.
    package var timeout: Int64?

    package init() {}
  }

  /// Seconds that helpers may take.
  enum Patience {
    static let capture: Int64 = 10
    static let recall: Int64 = 5
    static let diagnosis: Int64 = 60
    static let report: Int64 = 60
  }

  let configuration: Configuration
  let show: (Notice) -> Bool
  let complain: (String) -> Void
  let correlator: Correlator
  /// That of the udevd that runs.
  var limit: WorkerLimit
  let origin = CaptureOrigin()
  /// Their starts are moments of CLOCK_BOOTTIME: ``slept`` tells of sleep.
  let processes = ProcessTable(asleep: 0)
  var slept = SleepRecord(asleep: Clock.asleep())

  // sources
  private let signals: Int32
  let monitor: UeventMonitor?
  let exits: ExitMonitor?
  let tail: JournalTail?
  private var helpers: [HelperTask] = []
  /// There is more to be read of the uevents.
  var hasMoreUevents = false
  /// When uevents came last, and until when they may wait: those of a storm are taken together.
  var lastUevents: Int64 = 0
  var ueventsRest: Int64 = 0

  // what is followed
  var udev: UdevState
  /// udevd, as it was last found, and whose limit is known.
  var manager: ProcessTable.Process?
  var lastManagerCheck: Int64 = 0
  var isCapturing = false
  var isDiagnosing = false
  /// Until when the next diagnosis waits: it is dear, and kills come in crowds.
  var diagnosisRest: Int64 = 0
  var looks = LookBudget()
  /// How often the boots before were asked how long events took.
  var lessons = 0

  // what was said
  var told: NoticeHistory
  var lastStatus = ""
  var isDone = false

  // what is to be saved
  var metrics = Metrics()
  var durations = EventDurations()
  var areDurationsUnsaved = false
  var isUnsaved = false
  /// When to save counters of what comes too often to save it each time.
  var countersDue: Int64?
  var isSaving = false
  /// Helpers have run since memory was given back for good, and when it was last given back.
  private var isWarm = false
  private var lastRelease: Int64 = 0

  /// - Parameters:
  ///   - show: called for each notice, in this process; false ends the watch.
  ///   - complain: says what is wrong or missing.
  package init(
    _ configuration: Configuration, show: @escaping (Notice) -> Bool,
    complain: @escaping (String) -> Void
  ) {
    self.configuration = configuration
    correlator = Correlator(configuration.catalogue)
    self.show = show
    self.complain = complain
    // What the kernel sends from now on is not missed: coldplug need not wait for the rest.
    monitor = UeventMonitor()
    exits = ExitMonitor()
    sd_notify(0, "READY=1")
    let begun = Clock.monotonic()
    manager = processes.all().udevd
    limit = RunningUdev.limit(of: manager?.pid, version: RunningUdev.version())
    signals = pd_signals_open()
    tail = JournalTail(
      correlator.question, cursor: configuration.cursorFile.flatMap { SmallFile.line($0) },
      span: Int64(limit.kill + 60) * 1_000_000)
    udev = UdevState(limit: limit.killTime, patience: limit.warningTime, begun: begun)
    told = NoticeHistory(reports: configuration.state.reports(ofBoot: origin.bootID))
    if let path = configuration.metricsFile, let text = SmallFile.text(path, limit: 1 << 20) {
      metrics = Metrics(continuing: text)
    }
    let own = EventDurations.name(bootID: origin.bootID)
    if let kept = configuration.state.durations().first(where: { $0.path.hasSuffix(own) }) {
      durations = EventDurations(text: kept.text)
    }
    if monitor == nil { complain(WatchSentences.noUevents) }
    if tail == nil { complain(WatchSentences.noJournal) }
    if geteuid() != 0 { complain(WatchSentences.notRoot) }
    if monitor != nil, geteuid() == 0, exits == nil { complain(WatchSentences.noExits) }
  }

  /// What it watches, in a sentence.
  package var greeting: String {
    manager == nil
      ? WatchSentences.waitsForUdevd(folder: configuration.state.path)
      : WatchSentences.begins(
        limit: Int(limit.kill), warning: Int(limit.warning), folder: configuration.state.path)
  }

  /// The kernel's id of the boot that runs, 32 digits.
  package static var bootID: String { CaptureOrigin().bootID }

  /// Runs until a signal, the timeout, or a notice ends it.
  package func run() {
    let end = configuration.timeout.map { Clock.monotonic() + $0 }
    recall()
    learn()
    readJournal()
    saveFiles()
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

  // MARK: The loop

  private var deadline: Int64? {
    if hasMoreUevents { return 0 }
    let look = isCapturing ? nil : lookDue
    let step = isDiagnosing ? nil : udev.book.nextStep.map { max($0, diagnosisRest) }
    let own = [look, step, countersDue, tail?.wakeUp]
    return (own + helpers.map(\.deadline)).compactMap { $0 }.min()
  }

  private var lookDue: Int64? {
    [udev.nextLook.map { max($0, looks.next) }, udev.book.urgentCapture].compactMap { $0 }.min()
  }

  private func wait(until deadline: Int64?) {
    let begun = Clock.monotonic()
    let rest = ueventsRest > begun ? ueventsRest : nil
    let uevents = rest == nil ? monitor?.descriptors ?? [] : []
    let readable =
      [signals] + uevents + [exits?.descriptor].compactMap { $0 } + helpers.map(\.descriptor)
    var polled = readable.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    if let tail { polled.append(pollfd(fd: tail.descriptor, events: tail.events, revents: 0)) }
    let deadline = [deadline, rest].compactMap { $0 }.min()
    let left = deadline.map { max(0, $0 - begun) / 1000 + ($0 == 0 ? 0 : 1) }
    // what is due soon is not worth a look at oneself
    let delayed = (left ?? 0) >= 500 ? ownDelay() : 0
    poll(&polled, nfds_t(polled.count), Int32(clamping: left ?? -1))
    let now = Clock.monotonic()
    slept.note(asleep: Clock.asleep(), at: now)
    guard let missed = deadline.map({ now - max($0, begun) }), missed >= Self.late else { return }
    // all processes are frozen while a machine goes to sleep and wakes up, or tries to
    if delayed == 0 || missed - (ownDelay() - delayed) >= Self.late { udev.wasFrozen() }
  }

  /// µs after a deadline from which on it counts as missed.
  private static let late: Int64 = 1_500_000

  /// µs that this process could have run and got no processor.
  private func ownDelay() -> Int64 { processes.progress(Int(getpid()))?.delayed ?? 0 }

  private func attend(at now: Int64) {
    takeSignals()
    takeUevents()
    takeExits()
    readJournal()
    collectHelpers(at: now)
    if !isCapturing, let due = lookDue, due <= now { look() }
    if !isDiagnosing, now >= diagnosisRest, udev.book.takeDiagnosis(at: now) { diagnoseKills() }
    if let due = countersDue, due <= now { isUnsaved = true }
    if isUnsaved { saveFiles() }
    showStatus()
    let isQuiet = udev.book.isEmpty && udev.queue.isEmpty
    if isWarm, helpers.isEmpty, isQuiet || now - lastRelease >= Self.release {
      isWarm = !isQuiet
      lastRelease = now
      pd_memory_release()
    }
  }

  /// µs between two times that memory is given back, as long as there is something to do.
  private static let release: Int64 = 15_000_000

  private func takeSignals() {
    while case let number = pd_signals_next(signals), number != 0 {
      if number != SIGCHLD { isDone = true }
    }
    HelperProcess.reap()
  }

  /// One line for `systemctl status`.
  private func showStatus() {
    let status = WatchSentences.status(
      limit: Int(limit.kill),
      stuck: udev.stuckNow.map { ($0.hold.told, $0.pid, $0.isGuess ? nil : $0.sysname) })
    guard status != lastStatus else { return }
    lastStatus = status
    sd_notify(0, "STATUS=\(status)")
  }

  // MARK: Helpers

  /// Lets a helper process do what may have to wait; `completion` gets what it wrote, and `progress`
  /// all that has come whenever more has.
  func delegate(
    within seconds: Int64, _ work: ((_ write: ([UInt8]) -> Void) -> Void),
    progress: ((_ bytes: [UInt8]) -> Void)? = nil, completion: @escaping HelperTask.Completion
  ) {
    if let helper = HelperTask(within: seconds, work, progress: progress, completion: completion) {
      helpers.append(helper)
      isWarm = true
    } else {
      complain(WatchSentences.noProcess(String(cString: strerror(errno))))
      completion([], false)
    }
  }

  private func collectHelpers(at now: Int64) {
    for helper in helpers {
      let isOver = helper.receive()
      guard isOver || helper.deadline <= now else { continue }
      helpers.removeAll { $0 === helper }
      helper.finish(isWhole: isOver)
    }
  }

  /// What is under way gets a moment to end; then the process does, and its children with it.
  private func leave() {
    saveFiles()
    let end = Clock.monotonic() + 400_000
    while !helpers.isEmpty, Clock.monotonic() < end {
      wait(until: end)
      takeSignals()
      collectHelpers(at: Clock.monotonic())
    }
  }
}
