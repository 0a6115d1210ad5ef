enum StoppedWhereItNeverStopped {
  static let rule = Rule(
    id: "stopped-where-it-never-stopped",
    title: "In other boots the driver went on from here",
    proves:
      "In boots in which the device was well its driver went on from the line that is the last one here, "
      + "in far less time than it had here. Lines are compared by who prints them and their form, "
      + "without numbers and names. It needs no knowledge of the driver.",
    misleads:
      "It shows where the driver stopped and not for whose sake: it may wait for a lock or for another "
      + "driver. Of several that hang together each stops somewhere. Where other devices were slower "
      + "as well, the machine was.",
    source: "Other boots in the same logs; docs/against.md.",
    link: .activity, witness: .otherBoots, weights: [stopped, alone, neverBegan],
    examine: examine)

  private static let stopped = Weight(2, "it stopped after a line from which it always went on")
  private static let alone = Weight(
    2.75, "so, and two at least that hung with it had said all that they usually say")
  private static let neverBegan = Weight(1.25, "it never said what it always says first")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    guard let found = kill.comparison, found.verdict == .hang, let driver = found.driver,
      let next = found.expectedNext
    else { return [] }
    guard let last = found.stoppedAfter else {
      return [
        Suspicion(
          .driver, driver, neverBegan, .neverBegan(boots: found.boots), [], .circumstantial,
          records: [next])
      ]
    }
    let isAlone = kill.finishedBeside > 1
    return [
      Suspicion(
        .driver, driver, isAlone ? alone : stopped,
        .stopped(
          boots: found.boots, waited: found.waited, usual: found.usualWait?.max,
          finished: isAlone ? kill.finishedBeside : 0), [],
        isAlone ? .direct : .circumstantial, records: [last, next])
    ]
  }
}
