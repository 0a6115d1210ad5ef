internal import LogModel

/// Reads the journal's export format (systemd's docs/JOURNAL_EXPORT_FORMATS.md), in pieces: from
/// files, and from helper processes.
///
/// A field is a line `NAME=value`; or, if its value holds a newline or is binary, a line `NAME`,
/// the value's length as a 64-bit little-endian number, the value, and a newline. An empty line
/// ends a record.
package struct ExportReader {
  private enum State {
    case line
    case length(bytes: Int, value: UInt64)
    case value(left: UInt64)
    case newline
  }

  private var state = State.line
  /// What has come of a line or of a value that is wanted.
  private var pending: [UInt8] = []
  /// Whose value comes, and whether it is wanted.
  private var name: [UInt8] = []
  private var isWanted = false
  private var record = JournalRecord()
  /// One that is there in one piece, as nearly all are.
  private var whole = JournalRecord()
  private let keepsAll: Bool
  /// Whether reading ends at a line that is no field.
  private let endsAtText: Bool
  /// What it ended at, if it did.
  private(set) var foreign: [UInt8]?
  /// What a message must not say where none is read.
  private let spelled: SpelledWords?
  /// How many records say it in something else: their message's name is damaged.
  private(set) var misnamed = 0
  /// Whether a value was not as long as it said.
  private(set) var hasWrongLength = false
  /// More is not kept of a value.
  private var mostKept: Int { keepsAll ? 16 << 20 : LineSplitter.longestLine }

  /// - Parameter keepsAll: Whether fields are kept whose names ``JournalRecord`` does not know.
  package init(keepingAllFields keepsAll: Bool = false) {
    self.keepsAll = keepsAll
    endsAtText = false
    spelled = nil
  }

  /// Reads the records in a text in which there may be other lines.
  init(endingAtText: Bool, spelled: SpelledWords?) {
    keepsAll = false
    endsAtText = endingAtText
    self.spelled = spelled
  }

  /// Whether the text could be an export: it begins with a field that only those have.
  static func isExport(_ head: ByteSpan) -> Bool {
    head.has("__CURSOR=") || head.has("__REALTIME_TIMESTAMP=")
      || head.has("__MONOTONIC_TIMESTAMP=") || head.has("__SEQNUM=") || head.has("_BOOT_ID=")
  }

  /// All records of `bytes`.
  package static func records(_ bytes: [UInt8]) -> [JournalRecord] {
    var reader = ExportReader(keepingAllFields: true)
    var records: [JournalRecord] = []
    reader.feed(bytes) { records.append(copy $0) }
    return records
  }

  package mutating func feed(_ bytes: [UInt8], _ body: (borrowing JournalRecord) -> Void) {
    bytes.withUnsafeBytes { feed($0, body) }
  }

  /// Calls `body` with each record that `bytes` ends.
  mutating func feed(_ bytes: UnsafeRawBufferPointer, _ body: (borrowing JournalRecord) -> Void) {
    _ = feed(bytes) { record in
      body(record)
      return true
    }
  }

  /// Calls `body` with each record that `bytes` ends until it says no.
  ///
  /// - Returns: how many bytes were taken.
  mutating func feed(
    _ bytes: UnsafeRawBufferPointer, while body: (borrowing JournalRecord) -> Bool
  ) -> Int {
    let span = ByteSpan(bytes)
    var at = 0
    // out of the reader, or each call would count all that it refers to
    var whole = JournalRecord()
    swap(&whole, &self.whole)
    defer { swap(&whole, &self.whole) }
    var goesOn = true
    while goesOn, foreign == nil {
      let start = at
      if isBetweenRecords,
        let end = whole.take(linesOf: span, from: at, keepingOthers: keepsAll)
      {
        at = end
        note(whole, span[start..<at])
        goesOn = body(whole)
        whole.clear()
      } else if advance(span, &at) {
        note(record, span[start..<at])
        goesOn = body(record)
        record.clear()
      } else {
        break
      }
    }
    return at
  }

  private var isBetweenRecords: Bool {
    guard case .line = state else { return false }
    // what is no field is looked for line by line
    return record.isEmpty && pending.isEmpty && !endsAtText
  }

  private mutating func note(_ record: borrowing JournalRecord, _ text: ByteSpan) {
    if !record.has(.message), spelled?.isIn(RawSpan(_unsafeBytes: text.bytes)) == true {
      misnamed += 1
    }
  }

  /// Reads on until a record has ended, or all is read, or what comes is no record; says whether there is
  /// one to be handed out.
  private mutating func advance(_ span: ByteSpan, _ at: inout Int) -> Bool {
    while at < span.count, foreign == nil {
      switch state {
      case .line:
        if line(span, &at) { return true }
      case .length(let count, let value):
        let value = value | UInt64(span[at]) << (8 * UInt64(count))
        at += 1
        if count < 7 {
          state = .length(bytes: count + 1, value: value)
        } else if endsAtText, value > Self.largestValue {
          // a word in a line of its own
          state = .line
          return end(
            at: name + [.newline] + (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) })
        } else if value > 0 {
          state = .value(left: value)
        } else {
          endValue()
        }
      case .value(let left):
        let count = Int(min(UInt64(span.count - at), left))
        if isWanted {
          let room = max(0, mostKept - pending.count)
          pending.append(contentsOf: span[at..<at + min(count, room)].bytes)
        }
        at += count
        state = .value(left: left - UInt64(count))
        if UInt64(count) == left { endValue() }
      case .newline:
        if span[at] == .newline {
          state = .line
        } else if span[at] != .carriageReturn {
          hasWrongLength = true
        }
        at += 1
      }
    }
    return false
  }

  /// journald takes no larger one.
  private static let largestValue: UInt64 = 1 << 30
  private static let longestName = 64

  /// Ends reading at text that is no part of a record; says whether there is one before it.
  private mutating func end(at text: [UInt8]) -> Bool {
    foreign = text
    if record.has(.message) { return true }
    record.clear()
    return false
  }

  /// Whether a line cannot be of a record.
  private static func isText(_ line: ByteSpan) -> Bool {
    guard line.count > 0 else { return false }
    let name = line[0..<(line.firstIndex(of: "=") ?? line.count)]
    return name.count == 0 || name.count > longestName || name[0].isDigit
      || name.bytes.contains { !$0.isUpper && !$0.isDigit && $0 != "_" }
  }

  /// Hands out what there is of a record that was not ended; says whether it was cut.
  mutating func finish(_ body: (borrowing JournalRecord) -> Void) -> Bool {
    if endsAtText, case .line = state, pending.withUnsafeBytes({ Self.isText(ByteSpan($0)) }) {
      foreign = pending
      pending = []
    }
    var isCut = !record.isEmpty || !pending.isEmpty
    if case .line = state {} else { isCut = true }
    if record.has(.realtime) || record.has(.monotonic), record.has(.message) { body(record) }
    record.clear()
    return isCut
  }

  private mutating func endValue() {
    if isWanted {
      name.withUnsafeBytes { name in
        pending.withUnsafeBytes { Self.set(ByteSpan(name), ByteSpan($0), in: &record, keepsAll) }
      }
    }
    pending.removeAll(keepingCapacity: true)
    state = .newline
  }

  private static func set(
    _ name: ByteSpan, _ value: ByteSpan, in record: inout JournalRecord, _ keepsAll: Bool
  ) {
    if let field = JournalRecord.Field(name) {
      record.set(field, value)
    } else if keepsAll {
      record.set(other: name, value)
    }
  }

  /// Takes the next line, as far as it is there; says whether it ends a record.
  private mutating func line(_ span: ByteSpan, _ at: inout Int) -> Bool {
    let end = span.firstIndex(of: .newline, from: at)
    let part = span[at..<(end ?? span.count)]
    at = end.map { $0 + 1 } ?? span.count
    guard end != nil, pending.isEmpty else {
      let room = max(0, mostKept - pending.count)
      pending.append(contentsOf: part.bytes.prefix(room))
      guard end != nil else { return false }
      let whole = pending
      pending.removeAll(keepingCapacity: true)
      return whole.withUnsafeBytes { field(ByteSpan($0)) }
    }
    return field(part)
  }

  /// Takes a whole line; says whether it ends a record.
  private mutating func field(_ line: ByteSpan) -> Bool {
    // journald writes a value with such a byte in binary: here it is of another system's line ends
    let line = line.withoutReturn
    if line.count == 0 {
      if !record.isEmpty { return true }
      record.clear()
      return false
    }
    if endsAtText, Self.isText(line) { return end(at: Array(line.bytes) + [.newline]) }
    record.touch()
    if let equals = line.firstIndex(of: "=") {
      Self.set(line[0..<equals], line[(equals + 1)...], in: &record, keepsAll)
    } else {
      name = Array(line.bytes)
      isWanted = keepsAll || JournalRecord.Field(line) != nil
      state = .length(bytes: 0, value: 0)
    }
    return false
  }
}
