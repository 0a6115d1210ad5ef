/// An input could not be read at all.
public struct ReadError: Error, Sendable, CustomStringConvertible {
  /// The input's name.
  public var name: String
  /// What is wrong with it, and where.
  public var reason: String
  /// What the user can do about it, if there is anything.
  public var cure: String?

  public init(name: String, reason: String, cure: String? = nil) {
    self.name = name
    self.reason = reason
    self.cure = cure
  }

  public var description: String {
    "\(name): \(reason)" + (cure.map { "; \($0)" } ?? "")
  }
}
