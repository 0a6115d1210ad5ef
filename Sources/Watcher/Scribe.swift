internal import JournalReader
internal import LogModel

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
    record.field("_TRANSPORT", "journal")
    record.field("_SOURCE_REALTIME_TIMESTAMP", "\(realtime)")
    record.field("SYSLOG_IDENTIFIER", "probe-doctor")
    record.field("_PID", "\(pid)")
    if let device { record.field("DEVICE", device) }
    record.field("MESSAGE", message)
    return record.ended
  }

  /// A line of the kernel's buffer.
  func kernel(_ line: KernelBuffer.Line) -> [UInt8] {
    var record = head
    record.field("_TRANSPORT", "kernel")
    record.field("_SOURCE_MONOTONIC_TIMESTAMP", "\(line.monotonic)")
    record.field("PRIORITY", "\(line.priority)")
    record.field("SYSLOG_IDENTIFIER", line.identifier)
    if let pid = line.pid { record.field("SYSLOG_PID", "\(pid)") }
    record.field("MESSAGE", line.text)
    return record.ended
  }

  private var head: ExportRecord {
    var record = ExportRecord()
    record.field("__REALTIME_TIMESTAMP", "\(realtime)")
    record.field("__MONOTONIC_TIMESTAMP", "\(monotonic)")
    record.field("_BOOT_ID", bootID)
    if let machineID { record.field("_MACHINE_ID", machineID) }
    if let hostname { record.field("_HOSTNAME", hostname) }
    return record
  }
}
