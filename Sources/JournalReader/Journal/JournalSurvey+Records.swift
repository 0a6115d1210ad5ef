internal import LogModel

/// Requests and surveys as records of the journal's export format, on their way between processes.
/// Entries go as they are, among them.
///
/// Fields of our own begin with `__PROBE_DOCTOR_`. No entry can bring such a field along: of an entry
/// only those go over that ``JournalRecord`` knows.
private enum OwnField {
  /// What the record is, if it is no entry; the rest depends on it.
  static let record = "__PROBE_DOCTOR_RECORD"
  static let file = "__PROBE_DOCTOR_FILE"
  static let boots = "__PROBE_DOCTOR_BOOTS"
  /// Pairs of numbers.
  static let spans = "__PROBE_DOCTOR_SPANS"
  /// Letters that stand for what is so.
  static let traits = "__PROBE_DOCTOR_TRAITS"
  static let last = "__PROBE_DOCTOR_LAST"
  static let steps = "__PROBE_DOCTOR_STEPS"
  static let cut = "__PROBE_DOCTOR_CUT"
  /// A failure's error number and flags, and its sentence.
  static let failure = "__PROBE_DOCTOR_FAILURE"
  static let reason = "__PROBE_DOCTOR_REASON"
}

extension JournalRecord {
  fileprivate func numbers(_ name: String) -> [Int64] {
    text(name)?.split(separator: " ").compactMap { Int64($0) } ?? []
  }

  fileprivate var boot: BootID? { string(.bootID).flatMap { BootID($0) } }

  fileprivate var ranges: [ClosedRange<Int64>] {
    let numbers = numbers(OwnField.spans)
    return stride(from: 0, to: numbers.count - 1, by: 2).compactMap {
      numbers[$0] <= numbers[$0 + 1] ? numbers[$0]...numbers[$0 + 1] : nil
    }
  }
}

extension ExportRecord {
  fileprivate mutating func field(_ name: String, _ numbers: [Int64]) {
    field(name, numbers.map { "\($0)" }.joined(separator: " "))
  }

  fileprivate mutating func field(_ ranges: [ClosedRange<Int64>]) {
    field(OwnField.spans, ranges.flatMap { [$0.lowerBound, $0.upperBound] })
  }

  fileprivate mutating func field(_ boot: BootID) { field("_BOOT_ID", boot.description) }

  fileprivate mutating func field(_ times: JournalHandle.Times) {
    field("__MONOTONIC_TIMESTAMP", times.monotonic)
    field("__REALTIME_TIMESTAMP", times.realtime)
  }
}

extension JournalRequest {
  var record: [UInt8] {
    var record = ExportRecord()
    record.field(OwnField.file, file)
    if let boots { record.field(OwnField.boots, boots.map(\.description).joined(separator: " ")) }
    if let spans { record.field(spans) }
    if hasStart { record.field(OwnField.traits, "s") }
    return record.ended
  }

  init?(_ record: borrowing JournalRecord) {
    guard let file = record.integer(named: OwnField.file) else { return nil }
    self.file = Int(file)
    boots = record.text(OwnField.boots)?.split(separator: " ").compactMap { BootID($0) }
    spans = record.range(named: OwnField.spans) == nil ? nil : record.ranges
    hasStart = record.range(named: OwnField.traits) != nil
  }
}

/// What a record is that comes back.
enum JournalReply {
  case entry
  /// A part of a survey.
  case found
  /// The last part of it.
  case end
}

extension JournalSurvey {
  func write(to record: inout ExportRecord) {
    for part in parts { part.write(to: &record) }
    for (boot, spans) in spans {
      record.field(OwnField.record, "spans")
      record.field(boot)
      record.field(spans.ranges)
      record.end()
    }
    for (identity, loss) in losses {
      record.field(OwnField.record, "loss")
      record.field("__CURSOR", identity.text)
      record.field(loss.boot)
      record.field("MESSAGE", loss.message)
      record.end()
    }
    for (boot, notices) in notices {
      for notice in notices { notice.write(boot, to: &record) }
    }
    record.field(OwnField.record, "end")
    record.field(OwnField.steps, steps)
    if let cut { record.field(OwnField.cut, [Int64(cut.size), Int64(cut.missing)]) }
    let traits = [(lacksEnd, "l"), (isPutAway, "p"), (refusal != nil, "r")]
    record.field(OwnField.traits, traits.filter(\.0).map(\.1).joined())
    (refusal ?? damage)?.write(to: &record)
    record.end()
  }

  /// Takes what a record tells.
  ///
  /// - Parameter noticeFields: which fields of notices are wanted.
  mutating func take(
    _ record: borrowing JournalRecord, noticeFields: [StaticString]
  ) -> JournalReply {
    switch record.text(OwnField.record) {
    case nil: return .entry
    case "part":
      if let part = JournalFile.Part(record) { parts.append(part) }
    case "spans":
      guard let boot = record.boot else { break }
      for range in record.ranges { spans[boot, default: Spans()].add(range) }
    case "loss":
      guard let cursor = record.cursor, let boot = record.boot else { break }
      losses[cursor.identity] = Loss(boot: boot, message: record.string(.message) ?? "")
    case "notice":
      guard let boot = record.boot else { break }
      notices[boot, default: []].insert(JournalNotice(record, noticeFields))
    default:
      steps = Int(record.integer(named: OwnField.steps) ?? 0)
      let traits = record.text(OwnField.traits) ?? ""
      lacksEnd = traits.contains("l")
      isPutAway = traits.contains("p")
      let failure = JournalFailure(record)
      if traits.contains("r") { refusal = failure } else { damage = failure }
      let numbers = record.numbers(OwnField.cut)
      if numbers.count == 2 { cut = (Int(numbers[0]), Int(numbers[1])) }
      return .end
    }
    return .found
  }
}

extension JournalFile.Part {
  fileprivate func write(to record: inout ExportRecord) {
    record.field(OwnField.record, "part")
    record.field(first.boot)
    record.field(first)
    record.field(OwnField.last, [last.monotonic, last.realtime])
    record.field("__SEQNUM", firstNumber)
    record.field("__SEQNUM_ID", counter)
    if let machineID { record.field("_MACHINE_ID", machineID) }
    if let hostname { record.field("_HOSTNAME", hostname) }
    record.end()
  }

  fileprivate init?(_ record: borrowing JournalRecord) {
    let ends = record.numbers(OwnField.last)
    guard let boot = record.boot, let monotonic = record.integer(.monotonic),
      let realtime = record.integer(.realtime), ends.count == 2
    else { return nil }
    first = .init(boot: boot, monotonic: monotonic, realtime: realtime)
    last = .init(boot: boot, monotonic: ends[0], realtime: ends[1])
    counter = record.value("__SEQNUM_ID").map { Array($0) } ?? []
    firstNumber = record.text("__SEQNUM").flatMap { UInt64($0) } ?? 0
    machineID = record.string(.machineID)
    hostname = record.string(.hostname)
  }
}

extension JournalNotice {
  fileprivate func write(_ boot: BootID, to record: inout ExportRecord) {
    record.field(OwnField.record, "notice")
    record.field(boot)
    if let monotonic = stamp.monotonic { record.field("__MONOTONIC_TIMESTAMP", monotonic) }
    if let realtime = stamp.realtime {
      record.field("__REALTIME_TIMESTAMP", realtime)
      if stamp.clock == .source { record.field("_SOURCE_REALTIME_TIMESTAMP", realtime) }
    }
    for (name, value) in fields { record.field(name, value) }
    record.end()
  }

  fileprivate init(_ record: borrowing JournalRecord, _ wanted: [StaticString]) {
    var fields: [String: String] = [:]
    for name in wanted { fields["\(name)"] = record.text("\(name)") }
    self.init(stamp: record.stamp, fields: fields)
  }
}

extension JournalFailure {
  fileprivate func write(to record: inout ExportRecord) {
    record.field(OwnField.failure, [Int64(code), Int64(flags)])
    if let detail { record.field(OwnField.reason, detail) }
  }

  fileprivate init?(_ record: borrowing JournalRecord) {
    let numbers = record.numbers(OwnField.failure)
    guard numbers.count == 2 else { return nil }
    self.init(
      code: Int32(truncatingIfNeeded: numbers[0]), flags: UInt32(truncatingIfNeeded: numbers[1]),
      detail: record.text(OwnField.reason))
  }
}

extension JournalRecord {
  var cursor: JournalCursor? {
    value("__CURSOR").map { value in value.withUnsafeBytes { JournalCursor($0) } }
  }

  /// The fields of which an entry is made.
  private static let carried: [(Field, String)] = [
    (.message, "MESSAGE"), (.identifier, "SYSLOG_IDENTIFIER"), (.pid, "_PID"),
    (.syslogPID, "SYSLOG_PID"), (.transport, "_TRANSPORT"), (.comm, "_COMM"),
    (.sourceRealtime, "_SOURCE_REALTIME_TIMESTAMP"),
    (.sourceMonotonic, "_SOURCE_MONOTONIC_TIMESTAMP"), (.device, "DEVICE"),
    (.kernelDevice, "_KERNEL_DEVICE"), (.sysname, "_UDEV_SYSNAME"),
  ]

  /// Writes the entry that a handle stands on.
  func write(
    _ handle: JournalHandle, _ times: JournalHandle.Times, to record: inout ExportRecord
  ) throws(JournalFailure) {
    let cursor = try handle.withCursor { Array($0) }
    record.field("__CURSOR", cursor)
    record.field(times)
    bytes.withUnsafeBytes { bytes in
      for (field, name) in Self.carried {
        if let range = range(field) { record.field(name, ByteSpan(bytes)[range].bytes) }
      }
    }
    record.end()
  }
}
