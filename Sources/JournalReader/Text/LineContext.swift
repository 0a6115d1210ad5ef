internal import LogModel

/// What has to be known of the lines above to understand a line. A copy lets reading begin there
/// again.
struct LineContext {
  var parser = LineParser()
  /// The time of the last line that had one.
  var near = NearTime()
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
    near = NearTime()
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

  /// The kernel goes on in the middle of a line that a program has not ended:
  /// `login: [  242.608441] INFO: …`.
  private mutating func part(
    _ line: ByteSpan, _ body: (ByteSpan, LineHead, inout LineContext) -> Void
  ) {
    guard line.count > 0 else { return }
    var head = parser.parse(line)
    if let said = Repetition.message(in: line[head.messageStart...]) {
      let start = head.messageStart
      head.messageStart += said.lowerBound
      return body(line[0..<start + said.upperBound], head, &self)
    }
    if head.form == .bare, let cut = Self.printkTime(in: line) {
      part(line[0..<cut], body)
      return part(line[cut...], body)
    }
    body(line, head, &self)
  }

  /// Where ` [%5ld.%06ld] ` begins in a line, other than at its beginning.
  private static func printkTime(in line: ByteSpan) -> Int? {
    var from = 1
    while let open = line.firstIndex(of: UInt8(ascii: "["), from: from) {
      from = open + 1
      var end = open
      guard case .monotonic(_, digits: 6)? = Bracket.read(line, at: &end), end - open >= 14,
        line[end] == .blank || line[end] == UInt8(ascii: "[")
      else { continue }
      return open
    }
    return nil
  }

  /// Makes a record of a line, and calls `body` with it and the bytes that it speaks of.
  mutating func record(
    _ line: ByteSpan, _ head: LineHead, at place: LinePlace, isMark: Bool, isTrigger: Bool,
    _ body: (KeptRecord, ByteSpan) -> Void
  ) {
    var record = KeptRecord()
    record.number = place.number
    record.part = place.part
    record.position = place.position
    record.lineLength = line.count
    record.messageStart = head.messageStart
    record.stamp = head.stamp
    record.near = near
    record.kind = head.kind
    record.pid = head.pid
    record.isMark = isMark
    record.isTrigger = isTrigger
    if head.form != .continuation, head.form != .bare { group = place.number }
    record.group = group
    guard head.form == .continuation else {
      record.identifier = head.identifier
      record.caller = head.caller
      return body(record, line)
    }
    record.identifier = line.count..<line.count + identifier.count
    let bytes = Array(line.bytes) + identifier
    bytes.withUnsafeBytes { body(record, ByteSpan($0)) }
  }

  /// Takes note of a line whose prefix is known.
  mutating func pass(_ line: ByteSpan, _ head: LineHead, in window: TimeWindow) {
    if head.stamp.hasTime, head.stamp.clock != .none {
      near = NearTime(monotonic: head.stamp.monotonic, realtime: head.stamp.realtime)
    }
    isInside = window.contains(head.stamp) ?? isInside
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
  /// Of its first byte in all that was read.
  var position: Int
}
