extension Answer {
  /// One answer out of several. A boot that more than one has (a journal, its export, dmesg's text)
  /// is one boot, with each of its entries once.
  init(merging answers: [Answer]) {
    self.init()
    // the boots of journals and exports have an id: what has none is held against them
    let boots = answers.flatMap(\.boots)
    for boot in boots.filter({ $0.id != nil }) + boots.filter({ $0.id == nil }) {
      if let place = self.boots.firstIndex(where: { $0.isSame(as: boot) }) {
        self.boots[place].add(boot)
      } else {
        self.boots.append(boot)
      }
    }
    for answer in answers {
      coverage.sources += answer.coverage.sources
      coverage.gaps += answer.coverage.gaps
    }
  }
}

extension BootLog {
  /// Whether both tell of one boot: by its id, else by lines that both have with the same times.
  ///
  /// A machine says the same in each of its boots, with the same pids and numbers even; to the
  /// microsecond it never does. Where the times are whole seconds or those of filing, more lines
  /// have to agree.
  fileprivate func isSame(as other: BootLog) -> Bool {
    if let mine = id, let theirs = other.id { return mine == theirs }
    guard !entries.isEmpty, !other.entries.isEmpty else { return false }
    let known = unrepeated
    var exact = 0
    var near = 0
    var apart = 0
    for (words, theirs) in other.unrepeated {
      guard let mine = known[words] else { continue }
      switch mine.agreement(with: theirs) {
      case .exact: exact += 1
      case .near: near += 1
      case .apart: apart += 1
      case nil: continue
      }
    }
    return (exact >= 3 || near >= 12) && apart * 4 <= exact + near
  }

  /// The times of what this boot says only once.
  private var unrepeated: [Words: Stamp] {
    var stamps: [Words: Stamp] = [:]
    var repeated: Set<Words> = []
    for entry in entries {
      let words = Words(entry)
      if stamps.updateValue(entry.stamp, forKey: words) != nil { repeated.insert(words) }
    }
    return stamps.filter { !repeated.contains($0.key) }
  }

  /// Takes what the other has and this has not, however often it says it. Which of two clocks tells
  /// the time of a line that both have is decided by who has the speaker's own.
  fileprivate mutating func add(_ other: BootLog) {
    var places: [Words: [Int]] = [:]
    for (place, entry) in entries.enumerated() { places[Words(entry), default: []].append(place) }
    for entry in other.entries {
      let words = Words(entry)
      guard let place = places[words]?.first else {
        entries.append(entry)
        continue
      }
      places[words]?.removeFirst()
      if entries[place].stamp.clock != .source, entry.stamp.clock == .source {
        entries[place].stamp = entry.stamp
      }
    }
    ClockAlignment.align(&entries)
    machineID = machineID ?? other.machineID
    hostname = hostname ?? other.hostname
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
      return agreement(mine - theirs, with: other, step, near: isSharp ? 1 : 2_000_000)
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
