import FleetSurvey
import KillCorrelator

/// The answer of `--format ndjson`: one object a line, for pipelines that read line by line.
///
/// Each line can be understood alone, for `grep` and `sort` tear them apart. The last line tells
/// what was read: without it, a pipeline that sees no kill could not tell "there is none" from
/// "nothing could be read", nor a whole answer from one that was cut short.
struct EncodedLines {
  let diagnosis: Diagnosis

  func write(to outlet: Outlet) {
    for boot in diagnosis.boots {
      for kill in boot.kills {
        let id = FindingIdentity(kill, of: boot)
        write("kill", id, boot, EncodedKill(kill: kill), to: outlet)
      }
      for warning in boot.warnings {
        let id = FindingIdentity(warning, of: boot)
        write("warning", id, boot, EncodedWarning(warning: warning), to: outlet)
      }
      for death in boot.otherDeaths {
        write("other-death", nil, boot, EncodedDeath(death: death), to: outlet)
      }
    }
    let coverage = EncodedCoverage(coverage: diagnosis.coverage, boots: diagnosis.boots)
    write("coverage", nil, nil, coverage, to: outlet)
  }

  private func write(
    _ type: String, _ id: FindingIdentity?, _ boot: BootDiagnosis?, _ finding: some JSONValue,
    to outlet: Outlet
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
