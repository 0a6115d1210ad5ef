/// The name in front of a line: a driver's, or the bus's where no driver is bound.
///
/// A class, for a few dozen of them stand in front of all the lines of a boot.
final class DriverName: Sendable {
  let text: String
  /// In the form in which names can be compared.
  let module: String
  /// A bus or a class.
  let isBus: Bool
  /// Of which modules one may have made it up, by a number: see ``InstanceName/stems(of:)``.
  let makers: [String]
  /// What it ends with.
  let number: Int?

  init(_ text: String) {
    self.text = text
    module = text.moduleName
    isBus = Self.isBus(text)
    makers = InstanceName.stems(of: text).map(\.moduleName)
    number = Int(String(text.reversed().prefix { $0.isNumber }.reversed()))
  }

  static func isBus(_ name: String) -> Bool { buses.contains(name) }

  /// Names of buses and classes, and of the core parts of the kernel that speak in front of a
  /// device's name; none of them is a driver that udev loads.
  private static let buses: Set<String> = [
    "pci", "usb", "platform", "acpi", "pnp", "i2c", "spi", "scsi", "hid", "serio", "virtio",
    "vmbus", "amba", "mdio_bus", "hdaudio", "hub", "input", "sd", "sr", "st", "sg", "block", "net",
    "tty", "rtc", "node", "cpu", "memory", "workqueue", "clocksource", "thunderbolt", "typec",
    "firmware", "ata_port", "scsi_host", "drm", "sound", "mmc_host", "mmc", "watchdog", "dmi",
    "power_supply", "iommu", "port", "auxiliary", "usb_port", "of", "soc", "regulator", "phy",
    "kernel", "systemd", "device-mapper", "mem", "pci_bus", "EXT4-fs", "XFS", "random", "audit",
    "bus", "fb", "system", "pcmcia", "pcmcia_socket", "spi_master",
  ]
}

/// The names that stood in front of lines until now.
struct DriverNames {
  private var known: [String: DriverName] = [:]

  subscript(text: String) -> DriverName {
    mutating get {
      if let name = known[text] { return name }
      let name = DriverName(text)
      known[text] = name
      return name
    }
  }
}

extension String {
  /// The form in which a driver and its module can be compared: the kernel folds `-` and `_`. Names
  /// of modules are ASCII.
  package var moduleName: String {
    // most names are in that form
    guard utf8.contains(where: { $0 != Self.folded($0) || $0 == UInt8(ascii: ".") }) else {
      return self
    }
    let name = String(decoding: utf8.map(Self.folded), as: UTF8.self)
    return name.hasSuffix(".ko") ? String(name.dropLast(3)) : name
  }

  private static func folded(_ byte: UInt8) -> UInt8 {
    byte == UInt8(ascii: "-") ? UInt8(ascii: "_") : byte.lowercased
  }
}
