internal import LogModel

enum InitWasRunning {
  static let rule = Rule(
    id: "init-was-running",
    title: "The module's init was running",
    proves:
      "`Modules linked in: foo(+)`: the plus says that the init of this module had begun and had "
      + "not ended when the kernel printed its report, whatever that was about. A load that lasts "
      + "as long as the event is what the worker waits in, or for.",
    misleads:
      "A report that falls into an innocent load, such as another worker's, of a driver that is none of the "
      + "device's; where several run, none is named. It has to lie within the event.",
    source: "`module_flags` in kernel/module/main.c.",
    link: .activity, witness: .stack, weights: [only, once], examine: examine)

  private static let only = Weight(2.5, "the only init that ran, and no other event hung")
  private static let once = Weight(1.5, "the only one, among others that hung")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    guard kill.draft.victim == .worker, kill.draft.program == nil,
      !kill.ownTraces(in: boot).contains(where: { boot.traces[$0].isInOtherCall })
    else { return [] }
    var running: [String: Trace] = [:]
    for trace in boot.traces {
      guard let entry = trace.entries.first, kill.covers(entry, boot, before: 0) else { continue }
      for module in trace.initialising { running[module] = running[module] ?? trace }
    }
    guard running.count == 1, let (module, trace) = running.first, let entry = trace.entries.first
    else { return [] }
    let isAnothers = isAnothers(module, trace, kill, boot)
    if isAnothers, trace.isUdev { return [] }
    let isAlone = (kill.neighbours?.company(of: kill) ?? 0) == 0 && !isAnothers
    return [
      Suspicion(
        .driver, module, isAlone ? only : once, .initWasRunning,
        [entry] + [trace.initialisingEntry].compactMap { $0 }, .circumstantial)
    ]
  }

  /// Whether it is another task's load, and of a driver that nothing ties to the device.
  private static func isAnothers(
    _ module: String, _ trace: Trace, _ kill: KillCase, _ boot: BootContext
  ) -> Bool {
    guard let pid = trace.pid, let worker = kill.workerPID, pid != worker,
      kill.device?.sysname != nil, kill.ownTraces(in: boot).isEmpty
    else { return false }
    return !ModaliasNamesDriver.examine(kill, in: boot).contains { suspicion in
      suspicion.name.map { boot.isSame($0, module) } ?? false
    }
      && !boot.lines(about: kill.device).contains { boot.isSame($0.line.driver, module) }
  }
}
