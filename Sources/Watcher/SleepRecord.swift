/// When the machine slept, as far as the watch was awake to see it. A process' start counts the time
/// asleep, all other times do not.
///
/// All times are microseconds.
struct SleepRecord: Sendable {
  /// From a moment of CLOCK_BOOTTIME on the machine had slept so long.
  private var known: [(boottime: Int64, asleep: Int64)]
  private static let most = 256

  init(asleep: Int64) { known = [(0, asleep)] }

  /// It has slept so long by now. The two clocks are read one after the other: less than a hundredth of
  /// a second is no sleep.
  mutating func note(asleep: Int64, at monotonic: Int64) {
    guard asleep - known[known.count - 1].asleep > 10_000 else { return }
    if known.count == Self.most { known.removeFirst() }
    known.append((monotonic + asleep, asleep))
  }

  /// The moment of CLOCK_MONOTONIC that one of CLOCK_BOOTTIME was; not later than now.
  func monotonic(ofBoottime time: Int64, now: Int64) -> Int64 {
    let asleep = known.last { $0.boottime <= time }?.asleep ?? known[0].asleep
    return min(now, time - asleep)
  }
}
