internal import ReportModel

/// The lines of a log that a page shows at its end, so that the marks of a picture can lead there.
struct LogLines {
  private let prefix: SafeText
  private let entries: [Report.Entry]
  private let numbers: [Place: Int]

  /// - Parameter boot: which boot, counted from 1: a page has the lines of several.
  init(_ entries: [Report.Entry], boot: Int) {
    prefix = "boot\(boot)-line"
    self.entries = entries
    numbers = Dictionary(
      entries.enumerated().map { ($1.place, $0 + 1) }, uniquingKeysWith: { first, _ in first })
  }

  /// The id of a line on the page; empty for one that is not there.
  func anchor(_ entry: Report.Entry) -> SafeText {
    numbers[entry.place].map { "\(prefix)\($0)" } ?? ""
  }

  func write(to html: inout MarkupWriter) {
    guard !entries.isEmpty else { return }
    html.element("h3", "The lines behind the marks")
    let sources = Set(entries.map(\.source))
    if sources.count == 1, let source = sources.first {
      html.element("p", ["class": "faint"], "From \(source):")
    }
    html.element("ol", ["class": "lines"]) { html in
      html.newLine()
      for entry in entries {
        html.element("li", ["id": anchor(entry)]) { html in
          html.preformatted(entry.quoted)
          let source: SafeText = sources.count == 1 ? "" : "\(entry.source), "
          html.element("small", "\(source)\(entry.position)")
        }
        html.newLine()
      }
    }
    html.newLine()
  }
}
