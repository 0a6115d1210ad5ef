internal import JournalReader
internal import LogModel
import ReportModel

/// The entries that were kept of a boot, in the journal's export format
/// (https://systemd.io/JOURNAL_EXPORT_FORMATS): systemd-journal-remote makes a journal of it.
struct ExportSlice {
  let boot: BootLog
  /// Where the log has none: a journal needs one.
  let number: Int

  private var madeUpID: String {
    hexadecimal(number, digits: 8) + String(repeating: "0", count: 24)
  }

  /// - Parameter note: what the first of them says before all else.
  func bytes(behind note: String? = nil) -> [UInt8] {
    // counted first: what grows takes up to three times the room of what it comes to
    var count = 0
    each(behind: note) { count += $0.count }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    each(behind: note) { bytes += $0 }
    return bytes
  }

  private func each(behind note: String?, _ body: ([UInt8]) -> Void) {
    var note = note
    var clock = Clocks(boot.entries)
    for entry in boot.entries {
      var record = ExportRecord()
      if let note { record.field("PROBE_DOCTOR_NOTE", note) }
      note = nil
      write(entry, clock.times(of: entry.stamp), to: &record)
      body(record.bytes)
    }
  }

  private func write(_ entry: Entry, _ times: Clocks.Times, to record: inout ExportRecord) {
    let speaker = entry.speaker
    record.field("__REALTIME_TIMESTAMP", String(times.realtime))
    record.field("__MONOTONIC_TIMESTAMP", String(times.monotonic))
    record.field("_BOOT_ID", boot.id ?? madeUpID)
    if let machine = boot.machineID { record.field("_MACHINE_ID", machine) }
    if let host = boot.hostname { record.field("_HOSTNAME", host) }
    if speaker.kind == .kernel {
      record.field("_TRANSPORT", "kernel")
      record.field("SYSLOG_IDENTIFIER", "kernel")
      if entry.stamp.clock == .source {
        record.field("_SOURCE_MONOTONIC_TIMESTAMP", String(times.monotonic))
      }
    } else {
      if !speaker.identifier.isEmpty { record.field("SYSLOG_IDENTIFIER", speaker.identifier) }
      if let pid = speaker.pid { record.field("_PID", String(pid)) }
      if speaker.pid == 1, let unit = entry.unit { record.field("UNIT", unit) }
      if entry.stamp.clock == .source {
        record.field("_SOURCE_REALTIME_TIMESTAMP", String(times.realtime))
      }
    }
    if let device = entry.device {
      record.field(speaker.kind == .kernel ? "_UDEV_SYSNAME" : "DEVICE", device)
    }
    record.field("MESSAGE", Array(entry.message))
    record.end()
  }
}

extension Entry {
  /// The unit that PID 1 speaks about: its name begins the message (`log_unit_full`).
  fileprivate var unit: String? {
    let word = message.prefix { $0 != 0x20 && $0 != 0x3a }
    let name = String(decoding: word, as: UTF8.self)
    return name.hasSuffix(".service") || name.hasSuffix(".socket") ? name : nil
  }
}

/// Both clocks for every entry, as a journal needs them.
///
/// A text may tell only one: then the calendar begins in 1970 with the boot, or the boot with the
/// first line. What the log really says is in the text beside the export.
private struct Clocks {
  struct Times {
    var realtime: Int64
    var monotonic: Int64
  }

  private let start: Int64
  private var last = Times(realtime: 1, monotonic: 0)

  init(_ entries: [Entry]) {
    let known = entries.lazy.map(\.stamp).first { $0.realtime != nil }
    start = known.map { ($0.realtime ?? 0) &- ($0.monotonic ?? 0) } ?? 1
  }

  mutating func times(of stamp: Stamp) -> Times {
    switch (stamp.realtime, stamp.monotonic) {
    case (let realtime?, let monotonic?):
      last = Times(realtime: realtime, monotonic: monotonic)
    case (let realtime?, nil): last = Times(realtime: realtime, monotonic: realtime &- start)
    case (nil, let monotonic?): last = Times(realtime: start &+ monotonic, monotonic: monotonic)
    case (nil, nil): break
    }
    last.realtime = max(last.realtime, 1)
    last.monotonic = max(last.monotonic, 0)
    return last
  }
}
