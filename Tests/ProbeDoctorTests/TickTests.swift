import LogModel
import ReportModel
import Testing

@testable import Reports

/// A tick says that nothing is wrong, and stands nowhere else.
@Suite struct TickTests {
  private func sign(_ change: (inout Report.Boot) -> Void, complete: Bool = true) -> String {
    var boot = Report.Boot(eventTimeout: Report.EventTimeout())
    change(&boot)
    let report = Report(
      tool: Report.Tool(version: "0"), boots: [boot],
      coverage: Report.Coverage(complete: complete))
    return ReportSummary(report).headline.mark.sign.text
  }

  @Test func onlyWhereNothingIsWrong() {
    #expect(sign { _ in } == "✓")
    #expect(sign({ _ in }, complete: false) == "?")
    let stuck = Report.Finding(id: "1", kind: "stuck", headline: "")
    #expect(sign { $0.otherDeaths = [stuck] } == "!")
    #expect(sign { $0.harm = [Report.Harm(kind: "root", evidence: [])] } == "!")
    // nothing tells whether that was in time
    var warning = Report.Finding(id: "1", kind: "warning", headline: "")
    #expect(sign { $0.warnings = [warning] } == "?")
    warning.outcomeEvidence = [
      Report.Evidence(rule: "outcome", weight: 0, says: "it ended", entries: [])
    ]
    #expect(sign { $0.warnings = [warning] } == "✓")
  }

  @Test(
    "who may have been killed when the log was over earns no tick",
    arguments: [(90, "?"), (30, "✓")])
  func theKillWasYetToCome(due: Int64, _ expected: String) {
    func time(_ seconds: Int64) -> Report.Time {
      Report.Time(Stamp(monotonic: seconds * 1_000_000), basis: .stated)
    }
    var warning = Report.Finding(id: "1", kind: "warning", headline: "")
    warning.killDue = time(due)
    warning.logEnds = time(60)
    #expect(sign { $0.warnings = [warning] } == expected)
    // it was seen to end
    warning.outcome = .bound
    warning.outcomeEvidence = [Samples.outcome("it appeared")]
    #expect(sign { $0.warnings = [warning] } == "✓")
  }
}
