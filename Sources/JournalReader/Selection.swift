/// Which part of a log is wanted: boots, and a span of time.
public struct Selection: Sendable {
  /// Named as `journalctl --boot` names them.
  public enum Boot: Sendable, Hashable {
    case all
    /// 0 is the last boot, -1 the one before it, 1 the first.
    case offset(Int)
    /// The kernel's boot id: 32 hexadecimal digits, dashes allowed.
    case id(String)
  }

  public var boot: Boot = .all
  /// µs since 1970, UTC
  public var since: Int64?
  public var until: Int64?

  public init(boot: Boot = .all, since: Int64? = nil, until: Int64? = nil) {
    self.boot = boot
    self.since = since
    self.until = until
  }
}
