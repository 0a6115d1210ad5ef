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

  func run() -> [BootLog] {
    let boots = collection.boots(in: selection)
    let spans = firstPass(boots.map(\.id))
    let kept = secondPass(boots.filter { spans[$0.id] != nil }, spans)
    return boots.map { boot in
      var log = BootLog(
        id: boot.id.description, machineID: boot.latest.machineID, hostname: boot.latest.hostname,
        first: Stamp(boot.first), last: Stamp(boot.last))
      if var kept = kept[boot.id] {
        keepMarks(of: boot, field: "_TRANSPORT", value: "kernel", &kept)
        keepMarks(of: boot, field: "SYSLOG_IDENTIFIER", value: "systemd", &kept)
        log.entries = kept.ordered()
      }
      return log
    }
  }

  // MARK: First pass

  /// What one file tells of triggers and of losses.
  private struct Finding {
    var spans: [BootID: Spans] = [:]
    var losses: [(identity: JournalCursor.Identity, boot: BootID, message: String)] = []
  }

  /// Where triggers are, in each boot that has one; notes the gaps of all.
  private func firstPass(_ boots: [BootID]) -> [BootID: Spans] {
    let wanted = Set(boots)
    let numbers = collection.files.indices.filter {
      collection.files[$0].boots.contains(where: wanted.contains)
    }
    let findings = inParallel(numbers) { number, walker in
      var finding = Finding()
      self.findTriggers(in: number, of: wanted, &walker, &finding)
      self.findLosses(of: wanted, &walker, &finding)
      return finding
    }
    var spans: [BootID: Spans] = [:]
    var losses = Dictionary(uniqueKeysWithValues: boots.map { ($0, JournalGaps()) })
    var seen: Set<JournalCursor.Identity> = []
    for finding in findings {
      for (boot, found) in finding.spans { spans[boot, default: Spans()].add(found) }
      for loss in finding.losses where seen.insert(loss.identity).inserted {
        losses[loss.boot]?.note(loss.message, units: question.units)
      }
    }
    gaps = boots.flatMap { losses[$0]?.gaps(of: $0) ?? [] }
    return spans
  }

  private func findTriggers(
    in number: Int, of boots: Set<BootID>, _ walker: inout FileWalker, _ finding: inout Finding
  ) {
    // No match at all would be a match for everything.
    guard !question.identifiers.isEmpty || !question.units.isEmpty else { return }
    let held = collection.files[number].boots
    let wanted = held.filter(boots.contains)
    walker.walk { handle throws(JournalFailure) in
      try self.matchSpeakers(handle)
      if wanted.count < held.count {
        try handle.and()
        for boot in wanted { try handle.match("_BOOT_ID", boot.description) }
      }
    } visit: { handle, times throws(JournalFailure) in
      guard try handle.meanings(by: self.literals).contains(.trigger) else { return true }
      let stamp = try handle.stamp(times, isKernel: handle.isKernel())
      guard self.isSelected(stamp), let when = stamp.monotonic else { return true }
      finding.spans[times.boot, default: Spans()].add(when, reach: self.question.span)
      return true
    }
  }

  private func matchSpeakers(_ handle: JournalHandle) throws(JournalFailure) {
    for name in question.identifiers { try handle.match("SYSLOG_IDENTIFIER", name) }
    if !question.identifiers.isEmpty, !question.units.isEmpty { try handle.or() }
    for name in question.units { try handle.match("UNIT", name) }
  }

  private func findLosses(
    of boots: Set<BootID>, _ walker: inout FileWalker, _ finding: inout Finding
  ) {
    walker.walk { handle throws(JournalFailure) in
      try JournalGaps.match(handle)
    } visit: { handle, times throws(JournalFailure) in
      guard boots.contains(times.boot), self.isSelected(Stamp(times)) else { return true }
      let identity = try handle.cursor().identity
      if let message = try handle.string("MESSAGE") {
        finding.losses.append((identity, times.boot, message))
      }
      return true
    }
  }

  private func isSelected(_ stamp: Stamp) -> Bool {
    guard let realtime = stamp.realtime else { return true }
    return realtime >= selection.since ?? .min && realtime <= selection.until ?? .max
  }

  // MARK: Second pass

  private func secondPass(
    _ boots: [JournalCollection.Boot], _ spans: [BootID: Spans]
  ) -> [BootID: KeptEntries] {
    let numbers = Set(boots.flatMap { $0.parts.map(\.file) }).sorted()
    let kept = inParallel(numbers) { number, walker in
      var kept: [BootID: KeptEntries] = [:]
      for boot in boots {
        for (file, part) in boot.parts where file == number {
          self.keep(boot.id, part, spans[boot.id]?.ranges ?? [], &walker, &kept)
        }
      }
      return kept
    }
    let byFile = Dictionary(uniqueKeysWithValues: zip(numbers, kept))
    var all: [BootID: KeptEntries] = [:]
    for boot in boots {
      var entries = KeptEntries()
      for (file, _) in boot.parts {
        if let part = byFile[file]?[boot.id] { entries.add(part) }
      }
      all[boot.id] = entries
    }
    return all
  }

  private func keep(
    _ boot: BootID, _ part: JournalFile.Part, _ spans: [ClosedRange<Int64>],
    _ walker: inout FileWalker, _ all: inout [BootID: KeptEntries]
  ) {
    var kept = KeptEntries()
    for span in spans where part.last.monotonic >= span.lowerBound {
      keep(boot, within: span, past: Self.disorder, &walker, &kept) {
        handle throws(JournalFailure) in
        try self.matchSpeakers(handle)
      }
      // The kernel's buffer is read in the order in which it was written.
      keep(boot, within: span, past: 1_000_000, &walker, &kept) {
        handle throws(JournalFailure) in
        try handle.match("_TRANSPORT", "kernel")
      }
    }
    all[boot] = kept
  }

  /// An entry is never written before it is said, so the walk starts by the time of writing. It
  /// ends `past` the span by the time of saying.
  private func keep(
    _ boot: BootID, within span: ClosedRange<Int64>, past: Int64, _ walker: inout FileWalker,
    _ kept: inout KeptEntries, matching: (JournalHandle) throws(JournalFailure) -> Void
  ) {
    var record = JournalRecord()
    let place = walker.name
    walker.walk(from: (boot, max(span.lowerBound, 0))) { handle throws(JournalFailure) in
      try matching(handle)
      try handle.and()
      try handle.match("_BOOT_ID", boot.description)
    } visit: { handle, times throws(JournalFailure) in
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

  /// What was booted stands at a boot's begin, however far that is from the trigger.
  private func keepMarks(
    of boot: JournalCollection.Boot, field: String, value: String, _ kept: inout KeptEntries
  ) {
    var left = Self.introduction
    var record = JournalRecord()
    for (number, _) in boot.parts where left > 0 {
      var walker = walker(of: number)
      let place = walker.name
      walker.walk { handle throws(JournalFailure) in
        try handle.match(field, value)
        try handle.and()
        try handle.match("_BOOT_ID", boot.id.description)
      } visit: { handle, times throws(JournalFailure) in
        left -= 1
        if try handle.meanings(by: self.literals).contains(.mark) {
          try handle.read(into: &record)
          try kept.add(record, at: handle, stamp: record.stamp(times), source: place)
        }
        return left > 0
      }
      note(walker, of: number)
    }
  }

  // MARK: Walking

  /// What `body` makes of each of some files; what went wrong is noted.
  private func inParallel<Result>(
    _ numbers: [Int], _ body: (Int, inout FileWalker) -> Result
  ) -> [Result] {
    let results = Parallel.map(numbers.count) { index in
      var walker = self.walker(of: numbers[index])
      let result = body(numbers[index], &walker)
      walker.close()
      return (result: result, walker: walker)
    }
    for (number, result) in zip(numbers, results) { note(result.walker, of: number) }
    return results.map(\.result)
  }

  private func walker(of number: Int) -> FileWalker {
    let (file, source, _) = collection.files[number]
    return FileWalker(file, name: collection.sources[source].name)
  }

  private func note(_ walker: FileWalker, of number: Int) {
    let (file, source, _) = collection.files[number]
    steps[source] += walker.steps
    damage[file.path] = damage[file.path] ?? walker.failure
  }
}

extension Stamp {
  /// The time of writing.
  init(_ times: JournalHandle.Times) {
    self.init(monotonic: times.monotonic, realtime: times.realtime, clock: .reception)
  }
}
