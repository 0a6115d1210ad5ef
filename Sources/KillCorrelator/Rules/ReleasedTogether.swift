internal import LogModel

enum ReleasedTogether {
  static let rule = Rule(
    id: "released-together",
    title: "The killed workers ended in the moment in which the driver had finished",
    proves:
      "Workers that wait for one asynchronous probe, or for one lock, end when it does, one soon "
      + "after the other: who spoke just before, about the device of one of them, held them all. A "
      + "worker that goes on after that can still be killed for the time that it had spent waiting.",
    misleads:
      "Several drivers finish in that moment: then none is named, unless a stack shows the worker of "
      + "one of them at work. A log in whole seconds cannot "
      + "show a moment shorter than one.",
    source: "`async_synchronize_full` in `do_init_module`, kernel/module/main.c.",
    link: .wait, witness: .others, weights: [released, timeUsedUp], examine: examine)

  private static let released = Weight(2.5, "the worker ended in that moment")
  private static let timeUsedUp = Weight(1.75, "others did, late in this event")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    guard kill.draft.cause == .eventTimeout, let neighbours = kill.neighbours else { return [] }
    if let end = kill.endTime, (kill.survival ?? 0) > 2,
      let release = neighbours.release(
        at: end, resolution: kill.ended?.stamp.resolution ?? 1, in: boot)
    {
      let place: Chain.Link.Place = release.device == kill.device?.sysname ? .activity : .wait
      return [place, .root].map {
        Suspicion(
          .driver, release.driver, released, .releasedTogether(workers: release.workers),
          release.entries, at: $0)
      }
    }
    // the event's time was used up by waiting: others were released while it ran, late in it
    guard kill.draft.program == nil, let start = kill.startTime, let killTime = kill.killTime,
      killTime > start,
      let release = neighbours.firstRelease(
        from: start + (killTime - start) / 2, to: killTime, in: boot)
    else { return [] }
    return [Suspicion(.driver, release.driver, timeUsedUp, .usedUpTime, release.entries)]
  }
}
