public import KillCorrelator
internal import LogModel

extension Finding {
  /// What a diagnosis found.
  ///
  /// - Parameter input: what was read, for a boot that names no machine.
  public init(_ kill: Kill, of boot: BootDiagnosis, input: String) {
    let time = kill.killed ?? kill.ended ?? kill.warned ?? kill.started
    self.init(
      identity: FindingIdentity(kill, of: boot), kind: .kill,
      boot: BootSeen(boot, input: input), culprit: Culprit(kill.culprit),
      model: kill.device?.model, cause: kill.cause, outcome: kill.outcome, limit: kill.limit,
      time: time?.stamp.utc)
  }

  public init(_ warning: NearMiss, of boot: BootDiagnosis, input: String) {
    self.init(
      identity: FindingIdentity(warning, of: boot), kind: .nearMiss,
      boot: BootSeen(boot, input: input), culprit: Culprit(warning.culprit),
      model: warning.device?.model, cause: .eventTimeout, outcome: .unknown,
      limit: boot.eventTimeout.seconds, time: warning.time?.stamp.utc)
  }

  /// All that a boot holds.
  public static func all(of boot: BootDiagnosis, input: String) -> [Finding] {
    boot.kills.map { Finding($0, of: boot, input: input) }
      + boot.warnings.map { Finding($0, of: boot, input: input) }
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
