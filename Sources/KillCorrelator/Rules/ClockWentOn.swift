internal import LogModel

enum ClockWentOn {
  static let rule = Rule(
    id: "clock-went-on",
    title: "The limit's clock went on while nothing ran",
    proves:
      "udevd 221 to 233 counts the limit on a clock that goes on while the machine sleeps; a "
      + "virtual machine that was stopped, or a clock that stepped, does the same to others. An "
      + "event that was running then has used up its time when the machine is back: warning and "
      + "kill fall together, right after a resume, or when the clock was set.",
    misleads:
      "A resume that has nothing to do with it: it counts within five seconds before the kill, and "
      + "only where udevd did not wait between warning and kill.",
    source: "`event_queue_start` in src/udev/udevd.c, systemd 221 to 233 (CLOCK_BOOTTIME).",
    link: .root, witness: .end, weights: [slept], examine: examine)

  private static let slept = Weight(3, "warning and kill together after a resume")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    guard let resume = resume(before: kill, in: boot) else { return [] }
    let isSet = boot.fact(at: resume)?.meaning == .clockSet
    guard let warned = kill.draft.warnedEntry, let killed = kill.draft.killedEntry,
      boot.time(warned) != nil
    else { return isSet ? [] : [Suspicion(.clock, nil, slept, .sleptBefore, [resume])] }
    return spanToKill(kill, in: boot).map { span in
      [
        Suspicion(
          .clock, nil, slept, .warnedAndKilledTogether(seconds: Double(span) / 1_000_000),
          [resume, warned, killed])
      ]
    } ?? []
  }

  /// Whether udevd warned and killed at once, when the machine came back: who was busy then had had no
  /// time.
  static func tookTheTime(of kill: KillCase, in boot: BootContext) -> Bool {
    resume(before: kill, in: boot) != nil && spanToKill(kill, in: boot) != nil
  }

  private static func resume(before kill: KillCase, in boot: BootContext) -> Int? {
    guard kill.draft.cause == .eventTimeout, !kill.isWarning,
      let time = kill.draft.killedEntry.flatMap({ boot.time($0) })
    else { return nil }
    let (from, to) = (time - 5_000_000, time + 1_000_000)
    return boot.within(from, to, boot.facts(.resumed)).last?.entry
      ?? boot.within(from, to, boot.facts(.clockSet)).last?.entry
  }

  /// From the warning to the kill, where that was less than three seconds.
  private static func spanToKill(_ kill: KillCase, in boot: BootContext) -> Int64? {
    guard let warned = kill.draft.warnedEntry.flatMap({ boot.time($0) }),
      let killed = kill.draft.killedEntry.flatMap({ boot.time($0) })
    else { return nil }
    return (0..<3_000_000).contains(killed - warned) ? killed - warned : nil
  }
}
