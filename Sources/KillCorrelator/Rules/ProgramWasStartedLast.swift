internal import LogModel

enum ProgramWasStartedLast {
  static let rule = Rule(
    id: "program-was-started-last",
    title: "The worker had started a program and did not see it end",
    proves:
      "udev's debug log names the program that the worker had started and did not see end: the "
      + "only trace of a second slow program, for up to 255 udevd warns of a program only if a "
      + "third of the limit runs out while it runs.",
    misleads: "Debug lines were lost to the journal's rate limit.",
    source: "`udev_event_spawn` and `on_spawn_sigchld` in udev-spawn.c.",
    link: .activity, witness: .steps, weights: [running], examine: examine)

  private static let running = Weight(2.5, "it had not ended")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    guard let last = kill.programs(in: boot).running, let command = last[.command],
      !Command(command).isModprobe
    else { return [] }
    return [
      Suspicion(
        .program, Command(command).program, running,
        .programNotSeenEnding, [last.entry])
    ]
  }
}

extension KillCase {
  /// Where the program that udevd had warned of ended by itself: the line that says so, or its worker's
  /// line about another one, for a worker runs one after the other.
  func endOfSlowProgram(in boot: BootContext) -> (entry: Int, next: String?)? {
    guard let program = draft.program, let workerPID,
      let warned = draft.report.last(where: { boot.fact(at: $0)?[.command] == program })
    else { return nil }
    for entry in boot.index.written[workerPID] ?? []
    where entry > warned && (isWarning || !isAfterKill(entry, boot)) {
      guard let fact = boot.fact(at: entry), let command = fact[.command] else { continue }
      if command != program { return (entry, command) }
      if fact.meaning == .programFinished { return (entry, nil) }
    }
    return nil
  }

  /// What the debug log says of the programs that the worker started before the kill: the one that
  /// had not ended, and those that had.
  func programs(in boot: BootContext) -> (running: Fact?, ended: Set<String>) {
    guard let workerPID else { return (nil, []) }
    var running: Fact?
    var ended: Set<String> = []
    for entry in boot.index.written[workerPID] ?? []
    where covers(entry, boot) && !isAfterKill(entry, boot) {
      guard let fact = boot.fact(at: entry) else { continue }
      switch fact.meaning {
      case .programStarted: running = fact
      case .programFinished:
        if let command = fact[.command] { ended.insert(command) }
        if running?[.command] == fact[.command] { running = nil }
      case .builtinStarted: running = nil
      default: continue
      }
    }
    return (running, ended)
  }
}
