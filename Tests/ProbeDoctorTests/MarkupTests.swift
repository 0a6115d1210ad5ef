import ReportModel
import Testing

@testable import Reports

@Suite struct MarkupTests {
  /// Of many logs one table leads to the stories, and each is said once before the first.
  @Test func aTableOfBootsLeadsToTheirStories() {
    var report = Samples.driver
    let page = { String(decoding: Rendering(.html).bytes(of: report), as: UTF8.self) }
    #expect(!page().contains("<a href=\"#finding1\">"))
    report.boots += report.boots
    report.coverage.sources += report.coverage.sources
    let headline = report.kills[0].headline.prefix(20)
    let start = page().firstRange(of: "<article").map { page()[..<$0.lowerBound] } ?? ""
    #expect(start.contains("<a href=\"#finding1\">") && start.contains("<a href=\"#finding2\">"))
    #expect(page().contains("id=\"finding2\""))
    #expect(!start.contains(headline) && page().contains(headline))
  }

  @Test func foreignTextIsNoMarkup() {
    let outlet = Outlet()
    var html = MarkupWriter(to: outlet)
    html.element("p", ["title": "\("\" onclick='x'")"], "\("</p><script>&amp;")")
    #expect(
      String(decoding: outlet.bytes, as: UTF8.self)
        == "<p title=\"&quot; onclick=&#39;x&#39;\">&lt;/p&gt;&lt;script&gt;&amp;amp;</p>")
  }

  /// Wherever foreign text can stand, there is markup: none of it may become an element.
  @Test(arguments: [OutputFormat.html, .svg])
  func aLineWithMarkupStaysALine(_ format: OutputFormat) throws {
    let harmless = elements(in: render(Samples.driver, format))
    let hostile = render(Samples.markup, format)
    #expect(elements(in: hostile).isSubset(of: harmless.union(["div", "h2", "ul", "li", "nav"])))
    #expect(hostile.contains("&lt;script&gt;"))
    for scheme in ["href=\"http", "src=\"", "url(", "@import"] {
      #expect(!hostile.contains(scheme))
    }
  }

  @Test(arguments: [OutputFormat.html, .svg])
  func everyElementIsClosed(_ format: OutputFormat) {
    for sample in Samples.all + [("markup", Samples.markup), ("fifty", Samples.fifty)] {
      var open: [Substring] = []
      let text = render(sample.diagnosis, format)
      for tag in text.matches(of: /<(\/?)([a-z0-9]+)[^>]*?(\/?)>/) {
        if tag.output.3 == "/" || tag.output.2 == "meta" { continue }
        if tag.output.1 == "/" {
          #expect(open.popLast() == tag.output.2, "in \(sample.name)")
        } else {
          open.append(tag.output.2)
        }
      }
      #expect(open.isEmpty, "in \(sample.name)")
    }
  }

  private func elements(in text: String) -> Set<Substring> {
    Set(text.matches(of: /<([A-Za-z!?][^ >\/]*)/).map(\.output.1))
  }

  private func render(_ diagnosis: Report, _ format: OutputFormat) -> String {
    let rendering = Rendering(format)
    return String(decoding: rendering.bytes(of: diagnosis), as: UTF8.self)
  }
}
