/// What `probe-doctor watch` writes into its captures: what it saw of a worker before the kill, when
/// neither udevd nor the kernel may have said anything yet, or could.
///
/// ``WatchWords`` writes these lines; the examples here are what keeps both in step.
enum WatchRows {
  static let rows = [
    Row(
      "watch.busy", .workerBusy, .watcher, "252", nil,
      "«{sysname}: »Worker [{pid}] has been busy« with SEQNUM={seqnum}» for {seconds} s of {limit} s",
      is: WatchWords.busy(worker, seconds: 60, limit: 180),
      not: "0000:00:05.0: Worker [275] processing SEQNUM=1591 is taking a long time"),
    Row(
      "watch.killed", .workerKilled, .watcher, "252", nil,
      "«{sysname}: »Worker [{pid}]« with SEQNUM={seqnum}» has SIGKILL pending after {seconds} s of {limit} s",
      is: WatchWords.killed(worker, seconds: 181, limit: 180),
      not: WatchWords.busy(worker, seconds: 181, limit: 180)),
    Row(
      "watch.gone", .workerKilled, .watcher, "252", nil,
      "«{sysname}: »Worker [{pid}]« with SEQNUM={seqnum}» is gone after {seconds} s of {limit} s",
      is: WatchWords.gone(worker, seconds: 181, limit: 180),
      not: WatchWords.killed(worker, seconds: 181, limit: 180)),
    Row(
      "watch.program", .programSlow, .watcher, "252", nil,
      "«{sysname}: »Worker [{pid}] waits for process [{program_pid}] {command}",
      is: WatchWords.program(worker, pid: 301, command: "/usr/local/sbin/slow-helper eth0"),
      not: "eth0: Spawned process '/usr/local/sbin/slow-helper eth0' [301] is taking longer"),
    Row(
      "watch.binding", .driverBinding, .watcher, "252", nil,
      "{sysname}: Driver {driver} of module {module} is being bound to it",
      is: WatchWords.binding("0000:00:05.0", driver: "acme_daq", module: "acme_daq"),
      not: "0000:00:05.0: Driver acme_daq of module acme_daq is bound to it"),
  ]

  private static let worker = WatchWords.Worker(pid: 275, seqnum: 1591, sysname: "0000:00:05.0")
}

/// The sentences of a capture, as the rows above read them.
public enum WatchWords {
  /// `SYSLOG_IDENTIFIER=` of every entry that the watcher wrote itself.
  public static let identifier = "probe-doctor"

  /// A worker, and as much of its event as is known.
  public struct Worker: Sendable, Hashable {
    public var pid: Int
    public var seqnum: UInt64?
    public var sysname: String?

    public init(pid: Int, seqnum: UInt64?, sysname: String?) {
      self.pid = pid
      self.seqnum = seqnum
      self.sysname = sysname
    }

    fileprivate var subject: String { (sysname.map { "\($0): " } ?? "") + "Worker [\(pid)]" }
    fileprivate var event: String { seqnum.map { " with SEQNUM=\($0)" } ?? "" }
  }

  /// - Parameters:
  ///   - seconds: since the worker took the event, as far as that is known.
  ///   - limit: seconds after which udevd kills it.
  public static func busy(_ worker: Worker, seconds: Int, limit: Int) -> String {
    "\(worker.subject) has been busy\(worker.event) for \(seconds) s of \(limit) s"
  }

  /// The signal was sent, and the worker is where no signal reaches it.
  public static func killed(_ worker: Worker, seconds: Int, limit: Int) -> String {
    "\(worker.subject)\(worker.event) has SIGKILL pending after \(seconds) s of \(limit) s"
  }

  /// It was there until the limit, and not any more.
  public static func gone(_ worker: Worker, seconds: Int, limit: Int) -> String {
    "\(worker.subject)\(worker.event) is gone after \(seconds) s of \(limit) s"
  }

  public static func program(_ worker: Worker, pid: Int, command: String) -> String {
    "\(worker.subject) waits for process [\(pid)] \(command)"
  }

  /// sysfs links the device to the driver, and the driver's module is still being loaded, or the
  /// worker's stack is in a probe.
  public static func binding(_ sysname: String, driver: String, module: String) -> String {
    "\(sysname): Driver \(driver) of module \(module) is being bound to it"
  }
}
