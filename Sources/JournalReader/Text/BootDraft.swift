internal import LogModel

/// A boot while its log is read: what is known of it, and what is kept.
struct BootDraft {
  var id: String?
  var machineID: String?
  private var hostname: [UInt8] = []
  private var isNamed = false
  private var first: Stamp?
  private var last: Stamp?
  private(set) var records = 0
  var triggers: TriggerPlaces
  var kept = EntryBuffer<Int>()
  private let order: ReadingOrder

  /// How many marks are kept of a boot, and of one without a trigger.
  private static let mostMarks = 4096
  private static let mostMarksAlone = 32

  /// So far lines of several speakers may stand out of order, in µs. Where the time of day goes back by more,
  /// the clock was set.
  private static let disorder: Int64 = 600_000_000

  init(span: Int64, order: ReadingOrder = .oldestFirst) {
    triggers = TriggerPlaces(span: span)
    self.order = order
  }

  /// Whether marks are still kept.
  var wantsMarks: Bool { kept.marks < Self.mostMarks }

  /// Counts a record.
  mutating func pass(_ stamp: Stamp) {
    records += 1
    guard stamp.clock != .none else {
      first = first ?? Stamp.none
      last = last ?? Stamp.none
      return
    }
    if first?.hasTime != true { first = stamp }
    let step: Int64 = order == .oldestFirst ? 1 : -1
    if let monotonic = stamp.monotonic, let latest = last?.monotonic {
      if (monotonic &- latest) &* step >= 0 { last = stamp }
    } else if let realtime = stamp.realtime, let latest = last?.realtime {
      let further = (realtime &- latest) &* step
      if further >= 0 || further < -Self.disorder { last = stamp }
    } else {
      last = stamp
    }
  }

  mutating func note(host: ByteSpan) {
    // An initrd calls itself localhost until the root file system names the machine.
    guard !isNamed, host.count > 0, !host.equals(hostname) else { return }
    hostname = Array(host.bytes)
    isNamed = !host.equals(Array("localhost".utf8))
  }

  /// Nothing more will come, for the time being: marks that tell of nothing are not kept for long,
  /// for a log may hold thousands of boots.
  mutating func settle() {
    if triggers.isEmpty { kept.shorten(to: Self.mostMarksAlone) }
  }

  mutating func finish(_ source: String) -> BootLog {
    settle()
    let tally = kept.tally
    var entries = kept.takeEntries()
    entries.removeRepeated()
    var (first, last) = order == .oldestFirst ? (first, last) : (last, first)
    ClockAlignment.align(&entries, first: &first, last: &last)
    var log = BootLog(
      id: id, machineID: machineID,
      hostname: hostname.isEmpty ? nil : String(decoding: hostname, as: UTF8.self),
      entries: entries, first: first, last: last, sources: [source])
    log.tally = tally
    return log
  }
}

extension [Entry] {
  /// Leaves out what somebody pasted again: where the clock goes back, lines that were there with the
  /// same times.
  fileprivate mutating func removeRepeated() {
    var latest = Stamp.none
    var isBack = false
    let areBack = map { entry in
      guard entry.stamp.hasTime else { return isBack }
      // others' lines stand out of order by less
      isBack = entry.stamp.isBefore(latest, by: isBack ? 0 : 1_000_000)
      if !isBack { latest = entry.stamp }
      return isBack
    }
    guard areBack.contains(true) else { return }
    var seen: Set<[UInt8]> = []
    let isRepeated = indices.map { place in
      let isNew = seen.insert(self[place].line).inserted
      return !isNew && areBack[place] && self[place].stamp.hasTime
    }
    var place = 0
    removeAll { _ in
      defer { place += 1 }
      return isRepeated[place]
    }
  }
}

extension Stamp {
  /// Whether it is so much earlier, in µs, or the same where it need not be.
  fileprivate func isBefore(_ other: Stamp, by distance: Int64) -> Bool {
    if let mine = monotonic, let theirs = other.monotonic { return theirs - mine >= distance }
    guard let mine = realtime, let theirs = other.realtime else { return false }
    return theirs - mine >= distance
  }
}

/// The boots of one log of lines or records, and what all of them may take together.
struct BootDrafts {
  let source: String
  private let span: Int64
  private let order: ReadingOrder
  private let tally: @Sendable (Entry) -> Tally
  /// What the log says that it lost.
  var losses = LossNotes()
  private var policy = RetentionPolicy()
  private var boots: [BootDraft]
  private var place = 0
  /// What entries of all boots but the current one take.
  private var settledCost = 0
  /// Of boots that are finished.
  private var omitted = (entries: 0, triggers: 0)

  init(_ search: TextSearch, _ order: ReadingOrder) {
    source = search.name
    tally = search.question.tally
    span = search.question.span
    self.order = order
    boots = [BootDraft(span: span, order: order)]
  }

  /// The boot that is read.
  var current: BootDraft {
    // in place: a copy for each line would cost more than all else that is done with it
    _read { yield boots[place] }
    _modify { yield &boots[place] }
  }

  /// Begins a boot, and gives its number.
  mutating func begin(id: String?) -> Int {
    if boots[place].records > 0 {
      boots.append(BootDraft(span: span, order: order))
      enter(boots.count - 1)
    }
    current.id = id
    return place
  }

  /// Goes on in a boot that was begun.
  mutating func enter(_ number: Int) {
    boots[place].settle()
    settledCost += boots[place].kept.cost - boots[number].kept.cost
    place = number
  }

  /// Keeps an entry of the current boot as long as there is room.
  ///
  /// - Parameter number: what tells it from others, and its place among them.
  mutating func keep(_ entry: Entry, _ number: Int, _ meaning: LogPhrases.Meaning) {
    guard !policy.isFull || meaning.contains(.mark) else {
      return boots[place].kept.omit(entry, meaning, tally)
    }
    boots[place].kept.add(entry, number, order: number, meaning)
    var policy = policy
    policy.enforce(settledCost + boots[place].kept.cost) { reach in
      for number in boots.indices { boots[number].kept.trim(to: reach) }
      let cost = boots.reduce(0) { $0 + $1.kept.cost }
      settledCost = cost - boots[place].kept.cost
      return cost
    }
    self.policy = policy
  }

  /// The boots before the current one, in the order of the log; they are forgotten here.
  mutating func takeSettled() -> [BootLog] {
    guard place > 0 else { return [] }
    let logs = (0..<place).map { finish($0) }
    boots.removeFirst(place)
    place = 0
    settledCost = 0
    policy = RetentionPolicy()
    return logs
  }

  /// All boots, oldest first, and what is missing of them.
  mutating func finish() -> (boots: [BootLog], gaps: [Coverage.Gap]) {
    let logs = boots.indices.filter { boots[$0].records > 0 }.map { finish($0) }
    let omission = Coverage.Gap(omitted: omitted.entries, triggers: omitted.triggers, of: source)
    let gaps = losses.gaps(in: source) + [omission].compactMap { $0 }
    return (order == .oldestFirst ? logs : logs.reversed(), gaps)
  }

  private mutating func finish(_ number: Int) -> BootLog {
    omitted.entries += boots[number].kept.omitted.entries
    omitted.triggers += boots[number].kept.omitted.triggers
    return boots[number].finish(source)
  }
}
