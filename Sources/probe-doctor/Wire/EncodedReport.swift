import KillCorrelator

/// The whole answer of `--format json`.
///
/// The keys are a contract with the scripts of others: they may grow in number, but keep their
/// names and meaning. That is why the types here are apart from those of the diagnosis.
struct EncodedReport: JSONValue {
  let diagnosis: Diagnosis

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("schema_version", 1)
      json.member("tool", EncodedTool())
      json.member("coverage", EncodedCoverage(coverage: diagnosis.coverage))
      json.member("boots", diagnosis.boots.lazy.map(EncodedBoot.init))
    }
  }
}

struct EncodedTool: JSONValue {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("name", "probe-doctor")
      json.member("version", ProbeDoctor.version)
    }
  }
}
