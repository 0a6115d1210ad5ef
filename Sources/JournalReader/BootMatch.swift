internal import LogModel

extension Answer {
  /// One answer out of several. A boot that more than one has (a journal, its export, dmesg's text)
  /// is one boot, with each of its entries once.
  ///
  /// - Parameter mostComparisons: So often are two boots compared, which takes seconds: an archive
  ///   may be made of logs by the hundred thousand. What is not compared stays a boot of its own,
  ///   and the coverage says so.
  init(merging answers: [Answer], mostComparisons: Int = 4_000_000) {
    self.init()
    // the boots of journals and exports have an id: what has none is held against them
    let all = answers.flatMap(\.boots)
    var sayings: [BootLog.Sayings] = []
    var places: [Int] = []
    var known: [String: Int] = [:]
    var comparisons = 0
    var alone = 0
    for place in all.indices.filter({ all[$0].id != nil })
      + all.indices.filter({ all[$0].id == nil })
    {
      let boot = all[place]
      let said = BootLog.Sayings(boot)
      var same = boot.id.flatMap { known[$0] }
      if boot.id == nil, comparisons >= mostComparisons {
        alone += 1
      } else if boot.id == nil {
        let likeness = sayings.map { $0.likeness(to: said) }
        same = likeness.indices.max { likeness[$0] < likeness[$1] }.flatMap {
          likeness[$0] > 0 ? $0 : nil
        }
        comparisons += likeness.count
      }
      if let same {
        self.boots[same].add(boot)
        sayings[same].add(said)
      } else {
        if let id = boot.id { known[id] = boots.count }
        boots.append(boot)
        sayings.append(said)
        places.append(place)
      }
    }
    boots = places.indices.sorted { places[$0] < places[$1] }.map { boots[$0] }
    for answer in answers {
      coverage.sources += answer.coverage.sources
      coverage.gaps += answer.coverage.gaps
    }
    if alone > 0 {
      coverage.gaps.append(
        .init(
          kind: "not-compared", count: alone,
          detail: "there are too many logs to find out whether two tell of the same boot: "
            + "a kill may be counted twice"))
    }
  }
}

extension BootLog {
  /// What a boot without an id is known by: the times of what it says only once.
  fileprivate struct Sayings {
    private var machineID: String?
    private var hostname: Substring?
    /// The kernel's first words: which build it is.
    private var banner: ArraySlice<UInt8>?
    /// By the words' hash: that many words that are the same to a hash do not occur by chance.
    private var stamps: [Int: Stamp] = [:]
    private var repeated: Set<Int> = []
    /// The hashes of words that have a date in them.
    private var dated: Set<Int> = []

    init(_ boot: BootLog) {
      machineID = boot.machineID
      hostname = boot.hostname.map { $0.prefix { $0 != "." } }
      let words = Array("Linux version ".utf8)
      for entry in boot.entries {
        let key = Words(entry).hashValue
        if stamps.updateValue(entry.stamp, forKey: key) != nil { repeated.insert(key) }
        if entry.speaker.kind == .kernel, DatedWords.isFinelyDated(entry.message) {
          dated.insert(key)
        }
        if banner == nil, entry.speaker.kind == .kernel, entry.message.starts(with: words) {
          banner = entry.message
        }
      }
      for key in repeated { stamps[key] = nil }
    }

    /// Machines of one make, started together, say the same at the same time.
    private func isOfAnotherMachine(than other: Sayings) -> Bool {
      if let mine = machineID, let theirs = other.machineID, mine != theirs { return true }
      guard let mine = hostname, let theirs = other.hostname else { return false }
      // the initrd has no name yet
      let none: Set<Substring> = ["localhost", "(none)", ""]
      return mine != theirs && !none.contains(mine) && !none.contains(theirs)
    }

    /// What another log of the same boot knows better.
    mutating func add(_ other: Sayings) {
      machineID = machineID ?? other.machineID
      hostname = hostname ?? other.hostname
      banner = banner ?? other.banner
      dated.formUnion(other.dated)
      stamps.merge(other.stamps) { mine, theirs in
        Stamp(
          monotonic: mine.monotonic ?? theirs.monotonic, realtime: mine.realtime ?? theirs.realtime,
          calendar: mine.realtime == nil ? theirs.calendar : mine.calendar, clock: mine.clock,
          resolution: mine.resolution)
      }
    }

    /// How sure it is that both tell of one boot; 0 if they do not. By lines that both have
    /// with the same times.
    ///
    /// A machine says the same in each of its boots, with the same pids and numbers even; to the
    /// microsecond it never does. Where the times are whole seconds or those of filing, more lines
    /// have to agree.
    func likeness(to other: Sayings) -> Int {
      if isOfAnotherMachine(than: other) { return 0 }
      if let mine = banner, let theirs = other.banner, mine != theirs { return 0 }
      var exact = 0
      var near = 0
      var apart = 0
      for (key, theirs) in other.stamps {
        guard let mine = stamps[key] else { continue }
        switch mine.agreement(with: theirs) {
        case .exact: exact += 1
        case .near: near += 1
        case .apart: apart += 1
        case nil: continue
        }
      }
      // a line with such a date in it is no other boot's, whatever clocks the two have
      if dated.contains(where: other.dated.contains), apart * 4 <= exact + near {
        return 1 << 20 + exact * 16 + near
      }
      guard exact >= 3 || near >= 12, apart * 4 <= exact + near else { return 0 }
      return exact * 16 + near
    }
  }

  /// Takes what the other has and this has not, however often it says it. Which of two clocks tells
  /// the time of a line that both have is decided by who has the speaker's own.
  fileprivate mutating func add(_ other: BootLog) {
    var places: [Words: [Int]] = [:]
    var shared = 0
    for (place, entry) in entries.enumerated() { places[Words(entry), default: []].append(place) }
    // What only the other has stands before the next line that both have.
    var between: [Int: [Entry]] = [:]
    var waiting: [Entry] = []
    for entry in other.entries {
      let words = Words(entry)
      guard let place = places[words]?.first else {
        waiting.append(entry)
        continue
      }
      between[place, default: []] += waiting
      waiting = []
      places[words]?.removeFirst()
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

  /// What is the same of a record in every form it is printed in.
  private struct Words: Hashable {
    var kind: Speaker.Kind
    var pid: Int?
    var message: ArraySlice<UInt8>

    init(_ entry: Entry) {
      kind = entry.speaker.kind
      pid = entry.speaker.pid
      message = entry.message
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

  fileprivate enum Agreement { case exact, near, apart }

  /// How well two times of what may be one record agree; nil if they are not of one kind, or if the
  /// one can be the time of filing of the other.
  fileprivate func agreement(with other: Stamp) -> Agreement? {
    let step = max(resolution, other.resolution)
    if let mine = monotonic, let theirs = other.monotonic {
      // all early records of a boot are stamped 0
      guard mine != 0 || theirs != 0 else { return nil }
      // two boots of a machine say the same at nearly the same time: only microseconds tell
      let isSharp = step == 1 && clock == .source && other.clock == .source
      return agreement(mine - theirs, with: other, step, near: isSharp ? 1 : 250_000)
    }
    if let mine = realtime, let theirs = other.realtime, calendar != .yearless,
      other.calendar != .yearless
    {
      return agreement(mine - theirs, with: other, step, near: 2_000_000)
    }
    return nil
  }

  private func agreement(
    _ distance: Int64, with other: Stamp, _ step: Int64, near: UInt64
  ) -> Agreement? {
    if step == 1, distance.magnitude <= 1 { return .exact }
    if distance.magnitude <= max(near, 2 * step.magnitude) { return .near }
    // a record is filed after it was written, by minutes if journald had to wait; a text that shows
    // the calendar alone does not tell which programs wrote through the kernel's buffer
    let (late, lateness) = distance > 0 ? (self, distance) : (other, -distance)
    let isFiled = late.clock == .reception || late.monotonic == nil
    return isFiled && lateness <= 900_000_000 ? nil : .apart
  }
}
