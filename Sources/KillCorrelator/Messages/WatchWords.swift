/// The sentences of a capture, as the rows of watch.messages read them.
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
  ///   - seconds: since the worker took the event.
  ///   - isAtLeast: it may have taken it earlier: nobody saw.
  ///   - limit: seconds after which udevd kills it.
  public static func busy(
    _ worker: Worker, seconds: Int, isAtLeast: Bool = false, limit: Int
  ) -> String {
    "\(worker.subject) has been busy\(worker.event) for \(isAtLeast ? "at least " : "")"
      + "\(seconds) s of \(limit) s"
  }

  /// The signal was sent, and the worker is where no signal reaches it.
  public static func killed(_ worker: Worker, seconds: Int, limit: Int) -> String {
    "\(worker.subject)\(worker.event) has SIGKILL pending after \(seconds) s of \(limit) s"
  }

  /// The kernel, or udevd in its broadcast, said that the signal ended it when its time was over.
  public static func signalled(_ worker: Worker, seconds: Int, limit: Int) -> String {
    "\(worker.subject)\(worker.event) was ended by SIGKILL after \(seconds) s of \(limit) s"
  }

  /// Its time was not over: PID 1's doing, or somebody else's. No row reads it: it is no kill of
  /// udevd's.
  public static func killedByOthers(_ worker: Worker, seconds: Int) -> String {
    "\(worker.subject)\(worker.event) was sent SIGKILL after \(seconds) s, and not for its time"
  }

  /// It outlived the signal, and is gone now.
  public static func goneAfterKill(_ worker: Worker, seconds: Int) -> String {
    "\(worker.subject)\(worker.event) is gone \(seconds) s after SIGKILL"
  }

  /// It came to its end by itself. No row reads it: it is no kill.
  public static func endedLate(_ worker: Worker, seconds: Int, limit: Int) -> String {
    "\(worker.subject)\(worker.event) has ended by itself after \(seconds) s of \(limit) s"
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
