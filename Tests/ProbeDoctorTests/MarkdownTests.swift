import ReportModel
import Testing

@testable import Reports

@Suite struct MarkdownTests {
  @Test(arguments: [
    ("vortex_fc 0000:00:06.0", "vortex_fc 0000:00:06.0"),
    ("*a* `b` [c](d) ~e~ $f$", "\\*a\\* \\`b\\` \\[c\\](d) \\~&#8203;e\\~ \\$&#8203;f\\$"),
    ("_x_ a_b", "\\_x\\_ a_b"),
    ("<img src=x>", "\\<img src=x\\>"),
    ("a|b\\|c", "a\\|b\\\\\\|c"),
    ("&amp; &lt;", "&amp;&#8203;amp; &amp;&#8203;lt;"),
    ("@root fixes #12, GH-7 and !8", "@&#8203;root fixes #&#8203;12, GH-&#8203;7 and !&#8203;8"),
    ("https://a.b www.c.d me@e.f", "https:&#8203;//a.b www&#8203;.c.d me@&#8203;e.f"),
    (":bug: 0:0:100:0", ":&#8203;bug: 0:0:&#8203;100:0"),
    ("# title", "\\# title"), ("- item", "\\- item"), ("1. item", "1\\. item"),
    ("/close", "\\/close"), ("\\x1b[m\\", "\\x1b\\[m\\\\"),
  ])
  func foreignTextStaysText(_ foreign: String, _ expected: String) {
    #expect(MarkdownText.escape(SafeText(foreign)) == expected)
  }

  @Test func aFenceCannotBeClosedFromWithin() {
    var writer = MarkdownWriter()
    writer.code(["```", "</details> @all", "`````x"])
    #expect(writer.text == "``````text\n```\n</details> @all\n`````x\n``````\n")
  }

  /// Kept as a file so that it can be shown to a Markdown program too.
  @Test func aLineWithMarkupStaysALine() throws {
    let text = render(Samples.markup)
    try Golden.check(Array(text.utf8), against: "markup.md")
    let prose = text.replacing(/(?m)^ *(`{3,}).*\n(?:(?! *\1$).*\n)* *\1$/, with: "")
    for raw in ["<script", "<img", "@root", "#12", "GH-7", "://", "www.", "@e.f", "](", ":bug:"] {
      #expect(!prose.replacing(/\\[^A-Za-z0-9]/, with: "").contains(raw), "\(raw)")
    }
    #expect(prose.contains("alert"))
  }

  @Test func aCrowdFitsIntoAnIssue() {
    var diagnosis = Samples.manyVictims
    let kills = diagnosis.boots[0].kills
    diagnosis.boots[0].kills = (0..<200).flatMap { _ in kills }
    diagnosis.boots += Samples.manyStories.boots + Samples.manyStories.boots
    let text = render(diagnosis)
    #expect(text.utf16.count < 65_536)
  }

  @Test func theFindingIsInTheFirstThreeLines() {
    for sample in Samples.all where !sample.diagnosis.kills.isEmpty {
      let text = render(sample.diagnosis)
      let top = text.split(separator: "\n", omittingEmptySubsequences: false).prefix(3)
      #expect(top.joined().contains("killed"), "in \(sample.name)")
    }
  }

  private func render(_ report: Report) -> String {
    String(decoding: Rendering(.markdown).bytes(of: report), as: UTF8.self)
  }
}
