import CSignals

/// Answers a question from journal files, by their indexes.
///
/// First only the entries of the programs that can say a trigger are read; a boot without one is
/// done there. Around triggers follow all of those programs' entries and the kernel's.
final class JournalSearch: JournalTask {
  private let selection: Selection
  private let question: Question
  private let literals: LiteralSearch
  private var spans: [BootID: Spans] = [:]
  private var lost: [BootID: JournalGaps] = [:]
  private var notes: Set<JournalCursor.Identity> = []
  private var notices: [BootID: Set<JournalNotice>] = [:]

  /// How late an entry may have been written: journald cannot be blocked for longer than its
  /// watchdog lets it (3 min), but what waited in its sockets then waits for the next one too.
  private static let mostDelay: Int64 = 3_600_000_000
  /// How far the entries of several senders may be out of order, by the time they were said.
  private static let disorder: Int64 = 300_000_000
  /// How many of a boot's first entries, of the kernel and of PID 1, are looked through for marks.
  private static let introduction = 300

  init(selecting selection: Selection, question: Question) {
    self.selection = selection
    self.question = question
    literals = question.search
  }

  func look(at file: JournalFile, of boots: [BootID]) {
    switch selection.boot {
    case .all: search(file, of: boots, among: boots)
    case .id(let text): search(file, of: boots.filter { $0 == BootID(text) }, among: boots)
    // Which boot that is shows when all files have been seen.
    case .offset: break
    }
  }

  func read(_ collection: JournalCollection, each: (BootLog) -> Void) -> [Coverage.Gap] {
    let boots = collection.boots(in: selection)
    let ids = Set(boots.map(\.id))
    if case .offset = selection.boot {
      for (file, _, held) in collection.files {
        search(file, of: held.filter(ids.contains), among: held)
        file.close()
      }
    }
    let ends = collection.lastBoots
    for boot in boots {
      var log = BootLog(boot)
      let held = collection.sources(of: boot)
      log.sources = held.map { collection.sources[$0].name }
      log.isLast = held.allSatisfy { ends[$0] == boot.id }
      log.notices = Array(notices[boot.id] ?? [])
      if let spans = spans[boot.id] {
        log.entries = entries(of: boot, within: spans, in: collection)
      } else if question.wantsQuietBoots {
        log.entries = entries(of: boot, within: Spans(), in: collection)
      }
      each(log)
    }
    return boots.flatMap { boot in
      (lost[boot.id]?.gaps(of: boot.id) ?? []) + [Self.missingStart(of: boot)].compactMap { $0 }
    }
  }

  // MARK: First pass

  /// Finds triggers, and what journald says that it lost, of some of the boots in a file.
  private func search(_ file: JournalFile, of boots: [BootID], among held: [BootID]) {
    guard !boots.isEmpty else { return }
    let wanted = boots.count < held.count ? boots : []
    // No match at all would be a match for everything.
    if !question.identifiers.isEmpty || !question.units.isEmpty {
      findTriggers(in: file, of: wanted)
    }
    findLosses(in: file, of: wanted)
    if !question.noticeIDs.isEmpty { findNotices(in: file, of: wanted) }
  }

  private func findTriggers(in file: JournalFile, of boots: [BootID]) {
    var match = speakers
    match.boots = boots
    file.walk(match) { handle, times throws(JournalFailure) in
      guard try handle.meanings(by: self.literals).contains(.trigger) else { return true }
      let stamp = try handle.stamp(times, isKernel: handle.isKernel())
      guard self.isSelected(stamp), let when = stamp.monotonic else { return true }
      self.spans[times.boot, default: Spans()].add(when, reach: self.question.span)
      return true
    }
  }

  private var speakers: JournalMatch {
    let fields: [(name: StaticString, values: [String])] = [
      ("SYSLOG_IDENTIFIER", question.identifiers), ("UNIT", question.units),
    ]
    return JournalMatch(fields: fields.filter { !$0.values.isEmpty })
  }

  private func findLosses(in file: JournalFile, of boots: [BootID]) {
    var match = JournalGaps.match
    match.boots = boots
    file.walk(match) { handle, times throws(JournalFailure) in
      guard self.isSelected(Stamp(times)),
        self.notes.insert(try handle.cursor().identity).inserted
      else { return true }
      if let message = try handle.string("MESSAGE") {
        self.lost[times.boot, default: JournalGaps()].note(message, units: self.question.units)
      }
      return true
    }
  }

  private func findNotices(in file: JournalFile, of boots: [BootID]) {
    let match = JournalMatch(fields: [("MESSAGE_ID", question.noticeIDs)], boots: boots)
    file.walk(match) { handle, times throws(JournalFailure) in
      let stamp = try handle.stamp(times, isKernel: false)
      guard self.isSelected(stamp) else { return true }
      var fields: [String: String] = [:]
      for field in self.question.noticeFields {
        fields["\(field)"] = try handle.string(field)
      }
      self.notices[times.boot, default: []].insert(JournalNotice(stamp: stamp, fields: fields))
      return true
    }
  }

  /// journald starts within seconds of the kernel, on slow machines within a minute or two.
  private static let latestStart: Int64 = 180_000_000

  /// That nothing of a boot's begin is there, where udevd does most of its work.
  private static func missingStart(of boot: JournalCollection.Boot) -> Coverage.Gap? {
    let start = boot.first.monotonic
    guard start > latestStart else { return nil }
    return Coverage.Gap(
      kind: "rotated",
      detail: "the journal of boot \(boot.id) begins \(start / 60_000_000) min after the kernel's "
        + "start: what was said before has been rotated away, or was never written to it")
  }

  private func isSelected(_ stamp: Stamp) -> Bool {
    guard let realtime = stamp.realtime else { return true }
    return realtime >= selection.since ?? .min && realtime <= selection.until ?? .max
  }

  // MARK: Second pass

  private func entries(
    of boot: JournalCollection.Boot, within spans: Spans, in collection: JournalCollection
  ) -> [Entry] {
    var kept = KeptEntries()
    var introduction = [Self.introduction, Self.introduction]
    for (number, part) in boot.parts {
      let (file, source, _) = collection.files[number]
      let name = collection.sources[source].name
      for span in spans.ranges where part.last.monotonic >= span.lowerBound {
        keep(speakers, in: file, of: boot.id, within: span, past: Self.disorder, as: name, &kept)
        // The kernel's buffer is read in the order in which it was written.
        keep(Self.kernel, in: file, of: boot.id, within: span, past: 1_000_000, as: name, &kept)
      }
      // What was booted stands at a boot's begin, however far that is from the trigger.
      for (speaker, match) in [Self.kernel, Self.init1].enumerated() {
        keepMarks(match, in: file, of: boot.id, as: name, left: &introduction[speaker], &kept)
      }
      file.close()
    }
    return kept.ordered()
  }

  private static let kernel = JournalMatch(fields: [("_TRANSPORT", ["kernel"])])
  private static let init1 = JournalMatch(fields: [("SYSLOG_IDENTIFIER", ["systemd"])])

  /// An entry is never written before it is said, so the walk starts by the time of writing. It
  /// ends `past` the span by the time of saying.
  private func keep(
    _ match: JournalMatch, in file: JournalFile, of boot: BootID, within span: ClosedRange<Int64>,
    past: Int64, as name: String, _ kept: inout KeptEntries
  ) {
    var match = match
    match.boots = [boot]
    var record = JournalRecord()
    file.walk(match, from: (boot, max(span.lowerBound, 0))) {
      handle, times throws(JournalFailure) in
      try handle.read(into: &record)
      let stamp = record.stamp(times)
      let when = stamp.monotonic ?? times.monotonic
      if span.contains(when), self.isSelected(stamp) {
        try kept.add(
          record, at: handle, stamp: stamp, source: name, meaning: record.meanings(self.literals))
      }
      return when <= span.upperBound + past
        && times.monotonic <= span.upperBound + Self.mostDelay
    }
  }

  private func keepMarks(
    _ match: JournalMatch, in file: JournalFile, of boot: BootID, as name: String,
    left: inout Int, _ kept: inout KeptEntries
  ) {
    guard left > 0 else { return }
    var match = match
    match.boots = [boot]
    var record = JournalRecord()
    file.walk(match) { handle, times throws(JournalFailure) in
      left -= 1
      if try handle.meanings(by: self.literals).contains(.mark) {
        try handle.read(into: &record)
        try kept.add(
          record, at: handle, stamp: record.stamp(times), source: name, meaning: .mark)
      }
      return left > 0
    }
  }
}

extension Stamp {
  /// The time of writing.
  init(_ times: JournalHandle.Times) {
    self.init(monotonic: times.monotonic, realtime: times.realtime, clock: .reception)
  }
}
