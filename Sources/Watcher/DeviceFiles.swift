internal import MachineFacts
internal import Platform

/// What sysfs tells of a device. Reading a link or a list of names takes no lock of the device.
///
/// `uevent` (up to Linux 6.11) and `waiting_for_supplier` are never read: both wait for the device's
/// lock, which a probe holds. Worse, the end of a probe removes `waiting_for_supplier`, which waits
/// for its readers while it still holds the lock (`device_links_driver_bound` in
/// drivers/base/core.c): who reads it during a probe hangs for ever, and so do the worker, udevd and
/// journald.
struct DeviceFiles {
  /// `/sys`, or a folder that stands for it.
  let root: String

  init(root: String = "/sys") {
    self.root = root
  }

  /// A driver, and the module that it came in.
  struct Driver: Sendable, Hashable {
    var name: String
    /// Nil for one that is built in, or that still registers.
    var module: String?
  }

  /// The kernel makes the link before it calls the probe (`driver_sysfs_add` in drivers/base/dd.c).
  func driver(ofDevpath devpath: String) -> Driver? {
    guard let name = base(SmallFile.link("\(root)\(devpath)/driver")) else { return nil }
    return Driver(name: name, module: base(SmallFile.link("\(root)\(devpath)/driver/module")))
  }

  /// The devices that a module's drivers have, or are just taking: devpaths.
  ///
  /// A driver that still registers is not linked to its module yet (`bus_add_driver` in
  /// drivers/base/bus.c probes first); then the driver of the module's name is meant.
  func devices(ofModule module: String) -> [String] {
    let wanted = Self.normalised(module)
    let linked = "\(root)/module/\(wanted)/drivers"
    var folders = names(linked).map { "\(linked)/\($0)" }
    if folders.isEmpty {
      for bus in names("\(root)/bus") {
        let drivers = "\(root)/bus/\(bus)/drivers"
        folders += names(drivers).filter { Self.normalised($0) == wanted }
          .map { "\(drivers)/\($0)" }
      }
    }
    return folders.flatMap { folder in
      names(folder).compactMap { devpath(SmallFile.link("\(folder)/\($0)")) }
    }
  }

  /// Modules are named with `_` where drivers may have `-`.
  static func normalised(_ name: String) -> String {
    String(name.map { $0 == "-" ? "_" : $0 })
  }

  private func names(_ folder: String) -> [String] { SmallFile.names(in: folder) }

  /// `modalias` takes no lock.
  func modalias(ofDevpath devpath: String) -> String? {
    SmallFile.line("\(root)\(devpath)/modalias")
  }

  /// The devices that have to work before this one can, by the links that the kernel made.
  func suppliers(ofDevpath devpath: String) -> [String] {
    names("\(root)\(devpath)").filter { $0.hasPrefix("supplier:") }
      .map { String($0.dropFirst(9)) }
  }

  /// Devices whose probe was put off, a line each; in debugfs, for root.
  func deferred() -> [String] {
    (SmallFile.text("\(root)/kernel/debug/devices_deferred") ?? "").split(separator: "\n")
      .map { String($0).replacing("\t", with: " ") }
  }

  private func base(_ path: String?) -> String? {
    path?.split(separator: "/").last.map(String.init)
  }

  /// `../../../../devices/pci0000:00/0000:00:05.0`; other links of a driver's folder lead elsewhere.
  private func devpath(_ link: String?) -> String? {
    guard let link, let at = link.firstRange(of: "../devices/") else { return nil }
    return "/devices/" + link[at.upperBound...]
  }
}
