internal import LogModel

enum ClockWentOn {
  static let rule = Rule(
    id: "clock-went-on",
    title: "The limit's clock went on while nothing ran",
    proves:
      "udevd 221 to 233 counts the limit on a clock that goes on while the machine sleeps; a "
      + "virtual machine that was stopped, or a clock that stepped, does the same to others. An "
      + "event that was running then has used up its time when the machine is back: warning and "
      + "kill fall together, right after a resume.",
    misleads:
      "A resume that has nothing to do with it: it counts within five seconds before the kill, and "
      + "only where udevd did not wait between warning and kill.",
    source: "`event_queue_start` in src/udev/udevd.c, systemd 221 to 233 (CLOCK_BOOTTIME).",
    link: .root, witness: .end, weights: [slept], examine: examine)

  private static let slept = Weight(3, "warning and kill together after a resume")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    guard kill.draft.cause == .eventTimeout, !kill.isWarning, let killed = kill.draft.killedEntry,
      let killTime = boot.time(killed)
    else { return [] }
    let sleeps = boot.within(killTime - 5_000_000, killTime + 1_000_000, boot.facts(.resumed))
    guard let resume = sleeps.last else { return [] }
    if let warned = kill.draft.warnedEntry, let warnTime = boot.time(warned) {
      guard killTime - warnTime < 3_000_000 else { return [] }
      return [
        Suspicion(
          .clock, nil, slept,
          .warnedAndKilledTogether(seconds: Double(killTime - warnTime) / 1_000_000),
          [resume.entry, warned, killed])
      ]
    }
    return [Suspicion(.clock, nil, slept, .sleptBefore, [resume.entry])]
  }
}
