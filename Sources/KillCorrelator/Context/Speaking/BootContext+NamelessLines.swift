internal import LogModel

/// Lines of a driver that name none of its devices: `AAC0: adapter kernel failed to start, init status = 0.`
/// after `aacraid 0000:05:00.0: can't disable ASPM`.
extension BootContext {
  /// What the driver of a device said in no device's name since it had first spoken in this one's: it is
  /// about this device, where the driver is not seen to have another one.
  func namelessLines(of sysname: String) -> [DeviceLine] {
    unnamed.value(of: sysname) {
      guard let driver = index.instances.driver(ofNothingBut: sysname), !hasTwin(sysname),
        let first = index.lines[sysname]?.first(where: { $0.driver == driver })
      else { return [] }
      let modules = Set(knowledge.kernels.modules(ofDriver: driver).map(\.moduleName))
      guard !modules.isEmpty else { return [] }
      return index.named.values.flatMap { lines in
        lines.drop { $0.entry < first.entry }.prefix(Self.fewEnough).filter { line in
          !line.isBus && !index.instances.isNumbered(line.driver)
            && speaker(of: line.entry).module.map { modules.contains($0.moduleName) } ?? false
        }
      }.map { DeviceLine($0, spokenBy: driver) }
    }
  }

  /// Of each name that stands in front of lines, so many are looked at.
  private static var fewEnough: Int { 32 }

  /// Whether another device is of the same make: the driver may have come to that one.
  private func hasTwin(_ sysname: String) -> Bool {
    guard let own = hardware[sysname] else { return false }
    return hardware.contains { $0.key != sysname && $0.value == own }
  }
}
