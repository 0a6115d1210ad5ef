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
/// that: one uevent can run several. What is neither a kill nor a warning has its kind and time.
public struct FindingID: Hashable, Sendable, Codable {
  /// The machine, the boot, the uevent and its device, with `/` between them.
  public var event: String
  /// Which of several findings of it.
  public var part: String?

  /// What stands in the `id` of a finding.
  public var text: String { part.map { "\(event)/\($0)" } ?? event }

  public init(_ finding: Report.Finding, of boot: Report.Boot) {
    let moment = finding.killed ?? finding.warned ?? finding.started ?? finding.ended
    let time = moment?.sinceBoot.map { "\($0)" } ?? "-"
    let uevent = finding.seqnum.map { "\($0)" } ?? finding.workerPID.map { "pid\($0)" } ?? "-"
    let machine = boot.machineID ?? boot.hostname ?? "-"
    let boot = boot.bootID ?? "\(boot.kernel ?? "-")@\(time)"
    let device = finding.device?.sysname ?? finding.device?.modalias ?? "-"
    event = "\(machine)/\(boot)/\(uevent)/\(device)"
    switch finding.kind {
    case "kill" where finding.victim == .program:
      part = finding.programPID.map { "pid\($0)" } ?? finding.program ?? "-"
    case "kill", "warning": part = nil
    default: part = "\(finding.kind)@\(time)"
    }
  }
}
