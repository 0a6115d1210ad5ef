internal import LogModel

/// A stop of udevd's that lasted, because a worker was busy.
struct LateStop {
  private let boot: BootContext
  private let ties: HarmTies

  init(_ boot: BootContext, _ ties: HarmTies) {
    self.boot = boot
    self.ties = ties
  }

  /// How long udevd took to stop.
  var harm: Harm? {
    let kills = ties.of([.kill], cause: .stopTimeout)
    let stops = boot.facts(.udevdStops, .udevdStopped)
    var longest: (seconds: Double, facts: [Fact])?
    for (begun, ended) in zip(stops, stops.dropFirst())
    where begun.meaning == .udevdStops && ended.meaning == .udevdStopped {
      guard let from = boot.time(begun.entry), let to = boot.time(ended.entry) else { continue }
      let seconds = Double(to - from) / 1_000_000
      if seconds > longest?.seconds ?? Self.shortestStop { longest = (seconds, [begun, ended]) }
    }
    let awaited = boot.facts(.udevdStopAwaited)
    if longest == nil, let last = awaited.last {
      let seconds = last[.duration].flatMap { TimeSpan.seconds($0) }
      if let seconds, seconds > Self.shortestStop { longest = (seconds, [last]) }
    }
    if longest == nil, let last = lastStop() { return last }
    let timedOut = boot.facts(.stopTimedOut, .stopsWaiting)
    guard longest != nil || !kills.isEmpty,
      let shown = longest?.facts ?? timedOut.first.map({ [$0] })
    else { return nil }
    let next = boot.facts(.switchingRoot, .shuttingDown, .udevdStarts).first {
      $0.entry > shown[0].entry
    }
    let kind: Harm.Kind
    switch next?.meaning {
    case .shuttingDown:
      // who is waiting for the machine to go down is not told by the stop alone
      guard longest != nil else { return nil }
      kind = .shutdown
    case .udevdStarts: kind = .service
    default: kind = isBooting(shown[0].entry) ? .bootDelay : .service
    }
    let lines = timedOut.isEmpty ? shown : [shown[0]] + timedOut.prefix(1) + shown.dropFirst()
    var lost = Harm(
      kind, "systemd-udevd.service", seconds: longest?.seconds,
      [HarmEvidence(.udevdStoppedLate, lines, in: boot)])
    lost.findings = kills.isEmpty ? ties.around(shown[0].entry) : kills
    return lost
  }

  /// How long what is left at the very end was waited for: udevd, or a worker of its.
  private func lastStop() -> Harm? {
    let kills = ties.of([.kill], cause: .stopTimeout)
    let killed = kills.isEmpty ? nil : boot.facts(.remainingProcessKilled).last
    guard let last = killed ?? boot.facts(.workerAwaited).last,
      let asked = boot.facts(.shuttingDown).last(where: { $0.entry < last.entry }),
      let from = boot.time(asked.entry), let to = boot.time(last.entry),
      Double(to - from) / 1_000_000 > Self.shortestStop
    else { return nil }
    var lost = Harm(
      .shutdown, "systemd-udevd.service", seconds: Double(to - from) / 1_000_000,
      [HarmEvidence(.udevdStoppedLate, [asked, last], in: boot)])
    lost.findings = kills.isEmpty ? ties.around(last.entry) : kills
    return lost
  }

  /// Whether something happened while the system was on its way up.
  private func isBooting(_ entry: Int) -> Bool {
    if !boot.facts(.inInitrd, .switchingRoot).isEmpty { return true }
    return boot.entries[entry].stamp.monotonic.map { $0 < 600_000_000 } ?? false
  }

  /// Seconds that a stop takes where nothing is wrong.
  private static let shortestStop = 10.0
}
