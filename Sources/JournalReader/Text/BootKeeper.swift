internal import LogModel

/// Keeps, of the records of one boot, those that a question is about.
struct BootKeeper {
  /// How many bytes of records before and behind a trigger are kept at the most.
  static let reach = 8 << 20
  /// How many marks are kept of a boot, and of one without a trigger, in which nobody will ask for
  /// the devices that a kernel lists by the hundred.
  private static let mostMarks = 4096
  private static let mostMarksAlone = 32

  /// What became of a record.
  enum Verdict {
    case kept
    /// Of no interest, whatever comes.
    case unwanted
    /// No trigger that is known is near.
    case tooFar
  }

  /// Where an entry stood, to bring all in order, and what it is.
  private struct Spot {
    var order: Int
    var isMark: Bool
    var isTrigger: Bool
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
  private let count: Place.Count
  private let order: ReadingOrder
  private var origins = Origins()
  private var kept: [Entry] = []
  private var spots: [Spot] = []
  private(set) var marks = 0
  /// So many of those were looked at, in a storm of triggers, and are to stay.
  private var trimmed = 0
  /// What the kept entries take in memory, more or less.
  private(set) var cost = 0
  private var triggers: [Int] = []
  private var monotonicTriggers = NearTimes()
  private var realtimeTriggers = NearTimes()
  private var hasUntimedTrigger = false

  /// - Parameter count: what the numbers of the records count.
  init(
    span: Int64, source: String, counting count: Place.Count,
    order: ReadingOrder = .oldestFirst
  ) {
    self.order = order
    self.span = max(span, 0)
    self.source = source
    self.count = count
  }

  var isEmpty: Bool { records == 0 }
  var hasTrigger: Bool { !triggers.isEmpty }
  /// Whether marks are still kept.
  var wantsMarks: Bool { marks < Self.mostMarks }
  /// Whether a time is so far on that no known trigger is near, nor will be for what follows.
  func isBehindAllTriggers(_ time: NearTime, slack: Int64) -> Bool {
    if hasUntimedTrigger { return false }
    if let time = time.monotonic, !monotonicTriggers.isEmpty {
      return isBehind(monotonicTriggers, time, span &+ slack)
    }
    if let time = time.realtime, !realtimeTriggers.isEmpty {
      return isBehind(realtimeTriggers, time, span &+ slack)
    }
    return false
  }

  private func isBehind(_ triggers: NearTimes, _ time: Int64, _ distance: Int64) -> Bool {
    switch order {
    case .oldestFirst: time &- triggers.latest > distance
    case .newestFirst: triggers.earliest &- time > distance
    }
  }

  /// Counts a record.
  mutating func pass(_ stamp: Stamp) {
    records += 1
    extend(stamp)
  }

  mutating func speaks(_ host: ByteSpan) {
    // An initrd calls itself localhost until the root file system names the machine.
    guard !isNamed, host.count > 0, !host.equals(hostname) else { return }
    hostname = Array(host.bytes)
    isNamed = !host.equals(Array("localhost".utf8))
  }

  /// Notes that there is a trigger: what is offered from now on may be near it.
  mutating func pull(_ position: Int, _ time: NearTime) {
    triggers.append(position)
    if let time = time.monotonic { monotonicTriggers.insert(time, span) }
    if let time = time.realtime { realtimeTriggers.insert(time, span) }
    if !time.isKnown { hasUntimedTrigger = true }
  }

  /// Keeps the record that `bytes` hold if a trigger that is known is near.
  mutating func offer(_ record: KeptRecord, _ bytes: ByteSpan, reach: Int) -> Verdict {
    if record.isMark {
      guard wantsMarks else { return .unwanted }
      marks += 1
    } else {
      guard isWithinReach(record.position, reach), isNearInTime(record.near) else {
        return .tooFar
      }
    }
    let origin = origins.shared(record.origin(bytes, in: source, counting: count))
    kept.append(record.entry(bytes, of: origin))
    spots.append(
      Spot(order: record.order(order), isMark: record.isMark, isTrigger: record.isTrigger))
    cost += Self.cost(record.lineLength)
    return .kept
  }

  /// Drops what was offered twice, and what is out of reach of any trigger.
  ///
  /// In a storm of triggers only what came since the last time is looked at: what was left then
  /// stays.
  mutating func trim(reach: Thrift.Reach) {
    if arrange() || !reach.isNarrow { trimmed = 0 }
    let start = back(from: trimmed, reach)
    let isNear = Thrift.near(
      kept.count - start, reach, length: { kept[start + $0].line.count },
      isTrigger: { spots[start + $0].isTrigger }, message: { kept[start + $0].message })
    // A trigger may be about to follow.
    let tail = reach.isNarrow ? back(from: kept.count, reach) : kept.count
    var to = trimmed
    var rest = 0
    for from in trimmed..<kept.count {
      let isWanted = spots[from].isMark || isNear[from - start] || from >= tail
      guard isWanted else {
        cost -= Self.cost(kept[from].line.count)
        continue
      }
      if to < from {
        kept[to] = kept[from]
        spots[to] = spots[from]
      }
      to += 1
      if from >= tail { rest += 1 }
    }
    kept.removeSubrange(to...)
    spots.removeSubrange(to...)
    trimmed = reach.isNarrow ? max(trimmed, to - rest) : 0
  }

  /// The first entry of those that have no more than the bytes of a reach between them and one, and
  /// the one before them: it may be a trigger.
  private func back(from end: Int, _ reach: Thrift.Reach) -> Int {
    var start = end
    var distance = 0
    while start > 0, distance <= reach.bytes {
      start -= 1
      distance += kept[start].line.count
    }
    return start
  }

  /// Nothing more will come, for the time being.
  mutating func settle() {
    dropLoneMarks()
    // A log may hold thousands of boots: no room for more than there is.
    kept = kept.withUnsafeBufferPointer { Array($0) }
    spots = spots.withUnsafeBufferPointer { Array($0) }
  }

  private mutating func dropLoneMarks() {
    if triggers.isEmpty, kept.count > Self.mostMarksAlone {
      // The first of a boot: its kernel, its command line.
      let surplus =
        order == .oldestFirst
        ? Self.mostMarksAlone..<kept.count : 0..<kept.count - Self.mostMarksAlone
      kept.removeSubrange(surplus)
      spots.removeSubrange(surplus)
      trimmed = 0
      cost = kept.reduce(0) { $0 + Self.cost($1.line.count) }
    }
  }

  mutating func finish() -> BootLog {
    dropLoneMarks()
    arrange()
    spots = []
    // Those of a storm stay in memory for long: no room for more than there are.
    var entries = kept.withUnsafeBufferPointer { Array($0) }
    kept = []
    var (first, last) = order == .oldestFirst ? (first, last) : (last, first)
    ClockAlignment.align(&entries, first: &first, last: &last)
    return BootLog(
      id: id, machineID: machineID,
      hostname: hostname.isEmpty ? nil : String(decoding: hostname, as: UTF8.self),
      entries: entries, first: first, last: last, sources: [source])
  }

  /// Of an entry and its spot: the arrays of them grow by doubling.
  private static func cost(_ length: Int) -> Int {
    (MemoryLayout<Entry>.stride + MemoryLayout<Spot>.stride) * 3 / 2 + Entry.lineOverhead + length
  }

  /// Brings all in the order of the log, each once; says whether they were not.
  @discardableResult
  private mutating func arrange() -> Bool {
    guard
      let fall = spots.indices.dropFirst().first(where: { spots[$0 - 1].order >= spots[$0].order })
    else { return false }
    // What was gone back for is of the last minutes: all before that stays as it is.
    let least = spots[fall...].reduce(Int.max) { min($0, $1.order) }
    var start = fall
    while start > 0, spots[start - 1].order >= least { start -= 1 }
    let order = (start..<spots.count).sorted { (spots[$0].order, $0) < (spots[$1].order, $1) }
    var last: Int?
    var once: [Int] = []
    for index in order where spots[index].order != last {
      once.append(index)
      last = spots[index].order
    }
    kept.replaceSubrange(start..., with: once.map { kept[$0] })
    spots.replaceSubrange(start..., with: once.map { spots[$0] })
    cost = kept.reduce(0) { $0 + Self.cost($1.line.count) }
    return true
  }

  // MARK: - Which are near

  private mutating func extend(_ stamp: Stamp) {
    guard stamp.clock != .none else {
      if first == nil { first = Stamp.none }
      if last == nil { last = Stamp.none }
      return
    }
    if first?.hasTime != true { first = stamp }
    let step: Int64 = order == .oldestFirst ? 1 : -1
    if let monotonic = stamp.monotonic, let latest = last?.monotonic {
      if (monotonic &- latest) &* step >= 0 { last = stamp }
    } else if let realtime = stamp.realtime, let latest = last?.realtime {
      if (realtime &- latest) &* step >= 0 { last = stamp }
    } else {
      last = stamp
    }
  }

  private func isWithinReach(_ position: Int, _ reach: Int) -> Bool {
    var low = 0
    var high = triggers.count
    while low < high {
      let middle = (low + high) / 2
      if triggers[middle] < position { low = middle + 1 } else { high = middle }
    }
    return low < triggers.count && triggers[low] - position <= reach
      || low > 0 && position - triggers[low - 1] <= reach
  }

  private func isNearInTime(_ near: NearTime) -> Bool {
    if hasUntimedTrigger { return true }
    var isComparable = false
    if let time = near.monotonic, !monotonicTriggers.isEmpty {
      if monotonicTriggers.isNear(time, span) { return true }
      isComparable = true
    }
    if let time = near.realtime, !realtimeTriggers.isEmpty {
      if realtimeTriggers.isNear(time, span) { return true }
      isComparable = true
    }
    return !isComparable
  }
}
