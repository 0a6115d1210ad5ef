internal import LogModel

/// What crosses between a worker and who asks it: records of the journal's export format. Fields of our
/// own begin with `__PROBE_DOCTOR_`. No entry can bring such a field along: of an entry only those go
/// over that were asked for.
private enum OwnField {
  /// The ``JournalReply`` that the record is; an entry has none.
  static let reply: StaticString = "__PROBE_DOCTOR_REPLY"
  /// What stands in an entry of what is looked for, as a number; of most nothing.
  static let meaning: StaticString = "__PROBE_DOCTOR_MEANING"
  static let file: StaticString = "__PROBE_DOCTOR_FILE"
  static let boots: StaticString = "__PROBE_DOCTOR_BOOTS"
  /// Pairs of numbers.
  static let spans: StaticString = "__PROBE_DOCTOR_SPANS"
  static let triggers: StaticString = "__PROBE_DOCTOR_TRIGGERS"
  /// Letters that stand for what is so.
  static let traits: StaticString = "__PROBE_DOCTOR_TRAITS"
  static let last: StaticString = "__PROBE_DOCTOR_LAST"
  static let steps: StaticString = "__PROBE_DOCTOR_STEPS"
  static let cut: StaticString = "__PROBE_DOCTOR_CUT"
  /// A failure's error number and flags, and its sentence.
  static let failure: StaticString = "__PROBE_DOCTOR_FAILURE"
  static let reason: StaticString = "__PROBE_DOCTOR_REASON"
}

/// What a record of an answer is.
enum JournalReply: String {
  /// A boot that the file has entries of, or what is around its triggers.
  case boot, spans
  /// An entry that tells of a loss, or is a notice.
  case loss, notice
  /// An entry that is wanted as it is.
  case entry
  /// The last one: what it took.
  case end
}

extension JournalRecord {
  fileprivate func numbers(_ name: StaticString) -> [Int64]? {
    text(name)?.split(separator: " ").compactMap { Int64($0) }
  }

  fileprivate var spans: [ClosedRange<Int64>]? {
    numbers(OwnField.spans).map { numbers in
      stride(from: 0, to: numbers.count - 1, by: 2).compactMap {
        numbers[$0] <= numbers[$0 + 1] ? numbers[$0]...numbers[$0 + 1] : nil
      }
    }
  }

  fileprivate var boot: BootID? { string(.bootID).flatMap { BootID($0) } }

  var cursor: JournalCursor? {
    range(.cursor).map { range in
      bytes.withUnsafeBytes { JournalCursor(digits: UnsafeRawBufferPointer(rebasing: $0[range])) }
    } ?? nil
  }

  var meaning: LogPhrases.Meaning {
    LogPhrases.Meaning(rawValue: integer(named: OwnField.meaning).flatMap { UInt8($0) } ?? 0)
  }

  /// When it was said, if the times of writing stand in its cursor alone.
  func stamp(_ cursor: JournalCursor) -> Stamp {
    stamp(
      monotonic: Int64(clamping: cursor.identity.monotonic),
      realtime: Int64(clamping: cursor.identity.realtime))
  }

  /// The fields of which an entry is made.
  fileprivate static let carried: [(Field, StaticString)] = [
    (.message, "MESSAGE"), (.identifier, "SYSLOG_IDENTIFIER"), (.pid, "_PID"),
    (.syslogPID, "SYSLOG_PID"), (.transport, "_TRANSPORT"), (.comm, "_COMM"),
    (.sourceRealtime, "_SOURCE_REALTIME_TIMESTAMP"),
    (.sourceMonotonic, "_SOURCE_MONOTONIC_TIMESTAMP"), (.device, "DEVICE"),
    (.kernelDevice, "_KERNEL_DEVICE"), (.sysname, "_UDEV_SYSNAME"),
  ]

  /// Writes an entry that has been read.
  func write(
    as reply: JournalReply, _ meaning: LogPhrases.Meaning, _ entry: any WalkedEntry,
    _ times: JournalHandle.Times, to record: inout ExportRecord
  ) throws(JournalFailure) {
    // Its times stand in the cursor.
    try entry.cursor().withDigits { record.field("__CURSOR", $0) }
    if !meaning.isEmpty { record.field(OwnField.meaning, meaning.rawValue) }
    if reply != .entry {
      record.field(OwnField.reply, reply.rawValue)
      record.field("_BOOT_ID", times.boot.description)
    }
    if isLines {
      record.append(lines: bytes)
    } else {
      bytes.withUnsafeBytes { bytes in
        for (field, name) in Self.carried {
          guard let range = range(field) else { continue }
          record.field(name, UnsafeRawBufferPointer(rebasing: bytes[range]))
        }
      }
    }
    for (name, value) in otherFields { record.field(name, Array(value)) }
    record.end()
  }
}

extension JournalRecord.Field {
  /// Whether an entry is made of it.
  var isCarried: Bool { Self.carried >> rawValue & 1 != 0 }

  private static let carried = JournalRecord.carried.reduce(0) { $0 | 1 << $1.0.rawValue }
}

extension ExportRecord {
  fileprivate mutating func field(_ name: StaticString, _ numbers: [Int64]) {
    field(name, numbers.map { "\($0)" }.joined(separator: " "))
  }

  fileprivate mutating func field(_ spans: [ClosedRange<Int64>]) {
    field(OwnField.spans, spans.flatMap { [$0.lowerBound, $0.upperBound] })
  }
}

extension JournalRequest {
  var record: [UInt8] {
    var record = ExportRecord()
    record.field(OwnField.file, file)
    if let boots { record.field(OwnField.boots, boots.map(\.description).joined(separator: " ")) }
    if let spans { record.field(spans) }
    if hasStart { record.field(OwnField.traits, "s") }
    if triggers > 0 { record.field(OwnField.triggers, triggers) }
    return record.ended
  }

  init?(_ record: borrowing JournalRecord) {
    guard let file = record.integer(named: OwnField.file) else { return nil }
    self.file = Int(file)
    boots = record.text(OwnField.boots)?.split(separator: " ").compactMap { BootID($0) }
    spans = record.spans
    hasStart = record.value(OwnField.traits) != nil
    triggers = Int(record.integer(named: OwnField.triggers) ?? 0)
  }
}

extension JournalSurvey {
  /// Writes all but what is told by entries.
  func write(to record: inout ExportRecord) {
    for part in parts { part.write(to: &record) }
    for (boot, spans) in spans {
      record.field(OwnField.reply, JournalReply.spans.rawValue)
      record.field("_BOOT_ID", boot.description)
      record.field(spans.ranges)
      record.field(OwnField.triggers, triggers[boot] ?? 0)
      record.end()
    }
    record.field(OwnField.reply, JournalReply.end.rawValue)
    record.field(OwnField.steps, steps)
    if let cut { record.field(OwnField.cut, [Int64(cut.size), Int64(cut.missing)]) }
    let traits = [
      (lacksEnd, "l"), (isPutAway, "p"), (isIndexTrusted, "t"), (refusal != nil, "r"),
    ]
    record.field(OwnField.traits, traits.filter(\.0).map(\.1).joined())
    if let failure = refusal ?? damage {
      record.field(OwnField.failure, [Int64(failure.code), Int64(failure.flags)])
      if let detail = failure.detail { record.field(OwnField.reason, detail) }
    }
    record.end()
  }

  /// Takes what a record tells, unless it is an entry that is wanted as it is; says which it is.
  mutating func take(_ record: borrowing JournalRecord, for search: JournalSearch?) -> JournalReply
  {
    guard let name = record.text(OwnField.reply) else { return .entry }
    let reply = JournalReply(rawValue: name) ?? .end
    if reply == .end {
      takeEnd(record)
      return .end
    }
    guard let boot = record.boot else { return reply }
    switch reply {
    case .boot:
      if let part = JournalFile.Part(record, boot) { parts.append(part) }
    case .spans:
      for span in record.spans ?? [] { spans[boot, default: TimeSpans()].add(span) }
      if let seen = record.integer(named: OwnField.triggers), seen > 0 {
        triggers[boot] = Int(seen)
      }
    case .loss:
      guard let cursor = record.cursor else { break }
      losses[cursor.identity] = Loss(boot: boot, message: record.string(.message) ?? "")
    case .notice:
      guard let cursor = record.cursor, let wanted = search?.question.noticeFields else { break }
      var fields: [String: String] = [:]
      for name in wanted { fields["\(name)"] = record.text(name) }
      notices[boot, default: []]
        .insert(JournalNotice(stamp: record.stamp(cursor), fields: fields))
    case .entry, .end: break
    }
    return reply
  }

  private mutating func takeEnd(_ record: borrowing JournalRecord) {
    steps = Int(record.integer(named: OwnField.steps) ?? 0)
    let traits = record.text(OwnField.traits) ?? ""
    lacksEnd = traits.contains("l")
    isPutAway = traits.contains("p")
    isIndexTrusted = traits.contains("t")
    if let numbers = record.numbers(OwnField.cut), numbers.count == 2 {
      cut = (Int(numbers[0]), Int(numbers[1]))
    }
    guard let numbers = record.numbers(OwnField.failure), numbers.count == 2 else { return }
    let failure = JournalFailure(
      code: Int32(truncatingIfNeeded: numbers[0]), flags: UInt32(truncatingIfNeeded: numbers[1]),
      detail: record.text(OwnField.reason))
    if traits.contains("r") { refusal = failure } else { damage = failure }
  }
}

extension JournalFile.Part {
  fileprivate func write(to record: inout ExportRecord) {
    record.field(OwnField.reply, JournalReply.boot.rawValue)
    record.field("_BOOT_ID", first.boot.description)
    record.field("__MONOTONIC_TIMESTAMP", first.monotonic)
    record.field("__REALTIME_TIMESTAMP", first.realtime)
    record.field(OwnField.last, [last.monotonic, last.realtime])
    record.field("__SEQNUM", firstNumber)
    record.field("__SEQNUM_ID", counter)
    if let machineID { record.field("_MACHINE_ID", machineID) }
    if let hostname { record.field("_HOSTNAME", hostname) }
    record.end()
  }

  fileprivate init?(_ record: borrowing JournalRecord, _ boot: BootID) {
    guard let monotonic = record.integer(.monotonic), let realtime = record.integer(.realtime),
      let end = record.numbers(OwnField.last), end.count == 2
    else { return nil }
    first = .init(boot: boot, monotonic: monotonic, realtime: realtime)
    last = .init(boot: boot, monotonic: end[0], realtime: end[1])
    counter = record.value("__SEQNUM_ID").map { Array($0) } ?? []
    firstNumber = record.text("__SEQNUM").flatMap { UInt64($0) } ?? 0
    machineID = record.string(.machineID)
    hostname = record.string(.hostname)
  }
}
