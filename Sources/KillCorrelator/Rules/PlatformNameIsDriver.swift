enum PlatformNameIsDriver {
  static let rule = Rule(
    id: "platform-name-is-driver",
    title: "A platform device is served by the driver of its name",
    proves:
      "A platform device without an address in its name is found by the driver of the same "
      + "name: `platform_match` falls back to comparing the two names, and its modalias is "
      + "`platform:NAME`.",
    misleads:
      "Devices of a device tree (`ff8a0000.crypto`) match by `compatible`; those have an "
      + "address, and the rule is silent.",
    source: "drivers/base/platform.c.",
    link: .activity, witness: .name, showsOwnWork: true, weights: [byName], examine: examine)

  private static let byName = Weight(1.5, "the name")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    guard let device = kill.device, let sysname = device.sysname, kill.draft.victim == .worker,
      isPlatform(sysname, device.devpath), let name = Self.driverName(sysname)
    else { return [] }
    return [
      Suspicion(
        .driver, name, byName, .sameName, Array(kill.draft.report.prefix(1)), .circumstantial)
    ]
  }

  private static func isPlatform(_ sysname: String, _ devpath: String?) -> Bool {
    if let devpath { return devpath.hasPrefix("/devices/platform/") }
    // the sysname alone: words joined by a hyphen, as no bus forms its names
    return sysname.contains("-") && sysname.first?.isLetter == true && !sysname.contains(":")
      && !isClassName(sysname)
  }

  /// `name`, `name.0`, `name.1.auto`; not `fe800000.name`.
  static func driverName(_ sysname: String) -> String? {
    let parts = sysname.split(separator: ".")
    guard let name = parts.first, name.count >= 4,
      parts.dropFirst().allSatisfy({ $0.allSatisfy(\.isNumber) || $0 == "auto" }),
      !name.allSatisfy(\.isHexDigit), name.first?.isLetter == true
    else { return nil }
    return String(name)
  }

  private static func isClassName(_ name: String) -> Bool {
    ["dm-", "i2c-", "spi-", "md-", "kvm-", "wlan-", "phy-", "cpu-"].contains { name.hasPrefix($0) }
  }
}
