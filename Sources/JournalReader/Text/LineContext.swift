internal import LogModel

/// What has to be known of the lines above to understand a line. A copy lets reading begin there
/// again.
struct LineContext {
  var parser = LineParser()
  /// The time of the last line that had one, on both clocks as far as they are known.
  var near = Stamp.none
  /// How far they were apart where a line last told both.
  private var distance: Int64?
  /// Who spoke in the last line that was not the going on of another.
  var identifier: [UInt8] = []
  var kind = Speaker.Kind.unknown
  /// The number of that line.
  private var group = 0
  /// Whether the last line that had a time was within the time that was selected.
  var isInside = true

  mutating func beginBoot() {
    parser.beginBoot()
    group = 0
    near = .none
    distance = nil
    identifier.removeAll(keepingCapacity: true)
  }

  /// Calls `body` with each text that a line of a file holds, and what its prefix says.
  mutating func read(_ line: ByteSpan, _ body: (ByteSpan, LineHead, inout LineContext) -> Void) {
    var line = line
    while line.count > 0, line[line.count - 1] == .carriageReturn {
      line = line[0..<line.count - 1]
    }
    guard Escapes.concern(line) else { return part(line, body) }
    var scratch: [UInt8] = []
    Escapes.forEachPart(of: line, scratch: &scratch) { part($0, body) }
  }

  private mutating func part(
    _ line: ByteSpan, within carrier: Carrier? = nil,
    _ body: (ByteSpan, LineHead, inout LineContext) -> Void
  ) {
    guard line.count > 0 else { return }
    if carrier == nil, let messages = Carrier.counted(line) {
      for message in messages { part(line[message], body) }
      return
    }
    if carrier == nil, PlainText.concerns(line), let plain = PlainText.of(line) {
      return parts(of: plain, within: Carrier(), body)
    }
    var head = parser.parse(line)
    if let said = Repetition.message(in: line[head.messageStart...]) {
      let start = head.messageStart
      head.messageStart += said.lowerBound
      return body(line[0..<start + said.upperBound], head, &self)
    }
    if carrier?.depth ?? 0 < Carrier.deepest, unpack(line, head, carrier, body) { return }
    carrier?.complete(&head)
    body(line, head, &self)
  }

  private mutating func parts(
    of text: [UInt8], within carrier: Carrier,
    _ body: (ByteSpan, LineHead, inout LineContext) -> Void
  ) {
    text.withUnsafeBytes { bytes in
      for line in ByteSpan(bytes).lines(Int.max) { part(line, within: carrier, body) }
    }
  }

  /// Reads what somebody else's line carries: a log's line behind the date of whoever kept it, in a
  /// string, in a cell, in markup, or where the kernel goes on in the middle of a line that a program
  /// has not ended (`login: [  242.608441] INFO: …`). False if it carries none.
  private mutating func unpack(
    _ line: ByteSpan, _ head: LineHead, _ carrier: Carrier?,
    _ body: (ByteSpan, LineHead, inout LineContext) -> Void
  ) -> Bool {
    if let starts = Carrier.joined(line, head, parser) {
      for (start, end) in zip(starts, starts.dropFirst() + [line.count]) {
        part(line[start..<end], within: carrier, body)
      }
      return true
    }
    let isUnknown =
      head.form == .bare || head.kind == .unknown && (head.form == .calendar || head.form == .tag)
    if isUnknown, let text = Base64Text.of(line) {
      parts(of: text, within: Carrier(around: line[0..<0], head, within: carrier), body)
      return true
    }
    if isUnknown, let lines = MarkupText.lines(of: line) {
      let inner = Carrier(around: line, head, within: carrier)
      for range in lines { part(line[range], within: inner, body) }
      return true
    }
    if isUnknown, let records = CarrierFields.records(in: line[head.messageStart...]) {
      for record in records {
        let inner = Carrier(around: record, head, within: carrier)
        part(record, within: inner, body)
      }
      return true
    }
    if isUnknown, line.firstIndex(of: 0x09) != nil, let columns = CarrierColumns(line) {
      let inner = Carrier(around: line, head, within: carrier)
      part(line[columns.message], within: columns.completing(inner), body)
      return true
    }
    if isUnknown, let plain = PlainText.of(line) {
      let inner = Carrier(around: line, head, within: carrier)
      parts(of: plain, within: inner, body)
      return true
    }
    let from = head.form == .bare ? 1 : head.messageStart
    if let cut = Carrier.printkTime(in: line, from: from) {
      if isUnknown, Carrier.isFiled(line, at: cut),
        Carrier.texts(in: line, head, within: carrier, parser, { part($0, within: $1, body) })
      {
        return true
      }
      let before = line[0..<cut]
      let inner = Carrier(around: before, head, within: carrier)
      if isUnknown ? inner.isSpeech(before, head) : cut > line.skippingBlanks(from: from) {
        var head = head
        carrier?.complete(&head)
        body(before, head, &self)
      }
      inner.withTexts(of: line, from: cut) { part($0, within: inner, body) }
      return true
    }
    guard isUnknown else { return false }
    return Carrier.texts(in: line, head, within: carrier, parser) { text, inner in
      part(text, within: inner, body)
    }
  }

  /// Whether a line has no beginning of its own: it may be the rest of the one above.
  func isRest(_ line: ByteSpan) -> Bool {
    var parser = parser
    let head = parser.parse(line)
    let rest = line[head.messageStart...]
    return (head.form == .bare || head.form == .continuation)
      && rest.skippingBlanks(from: 0) < rest.count
      && BootBoundary.Mark.read(rest) == nil
  }

  /// Who speaks in a line.
  func origin(_ line: ByteSpan, _ head: LineHead, in source: String) -> Origin {
    let isFurther = head.form == .continuation
    var name =
      isFurther ? String(decoding: identifier, as: UTF8.self) : line[head.identifier].string
    if head.kind == .kernel {
      name = "kernel"
    } else if name == Tag.firstProcessUnit {
      name = "systemd"
    }
    let caller = isFurther ? 0..<0 : head.caller
    return Origin(
      source: source, count: .lines,
      speaker: Speaker(
        kind: head.kind, identifier: name, pid: head.pid,
        caller: caller.isEmpty ? nil : line[caller].string),
      device: nil)
  }

  /// A number that grows from line to line in the order of time. Where the newest is first, the lines
  /// of one message still follow each other.
  func order(of place: LinePlace, _ order: ReadingOrder) -> Int {
    guard order == .newestFirst else { return place.position << 16 | min(place.part, 65_535) }
    return -group << 20 | min(place.number - group, 16_383) << 6 | min(place.part, 63)
  }

  private mutating func note(_ stamp: Stamp) {
    near = stamp
    guard let realtime = stamp.realtime else { return }
    if let monotonic = stamp.monotonic {
      distance = realtime &- monotonic
    } else if let distance, realtime &- distance >= 0 {
      near.monotonic = realtime &- distance
    }
  }

  /// Takes note of a line whose prefix is known.
  mutating func pass(
    _ line: ByteSpan, _ head: LineHead, _ place: LinePlace, in window: TimeWindow
  ) {
    if head.stamp.hasTime, head.stamp.clock != .none { note(head.stamp) }
    isInside = window.contains(head.stamp) ?? isInside
    if head.form != .continuation, head.form != .bare { group = place.number }
    guard head.form != .continuation else { return }
    kind = head.kind
    identifier.removeAll(keepingCapacity: true)
    identifier.append(contentsOf: line[head.identifier].bytes)
  }
}

/// Where a line stands.
struct LinePlace {
  /// From 1.
  var number: Int
  /// Of several texts in one line, from 0.
  var part = 0
  /// Whether it is a part of a long line, and not the first.
  var isFurtherPart = false
  /// Whether the input ends within it.
  var isUnended = false
  /// Of its first byte in all that was read.
  var position: Int
}
