public import LogModel

/// A point in time as the report shows it.
public struct Moment: Sendable, Hashable {
  public enum Basis: Sendable, Hashable {
    /// The line's own clock says so.
    case stated
    /// The log's writer says so; it may have been late.
    case filed
    /// Worked out from the limit and another moment.
    case workedOut
  }
  public var stamp: Stamp
  public var basis: Basis
  /// Where the line stands that says so; nil if none does.
  public var place: Place?

  public init(stamp: Stamp, basis: Basis, place: Place? = nil) {
    self.stamp = stamp
    self.basis = basis
    self.place = place
  }

  /// When a record was written.
  public init(_ stamp: Stamp, place: Place? = nil) {
    self.init(stamp: stamp, basis: stamp.clock == .reception ? .filed : .stated, place: place)
  }
}
