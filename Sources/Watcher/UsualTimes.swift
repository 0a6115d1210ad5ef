/// How long the events of this machine's devices took in the boots before, and which of those that are
/// under way take ten times as long: that is said before a third of the limit is over.
///
/// Only a device whose events took a second and more is known (``EventDurations``), and only one of which
/// several boots tell.
///
/// All times are microseconds of CLOCK_MONOTONIC.
struct UsualTimes: Sendable {
  /// How many times as long as usual is worth a word.
  static let factor: Int64 = 10
  /// So many boots have to tell of a device, and so many are asked, the newest.
  private static let fewest = 3
  private static let most = 20
  /// More devices at once are not followed.
  private static let mostPending = 256

  /// A device's longest event in the boots before.
  struct Usual: Sendable, Hashable {
    var longest: Int64
    var boots: Int
  }

  /// By sysname.
  private(set) var devices: [String: Usual] = [:]
  /// Events of those devices that are under way, and not told of, by SEQNUM.
  private var pending: [UInt64: String] = [:]

  var isEmpty: Bool { devices.isEmpty }

  /// - Parameters:
  ///   - boots: the boots before this one, the oldest first.
  ///   - uevents: what is pending.
  mutating func learn(_ boots: [EventDurations], pending uevents: [Uevent]) {
    var times: [String: [Double]] = [:]
    for boot in boots.suffix(Self.most) {
      let own = Dictionary(grouping: boot.rows.values, by: \.device)
      for (device, rows) in own {
        times[device, default: []].append(rows.map(\.longest).max() ?? 0)
      }
    }
    devices = times.filter { $0.value.count >= Self.fewest }.mapValues { seconds in
      Usual(longest: Int64((seconds.max() ?? 0) * 1_000_000), boots: seconds.count)
    }
    for uevent in uevents { sent(uevent) }
  }

  mutating func sent(_ uevent: Uevent) {
    guard !devices.isEmpty, devices[uevent.sysname] != nil, pending.count < Self.mostPending else {
      return
    }
    pending[uevent.seqnum] = uevent.sysname
  }

  mutating func finished(_ seqnum: UInt64) { pending[seqnum] = nil }

  /// When to look next for the sake of those events: so long before the first of them takes too long as
  /// it usually takes altogether, to see whether it gets on meanwhile, and then.
  ///
  /// - Parameter last: the last look.
  func next(in queue: UeventQueue, after last: Int64) -> Int64? {
    limits(in: queue).map { limit, longest in last < limit - longest ? limit - longest : limit }
      .min()
  }

  /// How long the quickest of those devices usually takes whose events take too long now.
  func exceeded(in queue: UeventQueue, at time: Int64) -> Int64? {
    limits(in: queue).filter { $0.time <= time }.map(\.longest).min()
  }

  private func limits(in queue: UeventQueue) -> [(time: Int64, longest: Int64)] {
    pending.compactMap { seqnum, sysname in
      guard let item = queue[seqnum], let usual = devices[sysname] else { return nil }
      return (item.since + usual.longest * Self.factor, usual.longest)
    }
  }

  /// When that worker's event takes too long, if its device is one of those.
  func limit(of verdict: Verdict) -> Int64? {
    guard !verdict.isGuess, let sysname = verdict.sysname, pending.values.contains(sysname) else {
      return nil
    }
    return devices[sysname].map { verdict.since + $0.longest * Self.factor }
  }

  /// What the device usually takes, if this is far above it; each event is told once.
  mutating func take(_ verdict: Verdict) -> Usual? {
    guard !verdict.isGuess, let sysname = verdict.sysname, let usual = devices[sysname],
      verdict.time - verdict.since >= usual.longest * Self.factor,
      let seqnum = pending.first(where: {
        $0.value == sysname && (verdict.seqnum ?? $0.key) == $0.key
      })?.key
    else { return nil }
    pending[seqnum] = nil
    return usual
  }
}
