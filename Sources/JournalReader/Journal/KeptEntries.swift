internal import LogModel

/// Spans of time around triggers, in µs since the boot; those that touch are one.
struct Spans {
  private(set) var ranges: [ClosedRange<Int64>] = []

  mutating func add(_ range: ClosedRange<Int64>) {
    // Triggers come nearly in order.
    if let last = ranges.last, last.upperBound >= range.lowerBound {
      let touched = ranges.filter { $0.overlaps(range) }
      ranges.removeAll { $0.overlaps(range) }
      let whole = touched.reduce(range) {
        min($0.lowerBound, $1.lowerBound)...max($0.upperBound, $1.upperBound)
      }
      let place = ranges.firstIndex { $0.lowerBound > whole.upperBound } ?? ranges.endIndex
      ranges.insert(whole, at: place)
    } else {
      ranges.append(range)
    }
  }
}

/// The entries kept of one boot, each once however many files and walks offer it; where triggers
/// are so many that all around them takes too much memory, less of it.
struct KeptEntries {
  private var kept: [FoundEntry] = []
  private var identities: Set<JournalCursor.Identity> = []
  private var cost = 0
  private var thrift = Thrift()

  mutating func add(_ found: FoundEntry) {
    guard identities.insert(found.identity).inserted else { return }
    kept.append(found)
    cost += Self.cost(of: found.entry)
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
        isTrigger: { kept[$0].meaning.contains(.trigger) },
        message: { kept[$0].entry.message })
      kept = zip(kept, isNear).filter { $1 || $0.meaning.contains(.mark) }.map(\.0)
      cost = kept.reduce(0) { $0 + Self.cost(of: $1.entry) }
      return cost
    }
    identities = Set(kept.lazy.map(\.identity))
  }

  private static func cost(of entry: Entry) -> Int {
    Entry.overhead + 2 * MemoryLayout<FoundEntry>.stride + entry.line.count
  }
}
