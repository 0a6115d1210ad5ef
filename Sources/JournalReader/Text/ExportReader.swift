/// Reads the journal's export format (systemd's docs/JOURNAL_EXPORT_FORMATS.md), in pieces.
///
/// A field is a line `NAME=value`; or, if its value holds a newline or is binary, a line `NAME`,
/// the value's length as a 64-bit little-endian number, the value, and a newline. An empty line
/// ends a record.
struct ExportReader {
  private enum State {
    case line
    case length(JournalRecord.Field?, bytes: Int, value: UInt64)
    case value(JournalRecord.Field?, left: UInt64)
    case newline
  }

  private var state = State.line
  /// What has come of a line or of a value that is wanted.
  private var pending: [UInt8] = []
  private var record = JournalRecord()

  /// Whether the text could be an export: it begins with a field that only those have.
  static func isExport(_ head: ByteSpan) -> Bool {
    head.has("__CURSOR=") || head.has("__REALTIME_TIMESTAMP=")
      || head.has("__MONOTONIC_TIMESTAMP=") || head.has("__SEQNUM=") || head.has("_BOOT_ID=")
  }

  /// Calls `body` with each record that `bytes` ends.
  mutating func feed(_ bytes: UnsafeRawBufferPointer, _ body: (borrowing JournalRecord) -> Void) {
    let span = ByteSpan(bytes)
    var at = 0
    while at < span.count {
      switch state {
      case .line: line(span, &at, body)
      case .length(let field, let count, let value):
        let value = value | UInt64(span[at]) << (8 * UInt64(count))
        at += 1
        if count < 7 {
          state = .length(field, bytes: count + 1, value: value)
        } else {
          state = value > 0 ? .value(field, left: value) : .newline
          if value == 0, let field { record.set(field) { _ in } }
        }
      case .value(let field, let left):
        let count = Int(min(UInt64(span.count - at), left))
        if field != nil {
          let room = max(0, LineSplitter.longestLine - pending.count)
          pending.append(contentsOf: span[at..<at + min(count, room)].bytes)
        }
        at += count
        if UInt64(count) < left {
          state = .value(field, left: left - UInt64(count))
        } else {
          if let field { pending.withUnsafeBytes { record.set(field, ByteSpan($0)) } }
          pending.removeAll(keepingCapacity: true)
          state = .newline
        }
      case .newline:
        at += 1
        state = .line
      }
    }
  }

  /// Hands out what there is of a record that was not ended; says whether it was cut.
  mutating func finish(_ body: (borrowing JournalRecord) -> Void) -> Bool {
    var isCut = !record.isEmpty || !pending.isEmpty
    if case .line = state {} else { isCut = true }
    if record.has(.realtime) || record.has(.monotonic), record.has(.message) { body(record) }
    record.clear()
    return isCut
  }

  private mutating func line(
    _ span: ByteSpan, _ at: inout Int, _ body: (borrowing JournalRecord) -> Void
  ) {
    let end = span.firstIndex(of: .newline, from: at)
    let part = span[at..<(end ?? span.count)]
    at = end.map { $0 + 1 } ?? span.count
    guard end != nil, pending.isEmpty else {
      let room = max(0, LineSplitter.longestLine - pending.count)
      pending.append(contentsOf: part.bytes.prefix(room))
      guard end != nil else { return }
      let whole = pending
      pending.removeAll(keepingCapacity: true)
      whole.withUnsafeBytes { field(ByteSpan($0), body) }
      return
    }
    field(part, body)
  }

  private mutating func field(_ line: ByteSpan, _ body: (borrowing JournalRecord) -> Void) {
    if line.count == 0 {
      if !record.isEmpty { body(record) }
      record.clear()
      return
    }
    record.touch()
    if let equals = line.firstIndex(of: UInt8(ascii: "=")) {
      if let field = JournalRecord.Field(line[0..<equals]) {
        record.set(field, line[(equals + 1)...])
      }
    } else {
      state = .length(JournalRecord.Field(line), bytes: 0, value: 0)
    }
  }
}
