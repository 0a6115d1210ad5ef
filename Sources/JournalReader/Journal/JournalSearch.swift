/// Answers a question from journal files, by their indexes.
///
/// First only the entries of the programs that can say a trigger are read; a boot without one is
/// done there. Around triggers follow all of those programs' entries and the kernel's.
struct JournalSearch: Sendable {
  let selection: Selection
  let question: Question
  private let literals: LiteralSearch
  /// Who can say a trigger; where none of them speaks, who could in the past.
  private let speakers: [JournalMatch]

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
    let current = question.identifiers.filter { !question.formerIdentifiers.contains($0) }
    speakers = [
      JournalMatch(any: [("SYSLOG_IDENTIFIER", current), ("UNIT", question.units)]),
      JournalMatch(any: [("SYSLOG_IDENTIFIER", Array(question.formerIdentifiers))]),
    ]
  }

  /// Visits what the first of some matches selects that selects anything of a file.
  private func walk(
    _ matches: [JournalMatch], of boots: [BootID], in file: JournalFile,
    from start: (boot: BootID, monotonic: Int64)? = nil,
    visit: (JournalHandle, JournalHandle.Times) throws(JournalFailure) -> Bool
  ) {
    // No field at all would match everything.
    for var match in matches where !match.fields.isEmpty {
      match.boots = boots
      let steps = file.toll.steps
      file.walk(match, from: start, visit: visit)
      guard file.toll.steps == steps else { return }
    }
  }

  // MARK: By the indexes

  /// What can be found of a file before others are seen; it has entries of the boots `held`.
  func sighting(in file: JournalFile, of held: [BootID]) -> JournalSighting {
    switch selection.boot {
    case .all: sighting(in: file, of: held, among: held)
    case .id(let text): sighting(in: file, of: held.filter { $0 == BootID(text) }, among: held)
    // Which boot that is shows when all files have been seen.
    case .offset: JournalSighting()
    }
  }

  /// Finds triggers, and what journald says that it lost, of some of the boots in a file.
  func sighting(
    in file: JournalFile, of boots: [BootID], among held: [BootID]
  ) -> JournalSighting {
    var found = JournalSighting()
    guard !boots.isEmpty else { return found }
    let wanted = boots.count < held.count ? boots : []
    findTriggers(in: file, of: wanted, &found)
    findLosses(in: file, of: wanted, &found)
    findNotices(in: file, of: wanted, &found)
    return found
  }

  private func findTriggers(
    in file: JournalFile, of boots: [BootID], _ found: inout JournalSighting
  ) {
    walk(speakers, of: boots, in: file) { handle, times throws(JournalFailure) in
      guard try handle.meanings(by: literals).contains(.trigger) else { return true }
      let stamp = try handle.stamp(times, isKernel: handle.isKernel())
      guard isSelected(stamp), let when = stamp.monotonic else { return true }
      found.spans[times.boot, default: Spans()]
        .add((when - question.span)...(when + question.span))
      return true
    }
  }

  private func findLosses(
    in file: JournalFile, of boots: [BootID], _ found: inout JournalSighting
  ) {
    walk([JournalGaps.match], of: boots, in: file) { handle, times throws(JournalFailure) in
      guard isSelected(Stamp(times)) else { return true }
      if let message = try handle.string("MESSAGE") {
        found.losses[try handle.cursor().identity] = .init(boot: times.boot, message: message)
      }
      return true
    }
  }

  private func findNotices(
    in file: JournalFile, of boots: [BootID], _ found: inout JournalSighting
  ) {
    let notices = JournalMatch(any: [("MESSAGE_ID", question.noticeIDs)])
    walk([notices], of: boots, in: file) { handle, times throws(JournalFailure) in
      let stamp = try handle.stamp(times, isKernel: false)
      guard isSelected(stamp) else { return true }
      var fields: [String: String] = [:]
      for field in question.noticeFields {
        fields["\(field)"] = try handle.string(field)
      }
      found.notices[times.boot, default: []].insert(JournalNotice(stamp: stamp, fields: fields))
      return true
    }
  }

  private func isSelected(_ stamp: Stamp) -> Bool {
    guard let realtime = stamp.realtime else { return true }
    return realtime >= selection.since ?? .min && realtime <= selection.until ?? .max
  }

  // MARK: Around triggers

  /// Hands out a boot's entries of some spans of time, and the marks at its start: what was booted
  /// is said there, however far that is from the trigger. An entry may come more than once.
  func excerpt(
    of boot: BootID, in file: JournalFile, named name: String, within spans: [ClosedRange<Int64>],
    hasStart: Bool, each: (FoundEntry) -> Void
  ) {
    for span in spans {
      entries(
        speakers, of: boot, in: file, named: name, within: span, past: Self.disorder, each: each)
      // The kernel's buffer is read in the order in which it was written.
      entries(
        [Self.kernel], of: boot, in: file, named: name, within: span, past: 1_000_000, each: each)
    }
    guard hasStart else { return }
    marks(Self.kernel, of: boot, in: file, named: name, each: each)
    marks(Self.init1, of: boot, in: file, named: name, each: each)
  }

  private static let kernel = JournalMatch(any: [("_TRANSPORT", ["kernel"])])
  private static let init1 = JournalMatch(any: [("SYSLOG_IDENTIFIER", ["systemd"])])

  /// An entry is never written before it is said, so the walk starts by the time of writing. It
  /// ends `past` the span by the time of saying.
  private func entries(
    _ matches: [JournalMatch], of boot: BootID, in file: JournalFile, named name: String,
    within span: ClosedRange<Int64>, past: Int64, each: (FoundEntry) -> Void
  ) {
    var record = JournalRecord()
    walk(matches, of: [boot], in: file, from: (boot, max(span.lowerBound, 0))) {
      handle, times throws(JournalFailure) in
      try handle.read(into: &record)
      let stamp = record.stamp(times)
      let when = stamp.monotonic ?? times.monotonic
      if span.contains(when), isSelected(stamp) {
        each(
          try record.found(
            at: handle, stamp: stamp, source: name, meaning: record.meanings(literals)))
      }
      return when <= span.upperBound + past
        && times.monotonic <= span.upperBound + Self.mostDelay
    }
  }

  private func marks(
    _ match: JournalMatch, of boot: BootID, in file: JournalFile, named name: String,
    each: (FoundEntry) -> Void
  ) {
    var record = JournalRecord()
    var left = Self.introduction
    walk([match], of: [boot], in: file) { handle, times throws(JournalFailure) in
      left -= 1
      if try handle.meanings(by: literals).contains(.mark) {
        try handle.read(into: &record)
        each(
          try record.found(at: handle, stamp: record.stamp(times), source: name, meaning: .mark))
      }
      return left > 0
    }
  }
}

extension JournalRecord {
  fileprivate func found(
    at handle: JournalHandle, stamp: Stamp, source: String, meaning: LiteralSearch.Meaning
  ) throws(JournalFailure) -> FoundEntry {
    let cursor = try handle.cursor()
    let place = Place(source: source, position: .seqnum(cursor.number))
    return FoundEntry(
      entry: entry(stamp: stamp, place: place), identity: cursor.identity, meaning: meaning)
  }
}

extension Stamp {
  /// The time of writing.
  init(_ times: JournalHandle.Times) {
    self.init(monotonic: times.monotonic, realtime: times.realtime, clock: .reception)
  }
}
