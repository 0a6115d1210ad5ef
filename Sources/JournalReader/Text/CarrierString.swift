internal import LogModel

/// A string between quotes in a line of JSON, YAML, CSV or a program.
struct CarrierString {
  /// Without its quotes.
  let range: Range<Int>
  let isEscaped: Bool
  /// The key that stands before it.
  private(set) var key = 0..<0

  init(_ range: Range<Int>, isEscaped: Bool) {
    self.range = range
    self.isEscaped = isEscaped
  }

  /// More of them has no line that is worth it.
  private static let most = 4096

  /// All that are no keys.
  static func all(in line: ByteSpan) -> [CarrierString] {
    var found: [CarrierString] = []
    var key = 0..<0
    var from = 0
    while found.count < most, let open = line.firstIndex(of: UInt8(ascii: "\""), from: from),
      var string = at(open + 1, in: line)
    {
      from = string.range.upperBound + 1
      var next = line.skippingBlanks(from: from)
      if line[next] == UInt8(ascii: ":") {
        key = string.range
        // what is no string has the key for itself
        next = line.skippingBlanks(from: next + 1)
        if line[next] != UInt8(ascii: "\""), line[next] != UInt8(ascii: "[") {
          var value = CarrierString(next..<endOfNumber(line, next), isEscaped: false)
          value.key = key
          if !value.range.isEmpty { found.append(value) }
          key = 0..<0
        }
      } else {
        string.key = key
        key = 0..<0
        found.append(string)
      }
    }
    return found
  }

  private static func endOfNumber(_ line: ByteSpan, _ start: Int) -> Int {
    var at = start
    while line[at].isDigit || line[at] == UInt8(ascii: ".") { at += 1 }
    return at
  }

  /// The string that begins at `start`, up to its quote, or to the line's end.
  static func at(_ start: Int, in line: ByteSpan) -> CarrierString? {
    guard start <= line.count else { return nil }
    let (quote, _, isEscaped) = line.closingQuote(from: start)
    var end = quote ?? line.count
    // CSV writes a quote twice
    while line[end] == UInt8(ascii: "\""), line[end + 1] == UInt8(ascii: "\""), end > start {
      end = line.closingQuote(from: end + 2).quote ?? line.count
    }
    return CarrierString(start..<min(end, line.count), isEscaped: isEscaped)
  }

  /// Calls `body` with what the string means, without the ends of lines behind it.
  func withText(of line: ByteSpan, _ body: (ByteSpan) -> Void) {
    let raw = line[range]
    guard isEscaped, raw.firstIndex(of: UInt8(ascii: "\\")) != nil else { return body(raw) }
    var text: [UInt8] = []
    JSONObject.decode(raw, into: &text)
    text.removeAll { $0 == 0 }
    while let last = text.last, last == .newline || last == .carriageReturn { text.removeLast() }
    text.withUnsafeBytes { bytes in
      let span = ByteSpan(bytes)
      var at = 0
      // a string may hold several lines
      while at < span.count {
        let end = span.firstIndex(of: .newline, from: at) ?? span.count
        var length = end - at
        if length > 0, span[at + length - 1] == .carriageReturn { length -= 1 }
        body(span[at..<at + length])
        at = end + 1
      }
    }
  }
}

/// What a record of JSON says in fields whose names others have chosen.
struct CarrierFields {
  let message: CarrierString
  private(set) var kind: Speaker.Kind
  private(set) var pid: Int?

  private static let messages = Set(
    [
      "message", "msg", "log", "line", "text", "short_message", "full_message", "_raw", "raw",
      "textpayload", "body", "content", "event", "data", "@message", "output", "entry", "value",
      "original",
    ].map { Array($0.utf8) })
  private static let processes = Set(
    ["pid", "process_id", "procid", "_pid", "syslog_pid", "process.pid", "syslog.pid"].map {
      Array($0.utf8)
    })

  /// Nil if none of the strings has a message's name.
  init?(_ strings: [CarrierString], _ line: ByteSpan) {
    func lowercased(_ range: Range<Int>) -> [UInt8] {
      line[range].bytes.map { $0.isUpper ? $0 | 0x20 : $0 }
    }
    guard
      let message = strings.first(where: {
        !$0.key.isEmpty && $0.range.count > 8 && Self.messages.contains(lowercased($0.key))
          && line[$0.range].firstIndex(of: .blank) != nil
      })
    else { return nil }
    self.message = message
    kind = .unknown
    for string in strings where string.range != message.range {
      if line[string.range].equals(Array("kernel".utf8))
        || line[string.range].equals(Array("kern".utf8))
      {
        kind = .kernel
      }
      if !string.key.isEmpty, Self.processes.contains(lowercased(string.key)) {
        pid = line[string.range].integer.flatMap { Int(exactly: $0) }
      }
    }
    if kind == .kernel { pid = nil }
  }
}
