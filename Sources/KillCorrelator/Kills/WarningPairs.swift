internal import LogModel

/// Up to 239 the warnings of one event name nothing that both have: udevd's own has the number and the
/// device (`seq 2801 '/devices/…' is taking a long time`), its worker's the program. Both are due when a
/// third of the time since the event's birth is over (`worker_attach_event`; `spawn_wait` in
/// udev-event.c), and so they are printed in one moment.
struct WarningPairs {
  private let boot: BootContext

  init(in boot: BootContext) { self.boot = boot }

  /// Of more nobody asks which belong together.
  private static let few = 64
  /// Microseconds for which two timers of one time may be apart: `sd_event_add_time` was given a second.
  private static let moment: Int64 = 1_500_000

  /// Tells whose worker it was that udevd warned of, where exactly one worker warned of its program in
  /// that moment; a warning whose program was killed goes to that kill.
  func join(_ warnings: inout DraftIndex, _ kills: inout DraftIndex) {
    let nameless = warnings.allPlaces {
      $0.program == nil && $0.workerPID == nil && $0.seqnum != nil
    }
    guard (1...Self.few).contains(nameless.count) else { return }
    let slow = warnings.allPlaces { Self.isOfProgramAlone($0) }
    let killed = kills.allPlaces { Self.isOfProgramAlone($0) && $0.warnedEntry != nil }
    guard (1...Self.few).contains(slow.count + killed.count) else { return }
    let times = nameless.map { time(of: warnings[$0]?.anchor) }
    let programs =
      slow.map { time(of: warnings[$0]?.anchor) }
      + killed.map { time(of: kills[$0]?.warnedEntry) }
    for (number, place) in nameless.enumerated() {
      guard let warning = warnings[place], let own = only(near: times[number], among: programs),
        only(near: programs[own], among: times) == number
      else { continue }
      if own < slow.count {
        let worker = warnings[slow[own]]?.workerPID
        warnings.change(place) { $0.workerPID = worker }
      } else {
        warnings.remove(place)
        kills.change(killed[own - slow.count]) { kill in
          kill.seqnum = warning.seqnum
          kill.device = kill.device ?? warning.device
          kill.report = (kill.report + warning.report).sorted()
        }
      }
    }
  }

  private func time(of entry: Int?) -> Int64? { entry.flatMap { boot.time($0) } }

  /// The place of the one time that is the same moment; nil if several are.
  private func only(near time: Int64?, among times: [Int64?]) -> Int? {
    guard let time else { return nil }
    let near = times.indices.filter { place in
      times[place].map { abs($0 - time) <= Self.moment } ?? false
    }
    return near.count == 1 ? near[0] : nil
  }

  private static func isOfProgramAlone(_ draft: UeventDraft) -> Bool {
    draft.program != nil && draft.seqnum == nil && draft.device == nil && draft.workerPID != nil
  }
}
