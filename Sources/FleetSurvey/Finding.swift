public import KillCorrelator
internal import LogModel

/// A kill or a near miss of one machine, as much of it as a table over many machines needs.
public struct Finding: Hashable, Sendable, Codable {
  public enum Kind: String, Sendable, Codable {
    case kill
    /// A warning that no kill followed.
    case nearMiss = "near-miss"
  }

  /// Who is at fault: what the diagnosis says of it.
  public struct Culprit: Hashable, Sendable, Codable {
    public var kind: Suspect.Kind
    /// Nil if unknown.
    public var name: String?
    public var confidence: KillCorrelator.Culprit.Confidence

    public init(
      kind: Suspect.Kind, name: String?, confidence: KillCorrelator.Culprit.Confidence
    ) {
      self.kind = kind
      self.name = name
      self.confidence = confidence
    }
  }

  public var identity: FindingIdentity
  public var kind: Kind
  public var boot: BootSeen
  public var culprit: Culprit
  /// The device as people call it, else what it is known by to modprobe.
  public var model: String?
  public var cause: KillCorrelator.Finding.Cause
  public var outcome: Outcome
  /// The limit in seconds that ran out; of a near miss, the one that did not.
  public var limit: Double?
  /// When it happened: µs since 1970, UTC; nil if the log does not tell.
  public var time: Int64?

  public init(
    identity: FindingIdentity, kind: Kind, boot: BootSeen, culprit: Culprit, model: String?,
    cause: KillCorrelator.Finding.Cause, outcome: Outcome, limit: Double?, time: Int64?
  ) {
    self.identity = identity
    self.kind = kind
    self.boot = boot
    self.culprit = culprit
    self.model = model
    self.cause = cause
    self.outcome = outcome
    self.limit = limit
    self.time = time
  }

  /// Of two readings of one finding, the one that saw more: a kill is what became of a near miss,
  /// and a log that goes on for longer knows the outcome. It is the same whichever came first.
  func tells(moreThan other: Finding) -> Bool {
    if kind != other.kind { return kind == .kill }
    let (mine, theirs) = (boot.last ?? .min, other.boot.last ?? .min)
    if mine != theirs { return mine > theirs }
    return knowledge.lexicographicallyPrecedes(other.knowledge)
  }

  /// All readings of one finding: what the best does not tell is taken from the next.
  static func combined(_ readings: Set<Finding>) -> Finding? {
    let ordered = readings.sorted { $0.tells(moreThan: $1) }
    guard var best = ordered.first else { return nil }
    for other in ordered.dropFirst() {
      best.model = best.model ?? other.model
      best.limit = best.limit ?? other.limit
      best.time = best.time ?? other.time
      if best.culprit.name == nil { best.culprit = other.culprit }
      if best.outcome == .unknown { best.outcome = other.outcome }
    }
    return best
  }

  /// Small where much is known; the words behind it only make the order total.
  private var knowledge: [String] {
    let confidence = ["certain": "0", "likely": "1", "possible": "2"][culprit.confidence.rawValue]
    return [
      confidence ?? "3", outcome == .unknown ? "1" : "0", time == nil ? "1" : "0",
      model == nil ? "1" : "0", culprit.name ?? "", outcome.rawValue, model ?? "",
      limit?.description ?? "", time?.description ?? "", boot.machine.input ?? "",
    ]
  }
}

extension Suspect.Kind: Codable {}
extension KillCorrelator.Culprit.Confidence: Codable {}
extension KillCorrelator.Finding.Cause: Codable {}
extension Outcome: Codable {}
