internal import LogModel

/// What is looked at on hardware that did not answer.
extension RemedyChoice {
  /// A disk behind USB is looked at as what it is plugged in as.
  func hardware(_ name: String) -> Remedy.Hardware {
    let kind = Remedy.Hardware(name)
    guard kind == .disk else { return kind }
    let isPath = name == kill.device?.sysname && kill.device?.devpath?.contains("/usb") == true
    let lines = suspects.first { $0.name == name }?.evidence.flatMap(\.entries) ?? []
    return isPath || lines.contains { $0.message.starts(with: "usb ".utf8) } ? .usb : kind
  }

  /// What the driver waited for, where that can be taken out: what is on PCI's bus 0 is part of the board.
  var silentDevice: String? {
    guard let wait = chain[.wait], wait.kind == .hardware, let name = wait.name else { return nil }
    let kind = hardware(name)
    let isOnBoard = name.hasPrefix("0000:00:") || name.hasPrefix("00:")
    return kind == .usb || kind == .card && !isOnBoard ? name : nil
  }

  /// Whether hardware answered in the end, and no line tells of an error.
  var isOnlySlow: Bool {
    took != nil && !isEndless
      && !suspects.contains { suspect in
        suspect.evidence.contains { $0.rule == HardwareFailed.rule.id }
      }
  }
}

extension Remedy.Hardware {
  /// By the name that the kernel has for it.
  init(_ name: String) {
    if name == FirmwareNeverReturned.name {
      self = .firmware
    } else if name.hasPrefix("mpath") || name.hasPrefix("dm-") {
      self = .multipath
    } else if name.hasPrefix("ata") || name.hasPrefix("nvme") || name.hasPrefix("mmc")
      || name.hasPrefix("host") || BlockDeviceIsRead.isDisk(name)
    {
      self = .disk
    } else if name.hasPrefix("usb") || DeviceTree.isOnUSB(name) && !DeviceTree.isOnI2C(name) {
      self = .usb
    } else if name.hasPrefix("fd"), name.count > 2, name.dropFirst(2).allSatisfy(\.isNumber) {
      self = .floppy
    } else if let bus = Self.bus(ofHID: name) {
      self = bus == "0003" ? .usb : .other
    } else if DeviceTree.isOnPCI("0000:" + name) || DeviceTree.isOnPCI(name) {
      self = .card
    } else if Self.isOfBoard(name) {
      self = .board
    } else {
      self = .other
    }
  }

  /// `0-0015`, `spi0.0`, `i2c-CSC3551:00`, `1c24000.phy`, `sdw:2:25d:1308:0`
  private static func isOfBoard(_ name: String) -> Bool {
    ["spi", "i2c", "sdw:"].contains(where: name.hasPrefix) || DeviceTree.isOnI2C(name)
      || DeviceTree.isOfTree(name)
  }

  /// The bus that stands first in the name of a HID device (`0003:1E71:3008.0003`; BUS_USB in
  /// include/uapi/linux/input.h); nil for others.
  private static func bus(ofHID name: String) -> Substring? {
    let parts = name.split { $0 == ":" || $0 == "." }
    guard parts.count == 4, name.contains("."),
      parts.allSatisfy({ $0.count == 4 && $0.allSatisfy(\.isHexDigit) })
    else { return nil }
    return parts[0]
  }
}
