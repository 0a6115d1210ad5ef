import JournalReader
import LogModel
import KillCorrelator

/// One reason, with the lines that show it.
struct EncodedEvidence: JSONValue {
  let evidence: ToldEvidence

  init(_ evidence: ToldEvidence) {
    self.evidence = evidence
  }

  /// The lines that report a death, in the form that evidence has.
  init(report: [Entry], says: String) {
    evidence = ToldEvidence(rule: "report", weight: 0, says: says, entries: report)
  }

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("rule", evidence.rule)
      json.member("weight", evidence.weight)
      json.member("says", evidence.says)
      json.member("entries", evidence.entries.map(EncodedEntry.init))
    }
  }
}
