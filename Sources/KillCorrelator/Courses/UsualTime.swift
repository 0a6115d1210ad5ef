/// How long something took, again and again.
public struct UsualTime: Sendable, Hashable {
  /// How many times it was seen.
  public let count: Int
  /// In seconds.
  public let min: Double
  public let median: Double
  public let max: Double

  /// No time at all.
  static let none = UsualTime(count: 1, min: 0, median: 0, max: 0)

  private init(count: Int, min: Double, median: Double, max: Double) {
    self.count = count
    self.min = min
    self.median = median
    self.max = max
  }

  /// Nil if it was never seen.
  public init?(_ seconds: [Double]) {
    guard !seconds.isEmpty else { return nil }
    let sorted = seconds.sorted()
    count = sorted.count
    min = sorted[0]
    max = sorted[sorted.count - 1]
    let middle = sorted.count / 2
    median =
      sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  /// Whether something that has taken so long does not go as it always did: far more than the most that
  /// was seen, not only more than once before.
  public func isExceeded(by seconds: Double) -> Bool {
    seconds > Swift.max(1.5 * max + 3, 2 * median + 5)
  }

  /// Whether it has taken so many times its usual time, and more than a moment.
  public func isExceeded(by seconds: Double, times: Double) -> Bool {
    seconds > 2 && seconds >= times * median && seconds > max
  }

  /// Whether each was longer than the one before, by and large, and the last by half more than the first.
  ///
  /// - Parameter seconds: in the order in which they were seen.
  public static func grows(_ seconds: [Double]) -> Bool {
    guard seconds.count >= 4, let first = seconds.first, let last = seconds.last,
      last >= first * 1.5, last - first >= 1
    else { return false }
    var rising = 0
    var pairs = 0
    for (place, one) in seconds.enumerated() {
      for other in seconds[(place + 1)...] {
        pairs += 1
        if other > one { rising += 1 }
      }
    }
    return rising * 10 >= pairs * 9
  }
}
