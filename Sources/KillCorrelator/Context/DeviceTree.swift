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
  private var ports = HostPorts()

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
    let bytes = line.bytes
    let text = bytes.span
    // scsi_add_host before 3.19: "scsi8 : usb-storage 1-8:1.0"
    if line.device == nil, line.driver.hasPrefix("scsi"), let host = Int(line.driver.dropFirst(4)),
      let parent = Self.parentOfHost(text)
    {
      parents["host\(host)"] = parent
    }
    for tie in ports.learn(line) { parents[tie.child] = tie.parent }
    learnCard(line, text)
    // input_register_device: "input: USB Keyboard as /devices/pci0000:00/…/1-2:1.0/…/input6"
    if line.isBus, let path = text.range(of: " as /devices/") {
      learn(devpath: String(text.extracting((path.lowerBound + 4)...)))
    }
    guard let device = line.device else { return }
    // netdev_printk: "igb 0000:07:00.0 eth1: …", "e1000e 0000:00:19.0 eno1: renamed from eth0"
    if let made = line.instance, !line.isBus {
      parents[made] = device
      if text.hasPrefix("renamed from "), let old = text.words.dropFirst(2).first {
        parents[String(text.extracting(old))] = device
      }
    }
    // hcd_add: "new USB bus registered, assigned bus number 1"
    if let bus = line.bus { parents["usb\(bus)"] = device }
    // scsi_add_host: "scsi host8: usb-storage 1-8:1.0"
    if line.driver == "scsi", device.hasPrefix("host"), let parent = Self.parentOfHost(text) {
      parents[device] = parent
    }
    // nvme_probe: "nvme nvme0: pci function 0000:01:00.0"
    if text.hasPrefix("pci function "), let address = text.words.last {
      parents[device] = String(text.extracting(address))
    }
    // pci_setup_bridge_*: "pci 0000:c0:01.1: PCI bridge to [bus c1-c4]"; in hexadecimal, with two digits
    if line.isBus, text.hasPrefix("PCI bridge to [bus "), device.utf8.count == 12 {
      let bus = String(text.extracting(19..<min(21, text.count)))
      parents["\(device.prefix(5))\(bus)"] = device
    }
    // sd, virtio_blk and others: "sd 8:0:0:0: [sdb] …"
    if text.hasPrefix("["), let close = text.firstIndex(of: UInt8(ascii: "]")), close > 1 {
      let name = String(text.extracting(1..<close))
      if !name.utf8.contains(.blank), parents[name] == nil { parents[name] = device }
    }
  }

  /// A memory card, its host, and what that is of: "mmcblk1: mmc1:0001 SD16G 14.9 GiB" (`mmc_blk_alloc_req`),
  /// "mmc0: SDHCI controller on 3f300000.mmc [3f300000.mmc] using ADMA" (`__sdhci_add_host`), "renesas_sdhi
  /// ee100000.mmc: mmc1 base at 0x00000000ee100000".
  private mutating func learnCard(_ line: DeviceLine, _ text: Span<UInt8>) {
    guard let first = text.words.first else { return }
    let word = text.extracting(first)
    if let device = line.device {
      guard word.hasPrefix("mmc"), word.count > 3, text.has(" base at ", at: first.upperBound)
      else { return }
      parents[String(word)] = device
    } else if line.driver.hasPrefix("mmcblk") {
      guard word.hasPrefix("mmc"), let colon = word.firstIndex(of: .colon), colon > 3 else {
        return
      }
      parents[line.driver] = String(word.extracting(..<colon))
    } else if line.driver.hasPrefix("mmc"), text.hasPrefix("SDHCI controller on "),
      let open = text.firstIndex(of: UInt8(ascii: "[")),
      let close = text.firstIndex(of: UInt8(ascii: "]"), from: open), close > open + 1
    {
      parents[line.driver] = String(text.extracting((open + 1)..<close))
    }
  }

  /// A host's line says its driver and its device, and nothing else.
  private static func parentOfHost(_ text: Span<UInt8>) -> String? {
    let words = text.words
    guard words.count == 2 else { return nil }
    let device = text.extracting(words[1])
    return device.contains(where: { $0.isDigit }) ? String(device) : nil
  }

  /// The devices above one, nearest first.
  func ancestors(of sysname: String) -> [String] {
    var found: [String] = []
    var current = sysname
    while let next = parents[current] ?? Self.parentByName(current) ?? bridge(of: current),
      !found.contains(next),
      next != sysname, found.count < 32
    {
      found.append(next)
      current = next
    }
    return found
  }

  /// The bridge to a PCI device's bus: `0000:c1:00.0` is on bus `0000:c1`.
  private func bridge(of sysname: String) -> String? {
    Self.slot(sysname) == nil ? nil : parents[String(sysname.prefix(7))]
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
    let name = sysname.utf8
    guard name.count >= 10, name.count(where: { $0 == .colon }) == 2 else { return nil }
    return name.lastIndex(of: .dot).map { sysname[..<$0] }
  }

  /// What the kernel's naming alone says: a partition's disk, a namespace's controller, a USB
  /// interface's device and the hub above it.
  static func parentByName(_ sysname: String) -> String? {
    let name = sysname.utf8.span
    if let first = sysname.utf8.first, first.isDigit { return parentOfAddress(name) }
    if name.hasPrefix("nvme"), let n = name.firstIndex(of: UInt8(ascii: "n"), from: 4) {
      let p = name.firstIndex(of: UInt8(ascii: "p"), from: n)
      return String(name.extracting(..<(p ?? n)))
    }
    if name.hasPrefix("sd") || name.hasPrefix("vd") || name.hasPrefix("hd") {
      let digit = name.end(of: { !$0.isDigit }, from: 0)
      return digit < name.count ? String(name.extracting(..<digit)) : nil
    }
    // a link of an ATA port: `ata3.00`
    if name.hasPrefix("ata"), let dot = name.firstIndex(of: .dot) {
      return String(name.extracting(..<dot))
    }
    if let disk = parentOfPart(name) { return disk }
    // from 4.6 on a card's disk has the number of its host (`mmc_blk_alloc_req`)
    let number = name.hasPrefix("mmcblk") ? name.extracting(6...) : name.extracting(..<0)
    guard !number.isEmpty, number.allSatisfy({ $0.isDigit }) else { return nil }
    return "mmc" + String(number)
  }

  /// `mmcblk0` of `mmcblk0p1`: where a disk's name ends with a number, a `p` stands before the part's
  /// (`bdev_name` in block/partitions/core.c).
  private static func parentOfPart(_ name: Span<UInt8>) -> String? {
    guard let p = name.lastIndex(of: UInt8(ascii: "p")), p > 0, name[p - 1].isDigit,
      p + 1 < name.count, name.extracting((p + 1)...).allSatisfy({ $0.isDigit }),
      partedDisks.contains(where: { name.hasPrefix($0) })
    else { return nil }
    return String(name.extracting(..<p))
  }

  private static let partedDisks: [StaticString] = [
    "mmcblk", "nbd", "loop", "md", "rbd", "drbd", "bcache", "cciss",
  ]

  /// `0000:3b:00.0`
  static func isOnPCI(_ sysname: String) -> Bool {
    let parts = sysname.split(separator: ":")
    return parts.count == 3 && parts[0].count >= 4 && parts[2].contains(".")
      && parts.allSatisfy { $0.allSatisfy { $0.isHexDigit || $0 == "." } }
  }

  /// `4025000.spi`, `ff170000.mmc`: the address and the name of a node (`of_device_make_bus_id` in
  /// drivers/of/device.c).
  static func isOfTree(_ sysname: String) -> Bool {
    let parts = sysname.split(separator: ".")
    return parts.count == 2 && (6...9).contains(parts[0].count)
      && parts[0].allSatisfy(\.isHexDigit)
      && parts[1].first?.isLetter == true && parts[1].allSatisfy { !$0.isUppercase }
  }

  /// `9-0059`: the bus, and the address in four digits.
  static func isOnI2C(_ sysname: String) -> Bool {
    let parts = sysname.split(separator: "-")
    return parts.count == 2 && parts[0].allSatisfy(\.isNumber) && parts[1].count == 4
      && parts[1].allSatisfy(\.isHexDigit)
  }

  /// `1-8.4`, `1-8.4:1.0`
  static func isOnUSB(_ sysname: String) -> Bool {
    let name = sysname.utf8
    return name.first?.isDigit == true && name.contains(.dash)
      && name.allSatisfy { $0.isDigit || $0 == .dash || $0 == .dot || $0 == .colon }
  }

  /// Whether something below a device is on a USB bus: the hub's own thread found it and set it up, and
  /// the controller's event waited for none of that (`hub_event`).
  func isBehindHub(_ device: String, of sysname: String) -> Bool {
    guard !Self.isOnUSB(sysname) else { return false }
    return ([device] + ancestors(of: device)).prefix { $0 != sysname }.contains {
      Self.isOnUSB($0) && !$0.contains("-0:")
    }
  }

  /// `1-8.4:1.0` is an interface of `1-8.4`, that is behind `1-8`, and this behind `usb1`;
  /// `8:0:0:0` is behind `host8`.
  private static func parentOfAddress(_ name: Span<UInt8>) -> String? {
    let colon = name.firstIndex(of: .colon)
    guard let dash = name.firstIndex(of: .dash) else {
      guard let colon, name.allSatisfy({ $0.isDigit || $0 == .colon }), name.count(of: .colon) == 3
      else { return nil }
      return "host" + String(name.extracting(..<colon))
    }
    if let colon { return String(name.extracting(..<colon)) }
    guard name.allSatisfy({ $0.isDigit || $0 == .dash || $0 == .dot }) else { return nil }
    if let dot = name.lastIndex(of: .dot) { return String(name.extracting(..<dot)) }
    return "usb" + String(name.extracting(..<dash))
  }

  /// Directories of sysfs that are no devices.
  private static let classNames: Set<String> = [
    "block", "net", "usb", "scsi_host", "scsi_device", "scsi_disk", "scsi_generic", "bsg", "input",
    "sound", "drm", "firmware", "tty", "hwmon", "rtc", "virtual", "platform", "nvme", "misc",
    "graphics", "video4linux", "hidraw", "power_supply", "leds", "backlight", "mmc_host", "i2c-dev",
  ]
}
