internal import LogModel

/// What a boot without an id is known by: the times of what it says only once.
struct BootFingerprint {
  private var machineID: String?
  private var hostname: Substring?
  /// The kernel's first words: which build it is.
  private var banner: ArraySlice<UInt8>?
  /// By the wordings' hashes: a boot has too few of them for two to be the same by chance.
  private var stamps: [Int: Stamp] = [:]
  private var repeated: Set<Int> = []
  /// Of those, the ones that have a date in them.
  private var dated: Set<Int> = []

  init(_ boot: BootLog) {
    machineID = boot.machineID
    hostname = boot.hostname.map { $0.prefix { $0 != "." } }
    let versionWords = Array("Linux version ".utf8)
    for entry in boot.entries {
      let key = Wording(entry).hashValue
      if stamps.updateValue(entry.stamp, forKey: key) != nil { repeated.insert(key) }
      if entry.speaker.kind == .kernel, DatedWords.isFinelyDated(entry.message) {
        dated.insert(key)
      }
      if banner == nil, entry.speaker.kind == .kernel, entry.message.starts(with: versionWords) {
        banner = entry.message
      }
    }
    for key in repeated { stamps[key] = nil }
  }

  /// Machines of one make, started together, say the same at the same time.
  private func isOfAnotherMachine(than other: BootFingerprint) -> Bool {
    if let mine = machineID, let theirs = other.machineID, mine != theirs { return true }
    guard let mine = hostname, let theirs = other.hostname else { return false }
    // the initrd has no name yet
    let none: Set<Substring> = ["localhost", "(none)", ""]
    return mine != theirs && !none.contains(mine) && !none.contains(theirs)
  }

  /// What another log of the same boot knows better.
  mutating func add(_ other: BootFingerprint) {
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
  func likeness(to other: BootFingerprint) -> Int {
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
    // where the clock counts ticks, many lines of two boots agree by chance, but never nearly all
    if near == 0, apart * 16 > exact { return 0 }
    return exact * 16 + near
  }
}

/// What is the same of a record in every form it is printed in.
struct Wording: Hashable {
  var kind: Speaker.Kind
  var pid: Int?
  var message: ArraySlice<UInt8>

  init(_ entry: Entry) {
    kind = entry.speaker.kind
    pid = entry.speaker.pid
    message = entry.message
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
      if isOfAnotherDay(than: other) { return .apart }
      // Two boots of a machine say the same at nearly the same time: only microseconds tell. Behind a
      // syslog's whole seconds the kernel's own time is as fine as ever.
      let isSharp =
        clock == .source && other.clock == .source
        && (step == 1 || mine % step != 0 || theirs % step != 0)
      return isSharp
        ? agreement(mine - theirs, with: other, 1, near: 1)
        : agreement(mine - theirs, with: other, step, near: 250_000)
    }
    if let mine = realtime, let theirs = other.realtime, calendar != .yearless,
      other.calendar != .yearless
    {
      return agreement(mine - theirs, with: other, step, near: 2_000_000)
    }
    return nil
  }

  /// Whether the calendar says that two times of one log's dialect are hours or days apart: a machine says
  /// the same so many seconds after each of its boots. Years are guessed where a log has none.
  private func isOfAnotherDay(than other: Stamp) -> Bool {
    guard let mine = realtime, let theirs = other.realtime, calendar == other.calendar else {
      return false
    }
    let distance = (mine - theirs).magnitude
    return distance > 3_600_000_000 && distance < 300 * 86_400_000_000
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
