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
    let together = cases.filter { other in
      guard let theirs = other.endTime, (other.survival ?? 0) > 2 else { return false }
      return abs(theirs - end) <= 1_000_000
    }
    guard together.count >= 3, let first = together.compactMap(\.endTime).min() else { return nil }
    var speakers: [String: [Int]] = [:]
    for line in scene.deviceLines where !line.isBus {
      guard let time = scene.time(line.entry), time >= first - 1_000_000, time <= first + 100_000,
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

  /// How many workers for unrelated devices hung at the time of this kill; 0 if they are few, or
  /// are served by the same drivers.
  ///
  /// On a starved machine, or behind a lock that is nobody's fault, each driver finishes late, and
  /// each looks guilty.
  func crowd(around kill: KillCase, _ named: [Int: Set<String>]) -> Int {
    guard let killTime = kill.killTime, let start = kill.startTime else { return 0 }
    let neighbours = cases.indices.filter { index in
      guard let theirs = cases[index].killTime, let began = cases[index].startTime else {
        return false
      }
      return began <= killTime && theirs >= start
    }
    let drivers = neighbours.reduce(into: Set<String>()) { $0.formUnion(named[$1] ?? []) }
    let devices = Set(neighbours.compactMap { cases[$0].device?.sysname })
    return devices.count >= 4 && drivers.count >= 3 ? devices.count : 0
  }
}
