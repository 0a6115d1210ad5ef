/// What a rule of evidence says of itself: the paragraph that docs/rules.md has of it.
public struct RuleDescription: Sendable {
  /// As it stands in the JSON, in `rule`.
  public var id: String
  public var title: String
  public var proves: String
  public var misleads: String
  public var source: String
  /// `activity`, `wait` or `root`.
  public var link: String

  /// - Returns: Nil where no rule is called so.
  public init?(ofRule id: String) {
    guard let rule = Rules.all.first(where: { $0.id == id }) else { return nil }
    self.id = id
    title = rule.title
    proves = rule.proves
    misleads = rule.misleads
    source = rule.source
    link = rule.link.rawValue
  }
}
