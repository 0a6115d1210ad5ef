import FleetSurvey
import JournalReader
import LogModel
import KillCorrelator

/// The answer of `--format ndjson`: one object a line, for pipelines that read line by line.
///
/// Each line can be understood alone, for `grep` and `sort` tear them apart. The last line tells
/// what was read: without it, a pipeline that sees no kill could not tell "there is none" from
/// "nothing could be read", nor a whole answer from one that was cut short.
///
/// A finding is written as soon as it is made, so that none has to wait in memory for the others.
struct EncodedLines: GrowingReport {
  let outlet: Outlet
  private var boots: [ToldBoot] = []

  init(to outlet: Outlet) { self.outlet = outlet }

  mutating func begin(_ boot: ToldBoot) { boots.append(boot) }

  mutating func add(_ finding: BootFinding) {
    guard let boot = boots.last else { return }
    switch finding {
    case .kill(let kill):
      write("kill", FindingIdentity(kill, boot), boot, EncodedKill(kill: kill))
    case .warning(let warning):
      write("warning", FindingIdentity(warning, boot), boot, EncodedWarning(warning: warning))
    case .otherDeath(let death):
      write("other-death", nil, boot, EncodedDeath(death: death))
    }
  }

  mutating func finish(_ coverage: Coverage) {
    write("coverage", nil, nil, EncodedCoverage(coverage: coverage, boots: boots))
  }

  private func write(
    _ type: String, _ id: FindingIdentity?, _ boot: ToldBoot?, _ finding: some JSONValue
  ) {
    var json = JSONWriter(to: outlet, indented: false)
    json.object { json in
      json.member("schema_version", 1)
      json.member("tool", EncodedTool())
      json.member("type", type)
      json.member("finding_id", id?.text)
      json.member("boot", boot.map(EncodedBootIdentity.init))
      json.member("finding", finding)
    }
    json.raw("\n")
  }
}

extension FindingIdentity {
  fileprivate init(_ kill: Kill, _ boot: ToldBoot) {
    var finding = KillCorrelator.Finding(id: kill.id, kind: .kill)
    finding.victim = kill.victim
    finding.seqnum = kill.seqnum
    finding.workerPID = kill.workerPID
    finding.device = kill.device
    finding.program = kill.program
    finding.programPID = kill.programPID
    finding.killed = kill.killed ?? kill.warned ?? kill.started ?? kill.ended
    self.init(finding, of: boot.identity)
  }

  fileprivate init(_ warning: NearMiss, _ boot: ToldBoot) {
    var finding = KillCorrelator.Finding(id: "", kind: .warning)
    finding.seqnum = warning.seqnum
    finding.workerPID = warning.workerPID
    finding.device = warning.device
    finding.warned = warning.time
    self.init(finding, of: boot.identity)
  }
}

extension ToldBoot {
  fileprivate var identity: BootDiagnosis {
    // only this module's types have an initialiser here
    var boot = Correlator().examination(of: BootLog()).boot
    boot.bootID = bootID
    boot.machineID = machineID
    boot.hostname = hostname
    boot.kernel = kernel
    return boot
  }
}
