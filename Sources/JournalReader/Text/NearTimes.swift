/// Points in time, so stored that "is there one within a span of this?" is one look.
struct NearTimes {
  private var slots: [Int64: (first: Int64, last: Int64)] = [:]
  private(set) var latest = Int64.min
  private(set) var earliest = Int64.max

  var isEmpty: Bool { slots.isEmpty }

  private static func slot(_ time: Int64, _ span: Int64) -> Int64 {
    let width = max(span, 1)
    return time >= 0 ? time / width : ~(~time / width)
  }

  mutating func insert(_ time: Int64, _ span: Int64) {
    latest = max(latest, time)
    earliest = min(earliest, time)
    let slot = Self.slot(time, span)
    let known = slots[slot] ?? (time, time)
    slots[slot] = (min(known.first, time), max(known.last, time))
  }

  func isNear(_ time: Int64, _ span: Int64) -> Bool {
    let slot = Self.slot(time, span)
    if slots[slot] != nil { return true }
    if let before = slots[slot &- 1], time &- before.last <= span { return true }
    if let after = slots[slot &+ 1], after.first &- time <= span { return true }
    return false
  }
}

/// The earliest and the latest of some times, on each clock.
struct TimeRange {
  private var monotonic: ClosedRange<Int64>?
  private var realtime: ClosedRange<Int64>?
  /// Whether something without a time on either clock is among them.
  private var hasUntimed = false
  private(set) var isEmpty = true

  mutating func add(_ time: NearTime) {
    isEmpty = false
    monotonic = Self.extended(monotonic, time.monotonic)
    realtime = Self.extended(realtime, time.realtime)
    if !time.isKnown { hasUntimed = true }
  }

  private static func extended(
    _ range: ClosedRange<Int64>?, _ time: Int64?
  ) -> ClosedRange<Int64>? {
    guard let time else { return range }
    guard let range else { return time...time }
    return min(range.lowerBound, time)...max(range.upperBound, time)
  }

  /// Whether something in the range may be within `span` of `time`, as far as can be told.
  func mayBeNear(_ time: NearTime, _ span: Int64) -> Bool {
    if isEmpty { return false }
    if hasUntimed || !time.isKnown { return true }
    var isComparable = false
    for (range, time) in [(monotonic, time.monotonic), (realtime, time.realtime)] {
      guard let range, let time else { continue }
      isComparable = true
      if range.lowerBound &- span <= time, time <= range.upperBound &+ span { return true }
    }
    return !isComparable
  }
}

/// A line's time, or that of the line above if it has none.
struct NearTime {
  var monotonic: Int64?
  var realtime: Int64?

  var isKnown: Bool { monotonic != nil || realtime != nil }
}
