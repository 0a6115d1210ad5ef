internal import LogModel

/// A boot's entries in one file: around triggers, and what was booted.
struct JournalExcerpt {
  let search: JournalSearch
  let file: JournalFile
  let boot: BootID
  /// Whether the file has entries of other boots as well.
  let isShared: Bool
  /// What the input is called that the file belongs to.
  let source: String

  /// How late an entry may have been written: journald cannot be blocked for longer than its
  /// watchdog lets it (3 min), but what waited in its sockets then waits for the next one too.
  private static let mostDelay: Int64 = 3_600_000_000
  /// How far the entries of several senders may be out of order, by the time they were said.
  private static let disorder: Int64 = 300_000_000
  /// How many of a boot's first entries, of the kernel and of PID 1, are looked through for marks.
  private static let introduction = 300

  private static let kernel = JournalMatch(any: [("_TRANSPORT", ["kernel"])])
  private static let init1 = JournalMatch(any: [("SYSLOG_IDENTIFIER", ["systemd"])])

  /// Hands out the entries of some spans of time, and the marks at the boot's start: what was booted
  /// is said there, however far that is from the trigger. An entry may come more than once.
  func handOut(
    within spans: [ClosedRange<Int64>], hasStart: Bool, to each: (FoundEntry) -> Void
  ) {
    for span in spans {
      entries(of: search.speakers, within: span, past: Self.disorder, to: each)
      // The kernel's buffer is read in the order in which it was written.
      entries(of: [Self.kernel], within: span, past: 1_000_000, to: each)
    }
    guard hasStart else { return }
    marks(of: Self.kernel, to: each)
    marks(of: Self.init1, to: each)
  }

  /// What is not to be looked for need not be looked up either, at each step.
  private var boots: [BootID] { isShared ? [boot] : [] }

  /// An entry is never written before it is said, so the walk starts by the time of writing. It
  /// ends `past` the span by the time of saying.
  private func entries(
    of matches: [JournalMatch], within span: ClosedRange<Int64>, past: Int64,
    to each: (FoundEntry) -> Void
  ) {
    var record = JournalRecord()
    var origins = Origins()
    search.walk(matches, of: boots, in: file, from: (boot, max(span.lowerBound, 0))) {
      handle, times throws(JournalFailure) in
      try handle.read(into: &record)
      let stamp = record.stamp(times)
      let when = stamp.monotonic ?? times.monotonic
      if span.contains(when), search.isSelected(stamp) {
        each(
          try found(
            record, at: handle, stamp: stamp, meaning: record.meanings(search.literals), &origins))
      }
      return when <= span.upperBound + past
        && times.monotonic <= span.upperBound + Self.mostDelay
    }
  }

  private func marks(of match: JournalMatch, to each: (FoundEntry) -> Void) {
    var record = JournalRecord()
    var origins = Origins()
    var left = Self.introduction
    search.walk([match], of: boots, in: file) { handle, times throws(JournalFailure) in
      left -= 1
      if try handle.meanings(by: search.literals).contains(.mark) {
        try handle.read(into: &record)
        each(
          try found(record, at: handle, stamp: record.stamp(times), meaning: .mark, &origins))
      }
      return left > 0
    }
  }

  private func found(
    _ record: JournalRecord, at handle: JournalHandle, stamp: Stamp,
    meaning: LogPhrases.Meaning, _ origins: inout Origins
  ) throws(JournalFailure) -> FoundEntry {
    let cursor = try handle.cursor()
    return FoundEntry(
      entry: record.entry(stamp: stamp, number: cursor.number, in: source, &origins),
      identity: cursor.identity, meaning: meaning)
  }
}
