internal import LogModel

enum DriverSpokeAroundStop {
  static let rule = Rule(
    id: "driver-spoke-around-stop",
    title: "One driver spoke while udevd was being stopped, and after that",
    proves:
      "Where udevd did not stop and no line says which device its worker was at: the one driver that "
      + "spoke between the order to stop and the end, and again within two minutes, was still at "
      + "work. It is where to look first.",
    misleads: "A driver that speaks all the time for another reason.",
    source: "`manager_exit` in udevd.c: udevd waits for its workers.",
    link: .activity, witness: .words, weights: [both], examine: examine)

  private static let both = Weight(2, "it alone spoke then and later")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    guard kill.draft.cause == .stopTimeout, kill.device == nil, let killed = kill.killTime else {
      return []
    }
    let begun = boot.facts(.udevdStops).last { $0.entry < kill.draft.anchor }
      .flatMap { boot.time($0.entry) }
    let then = drivers(boot, begun ?? killed - 90_000_000, killed)
    let later = drivers(boot, killed, killed + 120_000_000)
    let both = then.filter { later[$0.key] != nil }
    guard both.count == 1, let (driver, entry) = both.first, let next = later[driver] else {
      return []
    }
    return [
      Suspicion(.driver, driver, Self.both, .spokeAroundStop, [entry, next], .circumstantial)
    ]
  }

  /// Who spoke in a span of time, and the first line of each.
  private static func drivers(_ boot: BootContext, _ from: Int64, _ to: Int64) -> [String: Int] {
    let start = boot.deviceLines.partition { boot.clock[$0.entry] >= from }
    var drivers: [String: Int] = [:]
    let lines = boot.deviceLines[start...].prefix(400).prefix { boot.clock[$0.entry] < to }
    for line in lines {
      guard !line.isBus, let driver = boot.driver(of: line), !DriverSpokeOfDevice.isPort(driver)
      else { continue }
      drivers[driver] = drivers[driver] ?? line.entry
    }
    return drivers
  }
}
