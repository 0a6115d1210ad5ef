internal import LogModel

/// One boot on its way from what was said to what it means.
public struct BootExamination {
  /// What ran, and which limit applied: without any finding.
  public let boot: BootDiagnosis
  /// What may have been a kill.
  public let cutLines: CutLines
  private let drafts: KillCollector.Drafts
  private var builder: FindingBuilder
  private var budget: FindingBudget
  /// What the log had beyond what was kept of it.
  private let tally: Tally

  init(
    _ log: BootLog, _ catalogue: Catalogue, _ knowledge: any MachineKnowledge,
    within budget: FindingBudget
  ) {
    let context = BootContext(log, catalogue, knowledge.knowledge(of: log))
    let drafts = KillCollector.drafts(in: context)
    let limits = EventLimit(context, drafts.kills, drafts.warnings)
    var boot = BootDiagnosis(
      bootID: log.id, machineID: log.machineID, hostname: log.hostname, first: log.first,
      last: log.last, kernel: context.system.kernelRelease, udev: context.system.udevVersion,
      eventTimeout: limits.timeout)
    boot.alignments = log.alignments
    self.boot = boot
    cutLines = context.cutLines
    self.drafts = drafts
    self.budget = budget
    tally = log.tally
    // where nothing was found nothing is asked for
    let hasFindings = !drafts.isEmpty
    builder = FindingBuilder(
      boot: context, limits: limits, bootID: log.id,
      known: KnownIssueReading(hasFindings ? catalogue.issues : [], in: context),
      logEnds: log.last.map { Moment($0) })
  }

  /// What of the words of a kill stands in the lines that were understood, or of which ``cutLines`` tell.
  public var spelled: Set<[UInt8]> { builder.boot.spelled }

  /// Whether nothing was found.
  public var isUneventful: Bool {
    drafts.isEmpty && HarmReading(builder.boot, []).harm.isEmpty
  }

  /// Of more events than these nobody compares what each of them did in other boots.
  private static let fewEnough = 200

  /// The devices whose course in other boots would say something of what was found, and some more that
  /// show how fast the machine was; empty if nothing was found.
  public var concerns: [Concern] {
    let count = drafts.kills.count + drafts.warnings.count
    guard
      (1...Self.fewEnough).contains(count) || drafts.deaths.contains(where: { $0.kind == .stuck })
    else { return [] }
    let events = drafts.kills.map(builder.placed) + drafts.warnings
    let devices = events.map(\.device) + drafts.deaths.map(\.device)
    var named: [String: [String]]?
    return builder.boot.concerns(about: devices.compactMap(builder.named)) { sysname in
      let known = named ?? namedDrivers
      named = known
      return known[sysname] ?? []
    }
  }

  /// The drivers that the findings name for each device, best first.
  private var namedDrivers: [String: [String]] {
    var rehearsal = self
    rehearsal.budget = FindingBudget()
    var named: [String: [String]] = [:]
    rehearsal.findings { finding in
      guard let sysname = finding.device?.sysname, named[sysname] == nil else { return }
      let drivers = finding.suspects.filter { $0.kind == .driver }.map(\.name)
      named[sysname] = Array(drivers.prefix(3))
    }
    return named
  }

  /// From when on, and until when, what was found went on: µs since the boot's start.
  public var end: Int64? {
    let last = [drafts.kills, drafts.warnings].joined().lazy.map(\.anchor).max()
    return last.flatMap { builder.boot.time($0) }
  }

  /// Takes other boots into account.
  ///
  /// - Parameters:
  ///   - others: what some devices did there, oldest first.
  ///   - place: how many of them came before this boot.
  public mutating func compare(_ concerns: Concerns, with others: [OtherBoot], place: Int) {
    builder.comparer = BootComparer(
      builder.boot, id: boot.bootID, limit: boot.eventTimeout.seconds, concerns, others,
      place: place)
  }

  /// What ran, and what was found.
  public var diagnosis: BootDiagnosis {
    var diagnosis = boot
    findings { diagnosis.add($0) }
    diagnosis.harm = HarmReading(builder.boot, diagnosis.findings).harm
    return diagnosis
  }

  /// Works out the findings one after the other: of a storm of kills no more than one is in memory
  /// then. Kills come first, then warnings and other deaths. What is beyond the budget is counted.
  public func findings(_ each: (Finding) -> Void) {
    var victims = Victims()
    let kills = budget.kills.take(drafts.kills.count)
    var killed = Victims()
    for kill in drafts.kills { killed.insert(kill.seqnum, kill.workerPID, kill.cause) }
    var (hanging, spared): ([UeventDraft], [UeventDraft]) = ([], [])
    for warning in drafts.kills.isEmpty ? [] : drafts.warnings where !killed.include(warning) {
      if builder.mayHang(warning) { hanging.append(warning) } else { spared.append(warning) }
    }
    builder.kills(drafts.kills, beside: hanging, spared: spared, most: kills) { kill in
      victims.insert(kill.seqnum, kill.workerPID, kill.cause)
      each(kill)
    }
    for kill in drafts.kills[kills...] { victims.insert(kill.seqnum, kill.workerPID, kill.cause) }
    budget.kills.omit(tally.kills)
    // whoever was killed has been warned of before
    budget.warnings.omit(max(0, tally.warnings - tally.kills))
    let missed = drafts.warnings.lazy.filter { !victims.include($0) }.joinedByEvent
    // those that were killed later hung beside them
    let beside = drafts.warnings.filter { victims.include($0) }
    builder.nearMisses(
      missed, beside: beside, most: budget.warnings.take(missed.count), each: each)
    for draft in drafts.deaths where !victims.include(draft) {
      var death = OtherDeathReading(draft, in: builder.boot).death
      if draft.kind == .stuck { builder.explainStuck(draft, &death) }
      each(death)
    }
  }
}

/// How many findings of a run, over all its boots, are worked out: nobody reads more of them, and
/// a storm has any number. What is beyond is only counted.
public final class FindingBudget {
  public struct Share: Sendable {
    /// How many more may be worked out.
    public private(set) var left: Int
    /// How many were left out.
    public private(set) var omitted = 0

    init(_ left: Int) { self.left = left }

    /// Counts those that are known by their number alone.
    mutating func omit(_ count: Int) { omitted += count }

    /// Takes as many as there are.
    /// - Returns: how many may be worked out.
    mutating func take(_ count: Int) -> Int {
      let granted = min(count, left)
      left -= granted
      omitted += count - granted
      return granted
    }
  }
  public fileprivate(set) var kills: Share
  public fileprivate(set) var warnings: Share

  public static let most = 1_000

  public init(kills: Int = most, warnings: Int = most) {
    self.kills = Share(kills)
    self.warnings = Share(warnings)
  }
}

/// Who was killed: their warnings are no near misses, and their ends are told already.
private struct Victims {
  private var seqnums: Set<UInt64> = []
  private var workers: Set<Int> = []
  /// Those whom PID 1 killed when it stopped udevd.
  private var stopped: Set<Int> = []

  mutating func insert(_ seqnum: UInt64?, _ worker: Int?, _ cause: Finding.Cause?) {
    if let seqnum { seqnums.insert(seqnum) }
    guard let worker else { return }
    workers.insert(worker)
    if cause == .stopTimeout { stopped.insert(worker) }
  }

  func include(_ warning: UeventDraft) -> Bool {
    if let seqnum = warning.seqnum, seqnums.contains(seqnum) { return true }
    guard let worker = warning.workerPID else { return false }
    return stopped.contains(worker) || warning.seqnum == nil && workers.contains(worker)
  }

  func include(_ death: DeathDraft) -> Bool {
    death.kind == .stuck && death.workerPID.map(workers.contains) ?? false
  }
}

extension Sequence<UeventDraft> {
  /// The warning of a worker and those of its program are one where they are of one event.
  fileprivate var joinedByEvent: [UeventDraft] {
    var joined: [UeventDraft] = []
    for draft in self {
      let own = joined.indices.suffix(64).last { place in
        let known = joined[place]
        return (known.program == nil) != (draft.program == nil) && known.isSameEvent(as: draft)
      }
      guard let own else {
        joined.append(draft)
        continue
      }
      let (worker, program) =
        joined[own].program == nil ? (joined[own], draft) : (draft, joined[own])
      var whole = worker
      whole.program = program.program
      whole.programPID = program.programPID
      whole.device = worker.device ?? program.device
      whole.report = (worker.report + program.report).sorted()
      joined[own] = whole
    }
    return joined
  }
}
