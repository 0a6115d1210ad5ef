internal import LogModel

extension Answer {
  /// One answer out of several. A boot that more than one has (a journal, its export, dmesg's text)
  /// is one boot, with each of its entries once.
  ///
  /// Boots of journals and exports have an id and are the same if that is. A boot without one is
  /// compared with all others by what it says, and added to the one that it is most like.
  ///
  /// - Parameter mostComparisons: So often are two boots compared, which takes seconds: an archive
  ///   may be made of logs by the hundred thousand. What is not compared stays a boot of its own,
  ///   and the coverage says so.
  init(merging answers: [Answer], mostComparisons: Int = 4_000_000) {
    self.init()
    for answer in answers {
      coverage.sources += answer.coverage.sources
      coverage.gaps += answer.coverage.gaps
    }
    let all = answers.flatMap(\.boots)
    /// What each boot of this answer is known by, and which of all boots it began as.
    var fingerprints: [BootFingerprint] = []
    var places: [Int] = []
    var known: [String: Int] = [:]
    let journals = Set(coverage.sources.filter { $0.kind == .journal }.map(\.name))
    var ends: [BootEnds] = []
    var comparisons = 0
    var alone = 0
    let order = all.indices.filter { all[$0].id != nil } + all.indices.filter { all[$0].id == nil }
    for place in order {
      let boot = all[place]
      let fingerprint = BootFingerprint(boot)
      var same = boot.id.flatMap { known[$0] }
      if boot.id == nil, comparisons >= mostComparisons {
        alone += 1
      } else if boot.id == nil {
        let likeness = fingerprints.map { $0.likeness(to: fingerprint) }
        same = likeness.indices.max { likeness[$0] < likeness[$1] }
        if let best = same, likeness[best] == 0 { same = nil }
        comparisons += likeness.count
      }
      if let same {
        boots[same].add(boot)
        fingerprints[same].add(fingerprint)
      } else {
        if let id = boot.id { known[id] = boots.count }
        boots.append(boot)
        fingerprints.append(fingerprint)
        places.append(place)
        ends.append(BootEnds())
      }
      ends[same ?? boots.count - 1].add(
        boot, isJournal: boot.sources.contains(where: journals.contains))
    }
    coverage.gaps += zip(boots, ends).compactMap { $1.gap(of: $0.id) }
    boots = places.indices.sorted { places[$0] < places[$1] }.map { boots[$0] }
    if alone > 0 {
      coverage.gaps.note(
        "not-compared", count: alone,
        "there are too many logs to find out whether two tell of the same boot: "
          + "a kill may be counted twice")
    }
  }
}

extension BootLog {
  /// Takes what the other has and this has not, however often it says it. Which of two clocks tells
  /// the time of a line that both have is decided by who has the speaker's own.
  mutating func add(_ other: BootLog) {
    var places: [Wording: [Int]] = [:]
    var shared = 0
    for (place, entry) in entries.enumerated() { places[Wording(entry), default: []].append(place) }
    // What only the other has stands before the next line that both have.
    var between: [Int: [Entry]] = [:]
    var waiting: [Entry] = []
    for entry in other.entries {
      let wording = Wording(entry)
      guard let place = places[wording]?.first else {
        waiting.append(entry)
        continue
      }
      between[place, default: []] += waiting
      waiting = []
      places[wording]?.removeFirst()
      let mine = entries[place].stamp
      if (mine.monotonic == nil) != (entry.stamp.monotonic == nil) { shared += 1 }
      entries[place].stamp = mine.merged(with: entry.stamp)
    }
    if shared > 0 {
      let (placed, clock) =
        first?.monotonic == nil ? (sources, other.sources) : (other.sources, sources)
      alignments.append(ClockAlignment.Result(sources: placed, by: clock, lines: shared))
    }
    alignments += other.alignments
    if !between.isEmpty || !waiting.isEmpty {
      entries = entries.indices.flatMap { (between[$0] ?? []) + [entries[$0]] } + waiting
    }
    var other = other
    ClockAlignment.align(&entries, first: &first, last: &last)
    ClockAlignment.align(&entries, first: &other.first, last: &other.last)
    machineID = machineID ?? other.machineID
    hostname = hostname ?? other.hostname
    isFromOwnJournal = isFromOwnJournal || other.isFromOwnJournal
    isLast = isLast && other.isLast
    sources += other.sources.filter { !sources.contains($0) }
    first = [first, other.first].compactMap { $0 }.min {
      ($0.monotonic ?? .max) < ($1.monotonic ?? .max)
    }
    last = [last, other.last].compactMap { $0 }.max {
      ($0.monotonic ?? .min) < ($1.monotonic ?? .min)
    }
  }
}

extension Stamp {
  /// The time that is the speaker's own, and what only the other tells on the other clock.
  fileprivate func merged(with other: Stamp) -> Stamp {
    let isBetter = clock != .source && other.clock == .source
    var stamp = isBetter ? other : self
    let rest = isBetter ? self : other
    if stamp.realtime == nil, let realtime = rest.realtime {
      stamp.realtime = realtime
      stamp.calendar = rest.calendar
    }
    if stamp.monotonic == nil, rest.monotonic != nil {
      stamp.monotonic = rest.monotonic
      stamp.resolution = rest.resolution
    }
    return stamp
  }
}
