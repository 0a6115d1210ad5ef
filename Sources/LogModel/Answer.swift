/// All that was found out about one or more logs, in answer to a ``Question``.
public struct Answer: Sendable {
  /// Oldest first, also those in which nothing that was asked for stands.
  public var boots: [BootLog]
  public var coverage: Coverage

  public init(boots: [BootLog] = [], coverage: Coverage = Coverage()) {
    self.boots = boots
    self.coverage = coverage
  }
}
