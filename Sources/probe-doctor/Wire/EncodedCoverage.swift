import JournalReader
import LogModel
import KillCorrelator

/// What was read and what could not be.
struct EncodedCoverage: JSONValue {
  let coverage: Coverage
  /// Told here where they stand nowhere else: without the boots in which nothing happened nobody
  /// can say how many there were.
  var boots: [ToldBoot]?

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("complete", coverage.isComplete)
      json.member("sources", coverage.sources.map(EncodedSource.init))
      json.member("gaps", coverage.gaps.map(EncodedGap.init))
      if let boots { json.member("boots", boots.map(EncodedBootIdentity.init)) }
    }
  }
}

private struct EncodedSource: JSONValue {
  let source: Coverage.Source

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("name", source.name)
      json.member("kind", source.kind.rawValue)
      json.member("entries", source.entries)
      json.member("boots", source.boots)
      json.member("skipped", source.skipped)
    }
  }
}

private struct EncodedGap: JSONValue {
  let gap: Coverage.Gap

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("kind", gap.kind)
      json.member("count", gap.count)
      json.member("where", gap.detail)
    }
  }
}
