/// How the entries of one boot are brought onto one clock; the reader does it.
public enum ClockAlignment {
  /// That logs without a good clock were placed by the lines that they share with one that has it.
  public struct Result: Sendable, Equatable {
    /// What was placed.
    public var sources: [String]
    /// Whose clock it is now.
    public var by: [String]
    /// How many lines both have.
    public var lines: Int

    public init(sources: [String], by: [String], lines: Int) {
      self.sources = sources
      self.by = by
      self.lines = lines
    }
  }
}
