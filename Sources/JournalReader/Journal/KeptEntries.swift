/// Spans of time around triggers, in µs since the boot; those that touch are one.
struct Spans {
  private(set) var ranges: [ClosedRange<Int64>] = []

  mutating func add(_ when: Int64, reach: Int64) {
    var range = (when - reach)...(when + reach)
    var others: [ClosedRange<Int64>] = []
    for other in ranges {
      if range.overlaps(other) {
        range =
          min(range.lowerBound, other.lowerBound)...max(range.upperBound, other.upperBound)
      } else {
        others.append(other)
      }
    }
    let place = others.firstIndex { $0.lowerBound > range.upperBound } ?? others.endIndex
    others.insert(range, at: place)
    ranges = others
  }
}

/// The entries kept of one boot, each once however many files and walks offer it; where triggers
/// are so many that all around them takes too much memory, less of it.
struct KeptEntries {
  private struct Kept {
    var entry: Entry
    var identity: JournalCursor.Identity
    var meaning: LiteralSearch.Meaning
  }

  private var kept: [Kept] = []
  private var identities: Set<JournalCursor.Identity> = []
  private var cost = 0
  private var thrift = Thrift()

  mutating func add(
    _ record: JournalRecord, at handle: JournalHandle, stamp: Stamp, source: String,
    meaning: LiteralSearch.Meaning
  ) throws(JournalFailure) {
    let cursor = try handle.cursor()
    guard identities.insert(cursor.identity).inserted else { return }
    let entry = record.entry(
      stamp: stamp, place: Place(source: source, position: .seqnum(cursor.number)))
    kept.append(Kept(entry: entry, identity: cursor.identity, meaning: meaning))
    cost += Self.cost(of: entry)
    if cost > thrift.limit { economise() }
  }

  /// By the time of saying; what was said at the same time stays in the order of writing.
  func ordered() -> [Entry] {
    var ordered = kept.map(\.entry)
    ClockAlignment.align(&ordered)
    return ordered
  }

  private mutating func economise() {
    kept.sort { ($0.entry.stamp.monotonic ?? 0) < ($1.entry.stamp.monotonic ?? 0) }
    thrift.economise { reach in
      let isNear = Thrift.near(
        kept.count, reach, length: { kept[$0].entry.line.count },
        isTrigger: { kept[$0].meaning.contains(.trigger) })
      kept = zip(kept, isNear).filter { $1 || $0.meaning.contains(.mark) }.map(\.0)
      cost = kept.reduce(0) { $0 + Self.cost(of: $1.entry) }
      return cost
    }
    identities = Set(kept.lazy.map(\.identity))
  }

  private static func cost(of entry: Entry) -> Int {
    Entry.overhead + 2 * MemoryLayout<Kept>.stride + entry.line.count
  }
}
