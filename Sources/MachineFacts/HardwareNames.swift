internal import CSystemd

/// systemd's hardware database: vendor and model by modalias.
///
/// The handle is only read after it is made.
final class HardwareNames: @unchecked Sendable {
  /// This machine's, opened when it is first asked for: most logs are no boots of this machine, and
  /// libsystemd with what it loads costs as much as a short log takes.
  static let here = HardwareNames()

  private let database: OpaquePointer

  /// Nil where the machine has no compiled database (`hwdb.bin`).
  private init?() {
    var database: OpaquePointer?
    guard sd_hwdb_new(&database) >= 0, let database else { return nil }
    self.database = database
  }

  deinit { sd_hwdb_unref(database) }

  func description(of modalias: String) -> String? {
    let vendor = property("ID_VENDOR_FROM_DATABASE", modalias)
    let model = property("ID_MODEL_FROM_DATABASE", modalias)
    let parts = [vendor, model].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: " ")
  }

  private func property(_ key: String, _ modalias: String) -> String? {
    var value: UnsafePointer<CChar>?
    guard sd_hwdb_get(database, modalias, key, &value) >= 0, let value else { return nil }
    return String(cString: value)
  }
}
