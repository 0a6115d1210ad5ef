import Foundation
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

  @Test(arguments: [
    ("@root fixes #12, GH-7", "@&#8203;root fixes #&#8203;12, GH-&#8203;7"),
    ("https://a.b www.c.d me@e.f", "https:&#8203;//a.b www&#8203;.c.d me@&#8203;e.f"),
    ("</summary><a href='x'>", "&lt;/summary&gt;&lt;a href=&#39;x&#39;&gt;"),
    (":bug: 0000:00:05.0 mlx5_core", ":&#8203;bug: 0000:00:05.0 mlx5_core"),
  ])
  func foreignTextStaysTextInASummary(_ foreign: String, _ expected: String) {
    #expect(MarkdownText.escapeBetweenTags(SafeText(foreign)) == expected)
  }

  /// What GitHub's own program makes of it, with all extensions and without its own precautions.
  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: program)))
  func nothingBecomesMarkup() throws {
    let hostile = [
      "@a", "a/b#1", "GH-12", "http://x.y/a", "www.x.yz", "(www.x.yz)", "ftp://x.yz",
      "mailto:a@b.cd",
      "xmpp:a@b.cd", "a@b.cd", "![x](http://y)", "[x](y)", "[x]", "[^1]", "[x]: http://y",
      "<b>x</b>",
      "<img src=x>", "<!-- x", "<https://x.yz>", "&lt;b&gt;", "&#64;a", "*x*", "**x**", "_x_",
      "__x__",
      "~~x~~", "~x~", "`x`", "``` x", "~~~ x", "# x", "### x", "- x", "+ x", "* x", "1. x", "1) x",
      "> x",
      "| a | b |", "---", "===", "***", "$x$", "\\@x", "\\*x*", "x\\", "- [ ] x", "[[x]]",
      "<details>", "</summary><a href=x>", "HTTP://X.YZ", "WWW.x.yz", "file:///a", "x | y",
    ]
    let cells = hostile.map { MarkdownText.escape(SafeText($0)) }
    var text = cells.map { "\($0)\n\n### ✗ \($0)\n\n- \($0)\n\n" }.joined()
    text += "| a | b |\n| --- | --- |\n" + cells.map { "| \($0) | 1 |\n" }.joined() + "\n"
    for summary in hostile {
      let escaped = MarkdownText.escapeBetweenTags(SafeText(summary))
      text += "<details>\n<summary>\(escaped)</summary>\n\nx\n\n</details>\n"
    }
    let page = try Self.rendered(text)
    let own: Set = [
      "p", "h3", "ul", "li", "table", "thead", "tbody", "tr", "td", "th", "details", "summary",
    ]
    let tags = Set(page.matches(of: /<\/?([A-Za-z0-9]+)/).map { String($0.output.1) })
    #expect(tags.subtracting(own) == [])
    #expect(page.components(separatedBy: "<h3>").count - 1 == hostile.count)
    #expect(page.components(separatedBy: "<tr>").count - 1 == hostile.count + 1)
    #expect(page.components(separatedBy: "<summary>").count - 1 == hostile.count)
  }

  private static let program = "/usr/bin/cmark-gfm"

  private static func rendered(_ text: String) throws -> String {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).md")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(text.utf8).write(to: file)
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments =
      ["--unsafe"] + ["table", "autolink", "strikethrough", "tasklist"].flatMap { ["-e", $0] }
      + [file.path]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let page = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: page, as: UTF8.self)
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
      // between tags nothing is read as Markdown
      .replacing(/<summary>.*<\/summary>/, with: "")
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
      #expect(top.joined().contains(/killed|interrupted/), "in \(sample.name)")
    }
  }

  private func render(_ report: Report) -> String {
    String(decoding: Rendering(.markdown).bytes(of: report), as: UTF8.self)
  }
}
