/// A driver made the kernel stumble (oops, BUG) before the kill: the task that died of it leaves its
/// locks held, and whoever needs one of them waits for ever.
///
/// Misleads where the oops has nothing to do with the device; it has to lie within the ten minutes
/// before the kill and in a module that is no helper. An oops after the kill is its consequence.
/// Source: `make_task_dead` in kernel/exit.c.
enum OopsBeforeKill: Rule {
  static let id = "oops-before-kill"

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    for (number, trace) in boot.traces.enumerated() where trace.kind == .oops {
      guard let first = trace.entries.first, isBefore(first, kill, boot),
        let module = boot.index.readings[number].module, !HelperModules.contains(module)
      else { continue }
      return [
        Suspicion(
          .driver, module, Weight.oopsBefore,
          .oopsBefore, trace.quoted(naming: module))
      ]
    }
    return []
  }

  private static func isBefore(_ entry: Int, _ kill: KillCase, _ boot: BootContext) -> Bool {
    guard let time = boot.time(entry), let killTime = kill.killTime else {
      return entry < kill.draft.anchor
    }
    return time < killTime && time > killTime - 600_000_000
  }
}
