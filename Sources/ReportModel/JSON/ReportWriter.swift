/// Takes a report boot by boot: what is written at once need not be in memory.
package protocol ReportOutput {
  mutating func add(_ boot: Report.Boot)
  /// Nothing more will come.
  mutating func finish(_ coverage: Report.Coverage)
  /// Takes a report that is known whole.
  mutating func write(_ report: Report)
}

extension ReportOutput {
  package mutating func write(_ report: Report) {
    for boot in report.boots { add(boot) }
    finish(report.coverage)
  }
}

/// `--format json`. What was read is known last, and stands last.
package struct JSONReport: ReportOutput {
  private let json: JSONWriter
  private typealias Keys = Report.CodingKeys

  package init(tool: Report.Tool, to outlet: Outlet) {
    json = JSONWriter(to: outlet)
    json.begin("{")
    json.member(Keys.schemaVersion.rawValue, 1)
    json.member(Keys.tool.rawValue, tool)
    json.name(Keys.boots.rawValue)
    json.begin("[")
  }

  package mutating func add(_ boot: Report.Boot) { json.element(boot) }

  package mutating func finish(_ coverage: Report.Coverage) {
    json.end("]")
    json.member(Keys.coverage.rawValue, coverage)
    json.end("}")
    json.raw("\n")
  }
}

/// `--format ndjson`: a line for each finding, and one for what was read.
package struct JSONLines: ReportOutput {
  private let tool: Report.Tool
  private let outlet: Outlet
  private var boots: [Report.BootIdentity] = []
  private var quiet = QuietBoots()

  package init(tool: Report.Tool, to outlet: Outlet) {
    self.tool = tool
    self.outlet = outlet
  }

  package mutating func add(_ boot: Report.Boot) {
    let identity = Report.BootIdentity(boot)
    if quiet.tells(boot) { boots.append(identity) }
    for (type, findings) in [
      ("kill", boot.kills), ("warning", boot.warnings), ("other-death", boot.otherDeaths),
    ] {
      for finding in findings {
        write(
          Report.Line(
            tool: tool, type: type, findingID: finding.id, boot: identity, finding: finding))
      }
    }
  }

  package mutating func finish(_ coverage: Report.Coverage) {
    var coverage = quiet.counted(in: coverage)
    coverage.boots = boots
    write(Report.Line(tool: tool, type: "coverage", finding: coverage))
  }

  private func write(_ line: some Encodable) {
    JSONWriter(to: outlet, isIndented: false).document(line)
  }
}
