internal import LogModel

enum ControllerKeptComplaining {
  static let rule = Rule(
    id: "controller-kept-complaining",
    title: "The one controller of the device's bus complained all the while",
    proves:
      "What is on an I2C or SPI bus, a flash partition and a mapping are called after their number alone, and "
      + "whose bus that is the log does not tell. Where one driver of such a bus, by its name or its words, said "
      + "for more than half of the event that something timed out or failed, the worker waited for that.",
    misleads: "Another bus of the kind is out of order, and this one is well.",
    source:
      "`i2c_dev_set_name` in drivers/i2c/i2c-core-base.c, `spi_dev_set_name` in drivers/spi/spi.c, "
      + "DM_MSG_PREFIX in drivers/md.",
    link: .wait, witness: .words, weights: [throughout], examine: examine)

  private static let throughout = Weight(2.5, "at least three times, over half of the event")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    guard kill.draft.cause == .eventTimeout, let sysname = kill.device?.sysname,
      let bus = Bus(of: sysname), let start = kill.startTime, let killed = kill.killTime
    else { return [] }
    var lines: [String: [Int]] = [:]
    for line in boot.deviceLines where kill.covers(line.entry, boot, before: 0) {
      guard let driver = bus.controller(line, boot),
        SpokenLine(line: line, relation: .sibling, driver: driver).complains
      else { continue }
      lines[driver, default: []].append(line.entry)
    }
    guard lines.count == 1, let (driver, entries) = lines.first, entries.count >= 3,
      let first = boot.time(entries[0]), let last = boot.time(entries[entries.count - 1]),
      min(last, killed) - first >= (killed - start) / 2
    else { return [] }
    return [
      Suspicion(
        .driver, driver, throughout, .complainedAllTheWhile(times: entries.count),
        Array(entries.prefix(4)), .circumstantial)
    ]
  }

  private enum Bus {
    case i2c, spi, mapping

    init?(of sysname: String) {
      let parts = sysname.split(separator: "-")
      if sysname.hasPrefix("dm-") {
        self = .mapping
      } else if sysname.hasPrefix("mtd") || sysname.hasPrefix("ubi")
        || sysname.hasPrefix("spi") && sysname.contains(".")
      {
        self = .spi
      } else if parts.count == 2, parts[0].allSatisfy(\.isNumber), parts[1].count == 4,
        parts[1].allSatisfy(\.isHexDigit)
      {
        self = .i2c
      } else {
        return nil
      }
    }

    private var words: [String] {
      switch self {
      case .i2c: ["i2c", "smbus"]
      case .spi: ["spi", "nand", "nor", "mtd"]
      case .mapping: []
      }
    }

    /// The driver that speaks, if it is one of a controller of the bus.
    func controller(_ line: DeviceLine, _ boot: BootContext) -> String? {
      if self == .mapping { return target(line) }
      guard !line.isBus, let device = line.device, let driver = boot.driver(of: line),
        Bus(of: device) != self
      else { return nil }
      let isOfBus =
        names(line.driver) || names(device)
        || (boot.index.lines[device] ?? []).prefix(8).contains { names($0.text) }
      return isOfBus ? driver : nil
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
