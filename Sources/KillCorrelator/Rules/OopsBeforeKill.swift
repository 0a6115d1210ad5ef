enum OopsBeforeKill {
  static let rule = Rule(
    id: "oops-before-kill",
    title: "An error of the kernel in the driver came before",
    proves:
      "A driver made the kernel stumble (oops, BUG) before the kill: the task that died of it "
      + "leaves its locks held, and whoever needs one of them waits for ever.",
    misleads:
      "The oops has nothing to do with the device; it has to lie within the ten minutes before "
      + "the kill and in a module that is no helper. An oops after the kill is its consequence.",
    source: "`make_task_dead` in kernel/exit.c.",
    link: .root, witness: .stack, weights: [before], examine: examine)

  private static let before = Weight(1.75, "an error of the kernel")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    for (number, trace) in boot.traces.enumerated() where trace.kind == .oops {
      guard let first = trace.entries.first, isBefore(first, kill, boot),
        let module = boot.index.readings[number].module, !HelperModules.contains(module)
      else { continue }
      return [Suspicion(.driver, module, before, .oopsBefore, trace.quoted(naming: module))]
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
