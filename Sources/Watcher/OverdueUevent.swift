internal import KillCorrelator

/// A uevent that udevd does not finish, or a worker that has been busy for too long: as much as is
/// known of both.
struct OverdueUevent: Sendable, Hashable {
  var pid: Int?
  /// When the process was started, in clock ticks: a pid alone can be somebody else's by now.
  var start: UInt64?
  var seqnum: UInt64?
  var sysname: String?
  var devpath: String?
  /// When the worker took it, at the earliest; µs of CLOCK_MONOTONIC.
  var since: Int64

  /// The worker as a capture's sentences name it.
  var worker: WatchWords.Worker? {
    pid.map { WatchWords.Worker(pid: $0, seqnum: seqnum, sysname: sysname) }
  }

  /// Whether two tell of one uevent: by its number, else by the worker, else by the device.
  func isSame(as other: OverdueUevent) -> Bool {
    if let seqnum, let theirs = other.seqnum { return seqnum == theirs }
    if let pid, let theirs = other.pid { return pid == theirs }
    return sysname != nil && sysname == other.sysname
  }

  /// Takes what the other knows and this does not.
  mutating func learn(_ other: OverdueUevent) {
    pid = pid ?? other.pid
    start = start ?? other.start
    seqnum = seqnum ?? other.seqnum
    sysname = sysname ?? other.sysname
    devpath = devpath ?? other.devpath
    // each source knows a moment before which it cannot have begun
    since = max(since, other.since)
  }
}

extension OverdueUevent {
  init(_ pending: PendingUevents.Item) {
    self.init(
      seqnum: pending.uevent.seqnum, sysname: pending.uevent.sysname,
      devpath: pending.uevent.devpath, since: pending.since)
  }
}
