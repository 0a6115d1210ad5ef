internal import LogModel

/// What is kept of one boot: triggers, what stands near them, and marks. All readers of logs put
/// into one of these what may be wanted, be it a line, a record or a journal's entry.
///
/// Each is kept once, however often it is offered: a line that was passed over is offered again when
/// a trigger follows, and several journal files may hold the same entry.
struct EntryBuffer<Identity: Hashable> {
  private struct Kept {
    var entry: Entry
    var identity: Identity
    var order: Int
    var meaning: LogPhrases.Meaning
  }

  private var kept: [Kept] = []
  /// What the entries take in memory, in bytes.
  private(set) var cost = 0
  /// How many of them are marks.
  private(set) var marks = 0
  /// How many entries were given up, and how many of them were triggers.
  private(set) var omitted = (entries: 0, triggers: 0)

  /// - Parameters:
  ///   - identity: what tells the entry from all others of its boot.
  ///   - order: where it belongs among the others; what is equal stays in the order of adding.
  ///   - meaning: what stands in it of what is looked for.
  mutating func add(
    _ entry: Entry, _ identity: Identity, order: Int, _ meaning: LogPhrases.Meaning
  ) {
    kept.append(Kept(entry: entry, identity: identity, order: order, meaning: meaning))
    cost += Self.cost(of: entry)
    if meaning.contains(.mark) { marks += 1 }
  }

  /// The same, in a log that has no other boot.
  mutating func add(
    _ entry: Entry, _ identity: Identity, order: Int, _ meaning: LogPhrases.Meaning,
    within policy: inout RetentionPolicy
  ) {
    guard !policy.isFull else { return omit(meaning) }
    add(entry, identity, order: order, meaning)
    policy.enforce(cost) { reach in
      trim(to: reach)
      return cost
    }
  }

  /// Counts an entry that there is no room for.
  mutating func omit(_ meaning: LogPhrases.Meaning) {
    omitted.entries += 1
    if meaning.contains(.trigger) { omitted.triggers += 1 }
  }

  /// Gives up what has more than so many bytes of lines between it and any trigger, and is no mark.
  mutating func trim(to reach: Int) {
    arrange()
    var isNear = kept.map { $0.meaning.contains(.mark) }
    func pass(_ indices: some Sequence<Int>, from start: Int) {
      var distance = start
      for index in indices {
        let isTrigger = kept[index].meaning.contains(.trigger)
        distance = isTrigger ? 0 : min(distance + kept[index].entry.line.count, reach + 1)
        if distance <= reach { isNear[index] = true }
      }
    }
    pass(kept.indices, from: reach + 1)
    // A trigger may be about to follow.
    pass(kept.indices.reversed(), from: 0)
    omitted.entries += keep { isNear[$0] }
  }

  /// Keeps the first entries only, where none of them is a trigger: nobody misses the others.
  mutating func shorten(to count: Int) {
    guard kept.count > count else { return }
    arrange()
    _ = keep { $0 < count }
  }

  /// Keeps some entries only, by their numbers; says how many went.
  private mutating func keep(_ isWanted: (Int) -> Bool) -> Int {
    var end = 0
    for index in kept.indices {
      guard isWanted(index) else {
        cost -= Self.cost(of: kept[index].entry)
        if kept[index].meaning.contains(.mark) { marks -= 1 }
        continue
      }
      if end < index { kept.swapAt(end, index) }
      end += 1
    }
    defer { kept.removeSubrange(end...) }
    return kept.count - end
  }

  /// Brings all into their order, each once.
  private mutating func arrange() {
    let pairs = zip(kept, kept.dropFirst())
    guard !pairs.allSatisfy({ $0.order < $1.order }) else { return }
    if !pairs.allSatisfy({ $0.order <= $1.order }) {
      let order = kept.indices.sorted { (kept[$0].order, $0) < (kept[$1].order, $1) }
      kept = order.map { kept[$0] }
    }
    // Only what has the same place can be the same.
    var seen: Set<Identity> = []
    let isRepeated = kept.indices.map { index in
      if index > 0, kept[index - 1].order != kept[index].order {
        seen.removeAll(keepingCapacity: true)
      }
      return !seen.insert(kept[index].identity).inserted
    }
    _ = keep { !isRepeated[$0] }
  }

  /// All entries in their order; the buffer is empty then.
  mutating func takeEntries() -> [Entry] {
    arrange()
    defer { self = EntryBuffer() }
    return kept.map(\.entry)
  }

  /// That entries were given up; nil if none was.
  func gap(in source: String) -> Coverage.Gap? {
    Coverage.Gap(omitted: omitted.entries, triggers: omitted.triggers, of: source)
  }

  /// The array grows by doubling.
  private static func cost(of entry: Entry) -> Int {
    MemoryLayout<Kept>.stride * 3 / 2 + Entry.lineOverhead + entry.line.count
  }
}
