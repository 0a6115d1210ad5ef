/// When something was said. All numbers are microseconds.
public struct Stamp: Sendable, Hashable {
  /// Whose clock it is.
  public enum Clock: Sendable, Hashable {
    /// The speaker's own: printk's time, `_SOURCE_MONOTONIC_TIMESTAMP`,
    /// `_SOURCE_REALTIME_TIMESTAMP`.
    case source
    /// When the log was written. It may be minutes late: journald reads a device's `uevent` for
    /// each kernel record with a device, and on kernels up to 6.11 that waits for the device's
    /// lock, hence for a probe that holds it.
    case reception
    /// The record has no time of its own; it stands between its neighbours.
    case none
  }
  /// How far `realtime` can be trusted as a point in time.
  public enum Calendar: Sendable, Hashable {
    /// Full date and offset known: UTC.
    case utc
    /// Full date, zone not told.
    case local
    /// Month and day only, or only the time of day. Good for differences within one log.
    case yearless
  }

  /// Since the boot (CLOCK_MONOTONIC, as printk counts).
  public var monotonic: Int64?
  /// Since 1970-01-01; see `calendar` for what it is worth.
  public var realtime: Int64?
  public var calendar: Calendar
  public var clock: Clock
  /// The smallest step the log shows: 1, 1_000 or 1_000_000.
  public var resolution: Int64

  public init(
    monotonic: Int64? = nil, realtime: Int64? = nil, calendar: Calendar = .utc,
    clock: Clock = .source, resolution: Int64 = 1
  ) {
    self.monotonic = monotonic
    self.realtime = realtime
    self.calendar = calendar
    self.clock = clock
    self.resolution = resolution
  }

  /// A record without any time.
  public static let none = Stamp(clock: .none)
}
