internal import LogModel
internal import KillCorrelator
internal import Platform

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
      guard let modalias = SmallFile.line("\(path)/modalias") else { continue }
      let driver = SmallFile.target(of: "\(path)/driver")
      let link = Self.entry("\(path)/driver", driver ?? "")
      return DeviceRecord(
        subsystem: bus, modalias: Recorded(modalias, Self.entry("\(path)/modalias", modalias)),
        driver: driver.map { Recorded($0, link) }, driverless: driver == nil ? link : nil)
    }
    return nil
  }

  private static func entry(_ path: String, _ value: String) -> Entry {
    Entry(
      place: Place(source: path, position: .line(1)), stamp: .none, speaker: .unknown,
      line: Array(value.utf8))
  }
}
