enum OopsBeforeKill {
  static let rule = Rule(
    id: "oops-before-kill",
    title: "An error of the kernel in the driver came before",
    proves:
      "A driver made the kernel stumble (oops, BUG) before the kill: the task that died of it "
      + "leaves its locks held, and whoever needs one of them waits for ever. A worker that dies of one "
      + "itself was in that driver.",
    misleads:
      "The oops has nothing to do with the device; it has to lie within the ten minutes before "
      + "the kill and in a module that is no helper. An oops after the kill is its consequence.",
    source: "`make_task_dead` in kernel/exit.c.",
    link: .root, witness: .stack, weights: [inInit, before],
    examine: examine)

  static let inInit = Weight(2.5, "the task that died was in its probe, its init or its removal")
  private static let before = Weight(1.75, "it died elsewhere in it")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    for (number, trace) in boot.traces.enumerated() where trace.kind == .oops {
      let reading = boot.index.readings[number]
      let running = trace.initialising.count == 1 ? trace.initialising[0] : nil
      guard let first = trace.entries.first, isBefore(first, kill, boot),
        let module = running ?? reading.module, !HelperModules.contains(module)
      else { continue }
      let isInInit =
        running != nil || reading.probing != nil || reading.initialising != nil
        || trace.frames.contains { $0.function.hasSuffix("sys_delete_module") }
      return [
        Suspicion(
          .kernelBug, module, isInInit ? inInit : before, .oopsBefore,
          trace.quoted(naming: module))
      ]
    }
    return []
  }

  private static func isBefore(_ entry: Int, _ kill: KillCase, _ boot: BootContext) -> Bool {
    guard let time = boot.time(entry), let killTime = kill.killTime else {
      // an excerpt without times may have been put together in any order
      return boot.time(entry) == nil || entry < kill.draft.anchor
    }
    return time < killTime && time > killTime - 600_000_000
  }
}
