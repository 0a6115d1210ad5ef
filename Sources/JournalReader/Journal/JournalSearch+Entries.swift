internal import LogModel

/// What stands around triggers, and at a boot's start.
extension JournalSearch {
  /// How late an entry may have been written: journald cannot be blocked for longer than its
  /// watchdog lets it (3 min), but what waited in its sockets then waits for the next one too.
  private static let mostDelay: Int64 = 3_600_000_000
  /// How far the entries of several senders may be out of order, by the time they were said. The
  /// kernel's buffer is read in the order in which it was written.
  private static let disorder: Int64 = 300_000_000
  private static let kernelDisorder: Int64 = 1_000_000
  /// How many of a boot's first entries, of the kernel and of PID 1, are looked through for marks.
  private static let introduction = 300

  /// Hands out a boot's entries of some spans of time, and the marks at its start: what was booted is
  /// said there, however far that is from a trigger. An entry may come more than once.
  ///
  /// - Parameters:
  ///   - held: all boots that the file has entries of.
  ///   - spans: in µs since the boot's start.
  ///   - hasStart: whether the boot may begin in this file.
  ///   - triggers: how many a survey has seen. Where fewer are come by, times are not what they should
  ///     be, and all of the boot is read.
  func entries(
    of boot: BootID, in file: JournalFile, among held: [BootID], within spans: [ClosedRange<Int64>],
    hasStart: Bool, triggers: Int, to each: Visitor
  ) {
    if let wanted = question.courses {
      return courses(of: boot, in: file, among: held, wanted, hasStart: hasStart, to: each)
    }
    // What is not to be looked for need not be looked up either, at each step.
    let boots = held.count > 1 ? [boot] : []
    if entries(of: boot, boots, in: file, within: spans, to: each) < triggers {
      _ = entries(of: boot, boots, in: file, within: [.min ... .max], to: each)
      file.note(.outOfOrder)
    }
    guard hasStart else { return }
    marks(of: boots, in: file, first: [Self.introduction, Self.introduction], to: each)
  }

  /// - Returns: How many of them are triggers.
  private func entries(
    of boot: BootID, _ boots: [BootID], in file: JournalFile, within spans: [ClosedRange<Int64>],
    to each: Visitor
  ) -> Int {
    var record = JournalRecord()
    let around: [(Sought, disorder: Int64)] = [
      (speakers, Self.disorder), ([Self.firstProcess], Self.disorder),
      ([Self.kernel], Self.kernelDisorder),
    ]
    var triggers = 0
    for span in spans {
      var passed: (count: Int, last: Int64) = (0, 0)
      // An entry is never written before it is said, so the walk starts by the time of writing. It
      // ends behind the span by the time of saying.
      walk(around.map(\.0), of: boots, in: file, from: (boot, max(span.lowerBound, 0))) {
        sought, entry, times throws(JournalFailure) in
        guard times.boot == boot else { return true }
        let end = span.upperBound.addingClamped(around[sought].disorder)
        if sought == 1, file.usesIndex, times.monotonic <= end, try !saysMuch(entry) {
          passed.count += 1
          if times.monotonic <= span.upperBound { passed.last = times.monotonic }
          // the first tells when the log begins
          if passed.count > 1 { return true }
        }
        try entry.read(into: &record)
        let stamp = record.stamp(times)
        let when = stamp.monotonic ?? times.monotonic
        if span.contains(when), isSelected(stamp) {
          let meaning = try meaning(of: entry, record)
          try each(.entry, meaning ?? [], entry, record, times)
          if sought != 1 {
            guard let meaning else { throw .noMessage }
            if meaning.contains(.trigger) { triggers += 1 }
          }
        }
        return when <= end && times.monotonic <= span.upperBound.addingClamped(Self.mostDelay)
      }
      if passed.count > 1 { last(of: boots, boot, in: file, passed.last, span, to: each) }
    }
    return triggers
  }

  /// What stands in an entry of which this was read; nil if it has no text.
  private func meaning(
    of entry: any WalkedEntry, _ record: borrowing JournalRecord
  ) throws(JournalFailure) -> LogPhrases.Meaning? {
    record.has(.message) ? try entry.meanings(by: literals) : nil
  }

  /// Whether what PID 1 says is wanted.
  private func saysMuch(_ entry: any WalkedEntry) throws(JournalFailure) -> Bool {
    guard let words = wordsOfFirstProcess else { return true }
    var isWanted = false
    do throws(JournalFailure) {
      try entry.withMessage { words.search($0.bytes) { _, _ in isWanted = true } }
    } catch {
      guard error == .noMessage else { throw error }
    }
    return isWanted
  }

  /// Hands out what PID 1 wrote at a time: the last of what was passed over tells how long the log goes on.
  private func last(
    of boots: [BootID], _ boot: BootID, in file: JournalFile, _ time: Int64,
    _ span: ClosedRange<Int64>, to each: Visitor
  ) {
    let steps = file.steps
    var record = JournalRecord()
    walk([[Self.firstProcess]], of: boots, in: file, from: (boot, time)) {
      _, entry, times throws(JournalFailure) in
      guard times.boot == boot, times.monotonic == time else { return false }
      try entry.read(into: &record)
      let stamp = record.stamp(times)
      if span.contains(stamp.monotonic ?? time), isSelected(stamp) {
        try each(.entry, meaning(of: entry, record) ?? [], entry, record, times)
      }
      return true
    }
    // it was counted before
    file.steps = steps
  }

  /// Hands out marks among so many of the first entries of the kernel and of PID 1.
  func marks(of boots: [BootID], in file: JournalFile, first: [Int], to each: Visitor) {
    var left = first
    var record = JournalRecord()
    walk([[Self.kernel], [Self.firstProcess]], of: boots, in: file) {
      sought, entry, times throws(JournalFailure) in
      left[sought] -= 1
      let meaning = try entry.meanings(by: literals)
      if meaning.contains(.mark) {
        try entry.read(into: &record)
        try each(.entry, meaning, entry, record, times)
      }
      return left[sought] > 0
    }
  }
}
