internal import LogModel

/// One boot on its way from what was said to what it means.
public struct BootExamination {
  /// What ran, and which limit applied: without any finding.
  public let boot: BootDiagnosis
  private let drafts: KillCollector.Drafts
  private let builder: FindingBuilder

  init(_ log: BootLog, _ catalogue: Catalogue, _ knowledge: any MachineKnowledge) {
    let boot = BootContext(log, catalogue, knowledge.knowledge(of: log))
    var collector = KillCollector(boot)
    let drafts = collector.close()
    let limits = EventLimit(boot, drafts.kills, drafts.warnings)
    var diagnosis = BootDiagnosis(
      bootID: log.id, machineID: log.machineID, hostname: log.hostname, first: log.first,
      last: log.last, kernel: boot.system.kernelRelease, udev: boot.system.udevVersion,
      eventTimeout: limits.timeout)
    diagnosis.alignments = log.alignments
    self.boot = diagnosis
    self.drafts = drafts
    builder = FindingBuilder(
      boot: boot, limits: limits, bootID: log.id, logEnds: log.last.map { Moment($0) })
  }

  /// What ran, and all that was found.
  public var diagnosis: BootDiagnosis {
    var diagnosis = boot
    findings { diagnosis.add($0) }
    return diagnosis
  }

  /// Works out the findings one after the other: of a storm of kills no more than one is in memory
  /// then. Kills come first, then warnings and other deaths.
  public func findings(_ each: (Finding) -> Void) {
    var victims = Victims()
    builder.kills(drafts.kills) { kill in
      victims.insert(kill)
      each(kill)
    }
    builder.nearMisses(drafts.warnings, besides: victims, each: each)
    builder.deaths(drafts.deaths, besides: victims, each: each)
  }
}

/// Who was killed: their warnings are no near misses, and their ends are told already.
struct Victims {
  private(set) var seqnums: Set<UInt64> = []
  private(set) var workers: Set<Int> = []
  /// Those whom PID 1 killed when it stopped udevd.
  private(set) var stopped: Set<Int> = []

  mutating func insert(_ kill: Finding) {
    if let seqnum = kill.seqnum { seqnums.insert(seqnum) }
    guard let worker = kill.workerPID else { return }
    workers.insert(worker)
    if kill.cause == .stopTimeout { stopped.insert(worker) }
  }
}
