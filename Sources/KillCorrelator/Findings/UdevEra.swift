/// Between which versions of udev a log's udev lies, and how its limit is set there.
///
/// Where no version stands in the log, the wording of the kill tells it: a wording has a first and a
/// last version (udev-messages, 1 and 9).
struct UdevEra: Sendable, Equatable {
  var least: Version?
  var most: Version?
  var isEudev: Bool

  init(least: Version?, most: Version?, isEudev: Bool = false) {
    self.least = least
    self.most = most
    self.isEudev = isEudev
  }

  /// - Parameter row: the wording that reports the kill; one of another speaker tells nothing.
  init(_ system: BootedSystem, _ row: Row) {
    isEudev = system.isEudev
    if let version = system.udev, !isEudev {
      (least, most) = (version, version)
    } else if !isEudev, row.speaker == .udev {
      (least, most) = (row.since, row.until)
    }
  }

  /// How the limit of an event is given.
  enum LimitSetting: Equatable {
    /// With this option; perhaps this udev has none.
    case option(String, isPerhapsFixed: Bool)
    /// Up to 215 a rule may set it for its programs; for workers it is fixed.
    case inRules
    case none
  }

  var limitSetting: LimitSetting {
    if isEudev { return .option("udev.event-timeout", isPerhapsFixed: false) }
    // 216 misreads the option, and 217 takes what it means for invalid
    if let most, most < Version(216) {
      return least.map { $0 >= Version(121) } == true ? .inRules : .none
    }
    if let least, let most, least == most, most < Version(218) { return .none }
    // the spelling with a hyphen is right from 218 to today, the other one from 233 on
    guard let least else { return .option("udev.event-timeout", isPerhapsFixed: true) }
    return .option(
      least >= Version(233) ? "udev.event_timeout" : "udev.event-timeout",
      isPerhapsFixed: least < Version(218))
  }

  /// A kernel to ask where the log does not tell which one ran: before 247, which came with 5.10, an old
  /// one.
  var assumedKernel: String? { most.map { $0 < Version(247) } ?? false ? "4.0" : nil }

  /// Whether udev.conf has `event_timeout=`.
  var readsConfiguration: Bool {
    !isEudev && (least.map { $0 >= Version(240) } ?? false)
  }

  /// The option that makes udevd talk: 247 renamed it, and takes the old name in both spellings.
  var debugOption: String {
    guard !isEudev, let least else { return "udev.log-priority=debug" }
    if least >= Version(247) { return "udev.log_level=debug" }
    return least >= Version(233) ? "udev.log_priority=debug" : "udev.log-priority=debug"
  }
}

extension Remedy.OperatingSystem {
  /// By what the kernel and systemd call themselves.
  init(_ system: BootedSystem) {
    let names = [system.kernelRelease, system.udevVersion].compactMap { $0 }
    func has(_ marks: String...) -> Bool {
      names.contains { name in marks.contains { name.contains($0) } }
    }
    if has("-v7+", "-v7l+", "-v8+", "-v8-16k+", "-raspi", "rpi") {
      self = .raspberry
    } else if system.isBoard
      || has(
        "-armmp", "-marvell", "-kirkwood", "-sunxi", "-meson64", "-rockchip", "-tegra", "yocto",
        "toradex")
    {
      self = .board
    } else if has(".fc", ".el", ".amzn", ".azl") {
      self = .fedora
    } else if has("deb", "ubuntu", "-generic", "-amd64", "-arm64", "-686", "-pve") {
      self = .debian
    } else if has("-default", "suse", "lp15") {
      self = .suse
    } else if has("-arch", "-MANJARO", "-zen", "-lts") {
      self = .arch
    } else {
      self = .unknown
    }
  }
}
