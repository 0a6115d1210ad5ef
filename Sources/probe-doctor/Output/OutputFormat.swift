import ArgumentParser
import KillCorrelator
import LogModel

/// What a diagnosis can be turned into.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json, ndjson, markdown, html, svg

  /// Whether others than who asked are to read it.
  var isMadeToBePassedOn: Bool {
    switch self {
    case .markdown, .html, .svg: true
    case .text, .json, .ndjson: false
    }
  }

  /// Whether programs read it: they may count what no person wants to read of.
  var isForPrograms: Bool { self == .json || self == .ndjson }
}

/// A diagnosis on its way to standard output.
struct Rendering {
  let format: OutputFormat
  let quiet: Bool
  let width: Int
  let colour: Bool

  /// The one place where formats are told apart: a new one is a compile error here first.
  func report(to outlet: Outlet) -> any GrowingReport {
    switch format {
    case .text:
      GrowingText(
        quiet: quiet, page: Page(width: width, colour: colour, to: outlet), to: outlet)
    case .json: EncodedReport(to: outlet)
    case .ndjson: EncodedLines(to: outlet)
    case .markdown:
      WholeReport { diagnosis in
        var page = MarkdownPage()
        MarkdownReport(diagnosis: diagnosis, quiet: quiet).write(to: &page)
        outlet.write(page.text)
      }
    case .html:
      WholeReport { diagnosis in
        var html = MarkupWriter(to: outlet)
        HTMLReport(diagnosis: diagnosis, quiet: quiet).write(to: &html)
      }
    case .svg:
      WholeReport { diagnosis in
        var svg = MarkupWriter(to: outlet)
        SVGReport(diagnosis: diagnosis).write(to: &svg)
      }
    }
  }

  func bytes(of diagnosis: ToldDiagnosis) -> [UInt8] {
    let outlet = Outlet()
    var report = report(to: outlet)
    report.tell(diagnosis)
    return outlet.bytes
  }
}
