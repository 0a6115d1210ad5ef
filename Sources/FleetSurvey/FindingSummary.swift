public import ReportModel

/// A kill or a near miss of one machine, as much of it as a table over many machines needs.
public struct FindingSummary: Hashable, Sendable, Codable {
  public enum Kind: String, Sendable, Codable {
    case kill
    /// A warning that no kill followed: a near miss.
    case warning
  }

  public var id: FindingID
  public var kind: Kind
  public var boot: BootSeen
  public var culprit: Report.Culprit
  /// The device as people call it, else what it is known by to modprobe.
  public var model: String?
  public var cause: Report.Cause
  public var outcome: Report.Outcome
  /// What is the same of one fault on any machine.
  public var signature: String?
  /// The limit in seconds that ran out; of a near miss, the one that did not.
  public var limit: Double?
  /// When it happened: µs since 1970, UTC; nil if the log does not tell.
  public var time: Int64?
  /// What was read, as the user named it or as it was found.
  public var input: String?

  public init(
    id: FindingID, kind: Kind, boot: BootSeen, culprit: Report.Culprit, model: String?,
    cause: Report.Cause?, outcome: Report.Outcome?, limit: Double?, time: Int64?
  ) {
    self.id = id
    self.kind = kind
    self.boot = boot
    self.culprit = culprit
    self.model = model
    self.cause = cause ?? .eventTimeout
    self.outcome = outcome ?? .unknown
    self.limit = limit
    self.time = time
  }

  /// What a report says.
  ///
  /// - Parameter input: what was read.
  public init(_ finding: Report.Finding, _ kind: Kind, of boot: Report.Boot, input: String) {
    let times = [finding.killed, finding.ended, finding.warned, finding.started]
    self.init(
      id: FindingID(finding, of: boot), kind: kind,
      boot: BootSeen(boot, input: input), culprit: finding.culprit,
      model: finding.device?.model, cause: finding.cause, outcome: finding.outcome,
      limit: kind == .kill ? finding.limit : boot.eventTimeout.seconds,
      time: times.lazy.compactMap { $0 }.first?.utc)
    signature = finding.signature
    self.input = input
  }

  /// All that a boot holds.
  public static func all(of boot: Report.Boot, input: String) -> [FindingSummary] {
    boot.kills.map { FindingSummary($0, .kill, of: boot, input: input) }
      + boot.warnings.map { FindingSummary($0, .warning, of: boot, input: input) }
  }

  /// Of two readings of one finding, the one that saw more: a kill is what became of a near miss,
  /// and a log that goes on for longer knows the outcome. It is the same whichever came first.
  func tells(moreThan other: FindingSummary) -> Bool {
    if kind != other.kind { return kind == .kill }
    let (mine, theirs) = (boot.last ?? .min, other.boot.last ?? .min)
    if mine != theirs { return mine > theirs }
    return knowledge.lexicographicallyPrecedes(other.knowledge)
  }

  /// All readings of one finding: what the best does not tell is taken from the next.
  static func combined(_ readings: Set<FindingSummary>) -> FindingSummary? {
    let ordered = readings.sorted { $0.tells(moreThan: $1) }
    guard var best = ordered.first else { return nil }
    for other in ordered.dropFirst() {
      best.model = best.model ?? other.model
      best.limit = best.limit ?? other.limit
      best.time = best.time ?? other.time
      if best.culprit.name == nil {
        best.culprit = other.culprit
        best.signature = other.signature ?? best.signature
      }
      best.signature = best.signature ?? other.signature
      if best.outcome == .unknown { best.outcome = other.outcome }
    }
    return best
  }

  /// Small where much is known; the words behind it only make the order total.
  private var knowledge: [String] {
    let confidence = Report.Confidence.allCases.firstIndex(of: culprit.confidence) ?? 3
    return [
      "\(confidence)", outcome == .unknown ? "1" : "0", time == nil ? "1" : "0",
      model == nil ? "1" : "0", culprit.name ?? "", outcome.rawValue, model ?? "",
      limit?.description ?? "", time?.description ?? "", signature ?? "",
      boot.machine.input ?? "", input ?? "",
    ]
  }
}

extension Report.Culprit {
  /// The same for all spellings: to modprobe `-` and `_` are one.
  var title: String? {
    kind == .driver ? name.map { String($0.map { $0 == "-" ? "_" : $0 }) } : name
  }
}

extension Report.Device {
  /// Which kind of device it is, the same on all machines that have one.
  fileprivate var model: String? { description ?? modalias ?? subsystem.map { "\($0) device" } }
}
