internal import KillCorrelator
internal import LogModel
internal import Platform

/// What sysfs tells of devices. Reading a link, a list of names or `modalias` takes no lock of the
/// device.
///
/// `uevent` (up to Linux 6.11) and `waiting_for_supplier` are never read: both wait for the device's
/// lock, which a probe holds. Worse, the end of a probe removes `waiting_for_supplier`, which waits
/// for its readers while it still holds the lock (`device_links_driver_bound` in
/// drivers/base/core.c): who reads it during a probe hangs for ever, and so do the worker, udevd and
/// journald.
package struct Sysfs: Sendable {
  /// `/sys`, or a folder that stands for it.
  package let root: String

  package init(root: String = "/sys") {
    self.root = root
  }

  // MARK: By devpath

  /// A driver, and the module that it came in.
  package struct Driver: Sendable, Hashable {
    package var name: String
    /// Nil for one that is built in, or that still registers.
    package var module: String?
  }

  /// The kernel makes the link before it calls the probe (`driver_sysfs_add` in drivers/base/dd.c).
  package func driver(ofDevpath devpath: String) -> Driver? {
    let link = "\(root)\(devpath)/driver"
    return SmallFile.target(of: link).map {
      Driver(name: $0, module: SmallFile.target(of: "\(link)/module"))
    }
  }

  package func modalias(ofDevpath devpath: String) -> String? {
    SmallFile.line("\(root)\(devpath)/modalias")
  }

  /// The devices that have to work before this one can, by the links that the kernel made.
  package func suppliers(ofDevpath devpath: String) -> [String] {
    SmallFile.names(in: "\(root)\(devpath)").filter { $0.hasPrefix("supplier:") }
      .map { String($0.dropFirst(9)) }
  }

  // MARK: By module

  /// Modules are named with `_` where drivers may have `-`.
  package static func moduleName(_ name: String) -> String {
    String(name.map { $0 == "-" ? "_" : $0 })
  }

  /// The devices that a module's drivers have, or are just taking: devpaths.
  ///
  /// A driver that still registers is not linked to its module yet (`bus_add_driver` in
  /// drivers/base/bus.c probes first); then the driver of the module's name is meant.
  package func devices(ofModule module: String) -> [String] {
    let wanted = Self.moduleName(module)
    let linked = "\(root)/module/\(wanted)/drivers"
    var folders = SmallFile.names(in: linked).map { "\(linked)/\($0)" }
    if folders.isEmpty {
      folders = buses.flatMap { bus in
        let drivers = "\(root)/bus/\(bus)/drivers"
        return SmallFile.names(in: drivers).filter { Self.moduleName($0) == wanted }
          .map { "\(drivers)/\($0)" }
      }
    }
    return folders.flatMap { folder in
      SmallFile.names(in: folder).compactMap { devpath(of: "\(folder)/\($0)") }
    }
  }

  // MARK: All devices

  /// A device that has a modalias.
  package struct Device {
    package var devpath: String
    package var bus: String
    package var modalias: String
    package var driver: String?
  }

  /// Those of all buses, in the order of their devpaths.
  package func devices() -> [Device] {
    let all = buses.flatMap { bus in
      let folder = "\(root)/bus/\(bus)/devices"
      return SmallFile.names(in: folder).compactMap { name -> Device? in
        let path = "\(folder)/\(name)"
        guard let modalias = SmallFile.line("\(path)/modalias"), let devpath = devpath(of: path)
        else { return nil }
        return Device(
          devpath: devpath, bus: bus, modalias: modalias,
          driver: SmallFile.target(of: "\(path)/driver"))
      }
    }
    return all.sorted { $0.devpath < $1.devpath }
  }

  /// Devices whose probe was put off, a line each; in debugfs, for root.
  package func deferred() -> [String] {
    (SmallFile.text("\(root)/kernel/debug/devices_deferred") ?? "").split(separator: "\n")
      .map { String($0).replacing("\t", with: " ") }
  }

  private var buses: [String] { SmallFile.names(in: "\(root)/bus") }

  /// `../../../../devices/pci0000:00/0000:00:05.0`; other links of a driver's folder lead elsewhere.
  private func devpath(of link: String) -> String? {
    guard let link = SmallFile.link(link), let at = link.firstRange(of: "../devices/") else {
      return nil
    }
    return "/devices/" + link[at.upperBound...]
  }

  // MARK: By sysname

  /// The buses on which a device of an event's name is looked for.
  private static let searchedBuses = [
    "pci", "usb", "platform", "virtio", "hid", "hdaudio", "i2c", "serio", "pnp", "scsi",
  ]

  /// What is to be seen of a device now, each fact with its file.
  func record(of sysname: String) -> DeviceRecord? {
    guard !sysname.contains("/"), sysname != "..", sysname != "." else { return nil }
    for bus in Self.searchedBuses {
      let path = "\(root)/bus/\(bus)/devices/\(sysname)"
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
