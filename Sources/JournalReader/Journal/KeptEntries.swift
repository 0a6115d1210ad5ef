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

/// The entries kept of one boot, each once however many files and walks offer it.
struct KeptEntries {
  private var entries: [Entry] = []
  private var identities: Set<JournalCursor.Identity> = []

  mutating func add(
    _ record: JournalRecord, at handle: JournalHandle, stamp: Stamp, source: String
  ) throws(JournalFailure) {
    let cursor = try handle.cursor()
    guard identities.insert(cursor.identity).inserted else { return }
    entries.append(
      record.entry(
        stamp: stamp, place: Place(source: source, position: .seqnum(cursor.number))))
  }

  /// By the time of saying; what was said at the same time stays in the order of writing.
  func ordered() -> [Entry] {
    var ordered = entries
    ClockAlignment.align(&ordered)
    return ordered
  }
}
