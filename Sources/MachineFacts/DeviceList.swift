internal import Glibc
internal import Platform

/// The devices of the running system that have a modalias, with their drivers, written as
/// `udevadm info --export-db` writes them.
///
/// udev's own database has much more in it, most of which is private and none of which a diagnosis
/// needs.
package struct DeviceList {
  private static let buses = "/sys/bus"

  package init() {}

  package var text: String {
    var devices: [String: String] = [:]
    for bus in SmallFile.names(in: Self.buses) {
      let folder = "\(Self.buses)/\(bus)/devices"
      for name in SmallFile.names(in: folder) {
        guard let modalias = SmallFile.line("\(folder)/\(name)/modalias"),
          let path = Self.devicePath("\(folder)/\(name)")
        else { continue }
        var record = "P: \(path)\nE: DEVPATH=\(path)\nE: SUBSYSTEM=\(bus)\n"
        if let driver = SmallFile.target(of: "\(folder)/\(name)/driver") {
          record += "E: DRIVER=\(driver)\n"
        }
        devices[path] = record + "E: MODALIAS=\(modalias)\n\n"
      }
    }
    return devices.sorted { $0.key < $1.key }.map(\.value).joined()
  }

  /// Below `/sys`.
  private static func devicePath(_ link: String) -> String? {
    guard let path = realpath(link, nil) else { return nil }
    defer { free(path) }
    let name = String(cString: path)
    return name.hasPrefix("/sys/") ? String(name.dropFirst(4)) : nil
  }
}
