/// For whom a task waits whose stack shows no driver.
public enum StackWait: Sendable, Hashable {
  /// Its own init is done: `async_synchronize_full` waits for somebody's asynchronous probe.
  case asyncProbe
  /// The PCI core runs the probe on a processor near the device.
  case kworker
  /// Another task loads the same module.
  case sameModule
  /// A module that it needs is still initialising.
  case neededModule
  /// One of both: kernels before 6.5 wait for either in `load_module` itself.
  case moduleLoad
  /// Somebody holds the device's lock.
  case deviceLock
  /// It reads from a block device.
  case blockRead
  /// Somebody holds some other lock.
  case lock

  /// Whether another task's load of a module has to end first.
  var isForLoad: Bool { [.sameModule, .neededModule, .moduleLoad].contains(self) }
}

/// What a task does with a block device, by a function on its stack: then the device, or what it
/// hangs on, does not answer.
public struct BlockActivity: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    case scansPartitions, opens, reads
  }
  public var kind: Kind
  public var function: String
}

/// Where a stuck worker is, by the kernel's report.
public struct Blockage: Sendable, Hashable {
  public enum Place: Sendable, Hashable {
    /// In another driver's asynchronous probe, that it waits for.
    case asyncProbe
    /// At the lock of a device that another task has.
    case deviceLock
    case driver(String)
    /// - Parameter waitsForLock: somebody else has the lock that this takes; else the device does not
    ///   answer.
    case blockDevice(BlockActivity, waitsForLock: Bool)
    case unknown
  }
  public var place: Place
  /// Most likely udevd's SIGKILL, which cannot reach it there.
  public var isSignalPending: Bool
  /// It waits for nothing, and keeps a processor busy.
  public var isSpinning = false
  /// The disk is not asked, for somebody has closed its queue.
  public var isQueueClosed = false
  /// Somebody has looked at its stack in /proc: the kernel does not report it.
  public var isLookedAt = false
}
