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
  /// What is the same of one fault on any machine; nil where nothing tells what the fault is.
  public var signature: String?
  /// The reports that tell of it, where such were given and not the journals of a machine.
  public var reports: [String] = []
  /// The limit in seconds that ran out; of a near miss, the one that did not.
  public var limit: Double?
  /// When it happened: µs since 1970, UTC; nil if the log does not tell.
  public var time: Int64?

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
  /// - Parameter input: what was read, for a boot that names no machine.
  /// - Parameter report: the one that it was read from; see ``reports``.
  public init(
    _ finding: Report.Finding, _ kind: Kind, of boot: Report.Boot, input: String,
    report: String? = nil
  ) {
    let times = [finding.killed, finding.ended, finding.warned, finding.started]
    self.init(
      id: Self.id(finding, of: boot, input: input), kind: kind,
      boot: BootSeen(boot, input: input), culprit: finding.culprit,
      model: finding.device?.model, cause: finding.cause, outcome: finding.outcome,
      limit: kind == .kill ? finding.limit : boot.eventTimeout.seconds,
      time: times.lazy.compactMap { $0 }.first?.utc)
    signature = finding.signature
    reports = report.map { [$0] } ?? []
  }

  /// The same wherever the log lies, where its machine or boot is named there.
  private static func id(
    _ finding: Report.Finding, of boot: Report.Boot, input: String
  ) -> FindingID {
    guard boot.isRedacted else { return FindingID(finding, of: boot) }
    var boot = boot.withoutStandIns
    boot.hostname = input
    return FindingID(finding, of: boot)
  }

  /// All that a boot holds.
  public static func all(
    of boot: Report.Boot, input: String, report: String? = nil
  ) -> [FindingSummary] {
    boot.kills.map { FindingSummary($0, .kill, of: boot, input: input, report: report) }
      + boot.warnings.map { FindingSummary($0, .warning, of: boot, input: input, report: report) }
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
      best.add(reportsOf: other)
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
      boot.machine.input ?? "",
    ] + reports
  }

  mutating func add(reportsOf other: FindingSummary) {
    reports = Set(reports + other.reports).sorted()
  }
}

extension FindingSummary {
  /// Whom a table names: a driver in one spelling, for to modprobe `-` and `_` are one, and of hardware
  /// what it is, for each machine has a name of its own for its disks.
  var culpritName: String? {
    switch culprit.kind {
    case .driver: culprit.name.map { String($0.map { $0 == "-" ? "_" : $0 }) }
    case .hardware: hardwareClass ?? culprit.name
    default: culprit.name
    }
  }

  /// `disk` of `event-timeout/hardware:disk/unreadable`
  private var hardwareClass: String? {
    signature?.split(separator: "/").first { $0.hasPrefix("hardware:") }.map {
      String($0.dropFirst(9))
    }
  }
}

extension Report.Device {
  /// Which kind of device it is, the same on all machines that have one.
  fileprivate var model: String? { description ?? modalias ?? subsystem.map { "\($0) device" } }
}
