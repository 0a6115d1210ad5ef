internal import LogModel

/// A task's kernel stack as one report in the log shows it.
struct Trace: Sendable {
  enum Kind: Sendable, Equatable {
    /// Reported as blocked, stalled or locked up.
    case stuck
    /// An error of the kernel's own.
    case oops
    /// A warning, or a stack asked for: shows what ran at that moment.
    case shown
    /// Read from /proc by `probe-doctor watch`.
    case captured
  }
  var kind: Kind
  var pid: Int?
  var ppid: Int?
  var comm: String?
  /// Whether it waits and takes no signal: state D.
  var isUninterruptible = false
  /// The line with which somebody asked for this stack.
  var request: Int?
  /// Somebody has shown /proc/PID/stack.
  var isOfFile = false
  /// Who printed the report, where printk tells: the task itself, but of one that is reported as stuck.
  var caller: Int?
  /// For how many seconds it had been blocked when it was reported.
  var blockedSeconds: Int64 = 0
  /// It does not wait: it keeps a processor busy.
  var isSpinning = false
  /// `events work_for_cpu_fn` for a kworker.
  var workqueue: String?
  /// The thread-info flags at the time of the report; a bit of them tells a pending signal.
  var flags: UInt64?
  /// Innermost first.
  var frames: [Frame] = []
  /// Modules whose init ran at that moment (`name(+)` in `Modules linked in:`).
  var initialising: [String] = []
  /// The line of its list of modules that tells so.
  var initialisingEntry: Int?
  /// The entries of the report, its first line first.
  var entries: [Int]

  /// Whether its task waits, at that moment at least.
  var isBlocked: Bool { kind == .stuck || kind == .shown && isUninterruptible }

  /// A worker of udev, whatever the version calls it; the name is cut to 15 bytes.
  var isUdev: Bool {
    guard let comm else { return false }
    return ExpectedSpeaker.udevProcesses.contains(comm)
  }

  /// Lines worth quoting: the head, and the frames of modules.
  func quoted(naming module: String?) -> [Int] {
    let head = entries.prefix(1)
    guard let module else { return Array(head) }
    let frames = frameEntries.filter { $0.module == module }.prefix(2).map(\.entry)
    // a captured stack is one entry of many lines
    return Array(head) + frames.filter { $0 != head.first }
  }

  var frameEntries: [(module: String?, entry: Int)] = []
}
