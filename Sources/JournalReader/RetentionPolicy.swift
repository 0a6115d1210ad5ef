internal import LogModel

/// How much is kept of one log.
///
/// Everything near a trigger is kept up to ``limit``. Beyond that, what stands farthest from any
/// trigger is given up. Where the triggers alone take more, further ones are only counted
/// (``Question/tally``). The coverage tells how many entries were given up.
struct RetentionPolicy {
  /// What the entries kept of a log may take in memory, in bytes: enough for the surroundings of some
  /// hundred kills, as udevd and the kernel usually tell them.
  static let limit = 8 << 20
  /// How many bytes of a text around a trigger are looked at, however near in time.
  static let longestReach = 8 << 20

  /// How many bytes of lines may lie between an entry that is kept and a trigger.
  private var reach = Self.longestReach
  /// Beyond this it is looked for what can be given up.
  private var threshold = Self.limit
  /// Whether there is no room for triggers either.
  private(set) var isFull = false

  /// Makes room where the limit is passed.
  ///
  /// - Parameters:
  ///   - cost: what the entries take.
  ///   - trim: gives up what is out of reach of a trigger, and tells what the rest takes.
  mutating func enforce(_ cost: Int, trim: (_ reach: Int) -> Int) {
    guard cost > threshold, !isFull else { return }
    var cost = trim(reach)
    // A quarter is to be free again: looking for what can go takes its time.
    while cost > Self.limit / 4 * 3, reach > 0 {
      reach = reach > 256 ? reach / 2 : 0
      cost = trim(reach)
    }
    threshold = max(Self.limit, cost + cost / 4)
    isFull = cost > Self.limit
  }
}

extension Coverage.Gap {
  /// That entries around triggers were given up; nil if none were.
  init?(omitted entries: Int, triggers: Int, of source: String) {
    guard entries > 0 else { return nil }
    let which =
      triggers == 0
      ? "those farthest from any finding were left out"
      : "some were left out, \(triggers) of which tell of findings"
    self.init(
      kind: "omitted", count: entries,
      detail: "\(source) has more around its findings than the \(RetentionPolicy.limit >> 20) MiB "
        + "that are kept: \(which), \(entries) in all; --since and --until choose a part of it")
  }
}
