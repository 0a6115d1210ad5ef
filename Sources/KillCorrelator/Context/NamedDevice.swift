/// Devices whose name tells what they are: buses on which the kernel makes the name of the identity.
enum NamedDevice {
  /// The modalias that a name tells, as far as it tells one.
  ///
  /// - Parameter devpath: where it is known, it says which bus a name is of.
  static func modalias(of sysname: String, at devpath: String? = nil) -> String? {
    hid(sysname) ?? acpi(sysname) ?? xen(sysname) ?? auxiliary(sysname, devpath)
      ?? platform(sysname, devpath)
  }

  /// `0003:046D:C52B.0001`: bus, vendor, product and a number (`hid_add_device`).
  private static func hid(_ name: String) -> String? {
    guard name.utf8.count(where: { $0 == .colon }) == 2, name.utf8.count >= 15 else { return nil }
    let parts = name.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 3, parts[0].count == 4, parts[1].count == 4,
      let dot = parts[2].firstIndex(of: "."), parts[2][..<dot].count == 4
    else { return nil }
    let product = parts[2][..<dot]
    let digits = parts[0] + parts[1] + product + parts[2][dot...].dropFirst()
    guard digits.allSatisfy(\.isHexDigit) else { return nil }
    return "hid:b\(parts[0])g*v0000\(parts[1])p0000\(product)"
  }

  /// `IFX0102:00`, `PNP0C31:01`: the name in the firmware's tables and a number
  /// (`acpi_device_set_name`); a platform, I²C or SPI device made of it has the same name.
  private static func acpi(_ name: String) -> String? {
    guard name.utf8.count(where: { $0 == .colon }) == 1 else { return nil }
    let name = name.hasPrefix("i2c-") || name.hasPrefix("spi-") ? name.dropFirst(4) : name[...]
    let parts = name.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].count >= 2, parts[1].allSatisfy(\.isHexDigit),
      isACPIName(parts[0])
    else { return nil }
    return "acpi:\(parts[0]):"
  }

  /// Three or four capitals of a maker, then four hexadecimal digits; the kernel's own (`LNXPWRBN`)
  /// have letters there, and some makers their PCI number in front (`10EC5682`).
  static func isACPIName(_ name: some StringProtocol) -> Bool {
    guard name.count == 7 || name.count == 8 else { return false }
    let maker = name.dropLast(4)
    let isMaker = maker.allSatisfy { $0.isASCII && ($0.isUppercase || $0.isNumber) }
    let isNumber = name.count == 8 && maker.allSatisfy(\.isHexDigit)
    return isMaker && (isNumber || maker.first?.isLetter == true)
      && (name.suffix(4).allSatisfy(\.isHexDigit) || name.hasPrefix("LNX"))
  }

  /// `vif-0`, and with the guest's number `vif-3-0` in the domain that serves it: the kind of device in
  /// the store's path (`frontend_bus_id` in xenbus_probe_frontend.c, `backend_bus_id`).
  private static func xen(_ name: String) -> String? {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    guard let kind = parts.first, xenDevices.contains(kind), (2...3).contains(parts.count),
      parts.dropFirst().allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isNumber) })
    else { return nil }
    return (parts.count == 2 ? "xen:" : "xen-backend:") + kind
  }

  private static let xenDevices: Set<Substring> = [
    "vif", "vbd", "vkbd", "vfb", "vscsi", "vtpm", "vusb", "vsnd", "vdispl", "9pfs", "pvcalls",
  ]

  /// `mlx5_core.rdma.0`: the module that made it, a name and a number (`__auxiliary_device_add`).
  private static func auxiliary(_ name: String, _ devpath: String?) -> String? {
    guard name.utf8.count(where: { $0 == .dot }) == 2 else { return nil }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, Int(parts[2]) != nil, parts[1] != "auto",
      parts[0].first?.isLetter == true, parts[1].contains(where: \.isLetter)
    else { return nil }
    return "auxiliary:\(parts[0]).\(parts[1])"
  }

  /// `/devices/platform/NAME`, `NAME.0`, `NAME.1.auto`; `fe800000.NAME` has an address, and is matched
  /// by what a device tree says of it.
  private static func platform(_ name: String, _ devpath: String?) -> String? {
    // a controller of the board may have a whole bus below it
    guard let devpath, devpath.hasPrefix("/devices/platform/"),
      ![
        "/usb", "/pci", "/host", "/net/", "/block/", "/video4linux/", "/tty/", "/sound/", "/input/",
      ]
      .contains(where: { devpath.range(ofText: $0) != nil }),
      let stem = PlatformNameIsDriver.driverName(name)
    else { return nil }
    return "platform:\(stem)"
  }

  /// `\_SB.PCI0.LPCB.TPM`: what firmware calls these is no rule, but nearly all of it does.
  static func modalias(ofACPIPath path: String) -> String? {
    guard path.hasPrefix("\\_"), let last = path.split(separator: ".").last else { return nil }
    var name = last
    while name.last == "_" { name.removeLast() }
    while name.last?.isNumber == true { name.removeLast() }
    return customary[String(name)].map { "acpi:\($0):" }
  }

  private static let customary = [
    "TPM": "PNP0C31", "EC": "PNP0C09", "LID": "PNP0C0D", "BAT": "PNP0C0A", "AC": "ACPI0003",
    "ADP": "ACPI0003", "PWRB": "PNP0C0C", "SLPB": "PNP0C0E", "RTC": "PNP0B00", "HPET": "PNP0103",
    "KBC": "PNP0303", "PS2K": "PNP0303", "PS2M": "PNP0F13", "FAN": "PNP0C0B",
  ]
}

extension BootContext {
  /// What a device is, by the kernel's line about it or by its own name, as far as they tell; and
  /// the entry that does.
  func identity(of device: Device) -> (modalias: String, entry: Int?)? {
    guard let sysname = device.sysname else { return nil }
    return identities.value(of: device) { identity(of: device, named: sysname) }
  }

  private func identity(of device: Device, named sysname: String) -> (
    modalias: String, entry: Int?
  )? {
    func told(_ name: String) -> (String, Int?)? {
      guard let id = hardware[name] else { return nil }
      return (id.modalias, index.lines[name]?.first { $0.isBus && HardwareID($0) != nil }?.entry)
    }
    if let told = told(sysname) { return told }
    if let modalias = NamedDevice.modalias(of: sysname, at: device.devpath) {
      return (modalias, nil)
    }
    // an interface is one of its USB device
    guard sysname.contains(":"), let parent = DeviceTree.parentByName(sysname),
      hardware[parent]?.bus == .usb
    else { return nil }
    return told(parent)
  }
}

extension BootContext {
  /// Whether usbcore has found a hub in a USB device, or in one of its interfaces: `hub 2-1:1.0: USB hub
  /// found`.
  func isHub(_ device: Device?) -> Bool {
    guard let sysname = device?.sysname, DeviceTree.isOnUSB(sysname) else { return false }
    // a controller has a hub below it as well
    return lines(about: device).contains { line, relation in
      relation <= .child && line.driver == "hub" && line.text.hasPrefix("USB hub found")
    }
  }
}
