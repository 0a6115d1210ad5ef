internal import LogModel

enum MachineWasStarved {
  static let rule = Rule(
    id: "machine-was-starved",
    title: "The machine was starved",
    proves:
      "Many victims of unrelated devices hung at once, and the kernel reports that processors did "
      + "not get to their work: stalls that RCU detects, a clock that cannot be read in time; or that there "
      + "was no memory to give. Then "
      + "each driver needed too long, and none is at fault.",
    misleads:
      "A driver that keeps a processor busy makes such reports as well: its stack shows it.",
    source:
      "`print_cpu_stall` in kernel/rcu/tree_stall.h; kernel/time/clocksource.c; mm/oom_kill.c.",
    link: .root, witness: .others, weights: [starved, stalled], examine: examine)

  private static let starved = Weight(2.5, "reports of the kernel, and three kinds of victims")
  private static let stalled = Weight(
    2.5, "such a report while a worker hung in the kernel's own code")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    let signs = signs(beside: kill, boot)
    if kill.isStuck { return stuck(kill, signs.filter { $0.meaning == .starved }, boot) }
    guard let sign = signs.first, let neighbours = kill.neighbours,
      neighbours.company(of: kill) >= 2
    else { return [] }
    let victims = neighbours.neighbours(of: kill).count
    let lacksMemory = sign.meaning != .starved
    return [
      Suspicion(
        .cpu, lacksMemory ? "memory" : nil, starved,
        .starved(victims: victims, ofMemory: lacksMemory), [sign.entry])
    ]
  }

  /// What says, for the time of an event, that a processor or memory was short.
  static func signs(beside kill: KillCase, _ boot: BootContext) -> [Fact] {
    // the idle task keeps no processor busy: it was not let run; nor do tasks that have nothing in common
    let locked = boot.facts(.taskStuck).filter { kill.covers($0.entry, boot) }
    let isDriver = boot.traces.indices.contains {
      boot.traces[$0].isSpinning && boot.index.readings[$0].module != nil
    }
    let areSeveral = !isDriver && Set(locked.compactMap { $0[.comm] }).count > 1
    let idle = locked.filter { areSeveral || $0[.comm]?.hasPrefix("swapper") == true }
    return (boot.facts(.starved, .memoryAwaited, .oomKilled) + idle).filter {
      kill.covers($0.entry, boot, before: kill.isStuck ? 3_000_000 : 0)
        // a group's own limit is nobody else's
        && !boot.entries[$0.entry].text.contains("Memory cgroup")
    }
  }

  /// A worker that hangs in the kernel's own code while RCU waits for a processor in vain.
  private static func stuck(
    _ kill: KillCase, _ signs: [Fact], _ boot: BootContext
  ) -> [Suspicion] {
    let own = kill.ownTraces(in: boot)
    guard let sign = signs.first, !own.isEmpty,
      own.allSatisfy({ boot.index.readings[$0].module == nil && boot.traces[$0].kind == .stuck })
    else { return [] }
    return [Suspicion(.cpu, nil, stalled, .stalled, [sign.entry])]
  }
}
