/// What looks and captures may take of a processor's time: one part in fifty over a minute. Several may
/// come in a row, where they are wanted; then none for a while.
///
/// All times are microseconds.
struct LookBudget: Sendable {
  private static let share: Int64 = 50
  private static let most: Int64 = 1_200_000
  private static let shortest: Int64 = 500_000
  /// However dear the last one was: what is stuck has to be seen before it is killed.
  private static let longest: Int64 = 10_000_000

  private var left = most
  private var filled: Int64?
  /// When the next look may come.
  private(set) var next: Int64 = 0

  /// A look, or a capture, took so long.
  mutating func spend(_ time: Int64, at now: Int64) {
    if let filled { left = min(Self.most, left + max(0, now - filled) / Self.share) }
    filled = now
    left = max(left - max(0, time), -Self.most)
    let pause = left >= 0 ? Self.shortest : min(-left * Self.share, Self.longest)
    next = max(next, now + pause)
  }
}
