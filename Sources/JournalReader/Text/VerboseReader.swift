/// Reads what `journalctl -o verbose` prints, in pieces: of each record a line with its time and
/// cursor, then a line for each field, indented by four; further lines of a value stand below its
/// first (systemd's src/shared/logs-show.c, output_verbose).
struct VerboseReader {
  /// The beginning of a line whose end has not come yet.
  private var pending: [UInt8] = []
  private var record = JournalRecord()
  /// The field whose value may go on, if it is one that matters, and in which column it does.
  private var field: JournalRecord.Field?
  private var value: [UInt8] = []
  private var column = 0

  private static let indent = 4

  /// Whether the text is of this form: the first line with a cursor has a field behind it.
  static func isVerbose(_ head: ByteSpan) -> Bool {
    guard let cursor = head.firstIndex(of: " [s="),
      let end = head.firstIndex(of: .newline, from: cursor),
      head[cursor..<end].firstIndex(of: ";b=") != nil
    else { return false }
    return fieldName(of: head[(end + 1)...]) != nil
  }

  /// Calls `body` with each record that `bytes` ends, up to a line that is of none.
  mutating func feed(
    _ bytes: UnsafeRawBufferPointer, _ body: (borrowing JournalRecord) -> Void
  ) -> RecordLog.Rest? {
    let span = ByteSpan(bytes)
    var at = 0
    while let end = span.firstIndex(of: .newline, from: at) {
      let start = at
      at = end + 1
      if pending.isEmpty {
        guard take(span[start..<end], body) else {
          return RecordLog.Rest(held: [], taken: start)
        }
      } else {
        let line = pending + span[start..<end].bytes
        pending.removeAll()
        guard line.withUnsafeBytes({ take(ByteSpan($0), body) }) else {
          return RecordLog.Rest(held: line + [.newline], taken: at)
        }
      }
    }
    pending.append(
      contentsOf: span[at...].bytes.prefix(LineSplitter.longestLine - pending.count))
    return nil
  }

  /// Hands out the last record.
  ///
  /// - Returns: the last line if it is of none.
  mutating func finish(_ body: (borrowing JournalRecord) -> Void) -> [UInt8]? {
    let line = pending
    pending = []
    let isTaken = line.withUnsafeBytes { take(ByteSpan($0), body) }
    endRecord(body)
    return isTaken ? nil : line
  }

  /// False if it is no record's line.
  private mutating func take(
    _ line: ByteSpan, _ body: (borrowing JournalRecord) -> Void
  ) -> Bool {
    if let name = Self.fieldName(of: line) {
      endValue()
      record.touch()
      column = name.upperBound + 1
      field = JournalRecord.Field(line[name])
      if field != nil { value.append(contentsOf: line[column...].bytes) }
    } else if line[0] == .blank {
      goOn(line)
    } else if let cursor = line.firstIndex(of: " [s=") {
      endRecord(body)
      readCursor(line[(cursor + 2)...])
    } else if line.count > 0, line[0] != .carriageReturn {
      endRecord(body)
      return false
    }
    return true
  }

  /// `    MESSAGE=…`: where the name stands.
  private static func fieldName(of line: ByteSpan) -> Range<Int>? {
    guard line.has("    ") else { return nil }
    var end = indent
    while line[end].isUpper || line[end].isDigit || line[end] == "_" { end += 1 }
    return end > indent && line[end] == "=" ? indent..<end : nil
  }

  private mutating func goOn(_ line: ByteSpan) {
    guard field != nil, line.skippingBlanks(from: 0) >= column else { return }
    value.append(.newline)
    value.append(contentsOf: line[column...].bytes)
  }

  private mutating func endValue() {
    if let field { value.withUnsafeBytes { record.set(field, ByteSpan($0)) } }
    field = nil
    value.removeAll(keepingCapacity: true)
  }

  private mutating func endRecord(_ body: (borrowing JournalRecord) -> Void) {
    endValue()
    if record.has(.message) { body(record) }
    record.clear()
  }

  /// `s=…;i=…;b=BOOT;m=MONOTONIC;t=REALTIME;x=…]`, numbers in hexadecimal (sd-journal's cursor).
  private mutating func readCursor(_ cursor: ByteSpan) {
    var at = 0
    while at < cursor.count {
      let end = cursor.firstIndex(of: ";", from: at) ?? cursor.count
      let value = cursor[(at + 2)..<end]
      if cursor.has("b=", at: at), value.count == 32 { record.set(.bootID, value) }
      if cursor.has("m=", at: at) { set(.monotonic, hexadecimal: value) }
      if cursor.has("t=", at: at) { set(.realtime, hexadecimal: value) }
      at = end + 1
    }
  }

  private mutating func set(_ field: JournalRecord.Field, hexadecimal: ByteSpan) {
    guard let number = Int64(hexadecimal.string, radix: 16) else { return }
    record.set(field) { $0.append(contentsOf: String(number).utf8) }
  }
}
