/// How much of what is around triggers is kept: all that is near in time, as long as it does not
/// take too much memory; then less and less of it, by how much stands between.
struct Thrift {
  /// What the entries that are kept may take in memory.
  static let budget = 7 << 20

  /// Which part of what is around triggers is kept.
  struct Reach {
    /// How many bytes of kept lines there may be before and behind a trigger.
    fileprivate(set) var bytes = BootKeeper.reach
    /// In a storm of triggers: only what speaks of the same thing as one of them.
    fileprivate(set) var isNarrow = false

    private static let shortest = 256

    /// Nil if there is none.
    fileprivate var smaller: Reach? {
      if bytes > Self.shortest { return Reach(bytes: bytes / 2) }
      return isNarrow ? nil : Reach(bytes: bytes, isNarrow: true)
    }
  }

  private var reach = Reach()
  /// Whether it is a storm of triggers.
  var isNarrow: Bool { reach.isNarrow }
  /// What is kept may take so many bytes before it is to be trimmed.
  private(set) var limit = Self.budget

  /// Trims until a quarter of the memory is free again; where that cannot be done, a storm of
  /// triggers, so much more is allowed. `trim` keeps what is within a reach and tells what it takes.
  mutating func economise(_ trim: (_ reach: Reach) -> Int) {
    var cost = trim(reach)
    while cost > Self.budget / 4 * 3, let smaller = reach.smaller {
      reach = smaller
      cost = trim(reach)
    }
    // By a share of it: what is left may have to be looked at again each time.
    limit = max(Self.budget, cost + max(Self.budget / 4, cost / 8))
  }

  /// Which of so many entries in the order of the log have no more than the bytes of the reach
  /// between them and a trigger.
  static func near(
    _ count: Int, _ reach: Reach, length: (Int) -> Int, isTrigger: (Int) -> Bool
  ) -> [Bool] {
    var isNear = Array(repeating: false, count: count)
    func pass(_ indices: some Sequence<Int>) {
      var distance = reach.bytes + 1
      for index in indices {
        distance = isTrigger(index) ? 0 : min(distance + length(index), reach.bytes + 1)
        if distance <= reach.bytes { isNear[index] = true }
      }
    }
    pass(0..<count)
    pass((0..<count).reversed())
    return isNear
  }

  /// The same, by what they say too: within a narrow reach, those that a trigger has a name in
  /// common with.
  static func near(
    _ count: Int, _ reach: Reach, length: (Int) -> Int, isTrigger: (Int) -> Bool,
    message: (Int) -> ArraySlice<UInt8>
  ) -> [Bool] {
    let isNear = near(count, reach, length: length, isTrigger: isTrigger)
    guard reach.isNarrow else { return isNear }
    var isNamesake = Array(repeating: false, count: count)
    func pass(_ indices: some Sequence<Int>) {
      var topics = Topics()
      for index in indices {
        topics.pass(length(index), reach: reach.bytes)
        if isTrigger(index) {
          isNamesake[index] = true
          topics.add(Topics.names(in: message(index)))
          continue
        }
        guard isNear[index], !isNamesake[index] else { continue }
        isNamesake[index] = topics.areNamed(in: message(index))
      }
    }
    pass(0..<count)
    pass((0..<count).reversed())
    return isNamesake
  }
}
