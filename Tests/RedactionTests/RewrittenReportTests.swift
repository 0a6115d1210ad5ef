import KillCorrelator
import LogModel
import Testing

@testable import Redaction
@testable import ReportModel

/// A report is looked through as a whole, whatever keys its types have.
@Suite struct RewrittenReportTests {
  /// Something private stands under each key: it stays only where nothing private can stand.
  @Test func onlyNamedKeysStayAsTheyAre() throws {
    var filled = Rewriting(
      text: { _, _ in "by ridge7" },
      entry: { entry in
        Report.Entry(source: "ridge7.log", position: "line 1", line: Array("ridge7: x".utf8))
      }
    ).applied(to: Self.sample)
    filled.tool = Self.sample.tool
    var values = PrivateValues(Correlator().question)
    values.learn(.host, "ridge7")
    var redactor = Redactor(values)
    let outlet = Outlet()
    JSONWriter(to: outlet).document(redactor.redacted(filled))
    let lines = String(decoding: outlet.bytes, as: UTF8.self).split(separator: "\n")
    let kept = Set(
      lines.filter { $0.contains("ridge7") }.map { $0.split(separator: "\"").dropFirst().first })
    let expected: Set<Substring?> = [
      "kind", "signal", "rule", "realtime", "local", "kernel", "udev", "modalias",
      "subsystem", "id",
    ]
    #expect(kept == expected)
    #expect(lines.contains { $0.contains("\"headline\": \"by host-1\"") })
    #expect(lines.contains { $0.contains("\"text\": \"host-1: x\"") })
    #expect(lines.contains { $0.contains("\"source\": \"host-1.log\"") })
  }

  @Test func aFindingsIdKeepsItsForm() {
    var boot = Report.Boot(eventTimeout: Report.EventTimeout())
    boot.hostname = "ahci"
    boot.bootID = "e72c902f95ed40228e846bd80bb94def"
    boot.kills = [Self.finding]
    boot.kills[0].id = FindingID(boot.kills[0], of: boot).text
    var values = PrivateValues(Correlator().question)
    values.learn(
      Report(tool: Report.Tool(version: "1"), boots: [boot], coverage: .init(complete: true)))
    var redactor = Redactor(values)
    let redacted = redactor.redacted(boot)
    #expect(redacted.kills[0].id == FindingID(redacted.kills[0], of: redacted).text)
    #expect(redacted.kills[0].id.hasPrefix("host-1/b0000001"))
  }

  @Test func bytesThatAreNoTextStayExact() {
    let line = Array("usb 1-1: SerialNumber: 4C53 ".utf8) + [0xff, 0x20, 0x80]
    var boot = Report.Boot(eventTimeout: Report.EventTimeout())
    boot.eventTimeout.entries = [Report.Entry(source: "x", position: "line 1", line: line)]
    var redactor = Redactor(PrivateValues(Correlator().question))
    let entry = redactor.redacted(boot).eventTimeout.entries[0]
    #expect(entry.line == Array("usb 1-1: SerialNumber: serial-1".utf8))
  }

  private static var finding: Report.Finding {
    var finding = Report.Finding(id: "x", kind: "kill", headline: "h")
    let time = Report.Time(Stamp(monotonic: 1, realtime: 2), basis: .stated)
    finding.title = "t"
    finding.signature = "s"
    finding.by = "udevd"
    finding.signal = "KILL"
    finding.device = Report.Device()
    finding.device?.sysname = "sda"
    finding.device?.devpath = "/devices/x"
    finding.device?.subsystem = "block"
    finding.device?.modalias = "m"
    finding.device?.description = "d"
    finding.program = "p"
    finding.killed = time
    finding.story = "s"
    let evidence = Report.Evidence(
      rule: "r", weight: 1, says: "s",
      entries: [Report.Entry(source: "x", position: "line 1", line: Array("x".utf8))])
    finding.suspects = [
      Report.Suspect(kind: .driver, name: "n", score: 1, evidence: [evidence], against: [evidence])
    ]
    finding.cleared = [Report.Clearing(name: "n", says: "s")]
    finding.outcomeEvidence = [evidence]
    finding.notes = ["n"]
    finding.remedies = [Report.Remedy(id: "i", scope: .now, text: "t", commands: ["c"])]
    finding.says = "s"
    finding.driver = "d"
    finding.report = evidence.entries
    return finding
  }

  private static var sample: Report {
    var boot = Report.Boot(eventTimeout: Report.EventTimeout())
    boot.kernel = "k"
    boot.udev = "u"
    boot.first = Report.Time(Stamp(realtime: 2, calendar: .local), basis: .stated)
    boot.alignments = [Report.Alignment(sources: ["a"], by: ["b"], lines: 1)]
    boot.kills = [finding]
    boot.warnings = [finding]
    boot.otherDeaths = [finding]
    return Report(
      tool: Report.Tool(version: "1"), boots: [boot],
      coverage: Report.Coverage(
        complete: false,
        sources: [Report.Source(name: "n", kind: "text", entries: 1, boots: 1, skipped: "s")],
        gaps: [Report.Gap(kind: "k", count: nil, place: "p")]))
  }
}
