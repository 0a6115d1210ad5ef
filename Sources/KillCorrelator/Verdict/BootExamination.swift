internal import LogModel

/// One boot on its way from what was said to what it means.
public struct BootExamination {
  /// What ran, and which limit applied: without any finding.
  public let boot: BootDiagnosis
  private let drafts: KillLedger.Drafts
  private let inspector: Inspector

  init(_ log: BootLog, _ catalogue: Catalogue, _ knowledge: any MachineKnowledge) {
    let scene = Scene(log, catalogue, knowledge.knowledge(of: log))
    var ledger = KillLedger(scene)
    let drafts = ledger.close()
    let limits = EventLimit(scene, drafts.kills, drafts.warnings)
    var boot = BootDiagnosis(
      bootID: log.id, machineID: log.machineID, hostname: log.hostname, first: log.first,
      last: log.last, kernel: scene.facts.kernelRelease, udev: scene.facts.udevVersion,
      eventTimeout: limits.timeout)
    boot.alignments = log.alignments
    self.boot = boot
    self.drafts = drafts
    inspector = Inspector(
      scene: scene, limits: limits, bootID: log.id, logEnds: log.last.map { Moment($0) })
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
    inspector.kills(drafts.kills) { kill in
      victims.insert(kill)
      each(kill)
    }
    inspector.nearMisses(drafts.warnings, besides: victims, each: each)
    inspector.deaths(drafts.deaths, besides: victims, each: each)
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
