enum EverythingWasSlower {
  static let rule = Rule(
    id: "everything-was-slower",
    title: "Other devices were slower than in other boots, too",
    proves:
      "Devices that have nothing to do with this one took three times as long as they do in other boots: "
      + "the machine was slow, and no driver is at fault for it. What only shows a driver busy then "
      + "proves nothing.",
    misleads: "All of them waited for the one that hung.",
    source: "Other boots in the same logs; docs/against.md.",
    link: .root, witness: .otherBoots, weights: [slower], examine: examine)

  private static let slower = Weight(2.5, "two other devices at least")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    guard let found = kill.comparison, found.verdict == .slowMachine else { return [] }
    return [
      Suspicion(
        .cpu, nil, slower, .slower(Array(found.slower.prefix(3))), [],
        records: [found.stoppedAfter].compactMap { $0 })
    ]
  }
}
