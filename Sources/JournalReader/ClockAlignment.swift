public import LogModel

/// Brings the entries of one boot onto one clock, and into its order.
///
/// A syslog file shows the kernel's lines on two clocks (`09:04:10 … kernel: [  168.632651] …`) and
/// everyone else's on one. The kernel's lines tell how far the clocks are apart; with that, a
/// program's line gets a place among the kernel's.
extension ClockAlignment {
  /// Gives entries the time on the other clock where the log allows to work it out, then orders
  /// them by monotonic time, or by realtime if none has a monotonic one. Equal times keep their
  /// order, and an entry without the time that is ordered by stays behind the one it followed.
  ///
  /// A line is written after it was said, never before: of all distances between the two clocks
  /// the smallest is the true one. A distance that differs by more than an hour means that the
  /// clock was set, and holds from there on. `Stamp.clock` stays what it was: a reception time
  /// does not get truer by being moved to another clock.
  public static func align(_ entries: inout [Entry]) {
    var none: Stamp?
    var nothing: Stamp?
    align(&entries, first: &none, last: &nothing)
  }

  /// The same, and the stamps of the boot's first and last line as well.
  static func align(_ entries: inout [Entry], first: inout Stamp?, last: inout Stamp?) {
    let segments = segments(of: entries)
    if let start = segments.first, let end = segments.last {
      var number = 0
      var previous = Int64.min
      let anchors = anchors(in: entries)
      for index in entries.indices {
        while number + 1 < segments.count, segments[number + 1].start <= index { number += 1 }
        convert(
          &entries[index].stamp, segments[number], after: &previous,
          before: anchors.isEmpty ? nil : anchors[index])
      }
      var earliest = Int64.min
      if first != nil { first = converted(first, start, after: &earliest) }
      if last != nil { last = converted(last, end, after: &previous) }
    }
    sort(&entries)
  }

  /// From `start` on, the clocks are `distance` (realtime − monotonic) apart.
  private struct Segment {
    var start: Int
    var distance: Int64
    /// What the calendar's time is worth there.
    var calendar: Stamp.Calendar
  }

  /// For each entry without a time on the monotonic clock, the next one that has both; none where there
  /// are no such entries.
  private static func anchors(in entries: [Entry]) -> [Stamp?] {
    guard entries.indices.contains(where: { entries[$0].stamp.isCoarse }) else { return [] }
    var anchors = [Stamp?](repeating: nil, count: entries.count)
    var next: Stamp?
    for index in entries.indices.reversed() {
      let stamp = entries[index].stamp
      if stamp.monotonic != nil, stamp.realtime != nil { next = stamp }
      anchors[index] = next
    }
    return anchors
  }

  /// Both clocks' times of an entry that has both.
  private struct Anchor {
    var index: Int
    var monotonic: Int64
    var distance: Int64
    var calendar: Stamp.Calendar

    init?(_ index: Int, of entries: [Entry]) {
      let stamp = entries[index].stamp
      guard stamp.clock != .none, let monotonic = stamp.monotonic, let realtime = stamp.realtime
      else { return nil }
      let (distance, overflow) = realtime.subtractingReportingOverflow(monotonic)
      guard !overflow else { return nil }
      self.index = index
      self.monotonic = monotonic
      self.distance = distance
      calendar = stamp.calendar
    }
  }

  private static func segments(of entries: [Entry]) -> [Segment] {
    var segments: [Segment] = []
    var before: Anchor?
    // a loop over the entries would copy each
    for index in entries.indices {
      guard let pair = Anchor(index, of: entries) else { continue }
      defer { before = pair }
      let known = segments.last?.distance ?? pair.distance
      let apart = pair.distance.subtractingReportingOverflow(known)
      let isStep =
        apart.overflow || apart.partialValue.magnitude > 3_600_000_000
        || apart.partialValue.magnitude > leastStep && isSteady(entries, index..<entries.count)
          && isSteady(entries, (0..<index).reversed(), isShort: true)
      if let before, isStep {
        let start = firstOf(pair, behind: before, in: entries)
        segments.append(
          Segment(start: start, distance: pair.distance, calendar: pair.calendar))
      } else if segments.isEmpty {
        segments.append(Segment(start: 0, distance: pair.distance, calendar: pair.calendar))
      } else {
        segments[segments.count - 1].distance = min(known, pair.distance)
      }
    }
    return segments
  }

  /// A line is filed late by any time, but not by the same time again and again.
  private static let leastStep: Int64 = 10_000_000
  private static let steadiness: Int64 = 3_000_000
  private static let leastSteady = (count: 3, span: 20_000_000 as Int64)

  /// Whether from some entry on both clocks go on side by side, for long enough to tell.
  ///
  /// - Parameter isShort: whether a few seconds do.
  private static func isSteady(
    _ entries: [Entry], _ indices: some Sequence<Int>, isShort: Bool = false
  ) -> Bool {
    var start: Anchor?
    var count = 0
    var span: Int64 = 0
    for index in indices {
      guard let pair = Anchor(index, of: entries) else { continue }
      let first = start ?? pair
      start = first
      guard (pair.distance - first.distance).magnitude <= steadiness else { break }
      count += 1
      span = Int64(clamping: (pair.monotonic - first.monotonic).magnitude)
      if count >= leastSteady.count, span >= (isShort ? 5_000_000 : leastSteady.span) {
        return true
      }
    }
    return false
  }

  /// What stands between the last line before a step of the calendar's clock and the first one behind
  /// it belongs behind it where its time does.
  private static func firstOf(_ pair: Anchor, behind last: Anchor, in entries: [Entry]) -> Int {
    var start = pair.index
    while start - 1 > last.index {
      let stamp = entries[start - 1].stamp
      guard stamp.clock != .none, stamp.monotonic == nil, let realtime = stamp.realtime,
        realtime &- pair.distance >= last.monotonic, realtime &- pair.distance <= pair.monotonic
      else { break }
      start -= 1
    }
    return start
  }

  private static func converted(
    _ stamp: Stamp?, _ segment: Segment, after previous: inout Int64
  ) -> Stamp? {
    guard var stamp else { return nil }
    convert(&stamp, segment, after: &previous, before: nil)
    return stamp
  }

  /// `previous` is the monotonic time of the line above, `next` a line below that has both times.
  private static func convert(
    _ stamp: inout Stamp, _ segment: Segment, after previous: inout Int64, before next: Stamp?
  ) {
    let distance = segment.distance
    if let monotonic = stamp.monotonic {
      if stamp.realtime == nil {
        stamp.realtime = monotonic &+ distance
        stamp.calendar = segment.calendar
      }
      previous = monotonic
    } else if let realtime = stamp.realtime {
      let latest = realtime &- distance
      if stamp.resolution >= 1_000_000 {
        // Shown in whole seconds, it may have been up to a second earlier; then the file's own
        // order decides.
        let earliest = latest &- stamp.resolution
        stamp.monotonic = max(min(previous, latest), earliest)
        // Where nothing was said in that second before, what was said next is nearer.
        if previous < earliest, let next, next.realtime == realtime, let known = next.monotonic,
          (earliest...latest).contains(known)
        {
          stamp.monotonic = known
        }
      } else {
        stamp.monotonic = latest
      }
      previous = stamp.monotonic ?? previous
    }
  }

  private static func sort(_ entries: inout [Entry]) {
    let byMonotonic = entries.indices.contains { entries[$0].stamp.monotonic != nil }
    func time(of index: Int) -> Int64? {
      let stamp = entries[index].stamp
      return stamp.clock == .none ? nil : byMonotonic ? stamp.monotonic : stamp.realtime
    }
    var key = Int64.min
    let isSorted = entries.indices.allSatisfy { index in
      let before = key
      key = time(of: index) ?? key
      return key >= before
    }
    guard !isSorted else { return }
    key = .min
    var keys = entries.indices.map { index in
      key = time(of: index) ?? key
      return (key: key, index: index)
    }
    keys.sort { ($0.key, $0.index) < ($1.key, $1.index) }
    entries = keys.map { entries[$0.index] }
  }
}

extension Stamp {
  /// Only a calendar's time, in whole seconds.
  fileprivate var isCoarse: Bool {
    monotonic == nil && realtime != nil && resolution >= 1_000_000
  }
}
