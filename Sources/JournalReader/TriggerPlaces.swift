internal import LogModel

/// TimeSpans of time, in µs, in order; those that touch are one.
struct TimeSpans {
  private(set) var ranges: [ClosedRange<Int64>] = []

  mutating func add(_ range: ClosedRange<Int64>) {
    // Triggers come nearly in order.
    guard let last = ranges.last, range.lowerBound <= last.upperBound else {
      return ranges.append(range)
    }
    let start = ranges.count(inFrontWhere: { $0.upperBound < range.lowerBound })
    let end = ranges[start...].firstIndex { $0.lowerBound > range.upperBound } ?? ranges.endIndex
    let whole = ranges[start..<end].reduce(range) {
      min($0.lowerBound, $1.lowerBound)...max($0.upperBound, $1.upperBound)
    }
    ranges.replaceSubrange(start..<end, with: CollectionOfOne(whole))
  }

  /// Whether a time is in one of them; nil if there is no time or no span.
  func contains(_ time: Int64?) -> Bool? {
    guard let time, !ranges.isEmpty else { return nil }
    let index = ranges.count(inFrontWhere: { $0.upperBound < time })
    return index < ranges.endIndex && ranges[index].lowerBound <= time
  }
}

extension Array {
  /// How many elements are at the front of which something holds; of those behind them it does not.
  ///
  /// - Complexity: logarithmic.
  fileprivate func count(inFrontWhere holds: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// Where the triggers of a boot stand, in its text and in time, and what is near one.
struct TriggerPlaces {
  private let span: Int64
  private var positions: [Int] = []
  /// Around the triggers.
  private var monotonic = TimeSpans()
  private var realtime = TimeSpans()
  private var hasUntimed = false

  /// - Parameter span: how far from a trigger something is near, in µs.
  init(span: Int64) { self.span = max(span, 0) }

  var isEmpty: Bool { positions.isEmpty }

  /// - Parameters:
  ///   - position: of its first byte, behind those of all others.
  ///   - time: its own, or that of the line above.
  mutating func add(_ position: Int, at time: Stamp) {
    positions.append(position)
    if let time = time.monotonic { monotonic.add(around(time)) }
    if let time = time.realtime { realtime.add(around(time)) }
    if !time.hasTime { hasUntimed = true }
  }

  private func around(_ time: Int64) -> ClosedRange<Int64> {
    let (start, isEarly) = time.subtractingReportingOverflow(span)
    let (end, isLate) = time.addingReportingOverflow(span)
    return (isEarly ? .min : start)...(isLate ? .max : end)
  }

  /// Whether something is near a trigger: by its place, and by a clock that both have.
  func isNear(_ position: Int, _ time: Stamp, reach: Int) -> Bool {
    guard isWithin(reach, of: position) else { return false }
    if hasUntimed { return true }
    let answers = (monotonic.contains(time.monotonic), realtime.contains(time.realtime))
    return answers == (nil, nil) || answers.0 == true || answers.1 == true
  }

  private func isWithin(_ reach: Int, of position: Int) -> Bool {
    let low = positions.count(inFrontWhere: { $0 < position })
    return low < positions.count && positions[low] - position <= reach
      || low > 0 && position - positions[low - 1] <= reach
  }

  /// Whether a time is so far on that no trigger is near, nor will be for what follows.
  func areBehind(_ time: Stamp, slack: Int64, _ order: ReadingOrder) -> Bool {
    if hasUntimed { return false }
    let hasMonotonic = time.monotonic != nil && !monotonic.ranges.isEmpty
    let spans = hasMonotonic ? monotonic.ranges : realtime.ranges
    guard let time = hasMonotonic ? time.monotonic : time.realtime, let first = spans.first,
      let last = spans.last
    else { return false }
    switch order {
    case .oldestFirst: return time &- last.upperBound > slack
    case .newestFirst: return first.lowerBound &- time > slack
    }
  }
}

/// The earliest and the latest of some times, on each clock.
struct TimeRange {
  private var monotonic: ClosedRange<Int64>?
  private var realtime: ClosedRange<Int64>?
  /// Whether something without a time on either clock is among them.
  private var hasUntimed = false
  private(set) var isEmpty = true

  mutating func add(_ time: Stamp) {
    isEmpty = false
    monotonic = Self.extended(monotonic, time.monotonic)
    realtime = Self.extended(realtime, time.realtime)
    if !time.hasTime { hasUntimed = true }
  }

  private static func extended(
    _ range: ClosedRange<Int64>?, _ time: Int64?
  ) -> ClosedRange<Int64>? {
    guard let time else { return range }
    guard let range else { return time...time }
    return min(range.lowerBound, time)...max(range.upperBound, time)
  }

  /// Whether something in the range may be within `span` of `time`, as far as can be told.
  func mayBeNear(_ time: Stamp, _ span: Int64) -> Bool {
    if isEmpty { return false }
    if hasUntimed || !time.hasTime { return true }
    var isComparable = false
    for (range, time) in [(monotonic, time.monotonic), (realtime, time.realtime)] {
      guard let range, let time else { continue }
      isComparable = true
      if range.lowerBound &- span <= time, time <= range.upperBound &+ span { return true }
    }
    return !isComparable
  }
}
