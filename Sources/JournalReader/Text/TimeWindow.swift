internal import LogModel
internal import Platform

/// The part of a log between two points in time.
struct TimeWindow: Sendable {
  private let utc: (since: Int64, until: Int64)?
  /// The same as this machine's wall clock shows it, for stamps whose zone is not told: most often
  /// a log is read where it was written.
  private let local: (since: Int64, until: Int64)

  init(_ selection: Selection) {
    let since = selection.since ?? Int64.min
    let until = selection.until ?? Int64.max
    utc = selection.since == nil && selection.until == nil ? nil : (since, until)
    local = (
      selection.since.map { $0 &+ Clock.zoneOffset(at: $0) } ?? since,
      selection.until.map { $0 &+ Clock.zoneOffset(at: $0) } ?? until
    )
  }

  /// Whether something said at `stamp` is inside; nil if that cannot be told.
  func contains(_ stamp: Stamp) -> Bool? {
    guard isLimited else { return true }
    guard let time = stamp.realtime, let bounds = bounds(for: stamp.calendar) else { return nil }
    return bounds.since <= time && time <= bounds.until
  }

  /// Whether anything can be outside.
  var isLimited: Bool { utc != nil }

  /// The same on a log's clock; nil if nothing is left out, or the log does not tell its years.
  func bounds(for calendar: Stamp.Calendar) -> (since: Int64, until: Int64)? {
    switch calendar {
    case .utc: utc
    case .local: isLimited ? local : nil
    case .yearless: nil
    }
  }
}
