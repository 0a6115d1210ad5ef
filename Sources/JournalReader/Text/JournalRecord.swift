/// The fields of one journal record, of those that matter here (systemd.journal-fields(7)), and of
/// one record of `dmesg --json`.
struct JournalRecord {
  /// A field by its name. The first of several values counts.
  enum Field: Int, CaseIterable {
    case message, identifier, pid, syslogPID, transport, bootID, machineID, hostname
    case realtime, monotonic, sourceRealtime, sourceMonotonic
    case device, kernelDevice, sysname, comm
    // dmesg --json
    case time, text, priority, facility, caller

    /// The field of a journal record that `name` is.
    init?(_ name: ByteSpan) {
      switch name.count {
      case 4 where name.has("_PID"): self = .pid
      case 5 where name.has("_COMM"): self = .comm
      case 6 where name.has("DEVICE"): self = .device
      case 7 where name.has("MESSAGE"): self = .message
      case 8 where name.has("_BOOT_ID"): self = .bootID
      case 9 where name.has("_HOSTNAME"): self = .hostname
      case 10 where name.has("_TRANSPORT"): self = .transport
      case 10 where name.has("SYSLOG_PID"): self = .syslogPID
      case 11 where name.has("_MACHINE_ID"): self = .machineID
      case 13 where name.has("_UDEV_SYSNAME"): self = .sysname
      case 14 where name.has("_KERNEL_DEVICE"): self = .kernelDevice
      case 17 where name.has("SYSLOG_IDENTIFIER"): self = .identifier
      case 20 where name.has("__REALTIME_TIMESTAMP"): self = .realtime
      case 21 where name.has("__MONOTONIC_TIMESTAMP"): self = .monotonic
      case 26 where name.has("_SOURCE_REALTIME_TIMESTAMP"): self = .sourceRealtime
      case 27 where name.has("_SOURCE_MONOTONIC_TIMESTAMP"): self = .sourceMonotonic
      default: return nil
      }
    }

    /// The field of a record of `dmesg --json` that `name` is.
    init?(dmesg name: ByteSpan) {
      switch name.count {
      case 3 where name.has("msg"): self = .text
      case 3 where name.has("pri"): self = .priority
      case 3 where name.has("fac"): self = .facility
      case 4 where name.has("time"): self = .time
      case 6 where name.has("caller"): self = .caller
      default: return nil
      }
    }
  }

  /// All values, one behind the other.
  private(set) var bytes: [UInt8] = []
  private var ranges: [Range<Int>?] = Array(repeating: nil, count: Field.allCases.count)
  private(set) var isEmpty = true

  mutating func clear() {
    bytes.removeAll(keepingCapacity: true)
    for slot in ranges.indices { ranges[slot] = nil }
    isEmpty = true
  }

  /// Marks that the record has fields, whether or not they matter here.
  mutating func touch() { isEmpty = false }

  mutating func set(_ field: Field, _ value: ByteSpan) {
    set(field) { $0.append(contentsOf: value.bytes.prefix(LineSplitter.longestLine)) }
  }

  /// Sets a field to what `write` appends.
  mutating func set(_ field: Field, _ write: (inout [UInt8]) -> Void) {
    isEmpty = false
    guard ranges[field.rawValue] == nil else { return }
    let start = bytes.count
    write(&bytes)
    ranges[field.rawValue] = start..<bytes.count
  }

  func range(_ field: Field) -> Range<Int>? { ranges[field.rawValue] }

  /// Whether any field is one of the journal's.
  var hasJournalFields: Bool { ranges[..<Field.time.rawValue].contains { $0 != nil } }

  func has(_ field: Field) -> Bool { ranges[field.rawValue] != nil }

  func integer(_ field: Field) -> Int64? {
    guard let range = ranges[field.rawValue] else { return nil }
    return bytes.withUnsafeBytes { ByteSpan($0)[range].integer }
  }

  func equals(_ field: Field, _ literal: StaticString) -> Bool {
    guard let range = ranges[field.rawValue], range.count == literal.utf8CodeUnitCount else {
      return false
    }
    return bytes.withUnsafeBytes { ByteSpan($0).has(literal, at: range.lowerBound) }
  }
}
