/// The devices of the running system that have a modalias, with their drivers, written as
/// `udevadm info --export-db` writes them.
///
/// udev's own database has much more in it, most of which is private and none of which a diagnosis
/// needs.
package struct DeviceList {
  package init() {}

  package var text: String {
    Sysfs().devices().map { device in
      "P: \(device.devpath)\nE: DEVPATH=\(device.devpath)\nE: SUBSYSTEM=\(device.bus)\n"
        + (device.driver.map { "E: DRIVER=\($0)\n" } ?? "") + "E: MODALIAS=\(device.modalias)\n\n"
    }.joined()
  }
}
