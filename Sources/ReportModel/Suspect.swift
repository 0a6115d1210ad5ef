extension Report {
  /// Who is at fault.
  public struct Culprit: Codable, Sendable, Hashable {
    /// What it is.
    public var kind: Kind
    /// Null if unknown.
    public var name: String?
    /// How sure that is.
    public var confidence: Confidence

    public enum Kind: String, Word {
      case driver, program, hardware, firmware, unknown
    }

    public init(kind: Kind, name: String?, confidence: Confidence) {
      self.kind = kind
      self.name = name
      self.confidence = confidence
    }

    public static let unknown = Culprit(kind: .unknown, name: nil, confidence: .none)
  }

  /// Somebody who may be at fault.
  public struct Suspect: Codable, Sendable, Equatable {
    /// What it is.
    public var kind: Culprit.Kind
    /// Its name.
    public var name: String
    /// How sure that is.
    public var confidence: Confidence?
    /// The sum of the weights.
    public var score: Double
    /// What speaks against it.
    public var evidence: [Evidence]
    /// What speaks for its innocence.
    public var against: [Evidence]

    public init(
      kind: Culprit.Kind, name: String, confidence: Confidence? = nil, score: Double,
      evidence: [Evidence], against: [Evidence] = []
    ) {
      self.kind = kind
      self.name = name
      self.confidence = confidence
      self.score = score
      self.evidence = evidence
      self.against = against
    }
  }

  /// Somebody who was active and is not suspected.
  public struct Clearing: Codable, Sendable, Equatable {
    /// Its name.
    public var name: String
    /// Why not, as what could stand in brackets behind the name; null where only that is known.
    public var says: String?

    public init(name: String, says: String?) {
      self.name = name
      self.says = says
    }
  }

  /// One link of what the time was spent on.
  public struct Link: Codable, Sendable, Equatable {
    /// What the victim was doing, what that waited for, or why it did not come.
    public var link: Sort
    /// driver, program, reader, service, hardware, firmware, lock, entropy, cpu, clock, removal,
    /// limit, kernel-bug, unknown; more may come.
    public var kind: String
    /// Null if unknown.
    public var name: String?
    /// How sure that is.
    public var confidence: Confidence
    /// The id of the finding whose chain goes on here.
    public var of: String?
    /// One sentence.
    public var says: String
    /// What shows it.
    public var evidence: [Evidence]

    public enum Sort: String, Word {
      case activity, wait, root
    }

    public init(
      _ link: Sort, kind: String, name: String?, confidence: Confidence, says: String,
      of: String? = nil, evidence: [Evidence] = []
    ) {
      self.link = link
      self.kind = kind
      self.name = name
      self.confidence = confidence
      self.of = of
      self.says = says
      self.evidence = evidence
    }
  }

  /// One reason.
  public struct Evidence: Codable, Sendable, Equatable {
    /// Which rule found it; docs/rules.md lists them.
    public var rule: String
    /// Positive speaks against the suspect, negative for its innocence.
    public var weight: Double
    /// One sentence.
    public var says: String
    /// The lines that show it.
    public var entries: [Entry]

    public init(rule: String, weight: Double, says: String, entries: [Entry]) {
      self.rule = rule
      self.weight = weight
      self.says = says
      self.entries = entries
    }
  }

  /// Something to do.
  public struct Remedy: Codable, Sendable, Equatable {
    /// Stable: raise-event-timeout, …
    public var id: String
    /// When it helps.
    public var scope: Scope
    /// One sentence.
    public var text: String
    /// To copy.
    public var commands: [String]

    public enum Scope: String, Word {
      case now, lasting, report, learn
    }

    public init(id: String, scope: Scope, text: String, commands: [String]) {
      self.id = id
      self.scope = scope
      self.text = text
      self.commands = commands
    }
  }
}
