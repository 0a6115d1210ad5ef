internal import LogModel

/// Why a process of udev's ended, where no limit had run out.
///
/// On x86 a page fault in the kernel ends the worker with SIGKILL, so that udevd reports the same
/// signal 9 as for a timeout; most other errors give SIGSEGV. Source: `make_task_dead` in
/// kernel/exit.c, `oom_kill_process` in mm/oom_kill.c.
struct OtherDeathReading {
  var death: Finding

  init(_ draft: DeathDraft, in boot: BootContext) {
    let key =
      (draft.workerPID ?? draft.programPID).map { "worker-\($0)" } ?? "entry-\(draft.entry + 1)"
    death = Finding(
      id: "\(draft.kind.rawValue)-\(key)", kind: draft.kind,
      report: draft.report.prefix(6).map { boot.entries[$0] })
    death.device = draft.device
    death.workerPID = draft.workerPID
    (death.program, death.programPID) = (draft.program, draft.programPID)
    let moment = boot.time(draft.entry).map { _ in Moment(boot.entries[draft.entry].stamp) }
    if draft.kind == .stuck { death.warned = moment } else { death.ended = moment }
    death.signal = boot.fact(at: draft.entry)?.signalName
    switch draft.kind {
    case .signal, .crash, .oops: explainByOops(draft, boot)
    case .stuck: explainByStack(draft, boot)
    default: break
    }
    death.by =
      switch death.kind {
      case .oom, .oops: .kernel
      case .watchdog: .pid1
      case .refused: .udevd
      default: nil
      }
  }

  private mutating func explainByOops(_ draft: DeathDraft, _ boot: BootContext) {
    let oops = boot.traces.first { trace in
      guard trace.kind == .oops else { return false }
      if let pid = trace.pid, let own = draft.workerPID ?? draft.programPID { return pid == own }
      guard let then = boot.time(trace.entries[0]), let now = boot.time(draft.entry) else {
        return trace.entries[0] < draft.entry
      }
      return abs(now - then) <= 2_000_000
    }
    let noted = boot.facts(.oopsEnded).contains {
      $0.pid != nil && $0.pid == draft.workerPID ?? draft.programPID
    }
    guard oops != nil || noted else { return }
    death.kind = .oops
    let reading = oops.map { StackReading($0.frames, boot.knowledge.kernels) }
    // the error is of the code in which it happened, whoever called that
    let failing = oops?.frames.first { $0.isReliable }?.module.flatMap {
      HelperModules.contains($0) ? nil : $0
    }
    death.driver = failing ?? reading?.module
    if let oops, let reading, let module = death.driver,
      !HelperModules.contains(module) || reading.initialising == module
    {
      blame(
        boot.moduleName(ofDriver: module), .diedOfError(function: reading.topFunction),
        oops.quoted(naming: module), boot)
    } else if let oops, reading?.module == nil, let failed = FailedFunction(in: oops.frames) {
      let entries = [oops.entries[0], oops.frameEntries[failed.frame].entry]
      blame(failed.name, .kernelFailed, entries, boot)
    }
    if let oops { death.report = oops.entries.prefix(3).map { boot.entries[$0] } + death.report }
  }

  /// Who dies in a driver of an error of the kernel's was at work in it, and the error is the driver's.
  private mutating func blame(
    _ name: String, _ statement: Evidence.Statement, _ entries: [Int], _ boot: BootContext
  ) {
    let evidence = Evidence(
      rule: OopsBeforeKill.rule.id, weight: OopsBeforeKill.inInit.value, statement: statement,
      entries: entries.map { boot.entries[$0] })
    death.chain.links = [(Chain.Link.Place.activity, Chain.Link.Kind.driver), (.root, .kernelBug)]
      .map { place, kind in
        Chain.Link(place: place, kind: kind, name: name, confidence: .likely, evidence: [evidence])
      }
    death.suspects = [
      Suspect(
        kind: .driver, name: name, confidence: .likely, score: evidence.weight, evidence: [evidence]
      )
    ]
  }

  private mutating func explainByStack(_ draft: DeathDraft, _ boot: BootContext) {
    let number = (draft.workerPID ?? draft.programPID).flatMap { pid in
      boot.index.tracesByPID[pid]?.last { boot.traces[$0].kind == .stuck }
    }
    let isSpinning = boot.fact(at: draft.entry)?.meaning == .taskStuck
    guard let number else {
      if isSpinning {
        death.blockage = Blockage(place: .unknown, isSignalPending: false, isSpinning: true)
      }
      return
    }
    let (trace, reading) = (boot.traces[number], boot.index.readings[number])
    death.driver = reading.module
    if draft.program == nil { death.victim = trace.isManager(in: boot) ? .udevd : .worker }
    let place: Blockage.Place =
      reading.waiting == .asyncProbe
      ? .asyncProbe
      : reading.waiting == .deviceLock
        ? .deviceLock
        : reading.module.map { .driver($0) }
          ?? reading.activity.map { .blockDevice($0, waitsForLock: trace.waitsForLock) } ?? .unknown
    death.blockage = Blockage(
      place: place, isSignalPending: trace.hasPendingSignal(boot.system),
      isSpinning: trace.isSpinning,
      isQueueClosed: trace.has(QueueWasFrozen.entering), isLookedAt: trace.isOfFile)
    death.report = trace.entries.prefix(6).map { boot.entries[$0] }
  }
}

extension Trace {
  /// Whether it is udevd itself and no worker, whose parent that is: PID 1 started it. What a udevd that
  /// is gone left behind has PID 1 for a parent, too.
  func isManager(in boot: BootContext) -> Bool {
    // it loads no driver itself
    guard isUdev, ppid == 1, let entry = entries.first,
      !frames.contains(where: { ["load_module", "do_one_initcall"].contains($0.function) })
    else { return false }
    return !boot.facts(.udevdDied, .udevdStops, .udevdStopped, .stopTimedOut).contains {
      $0.entry < entry
    }
  }

  /// TIF_SIGPENDING among the thread-info flags: bit 2 on x86 until 6.17, bit 1 since. Other
  /// architectures number their flags otherwise, and are not told.
  func hasPendingSignal(_ system: BootedSystem) -> Bool {
    guard let flags, let release = system.kernelRelease, let kernel = system.kernel,
      release.contains("amd64") || release.contains("x86_64")
    else { return false }
    return flags & (kernel >= Version(6, 18) ? 0x2 : 0x4) != 0
  }
}
