internal import LogModel

/// Why a process of udev's ended, where no limit had run out.
///
/// On x86 a page fault in the kernel ends the worker with SIGKILL, so that udevd reports the same
/// signal 9 as for a timeout; most other errors give SIGSEGV. Source: `make_task_dead` in
/// kernel/exit.c, `oom_kill_process` in mm/oom_kill.c.
struct OtherDeathReading {
  var death: OtherDeath

  init(_ draft: DeathDraft, in scene: Scene) {
    let stamp = scene.entries[draft.entry].stamp
    death = OtherDeath(
      kind: draft.kind, device: draft.device, workerPID: draft.workerPID,
      time: scene.time(draft.entry).map { _ in
        Moment(stamp: stamp, basis: stamp.clock == .reception ? .filed : .stated)
      }, says: Self.words(draft.kind), driver: nil,
      report: draft.report.prefix(6).map { scene.entries[$0] })
    switch draft.kind {
    case .signal, .crash: explainByOops(draft, scene)
    case .stuck: explainByStack(draft, scene)
    case .oom, .oops, .settle, .watchdog, .refused: break
    }
  }

  private mutating func explainByOops(_ draft: DeathDraft, _ scene: Scene) {
    let oops = scene.traces.first { trace in
      guard trace.kind == .oops else { return false }
      if let pid = trace.pid, let worker = draft.workerPID { return pid == worker }
      guard let then = scene.time(trace.entries[0]), let now = scene.time(draft.entry) else {
        return trace.entries[0] < draft.entry
      }
      return abs(now - then) <= 2_000_000
    }
    let noted = scene.events(.oopsEnded).contains { $0.pid == draft.workerPID }
    guard oops != nil || noted else { return }
    death.kind = .oops
    death.says = Self.words(.oops)
    death.driver = oops.flatMap { StackReading($0.frames).module }
    if let oops { death.report = oops.entries.prefix(3).map { scene.entries[$0] } + death.report }
  }

  private mutating func explainByStack(_ draft: DeathDraft, _ scene: Scene) {
    let number = draft.workerPID.flatMap { pid in
      scene.index.tracesByPID[pid]?.last { scene.traces[$0].kind == .stuck }
    }
    let trace = number.map { scene.traces[$0] }
    let reading = number.map { scene.index.readings[$0] }
    death.driver = reading?.module
    if reading?.waiting == .asyncProbe {
      death.says =
        "The kernel reports this worker as blocked: it waits for another driver's "
        + "asynchronous probe. Nobody has killed it in this log."
    } else if let module = reading?.module {
      death.says =
        "The kernel reports this worker as blocked in \(module). Nobody has killed it in "
        + "this log."
    } else if let activity = reading?.activity {
      death.says =
        "The kernel reports this worker as blocked while \(activity): the device does not "
        + "answer. Nobody has killed it in this log."
    }
    if let trace, trace.hasPendingSignal(scene.facts) {
      death.says +=
        " A signal is pending for it, most likely udevd's SIGKILL, which cannot reach it "
        + "there."
    }
    if let trace { death.report = trace.entries.prefix(6).map { scene.entries[$0] } }
  }

  private static func words(_ kind: OtherDeath.Kind) -> String {
    switch kind {
    case .oom: "The kernel killed it for lack of memory."
    case .oops: "It died of an error in the kernel."
    case .crash: "It crashed."
    case .settle: "A wait for udev's queue gave up; nothing was killed by that."
    case .watchdog: "PID 1 found udevd silent and ended it."
    case .refused: "udevd could not hand it an event and ended it."
    case .stuck: "The kernel reports it as blocked; nobody has killed it in this log."
    case .signal: "It was killed by a signal, and udevd had not run out of patience with it."
    }
  }
}

extension Trace {
  /// TIF_SIGPENDING among the thread-info flags: bit 2 on x86 until 6.17, bit 1 since. Other
  /// architectures number their flags otherwise, and are not told.
  func hasPendingSignal(_ facts: BootFacts) -> Bool {
    guard let flags, let release = facts.kernelRelease, let kernel = facts.kernel,
      release.contains("amd64") || release.contains("x86_64")
    else { return false }
    return flags & (kernel >= Version(6, 18) ? 0x2 : 0x4) != 0
  }
}
