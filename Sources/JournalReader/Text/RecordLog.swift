internal import LogModel

/// A log of records that have fields: `journalctl -o export`, `journalctl -o json`, `dmesg --json`.
struct RecordLog {
  private let name: String
  private let span: Int64
  private let search: LiteralSearch
  private let window: TimeWindow
  private var losses = LossNotes()
  private let listener: Listener
  private var boots: [BootKeeper] = []
  /// What entries of all boots but the current one take.
  private var settledCost = 0
  private var thrift = Thrift()
  private var queue = RecordQueue()
  private var numbers: [[UInt8]: Int] = [:]
  private var current = -1
  private var currentID: [UInt8] = []
  private var extra: [UInt8] = []
  private(set) var records = 0
  /// Whether `pri` is facility × 8 + level: in util-linux 2.41 it is, in 2.38 the level alone.
  private var showsFacility = false
  /// See ``TextReader/tellingRecords``.
  private(set) var telling = 0

  init(name: String, question: Question, window: TimeWindow) {
    self.name = name
    self.window = window
    span = question.span
    search = question.search
    listener = Listener(question)
  }

  mutating func take(_ fields: borrowing JournalRecord) {
    records += 1
    if fields.has(.text) { dmesg(fields) } else { journal(fields) }
  }

  mutating func finish() -> (boots: [BootLog], gaps: [Coverage.Gap]) {
    if current >= 0 {
      queue.settle(for: &boots[current])
      economise()
    }
    var logs: [BootLog] = []
    for index in boots.indices { logs.append(boots[index].finish()) }
    return (logs, losses.gaps(in: name))
  }

  private mutating func journal(_ fields: borrowing JournalRecord) {
    enter(fields)
    var record = KeptRecord()
    record.stamp = fields.stamp
    if !record.stamp.hasTime { record.stamp = .none }
    extra.removeAll(keepingCapacity: true)
    let message = fields.range(.message) ?? 0..<0
    let told = fields.attribution
    record.kind = told.kind
    record.pid = told.pid
    record.identifier = add(told.identifier, of: fields, behind: message.count)
    record.device = add(told.device, of: fields, behind: message.count)
    keep(&record, message, of: fields)
  }

  /// A record of `dmesg --json`: it has all that the line of dmesg has.
  private mutating func dmesg(_ fields: borrowing JournalRecord) {
    if boots.isEmpty {
      boots.append(BootKeeper(span: span, source: name, counting: .records))
    }
    current = 0
    var record = KeptRecord()
    if let range = fields.range(.time) {
      fields.bytes.withUnsafeBytes { bytes in
        let text = ByteSpan(bytes)[range]
        var at = 0
        guard let seconds = text.number(at: &at, limit: 10), text[at] == UInt8(ascii: ".") else {
          return
        }
        at += 1
        record.stamp = Stamp(monotonic: seconds * 1_000_000 + text.micros(at: &at).value)
      }
    }
    extra.removeAll(keepingCapacity: true)
    let message = fields.range(.text) ?? 0..<0
    record.kind = .kernel
    let priority = fields.integer(.priority)
    if let priority, priority >= 8 { showsFacility = true }
    let isKernels =
      fields.equals(.facility, "kern") || showsFacility && (priority.map { $0 < 8 } ?? false)
    if !isKernels {
      fields.bytes.withUnsafeBytes { bytes in
        let text = ByteSpan(bytes)[message]
        guard let tag = Tag.withPID(text, at: 0) else { return }
        record.kind = .program
        record.identifier = tag.name
        record.pid = tag.pid
        record.messageStart = text.skippingBlanks(from: tag.end)
      }
    }
    record.caller = add(fields.range(.caller), of: fields, behind: message.count)
    keep(&record, message, of: fields)
  }

  /// Puts a value where the record's ranges can speak of it.
  private mutating func add(
    _ range: Range<Int>?, of fields: borrowing JournalRecord, behind length: Int
  ) -> Range<Int> {
    guard let range else { return 0..<0 }
    let start = length + extra.count
    extra.append(contentsOf: fields.bytes[range])
    return start..<length + extra.count
  }

  private mutating func keep(
    _ record: inout KeptRecord, _ message: Range<Int>, of fields: borrowing JournalRecord
  ) {
    record.number = records
    fields.bytes.withUnsafeBytes { bytes in
      let text = ByteSpan(bytes)[message]
      let found = search.meanings(in: text)
      if record.stamp.hasTime || !found.isEmpty { telling += 1 }
      if found.contains(.gap) { losses.note(text, place: "record \(records)") }
      record.isMark = found.contains(.mark)
      let isInside = window.contains(record.stamp) ?? true
      let isTrigger = isInside && found.contains(.trigger)
      extra.withUnsafeBytes { extra in
        let extra = ByteSpan(extra)
        let name = record.identifier
        let identifier =
          name.upperBound <= text.count
          ? text[name] : extra[name.lowerBound - text.count..<name.upperBound - text.count]
        guard record.isMark || isTrigger || isInside && listener.wants(record.kind, identifier)
        else { return boots[current].pass(record.stamp) }
        queue.append(record, line: text, more: extra, isTrigger: isTrigger, to: &boots[current])
      }
    }
    economise()
  }

  /// Keeps less around each trigger where all that is kept takes too much memory.
  private mutating func economise() {
    guard settledCost + boots[current].cost > thrift.limit else { return }
    thrift.economise { reach in
      for index in boots.indices { boots[index].trim(reach: reach) }
      let cost = boots.reduce(0) { $0 + $1.cost }
      settledCost = cost - boots[current].cost
      return cost
    }
  }

  /// Finds the boot that the record belongs to, by its id.
  private mutating func enter(_ fields: borrowing JournalRecord) {
    let id = fields.range(.bootID) ?? 0..<0
    let isSame = current >= 0 && fields.bytes[id].elementsEqual(currentID)
    if !isSame {
      if current >= 0 {
        queue.settle(for: &boots[current])
        settledCost += boots[current].cost
      }
      currentID = Array(fields.bytes[id])
      if let number = numbers[currentID] {
        current = number
        settledCost -= boots[current].cost
      } else {
        current = boots.count
        numbers[currentID] = current
        var boot = BootKeeper(span: span, source: name, counting: .records)
        boot.id = id.isEmpty ? nil : String(decoding: currentID, as: UTF8.self)
        boots.append(boot)
      }
    }
    if boots[current].machineID == nil, let machine = fields.range(.machineID) {
      boots[current].machineID = String(decoding: fields.bytes[machine], as: UTF8.self)
    }
    if let host = fields.range(.hostname) {
      fields.bytes.withUnsafeBytes { boots[current].speaks(ByteSpan($0)[host]) }
    }
  }
}
