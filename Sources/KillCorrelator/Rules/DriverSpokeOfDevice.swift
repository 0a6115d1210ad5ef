internal import LogModel

enum DriverSpokeOfDevice {
  static let rule = Rule(
    id: "driver-spoke-of-device",
    title: "The driver spoke of the device while the event ran",
    proves:
      "A driver printed a line about the killed device, or one right above or below it, while "
      + "the event ran. `dev_printk` writes a driver's name only from just before its probe: where "
      + "it had not spoken of the device before, its probe began in this event.",
    misleads:
      "A driver had finished long before and only spoke again; and devices that exist because "
      + "their driver is ready (a network interface, a disk): there a line is no sign of a probe. "
      + "A driver that said it was ready has done its part. Where another worker hung at the time "
      + "its words alone accuse nobody. "
      + "On a machine where many workers hang at once every driver speaks late. Who drives what is "
      + "above counts only where it complains.",
    source: "`dev_driver_string` in drivers/base/core.c.",
    link: .activity, witness: .words,
    weights: [firstOfIt, same, relative], examine: examine)

  private static let firstOfIt = Weight(2.5, "it spoke of this device for the first time")
  private static let same = Weight(1.75, "it spoke of this device again")
  private static let relative = Weight(1, "it spoke of one above or below, or that it had made")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    guard let sysname = kill.device?.sysname, kill.draft.victim == .worker else {
      return []
    }
    var lines: [String: (nearest: DeviceTree.Relation, entries: [Int])] = [:]
    var order: [String] = []
    for spoken in kill.spoken(in: boot) + kill.companions(in: boot) {
      let entry = spoken.line.entry
      guard boot.fact(at: entry)?.meaning != .probeFailed,
        spoken.relation <= .child || spoken.complains && !Self.isPort(spoken.driver)
      else { continue }
      if lines[spoken.driver] == nil { order.append(spoken.driver) }
      let known = lines[spoken.driver] ?? (spoken.relation, [])
      lines[spoken.driver] = (min(known.nearest, spoken.relation), known.entries + [entry])
    }
    return order.compactMap { driver in
      guard let (relation, entries) = lines[driver] else { return nil }
      let shown = Self.shown(of: entries, kill, boot)
      let isAlone = order.count == 1
      let namesNone = entries.allSatisfy { boot.line(at: $0).map { $0.device == nil } ?? false }
      let said: Evidence.Statement =
        namesNone
        ? .spokeOfNoDevice
        : entries.allSatisfy { kill.isAfterKill($0, boot) } && !kill.isWarning
          ? .spokeOfDeviceLate(alone: isAlone) : .spokeOfDevice(alone: isAlone)
      switch relation {
      case .same where kill.isOfReadyDevice:
        return Suspicion(
          .driver, driver, relative, said, shown, .circumstantial
        )
      case .same where Self.isDone(entries, kill, boot):
        return Suspicion(
          .driver, driver, relative, said, shown, .circumstantial
        )
      case .same:
        let isFirst = !namesNone && isFirst(driver, of: sysname, entries, kill, boot)
        return Suspicion(
          .driver, driver, isFirst ? firstOfIt : same, said,
          shown, .circumstantial)
      case .child, .parent, .sibling:
        return Suspicion(
          .driver, driver, relative, relation == .child ? .spokeOfDeviceBelow : .spokeOfDeviceAbove,
          shown, .circumstantial,
          at: relation == .parent && Self.wasAtWork(driver, entries, kill, boot) ? .wait : nil)
      }
    }
  }

  /// Its first words, and the last before the kill: there it stopped.
  private static func shown(of entries: [Int], _ kill: KillCase, _ boot: BootContext) -> [Int] {
    guard entries.count > 4 else { return entries }
    let before = entries.prefix { !kill.isAfterKill($0, boot) }
    return entries.prefix(1) + (before.count > 3 ? before : entries[...]).dropFirst().suffix(3)
  }

  /// Whether nothing that it said of the device is older than the event, and the first of it is older
  /// than the kill.
  private static func isFirst(
    _ driver: String, of sysname: String, _ entries: [Int], _ kill: KillCase, _ boot: BootContext
  ) -> Bool {
    guard let first = entries.first, kill.startTime != nil,
      kill.killTime == nil || !kill.isAfterKill(first, boot), !BlockDeviceIsRead.isDisk(sysname)
    else { return false }
    return !(boot.index.lines[sysname] ?? []).contains {
      $0.entry < first && $0.driver == driver
    }
  }

  /// Whether the driver of what is above had its device before the event: nobody loads it in there.
  private static func wasAtWork(
    _ driver: String, _ entries: [Int], _ kill: KillCase, _ boot: BootContext
  ) -> Bool {
    guard let start = kill.startTime, let first = entries.first,
      let device = boot.line(at: first)?.device
    else { return false }
    return (boot.index.lines[device] ?? []).contains { line in
      line.driver == driver && boot.time(line.entry).map { $0 < start - 1_000_000 } == true
    }
  }

  /// Whether its last word was that the device is ready, and it said nothing more until the victim
  /// was gone: what the worker did after that was something else.
  private static func isDone(
    _ entries: [Int], _ kill: KillCase, _ boot: BootContext
  ) -> Bool {
    guard let last = entries.last, kill.killTime != nil, !kill.isAfterKill(last, boot),
      let line = boot.line(at: last)
    else { return false }
    return Tone(of: line.bytes) == .ready
  }

  /// Drivers of bridges and hubs: every device has them above it.
  static func isPort(_ driver: String) -> Bool {
    ["pcieport", "hub", "usb", "shpchp", "pciehp"].contains(driver)
  }
}

extension KillCase {
  /// Devices that exist because their driver is ready: what udev does for them is running programs and
  /// reading, and a line about one is no sign of a probe.
  var isOfReadyDevice: Bool {
    guard let device, let sysname = device.sysname else { return false }
    if BlockDeviceIsRead.isDisk(sysname) { return true }
    if let path = device.devpath, Self.classes.contains(where: { path.contains("/\($0)/") }) {
      return true
    }
    let stem = sysname.prefix { $0.isLetter }
    return (Self.made.contains(String(stem)) || stem.hasPrefix("tty"))
      && sysname.dropFirst(stem.count).first?.isNumber == true
      || sysname.hasPrefix("enp") || sysname.hasPrefix("wlp") || sysname.hasPrefix("controlC")
  }

  private static let classes = [
    "net", "block", "input", "sound", "tty", "drm", "video4linux", "hidraw", "rtc", "hwmon", "leds",
    "power_supply", "infiniband", "ptp", "misc", "graphics", "media", "dvb",
    "backlight",
  ]
  private static let made: Set<String> = [
    "eth", "eno", "ens", "enx", "wlan", "wlo", "wwan", "ib", "bond", "input", "event", "mouse",
    "js",
    "card", "pcmC", "video", "hidraw", "rtc", "hwmon", "lp", "fb",
    "media",
  ]
}
