internal import LogModel

enum HardwareFailed {
  static let rule = Rule(
    id: "hardware-failed",
    title: "The hardware itself failed",
    proves:
      "A layer of the kernel, not the driver alone, says while the event ran that the disk, the link, "
      + "the slot or the host did not answer: I/O errors, resets, command timeouts, a host controller "
      + "that is given up. Whoever waited for it (blkid, a file system, the driver) is its victim. "
      + "Where several disks behind one host fail, the host is named.",
    misleads:
      "One reset is normal when a device is started; it takes two, or an error, to count. Which disk "
      + "is at an ATA port, or behind a USB device, the log's names do not always tell: then only one "
      + "of them may have errors, and no other disk.",
    source: "The error handling of libata, usbcore, the SCSI and the block layer, AER, EEH.",
    link: .root, witness: .words, weights: [deviceErrors, severalErrors, portErrors, onlyErrors],
    examine: examine)

  private static let deviceErrors = Weight(2.5, "errors of the device")
  private static let severalErrors = Weight(3, "errors of several disks behind it, or of the hub")
  private static let portErrors = Weight(2.5, "errors of the only port that has any")
  private static let onlyErrors = Weight(1.5, "the only errors while udevd was being stopped")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    guard let device = kill.device, let sysname = device.sysname else {
      return (troubleOfStop(kill, boot) ?? onlyTrouble(kill, boot)).map { [$0] } ?? []
    }
    var related: [Fact] = []
    var resets = 0
    // what a device that was pulled no longer answers is not what the time was spent on
    let removal = DeviceWasRemoved.lastRemoval(of: kill, boot).flatMap {
      $0[.device] == sysname ? $0.entry : nil
    }
    for fact in boot.troubles(of: device, [.hardwareError, .deviceLost, .deviceReset])
    where kill.covers(fact.entry, boot, before: 60_000_000)
      && fact.entry < removal ?? .max
    {
      related.append(fact)
      if fact.meaning == .deviceReset { resets += 1 }
    }
    // a series of resets may have begun long before
    if resets > 0, resets == related.count {
      let early = boot.troubles(of: device, [.deviceReset]).filter {
        $0.entry < related[0].entry && kill.covers($0.entry, boot, before: 300_000_000)
      }
      if early.count + resets >= 3 {
        related = early + related
        resets = related.count
      }
    }
    let entries = Array(related.prefix(4).map(\.entry))
    if let port = port(behind: device, kill, boot) {
      return [Suspicion(.hardware, port.name, portErrors, .reportedErrors, port.entries)]
    }
    if let host = host(of: sysname, kill, boot) {
      return [
        Suspicion(
          .hardware, host.name, severalErrors, .severalBehindIt(disks: host.disks),
          entries.isEmpty ? host.entries : entries)
      ]
    }
    if let hub = hub(above: sysname, related, boot) {
      return [Suspicion(.hardware, hub.name, severalErrors, .reportedErrors, hub.entries)]
    }
    if related.count > resets || resets >= 2 {
      let errors: Evidence.Statement =
        if !kill.isWarning, let killed = kill.killTime,
          entries.allSatisfy({ boot.time($0) ?? 0 > killed })
        {
          .reportedErrorsAfterKill
        } else {
          .reportedErrors
        }
      return [
        Suspicion(
          .hardware, name(sysname, related, boot), deviceErrors,
          resets >= 2 && related.count == resets ? .reset(times: resets) : errors, entries)
      ]
    }
    guard BlockDeviceIsRead.isDisk(sysname) else { return [] }
    return only(kill, sysname, boot).map { [$0] } ?? []
  }

  /// Whether the device of a kill itself, or what is above it, had errors or resets before its end: more
  /// than one, for one may be anybody's.
  static func hasTrouble(_ kill: KillCase, _ boot: BootContext) -> Bool {
    kill.device?.sysname != nil
      && examine(kill, in: boot).contains { suspicion in
        switch suspicion.statement {
        case .reset, .reportedErrors, .severalBehindIt: suspicion.entries.count > 1
        default: false
        }
      }
  }

  /// What a worker waits for that is only known to wait, for an asynchronous probe, a read or a lock:
  /// the one thing that has trouble all the time, or the driver of several of a kind.
  private static func onlyTrouble(_ kill: KillCase, _ boot: BootContext) -> Suspicion? {
    let readings = kill.ownTraces(in: boot).map { boot.index.readings[$0] }
    guard kill.isSeenWaiting(in: boot) || readings.contains(where: { $0.activity != nil }) else {
      return nil
    }
    let facts = boot.facts(.hardwareError, .deviceLost, .deviceReset).filter {
      kill.covers($0.entry, boot, before: 60_000_000)
    }
    let names = Set(facts.compactMap { $0[.device].map(ContextIndex.port(of:)) })
    guard facts.count >= 2 else { return nil }
    let entries = Array(facts.prefix(4).map(\.entry))
    if let name = one(of: names, boot) {
      return Suspicion(.hardware, name, portErrors, .onlyTrouble, entries)
    }
    let kinds = Set(names.map { $0.prefix { !$0.isNumber } })
    guard kinds.count == 1, let kind = kinds.first,
      !boot.knowledge.kernels.modules(ofDriver: String(kind)).isEmpty
    else { return nil }
    return Suspicion(
      .driver, String(kind), portErrors, .severalOfIt(devices: names.count), entries)
  }

  /// The one thing that all names mean, by the names and by what the log tells of who is whose: the disk
  /// itself, where it is among them.
  private static func one(of names: Set<String>, _ boot: BootContext) -> String? {
    let first = names.sorted().first { BlockDeviceIsRead.isDisk($0) } ?? names.sorted().first
    guard let first else { return nil }
    let device = Device(sysname: first)
    return names.allSatisfy { [.same, .parent].contains(boot.tree.relation(of: $0, to: device)) }
      ? first : nil
  }

  /// What held up udevd's stop where nobody says which device it was: the one thing that had trouble all
  /// the while. The thread that sets up what is plugged into a USB port holds the hub's lock for as long
  /// as it tries.
  private static func troubleOfStop(_ kill: KillCase, _ boot: BootContext) -> Suspicion? {
    guard kill.draft.cause == .stopTimeout, let killed = kill.killTime else { return nil }
    let begun = boot.facts(.udevdStops).last { $0.entry < kill.draft.anchor }
      .flatMap { boot.time($0.entry) }
    let facts = boot.within(
      begun ?? killed - 90_000_000, killed, boot.facts(.hardwareError, .deviceLost, .deviceReset))
    let names = Set(facts.compactMap { $0[.device] })
    guard names.count == 1, let name = names.first, facts.count >= 2 else { return nil }
    let isPort = name.first?.isNumber == true && name.contains("-") && facts.count >= 3
    return Suspicion(
      .hardware, name, isPort ? portErrors : onlyErrors, .onlyTroubleOfStop,
      Array(facts.prefix(4).map(\.entry)))
  }

  /// The disk itself, but where all errors are those of the controller at which it is; of what is no
  /// disk, that one above or below it of which the errors are.
  private static func name(_ sysname: String, _ related: [Fact], _ boot: BootContext) -> String {
    let names = related.compactMap { $0[.device] }
    if BlockDeviceIsRead.isDisk(sysname) {
      guard let first = names.first, DeviceTree.isOnPCI(first), Set(names).count == 1,
        !sysname.hasPrefix("nvme")
      else { return BlockDeviceIsRead.wholeDisk(of: sysname) }
      return first
    }
    return names.contains(sysname) ? sysname : names.first ?? sysname
  }

  /// The USB hub that has errors of its own, whatever those behind it have.
  private static func hub(
    above sysname: String, _ related: [Fact], _ boot: BootContext
  ) -> (name: String, entries: [Int])? {
    let devices = boot.tree.ancestors(of: sysname).filter {
      DeviceTree.isOnUSB($0) && !$0.contains(":")
    }
    for hub in devices.drop(while: { $0 == sysname }).dropFirst().reversed() {
      let own = related.filter { $0[.device] == hub && $0.meaning == .hardwareError }
      if own.count >= 2 { return (hub, own.prefix(4).map(\.entry)) }
    }
    return nil
  }

  /// The one device at a hub that does not answer: who sets it up holds the hub's lock meanwhile
  /// (`hub_port_connect` in drivers/usb/core/hub.c), for which the hub's own event waits.
  private static func port(
    behind device: Device, _ kill: KillCase, _ boot: BootContext
  ) -> (name: String, entries: [Int])? {
    guard let hub = device.sysname?.prefix(while: { $0 != ":" }), hub.contains("-"),
      boot.isHub(device)
    else { return nil }
    let facts = boot.facts(.hardwareError).filter { fact in
      fact[.device]?.hasPrefix("\(hub).") == true && kill.covers(fact.entry, boot)
    }
    guard facts.count >= 3, let name = facts[0][.device],
      facts.allSatisfy({ $0[.device] == name })
    else { return nil }
    return (name, facts.prefix(4).map(\.entry))
  }

  /// The host of a disk where others behind it fail as well.
  private static func host(
    of sysname: String, _ kill: KillCase, _ boot: BootContext
  ) -> (name: String, disks: Int, entries: [Int])? {
    let above = boot.tree.ancestors(of: sysname)
    guard let host = above.first(where: { $0.hasPrefix("host") }) else { return nil }
    var failing: [String: Int] = [:]
    for fact in boot.facts(.hardwareError, .deviceLost)
    where kill.covers(fact.entry, boot, before: 60_000_000) {
      guard let other = fact[.device].map(BlockDeviceIsRead.wholeDisk),
        BlockDeviceIsRead.isDisk(other),
        boot.tree.ancestors(of: other).contains(host)
      else { continue }
      failing[other] = failing[other] ?? fact.entry
    }
    guard failing.count >= 2 else { return nil }
    let adapter = above.first { !$0.hasPrefix("host") && !$0.contains(":0:") && $0.contains(":") }
    return (adapter ?? host, failing.count, failing.values.sorted().prefix(3).map { $0 })
  }

  /// Which disk is at an ATA port, or is what USB device, the log does not tell: one alone has to have
  /// errors.
  private static func only(
    _ kill: KillCase, _ sysname: String, _ boot: BootContext
  ) -> Suspicion? {
    let above = boot.tree.ancestors(of: BlockDeviceIsRead.wholeDisk(of: sysname))
    let isTied = above.contains { $0.contains("-") }
    // its own port is known, and has none
    let isElsewhere = above.contains { $0.hasPrefix("ata") }
    if boot.index.ports.count == 1, !isTied, !isElsewhere,
      let (port, facts) = boot.index.ports.first
    {
      let entries = facts.prefix(1000).map(\.entry).filter {
        kill.covers($0, boot, before: 60_000_000)
      }
      // what is made of several disks is none that could be behind the port alone
      let isMade = sysname.hasPrefix("md") || sysname.hasPrefix("dm-")
      // which disk is at the port is a guess: one line that comes with the kill, or from a machine that stands
      // still, is no reason for it
      let isReason =
        (entries.count > 1 || entries.contains { $0 < kill.draft.anchor })
        && MachineWasStarved.signs(beside: kill, boot).isEmpty
      if isReason,
        isMade || !anotherFails(than: BlockDeviceIsRead.wholeDisk(of: sysname), kill, boot)
      {
        return Suspicion(
          .hardware, isMade ? port : BlockDeviceIsRead.wholeDisk(of: sysname), portErrors,
          isMade ? .onlyTrouble : .onlyPortWithErrors(port), Array(entries.prefix(4)))
      }
    }
    // a host that nobody is known to have made may be a USB device's
    guard boot.index.ports.isEmpty, sysname.hasPrefix("sd"),
      above.allSatisfy({ boot.index.instances.maker(of: $0) == nil && !$0.hasPrefix("0000:") })
    else { return nil }
    let facts = boot.facts(.hardwareError, .deviceLost, .deviceReset).filter {
      $0[.device]?.first?.isNumber == true && $0[.device]?.contains("-") == true
        && kill.covers($0.entry, boot, before: 60_000_000)
    }
    let devices = Set(facts.compactMap { $0[.device] })
    guard devices.count == 1, let device = devices.first else { return nil }
    // the device has the errors; which disks are behind it nobody says
    return Suspicion(
      .hardware, device, portErrors, .onlyTrouble, Array(facts.prefix(4).map(\.entry)))
  }

  /// Whether another disk has errors, and this one has none: then the port is that one's.
  private static func anotherFails(
    than own: String, _ kill: KillCase, _ boot: BootContext
  ) -> Bool {
    boot.facts(.hardwareError, .deviceLost).contains { fact in
      fact[.device].map(BlockDeviceIsRead.wholeDisk).map {
        BlockDeviceIsRead.isDisk($0) && $0 != own
      } == true
        && kill.covers(fact.entry, boot, before: 60_000_000)
    }
  }
}
