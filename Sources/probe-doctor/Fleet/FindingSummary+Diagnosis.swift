import FleetSurvey
import KillCorrelator
import LogModel
import ReportModel

extension BootSeen {
  /// - Parameter input: what was read, for a boot that names no machine.
  init(_ boot: BootDiagnosis, input: String) {
    let isNamed = boot.machineID != nil || boot.hostname != nil
    self.init(
      machine: MachineName(
        id: boot.machineID, hostname: boot.hostname, input: isNamed ? nil : input),
      id: boot.bootID, kernel: boot.kernel, udev: boot.udev, first: boot.first?.utc,
      last: boot.last?.utc)
  }
}

extension FindingIdentity {
  init(_ kill: Kill, of boot: BootDiagnosis) {
    let moment = kill.killed ?? kill.warned ?? kill.started ?? kill.ended
    let isProgram = kill.victim == .program
    self.init(
      machine: MachineName(id: boot.machineID, hostname: boot.hostname, input: nil),
      bootID: boot.bootID, kernel: boot.kernel,
      time: moment?.sinceBoot, seqnum: kill.seqnum,
      workerPID: kill.workerPID, device: kill.device?.sysname, modalias: kill.device?.modalias,
      program: isProgram ? kill.programPID.map { "pid\($0)" } ?? kill.program ?? "-" : nil)
  }

  init(_ warning: NearMiss, of boot: BootDiagnosis) {
    self.init(
      machine: MachineName(id: boot.machineID, hostname: boot.hostname, input: nil),
      bootID: boot.bootID, kernel: boot.kernel,
      time: warning.time?.sinceBoot,
      seqnum: warning.seqnum, workerPID: warning.workerPID, device: warning.device?.sysname,
      modalias: warning.device?.modalias, program: nil)
  }
}

extension FindingSummary {
  /// All that a boot holds.
  static func all(of boot: BootDiagnosis, input: String) -> [FindingSummary] {
    boot.kills.map { kill in
      let time = kill.killed ?? kill.ended ?? kill.warned ?? kill.started
      return FindingSummary(
        identity: FindingIdentity(kill, of: boot), kind: .kill,
        boot: BootSeen(boot, input: input), culprit: Report.Culprit(kill.culprit),
        model: kill.device?.model, cause: kill.cause.rawValue, outcome: kill.outcome.rawValue,
        limit: kill.limit, time: time?.stamp.utc)
    }
      + boot.warnings.map { warning in
        FindingSummary(
          identity: FindingIdentity(warning, of: boot), kind: .warning,
          boot: BootSeen(boot, input: input), culprit: Report.Culprit(warning.culprit),
          model: warning.device?.model, cause: nil, outcome: nil, limit: boot.eventTimeout.seconds,
          time: warning.time?.stamp.utc)
      }
  }
}

extension Report.Culprit {
  fileprivate init(_ culprit: Culprit) {
    self.init(
      kind: culprit.kind.rawValue, name: culprit.name, confidence: culprit.confidence.rawValue)
  }
}

extension Device {
  fileprivate var model: String? {
    description ?? modalias ?? subsystem.map { "\($0) device" }
  }
}

extension Stamp {
  fileprivate var utc: Int64? { calendar == .utc ? realtime : nil }
}

extension Moment {
  fileprivate var sinceBoot: Int64? { stamp.monotonic ?? stamp.utc }
}
