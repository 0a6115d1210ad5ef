internal import LogModel

/// Lines of a driver that name none of its devices: `AAC0: adapter kernel failed to start, init status = 0.`
/// after `aacraid 0000:05:00.0: can't disable ASPM`.
extension BootContext {
  /// What the driver of a device said in no device's name since it had first spoken in this one's, or all
  /// where no other driver serves it: it is about this device, where the driver is not seen to have another
  /// one.
  func namelessLines(of sysname: String) -> [DeviceLine] {
    unnamed.value(of: sysname) {
      guard !hasTwin(sysname) else { return [] }
      if let first = firstLine(about: sysname) {
        return namelessLines(ofDriver: first.driver, from: first.entry)
      }
      return onlyDriver(of: sysname).map { namelessLines(ofDriver: $0, from: 0) } ?? []
    }
  }

  private func namelessLines(ofDriver driver: String, from start: Int) -> [DeviceLine] {
    let modules = Set(knowledge.kernels.modules(ofDriver: driver).map(\.moduleName))
    guard !modules.isEmpty else { return [] }
    return index.named.values.flatMap { lines in
      lines.drop { $0.entry < start }.prefix(Self.fewEnough).filter { line in
        !line.isBus && !index.instances.isNumbered(line.driver)
          && speaker(of: line.entry).module.map { modules.contains($0.moduleName) } ?? false
      }
    }.map { DeviceLine($0, spokenBy: driver) }
  }

  /// The driver that alone serves a device of its make, where it has spoken of no device at all, and no
  /// driver has of this one. What is plugged into USB has a driver for each of its interfaces.
  private func onlyDriver(of sysname: String) -> String? {
    guard !DeviceTree.isOnUSB(sysname), index.lines[sysname]?.allSatisfy(\.isBus) ?? true,
      let modalias = identity(of: Device(sysname: sysname))?.modalias,
      let modules = knowledge.modules(for: modalias, kernel: system.kernelRelease)?.modules,
      modules.count == 1, let module = modules.first, !index.instances.hasSpoken(module.moduleName)
    else { return nil }
    return module
  }

  /// The first line of the device's driver: in the device's name, or with its numbers alone, as in
  /// `uvcvideo: Found UVC 1.00 device Full HD webcam (1bcf:2284)`.
  private func firstLine(about sysname: String) -> DeviceLine? {
    if let driver = index.instances.driver(ofNothingBut: sysname) {
      return index.lines[sysname]?.first { $0.driver == driver }
    }
    // an interface has the numbers of its device
    guard let id = hardware[sysname] ?? hardware[String(sysname.prefix { $0 != ":" })],
      id.bus == .usb
    else { return nil }
    let numbers = "(\(id.vendor):\(id.product))".lowercased()
    return index.named.values.lazy.compactMap { lines in
      lines.prefix(Self.fewEnough).first { line in
        line.device == nil && !line.isBus && line.text.range(ofText: numbers) != nil
      }
    }.min { $0.entry < $1.entry }
  }

  /// Of each name that stands in front of lines, so many are looked at.
  private static var fewEnough: Int { 32 }

  /// Whether another device is of the same make: the driver may have come to that one.
  private func hasTwin(_ sysname: String) -> Bool {
    guard let own = hardware[sysname] else { return false }
    return hardware.contains { $0.key != sysname && $0.value == own }
  }
}
