/// What is only counted, because there is too much of it.
public struct Tally: Sendable, Hashable {
  public var kills = 0
  public var warnings = 0

  public init(kills: Int = 0, warnings: Int = 0) {
    self.kills = kills
    self.warnings = warnings
  }

  public static func += (left: inout Tally, right: Tally) {
    left.kills += right.kills
    left.warnings += right.warnings
  }
}
