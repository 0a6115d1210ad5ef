/// How much of what is around triggers is kept: all that is near in time, as long as it does not
/// take too much memory; then less and less of it, by how much stands between.
struct Thrift {
  /// What the entries that are kept may take in memory.
  static let budget = 10 << 20
  private static let shortestReach = 256

  /// How many bytes of kept lines there may be before and behind a trigger.
  private(set) var reach = BootKeeper.reach
  /// What is kept may take so many bytes before it is to be trimmed.
  private(set) var limit = Self.budget

  /// Trims until a quarter of the memory is free again; where that cannot be done, a storm of
  /// triggers, more is allowed. `trim` keeps what is within a reach and tells what it takes.
  mutating func economise(_ trim: (_ reach: Int) -> Int) {
    var cost = trim(reach)
    while cost > Self.budget / 4 * 3, reach > Self.shortestReach {
      reach /= 2
      cost = trim(reach)
    }
    limit = max(Self.budget, cost / 4 * 5)
  }

  /// Which of so many entries in the order of the log have no more than `reach` bytes between them
  /// and a trigger.
  static func near(
    _ count: Int, _ reach: Int, length: (Int) -> Int, isTrigger: (Int) -> Bool
  ) -> [Bool] {
    var isNear = Array(repeating: false, count: count)
    func pass(_ indices: some Sequence<Int>) {
      var distance = reach + 1
      for index in indices {
        distance = isTrigger(index) ? 0 : min(distance + length(index), reach + 1)
        if distance <= reach { isNear[index] = true }
      }
    }
    pass(0..<count)
    pass((0..<count).reversed())
    return isNear
  }
}
