/// Cuts JSON text, in pieces of any size, into its innermost objects.
///
/// That is a record a line (`journalctl -o json`), a record over many lines (`json-pretty`), with
/// something before each (`json-sse`, `json-seq`), or all records in an array in an object
/// (`dmesg --json`): none of them has an object within a record.
struct JSONReader {
  private var pending: [UInt8] = []
  private var depth = 0
  private var isWithinRecord = false
  private var isWithinString = false
  private var isEscaped = false
  private var isTooLong = false
  /// What stands before a record in its line.
  private var lead: [UInt8] = []
  /// How many records were given up because they are too long.
  private(set) var givenUp = 0

  /// A record's text is given up beyond this: a core dump in a field, say.
  private static let longestRecord = 16 << 20

  static func isJSON(_ head: ByteSpan) -> Bool {
    var at = 0
    if head.has("data: ") { at = 6 }
    while head[at] == 0x1e || head[at] == .blank || head[at] == .newline
      || head[at] == .carriageReturn
    {
      at += 1
    }
    if head[at] == "[" {
      at = skippingSpace(head, from: at + 1)
    }
    guard head[at] == "{" else { return false }
    at = skippingSpace(head, from: at + 1)
    return head[at].isOne(of: "\"}")
  }

  /// Whether it is what `journalctl -o json` or `dmesg --json` print, by the first keys.
  static func isOfJournal(_ head: ByteSpan) -> Bool {
    // a store that keeps a journal's fields has its own for the message
    if head[0] == "{", let end = head.firstIndex(of: .newline), end > 2 {
      let record = head[0..<end]
      let messages: [StaticString] = ["MESSAGE\"", "\"pri\"", "\"dmesg\""]
      if !messages.contains(where: { record.firstIndex(of: $0) != nil }) { return false }
    }
    let keys: [StaticString] = [
      "\"dmesg\": [", "\"dmesg\":[", "\"pri\"", "\"MESSAGE\"", "\"PRIORITY\"", "\"SYSLOG_",
    ]
    let isKey = keys.contains { key in
      // in a string it is somebody's text
      head.firstIndex(of: key).map { $0 == 0 || head[$0 - 1] != "\\" } ?? false
    }
    if isKey { return true }
    var from = 0
    while let key = head.firstIndex(of: "\"_", from: from) {
      if key > 0, head[key - 1] == "\\" {
        from = key + 1
        continue
      }
      if head[key + 2].isUpper || head[key + 2] == "_" && head[key + 3].isUpper { return true }
      from = key + 1
    }
    return false
  }

  private static func skippingSpace(_ text: ByteSpan, from start: Int) -> Int {
    var at = start
    while [0x20, 0x0a, 0x0d, 0x09].contains(text[at]) { at += 1 }
    return at
  }

  /// Calls `body` with the text of each object that `bytes` ends, braces included, up to what can be
  /// no part of JSON.
  mutating func feed(
    _ bytes: UnsafeRawBufferPointer, _ body: (ByteSpan) -> Void
  ) -> RecordLog.Rest? {
    let span = ByteSpan(bytes)
    var start = 0
    var at = 0
    while at < span.count {
      if isWithinString {
        let from = at
        at = skipString(span, from: at)
        // Strings hold no newline: this one was cut.
        if isWithinRecord, let end = span[from..<at].firstIndex(of: .newline) {
          let text = pending + span[start..<from + end + 1].bytes
          reset()
          return RecordLog.Rest(held: text, taken: from + end + 1, isCut: true)
        }
        continue
      }
      if depth == 0, span[at] != "{" {
        guard leads(to: span[at]) else {
          defer { reset() }
          return RecordLog.Rest(held: lead, taken: at)
        }
        at += 1
        continue
      }
      switch span[at] {
      case "\"": isWithinString = true
      case "{":
        if isWithinRecord {
          // one of its values is an object: what stands before that says what it says
          pending.append(contentsOf: span[start..<at].bytes)
          pending.withUnsafeBytes {
            let outer = ByteSpan($0)
            if outer.firstIndex(of: "\"MESSAGE\"") != nil { body(outer) }
          }
        }
        depth += 1
        isWithinRecord = true
        isTooLong = false
        lead.removeAll()
        pending.removeAll(keepingCapacity: true)
        start = at
      case "}":
        depth = max(0, depth - 1)
        if isWithinRecord {
          let end = span[start..<at + 1]
          if isTooLong {
            givenUp += 1
          } else if pending.isEmpty {
            body(end)
          } else {
            pending.append(contentsOf: end.bytes)
            pending.withUnsafeBytes { body(ByteSpan($0)) }
          }
        }
        pending.removeAll(keepingCapacity: true)
        isWithinRecord = false
      default: break
      }
      at += 1
    }
    guard isWithinRecord else { return nil }
    isTooLong = isTooLong || pending.count > Self.longestRecord
    if !isTooLong { pending.append(contentsOf: span[start...].bytes) }
    return nil
  }

  /// Whether a byte may stand before a record or behind one.
  private mutating func leads(to byte: UInt8) -> Bool {
    switch byte {
    case .newline:
      lead.removeAll()
      return true
    case 0x1e, .blank, .carriageReturn, 0x09, ",", "[", "]", "}":
      lead.append(byte)
      return lead.count < Self.longestLead
    default:
      // a server's events
      lead.append(byte)
      guard Array("data:".utf8).starts(with: lead) else {
        lead.removeLast()
        return false
      }
      return true
    }
  }

  private static let longestLead = 1024

  private mutating func reset() {
    let lost = givenUp
    self = JSONReader()
    givenUp = lost
  }

  /// Whether the text ended within a record or before all brackets were closed.
  var isCut: Bool { depth > 0 }

  private mutating func skipString(_ span: ByteSpan, from start: Int) -> Int {
    let (quote, end, _) = span.closingQuote(from: isEscaped ? start + 1 : start)
    isWithinString = quote == nil
    isEscaped = quote == nil && end > span.count
    return quote.map { $0 + 1 } ?? span.count
  }
}
