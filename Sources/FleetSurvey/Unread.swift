/// Something that could not be read, or not all of it.
public struct Unread: Hashable, Sendable, Codable, Comparable {
  /// A word for its sort: `skipped` for a file or what stands for one, else the kind of a gap in
  /// what was read (docs/json.md).
  public var kind: String
  /// What it is called.
  public var input: String
  /// Why, or what is missing.
  public var reason: String

  public static let skipped = "skipped"

  public init(kind: String = Unread.skipped, input: String, reason: String) {
    self.kind = kind
    self.input = input
    self.reason = reason
  }

  public static func < (left: Unread, right: Unread) -> Bool {
    (left.input, left.reason, left.kind) < (right.input, right.reason, right.kind)
  }
}
