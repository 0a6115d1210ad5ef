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
    while found.count < most, let open = line.firstIndex(of: "\"", from: from),
      var string = at(open + 1, in: line)
    {
      from = string.range.upperBound + 1
      var next = line.skippingBlanks(from: from)
      // Ruby's way
      let isArrow = line.has("=>", at: next)
      if line[next] == ":" || isArrow {
        key = string.range
        if isArrow { next += 1 }
        // what is no string has the key for itself
        next = line.skippingBlanks(from: next + 1)
        if !line[next].isOne(of: "\"[") {
          var value = CarrierString(next..<endOfNumber(line, next), isEscaped: false)
          value.key = key
          if !value.range.isEmpty { found.append(value) }
          key = 0..<0
        }
      } else {
        // `msg="…"`
        if key.isEmpty, open > 0, line[open - 1] == "=" {
          var word = open - 1
          while word > 0, line[word - 1].isLetter || line[word - 1] == "_" { word -= 1 }
          key = word..<open - 1
        }
        string.key = key
        key = 0..<0
        found.append(string)
      }
    }
    return found
  }

  private static func endOfNumber(_ line: ByteSpan, _ start: Int) -> Int {
    var at = start
    while line[at].isDigit || line[at] == "." { at += 1 }
    return at
  }

  /// The string that begins at `start`, up to its quote, or to the line's end.
  static func at(_ start: Int, in line: ByteSpan) -> CarrierString? {
    guard start <= line.count else { return nil }
    let (quote, _, isEscaped) = line.closingQuote(from: start)
    var end = quote ?? line.count
    // CSV writes a quote twice
    while line[end] == "\"", line[end + 1] == "\"", end > start {
      end = line.closingQuote(from: end + 2).quote ?? line.count
    }
    return CarrierString(start..<min(end, line.count), isEscaped: isEscaped)
  }

  /// A string that is all of a line, but for a comma behind it.
  static func whole(of line: ByteSpan) -> CarrierString? {
    let start = line.skippingBlanks(from: 0)
    let quote = line[start]
    guard quote.isOne(of: "\"'`"), let end = line.lastIndex(of: quote), end > start + 8,
      line[(end + 1)...].bytes.allSatisfy({ $0 <= .blank || $0 == "," })
    else { return nil }
    return CarrierString(start + 1..<end, isEscaped: quote != "`")
  }

  /// Calls `body` with what the string means, without the ends of lines behind it.
  func withText(of line: ByteSpan, _ body: (ByteSpan) -> Void) {
    let raw = line[range]
    guard isEscaped, raw.firstIndex(of: "\\") != nil else { return body(raw) }
    var text: [UInt8] = []
    JSONObject.decode(raw, into: &text)
    text.removeAll { $0 == 0 }
    while let last = text.last, last == .newline || last == .carriageReturn { text.removeLast() }
    // a string may hold several lines
    text.withUnsafeBytes { for line in ByteSpan($0).lines(.max) { body(line.withoutReturn) } }
  }
}

/// What a record of JSON says in fields whose names others have chosen.
struct CarrierFields {
  let message: CarrierString
  private(set) var kind: Speaker.Kind
  private(set) var pid: Int?

  private static let messages = Set(
    [
      "message", "msg", "_msg", "log", "line", "text", "short_message", "full_message", "_raw",
      "raw",
      "textpayload", "body", "content", "event", "data", "@message", "output", "entry", "value",
      "original", "stringvalue",
    ].map { Array($0.utf8) })
  /// How labels tell that the kernel speaks.
  private static let kernels: [StaticString] = ["=kernel ", "=\"kernel\"", "=\\\"kernel\\\""]
  private static let processes = Set(
    ["pid", "process_id", "proc_id", "procid", "_pid", "syslog_pid", "process.pid", "syslog.pid"]
      .map {
        Array($0.utf8)
      })

  /// The records of a line of JSON with several; nil if it has no more than one.
  static func records(in line: ByteSpan) -> [ByteSpan]? {
    guard line[0].isOne(of: "{[") else {
      return line.firstIndex(of: " VALUES ").flatMap { rows(in: line, from: $0, "(", ")") }
    }
    let said = CarrierString.all(in: line).filter { isMessage($0, line) }
    guard said.count > 1 else { return rows(in: line) }
    var starts = [0]
    for (one, next) in zip(said, said.dropFirst()) {
      // where the least is open, between the two
      var depth = 0
      var least = (depth: 1, at: next.range.lowerBound)
      var at = one.range.upperBound
      while at < next.range.lowerBound {
        switch line[at] {
        case "{", "[":
          if depth <= least.depth { least = (depth, at) }
          depth += 1
        case "}", "]": depth -= 1
        default: break
        }
        at += 1
      }
      starts.append(least.at)
    }
    return starts.indices.map { line[starts[$0]..<(starts + [line.count])[$0 + 1]] }
  }

  /// Those of a table that is one line: `[…],[…],[…]`, or `VALUES (…),(…),(…)`.
  private static func rows(
    in line: ByteSpan, from start: Int = 0, _ opening: Unicode.Scalar = "[",
    _ closing: Unicode.Scalar = "]"
  ) -> [ByteSpan]? {
    var starts = [start]
    var from = start
    while let close = line.firstIndex(of: UInt8(ascii: closing), from: from) {
      from = close + 1
      guard line[from] == "," else { continue }
      let open = line.skippingBlanks(from: from + 1)
      if line[open] == opening { starts.append(open) }
    }
    guard starts.count > 2 else { return nil }
    return zip(starts, starts.dropFirst() + [line.count]).map { line[$0..<$1] }
  }

  /// `MESSAGE: 'text'`, as YAML writes it.
  static func text(behindKeyIn line: ByteSpan) -> CarrierString? {
    if let field = line.firstIndex(of: " Message:"), line.firstIndex(of: ":[{") != nil {
      // as Go prints a value: `Events:[{… Message:text}]}`
      let text = field + 9
      let end = line.firstIndex(of: "}]", from: text) ?? line.count
      return CarrierString(text..<end, isEscaped: false)
    }
    guard let colon = line.firstIndex(of: ": "), colon < 64 else { return nil }
    var start = colon
    while start > 0, line[start - 1] > .blank { start -= 1 }
    let quote = line[colon + 2]
    guard quote.isOne(of: "'\""), let end = line[(colon + 3)...].lastIndex(of: quote), end > 8,
      messages.contains(lowercased(line[start..<colon]))
    else { return nil }
    let range = colon + 3..<colon + 3 + end
    return CarrierString(range, isEscaped: quote == "\"")
  }

  private static func isMessage(_ string: CarrierString, _ line: ByteSpan) -> Bool {
    !string.key.isEmpty && string.range.count > 8
      && messages.contains(lowercased(line[string.key]))
      && line[string.range].firstIndex(of: .blank) != nil
  }

  private static func lowercased(_ text: ByteSpan) -> [UInt8] {
    text.bytes.map { $0.isUpper ? $0 | 0x20 : $0 }
  }

  /// Nil if none of the strings has a message's name, and none is one in a row of strings alone.
  init?(_ strings: [CarrierString], _ line: ByteSpan) {
    guard
      let message = strings.first(where: { Self.isMessage($0, line) })
        ?? Self.longest(strings, line)
    else { return nil }
    self.message = message
    kind = .unknown
    if Self.kernels.contains(where: { line.firstIndex(of: $0) != nil }) { kind = .kernel }
    for string in strings where string.range != message.range {
      if line[string.range].equals(Array("kernel".utf8))
        || line[string.range].equals(Array("kern".utf8))
      {
        kind = .kernel
      }
      if !string.key.isEmpty, Self.processes.contains(Self.lowercased(line[string.key])) {
        pid = line[string.range].integer.flatMap { Int(exactly: $0) }
      }
    }
    if kind == .kernel { pid = nil }
  }

  /// Of a line that is nothing but strings, the one that may be said.
  private static func longest(_ strings: [CarrierString], _ line: ByteSpan) -> CarrierString? {
    let first = line[line.skippingBlanks(from: 0)]
    guard strings.count > 1, first.isOne(of: "{[\"") else { return nil }
    return strings.filter { $0.range.count > 12 && line[$0.range].firstIndex(of: .blank) != nil }
      .max { $0.range.count < $1.range.count }
  }
}
