/// Which part of a log is wanted.
public struct Selection: Sendable {
  /// Which boots: as `journalctl --boot` counts them.
  public enum Boot: Sendable, Hashable {
    /// Every boot in the log.
    case all
    /// 0 is the last boot, -1 the one before it; 1 is the first, 2 the second.
    case offset(Int)
    /// The kernel's boot id, with or without dashes.
    case id(String)

    /// Which of so many boots, oldest first, an offset means; nil if there is none, or if it is no
    /// offset.
    public func index(among count: Int) -> Int? {
      guard case .offset(let offset) = self else { return nil }
      let index = offset > 0 ? offset - 1 : count - 1 + offset
      return (0..<count).contains(index) ? index : nil
    }

    /// What ``offset(_:)`` takes for each of so many boots, oldest first.
    public static func offsets(of count: Int) -> Range<Int> { 1 - count..<1 }
  }

  public var boot: Boot = .all
  /// µs since 1970, UTC
  public var since: Int64?
  public var until: Int64?
  /// Boots that need not be read as long as they end where they did: the time of the last entry
  /// (µs since 1970) by boot id. Only journals tell where a boot ends without being read.
  public var unchanged: [String: Int64] = [:]

  /// Only the boots next to one. Only journals tell which those are without being read.
  public var neighbours: Neighbours?

  /// The boots next to one: those before it go first, the nearest of them.
  public struct Neighbours: Sendable {
    /// µs since 1970: when that one began.
    public var time: Int64
    public var most: Int

    public init(of time: Int64, most: Int) {
      self.time = time
      self.most = most
    }
  }

  public init(boot: Boot = .all, since: Int64? = nil, until: Int64? = nil) {
    self.boot = boot
    self.since = since
    self.until = until
  }
}
