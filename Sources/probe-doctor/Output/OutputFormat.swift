import ArgumentParser
import KillCorrelator

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
  func write(_ diagnosis: Diagnosis, to outlet: Outlet) {
    switch format {
    case .text:
      var page = Page(width: width, colour: colour, to: outlet)
      TextReport(diagnosis: diagnosis, quiet: quiet).write(to: &page)
      outlet.write(page.text)
    case .json:
      var json = JSONWriter(to: outlet)
      EncodedReport(diagnosis: diagnosis).write(to: &json)
      json.raw("\n")
    case .ndjson:
      EncodedLines(outlet: outlet).write(diagnosis)
    case .markdown:
      var page = MarkdownPage()
      MarkdownReport(diagnosis: diagnosis, quiet: quiet).write(to: &page)
      outlet.write(page.text)
    case .html:
      var html = MarkupWriter(to: outlet)
      HTMLReport(diagnosis: diagnosis, quiet: quiet).write(to: &html)
    case .svg:
      var svg = MarkupWriter(to: outlet)
      SVGReport(diagnosis: diagnosis).write(to: &svg)
    }
  }

  func bytes(of diagnosis: Diagnosis) -> [UInt8] {
    let outlet = Outlet()
    write(diagnosis, to: outlet)
    return outlet.bytes
  }
}
