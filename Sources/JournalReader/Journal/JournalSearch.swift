import CSignals

/// Answers a question from journal files, by their indexes.
///
/// First only the entries of the programs that can say a trigger are read; a boot without one is
/// done there. Around triggers follow all of those programs' entries and the kernel's.
final class JournalSearch {
  private let collection: JournalCollection
  private let selection: Selection
  private let question: Question
  private let literals: LiteralSearch
  /// Entries read, by source.
  private(set) var steps: [Int]
  /// Files that turned out to be damaged on the way, by path.
  private(set) var damage: [String: JournalFailure] = [:]
  private(set) var gaps: [Coverage.Gap] = []
  private var current: (number: Int, handle: JournalHandle)?

  /// How late an entry may have been written: journald cannot be blocked for longer than its
  /// watchdog lets it (3 min), but what waited in its sockets then waits for the next one too.
  private static let mostDelay: Int64 = 3_600_000_000
  /// How far the entries of several senders may be out of order, by the time they were said.
  private static let disorder: Int64 = 300_000_000
  /// How many of a boot's first entries, of the kernel and of PID 1, are looked through for marks.
  private static let introduction = 300

  init(_ collection: JournalCollection, selecting selection: Selection, question: Question) {
    self.collection = collection
    self.selection = selection
    self.question = question
    literals = question.search
    steps = collection.sources.map { _ in 0 }
  }

  /// Hands out the boots, oldest first.
  func run(each: (BootLog) -> Void) {
    let boots = collection.boots(in: selection)
    let spans = spansAroundTriggers(of: Set(boots.map(\.id)))
    findGaps(in: boots.map(\.id))
    for boot in boots {
      var log = BootLog(boot)
      if let spans = spans[boot.id] {
        log.entries = entries(of: boot, within: spans)
      } else if question.wantsQuietBoots {
        log.entries = marks(of: boot)
      }
      each(log)
    }
  }

  // MARK: First pass

  private func spansAroundTriggers(of boots: Set<BootID>) -> [BootID: Spans] {
    var spans: [BootID: Spans] = [:]
    // No match at all would be a match for everything.
    guard !question.identifiers.isEmpty || !question.units.isEmpty else { return spans }
    for number in collection.files.indices {
      let held = collection.files[number].boots
      let wanted = held.filter(boots.contains)
      guard !wanted.isEmpty else { continue }
      var match = speakers
      if wanted.count < held.count { match.boots = wanted }
      walk(number, match) { handle, times throws(JournalFailure) in
        guard try handle.meanings(by: self.literals).contains(.trigger) else { return true }
        let stamp = try handle.stamp(times, isKernel: handle.isKernel())
        guard self.isSelected(stamp), let when = stamp.monotonic else { return true }
        spans[times.boot, default: Spans()].add(when, reach: self.question.span)
        return true
      }
    }
    return spans
  }

  private var speakers: JournalMatch {
    let fields: [(name: StaticString, values: [String])] = [
      ("SYSLOG_IDENTIFIER", question.identifiers), ("UNIT", question.units),
    ]
    return JournalMatch(fields: fields.filter { !$0.values.isEmpty })
  }

  private func findGaps(in boots: [BootID]) {
    var found = Dictionary(uniqueKeysWithValues: boots.map { ($0, JournalGaps()) })
    var seen: Set<JournalCursor.Identity> = []
    for number in collection.files.indices
    where collection.files[number].boots.contains(where: { found[$0] != nil }) {
      walk(number, JournalGaps.match) { handle, times throws(JournalFailure) in
        guard found[times.boot] != nil, self.isSelected(Stamp(times)),
          seen.insert(try handle.cursor().identity).inserted
        else { return true }
        if let message = try handle.string("MESSAGE") {
          found[times.boot]?.note(message, units: self.question.units)
        }
        return true
      }
    }
    gaps = boots.flatMap { found[$0]?.gaps(of: $0) ?? [] }
  }

  private func isSelected(_ stamp: Stamp) -> Bool {
    guard let realtime = stamp.realtime else { return true }
    return realtime >= selection.since ?? .min && realtime <= selection.until ?? .max
  }

  // MARK: Second pass

  private func entries(of boot: JournalCollection.Boot, within spans: Spans) -> [Entry] {
    var kept = KeptEntries()
    for (number, part) in boot.parts {
      for span in spans.ranges where part.last.monotonic >= span.lowerBound {
        keep(speakers, in: number, of: boot.id, within: span, past: Self.disorder, &kept)
        // The kernel's buffer is read in the order in which it was written.
        let kernel = JournalMatch(fields: [("_TRANSPORT", ["kernel"])])
        keep(kernel, in: number, of: boot.id, within: span, past: 1_000_000, &kept)
      }
    }
    keepMarks(of: boot, field: "_TRANSPORT", value: "kernel", &kept)
    keepMarks(of: boot, field: "SYSLOG_IDENTIFIER", value: "systemd", &kept)
    return kept.ordered()
  }

  /// An entry is never written before it is said, so the walk starts by the time of writing. It
  /// ends `past` the span by the time of saying.
  private func keep(
    _ match: JournalMatch, in number: Int, of boot: BootID, within span: ClosedRange<Int64>,
    past: Int64, _ kept: inout KeptEntries
  ) {
    var match = match
    match.boots = [boot]
    let place = collection.sources[collection.files[number].source].name
    var record = JournalRecord()
    walk(number, match, from: (boot, max(span.lowerBound, 0))) {
      handle, times throws(JournalFailure) in
      try handle.read(into: &record)
      let stamp = record.stamp(times)
      let when = stamp.monotonic ?? times.monotonic
      if span.contains(when), self.isSelected(stamp) {
        try kept.add(record, at: handle, stamp: stamp, source: place)
      }
      return when <= span.upperBound + past
        && times.monotonic <= span.upperBound + Self.mostDelay
    }
  }

  private func marks(of boot: JournalCollection.Boot) -> [Entry] {
    var kept = KeptEntries()
    keepMarks(of: boot, field: "_TRANSPORT", value: "kernel", &kept)
    keepMarks(of: boot, field: "SYSLOG_IDENTIFIER", value: "systemd", &kept)
    return kept.ordered()
  }

  /// What was booted stands at a boot's begin, however far that is from the trigger.
  private func keepMarks(
    of boot: JournalCollection.Boot, field: StaticString, value: String, _ kept: inout KeptEntries
  ) {
    var left = Self.introduction
    var record = JournalRecord()
    for (number, _) in boot.parts where left > 0 {
      let place = collection.sources[collection.files[number].source].name
      let match = JournalMatch(fields: [(field, [value])], boots: [boot.id])
      walk(number, match) { handle, times throws(JournalFailure) in
        left -= 1
        if try handle.meanings(by: self.literals).contains(.mark) {
          try handle.read(into: &record)
          try kept.add(record, at: handle, stamp: record.stamp(times), source: place)
        }
        return left > 0
      }
    }
  }

  // MARK: Walking

  /// Visits what `match` selects, from the head or from a time of writing, until `visit` says no.
  /// Damage is noted: in an entry it costs that entry, in the index what would have come.
  private func walk(
    _ number: Int, _ match: JournalMatch, from start: (boot: BootID, monotonic: Int64)? = nil,
    visit: (JournalHandle, JournalHandle.Times) throws(JournalFailure) -> Bool
  ) {
    let (file, source, _) = collection.files[number]
    pd_child_reads(file.number)
    let faults = pd_sigbus_count()
    defer { if pd_sigbus_count() != faults { note(.shrank, in: file) } }
    do throws(JournalFailure) {
      let handle = try handle(of: number)
      if !file.isTorn { try match.apply(to: handle) }
      var walk = try JournalWalk(handle, in: file, from: start)
      defer { steps[source] += walk.steps }
      while let times = try walk.next() {
        do throws(JournalFailure) {
          if file.isTorn, try !match.accepts(handle, times) { continue }
          guard try visit(handle, times) else { break }
        } catch {
          note(error, in: file)
        }
      }
    } catch {
      note(error, in: file)
      current = nil
    }
  }

  private func note(_ failure: JournalFailure, in file: JournalFile) {
    // That its end is missing has been said.
    guard file.missing == 0 else { return }
    damage[file.path] = damage[file.path] ?? failure
  }

  /// Walks come file by file: the last handle is kept, with what it has mapped.
  private func handle(of number: Int) throws(JournalFailure) -> JournalHandle {
    if let current, current.number == number, !collection.files[number].file.isTorn {
      current.handle.forgetMatches()
      return current.handle
    }
    let handle = try collection.files[number].file.handle()
    current = (number, handle)
    return handle
  }
}

extension Stamp {
  /// The time of writing.
  init(_ times: JournalHandle.Times) {
    self.init(monotonic: times.monotonic, realtime: times.realtime, clock: .reception)
  }
}
