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

  /// When the first of those events takes too long for its device.
  func next(in queue: UeventQueue) -> Int64? {
    pending.compactMap { seqnum, sysname in
      queue[seqnum].flatMap { item in devices[sysname].map { item.since + $0.longest * Self.factor }
      }
    }.min()
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
