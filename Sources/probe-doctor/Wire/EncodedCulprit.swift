import KillCorrelator
import LogModel

/// The answer to "who was it".
struct EncodedCulprit: JSONValue {
  let culprit: Culprit

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("kind", culprit.kind.rawValue)
      json.member("name", culprit.name)
      json.member("confidence", culprit.confidence.rawValue)
    }
  }
}

/// One that may be at fault, with all that speaks for and against it.
struct EncodedSuspect: JSONValue {
  let suspect: ToldSuspect

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("kind", suspect.kind.rawValue)
      json.member("name", suspect.name)
      json.member("score", suspect.score)
      json.member("evidence", suspect.evidence.map(EncodedEvidence.init))
    }
  }
}
