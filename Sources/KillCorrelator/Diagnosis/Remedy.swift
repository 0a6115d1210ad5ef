/// Something to do about a kill.
public struct Remedy: Sendable, Equatable {
  /// When it helps.
  public enum Scope: String, Sendable {
    case now, lasting, report, learn
  }
  /// Stable (`raise-event-timeout`).
  public var id: String
  public var scope: Scope
  /// One sentence.
  public var text: String
  public var commands: [String]

  public init(id: String, scope: Scope, text: String, commands: [String]) {
    self.id = id
    self.scope = scope
    self.text = text
    self.commands = commands
  }
}
