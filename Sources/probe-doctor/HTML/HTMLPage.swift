import ReportModel

/// A page that needs nothing else, and in which nothing runs.
struct HTMLPage {
  let title: SafeText
  /// Rules beside those that all pages have.
  var style: StaticString = ""

  func write(to html: inout MarkupWriter, body: (inout MarkupWriter) -> Void) {
    html.raw("<!DOCTYPE html>\n")
    html.element("html", ["lang": "en"]) { html in
      html.newLine()
      writeHead(to: &html)
      html.element("body") { html in
        html.newLine()
        html.element("main") { html in
          html.newLine()
          body(&html)
        }
        html.newLine()
      }
    }
    html.newLine()
  }

  private func writeHead(to html: inout MarkupWriter) {
    html.element("head") { html in
      html.raw("\n<meta charset=\"utf-8\">\n")
      html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
      // Whatever a log may bring along: the browser runs and fetches nothing.
      html.raw("<meta http-equiv=\"Content-Security-Policy\" ")
      html.raw("content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
      html.element("title", "probe-doctor: \(title)")
      html.newLine()
      html.element("style") { html in
        html.newLine()
        html.raw(PictureStyle.colours)
        html.raw(PictureStyle.sheet)
        html.raw(PageStyle.sheet)
        html.raw(style)
      }
      html.newLine()
    }
    html.newLine()
  }
}
