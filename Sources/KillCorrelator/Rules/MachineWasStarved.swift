internal import LogModel

enum MachineWasStarved {
  static let rule = Rule(
    id: "machine-was-starved",
    title: "The machine was starved",
    proves:
      "Many victims of unrelated devices hung at once, and the kernel reports that processors did "
      + "not get to their work: stalls that RCU detects, a clock that cannot be read in time. Then "
      + "each driver needed too long, and none is at fault.",
    misleads:
      "A driver that keeps a processor busy makes such reports as well: its stack shows it.",
    source: "`print_cpu_stall` in kernel/rcu/tree_stall.h; kernel/time/clocksource.c.",
    link: .root, witness: .others, weights: [starved], examine: examine)

  private static let starved = Weight(2.5, "reports of the kernel, and three kinds of victims")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    let signs = boot.facts(.starved).filter { kill.covers($0.entry, boot, before: 0) }
    guard let sign = signs.first, let neighbours = kill.neighbours,
      neighbours.company(of: kill) >= 2
    else { return [] }
    let victims = neighbours.neighbours(of: kill).count
    return [Suspicion(.cpu, nil, starved, .starved(victims: victims), [sign.entry])]
  }
}
