enum DriverFinishedLate {
  static let rule = Rule(
    id: "driver-finished-late",
    title: "The driver finished after the kill",
    proves:
      "The driver went on talking about the device after the signal had been sent, and the "
      + "victim was gone only then: an uninterruptible probe that ran to its end. Also for many: "
      + "workers that wait for one asynchronous probe all end in the moment in which it does.",
    misleads: "A starved machine, where everybody finishes late.",
    source: "`async_synchronize_full` at the end of `do_init_module`, kernel/module/main.c.",
    link: .activity, witness: .end, weights: [finishedLate], examine: examine)

  private static let finishedLate = Weight(1.5, "it finished late")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    guard kill.device != nil, kill.draft.victim == .worker, let end = kill.endTime else {
      return []
    }
    guard kill.isFiledLate || (kill.survival ?? 0) > 2 else { return [] }
    let late = kill.linesOfDrivers(in: boot).filter { line, relation in
      guard relation <= .child, let time = boot.time(line.entry),
        kill.isBeforeEnd(line.entry, boot), boot.fact(at: line.entry)?.meaning != .probeFailed
      else { return false }
      return kill.isFiledLate ? time >= end - 10_000_000 : kill.isAfterKill(line.entry, boot)
    }
    guard let last = late.last?.line else { return [] }
    return [
      Suspicion(
        .driver, last.driver, finishedLate,
        .finishedLate, late.filter { $0.line.driver == last.driver }.suffix(2).map(\.line.entry),
        .circumstantial)
    ]
  }
}
