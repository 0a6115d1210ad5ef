internal import LogModel

/// A line that carries a log's line in it: what whoever kept it says of it.
struct Carrier {
  /// When it was kept.
  private var stamp = Stamp.none
  /// Who said what it carries, if the carrier tells.
  private var kind = Speaker.Kind.unknown
  private var pid: Int?
  /// In how many others it lies.
  private(set) var depth = 0

  static let deepest = 4

  /// Of which nothing is known.
  init() {}

  init(around text: ByteSpan, _ head: LineHead, within outer: Carrier?) {
    depth = (outer?.depth ?? 0) + 1
    kind = outer?.kind ?? .unknown
    pid = outer?.pid
    stamp = outer?.stamp ?? .none
    if head.stamp.realtime != nil {
      stamp = head.stamp
    } else if stamp.realtime == nil, let found = CarrierDate.find(in: text) {
      stamp = found
    }
  }

  /// The same where nothing else is looked for in the text, and a field or a cell may tell who says it.
  func innermost(
    _ kind: Speaker.Kind? = nil, _ pid: Int? = nil, _ monotonic: Int64? = nil
  ) -> Carrier {
    var carrier = self
    carrier.depth = Self.deepest
    if let kind { (carrier.kind, carrier.pid) = (kind, pid) }
    if let monotonic { carrier.stamp.monotonic = monotonic }
    return carrier
  }

  /// Adds what the carrier knows to what its text tells.
  func complete(_ head: inout LineHead) {
    if head.stamp.realtime == nil, let realtime = stamp.realtime, head.form != .continuation {
      head.stamp.realtime = realtime
      head.stamp.calendar = stamp.calendar
      if head.stamp.monotonic == nil {
        head.stamp.clock = .reception
        head.stamp.resolution = stamp.resolution
      }
    }
    if head.stamp.monotonic == nil, let monotonic = stamp.monotonic {
      head.stamp.monotonic = monotonic
      head.stamp.clock = .source
      head.stamp.resolution = stamp.resolution
    }
    if head.kind == .unknown, kind != .unknown {
      head.kind = kind
      head.pid = pid
    }
  }

  /// Whether what stands before printk's time was said by somebody, and does not only lead to it.
  func isSpeech(_ before: ByteSpan, _ head: LineHead) -> Bool {
    guard head.form == .bare else { return false }
    var end = before.count
    while end > 0, before[end - 1] == .blank { end -= 1 }
    let last = before[end - 1]
    return last.isLetter || last.isDigit || last.isOne(of: ":.")
  }

  /// Where ` [%5ld.%06ld] ` begins in a line.
  static func printkTime(in line: ByteSpan, from start: Int) -> Int? {
    var from = start
    while let open = line.firstIndex(of: "[", from: from) {
      from = open + 1
      var end = open
      guard line[open + 1] == .blank || line[open + 1].isDigit,
        case .monotonic(_, digits: 6)? = Bracket.read(line, at: &end), end - open >= 12,
        line[end] == .blank || line[end] == "["
      else { continue }
      return open
    }
    return nil
  }

  /// Calls `body` with each text of the line that printk's time begins, the first at `start`: up to
  /// where what opened before it is closed, or to the next one.
  func withTexts(of line: ByteSpan, from start: Int, _ body: (ByteSpan) -> Void) {
    var start: Int? = start
    while let open = start {
      let end = withText(of: line, from: open, body)
      start = end < line.count ? Self.printkTime(in: line, from: end) : nil
    }
  }

  /// - Returns: where it ends.
  private func withText(of line: ByteSpan, from start: Int, _ body: (ByteSpan) -> Void) -> Int {
    let quote = start > 0 ? line[start - 1] : .blank
    if quote == "\"", let string = CarrierString.at(start, in: line) {
      string.withText(of: line, body)
      return max(string.range.upperBound, start + 1)
    }
    let next = Self.nextText(in: line, behind: start)
    let end = next ?? line.count
    // what opens the next one does not close this
    if quote.isOne(of: "'`"),
      let length = line[start..<(next.map { $0 - 1 } ?? end)].lastIndex(of: quote), length > 0
    {
      CarrierString(start..<start + length, isEscaped: true).withText(of: line, body)
      return start + length
    }
    if quote == ">", let text = MarkupText.of(line[start..<end]) {
      text.withUnsafeBytes { body(ByteSpan($0)) }
    } else {
      // of a string that began further up
      var from = start
      while let escape = line[0..<end].firstIndex(of: "\\n", from: from) {
        let isReturn = line.has("\\r", at: escape - 2) && escape - 2 > from
        body(line[from..<(isReturn ? escape - 2 : escape)])
        from = escape + 2
      }
      body(line[from..<end])
    }
    return end
  }

  /// Where the next text with a time begins. Of times that follow each other, the last one counts.
  private static func nextText(in line: ByteSpan, behind start: Int) -> Int? {
    var at = start
    while let next = printkTime(in: line, from: at + 1) {
      var end = at
      _ = Bracket.read(line, at: &end)
      if line[end..<next].bytes.contains(where: { $0 > .blank }) { return next }
      at = next
    }
    return nil
  }

  /// The messages that a syslogd sent over TCP, each behind its length (RFC 6587, 3.4.1); nil if there is one
  /// at most.
  static func counted(_ line: ByteSpan) -> [Range<Int>]? {
    guard line[0].isDigit else { return nil }
    var messages: [Range<Int>] = []
    var at = 0
    while let count = line.number(at: &at, limit: 5), line[at] == .blank, line[at + 1] == "<" {
      messages.append(at + 1..<at + 1 + Int(count))
      at += 1 + Int(count)
    }
    return messages.count > 1 ? messages : nil
  }

  /// Where the lines begin that somebody made one of, as copying from a page does: the same date, but for
  /// its numbers, and the same host. Nil if the line is one.
  static func joined(_ line: ByteSpan, _ head: LineHead, _ parser: LineParser) -> [Int]? {
    guard head.form == .calendar, !head.host.isEmpty, head.messageStart < line.count else {
      return nil
    }
    var starts = [head.lineStart]
    var from = head.messageStart
    while let at = line.firstIndex(of: line[head.lineStart], from: from) {
      from = at + 1
      guard line[at - 1] == .blank || line.has("\\n", at: at - 2),
        (1..<3).allSatisfy({ line[at + $0] == line[head.lineStart + $0] })
      else { continue }
      var parser = parser
      let next = parser.head(of: line, from: at)
      guard next.tellsSpeaker, line[next.host].equals(Array(line[head.host].bytes)) else {
        continue
      }
      starts.append(at)
      from = max(from, next.messageStart)
    }
    return starts.count > 1 ? starts : nil
  }

  /// Whether a syslogd's line leads to printk's time at `place`.
  static func isFiled(_ line: ByteSpan, at place: Int) -> Bool {
    line.has("kernel: ", at: place - 8)
  }

  /// Calls `body` with each text in the line that a log has, and what is known of it.
  ///
  /// - Returns: whether there is any.
  static func texts(
    in line: ByteSpan, _ head: LineHead, within outer: Carrier?, _ parser: LineParser,
    _ body: (ByteSpan, Carrier) -> Void
  ) -> Bool {
    func isLog(_ text: ByteSpan) -> Bool {
      var parser = parser
      let head = parser.head(of: text, from: text.skippingBlanks(from: 0))
      return head.tellsSpeaker && text.skippingBlanks(from: head.messageStart) < text.count
    }
    func carrier() -> Carrier { Carrier(around: line, head, within: outer) }
    var isFound = false
    func take(_ text: ByteSpan) {
      let isRecord = text[0] == "{" && text[text.skippingBlanks(from: 1)] == "\""
      guard isLog(text) || isRecord else { return }
      isFound = true
      body(text, carrier())
    }
    let strings = CarrierString.all(in: line)
    for string in strings where string.range.count > 8 { string.withText(of: line) { take($0) } }
    if isFound { return true }
    if let said = CarrierFields(strings, line) {
      let carrier = carrier().innermost(said.kind, said.pid)
      said.message.withText(of: line) { body($0, carrier) }
      return true
    }
    if let said = CarrierFields.text(behindKeyIn: line) {
      let carrier = carrier().innermost()
      said.withText(of: line) { body($0, carrier) }
      return true
    }
    for quote in "`'".utf8 {
      guard let open = line.firstIndex(of: quote), let close = line.lastIndex(of: quote),
        close > open + 8
      else { continue }
      CarrierString(open + 1..<close, isEscaped: true).withText(of: line) { take($0) }
      if isFound { return true }
    }
    if let text = MarkupText.of(line) {
      text.withUnsafeBytes { bytes in
        let text = ByteSpan(bytes)
        take(text)
        if !isFound, text.firstIndex(of: 0x09) != nil, CarrierColumns(text) != nil {
          isFound = true
          body(text, carrier())
        }
      }
      if isFound { return true }
    }
    if let columns = CarrierColumns(line) {
      body(line[columns.message], columns.completing(carrier()))
      return true
    }
    if let said = CarrierString.whole(of: line) {
      let carrier = carrier().innermost()
      said.withText(of: line) { body($0, carrier) }
      return true
    }
    // Somewhere behind other words.
    var at = max(1, head.messageStart)
    while at < min(line.count, farthest) {
      let isWithinNumber = line[at].isDigit && line[at - 1].isOne(of: "-.:")
      if !line[at - 1].isLetter, !line[at - 1].isDigit, line[at] > .blank, !isWithinNumber {
        var parser = parser
        let inner = parser.head(of: line, from: at)
        if inner.tellsSpeaker, inner.form != .tag || inner.isWholeTag(line) {
          body(line[at...], Carrier(around: line[0..<at], head, within: outer))
          return true
        }
      }
      at += 1
    }
    return false
  }

  private static let farthest = 256
}

extension LineHead {
  /// Whether it is a log's line: nobody's has a speaker by chance.
  fileprivate var tellsSpeaker: Bool {
    switch form {
    case .printk, .shortMonotonic, .record: true
    case .calendar, .tag: kind != .unknown && (pid != nil || kind == .kernel)
    case .bare, .property, .status, .continuation: false
    }
  }

  /// Whether the name begins where a word does, and has nothing before it that belongs to it.
  fileprivate func isWholeTag(_ line: ByteSpan) -> Bool {
    let start = identifier.lowerBound
    guard !identifier.isEmpty || kind == .kernel else { return false }
    let before = line[start - 1]
    return start == 0 || before == .blank || before.isOne(of: "\"'|>,;=")
  }
}
