internal import LogModel

/// One kill with its times worked out: what the rules examine.
struct KillCase: Sendable {
  let draft: UeventDraft
  /// Seconds that ran out.
  let limit: Double?
  private(set) var started: Moment?
  private(set) var warned: Moment?
  private(set) var killed: Moment?
  private(set) var ended: Moment?
  /// On the boot's clock; nil where the log has no times.
  private(set) var startTime: Int64?
  /// The earliest moment at which the signal can have been sent.
  private(set) var killTime: Int64?
  /// When the log tells of the signal, be that late.
  private(set) var reportTime: Int64?
  private(set) var endTime: Int64?
  /// The journal filed the lines of the kill when it was long past.
  private(set) var isFiledLate = false
  /// Nobody was killed: it stands for a warning.
  private(set) var isWarning = false
  /// Nobody was killed: it stands for a worker that hangs.
  private(set) var isStuck = false
  /// The other kills of the boot, once all are known.
  var neighbours: KillNeighbours?
  /// What was said of the device while the event ran, once it is looked up: several rules ask for it.
  var heard: [SpokenLine]?
  /// An event of the same kind at the same time, once it is known what that hung in.
  var alike: Alike?
  /// What other boots say of its device, where there are any.
  var comparison: Comparison?

  /// How many that hung at the same time had said all that they say in other boots, where none but this
  /// one stopped before.
  var finishedBeside = 0

  /// What is proved of an event that loads the same module.
  struct Alike: Sendable {
    var driver: String
    var worker: Int?
    var entries: [Int]
  }

  /// Seconds after which somebody is killed, also where nobody was.
  var wholeLimit: Double? { isWarning ? limit.map { $0 * 3 } : limit }

  var device: Device? { draft.device }
  var workerPID: Int? { draft.workerPID }

  init(_ draft: UeventDraft, _ boot: BootContext, _ limits: EventLimit) {
    self.draft = draft
    limit =
      switch (draft.cause, draft.victim) {
      case (.stopTimeout, _): nil
      case (_, .worker), (_, .udevd):
        draft.certainty == .inferred
          ? draft.statedSpan ?? limits.timeout.seconds : limits.worker
      case (_, .program): limits.timeout.seconds ?? draft.statedSpan
      }
    let earliestStart = workOutTimes(boot, limits)
    startTime = started.flatMap { boot.time($0.stamp) } ?? earliestStart
    killTime =
      isFiledLate && killed?.basis == .filed
      ? earliestStart : killed.flatMap { boot.time($0.stamp) }
    reportTime = killed.flatMap { boot.time($0.stamp) }
    endTime = ended.flatMap { boot.time($0.stamp) }
  }

  /// A warning, seen as if it were the kill: a third of the limit was over.
  init(warning: UeventDraft, _ boot: BootContext, _ limits: EventLimit) {
    var third = limits
    third.timeout.seconds = limits.timeout.seconds.map { $0 / 3 }
    third.extra = 0
    self.init(warning, boot, third)
    isWarning = true
  }

  /// A worker that the kernel reports as blocked, seen as if that were the kill: nobody has killed it.
  init?(stuck: DeathDraft, _ boot: BootContext, _ limits: EventLimit) {
    let told =
      boot.fact(at: stuck.entry)
      ?? boot.facts(.tasksNotFrozen, .starved).last { $0.entry < stuck.entry }
    guard let row = told?.row else { return nil }
    self.init(
      warning: UeventDraft(
        victim: stuck.program == nil ? .worker : .program, device: stuck.device,
        workerPID: stuck.workerPID, program: stuck.program, programPID: stuck.programPID, row: row,
        killedEntry: stuck.entry, report: stuck.report), boot, limits)
    // a soft lockup, and what RCU said before, are of one and the same
    let reports = (stuck.workerPID ?? stuck.programPID).flatMap { boot.index.tracesByPID[$0] } ?? []
    startTime =
      reports.lazy.map { boot.traces[$0] }.filter {
        $0.kind == .stuck && $0.entries[0] <= stuck.entry
      }
      .compactMap { trace in
        boot.time(trace.entries[0]).map { $0 - min(trace.blockedSeconds, 1_000_000) * 1_000_000 }
      }.min() ?? boot.time(stuck.entry)
    isStuck = true
  }

  /// Works out when a kill began, was sent and ended.
  /// - Returns: A bound for the start where the kill's own time is no use.
  private mutating func workOutTimes(_ boot: BootContext, _ limits: EventLimit) -> Int64? {
    func moment(_ entry: Int?) -> Moment? {
      guard let entry, boot.time(entry) != nil else { return nil }
      return Moment(boot.entries[entry].stamp, place: boot.entries[entry].place)
    }
    warned = moment(draft.warnedEntry)
    killed = moment(draft.killedEntry)
    ended = moment(draft.endedEntry)
    if killed == nil, draft.certainty == .inferred { killed = ended }
    if draft.victim == .worker, draft.cause == .eventTimeout {
      correctLateness(
        boot, expected: draft.warnedEntry.flatMap { limits.rest(after: $0, in: boot) })
    }
    // what the watcher saw is no warning of udevd's
    if draft.warnedEntry.flatMap({ boot.fact(at: $0) })?.isWatched == true { warned = nil }
    // the debug log states what else has to be worked out
    let begun = draft.workerPID.flatMap { boot.index.written[$0] }?.last { entry in
      let fact = boot.fact(at: entry)
      return fact?.meaning == .eventStarted && fact?.seqnum == draft.seqnum
        && draft.seqnum != nil
    }
    if let begun {
      started = moment(begun)
      return nil
    }
    guard draft.cause == .eventTimeout, let limit, let killed else { return nil }
    let distance = Int64(limit * 1_000_000)
    if isFiledLate, killed.basis == .filed {
      return boot.time(killed.stamp).map { $0 - 2 * distance }
    }
    let stamp = boot.shifted(killed.stamp, by: -distance)
    // no time of this clock tells what was before it was set
    if let entry = draft.killedEntry, let set = boot.clockSet(before: entry),
      let start = boot.time(stamp), start < set
    {
      return nil
    }
    // Before the kernel's start nothing was: then the limit or a clock is not what it seems.
    if stamp.monotonic ?? 0 >= 0 { started = Moment(stamp: stamp, basis: .workedOut) }
    return nil
  }

  /// A probe that holds its device's lock keeps journald waiting: udevd's lines are then filed in
  /// one go when it is over. The distance between the warning and the kill shows it.
  private mutating func correctLateness(_ boot: BootContext, expected: Double?) {
    guard let warned, let killed, killed.basis == .filed, let expected,
      let from = boot.time(warned.stamp), let to = boot.time(killed.stamp)
    else { return }
    let distance = Int64(expected * 1_000_000)
    let tolerance: Int64 = 3_000_000
    if to - from > distance + tolerance {
      self.killed = Moment(stamp: boot.shifted(warned.stamp, by: distance), basis: .workedOut)
      isFiledLate = true
    } else if to - from < distance - tolerance {
      isFiledLate = true
    }
  }

  /// Clocks of the kernel and of udevd differ by scheduling and by the steps that the log shows.
  private static let slack: Int64 = 1_500_000

  /// Where only the time of filing is left of a kernel line, it can be late: journald itself waits
  /// for a device that is being probed, and a while longer until it is restarted.
  private static func slack(_ entry: Int, _ boot: BootContext) -> Int64 {
    let stamp = boot.entries[entry].stamp
    let isFiled = stamp.clock == .reception && boot.entries[entry].speaker.kind == .kernel
    return isFiled ? 20_000_000 : slack
  }

  /// How long after the signal a victim without a death line is followed.
  private static let silence: Int64 = 600_000_000

  /// Whether an entry lies between the start of the event and the end of the victim.
  func covers(_ entry: Int, _ boot: BootContext, before: Int64 = 3_000_000) -> Bool {
    guard let time = boot.time(entry), let killTime else { return true }
    if let startTime, time < startTime - before { return false }
    return time <= max(endTime ?? killTime + Self.silence, killTime) + Self.slack(entry, boot)
  }

  func isAfterKill(_ entry: Int, _ boot: BootContext) -> Bool {
    guard let time = boot.time(entry), let killTime else { return entry >= draft.anchor }
    return time >= killTime - Self.slack
  }

  /// Whether an entry came so soon after the kill, or with the victim's end, that both belong
  /// together.
  func isPrompt(_ entry: Int, _ boot: BootContext) -> Bool {
    guard let time = boot.time(entry), let killTime else { return entry >= draft.anchor }
    guard time >= killTime - Self.slack else { return false }
    return time <= killTime + 2_000_000
  }

  func isBeforeEnd(_ entry: Int, _ boot: BootContext) -> Bool {
    guard let time = boot.time(entry), let endTime else { return true }
    return time <= endTime + Self.slack(entry, boot)
  }

  /// Seconds for which the victim outlived the signal; nil if its end is not in the log.
  var survival: Double? {
    guard let killTime, let endTime else { return nil }
    // to the kernel's clock, a syslog's whole seconds are only worked out
    if let from = killed?.stamp, let to = ended?.stamp, from.resolution >= 1_000_000,
      to.resolution >= 1_000_000, let start = from.realtime, let end = to.realtime, end >= start
    {
      return Double(end - start) / 1_000_000
    }
    return Double(endTime - killTime) / 1_000_000
  }

  /// How a kernel line is related to the device of the kill.
  func relation(of line: DeviceLine, in boot: BootContext) -> DeviceTree.Relation? {
    guard let device, let other = line.device else { return nil }
    return boot.tree.relation(of: other, to: device)
  }

  /// Lines in which drivers speak of the device or of its relatives while the event ran, be it that
  /// only the bus stands in front of them.
  func linesOfDrivers(in boot: BootContext) -> [(line: DeviceLine, relation: DeviceTree.Relation)] {
    boot.lines(about: device).compactMap { line, relation in
      guard covers(line.entry, boot) else { return nil }
      return (line.isBus ? boot.spoken(line) : line).map { ($0, relation) }
    }
  }
}
