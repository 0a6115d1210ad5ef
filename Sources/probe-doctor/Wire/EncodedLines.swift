import KillCorrelator

/// The answer of `--format ndjson`: one object a line, for pipelines that read line by line.
///
/// Each line can be understood alone, for `grep` and `sort` tear them apart. The last line tells
/// what was read: without it, a pipeline that sees no kill could not tell "there is none" from
/// "nothing could be read", nor a whole answer from one that was cut short.
struct EncodedLines {
  let diagnosis: Diagnosis

  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    for boot in diagnosis.boots {
      for kill in boot.kills { bytes += line("kill", boot, EncodedKill(kill: kill)) }
      for warning in boot.warnings {
        bytes += line("warning", boot, EncodedWarning(warning: warning))
      }
      for death in boot.otherDeaths {
        bytes += line("other-death", boot, EncodedDeath(death: death))
      }
    }
    return bytes + line("coverage", nil, EncodedCoverage(coverage: diagnosis.coverage))
  }

  private func line(
    _ type: String, _ boot: BootDiagnosis?, _ finding: some JSONValue
  ) -> [UInt8] {
    var json = JSONWriter(indented: false)
    json.object { json in
      json.member("schema_version", 1)
      json.member("tool", EncodedTool())
      json.member("type", type)
      json.member("boot", boot.map(EncodedBootIdentity.init))
      json.member("finding", finding)
    }
    json.raw("\n")
    return json.bytes
  }
}
