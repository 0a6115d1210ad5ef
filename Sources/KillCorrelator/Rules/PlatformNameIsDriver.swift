internal import LogModel

enum PlatformNameIsDriver {
  static let rule = Rule(
    id: "platform-name-is-driver",
    title: "A platform device is served by the driver of its name",
    proves:
      "A platform device without an address in its name is found by the driver of the same "
      + "name: `platform_match` falls back to comparing the two names, and its modalias is "
      + "`platform:NAME`, which the packages of kernels may give to another driver.",
    misleads:
      "Devices of a device tree (`ff8a0000.crypto`) match by `compatible`; those have an "
      + "address, and the rule is silent. Network bridges, connectors of a graphics card and others "
      + "have a hyphen as well: where no path tells the bus, a module has to be of that name, or "
      + "somebody has to have spoken by a name that begins alike.",
    source: "drivers/base/platform.c.",
    link: .activity, witness: .name, weights: [byName, guessed],
    examine: examine)

  private static let byName = Weight(1.5, "the name")
  private static let guessed = Weight(1, "the name, though no driver of it is known")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    guard let device = kill.device, let sysname = device.sysname, kill.draft.victim == .worker,
      isPlatform(sysname, device.devpath), let name = Self.driverName(sysname),
      // cfg80211's own, which no driver binds to
      name != "regulatory"
    else { return [] }
    let kernels = boot.knowledge.kernels
    let claims = kernels.modules(
      forModalias: "platform:\(name)", kernel: boot.system.kernelRelease
    ).modules
    // the kernel's own devices (eisa.0, regulatory.0) have a path as well
    let isKnown =
      !claims.isEmpty || kernels.module(named: name) != nil || boot.hasSpokenLike(name)
    return (claims.count == 1 ? claims : [name]).map {
      Suspicion(
        .driver, $0, isKnown ? byName : guessed, .sameName, Array(kill.draft.report.prefix(1)),
        .circumstantial)
    }
  }

  private static func isPlatform(_ sysname: String, _ devpath: String?) -> Bool {
    if let devpath {
      // what a class makes of a device lies below it, too
      let above = devpath.split(separator: "/").dropLast()
      return devpath.hasPrefix("/devices/platform/")
        && !above.contains { classes.contains($0) || $0 == "spi_master" || $0.hasPrefix("i2c-") }
    }
    // the sysname alone: words joined by a hyphen, as few buses form their names
    return sysname.contains("-") && sysname.first?.isLetter == true && !sysname.contains(":")
      && !isClassName(sysname) && NamedDevice.modalias(of: sysname) == nil
  }

  private static let classes: Set<Substring> = [
    "block", "drm", "hwmon", "input", "leds", "mdio_bus", "mmc_host", "net", "nvme", "rtc",
    "scsi_host",
    "sound", "tty", "video4linux",
  ]

  /// `name`, `name.0`, `name.1.auto`; not `fe800000.name`.
  static func driverName(_ sysname: String) -> String? {
    let parts = sysname.split(separator: ".")
    guard let name = parts.first, name.count >= 4,
      parts.dropFirst().allSatisfy({ $0.allSatisfy(\.isNumber) || $0 == "auto" }),
      // an ACPI device (`PNP0C14:00`) is named after what it is
      !name.allSatisfy(\.isHexDigit), name.first?.isLetter == true, !name.contains(":")
    else { return nil }
    return String(name)
  }

  /// Names of other classes: disks, network bridges, connectors, subsystems, buses.
  private static func isClassName(_ name: String) -> Bool {
    let first = name.prefix { $0 != "-" }
    let last = name.split(separator: "-").last ?? ""
    return [
      "dm", "i2c", "spi", "md", "kvm", "wlan", "phy", "cpu", "br", "docker", "veth", "virbr", "tun",
      "tap", "wg", "vnet", "lxc", "lxd", "cni", "fwln", "fwpr", "fwbr", "card", "nvme", "usb",
      "mtd",
      "event", "hwmon", "media", "vpn", "ovs", "eth",
    ].contains {
      first == $0 || first.hasPrefix($0) && first.dropFirst($0.count).allSatisfy(\.isNumber)
    }
      || name.hasSuffix("-nic") || name.contains("bridge")
      || last.count > 2 && last.dropFirst(2).allSatisfy(\.isNumber) && last.hasPrefix("ld")
      || first.last?.isNumber == true
  }
}

extension BootContext {
  /// Whether somebody spoke by a name that begins with the same word.
  fileprivate func hasSpokenLike(_ name: String) -> Bool {
    let word = name.moduleName.prefix { $0 != "_" }
    guard word.count >= 4 else { return index.firstSpoken[name.moduleName] != nil }
    return index.firstSpoken.keys.contains { $0.hasPrefix(word) }
  }
}
