public struct LiveOptions: Sendable, Hashable {
  public var merge = false
  public var namespace: String?
  public var root: String?
  public var directory: String?
  public init(
    merge: Bool = false, namespace: String? = nil, root: String? = nil, directory: String? = nil
  ) {
    self.merge = merge
    self.namespace = namespace
    self.root = root
    self.directory = directory
  }
}
public enum Input: Sendable {
  case live(LiveOptions)
  case path(String)
  case standardInput
  public static func read(
    _ inputs: [Input], selecting: Selection, question: Question
  ) throws -> Answer { Answer() }
  public static func listBoots(_ inputs: [Input]) throws -> Answer { Answer() }
}
