internal import JournalReader

/// What only shows when the kills of a boot are seen together.
struct KillGroup: Sendable {
  let cases: [KillCase]

  /// Findings about one kill that come from its neighbours.
  func findings(_ kill: KillCase, in scene: Scene) -> [Finding] {
    released(kill, in: scene).map { [$0] } ?? []
  }

  /// Workers that wait for one asynchronous probe, or for one lock, end in the same moment as it
  /// does: who spoke just then, about the device of one of them, held them all.
  ///
  /// Source: `async_synchronize_full` in `do_init_module`, kernel/module/main.c.
  private func released(_ kill: KillCase, in scene: Scene) -> Finding? {
    guard let end = kill.endTime, (kill.survival ?? 0) > 2 else { return nil }
    // the release itself takes milliseconds; a log in whole seconds cannot show less than one
    let moment = max(500_000, kill.ended?.stamp.resolution ?? 1)
    let together = cases.filter { other in
      guard let theirs = other.endTime, (other.survival ?? 0) > 2 else { return false }
      return abs(theirs - end) <= moment
    }
    guard together.count >= 3, let first = together.compactMap(\.endTime).min() else { return nil }
    var speakers: [String: [Int]] = [:]
    for line in scene.deviceLines where !line.isBus {
      guard let time = scene.time(line.entry), time >= first - moment, time <= first + 100_000,
        together.contains(where: { other in
          other.relation(of: line, in: scene).map { $0 <= .child } ?? false
        })
      else { continue }
      speakers[line.driver, default: []].append(line.entry)
    }
    guard speakers.count == 1, let (driver, entries) = speakers.first else { return nil }
    return Finding(
      .driver, driver, Weight.releasedTogether,
      "\(together.count) killed workers all ended in the moment in which it had finished: they were "
        + "waiting for it", Array(entries.suffix(2)))
  }

  /// How many victims of unrelated drivers hung at the time of this kill; 0 if they are few, or
  /// belong together.
  ///
  /// On a starved machine, or behind a lock that is nobody's fault, each driver finishes late and
  /// each looks guilty; so does whatever waits behind one module that hangs.
  ///
  /// - Parameter named: the drivers that circumstantial evidence names, by the number of the kill.
  func crowd(around kill: KillCase, _ named: [Set<String>]) -> Int {
    guard kill.draft.cause == .eventTimeout else { return 0 }
    let neighbours = cases.indices.filter {
      cases[$0].draft.cause == .eventTimeout && overlaps(cases[$0], kill)
    }
    guard neighbours.count >= 4 else { return 0 }
    let parties = neighbours.reduce(into: Set<String>()) { parties, index in
      let drivers = named[index]
      parties.formUnion(drivers.isEmpty ? [unnamed(index)] : drivers)
    }
    return parties.count >= 3 ? neighbours.count : 0
  }

  /// In a log without times all kills are taken to be neighbours.
  private func overlaps(_ other: KillCase, _ kill: KillCase) -> Bool {
    guard let killTime = kill.killTime, let theirs = other.killTime else {
      return kill.killTime == nil && other.killTime == nil
    }
    let start = kill.startTime ?? killTime - 30_000_000
    let began = other.startTime ?? theirs - 30_000_000
    return began <= killTime && theirs >= start
  }

  /// A victim for which no driver is named stands for itself; the functions of one card are one.
  private func unnamed(_ index: Int) -> String {
    let device = cases[index].device
    guard let name = device?.sysname, !name.isEmpty else {
      return device?.modalias ?? "kill \(index)"
    }
    return DeviceTree.slot(name).map(String.init) ?? name
  }
}
