internal import LogModel

/// Finds where in a text log one boot ends and the next begins.
///
/// Lines stand out of order by seconds (printk and console), and by minutes where two programs'
/// lines are merged, so a step back in time alone means nothing. A boot begins at an explicit mark,
/// at the kernel's first line, or where the kernel's own clock starts over.
struct BootBoundary {
  /// The latest time on the kernel's clock in this boot.
  private var latest: Int64?
  /// The first calendar time of this boot, and that of its `Linux version` line.
  private var firstRealtime: Int64?
  private var version: (monotonic: Int64?, realtime: Int64?)?
  /// The earliest time on the kernel's clock.
  private var earliest: Int64?
  private let order: ReadingOrder

  /// The clock must have come this far for a start over to be one: an early console's text is
  /// printed again, from 0 on, when the real console takes over some seconds into the boot.
  private static let settled: Int64 = 10_000_000
  /// How far it must fall if the kernel's first line is missing.
  private static let fall: Int64 = 30_000_000
  /// Until when a boot counts as young.
  private static let young: Int64 = 5_000_000
  /// By how much a syslogd's own first lines may precede the kernel's.
  private static let slack: Int64 = 60_000_000

  /// Phrases without one of which no line begins a boot, but by a fall of the clock.
  static let phrases = ["Linux version ", "-- Boot ", "-- Reboot --"] + openings.map { "\($0)" }
  /// What the kernel of some machines says before its version.
  private static let openings: [StaticString] = [
    "Booting Linux on physical CPU ", "Initializing cgroup subsys cpuset",
  ]
  /// Where the clock of a boot has come this far, and one that tells its date is the same, the
  /// kernel's first line is not a repetition.
  private static let begun: Int64 = 1_000_000
  /// What printk's times below ``young`` look like (`[%5lu.`): the clock may have fallen there.
  static let youngPhrases = (0..<5).map { "[    \($0)." }

  init(_ order: ReadingOrder = .oldestFirst) { self.order = order }

  /// Whether the kernel's first seconds are to be looked at: where the clock has come far enough to
  /// fall.
  var wantsYoung: Bool { order == .newestFirst || latest ?? 0 > Self.fall }
  /// Whether the line that comes next may be of another boot, though nothing in it tells.
  var isExpected: Bool {
    order == .newestFirst && (version != nil || earliest ?? Int64.max < Self.young)
  }

  /// What journalctl prints between boots, or before all of them.
  enum Mark {
    /// `-- Boot 0123… --`, `-- Reboot --`.
    case boot(id: Range<Int>?)
    /// `-- Logs begin at …`, `-- No entries --`.
    case remark

    static func read(_ line: ByteSpan) -> Mark? {
      guard line.has("-- ") else { return nil }
      if line.has("-- Reboot --") { return .boot(id: nil) }
      if line.has("-- Boot ") {
        let end = line.endOfWord(from: 8)
        return .boot(id: end - 8 == 32 ? 8..<end : nil)
      }
      let isRemark =
        line.has("-- Logs begin") || line.has("-- Journal begins") || line.has("-- No entries")
        || line.has("-- Logs end") || line.has("-- cursor:")
      return isRemark ? .remark : nil
    }
  }

  /// Whether `line` is the first of another boot. To be asked about each line, in order.
  mutating func isCrossed(by head: LineHead, _ line: ByteSpan) -> Bool {
    guard head.stamp.clock != .none || head.kind == .kernel else { return false }
    let isKernel = head.kind == .kernel || head.form == .printk
    let isVersion = head.kind == .kernel && line.has("Linux version ", at: head.messageStart)
    let isOpening =
      isVersion
      || head.kind == .kernel && Self.openings.contains { line.has($0, at: head.messageStart) }
    let crossed =
      switch order {
      case .newestFirst: riseCrosses(head.stamp, isVersion: isVersion)
      case .oldestFirst:
        isOpening ? versionCrosses(head.stamp) : isKernel && fallCrosses(head.stamp)
      }
    if crossed { begin() }
    if isVersion { version = (head.stamp.monotonic, head.stamp.realtime) }
    if isKernel, head.stamp.clock != .none, let time = head.stamp.monotonic {
      latest = max(latest ?? time, time)
      earliest = min(earliest ?? time, time)
    }
    if firstRealtime == nil { firstRealtime = head.stamp.realtime }
    return crossed
  }

  /// Forgets the boot before.
  mutating func begin() { self = BootBoundary(order) }

  private func versionCrosses(_ stamp: Stamp) -> Bool {
    if let monotonic = stamp.monotonic, let latest {
      if latest - monotonic > Self.settled { return true }
      if let before = version?.monotonic, before != monotonic { return true }
      if stamp.realtime == nil { return false }
      if version != nil, latest - monotonic > Self.begun { return true }
    }
    if let version {
      guard let before = version.realtime, let now = stamp.realtime else {
        return stamp.monotonic == nil || version.monotonic == nil
      }
      return abs(now - before) > Self.settled
    }
    guard let firstRealtime, let now = stamp.realtime else { return false }
    return now - firstRealtime > Self.slack
  }

  /// In a log that is told backwards a boot ends with the kernel's first line, and what comes then
  /// is the end of the boot before.
  private func riseCrosses(_ stamp: Stamp, isVersion: Bool) -> Bool {
    if let time = stamp.monotonic, let earliest, earliest < Self.young,
      time - earliest > (version == nil ? Self.fall : Self.settled)
    {
      return true
    }
    guard let before = version?.realtime, let now = stamp.realtime else { return false }
    return before - now > (isVersion ? Self.settled : Self.slack)
  }

  private func fallCrosses(_ stamp: Stamp) -> Bool {
    guard let monotonic = stamp.monotonic, let latest else { return false }
    return monotonic < Self.young && latest - monotonic > Self.fall
  }
}
