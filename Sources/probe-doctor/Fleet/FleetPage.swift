import FleetSurvey
import ReportModel

/// The report about a fleet as one page, with a picture of the kills over time.
struct FleetPage {
  let report: FleetReport
  let quiet: Bool

  private static let mostRows = 1_000

  private var words: FleetWords { FleetWords(report: report) }

  func write(to html: inout MarkupWriter) {
    HTMLPage(title: words.headline, style: FleetPicture.sheet).write(to: &html) { html in
      html.element("h1", "\(words.mark) \(words.headline)")
      html.newLine()
      writePicture(to: &html)
      let rows = report.table.rows.prefix(Self.mostRows)
      if !rows.isEmpty {
        html.element("section") { html in
          html.newLine()
          html.table(header: FleetTable.columns(words), rows: rows.map { $0.cells(words) })
        }
        html.newLine()
      }
      guard !quiet else { return }
      writeList("New since", report.news.map(words.sentence), to: &html)
      writeList("What is missing", report.isComplete ? [] : words.missing, to: &html)
      html.element("footer") { html in
        html.element("p", words.closing)
        html.element("p", ["class": "faint"], "Written by probe-doctor \(ProbeDoctor.version).")
      }
      html.newLine()
    }
  }

  /// The picture, for a page of somebody else's.
  func writePictureAlone(to svg: inout MarkupWriter) {
    svg.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
    let picture = FleetPicture(report.days, width: TimelinePicture.wide, title: words.headline)
    let drawing = picture.drawing
    svg.element(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": "0 0 \(pixels(drawing.width)) \(pixels(drawing.height))",
        "width": pixels(drawing.width), "height": pixels(drawing.height),
      ]
    ) { svg in
      svg.newLine()
      svg.element("title", words.headline)
      svg.element("style") { svg in
        svg.raw(PictureStyle.colours)
        svg.raw(PictureStyle.sheet)
        svg.raw(FleetPicture.sheet)
      }
      svg.raw("<rect width=\"100%\" height=\"100%\" style=\"fill: var(--paper)\"/>\n")
      drawing.write(to: &svg, name: picture.name, top: 0)
    }
    svg.newLine()
  }

  /// Twice, for a page and for a telephone, as everywhere.
  private func writePicture(to html: inout MarkupWriter) {
    guard report.days.days != nil else { return }
    html.element("section") { html in
      html.newLine()
      let wide = FleetPicture(report.days, width: TimelinePicture.wide, title: "")
      html.element("h2", wide.name)
      html.newLine()
      wide.drawing.write(to: &html, name: wide.name, style: "wide")
      FleetPicture(report.days, width: TimelinePicture.narrow, title: "").drawing
        .write(to: &html, name: wide.name, style: "narrow")
    }
    html.newLine()
  }

  private func writeList(_ title: SafeText, _ items: [SafeText], to html: inout MarkupWriter) {
    guard !items.isEmpty else { return }
    html.element("section") { html in
      html.newLine()
      html.element("h2", title)
      html.element("ul") { html in
        for item in items {
          html.element("li", item)
          html.newLine()
        }
      }
    }
    html.newLine()
  }
}
