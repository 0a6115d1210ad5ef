enum DriverSpokeOfDevice {
  static let rule = Rule(
    id: "driver-spoke-of-device",
    title: "The driver spoke of the device while the event ran",
    proves:
      "A driver printed a line about the killed device, or one right above or below it, while "
      + "the event ran. `dev_printk` writes a driver's name only from just before its probe.",
    misleads:
      "A driver had finished long before and only spoke again; and devices that exist because "
      + "their driver is ready (a network interface, a disk): there a line is no sign of a probe. "
      + "On a machine where many workers hang at once every driver speaks late.",
    source: "`dev_driver_string` in drivers/base/core.c.",
    link: .activity, witness: .words, showsOwnWork: true, weights: [same, relative], examine: examine)

  private static let same = Weight(1.75, "it spoke of this device")
  private static let relative = Weight(1, "it spoke of one above or below")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    guard kill.device?.sysname != nil, kill.draft.victim == .worker else {
      return []
    }
    var lines: [String: (nearest: DeviceTree.Relation, entries: [Int])] = [:]
    var order: [String] = []
    for (line, relation) in kill.linesOfDrivers(in: boot) {
      guard boot.fact(at: line.entry)?.meaning != .probeFailed,
        relation != .parent || !Self.isPort(line.driver)
      else { continue }
      if lines[line.driver] == nil { order.append(line.driver) }
      let known = lines[line.driver] ?? (relation, [])
      lines[line.driver] = (min(known.nearest, relation), known.entries + [line.entry])
    }
    return order.compactMap { driver in
      guard let (relation, entries) = lines[driver] else { return nil }
      switch relation {
      case .same:
        return Suspicion(
          .driver, driver, same, .spokeOfDevice(alone: order.count == 1),
          Array(entries.prefix(4)), .circumstantial)
      case .child, .parent, .sibling:
        return Suspicion(
          .driver, driver, relative, relation == .child ? .spokeOfDeviceBelow : .spokeOfDeviceAbove,
          Array(entries.prefix(4)), .circumstantial)
      }
    }
  }

  /// Drivers of bridges and hubs: every device has them above it.
  static func isPort(_ driver: String) -> Bool {
    ["pcieport", "hub", "usb", "shpchp", "pciehp"].contains(driver)
  }
}
