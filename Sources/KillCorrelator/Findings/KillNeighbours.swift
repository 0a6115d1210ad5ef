internal import LogModel

/// What only shows when the kills of a boot are seen together.
struct KillNeighbours: Sendable {
  private let cases: [Neighbour]
  /// The kills with times, ordered by the kill, and ordered by the end.
  private let byKill: [Int]
  private let byEnd: [Int]
  /// Those without a time.
  private let untimed: [Int]
  /// Events that udevd warned of, and that came to their end before it: from when until when at the latest.
  private let spared: [Range<Int64>]
  /// What stands for each party, as numbers are compared at less cost than names.
  let numbers: [String: Int]

  /// How many there are.
  var count: Int { cases.count }

  /// What of a kill is of interest to the others.
  private struct Neighbour: Sendable {
    let sysname: String?
    let startTime: Int64?
    let killTime: Int64?
    /// When the log tells of it: what is told together hung together.
    let reportTime: Int64?
    /// Nil if it ended as soon as the signal came.
    let lateEnd: Int64?
    /// The smallest step in which its end is told.
    let resolution: Int64
    /// What it is the event of: events of devices of one kind load one module.
    let party: Int
    /// The driver in which its own worker was seen, by the report that shows it.
    let seen: Seen?

    init(_ kill: KillCase, _ party: Int, _ seen: Seen?) {
      self.party = party
      self.seen = seen
      sysname = kill.device?.sysname
      startTime = kill.startTime
      killTime = kill.killTime
      reportTime = kill.reportTime
      lateEnd = (kill.survival ?? 0) > 2 ? kill.endTime : nil
      resolution = kill.ended?.stamp.resolution ?? 1
    }
  }

  /// A driver in which a worker was seen at work, and the lines that show it.
  struct Seen: Sendable {
    var driver: String
    var entries: [Int]
  }

  /// - Parameters:
  ///   - all: of one boot, in the order of the log; their places are the kills' numbers.
  ///   - spared: when those were at work that udevd only warned of.
  ///   - party: what tells devices of one kind.
  ///   - seen: in which driver its worker was seen.
  init(
    _ all: some Collection<KillCase>, spared: [Range<Int64>], party: (KillCase) -> String,
    seen: (KillCase) -> Seen?
  ) {
    self.spared = spared
    var facts: [Int] = []
    var numbers: [String: Int] = [:]
    let cases = all.enumerated().map { number, kill in
      if kill.draft.cause == .eventTimeout { facts.append(number) }
      return Neighbour(kill, numbers.number(of: party(kill)), seen(kill))
    }
    self.cases = cases
    self.numbers = numbers
    byKill = facts.filter { cases[$0].reportTime != nil }.sorted {
      (cases[$0].reportTime ?? 0) < (cases[$1].reportTime ?? 0)
    }
    byEnd = facts.filter { cases[$0].lateEnd != nil }.sorted {
      (cases[$0].lateEnd ?? 0) < (cases[$1].lateEnd ?? 0)
    }
    untimed = facts.filter { cases[$0].reportTime == nil }
  }

  /// That several victims ended in one moment, in which one driver spoke about the device of one of
  /// them.
  struct Release {
    var driver: String
    /// The one of them whose device that was.
    var device: String
    /// How many victims, as far as they were counted.
    var workers: Int
    var entries: [Int]
  }

  /// The first release in a span of time.
  func firstRelease(from: Int64, to latest: Int64, in boot: BootContext) -> Release? {
    let start = byEnd.partition { (cases[$0].lateEnd ?? 0) >= from }
    guard let other = byEnd[start...].first.map({ cases[$0] }), let end = other.lateEnd,
      end <= latest
    else { return nil }
    return release(at: end, resolution: other.resolution, in: boot)
  }

  /// Victims that end one after the other, each soon after the one before.
  ///
  /// - Parameter resolution: the smallest step in which the end is told.
  func release(at end: Int64, resolution: Int64, in boot: BootContext) -> Release? {
    // the release itself takes milliseconds, but those that go on after it need a while; a log in
    // whole seconds cannot show less than one
    let step = max(2_000_000, resolution)
    let here = byEnd.partition { (cases[$0].lateEnd ?? 0) >= end }
    var from = here
    while from > 0, here - from < Self.enough, from < byEnd.count,
      (cases[byEnd[from]].lateEnd ?? 0) - (cases[byEnd[from - 1]].lateEnd ?? 0) <= step,
      end - (cases[byEnd[from - 1]].lateEnd ?? 0) <= Self.burst
    {
      from -= 1
    }
    guard from < byEnd.count, let first = cases[byEnd[from]].lateEnd else { return nil }
    var last = first
    let together = byEnd[from...].prefix { number in
      let ended = cases[number].lateEnd ?? 0
      guard ended - last <= step, ended - first <= Self.burst else { return false }
      last = ended
      return true
    }.prefix(Self.enough).map { cases[$0] }
    guard Set(together.map(\.party)).count >= 2, isAll(together, from: first, to: last) else {
      return nil
    }
    // whose worker is seen at work held the others, whoever spoke
    let holders = together.filter { $0.seen != nil }
    if let holder = holders.first, let seen = holder.seen {
      guard Set(holders.compactMap(\.seen?.driver.moduleName)).count == 1 else { return nil }
      return Release(
        driver: seen.driver, device: holder.sysname ?? "", workers: together.count,
        entries: seen.entries)
    }
    let devices = Set(together.compactMap(\.sysname))
    guard let speaker = speaker(for: devices, before: first, in: boot),
      !finishAlone(together, but: speaker.device, after: first, in: boot)
    else { return nil }
    return Release(
      driver: speaker.driver, device: speaker.device, workers: together.count,
      entries: speaker.entries)
  }

  /// What holds several lets all of them go at once. Where others that hung with them ended before, or
  /// go on hanging, each was slow for itself.
  private func isAll(_ together: [Neighbour], from first: Int64, to last: Int64) -> Bool {
    // who was slow before any of them began was held up by something else
    let began = together.compactMap(\.startTime).min() ?? first
    if spared.contains(where: {
      $0.lowerBound < began - 2_000_000 && $0.upperBound > began && $0.upperBound < first
    }) {
      return false
    }
    let hung = byKill.filter { number in
      let other = cases[number]
      guard let killed = other.killTime, let end = other.lateEnd else { return false }
      return killed <= last && end >= first - 30_000_000 && (other.startTime ?? killed) <= first
        && (end < first || end > last)
    }
    return hung.count * 4 <= together.count
  }

  /// Whether the others' own drivers speak of their devices right before each of them ends: then they
  /// were not waiting for somebody else.
  private func finishAlone(
    _ together: [Neighbour], but holder: String, after first: Int64, in boot: BootContext
  ) -> Bool {
    let others = together.filter { $0.sysname != holder }
    let alone = others.filter { other in
      guard let name = other.sysname, let end = other.lateEnd, end > first else { return false }
      return (boot.index.lines[name] ?? []).contains { line in
        guard let time = boot.time(line.entry), !line.isBus else { return false }
        return time > first && time <= end
      }
    }
    return alone.count * 2 > others.count
  }

  /// The one driver that speaks, right before the first of them ends, about the device of one.
  private func speaker(
    for devices: Set<String>, before first: Int64, in boot: BootContext
  ) -> (driver: String, device: String, entries: [Int])? {
    var said: [(device: String, driver: String, entry: Int)] = []
    let from = boot.deviceLines.partition { boot.clock[$0.entry] >= first - 3_000_000 }
    for line in boot.deviceLines[from...] {
      guard let time = boot.time(line.entry), time <= first + 100_000 else { break }
      let named = line.device.map { device in
        devices.contains(device)
          ? device : boot.tree.ancestors(of: device).first(where: devices.contains)
      }
      guard let device = named ?? line.quoted(of: devices) else { continue }
      // mmc0: SDHCI controller on PCI [0000:00:05.0]: who has the device spoke of it before
      let own = line.isBus || line.device == nil ? nil : line.driver
      guard
        let driver = own ?? boot.owner(of: device, before: line.entry)
          ?? (line.device == nil ? nil : boot.driver(of: line, for: device))
      else { continue }
      said.append((device, driver, line.entry))
    }
    for device in devices {
      let failures = boot.failures(of: Device(sysname: device)).filter { failure in
        boot.time(failure.entry).map { $0 >= first - 3_000_000 && $0 <= first + 100_000 } == true
      }
      said += failures.map { (device, $0.driver, $0.entry) }
    }
    // of several that speak of one device the first was at work, and the next took its turn
    var speakers: [String: (driver: String, entries: [Int])] = [:]
    for line in said.sorted(by: { $0.entry < $1.entry }) {
      speakers[line.device, default: (line.driver, [])].entries.append(line.entry)
    }
    guard speakers.count == 1, let (device, found) = speakers.first else { return nil }
    return (found.driver, device, Array(found.entries.suffix(2)))
  }

  /// Seconds from the first end to the last.
  private static let burst: Int64 = 12_000_000

  /// How many other kinds of devices had events that hung at the same time.
  func company(of kill: KillCase) -> Int {
    let others = Set(neighbours(of: kill).prefix(Self.enough).map { cases[$0].party })
    return max(0, others.count - 1)
  }

  /// Whether something that is no disk hung at the same time, and was as slow to die.
  func linger(beside kill: KillCase) -> Bool {
    neighbours(of: kill).prefix(Self.enough).contains { number in
      let other = cases[number]
      return other.lateEnd != nil && !(other.sysname.map(BlockDeviceIsRead.isDisk) ?? false)
    }
  }

  /// More neighbours than this teach nothing new.
  private static let enough = 128

  /// How many victims of unrelated drivers hung at the time of this kill; 0 if they are few, or
  /// belong together.
  ///
  /// On a starved machine, or behind a lock that is nobody's fault, each driver finishes late and
  /// each looks guilty; so does whatever waits behind one module that hangs.
  ///
  /// - Parameter named: the drivers that circumstantial evidence names, by the number of the kill;
  ///   see ``numbers``.
  func crowd(around kill: KillCase, _ named: (Int) -> [Int]) -> Int {
    guard kill.draft.cause == .eventTimeout else { return 0 }
    let neighbours = neighbours(of: kill)
    // at a third of the limit a slow machine warns of anybody: two are enough for doubt
    var least = kill.isWarning ? (victims: 2, parties: 2) : (victims: 4, parties: 3)
    // of what modprobe loads nothing is seen: three loads that hang wait for one thing, if only the disk
    if let program = kill.draft.program, Command(program).isModprobe { least = (3, 3) }
    guard neighbours.count >= least.victims else { return 0 }
    var parties: [Int] = []
    for index in neighbours.prefix(Self.enough) where parties.count < least.parties {
      let drivers = named(index)
      // a victim for which no driver is named stands for its kind of device
      for party in drivers.isEmpty ? [cases[index].party] : drivers where !parties.contains(party) {
        parties.append(party)
      }
    }
    return parties.count >= least.parties ? neighbours.count : 0
  }

  /// Kills that hung at the same time. In a log without times all are taken to have.
  func neighbours(of kill: KillCase) -> ArraySlice<Int> {
    guard let killTime = kill.reportTime else { return untimed[...] }
    let start = kill.startTime ?? killTime - Self.span
    // all limits of a boot are alike: who was killed later than this had not begun
    let latest = killTime + max(Self.span, killTime - start)
    let from = byKill.partition { (cases[$0].reportTime ?? 0) >= start }
    let to = byKill.partition { (cases[$0].reportTime ?? 0) > latest }
    let near = byKill[from..<max(from, to)]
    guard near.count <= Self.enough else { return near }
    return near.filter { index in
      let theirs = cases[index].reportTime ?? 0
      return (cases[index].startTime ?? theirs - Self.span) <= killTime
    }[...]
  }

  private static let span: Int64 = 30_000_000

  /// Whether the machine was slow for many kinds of devices right before an event began.
  func wereManySlow(before kill: KillCase) -> Bool {
    guard let start = kill.startTime else { return false }
    let from = byKill.partition { (cases[$0].reportTime ?? 0) >= start - Self.span }
    let to = byKill.partition { (cases[$0].reportTime ?? 0) >= start }
    return to - from >= 4 && Set(byKill[from..<to].map { cases[$0].party }).count >= 3
  }
}

extension [String: Int] {
  /// The number of a name; one that is new gets the next.
  mutating func number(of name: String) -> Int {
    if let known = self[name] { return known }
    self[name] = count
    return count - 1
  }
}

extension DeviceLine {
  /// The one of some devices that stands in brackets in the text.
  fileprivate func quoted(of devices: Set<String>) -> String? {
    let bytes = bytes.span
    guard let open = bytes.firstIndex(of: UInt8(ascii: "[")),
      let close = bytes.firstIndex(of: UInt8(ascii: "]"), from: open)
    else { return nil }
    let name = String(bytes.extracting((open + 1)..<close))
    return devices.contains(name) ? name : nil
  }
}

extension BootContext {
  /// The driver that spoke last of a device, before an entry.
  func owner(of device: String, before entry: Int) -> String? {
    (index.lines[device] ?? []).last { $0.entry < entry && !$0.isBus }?.driver
  }

  /// The one driver in which the worker itself was seen, for as long as it may have hung.
  func seen(of kill: KillCase) -> KillNeighbours.Seen? {
    guard !traces.isEmpty, kill.workerPID != nil else { return nil }
    let found = WorkerStackInModule.examine(kill, in: self).filter { $0.weight >= 2.5 }
    guard let first = found.first, let driver = first.name,
      Set(found.compactMap { $0.name?.moduleName }).count == 1
    else { return nil }
    return KillNeighbours.Seen(driver: driver, entries: first.entries)
  }

  /// Devices of one kind: with the same modalias, or the functions of one card, or called alike but
  /// for the number.
  func party(of kill: KillCase) -> String {
    guard let device = kill.device else { return "event \(kill.draft.anchor)" }
    if let modalias = device.modalias ?? identity(of: device)?.modalias { return modalias }
    guard let name = device.sysname else { return "event \(kill.draft.anchor)" }
    if let slot = DeviceTree.slot(name) { return String(slot) }
    return name.hasPrefix("cpu") ? "cpu" : name
  }
}
