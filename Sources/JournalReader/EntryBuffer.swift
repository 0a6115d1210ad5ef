internal import LogModel

/// What is kept of one boot: triggers, what stands near them, and marks. All readers of logs put
/// into one of these what may be wanted, be it a line, a record or a journal's entry.
///
/// Each is kept once, however often it is offered: a line that was passed over is offered again when
/// a trigger follows, and several journal files may hold the same entry.
struct EntryBuffer<Identity: Hashable> {
  /// What has to be known of an entry to keep or to move it, apart from the entry: looking through
  /// many of these counts no references.
  private struct Spot {
    var identity: Identity
    var order: Int
    /// Of the entry's line.
    var length: Int
    var meaning: LogPhrases.Meaning
  }

  private var entries: [Entry] = []
  private var spots: [Spot] = []
  /// What the entries take in memory, in bytes.
  private(set) var cost = 0
  /// How many of them are marks.
  private(set) var marks = 0
  /// How many entries were given up, and how many of them were triggers.
  private(set) var omitted = (entries: 0, triggers: 0)
  /// What those triggers would have come to.
  private(set) var tally = Tally()

  /// - Parameters:
  ///   - identity: what tells the entry from all others of its boot.
  ///   - order: where it belongs among the others; what is equal stays in the order of adding.
  ///   - meaning: what stands in it of what is looked for.
  mutating func add(
    _ entry: Entry, _ identity: Identity, order: Int, _ meaning: LogPhrases.Meaning
  ) {
    entries.append(entry)
    spots.append(
      Spot(identity: identity, order: order, length: entry.line.count, meaning: meaning))
    cost += Self.cost(ofLine: entry.line.count)
    if meaning.contains(.mark) { marks += 1 }
  }

  /// The same, in a log that has no other boot.
  mutating func add(
    _ entry: Entry, _ identity: Identity, order: Int, _ meaning: LogPhrases.Meaning,
    within policy: inout RetentionPolicy, tally: (Entry) -> Tally
  ) {
    guard !policy.isFull else { return omit(entry, meaning, tally) }
    add(entry, identity, order: order, meaning)
    policy.enforce(cost) { reach in
      trim(to: reach)
      return cost
    }
  }

  /// Counts an entry that there is no room for.
  mutating func omit(
    _ entry: Entry, _ meaning: LogPhrases.Meaning, _ tally: (Entry) -> Tally
  ) {
    omitted.entries += 1
    guard meaning.contains(.trigger) else { return }
    omitted.triggers += 1
    self.tally += tally(entry)
  }

  /// Gives up what has more than so many bytes of lines between it and any trigger, and is no mark.
  mutating func trim(to reach: Int) {
    arrange()
    var isNear = spots.map { $0.meaning.contains(.mark) }
    func pass(_ indices: some Sequence<Int>, from start: Int) {
      var distance = start
      for index in indices {
        let isTrigger = spots[index].meaning.contains(.trigger)
        distance = isTrigger ? 0 : min(distance + spots[index].length, reach + 1)
        if distance <= reach { isNear[index] = true }
      }
    }
    pass(spots.indices, from: reach + 1)
    // A trigger may be about to follow.
    pass(spots.indices.reversed(), from: 0)
    omitted.entries += keep { isNear[$0] }
  }

  /// Keeps the first entries only that are no listing, where none of them is a trigger: nobody misses
  /// the others.
  mutating func shorten(to count: Int) {
    arrange()
    var left = count
    let isKept = spots.map { spot in
      guard left > 0, !spot.meaning.contains(.listing) else { return false }
      left -= 1
      return true
    }
    if isKept.contains(false) { _ = keep { isKept[$0] } }
  }

  /// Keeps some entries only, by their numbers; says how many went.
  private mutating func keep(_ isWanted: (Int) -> Bool) -> Int {
    var end = 0
    for index in spots.indices {
      guard isWanted(index) else {
        cost -= Self.cost(ofLine: spots[index].length)
        if spots[index].meaning.contains(.mark) { marks -= 1 }
        continue
      }
      if end < index {
        entries.swapAt(end, index)
        spots.swapAt(end, index)
      }
      end += 1
    }
    let surplus = end..<spots.count
    entries.removeSubrange(surplus)
    spots.removeSubrange(surplus)
    return surplus.count
  }

  /// Brings all into their order, each once.
  private mutating func arrange() {
    guard
      let fall = spots.indices.dropFirst().first(where: { spots[$0 - 1].order >= spots[$0].order })
    else { return }
    // What was gone back for is of the last minutes: what stands before all of it stays as it is.
    let least = spots[fall...].reduce(Int.max) { min($0, $1.order) }
    let start = spots.firstIndex { $0.order >= least } ?? fall
    let order = (start..<spots.count).sorted { (spots[$0].order, $0) < (spots[$1].order, $1) }
    entries.rearrange(from: start, order)
    spots.rearrange(from: start, order)
    // Only what has the same place can be the same.
    var seen: Set<Identity> = []
    func isAlone(_ index: Int) -> Bool {
      (index == 0 || spots[index - 1].order != spots[index].order)
        && (index + 1 == spots.count || spots[index + 1].order != spots[index].order)
    }
    let isRepeated = spots.indices.map { index in
      guard index >= start, !isAlone(index) else { return false }
      if index > 0, spots[index - 1].order != spots[index].order {
        seen.removeAll(keepingCapacity: true)
      }
      return !seen.insert(spots[index].identity).inserted
    }
    if isRepeated.contains(true) { _ = keep { !isRepeated[$0] } }
  }

  /// All entries in their order; the buffer is empty then.
  mutating func takeEntries() -> [Entry] {
    arrange()
    defer { self = EntryBuffer() }
    return entries
  }

  /// That entries were given up; nil if none was.
  func gap(in source: String) -> Coverage.Gap? {
    Coverage.Gap(omitted: omitted.entries, triggers: omitted.triggers, of: source)
  }

  /// The arrays grow by doubling.
  private static func cost(ofLine length: Int) -> Int {
    (MemoryLayout<Entry>.stride + MemoryLayout<Spot>.stride) * 3 / 2 + Entry.lineOverhead + length
  }
}

extension Array {
  /// Puts the elements from a place on into another order, where they are.
  ///
  /// - Parameter order: which of all elements comes next; each of them once.
  fileprivate mutating func rearrange(from start: Int, _ order: [Int]) {
    var order = order
    withUnsafeMutableBufferPointer { all in
      for first in order.indices {
        // round about, until that is wanted which stood in the first place
        var place = first
        while order[place] != start + first {
          let next = order[place] - start
          all.swapAt(start + place, start + next)
          order[place] = start + place
          place = next
        }
        order[place] = start + place
      }
    }
  }
}
