public import KillCorrelator
internal import LogModel

extension Finding {
  /// What a diagnosis found: a kill or a near miss.
  ///
  /// - Parameter input: what was read, for a boot that names no machine.
  public init(_ finding: KillCorrelator.Finding, of boot: BootDiagnosis, input: String) {
    let isKill = finding.kind == .kill
    self.init(
      identity: FindingIdentity(finding, of: boot), kind: isKill ? .kill : .nearMiss,
      boot: BootSeen(boot, input: input), culprit: Culprit(finding.culprit),
      model: finding.device?.model, cause: finding.cause ?? .eventTimeout,
      outcome: finding.outcome ?? .unknown,
      limit: isKill ? finding.limit : boot.eventTimeout.seconds,
      time: finding.moment?.stamp.utc)
  }

  /// All that a boot holds.
  public static func all(of boot: BootDiagnosis, input: String) -> [Finding] {
    (boot.kills + boot.warnings).map { Finding($0, of: boot, input: input) }
  }
}

extension Finding.Culprit {
  init(_ culprit: KillCorrelator.Culprit) {
    self.init(kind: culprit.kind, name: culprit.name, confidence: culprit.confidence)
  }
}

extension Device {
  /// Which kind of device it is, the same on all machines that have one.
  var model: String? { description ?? modalias ?? subsystem.map { "\($0) device" } }
}
