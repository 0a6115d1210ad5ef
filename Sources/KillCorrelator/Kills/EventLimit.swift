internal import LogModel

/// The limit that udevd had for an event, and what follows from it.
///
/// Up to 255 worker and program share it; from 256 on the worker gets ten seconds more
/// (`$SYSTEMD_UDEV_EXTRA_TIMEOUT_SEC`). The warning comes at a third (udev-messages, 0, 2 and 9).
struct EventLimit: Sendable {
  var timeout: EventTimeout
  /// Seconds that a worker gets beyond the event's limit.
  var extra: Double

  /// Seconds from the start of an event to the kill of the worker.
  var worker: Double? { timeout.seconds.map { $0 + extra } }

  /// Seconds from a warning to the kill of the worker: udevd warns at a third of the limit; the
  /// watcher says how long it had been when it looked.
  func rest(after warning: Int, in boot: BootContext) -> Double? {
    if let fact = boot.fact(at: warning), fact.isWatched, let age = fact.seconds {
      return worker.map { $0 - age }
    }
    return timeout.seconds.map { $0 * 2 / 3 + extra }
  }

  /// From when until when at the latest somebody was at work whom udevd only warned of.
  func span(ofSpared warning: UeventDraft, in boot: BootContext) -> Range<Int64>? {
    guard let warned = boot.time(warning.anchor), let rest = rest(after: warning.anchor, in: boot),
      let limit = timeout.seconds, let third = TimeSpan.believable(limit / 3),
      let left = TimeSpan.believable(rest), left >= 0
    else { return nil }
    return (warned - Int64(third * 1_000_000))..<(warned + Int64(left * 1_000_000) + 1)
  }

  init(
    _ boot: BootContext, _ kills: some Collection<UeventDraft>,
    _ warnings: some Collection<UeventDraft>
  ) {
    let usual = Self.defaultLimit(boot.system) ?? Self.limit(impliedBy: kills, warnings)
    let measured =
      kills.compactMap { Measurement($0, boot) }
      .min { ($0.error, $0.seconds) < ($1.error, $1.seconds) } ?? Measurement.agreed(kills, boot)
    extra = Self.hasExtraTime(boot.system, measured) ? 10 : 0
    let first = kills.first?.anchor ?? warnings.first?.anchor ?? 0
    let inInitrd = boot.system.isInInitrd(first)
    if let option = boot.system.eventTimeoutOption(inInitrd: inInitrd) {
      timeout = EventTimeout(
        seconds: option, source: .commandLine,
        entries: [boot.system.commandLineRecord].compactMap { $0 })
    } else if let set = boot.system.configuredEventTimeout,
      Self.agrees(set.value, with: measured, extra: extra)
    {
      timeout = EventTimeout(seconds: set.value, source: .udevConf, entries: [set.entry])
    } else if let whole = Self.watched(boot) {
      let seconds = whole - extra
      let isDefault = seconds == usual
      timeout = EventTimeout(seconds: seconds, source: isDefault ? .default : .measured)
    } else if let measured, let limit = measured.limit(extra: extra) {
      if let usual, limit.mayBe(usual) {
        timeout = EventTimeout(seconds: usual, source: .default)
      } else {
        timeout = EventTimeout(seconds: limit.likeliest, source: .measured, margin: limit.margin)
      }
    } else if let usual, Self.isPossible(usual, kills, warnings, boot) {
      timeout = EventTimeout(seconds: usual, source: .default)
    } else {
      timeout = EventTimeout(seconds: nil, source: .unknown)
    }
  }

  /// Whether no event would have begun before the kernel did: then somebody has set another limit.
  private static func isPossible(
    _ limit: Double, _ kills: some Collection<UeventDraft>,
    _ warnings: some Collection<UeventDraft>, _ boot: BootContext
  ) -> Bool {
    let spans =
      kills.lazy.filter { $0.victim == .worker && $0.cause == .eventTimeout }
      .map { (entry: $0.killedEntry, seconds: limit) }
    let thirds = warnings.lazy.filter { $0.victim == .worker }
      .map { (entry: $0.warnedEntry, seconds: limit / 3) }
    let clock = KernelClock(boot)
    return (Array(spans.prefix(8)) + thirds.prefix(8)).allSatisfy { entry, seconds in
      guard let entry, boot.fact(at: entry)?.isWatched == false,
        let uptime = clock.uptime(at: boot.entries[entry].stamp)
      else { return true }
      return uptime + 5 >= seconds
    }
  }

  /// What the watcher found to be a worker's limit on the running machine.
  private static func watched(_ boot: BootContext) -> Double? {
    boot.facts(.workerBusy).lazy.compactMap { $0.limit }.first
  }

  /// Seconds that a worker gets beyond the event's limit, by the version.
  static func extra(_ system: BootedSystem) -> Double {
    system.udev.map { $0 >= Version(256) && !system.isEudev } == true ? 10 : 0
  }

  private static func hasExtraTime(_ system: BootedSystem, _ measured: Measurement?) -> Bool {
    if system.udev != nil { return extra(system) > 0 }
    // without a version: nobody else has 130 s between the two lines
    return measured.map { abs($0.seconds - 130) < 3 } ?? false
  }

  /// Somebody may have changed the file after udevd had read it.
  private static func agrees(
    _ configured: Double, with measured: Measurement?, extra: Double
  ) -> Bool {
    measured?.limit(extra: extra)?.mayBe(configured) ?? true
  }

  static func defaultLimit(_ system: BootedSystem) -> Double? {
    if system.isEudev { return 180 }
    return system.udev.map { version in
      switch version.major {
      case 217...: 180
      case 178...216: 30
      case 169...177: 60
      case 168: 120
      case 73...167: 180
      case 43...72: 120
      default: 30
      }
    }
  }

  /// Without a version the wordings tell it; the one that came last counts.
  private static func limit(
    impliedBy kills: some Collection<UeventDraft>, _ warnings: some Collection<UeventDraft>
  ) -> Double? {
    // who warns at a third has 180 s
    if kills.contains(where: { $0.warnedEntry != nil }) { return 180 }
    let rows = kills.map(\.row) + warnings.map(\.row)
    return rows.filter { $0.defaultLimit != nil }.max { $0.since < $1.since }?.defaultLimit
  }
}

/// The time from udevd's warning to its kill, as exactly as the log's clock tells it.
private struct Measurement {
  var seconds: Double
  /// By how much the clock may be wrong: a time in whole seconds may be nearly one later.
  var error: Double

  /// Only the speakers' own clocks measure; the journal may have filed both lines late.
  init?(_ kill: UeventDraft, _ boot: BootContext, filed: Bool = false) {
    guard kill.victim == .worker, let warned = kill.warnedEntry, let killed = kill.killedEntry,
      boot.fact(at: warned)?.isWatched == false, boot.fact(at: killed)?.isWatched == false,
      filed
        || boot.entries[warned].stamp.clock == .source
          && boot.entries[killed].stamp.clock == .source,
      let from = boot.time(warned), let to = boot.time(killed), to > from,
      !boot.wasClockSet(after: warned, until: killed)
    else { return nil }
    seconds = Double(to - from) / 1_000_000
    let resolution = max(
      boot.entries[warned].stamp.resolution, boot.entries[killed].stamp.resolution)
    error = Double(resolution) / 1_000_000
  }

  /// Of times of filing several have to agree, or one has to be what somebody sets: a journal that was
  /// kept waiting files both lines in one go, or at any distance.
  static func agreed(_ kills: some Collection<UeventDraft>, _ boot: BootContext) -> Self? {
    let all = kills.compactMap { Self($0, boot, filed: true) }.sorted { $0.seconds < $1.seconds }
    for (one, next) in zip(all, all.dropFirst())
    where one.seconds >= 5 && next.seconds - one.seconds <= 1.5 {
      return one
    }
    guard all.count == 1, let only = all.first, only.seconds >= 10 else { return nil }
    let limit = only.seconds * 1.5
    return abs(limit - (limit / 5).rounded() * 5) <= 0.4 ? only : nil
  }

  /// Which limit it is two thirds of.
  func limit(extra: Double) -> MeasuredLimit? {
    let exact = (seconds - extra) * 1.5
    return exact >= 2 && exact < 1e9
      ? MeasuredLimit(exact: exact, margin: error >= 1 ? error * 1.5 : 0) : nil
  }
}

/// A limit that was worked out of a measured time.
private struct MeasuredLimit {
  var exact: Double
  var margin: Double

  /// udevd's own timers are late by up to two seconds, and by more the more there is to do.
  func mayBe(_ limit: Double) -> Bool {
    abs(exact - limit) <= max(2, limit * 0.02) + margin
  }

  /// The limits that versions and people set are whole seconds, and large ones multiples of five.
  var likeliest: Double {
    let round = (exact / 5).rounded() * 5
    return abs(exact - round) <= max(min(2, exact * 0.1), exact * 0.02) ? round : exact.rounded()
  }
}

/// How long the kernel had run at a time of a dated log.
private struct KernelClock {
  /// Microseconds from the calendar's time to the kernel's. What a syslogd files late makes it less.
  private let offset: Int64?

  init(_ boot: BootContext) {
    offset = boot.entries.lazy.compactMap { entry -> Int64? in
      guard entry.speaker.kind == .kernel, entry.stamp.clock == .source,
        let monotonic = entry.stamp.monotonic, let realtime = entry.stamp.realtime
      else { return nil }
      return monotonic &- realtime
    }.max()
  }

  /// Seconds; nil if no line tells.
  func uptime(at stamp: Stamp) -> Double? {
    let time =
      stamp.monotonic ?? stamp.realtime.flatMap { realtime in offset.map { realtime &+ $0 } }
    return time.map { Double($0) / 1_000_000 }
  }
}
