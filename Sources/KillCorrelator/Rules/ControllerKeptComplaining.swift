internal import LogModel

enum ControllerKeptComplaining {
  static let rule = Rule(
    id: "controller-kept-complaining",
    title: "The one controller of the device's bus complained all the while",
    proves:
      "What is on an I2C, SPI or SDIO bus, a flash partition and a mapping are called after their number alone, and "
      + "whose bus that is the log mostly does not tell. Where the bus itself, by its number, or else one driver of "
      + "such a bus, by its name or its words, said for more than half of the event that something timed out or "
      + "failed, the worker waited for that. Whoever else did so, as the only one of all, is where to look.",
    misleads:
      "Another bus of the kind is out of order, and this one is well. What nothing ties to the device is only "
      + "possible.",
    source:
      "`i2c_dev_set_name` in drivers/i2c/i2c-core-base.c, `spi_dev_set_name` in drivers/spi/spi.c, "
      + "DM_MSG_PREFIX in drivers/md.",
    link: .wait, witness: .words, weights: [throughout, alone, besideDisk], examine: examine)

  private static let throughout = Weight(2.5, "at least three times, over half of the event")

  private static let alone = Weight(
    1.5, "the only one of all that complained so, and nothing ties it to the device")
  private static let besideDisk = Weight(1.25, "the same, where the device is a disk")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    guard kill.draft.cause == .eventTimeout, let sysname = kill.device?.sysname,
      let start = kill.startTime, let killed = kill.killTime
    else { return [] }
    let found =
      Bus(of: sysname).map { bus -> [Suspicion] in
        let own = itself(bus.name(above: sysname), above: sysname, kill, start, killed, boot)
        return own.isEmpty ? controller(of: bus, kill, start, killed, boot) : own
      } ?? []
    return found.isEmpty ? onlyOne(kill, start, killed, boot) : found
  }

  /// The bus, where lines name it by its number: `i2c i2c-0: …`, `spi_master spi0: …`, `mmc1: …`.
  private static func itself(
    _ name: String?, above sysname: String, _ kill: KillCase, _ start: Int64, _ killed: Int64,
    _ boot: BootContext
  ) -> [Suspicion] {
    guard let name else { return [] }
    let lines = (boot.index.lines[name] ?? []) + (boot.index.named[name] ?? [])
    let entries = lines.filter { line in
      kill.covers(line.entry, boot, before: 0) && !isOfDevice(line, sysname, boot)
        && SpokenLine(line: line, relation: .parent, driver: name).complains
    }.map(\.entry).sorted()
    guard areThroughout(entries, start, killed, boot) else { return [] }
    return [Chain.Link.Place.wait, .root].map { place in
      Suspicion(
        .hardware, name, throughout,
        .complainedAllTheWhile(times: entries.count, by: .bus), Array(entries.prefix(3)),
        .circumstantial, at: place)
    }
  }

  /// Whether the device's own driver speaks in the bus's name: `i2c i2c-0: lm93: All read byte data retries failed!!`
  private static func isOfDevice(
    _ line: DeviceLine, _ sysname: String, _ boot: BootContext
  ) -> Bool {
    let first = line.text.drop { $0 == " " }.prefix { $0 != ":" && $0 != " " }
    return (boot.index.lines[sysname] ?? []).contains { !$0.isBus && $0.driver == first }
  }

  private static func controller(
    of bus: Bus, _ kill: KillCase, _ start: Int64, _ killed: Int64, _ boot: BootContext
  ) -> [Suspicion] {
    var lines: [String: [Int]] = [:]
    for line in bus.lines(of: boot) where kill.covers(line.entry, boot, before: 0) {
      guard let driver = bus.driver(of: line, boot),
        SpokenLine(line: line, relation: .sibling, driver: driver).complains
      else { continue }
      lines[driver, default: []].append(line.entry)
    }
    guard lines.count == 1, let driver = lines.first?.key, let entries = lines[driver]?.sorted(),
      areThroughout(entries, start, killed, boot)
    else { return [] }
    let said = Evidence.Statement.complainedAllTheWhile(times: entries.count, by: .controller)
    let shown = Array(entries.prefix(3))
    // what is at fault behind the driver is the bus itself, as far as the words go
    let behind =
      boot.line(at: entries[0])?.device.map {
        Suspicion(.hardware, $0, alone, said, shown, .circumstantial, at: .root)
      } ?? Suspicion(.driver, driver, throughout, said, shown, .circumstantial, at: .root)
    return [Suspicion(.driver, driver, throughout, said, shown, .circumstantial), behind]
  }

  /// Whether there are at least three of them, and they fill half of the event.
  private static func areThroughout(
    _ entries: [Int], _ start: Int64, _ killed: Int64, _ boot: BootContext
  ) -> Bool {
    guard entries.count >= 3, let first = boot.time(entries[0]),
      let last = boot.time(entries[entries.count - 1])
    else { return false }
    return min(last, killed) - first >= (killed - start) / 2
  }

  /// The one thing that complained so of all that had anything to complain about.
  private static func onlyOne(
    _ kill: KillCase, _ start: Int64, _ killed: Int64, _ boot: BootContext
  ) -> [Suspicion] {
    let own = Set(boot.lines(about: kill.device).map(\.0.entry))
    var often: [String: [Int]] = [:]
    for (device, entries) in boot.silences {
      let within = entries.filter { kill.covers($0, boot, before: 0) }
      guard areThroughout(within, start, killed, boot) else { continue }
      // what is said of the event's own device again and again has rules of its own
      if within.contains(where: own.contains) { return [] }
      often[device] = within
    }
    guard often.count == 1, let (device, entries) = often.first, entries.count >= 5 else {
      return []
    }
    return [
      Suspicion(
        .hardware, device,
        kill.device?.sysname.map(BlockDeviceIsRead.isDisk) == true ? besideDisk : alone,
        .complainedAllTheWhile(times: entries.count, by: .anybody),
        Array(entries.prefix(3)), .circumstantial)
    ]
  }

  private enum Bus {
    case i2c, spi, mapping, sdio

    init?(of sysname: String) {
      if sysname.hasPrefix("dm-") {
        self = .mapping
      } else if sysname.hasPrefix("mmc"), sysname.contains(":") {
        self = .sdio
      } else if sysname.hasPrefix("mtd") || sysname.hasPrefix("ubi")
        || sysname.hasPrefix("spi") && sysname.contains(".")
      {
        self = .spi
      } else if DeviceTree.isOnI2C(sysname) {
        self = .i2c
      } else {
        return nil
      }
    }

    /// What the bus of a device is called.
    func name(above sysname: String) -> String? {
      switch self {
      case .i2c: sysname.split(separator: "-").first.map { "i2c-\($0)" }
      case .spi where sysname.hasPrefix("spi"): sysname.split(separator: ".").first.map(String.init)
      case .sdio: sysname.split(separator: ":").first.map(String.init)
      case .spi, .mapping: nil
      }
    }

    private var words: [String] {
      switch self {
      case .i2c: ["i2c", "smbus"]
      case .spi: ["spi", "nand", "nor", "mtd"]
      case .sdio: ["mmc", "sdio", "sdhci", "sdhost", "msdc"]
      case .mapping: []
      }
    }

    /// What was said of controllers of the bus.
    func lines(of boot: BootContext) -> [DeviceLine] {
      if self == .mapping { return boot.index.named["device-mapper"] ?? [] }
      return boot.index.lines.flatMap { device, lines in
        Bus(of: device) != self && isController(device, lines) ? lines : []
      }
    }

    /// By its name or its driver's; what is on such a bus is called after it as well (`i2c-ELAN0001:00`). A
    /// bridge that says what it makes is known by its words (`HID USB-to-SMBus Bridge`).
    private func isController(_ device: String, _ lines: [DeviceLine]) -> Bool {
      if device.hasPrefix("i2c-") || device.hasPrefix("spi-") { return false }
      return names(device)
        || lines.prefix(8).contains { names($0.driver) || self == .i2c && names($0.text) }
    }

    func driver(of line: DeviceLine, _ boot: BootContext) -> String? {
      if self == .mapping { return target(line) }
      return line.isBus ? nil : boot.driver(of: line)
    }

    private func names(_ text: String) -> Bool {
      text.lowercased().split { !$0.isLetter && !$0.isNumber }.contains { word in
        words.contains {
          word == $0 || word.hasSuffix($0) && $0.count > 3 || word.hasSuffix("q\($0)")
        }
          || self == .i2c && word.contains("i2c")
      }
    }

    /// `device-mapper: dm-log-userspace: […] Request timed out`: whose paths fail, tells of the paths.
    private func target(_ line: DeviceLine) -> String? {
      guard line.driver == "device-mapper",
        let name = line.text.drop(while: { $0 == " " }).split(separator: ":").first,
        !["multipath", "ioctl", "table", "core", "uevent"].contains(name), !name.contains(" ")
      else { return nil }
      let module = String(name).moduleName
      return module.hasPrefix("dm_") ? module : "dm_\(module)"
    }
  }
}
