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

  // Each entry has one, and each kill several: an optional would take eight bytes more.
  private var sinceBoot: Int64
  private var sinceEpoch: Int64
  private var step: Int32
  public var calendar: Calendar
  public var clock: Clock

  /// Stands for a time that is not known: no clock shows it.
  private static let unknown = Int64.min
  /// What a clock can show: three hundred years since a boot, and years of four digits. What a log
  /// says beyond that is no time, and a time within can be calculated with unchecked: sums and
  /// differences of dozens of them are far from what the type holds.
  private static let sinceBootLimits =
    -10_000_000_000_000_000...10_000_000_000_000_000 as ClosedRange<Int64>
  private static let sinceEpochLimits =
    -62_167_219_200_000_000...253_402_300_799_999_999 as ClosedRange<Int64>

  private static func believable(_ time: Int64?, _ limits: ClosedRange<Int64>) -> Int64 {
    time.flatMap { limits.contains($0) ? $0 : nil } ?? unknown
  }

  public init(
    monotonic: Int64? = nil, realtime: Int64? = nil, calendar: Calendar = .utc,
    clock: Clock = .source, resolution: Int64 = 1
  ) {
    sinceBoot = Self.believable(monotonic, Self.sinceBootLimits)
    sinceEpoch = Self.believable(realtime, Self.sinceEpochLimits)
    step = Int32(clamping: resolution)
    self.calendar = calendar
    self.clock = clock
  }

  /// Since the boot (CLOCK_MONOTONIC, as printk counts).
  public var monotonic: Int64? {
    get { sinceBoot == Self.unknown ? nil : sinceBoot }
    set { sinceBoot = Self.believable(newValue, Self.sinceBootLimits) }
  }

  /// Since 1970-01-01; see `calendar` for what it is worth.
  public var realtime: Int64? {
    get { sinceEpoch == Self.unknown ? nil : sinceEpoch }
    set { sinceEpoch = Self.believable(newValue, Self.sinceEpochLimits) }
  }

  /// The smallest step the log shows: 1, 1_000 or 1_000_000.
  public var resolution: Int64 {
    get { Int64(step) }
    set { step = Int32(clamping: newValue) }
  }

  /// Date and time of day, as the log tells them; nil if it tells neither.
  public var text: String? { realtime.map(calendar.text) }

  /// A record without any time.
  public static let none = Stamp(clock: .none)
}
