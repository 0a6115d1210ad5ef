internal import Glibc
internal import JournalReader
internal import KillCorrelator

/// The devices of the system that runs here, by sysfs.
struct SystemDevices: Sendable {
  private static let buses = [
    "pci", "usb", "platform", "virtio", "hid", "hdaudio", "i2c", "serio", "pnp", "scsi",
  ]

  /// Reading `modalias` and links takes no lock of the device; `uevent` beside them would.
  func device(_ sysname: String) -> DeviceRecord? {
    guard !sysname.contains("/"), sysname != "..", sysname != "." else { return nil }
    for bus in Self.buses {
      let path = "/sys/bus/\(bus)/devices/\(sysname)"
      guard let modalias = Machine.line("\(path)/modalias") else { continue }
      let driver = Self.target("\(path)/driver")
      let link = Self.entry("\(path)/driver", driver ?? "")
      return DeviceRecord(
        subsystem: bus, modalias: Recorded(modalias, Self.entry("\(path)/modalias", modalias)),
        driver: driver.map { Recorded($0, link) }, driverless: driver == nil ? link : nil)
    }
    return nil
  }

  /// The last component of what a link leads to.
  private static func target(_ link: String) -> String? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(link, &buffer, buffer.count)
    guard count > 0 else { return nil }
    let path = String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    return path.split(separator: "/").last.map(String.init)
  }

  private static func entry(_ path: String, _ value: String) -> Entry {
    Entry(
      place: Place(source: path, position: .line(1)), stamp: .none, speaker: .unknown,
      line: Array(value.utf8))
  }
}
