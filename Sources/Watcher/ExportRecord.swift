/// One record in the journal's export format (systemd.io/JOURNAL_EXPORT_FORMATS): the form in which
/// captures are kept, so that all that reads journals reads them.
struct ExportRecord {
  private(set) var bytes: [UInt8] = []

  mutating func add(_ name: String, _ value: String) {
    if value.utf8.contains(0x0a) {
      bytes += Array("\(name)\n".utf8)
      withUnsafeBytes(of: UInt64(value.utf8.count).littleEndian) { bytes += $0 }
      bytes += Array("\(value)\n".utf8)
    } else {
      bytes += Array("\(name)=\(value)\n".utf8)
    }
  }

  /// The record with the empty line that ends it.
  var ended: [UInt8] { bytes + [0x0a] }
}

/// Where and when a capture was taken: what each of its records says.
struct Scribe: Sendable {
  var bootID: String
  var machineID: String?
  var hostname: String?
  var pid: Int
  /// µs
  var monotonic: Int64
  var realtime: Int64

  /// What the watcher saw.
  func seen(_ message: String, device: String? = nil) -> [UInt8] {
    var record = head
    record.add("_TRANSPORT", "journal")
    record.add("_SOURCE_REALTIME_TIMESTAMP", "\(realtime)")
    record.add("SYSLOG_IDENTIFIER", "probe-doctor")
    record.add("_PID", "\(pid)")
    if let device { record.add("DEVICE", device) }
    record.add("MESSAGE", message)
    return record.ended
  }

  /// A line of the kernel's buffer.
  func kernel(_ line: KernelBuffer.Line) -> [UInt8] {
    var record = head
    record.add("_TRANSPORT", "kernel")
    record.add("_SOURCE_MONOTONIC_TIMESTAMP", "\(line.monotonic)")
    record.add("PRIORITY", "\(line.priority)")
    record.add("SYSLOG_IDENTIFIER", line.identifier)
    if let pid = line.pid { record.add("SYSLOG_PID", "\(pid)") }
    record.add("MESSAGE", line.text)
    return record.ended
  }

  private var head: ExportRecord {
    var record = ExportRecord()
    record.add("__REALTIME_TIMESTAMP", "\(realtime)")
    record.add("__MONOTONIC_TIMESTAMP", "\(monotonic)")
    record.add("_BOOT_ID", bootID)
    if let machineID { record.add("_MACHINE_ID", machineID) }
    if let hostname { record.add("_HOSTNAME", hostname) }
    return record
  }
}
