package import ReportModel

/// What a report can be turned into.
public enum OutputFormat: String, CaseIterable, Sendable {
  case text, json, ndjson, markdown, html, svg

  /// Whether others than who asked are to read it.
  public var isMadeToBePassedOn: Bool {
    switch self {
    case .markdown, .html, .svg: true
    case .text, .json, .ndjson: false
    }
  }

  /// Whether programs read it: they may count what no person wants to read of.
  public var isForPrograms: Bool { self == .json || self == .ndjson }
}

extension OutputFormat {
  /// How the formats write a text: for who looks for it in what they wrote.
  package static func spellings(of text: String) -> Set<String> {
    let outlet = Outlet()
    JSONWriter(to: outlet, isIndented: false).element(text)
    let json = String(decoding: outlet.bytes, as: UTF8.self).dropFirst().dropLast()
    let safe = SafeText(text)
    return [
      text, String(json), safe.text, MarkupWriter.escape(safe), MarkdownText.escape(safe),
      MarkdownText.escapeBetweenTags(safe),
    ]
  }
}

/// A report on its way to where it is read.
package struct Rendering {
  package var format: OutputFormat
  /// Headlines only.
  package var quiet = false
  /// The whole answer on one screen; see ``BriefReport``.
  package var brief = false
  /// Times in UTC, where the log tells its zone.
  package var utc = false
  /// Whether nothing but ASCII is shown.
  package var ascii = false
  /// Lines of the terminal: what is longer says the verdict again at its end, where one looks first.
  package var height: Int?
  /// Columns of a line of text.
  package var width = 100
  package var colour = false

  package init(_ format: OutputFormat, quiet: Bool = false, width: Int = 100, colour: Bool = false)
  {
    self.format = format
    self.quiet = quiet
    self.width = width
    self.colour = colour
  }

  /// The one place where formats are told apart: a new one is a compile error here first.
  package func output(tool: Report.Tool, to outlet: Outlet) -> any ReportOutput {
    switch format {
    case .json: JSONReport(tool: tool, to: outlet)
    case .ndjson: JSONLines(tool: tool, to: outlet)
    case .text where brief:
      WholeReport(tool: tool) {
        outlet.write(BriefReport($0, width: width, ascii: ascii, utc: utc).text)
      }
    case .text, .markdown, .html:
      WholeReport(tool: tool) { report in
        let once = Outlet()
        write(Document(report, quiet: quiet, utc: utc), to: height == nil ? outlet : once)
        guard let height else { return }
        guard once.bytes.count(where: { $0 == 0x0a }) >= height else {
          return outlet.write(once.bytes)
        }
        write(Document(report, quiet: quiet, utc: utc, endsWithVerdict: true), to: outlet)
      }
    case .svg: WholeReport(tool: tool) { SVGPicture($0).write(to: outlet) }
    }
  }

  package func bytes(of report: Report) -> [UInt8] { written(report).bytes }

  /// The same, for who asks what of it is form and what came from a log.
  package func written(_ report: Report) -> Outlet {
    let outlet = Outlet()
    var output = output(tool: report.tool, to: outlet)
    output.write(report)
    return outlet
  }

  package func write(_ report: FleetReport, to outlet: Outlet) {
    switch format {
    case .json: JSONWriter(to: outlet).document(report)
    case .ndjson: report.writeLines(to: outlet)
    case .text, .markdown, .html: write(Document(report, quiet: quiet), to: outlet)
    case .svg: SVGPicture(report).write(to: outlet)
    }
  }

  /// A document in one of the formats for people.
  package func write(_ document: Document, to outlet: Outlet) {
    switch format {
    case .markdown: MarkdownWriter.write(document, to: outlet)
    case .html: PageWriter.write(document, to: outlet)
    case .text, .json, .ndjson, .svg:
      TextWriter.write(document, width: width, colour: colour, ascii: ascii, to: outlet)
    }
  }
}

/// A report for people: what is found last may stand first in it.
private struct WholeReport: ReportOutput {
  let tool: Report.Tool
  let show: (Report) -> Void
  var boots: [Report.Boot] = []
  var quiet = QuietBoots()

  init(tool: Report.Tool, _ show: @escaping (Report) -> Void) {
    self.tool = tool
    self.show = show
  }

  func write(_ report: Report) { show(report) }

  mutating func add(_ boot: Report.Boot) { if quiet.tells(boot) { boots.append(boot) } }

  mutating func finish(_ coverage: Report.Coverage) {
    write(Report(tool: tool, boots: boots, coverage: quiet.counted(in: coverage)))
  }
}
