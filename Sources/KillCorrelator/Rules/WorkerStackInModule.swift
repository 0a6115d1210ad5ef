internal import LogModel

/// The kernel reported the killed worker, or the program that it waited for, as stuck, or the watcher
/// read its stack before the kill, and the stack stands in a module.
///
/// The kernel reports only uninterruptible waits, after `hung_task_timeout_secs` (120 s by default), so
/// the report can come after the kill. Pids are reused: it has to lie within the event.
/// Misleads where the stack shows a bystander; those stacks name nobody here (``StackReading``).
/// Source: `check_hung_task` in kernel/hung_task.c.
enum WorkerStackInModule: Rule {
  static let id = "worker-stack-in-module"

  static func examine(_ kill: KillCase, in scene: Scene) -> [Finding] {
    var findings: [Finding] = []
    for number in kill.ownTraces(in: scene) {
      let trace = scene.traces[number]
      let reading = scene.index.readings[number]
      if reading.module == nil, trace.initialising.count == 1 {
        findings.append(
          Finding(
            .driver, trace.initialising[0], Weight.initRunning,
            "its init was the only one that ran when the kernel reported the killed worker",
            trace.quoted(naming: nil)))
        continue
      }
      guard let module = reading.module, !findings.contains(where: { $0.name == module }) else {
        continue
      }
      let who =
        trace.pid == kill.draft.programPID
        ? "the program" : kill.isWarning ? "the worker" : "the killed worker"
      let certain = reading.probing != nil || reading.initialising != nil
      let weight =
        HelperModules.contains(module) && !certain
        ? Weight.workerStackHelperOnly : Weight.workerStackProbing
      findings.append(
        Finding(
          .driver, module, weight, seen(trace, by: kill, scene) + words(who, reading),
          trace.quoted(naming: module)))
    }
    return findings
  }

  private static func words(_ who: String, _ reading: StackReading) -> String {
    let place = reading.topFunction.map { " (in \($0))" } ?? ""
    if reading.probing != nil { return "\(who) stuck in its probe\(place)" }
    if reading.initialising != nil { return "\(who) stuck in its initialisation\(place)" }
    return "\(who) stuck in it\(place)"
  }

  /// Who saw it: the kernel's own report, or the watcher, which tells how long before the kill.
  private static func seen(_ trace: Trace, by kill: KillCase, _ scene: Scene) -> String {
    guard trace.kind == .captured else { return "the kernel found " }
    guard let killed = kill.killTime, let taken = scene.time(trace.entries[0]), killed > taken,
      !kill.isWarning
    else { return "probe-doctor watch found " }
    return "\(Seconds.text(Double((killed - taken) / 1_000_000))) before the kill, "
      + "probe-doctor watch found "
  }
}

extension KillCase {
  /// Reports about the killed worker itself, within the event.
  /// - Returns: their numbers in the scene.
  func ownTraces(in scene: Scene) -> [Int] {
    let pids = [workerPID, draft.programPID].compactMap { $0 }
    let candidates =
      pids.isEmpty
      ? Array(scene.traces.indices) : pids.flatMap { scene.index.tracesByPID[$0] ?? [] }
    return candidates.filter { number in
      let trace = scene.traces[number]
      guard trace.kind != .oops || !isAfterKill(trace.entries[0], scene) else { return false }
      if !pids.isEmpty { return covers(trace.entries[0], scene) }
      // 220 to 239 print no pid at the kill; a child of udevd's that hangs then is the worker
      return trace.isUdev && draft.managerPID != nil && trace.ppid == draft.managerPID
    }
  }
}
