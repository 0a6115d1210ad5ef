/// Keeps, of the records of one boot, those that a question is about.
///
/// Whether a record is wanted shows only later, when a trigger follows it. So records wait, as raw
/// bytes, until they are so far behind that no trigger can reach them any more.
struct BootKeeper {
  /// How many bytes of records before and behind a trigger are kept at the most.
  static let reach = 8 << 20

  /// A record that waits. Ranges are of its own bytes.
  struct Record {
    /// Of its first byte, counted over all that was ever appended.
    fileprivate(set) var position = 0
    fileprivate(set) var length = 0
    var lineLength = 0
    var messageStart = 0
    /// Of the line or the record in its input, from 1.
    var number = 0
    var stamp = Stamp.none
    /// The time that stands for a record without one: that of the line above.
    fileprivate var nearMonotonic: Int64?
    fileprivate var nearRealtime: Int64?
    var kind = Speaker.Kind.unknown
    var pid: Int?
    var identifier = 0..<0
    var caller = 0..<0
    var device = 0..<0
    /// Kept wherever it stands.
    var isMark = false
  }

  var id: String?
  var machineID: String?
  private var hostname: [UInt8] = []
  private var isNamed = false
  private(set) var first: Stamp?
  private(set) var last: Stamp?
  private(set) var records = 0

  private let span: Int64
  private let source: String
  private let unit: String
  private var kept: [Entry] = []
  private var waiting: [Record] = []
  private var bytes: [UInt8] = []
  /// The position of `bytes[0]`.
  private var base = 0
  private var lastTimed: Record?
  private var triggerPositions: [Int] = []
  private var monotonicTriggers = NearTimes()
  private var realtimeTriggers = NearTimes()
  private var hasUntimedTrigger = false

  /// `unit` is what a place counts: `line` or `record`.
  init(span: Int64, source: String, unit: String) {
    self.span = max(span, 0)
    self.source = source
    self.unit = unit
  }

  var isEmpty: Bool { records == 0 }

  /// Counts a record that is outside of what was selected.
  mutating func pass(_ stamp: Stamp) {
    records += 1
    extend(stamp)
  }

  /// Takes `line`, and `more` bytes that the record's ranges speak of as well.
  mutating func append(
    _ record: Record, line: ByteSpan, more: ByteSpan? = nil, isTrigger: Bool
  ) {
    pass(record.stamp)
    var record = record
    record.position = base + bytes.count
    record.lineLength = line.count
    bytes.append(contentsOf: line.bytes)
    if let more { bytes.append(contentsOf: more.bytes) }
    record.length = base + bytes.count - record.position
    if record.stamp.hasTime {
      record.nearMonotonic = record.stamp.monotonic
      record.nearRealtime = record.stamp.realtime
      lastTimed = record
    } else {
      record.nearMonotonic = lastTimed?.nearMonotonic
      record.nearRealtime = lastTimed?.nearRealtime
    }
    if isTrigger { pull(record) }
    waiting.append(record)
    if bytes.count >= 2 * Self.reach { decide(before: base + bytes.count - Self.reach) }
  }

  /// Takes a line that goes on with the message of the record before: whose speaker it has.
  mutating func appendContinuation(_ record: Record, line: ByteSpan, isTrigger: Bool) {
    var record = record
    var identifier: [UInt8] = []
    if let above = waiting.last {
      identifier = Array(bytes[above.identifier.shifted(by: above.position - base)])
      record.identifier = line.count..<line.count + identifier.count
    }
    identifier.withUnsafeBytes {
      append(record, line: line, more: ByteSpan($0), isTrigger: isTrigger)
    }
  }

  mutating func speaks(_ host: ByteSpan) {
    // An initrd calls itself localhost until the root file system names the machine.
    guard !isNamed, host.count > 0 else { return }
    hostname = Array(host.bytes)
    isNamed = !host.equals(Array("localhost".utf8))
  }

  /// Decides about all that waits; what comes later finds nothing before it.
  mutating func settle() {
    decide(before: Int.max)
    // A log may hold hundreds of boots.
    bytes = []
    waiting = []
  }

  mutating func finish() -> BootLog {
    settle()
    var entries = kept
    var first = first
    var last = last
    ClockAlignment.align(&entries, first: &first, last: &last)
    return BootLog(
      id: id, machineID: machineID,
      hostname: hostname.isEmpty ? nil : String(decoding: hostname, as: UTF8.self),
      entries: entries, first: first, last: last)
  }

  // MARK: - Which are near

  private mutating func extend(_ stamp: Stamp) {
    guard stamp.clock != .none else {
      if first == nil { first = Stamp.none }
      if last == nil { last = Stamp.none }
      return
    }
    if first?.hasTime != true { first = stamp }
    if let monotonic = stamp.monotonic, let latest = last?.monotonic {
      if monotonic >= latest { last = stamp }
    } else if let realtime = stamp.realtime, let latest = last?.realtime {
      if realtime >= latest { last = stamp }
    } else {
      last = stamp
    }
  }

  private mutating func pull(_ trigger: Record) {
    triggerPositions.append(trigger.position)
    if let time = trigger.nearMonotonic { monotonicTriggers.insert(time, span) }
    if let time = trigger.nearRealtime { realtimeTriggers.insert(time, span) }
    if trigger.nearMonotonic == nil, trigger.nearRealtime == nil { hasUntimedTrigger = true }
  }

  private func isNearInTime(_ record: Record) -> Bool {
    if hasUntimedTrigger { return true }
    var isComparable = false
    if let time = record.nearMonotonic, !monotonicTriggers.isEmpty {
      if monotonicTriggers.isNear(time, span) { return true }
      isComparable = true
    }
    if let time = record.nearRealtime, !realtimeTriggers.isEmpty {
      if realtimeTriggers.isNear(time, span) { return true }
      isComparable = true
    }
    return !isComparable
  }

  private mutating func decide(before limit: Int) {
    var done = 0
    var trigger = 0
    while done < waiting.count, waiting[done].position < limit {
      let record = waiting[done]
      while trigger + 1 < triggerPositions.count,
        triggerPositions[trigger + 1] <= record.position
      {
        trigger += 1
      }
      let isWithinReach = triggerPositions[trigger...].prefix(2)
        .contains { abs($0 - record.position) <= Self.reach }
      if record.isMark || isWithinReach && isNearInTime(record) { kept.append(entry(record)) }
      done += 1
    }
    let rest = done < waiting.count ? waiting[done].position : base + bytes.count
    waiting.removeFirst(done)
    bytes.removeFirst(rest - base)
    base = rest
    triggerPositions.removeAll { $0 < base - Self.reach }
  }

  private func entry(_ record: Record) -> Entry {
    let start = record.position - base
    func text(_ range: Range<Int>) -> String {
      String(decoding: bytes[range.shifted(by: start)], as: UTF8.self)
    }
    let identifier = record.kind == .kernel ? "kernel" : text(record.identifier)
    return Entry(
      place: Place(source: source, position: "\(unit) \(record.number)"),
      stamp: record.stamp,
      speaker: Speaker(
        kind: record.kind, identifier: identifier, pid: record.pid,
        caller: record.caller.isEmpty ? nil : text(record.caller)),
      line: Array(bytes[start..<start + record.lineLength]),
      messageStart: record.messageStart,
      device: record.device.isEmpty ? nil : text(record.device))
  }
}

extension Range<Int> {
  func shifted(by distance: Int) -> Range<Int> {
    lowerBound + distance..<upperBound + distance
  }
}

/// Points in time, so stored that "is there one within a span of this?" is one look.
private struct NearTimes {
  private var slots: [Int64: (first: Int64, last: Int64)] = [:]

  var isEmpty: Bool { slots.isEmpty }

  private static func slot(_ time: Int64, _ span: Int64) -> Int64 {
    let width = max(span, 1)
    return time >= 0 ? time / width : ~(~time / width)
  }

  mutating func insert(_ time: Int64, _ span: Int64) {
    let slot = Self.slot(time, span)
    let known = slots[slot] ?? (time, time)
    slots[slot] = (min(known.first, time), max(known.last, time))
  }

  func isNear(_ time: Int64, _ span: Int64) -> Bool {
    let slot = Self.slot(time, span)
    if slots[slot] != nil { return true }
    if let before = slots[slot &- 1], time &- before.last <= span { return true }
    if let after = slots[slot &+ 1], after.first &- time <= span { return true }
    return false
  }
}
