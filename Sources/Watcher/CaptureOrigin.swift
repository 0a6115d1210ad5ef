internal import Glibc
internal import JournalReader
internal import MachineFacts
internal import Platform

/// The machine, the process and the moment of a capture: what each of its records says besides its
/// message.
struct CaptureOrigin: Sendable {
  var bootID = ThisMachine.bootID ?? String(repeating: "0", count: 32)
  var machineID = ThisMachine.machineID
  var hostname = ThisMachine.hostname
  var pid = Int(getpid())
  /// µs
  var monotonic = Clock.monotonic()
  var realtime = Clock.realtime()

  /// The record of something that the watcher saw.
  ///
  /// - Parameter fields: what else it says, by name.
  func record(
    _ message: String, device: String? = nil, fields: [(String, String)] = []
  ) -> [UInt8] {
    var record = head
    record.field("_TRANSPORT", "journal")
    record.field("_SOURCE_REALTIME_TIMESTAMP", "\(realtime)")
    record.field("SYSLOG_IDENTIFIER", "probe-doctor")
    record.field("_PID", "\(pid)")
    if let device { record.field("DEVICE", device) }
    for (name, value) in fields { record.field(name, value) }
    record.field("MESSAGE", message)
    return record.ended
  }

  /// The record of a line of the kernel's buffer.
  func record(_ line: KernelBuffer.Line) -> [UInt8] {
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
