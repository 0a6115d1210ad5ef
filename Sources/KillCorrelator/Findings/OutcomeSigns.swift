internal import LogModel

/// What the log shows of a device and its driver since its event began, sign by sign.
struct OutcomeSigns {
  /// One thing that shows it, at one place of the log.
  struct Sign {
    var entry: Int
    var reason: OutcomeEvidence.Reason
  }

  private let kill: KillCase
  private let boot: BootContext
  private let device: Device
  private let sysname: String
  /// The first line since the event began that says that the device, or one above it, was unplugged.
  private var unplugged: Int?

  init?(_ kill: KillCase, _ boot: BootContext) {
    guard let device = kill.device, let sysname = device.sysname else { return nil }
    self.kill = kill
    self.boot = boot
    self.device = device
    self.sysname = sysname
    unplugged =
      Self.plugs(kill, boot).first {
        hasBegun($0.entry) && $0.text.hasPrefix("USB disconnect")
      }?.entry
  }

  /// Whether an entry belongs to this event or came after it, and before the device was unplugged. A
  /// start is worked out from the limit, so that a second or so is no matter.
  private func isSince(_ entry: Int) -> Bool {
    if let unplugged, entry > unplugged { return false }
    return hasBegun(entry)
  }

  private func hasBegun(_ entry: Int) -> Bool {
    // what read a disk was started when the disk was there: that it works shows only afterwards
    if DeviceClass(device) == .block, !kill.isAfterKill(entry, boot) { return false }
    guard let time = boot.time(entry) else {
      return entry >= kill.draft.warnedEntry ?? kill.draft.anchor
    }
    if let start = kill.startTime { return time >= start - 1_000_000 }
    return kill.isAfterKill(entry, boot)
  }

  /// Failures of the driver's probe, but those long before the worker's end: another driver's, whose
  /// turn it was first. One that is put off (-EPROBE_DEFER) is called again.
  var failures: [ProbeFailure] {
    boot.failures(of: device).filter { failure in
      guard isSince(failure.entry), failure.errno != -517 else { return false }
      guard !kill.isAfterKill(failure.entry, boot) else { return true }
      // its own time was over: no other driver's turn comes after that
      if [-110, -62].contains(failure.errno) { return true }
      guard let time = boot.time(failure.entry), let end = kill.endTime else { return false }
      return end - time <= 5_000_000
    }
  }

  /// Whether a driver's probe was seen to last until the kill: what it had made of the device by then does
  /// not show that it came to its end.
  private var isProbedUntilKilled: Bool {
    guard !kill.isWarning, kill.draft.victim == .worker, kill.draft.program == nil else {
      return false
    }
    return kill.ownTraces(in: boot).contains { boot.index.readings[$0].probing != nil }
      || Self.isHID(sysname)
  }

  /// A HID device has its inputs by the generic driver before its own one takes it (`hid_generic_match`).
  private static func isHID(_ sysname: String) -> Bool { SpokenLine.transport(of: sysname) != nil }

  /// What shows that a driver has set the device up.
  var successes: [Sign] {
    let signs = allSuccesses
    return isProbedUntilKilled ? signs.filter { kill.isAfterKill($0.entry, boot) } : signs
  }

  private var allSuccesses: [Sign] {
    var signs: [Sign] = []
    for fact in shown where isSince(fact.entry) {
      let reason: OutcomeEvidence.Reason
      switch fact.meaning {
      case .probeReturned:
        guard fact[.code] == "0", fact[.device] == sysname else { continue }
        reason = .probeSucceeded
      case .deviceAppeared:
        let child = fact[.sysname] ?? fact.sysname
        reason =
          child.map { $0 == sysname ? .announcedReady : .childAppeared($0) } ?? .announcedReady
      default: reason = .announcedReady
      }
      // a hub is found before its ports are set up: that it works shows only afterwards
      if isRootHub || boot.isHub(device), !kill.isAfterKill(fact.entry, boot) { continue }
      signs.append(Sign(entry: fact.entry, reason: reason))
    }
    for (line, relation) in boot.lines(about: device) where isSince(line.entry) {
      if line.driver.moduleName == "hid_generic", relation == .same, !failures.isEmpty {
        // takes what its own driver did not (`hid_generic_match`)
        signs.append(Sign(entry: line.entry, reason: .announcedReady))
        continue
      }
      // who says in its name that it failed has no use for it
      guard !line.isBus, relation == .same, let name = interface(line),
        DriverWords(line.text) == .content
      else { continue }
      signs.append(Sign(entry: line.entry, reason: .interfaceRegistered(name)))
    }
    if DeviceClass(device) == .block {
      for line in boot.index.named[sysname] ?? [] where isSince(line.entry) {
        let first = line.text.split(separator: " ").first ?? ""
        if first.hasPrefix(sysname) || line.text.hasPrefix("unknown partition table") {
          signs.append(Sign(entry: line.entry, reason: .partitionsRead))
        }
      }
    }
    return signs.sorted { $0.entry < $1.entry }
  }

  private var isRootHub: Bool {
    sysname.hasPrefix("usb") && sysname.count > 3 && sysname.dropFirst(3).allSatisfy(\.isNumber)
  }

  /// What the index has of the device and of those below it. A serial converter is announced by its
  /// USB device, and its event is the interface's.
  private var shown: [Fact] {
    let index = boot.index
    let above = sysname.utf8.contains(.dash) ? sysname.split(separator: ":").first : nil
    let others = Set((index.below[sysname] ?? []) + (above.map { [String($0)] } ?? []))
    return (index.shown[sysname] ?? [])
      + others.subtracting([sysname]).flatMap {
        (index.shown[$0] ?? []).filter { $0.meaning == .driverReady }
      }
  }

  /// The network interface in whose name a driver speaks: `e1000e 0000:00:05.0 eth1: …`. Before it is
  /// registered it stands there as `(unnamed net_device) (uninitialized)` (`netdev_name`).
  private func interface(_ line: DeviceLine) -> String? {
    let bytes = boot.entries[line.entry].message
    let message = bytes.span
    let bracket = message.firstIndex(of: UInt8(ascii: "(")) ?? message.count
    guard let end = message.extracting(..<bracket).range(of: ": ")?.lowerBound else { return nil }
    let names = message.extracting(..<end)
    let words = names.words
    guard words.count == 3, String(names.extracting(words[1])) == sysname else { return nil }
    let name = String(names.extracting(words[2]))
    guard name != sysname, let first = name.utf8.first, first.isLetter,
      name.utf8.allSatisfy({ $0.isLetter || $0.isDigit }), name.utf8.count <= 15,
      name.utf8.contains(where: { $0.isDigit })
    else { return nil }
    return name
  }

  /// Drivers' own lines about the device, from the kill on.
  private var words: [DeviceLine] {
    guard let killTime = kill.killTime else { return [] }
    let own = boot.lines(about: device).filter { line, relation in
      // nvme speaks in the name of the controller that it makes of the device
      !line.isBus && (relation == .same || relation == .child && line.driver == "nvme")
        && !DriverSpokeOfDevice.isPort(line.driver)
    }.map(\.line)
    let all = own + instances.flatMap { boot.index.named[$0] ?? [] }
    return all.filter { line in
      guard let time = boot.time(line.entry) else { return false }
      return time > killTime + Self.haste && isSince(line.entry)
        && boot.fact(at: line.entry)?.meaning != .probeFailed
    }.sorted { $0.entry < $1.entry }
  }

  /// What the driver complained of from about the kill on: a call that the signal ended may have left it
  /// without what it asked for, and it goes on all the same.
  var complaints: [Int] {
    guard let killTime = kill.killTime else { return [] }
    return boot.lines(about: device).filter { line, relation in
      guard relation == .same, !line.isBus, !DriverSpokeOfDevice.isPort(line.driver),
        let time = boot.time(line.entry), time > killTime - 1_500_000, isSince(line.entry)
      else { return false }
      let tone = Tone(of: line.bytes)
      return tone == .trouble || tone == .gaveUp
    }.map(\.line.entry)
  }

  /// What a driver says within this time of the signal may have been said before it.
  private static let haste: Int64 = -100_000

  /// Names that drivers gave the device: `sym0: <895a> rev 0x0 at pci 0000:00:05.0 irq 10`.
  private var instances: Set<String> {
    guard sysname.utf8.contains(.colon), let killTime = kill.killTime else { return [] }
    let start = boot.deviceLines.partition {
      boot.clock[$0.entry] >= (kill.startTime ?? killTime) - 3_000_000
    }
    let named = boot.deviceLines[start...].prefix(400).prefix { boot.clock[$0.entry] <= killTime }
      .filter { line in
        line.device == nil && line.driver.utf8.last?.isDigit == true
          && line.text.range(ofText: sysname) != nil
      }
    return Set(named.map(\.driver))
  }

  /// What the last words of the driver show: those until the worker's end, and those long after.
  var lastWord: (sign: Sign, isGood: Bool)? {
    let words = words
    // who is still at it has not said his last word, but for who says that the device is given up
    guard let final = words.last, let killTime = kill.killTime else { return nil }
    guard kill.draft.endedEntry != nil || kill.draft.cause == .stopTimeout else {
      return boot.fact(at: final.entry)?.meaning == .deviceLost
        ? (Sign(entry: final.entry, reason: .gaveUp), false) : nil
    }
    let endTime = kill.endTime ?? killTime + 120_000_000
    // dev_printk puts the driver's name there only while the driver has the device
    if let end = kill.endTime,
      let later = words.last(where: { (boot.time($0.entry) ?? 0) > end + 5_000_000 }),
      DriverWords(later.text) == .content
    {
      return (Sign(entry: later.entry, reason: .stillSpeaks), true)
    }
    guard let last = words.last(where: { (boot.time($0.entry) ?? .max) <= endTime + 2_000_000 })
    else { return nil }
    switch DriverWords(last.text) {
    case .content:
      // one that failed and tidies up says so in several lines
      let tail = words.filter { (boot.time($0.entry) ?? .max) <= endTime + 2_000_000 }.suffix(3)
      // and one that has the same trouble as before has come no further
      let isTroubled = tail.contains { DriverWords($0.text) == .trouble }
      guard !tail.contains(where: { DriverWords($0.text) == .gaveUp }),
        !(isTroubled && isRepeated(last)),
        (boot.time(last.entry) ?? 0) > killTime + 300_000
      else { return nil }
      return (Sign(entry: last.entry, reason: .wentOn), true)
    case .gaveUp: return (Sign(entry: last.entry, reason: .gaveUp), false)
    case .trouble:
      // who fails before his interface has a name, and is gone with that, has not registered it
      let isLast = kill.endTime.map { $0 - (boot.time(last.entry) ?? 0) < 1_000_000 } ?? false
      return isLast && boot.entries[last.entry].message.span.contains("(unnamed net_device)")
        ? (Sign(entry: last.entry, reason: .gaveUp), false) : nil
    }
  }

  /// Whether the driver had said the same before the kill, but for the numbers in it.
  private func isRepeated(_ line: DeviceLine) -> Bool {
    let form = line.text.filter { !$0.isNumber }
    return boot.lines(about: device).contains { other, relation in
      relation == .same && other.driver == line.driver && other.entry < kill.draft.anchor
        && isSince(other.entry) && other.text.filter { !$0.isNumber } == form
    }
  }

  /// What the kernel says of plugs, of the device and those above it.
  private static func plugs(_ kill: KillCase, _ boot: BootContext) -> [DeviceLine] {
    boot.lines(about: kill.device).filter { line, relation in
      line.driver == "usb" && (relation == .same || relation == .parent)
    }.map(\.line)
  }

  /// Whether it was unplugged while the worker was busy, or soon after; and if so, the line that
  /// says so, or that it came back. What is said of its name after that is about another one.
  var removal: Sign? {
    guard let unplugged else { return nil }
    let last = kill.endTime ?? kill.killTime
    if let last, let time = boot.time(unplugged), time > last + 60_000_000 { return nil }
    let back = Self.plugs(kill, boot).last {
      $0.entry > unplugged && $0.text.hasPrefix("new ")
    }
    return back.map { Sign(entry: $0.entry, reason: .cameBack) }
      ?? Sign(entry: unplugged, reason: .removed)
  }
}

/// Devices that no driver is bound to: what a driver makes of its own device.
enum DeviceClass {
  case block, other

  /// Nil for a device on a bus.
  init?(_ device: Device) {
    switch device.subsystem {
    case "block": self = .block
    case "net", "input", "drm", "sound", "tty", "video4linux", "hidraw", "graphics", "misc", "mem",
      "bdi", "cpu", "module", "leds", "backlight", "power_supply", "rfkill", "vc", "nvme-subsystem",
      "scsi_host", "scsi_generic", "bsg":
      self = .other
    default:
      guard let kind = Self.byName(device) else { return nil }
      self = kind
    }
  }

  private static func byName(_ device: Device) -> DeviceClass? {
    let path = device.devpath ?? ""
    if path.range(ofText: "/block/") != nil { return .block }
    let classes = ["/net/", "/input/", "/drm/", "/sound/", "/tty/", "/video4linux/", "/virtual/"]
    if classes.contains(where: { path.range(ofText: $0) != nil }) { return .other }
    if path.hasPrefix("/devices/system/") { return .other }
    let name = device.sysname ?? ""
    let stem = String(name.prefix { $0.isLetter || $0 == "-" || $0 == "_" })
    let rest = name.dropFirst(stem.count)
    func isNumbered(_ stems: String...) -> Bool {
      stems.contains(stem) && !rest.isEmpty && rest.allSatisfy(\.isNumber)
    }
    if isNumbered("dm-", "md", "loop", "sr", "ram", "zram", "nbd", "zd", "mtdblock", "bcache") {
      return .block
    }
    if ["sd", "vd", "hd", "xvd"].contains(where: { stem.hasPrefix($0) && stem.count > $0.count }),
      rest.allSatisfy(\.isNumber), stem.count <= 6
    {
      return .block
    }
    if stem == "mmcblk" || stem == "nvme" && rest.contains("n") { return .block }
    if isNumbered(
      "cpu", "event", "mouse", "card", "video", "hidraw", "eth", "wlan", "wwan", "cdc-wdm", "ttyS",
      "ttyUSB", "ttyACM", "ttyAMA", "js", "rfkill", "hwmon", "gpiochip", "mtd", "hci", "tty", "vcs",
      "vcsa",
      "vcsu", "wakeup", "cooling_device", "thermal_zone", "input", "fb", "rtc", "ptp", "watchdog",
      "lp")
      || HarmTies.isInterface(name)
    {
      return .other
    }
    return nil
  }
}
