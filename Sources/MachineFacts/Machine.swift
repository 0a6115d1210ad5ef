internal import Glibc
public import KillCorrelator

/// What this machine knows about devices: its kernels' module tables, systemd's hardware database
/// and, for the boot that runs now, sysfs.
public struct Machine: DeviceKnowledge {
  private let modules: ModuleTables
  private let names: HardwareNames?
  private let bootID: String?

  /// - Parameter directory: module tables to use instead of this machine's: a folder with
  ///   `modules.alias.bin`, or one with such folders by release.
  public init(modules directory: String? = nil) {
    modules = ModuleTables(directory: directory)
    names = HardwareNames()
    bootID = Self.line("/proc/sys/kernel/random/boot_id").map { $0.filter { $0 != "-" } }
  }

  public func modules(for modalias: String, kernel: String?) -> ModuleLookup? {
    modules.lookup(modalias, kernel: kernel)
  }

  public func description(of modalias: String) -> String? { names?.description(of: modalias) }

  /// Reading `modalias` takes no lock of the device; `uevent` beside it would.
  public func modalias(ofDevice sysname: String, inBoot bootID: String?) -> String? {
    guard let bootID, bootID == self.bootID, !sysname.contains("/"), sysname != ".." else {
      return nil
    }
    for bus in [
      "pci", "usb", "platform", "virtio", "hid", "hdaudio", "i2c", "serio", "pnp", "scsi",
    ] {
      if let modalias = Self.line("/sys/bus/\(bus)/devices/\(sysname)/modalias") { return modalias }
    }
    return nil
  }

  /// The first line of a small file.
  static func line(_ path: String) -> String? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = read(descriptor, &buffer, buffer.count)
    guard count > 0 else { return nil }
    let line = buffer[..<count].prefix { $0 != 0x0a }
    return line.isEmpty ? nil : String(decoding: line, as: UTF8.self)
  }
}
