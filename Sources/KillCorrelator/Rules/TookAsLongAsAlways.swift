enum TookAsLongAsAlways {
  static let rule = Rule(
    id: "took-as-long-as-always",
    title: "The device takes as long in other boots",
    proves:
      "In boots in which the device was well it took as long as the limit allows, or not much less: "
      + "nothing hung, the limit is too short for this device.",
    misleads:
      "A limit that is long enough in most boots; and a driver that has always waited for something that "
      + "never comes, and gives up by itself.",
    source: "Other boots in the same logs; docs/against.md.",
    link: .root, witness: .otherBoots, weights: [always], examine: examine)

  private static let always = Weight(3, "its usual time is as long as the limit")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    // of whom was only warned, a third of the limit was over
    guard let found = kill.comparison, found.verdict == .slowAsAlways,
      let usual = found.seconds ?? found.usualWait,
      kill.wholeLimit.map(found.isShort) ?? true
    else { return [] }
    return [
      Suspicion(
        .limit, nil, always, .tookAsLong(boots: found.boots, usual, limit: kill.wholeLimit), [],
        records: [found.stoppedAfter, found.expectedNext].compactMap { $0 })
    ]
  }
}
