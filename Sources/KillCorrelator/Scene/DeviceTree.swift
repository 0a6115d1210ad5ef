/// How the devices of a boot hang together, as far as the log's own words tell.
///
/// A kill names one device; the driver often speaks of another: the host adapter behind a disk,
/// the controller behind a root hub, the interface below a USB device.
struct DeviceTree: Sendable {
  enum Relation: Int, Sendable, Comparable {
    case same, child, parent, sibling

    static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
  }

  private var parents: [String: String] = [:]

  /// Learns from a devpath: each component is the parent of the next that is a device's name.
  mutating func learn(devpath: String) {
    let names = devpath.split(separator: "/").dropFirst().map(String.init)
    let devices = names.filter { !Self.classNames.contains($0) }
    for (parent, child) in zip(devices, devices.dropFirst()) where parent != child {
      parents[child] = parent
    }
  }

  /// Learns from what drivers print about what they found.
  mutating func learn(_ line: DeviceLine) {
    let text = line.text
    // scsi_add_host before 3.19: "scsi8 : usb-storage 1-8:1.0"
    if line.device == nil, line.driver.hasPrefix("scsi"), let host = Int(line.driver.dropFirst(4)) {
      let words = text.split(separator: " ")
      if words.count == 2, words[1].contains(where: \.isNumber) {
        parents["host\(host)"] = String(words[1])
      }
    }
    guard let device = line.device else { return }
    // hcd_add: "new USB bus registered, assigned bus number 1"
    if let bus = text.number(after: "assigned bus number ") {
      parents["usb\(bus)"] = device
    }
    // scsi_add_host: "scsi host8: usb-storage 1-8:1.0"
    if line.driver == "scsi", device.hasPrefix("host") {
      let words = text.split(separator: " ")
      if words.count == 2, words[1].contains(where: \.isNumber) {
        parents[device] = String(words[1])
      }
    }
    // nvme_probe: "nvme nvme0: pci function 0000:01:00.0"
    if text.hasPrefix("pci function "), let address = text.split(separator: " ").last {
      parents[device] = String(address)
    }
    // sd, virtio_blk and others: "sd 8:0:0:0: [sdb] …"
    if text.first == "[", let close = text.firstIndex(of: "]") {
      let name = String(text[text.index(after: text.startIndex)..<close])
      if !name.isEmpty, !name.contains(" "), parents[name] == nil { parents[name] = device }
    }
  }

  /// The devices above one, nearest first.
  func ancestors(of sysname: String) -> [String] {
    var found: [String] = []
    var current = sysname
    while let next = parents[current] ?? Self.parentByName(current), !found.contains(next),
      next != sysname, found.count < 32
    {
      found.append(next)
      current = next
    }
    return found
  }

  func relation(of other: String, to device: Device) -> Relation? {
    guard let sysname = device.sysname else { return nil }
    if other == sysname { return .same }
    if ancestors(of: other).contains(sysname) { return .child }
    if let path = device.devpath, path.split(separator: "/").dropLast().contains(Substring(other)) {
      return .parent
    }
    if ancestors(of: sysname).contains(other) { return .parent }
    if let slot = Self.slot(sysname), slot == Self.slot(other) { return .sibling }
    return nil
  }

  /// `0000:05:00.0` and `0000:05:00.1` are two functions of one card.
  static func slot(_ sysname: String) -> Substring? {
    guard let dot = sysname.lastIndex(of: "."), sysname.count >= 10,
      sysname.filter({ $0 == ":" }).count == 2
    else { return nil }
    return sysname[..<dot]
  }

  /// What the kernel's naming alone says: a partition's disk, a namespace's controller, a USB
  /// interface's device and the hub above it.
  static func parentByName(_ name: String) -> String? {
    if let colon = name.firstIndex(of: ":"), name.contains("-"), name.first?.isNumber == true {
      return String(name[..<colon])
    }
    if name.first?.isNumber == true, let dash = name.firstIndex(of: "-"),
      name.allSatisfy({ $0.isNumber || $0 == "-" || $0 == "." })
    {
      if let dot = name.lastIndex(of: ".") { return String(name[..<dot]) }
      return "usb\(name[..<dash])"
    }
    if name.hasPrefix("nvme"), let n = name.dropFirst(4).firstIndex(of: "n") {
      if let p = name[n...].firstIndex(of: "p") { return String(name[..<p]) }
      return String(name[..<n])
    }
    if name.hasPrefix("sd") || name.hasPrefix("vd") || name.hasPrefix("hd"),
      let digit = name.firstIndex(where: \.isNumber)
    {
      return String(name[..<digit])
    }
    if name.filter({ $0 == ":" }).count == 3, let colon = name.firstIndex(of: ":"),
      name.allSatisfy({ $0.isNumber || $0 == ":" })
    {
      return "host\(name[..<colon])"
    }
    return nil
  }

  /// Directories of sysfs that are no devices.
  private static let classNames: Set<String> = [
    "block", "net", "usb", "scsi_host", "scsi_device", "scsi_disk", "scsi_generic", "bsg", "input",
    "sound", "drm", "firmware", "tty", "hwmon", "rtc", "virtual", "platform", "nvme", "misc",
    "graphics", "video4linux", "hidraw", "power_supply", "leds", "backlight", "mmc_host", "i2c-dev",
  ]
}
