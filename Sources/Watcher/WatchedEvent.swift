internal import KillCorrelator
internal import LogModel

/// A worker that has been busy for too long, or a uevent that udevd does not finish: whichever of
/// both is known.
public struct WatchedEvent: Sendable, Hashable {
  public var pid: Int?
  /// When the process was started, in clock ticks: a pid alone can be somebody else's by now.
  public var start: UInt64?
  public var seqnum: UInt64?
  public var sysname: String?
  public var devpath: String?
  /// When the worker took it, at the earliest; µs of CLOCK_MONOTONIC.
  public var since: Int64

  public init(
    pid: Int? = nil, start: UInt64? = nil, seqnum: UInt64? = nil, sysname: String? = nil,
    devpath: String? = nil, since: Int64
  ) {
    self.pid = pid
    self.start = start
    self.seqnum = seqnum
    self.sysname = sysname
    self.devpath = devpath
    self.since = since
  }

  public init(_ pending: UeventLedger.Pending) {
    self.init(
      seqnum: pending.uevent.seqnum, sysname: pending.uevent.sysname,
      devpath: pending.uevent.devpath, since: pending.since)
  }

  var words: WatchWords.Worker? {
    pid.map { WatchWords.Worker(pid: $0, seqnum: seqnum, sysname: sysname) }
  }

  /// Whether two tell of one event: by its number, else by the worker, else by the device.
  func isSame(as other: WatchedEvent) -> Bool {
    if let seqnum, let theirs = other.seqnum { return seqnum == theirs }
    if let pid, let theirs = other.pid { return pid == theirs }
    return sysname != nil && sysname == other.sysname
  }

  /// Takes what the other knows and this does not.
  mutating func learn(_ other: WatchedEvent) {
    pid = pid ?? other.pid
    start = start ?? other.start
    seqnum = seqnum ?? other.seqnum
    sysname = sysname ?? other.sysname
    devpath = devpath ?? other.devpath
    // each source knows a moment before which it cannot have begun
    since = max(since, other.since)
  }
}
