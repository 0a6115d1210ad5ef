public import JournalReader
public import LogModel

/// What boots are compared with.
public enum Against: Sendable, Equatable {
  /// With nothing.
  case nothing
  /// With the other boots of the same inputs, where there are any.
  case others
  /// With one of those.
  case boot(Selection.Boot)
  /// With all boots of other inputs.
  case inputs([Input])
}
