import ArgumentParser
import KillCorrelator

/// What a diagnosis can be turned into.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
  case text, json, ndjson, markdown, html, svg
}

/// A diagnosis on its way to standard output.
struct Rendering {
  let format: OutputFormat
  let quiet: Bool
  let width: Int
  let colour: Bool

  /// The one place where formats are told apart: a new one is a compile error here first.
  func bytes(of diagnosis: Diagnosis) -> [UInt8] {
    switch format {
    case .text:
      var page = Page(width: width, colour: colour)
      TextReport(diagnosis: diagnosis, quiet: quiet).write(to: &page)
      return Array(page.text.utf8)
    case .json:
      var json = JSONWriter()
      EncodedReport(diagnosis: diagnosis).write(to: &json)
      json.raw("\n")
      return json.bytes
    case .ndjson:
      return EncodedLines(diagnosis: diagnosis).bytes
    case .markdown:
      var page = MarkdownPage()
      MarkdownReport(diagnosis: diagnosis, quiet: quiet).write(to: &page)
      return Array(page.text.utf8)
    case .html:
      var html = MarkupWriter()
      HTMLReport(diagnosis: diagnosis, quiet: quiet).write(to: &html)
      return Array(html.text.utf8)
    case .svg:
      var svg = MarkupWriter()
      SVGReport(diagnosis: diagnosis).write(to: &svg)
      return Array(svg.text.utf8)
    }
  }
}
