public import KillCorrelator
internal import LogModel

/// What makes a finding this one and no other, however often and from whatever it is read: the
/// machine, the boot, the uevent and its device.
///
/// Where a log does not tell one of them, something else that it tells takes its place:
///
/// | not told | in its place |
/// |---|---|
/// | machine id | the hostname, else `-` |
/// | boot id | the kernel's release and the time of the kill, or of the warning, since the boot |
/// | SEQNUM | the worker's pid |
/// | device | its modalias, else `-` |
///
/// A program that udevd killed by itself, and let its worker live, has its pid or its name behind
/// that: one uevent can run several.
public struct FindingIdentity: Hashable, Sendable, Codable {
  /// The machine, the boot, the uevent and its device, with `/` between them.
  public var event: String
  /// Which program, where it and not the worker is what was killed.
  public var program: String?

  /// What stands in the `id` of a line of findings.
  public var text: String { program.map { "\(event)/\($0)" } ?? event }

  /// - Parameters:
  ///   - time: µs since the boot, else since 1970.
  init(
    machine: MachineName, bootID: String?, kernel: String?, time: Int64?, seqnum: UInt64?,
    workerPID: Int?, device: String?, modalias: String?, program: String?
  ) {
    let boot = bootID ?? [kernel ?? "-", time.map { "\($0)" } ?? "-"].joined(separator: "@")
    let uevent = seqnum.map { "\($0)" } ?? workerPID.map { "pid\($0)" } ?? "-"
    event = [machine.identity, boot, uevent, device ?? modalias ?? "-"].joined(separator: "/")
    self.program = program
  }

  /// Of a kill or a near miss.
  public init(_ finding: KillCorrelator.Finding, of boot: BootDiagnosis) {
    let moment = finding.killed ?? finding.warned ?? finding.started ?? finding.ended
    let isProgram = finding.kind == .kill && finding.victim == .program
    self.init(
      machine: MachineName(id: boot.machineID, hostname: boot.hostname, input: nil),
      bootID: boot.bootID, kernel: boot.kernel,
      time: moment?.sinceBoot, seqnum: finding.seqnum,
      workerPID: finding.workerPID, device: finding.device?.sysname,
      modalias: finding.device?.modalias,
      program: isProgram ? finding.programPID.map { "pid\($0)" } ?? finding.program ?? "-" : nil)
  }
}
