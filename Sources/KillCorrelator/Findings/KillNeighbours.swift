internal import LogModel

/// What only shows when the kills of a boot are seen together.
struct KillNeighbours: Sendable {
  private let cases: [Neighbour]
  /// The kills with times, ordered by the kill, and ordered by the end.
  private let byKill: [Int]
  private let byEnd: [Int]
  private let places: [Int]

  /// What of a kill is of interest to the others.
  private struct Neighbour: Sendable {
    let sysname: String?
    let modalias: String?
    let startTime: Int64?
    let killTime: Int64?
    /// Nil if it ended as soon as the signal came.
    let lateEnd: Int64?
    /// The smallest step in which its end is told.
    let resolution: Int64

    init(_ kill: KillCase) {
      sysname = kill.device?.sysname
      modalias = kill.device?.modalias
      startTime = kill.startTime
      killTime = kill.killTime
      lateEnd = (kill.survival ?? 0) > 2 ? kill.endTime : nil
      resolution = kill.ended?.stamp.resolution ?? 1
    }
  }

  /// - Parameter all: of one boot, in the order of the log; their places are the kills' numbers.
  init(_ all: some Collection<KillCase>) {
    var facts: [Int] = []
    let cases = all.enumerated().map { number, kill in
      if kill.draft.cause == .eventTimeout { facts.append(number) }
      return Neighbour(kill)
    }
    self.cases = cases
    byKill = facts.filter { cases[$0].killTime != nil }.sorted {
      (cases[$0].killTime ?? 0) < (cases[$1].killTime ?? 0)
    }
    byEnd = facts.filter { cases[$0].lateEnd != nil }.sorted {
      (cases[$0].lateEnd ?? 0) < (cases[$1].lateEnd ?? 0)
    }
    places = facts
  }

  /// That several victims ended in one moment, in which one driver spoke about the device of one of
  /// them.
  struct Release {
    var driver: String
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

  /// - Parameter resolution: the smallest step in which the end is told.
  func release(at end: Int64, resolution: Int64, in boot: BootContext) -> Release? {
    // the release itself takes milliseconds; a log in whole seconds cannot show less than one
    let moment = max(500_000, resolution)
    let start = byEnd.partition { (cases[$0].lateEnd ?? 0) >= end - moment }
    let together = byEnd[start...].prefix { (cases[$0].lateEnd ?? 0) <= end + moment }
      .prefix(Self.enough).map { cases[$0] }
    guard together.count >= 3, let first = together.first?.lateEnd else { return nil }
    let devices = Set(together.compactMap(\.sysname))
    var speakers: [String: [Int]] = [:]
    let from = boot.deviceLines.partition { boot.clock[$0.entry] >= first - moment }
    for line in boot.deviceLines[from...] {
      guard let time = boot.time(line.entry), time <= first + 100_000 else { break }
      guard !line.isBus, let device = line.device,
        devices.contains(device)
          || boot.tree.ancestors(of: device).contains(where: devices.contains)
      else { continue }
      speakers[line.driver, default: []].append(line.entry)
    }
    guard speakers.count == 1, let (driver, entries) = speakers.first else { return nil }
    return Release(driver: driver, workers: together.count, entries: Array(entries.suffix(2)))
  }

  /// More neighbours than this teach nothing new.
  private static let enough = 128

  /// How many victims of unrelated drivers hung at the time of this kill; 0 if they are few, or
  /// belong together.
  ///
  /// On a starved machine, or behind a lock that is nobody's fault, each driver finishes late and
  /// each looks guilty; so does whatever waits behind one module that hangs.
  ///
  /// - Parameter named: the drivers that circumstantial evidence names, by the number of the kill.
  func crowd(around kill: KillCase, _ named: (Int) -> Set<String>) -> Int {
    guard kill.draft.cause == .eventTimeout else { return 0 }
    let neighbours = neighbours(of: kill)
    guard neighbours.count >= 4 else { return 0 }
    var parties: Set<String> = []
    for index in neighbours.prefix(Self.enough) where parties.count < 3 {
      let drivers = named(index)
      parties.formUnion(drivers.isEmpty ? [unnamed(index)] : drivers)
    }
    return parties.count >= 3 ? neighbours.count : 0
  }

  /// Kills that hung at the same time. In a log without times all are taken to have.
  private func neighbours(of kill: KillCase) -> ArraySlice<Int> {
    guard let killTime = kill.killTime else {
      return places.filter { cases[$0].killTime == nil }[...]
    }
    let start = kill.startTime ?? killTime - Self.span
    // all limits of a boot are alike: who was killed later than this had not begun
    let latest = killTime + max(Self.span, killTime - start)
    let from = byKill.partition { (cases[$0].killTime ?? 0) >= start }
    let to = byKill.partition { (cases[$0].killTime ?? 0) > latest }
    let near = byKill[from..<max(from, to)]
    guard near.count <= Self.enough else { return near }
    return near.filter { index in
      let theirs = cases[index].killTime ?? 0
      return (cases[index].startTime ?? theirs - Self.span) <= killTime
    }[...]
  }

  private static let span: Int64 = 30_000_000

  /// A victim for which no driver is named stands for itself; the functions of one card are one.
  private func unnamed(_ index: Int) -> String {
    guard let name = cases[index].sysname else {
      return cases[index].modalias ?? "kill \(index)"
    }
    return DeviceTree.slot(name).map(String.init) ?? name
  }
}
