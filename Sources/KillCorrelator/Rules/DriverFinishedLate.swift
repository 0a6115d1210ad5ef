enum DriverFinishedLate {
  static let rule = Rule(
    id: "driver-finished-late",
    title: "The driver finished after the kill",
    proves:
      "The driver went on talking about the device after the signal had been sent, and the "
      + "victim was gone only then: an uninterruptible probe that ran to its end. Also for many: "
      + "workers that wait for one asynchronous probe all end in the moment in which it does.",
    misleads:
      "A starved machine, where everybody finishes late; and a driver whose turn came when another's "
      + "probe had failed: there it is silent.",
    source: "`async_synchronize_full` at the end of `do_init_module`, kernel/module/main.c.",
    link: .activity, witness: .end, weights: [finishedLate], examine: examine)

  private static let finishedLate = Weight(1.5, "it finished late")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    guard kill.device != nil, kill.draft.victim == .worker, let end = kill.endTime else {
      return []
    }
    guard kill.isFiledLate || (kill.survival ?? 0) > 2 else { return [] }
    let late = kill.spoken(in: boot).filter { spoken in
      let entry = spoken.line.entry
      guard spoken.relation <= .child, let time = boot.time(entry),
        kill.isBeforeEnd(entry, boot), boot.fact(at: entry)?.meaning != .probeFailed
      else { return false }
      return kill.isFiledLate ? time >= end - 10_000_000 : kill.isAfterKill(entry, boot)
    }
    guard let first = late.first, let last = late.last,
      // after another's probe failed it was only its turn
      !boot.failures(of: kill.device).contains(where: {
        $0.entry < first.line.entry && kill.isAfterKill($0.entry, boot)
          && $0.driver.moduleName != last.driver.moduleName
      })
    else { return [] }
    return [
      Suspicion(
        .driver, last.driver, finishedLate,
        .finishedLate, late.filter { $0.driver == last.driver }.suffix(2).map(\.line.entry),
        .circumstantial)
    ]
  }
}
