package import LogModel

extension Report {
  /// A point in time.
  public struct Time: Codable, Sendable, Hashable {
    /// Seconds since the boot.
    public var monotonic: Seconds?
    /// RFC 3339 in UTC; null if the log does not tell the zone or the year.
    public var realtime: String?
    /// The date and the time of day of a log that does not tell the zone or the year.
    public var local: String?
    /// Whether that has the year; if not, the one that stands there means nothing.
    public var hasYear: Bool
    /// The smallest step that the log's times show, in seconds.
    public var resolution: Seconds
    /// Whether a line's own clock says so, only the log's writer does (it may have been late), or it
    /// follows from the limit.
    public var basis: Basis
    /// The log with the line that says so.
    public var source: String?
    /// Where in it.
    public var position: String?

    public enum Basis: String, Word {
      case stated, filed
      case workedOut = "worked-out"
    }

    enum CodingKeys: String, CodingKey {
      case monotonic, realtime, local
      case hasYear = "has_year"
      case resolution, basis, source, position
    }
  }

  /// A number of seconds, exact to the microsecond: written with all six decimals.
  public struct Seconds: Codable, Sendable, Hashable, CustomStringConvertible {
    public var microseconds: Int64

    public init(microseconds: Int64) { self.microseconds = microseconds }

    public init(from decoder: any Decoder) throws {
      let seconds = try decoder.singleValueContainer().decode(Double.self)
      // so that sums of what a damaged report says are still numbers
      microseconds = Int64(min(max(seconds * 1e6, -1e17), 1e17).rounded())
    }

    public func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      try container.encode(Double(microseconds) / 1e6)
    }

    /// `85.509335`
    public var description: String {
      let (seconds, rest) = microseconds.magnitude.quotientAndRemainder(dividingBy: 1_000_000)
      let fraction = String(rest)
      let zeros = String(repeating: "0", count: 6 - fraction.count)
      return "\(microseconds < 0 ? "-" : "")\(seconds).\(zeros)\(fraction)"
    }
  }
}

extension Report.Time {
  /// The time of a record; nil where it has none.
  package init?(_ stamp: Stamp) {
    guard stamp.monotonic != nil || stamp.realtime != nil else { return nil }
    self.init(stamp, basis: stamp.clock == .reception ? .filed : .stated)
  }

  package init(_ stamp: Stamp, basis: Basis, place: Place? = nil) {
    monotonic = stamp.monotonic.map { Report.Seconds(microseconds: $0) }
    let calendar = stamp.realtime.map { CivilTime.rfc3339(microseconds: $0) }
    realtime = stamp.calendar == .utc ? calendar : nil
    local = stamp.calendar == .utc ? nil : calendar.map { String($0.dropLast()) }
    hasYear = calendar != nil && stamp.calendar != .yearless
    resolution = Report.Seconds(microseconds: stamp.resolution)
    self.basis = basis
    source = place?.source
    position = place?.position.description
  }

  /// µs since 1970, UTC.
  package var utc: Int64? { realtime.flatMap { CivilTime.microseconds(rfc3339: $0) } }

  /// µs since 1970 in whatever zone the log has.
  package var calendar: Int64? {
    utc ?? local.flatMap { CivilTime.microseconds(rfc3339: $0 + "Z") }
  }

  /// Date and time of day, with as much as the log tells of them; nil if it tells neither.
  package var dateText: String? {
    let told: Stamp.Calendar = utc != nil ? .utc : hasYear ? .local : .yearless
    return calendar.map(told.text)
  }

  /// µs since the boot, else since 1970.
  package var sinceBoot: Int64? { monotonic?.microseconds ?? utc }

  /// Seconds between two moments on a clock that both have.
  package static func seconds(from first: Report.Time?, to last: Report.Time?) -> Double? {
    guard let first, let last else { return nil }
    func difference(_ from: Int64, _ to: Int64) -> Double { Double(to) / 1e6 - Double(from) / 1e6 }
    if let from = first.monotonic?.microseconds, let to = last.monotonic?.microseconds {
      return difference(from, to)
    }
    if let from = first.utc, let to = last.utc { return difference(from, to) }
    guard first.utc == nil, last.utc == nil, let from = first.calendar, let to = last.calendar
    else { return nil }
    return difference(from, to)
  }
}
