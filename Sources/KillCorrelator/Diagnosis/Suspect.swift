public import LogModel

/// The answer to "who was it": an accusation, or nobody.
public struct Culprit: Sendable, Equatable {
  public enum Confidence: String, Sendable {
    case certain, likely, possible, none

    /// Whether it is enough to accuse somebody.
    public var isProved: Bool { self == .certain || self == .likely }
  }
  public var kind: Suspect.Kind
  /// Nil if unknown.
  public var name: String?
  public var confidence: Confidence

  public init(kind: Suspect.Kind, name: String?, confidence: Confidence) {
    self.kind = kind
    self.name = name
    self.confidence = confidence
  }

  public static let unknown = Culprit(kind: .unknown, name: nil, confidence: .none)
}

/// A driver, a program, a piece of hardware or a firmware file that may be a link of the chain.
public struct Suspect: Sendable {
  public enum Kind: String, Sendable {
    case driver, program, hardware, firmware, unknown
  }
  public var kind: Kind
  public var name: String
  public var confidence: Culprit.Confidence
  /// The sum of the weights of its evidence, each witness counted once.
  public var score: Double
  public var evidence: [Evidence]
}

/// One reason for or against a suspect.
public struct Evidence: Sendable {
  /// The rule that found it (`probe-failed-after-kill`).
  public var rule: String
  /// Positive: against the suspect. Negative: it speaks for its innocence.
  public var weight: Double
  public var statement: Statement
  /// The lines that show it.
  public var entries: [Entry]
}
