internal import LogModel

/// A line about the device of an event, or one near it, and the driver that said it.
struct SpokenLine: Sendable {
  let line: DeviceLine
  let relation: DeviceTree.Relation
  let driver: String

  /// Whether it says that something goes wrong or keeps it waiting.
  var complains: Bool {
    if let tone = Tone(of: line.bytes), tone == .trouble || tone == .gaveUp { return true }
    return says(Self.waiting) || blamesDevice
  }

  /// Whether it says that the device did not answer: not every trouble of a driver is its device's,
  /// and an interruption is nobody's.
  var blamesDevice: Bool { says(Self.silence) && !says(Self.announced) }

  /// `please ignore the next 'controller timed out' error` (silead_ts): what it makes happen itself.
  private static let announced: [StaticString] = ["please ignore"]

  /// Whether one of some words stands in it, in small letters or capitals.
  private func says(_ words: [StaticString]) -> Bool {
    let text = line.bytes.map(\.lowercased)
    return words.contains { text.span.contains($0) }
  }

  private static let waiting: [StaticString] = [
    "waiting for", "not ready", "retry", "elapsed", "still wait",
  ]
  // -110 and -62: ETIMEDOUT and ETIME; -71: EPROTO, what a USB device answered is no answer
  private static let silence: [StaticString] = [
    "timeout", "timed out", "time out", "not ready", "to ready", "no response", "not respond",
    "failed to respond", "(loop: ",
    "not answer", "no answer", "no reply", "elapsed", "-110", "-62", "-71", "cannot get",
    "cannot set", "failed to start", "did not start", "transfer failed", "no signature", "bus busy",
    "failed writing register", "failed reading register", "failed to write register",
    "failed to read register", "register write failed", "register read failed", "i2c read failed",
    "i2c write failed", "i2c transfer failed",
    "no handshake", "t respond", "t answer",
    "stall detected", "fw stall", "firmware stall", "unresponsive", "never became", "never came up",
  ]
}

extension BootContext {
  /// The devices of which it is said again and again that they do not answer, and the entries that say so.
  /// Of one that speaks thousands of times nobody asks.
  var silences: [String: [Int]] {
    silent.value(of: 0) {
      var found: [String: [Int]] = [:]
      for (device, lines) in index.lines where (5...2048).contains(lines.count) {
        let entries = lines.lazy.filter { line in
          line.device == device && fact(at: line.entry)?.meaning != .probeFailed
            && SpokenLine(line: line, relation: .sibling, driver: line.driver).blamesDevice
        }.map(\.entry)
        if entries.count >= 5 { found[device] = Array(entries) }
      }
      return found
    }
  }
}

extension KillCase {
  /// Lines in which drivers speak of the device or of its relatives while the event ran. A bus's
  /// prefix hides the driver that speaks of what it did not bind itself (`usb 1-7: 2:1: cannot get
  /// freq`): then the text tells it. What speaks of a HID device comes when its transport is done.
  func spoken(in boot: BootContext) -> [SpokenLine] {
    if let heard { return heard }
    let isHID = device?.sysname.map { SpokenLine.transport(of: $0) != nil } ?? false
    return boot.lines(about: device).compactMap { line, relation in
      guard covers(line.entry, boot) else { return nil }
      if relation == .child, !line.isBus, let sysname = device?.sysname, let name = line.device,
        boot.tree.isBehindHub(name, of: sysname)
      {
        return nil
      }
      if !isHID, let name = line.device, let transport = SpokenLine.transport(of: name) {
        return SpokenLine(line: line, relation: relation, driver: transport)
      }
      guard let driver = boot.driver(of: line, for: device?.sysname) else { return nil }
      return SpokenLine(line: line, relation: relation, driver: driver)
    }
  }

  /// The device that udev calls by its ACPI name has another on the PNP bus, whose driver it is that
  /// speaks (`tpm_tis 00:0b`).
  func companions(in boot: BootContext) -> [SpokenLine] {
    guard let sysname = device?.sysname, NamedDevice.isACPIName(sysname.prefix { $0 != ":" }) else {
      return []
    }
    let served = Set(
      ModaliasNamesDriver.examine(self, in: boot).compactMap { $0.name?.moduleName })
    return boot.deviceLines.compactMap { line in
      guard let other = line.device, other.count == 5, other.dropFirst(2).first == ":",
        served.contains(line.name.module), covers(line.entry, boot)
      else { return nil }
      return SpokenLine(line: line, relation: .same, driver: line.driver)
    }
  }
}

extension BootContext {
  /// The driver that printed a line, where its prefix or its text tells one.
  func driver(of line: DeviceLine) -> String? {
    if line.isBus { return spoken(line)?.driver }
    // what a driver calls its device is not called as the driver
    if line.device == nil, index.instances.isNumbered(line.driver) {
      // `mpi3mr0` is called so by a module of that name
      let maker = line.name.makers.first { knowledge.kernels.module(named: $0) != nil }
      return maker ?? speaker(of: line.entry).module
    }
    return line.driver
  }

  /// The same for the event of one device. Where that is a SCSI device itself, and no disk that was
  /// made of it, the upper-level driver that takes it is what udev loads.
  func driver(of line: DeviceLine, for sysname: String?) -> String? {
    if line.isBus, line.device == sysname, Self.upperLevel.contains(line.driver) {
      return line.driver
    }
    return driver(of: line)
  }

  private static let upperLevel: Set<String> = ["sd", "sr", "st", "ses", "ch", "osst"]
}

extension SpokenLine {
  /// What brings a HID device, by the bus in its name (`hid_add_device`; include/linux/hid.h).
  static func transport(of sysname: String) -> String? {
    guard sysname.utf8.count >= 16 else { return nil }
    let parts = sysname.split(separator: ":")
    guard parts.count == 3, parts[0].count == 4, parts[1].count == 4,
      parts[2].count >= 6, parts[2].dropFirst(4).first == "."
    else { return nil }
    switch parts[0] {
    case "0003": return "usbhid"
    case "0005": return "hidp"
    case "0018": return "i2c_hid"
    default: return nil
    }
  }
}
