/// What is known of a kill beside its suspects: what limits the evidence, or explains the kill
/// without anybody's fault.
public enum Note: Sendable, Hashable {
  /// The log says that kernel messages are missing.
  case kernelMessagesMissing
  /// So many victims of unrelated drivers were killed at the same time.
  case killedTogether(victims: Int)
  /// The journal filed udevd's lines late.
  case filedLate
  /// By its stack the worker only waited.
  case workerWaited(StackWait)
  /// Somebody set a limit of so few seconds.
  case shortLimit(seconds: Double)
  /// Up to 254 the watch on a disk is not set again by whom was killed.
  case watchLost
  /// None of so many other boots shows the device at work.
  case nothingToCompare(boots: Int)
  /// The log begins after the event had.
  case beginsLate
}

/// Somebody who was active at the time and is not suspected.
public struct Clearing: Sendable, Hashable {
  public enum Reason: Sendable, Hashable {
    /// Of this one, which stands in another place of the same bus.
    case spokeOfAnotherDevice(String)
  }
  public var name: String
  public var reason: Reason
}
