package import ReportModel

/// Shows a document as one page of HTML that needs nothing else: no script, no font, no network.
package struct PageWriter {
  private var html: MarkupWriter
  /// The element that titles are at hand: those of a story stand below its headline.
  private var titles: StaticString = "h2"
  /// Articles that have begun.
  private var articles = 0

  package static func write(_ document: Document, to outlet: Outlet) {
    var writer = PageWriter(html: MarkupWriter(to: outlet))
    writer.write(document)
  }

  private init(html: MarkupWriter) { self.html = html }

  private mutating func write(_ document: Document) {
    html.raw("<!DOCTYPE html>\n")
    element("html", ["lang": "en"]) { page in
      page.html.newLine()
      page.writeHead(of: document)
      page.element("body") { page in
        page.html.newLine()
        page.element("main") { page in
          page.html.newLine()
          let mark = document.headline.mark.sign
          page.html.element("h1", (mark.isEmpty ? "" : mark + " ") + document.headline.sentence)
          page.html.newLine()
          page.write(contentsOf: document)
          page.write(document.blocks)
        }
        page.html.newLine()
      }
    }
    html.newLine()
  }

  /// What was looked at, and where each finding stands.
  private mutating func write(contentsOf document: Document) {
    for text in document.about {
      html.element("p", ["class": "faint"]) { $0.prose(text) }
      html.newLine()
    }
    guard document.contents.count > 1 else { return }
    html.raw("<nav aria-label=\"Contents\">")
    html.element("ol") { html in
      for (number, headline) in document.contents.enumerated() {
        html.element("li") { html in
          html.element("a", ["href": "#finding\(number + 1)"], headline.sentence)
          html.sure(headline.confidence)
        }
        html.newLine()
      }
    }
    html.raw("</nav>")
    html.newLine()
  }

  private mutating func writeHead(of document: Document) {
    html.element("head") { html in
      html.raw("\n<meta charset=\"utf-8\">\n")
      html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
      // Whatever a log may bring along: the browser runs and fetches nothing.
      html.raw("<meta http-equiv=\"Content-Security-Policy\" ")
      html.raw("content=\"default-src 'none'; style-src 'unsafe-inline'\">\n")
      html.element("title", "probe-doctor: \(document.headline.sentence)")
      html.newLine()
      html.element("style") { html in
        html.newLine()
        for sheet in [
          PictureStyle.colours, PictureStyle.sheet, PageStyle.sheet, document.style,
        ] { html.raw(sheet) }
      }
      html.newLine()
    }
    html.newLine()
  }

  private mutating func write(_ blocks: [Block]) {
    for block in blocks { write(block) }
  }

  private mutating func write(_ block: Block) {
    switch block {
    case .headline(let headline): write(headline)
    case .headlines(let headlines, let rest):
      for headline in headlines { write(headline) }
      if let rest { faint(rest) }
    case .paragraph(let text, .faint, _), .note(let text): faint(text)
    case .paragraph(let text, _, _): html.element("p", text)
    case .story(let paragraphs):
      for text in paragraphs { html.element("p", text) }
      html.newLine()
    case .remark(let lead, let text):
      html.element("p", lead + text)
      html.newLine()
    case .table(let table): write(table)
    case .steps(let timeline): write(timeline)
    case .facts(let facts): write(facts)
    case .items(let items): write(items)
    case .list(let items, let rest):
      html.element("ul") { html in
        for item in items + (rest.map { [$0] } ?? []) {
          html.element("li", item)
          html.newLine()
        }
      }
    case .picture(let picture): write(picture)
    case .part(let title, let blocks):
      if let title { html.element(titles, title) }
      write(blocks)
    case .group(let group, let blocks): write(group, blocks)
    case .folded(_, let blocks): write(blocks)
    case .limited(let media, let blocks): if media.contains(.page) { write(blocks()) }
    }
  }

  private mutating func write(_ group: Group, _ blocks: [Block]) {
    let (name, titles): (StaticString, StaticString) =
      switch group {
      case .article: ("article", "h3")
      case .section: ("section", "h2")
      case .footer, .closing: ("footer", "h2")
      }
    let outer = self.titles
    self.titles = titles
    var id: SafeText = ""
    if group == .article {
      articles += 1
      id = "finding\(articles)"
    }
    element(name, ["id": id]) { page in
      if group != .closing { page.html.newLine() }
      page.write(blocks)
    }
    self.titles = outer
    html.newLine()
  }

  private mutating func element(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, SafeText> = [:],
    _ body: (inout PageWriter) -> Void
  ) {
    html.begin(name, attributes)
    body(&self)
    html.end(name)
  }

  private mutating func faint(_ text: SafeText) { html.element("p", ["class": "faint"], text) }

  private mutating func write(_ headline: Headline) {
    html.element("h2") { html in
      let style: SafeText = headline.mark.style == .bad ? "bad" : "doubtful"
      html.element("span", ["class": style], headline.mark.sign)
      html.text("\u{a0}" + headline.sentence)
      html.sure(headline.confidence)
    }
    html.newLine()
  }

  private mutating func write(_ timeline: Timeline) {
    html.element("table", ["class": "steps"]) { html in
      html.newLine()
      for step in timeline.steps {
        html.element("tr", ["class": step.isKill ? "bad" : ""]) { html in
          html.element("td", step.time)
          html.element("td", (step.isKill ? "✗ " : "") + step.text + step.remark)
        }
        html.newLine()
      }
    }
    if let footnote = timeline.footnote { faint("~ " + footnote) }
    html.newLine()
  }

  private mutating func write(_ facts: [Fact]) {
    for fact in facts {
      html.element("p", ["class": "fact"]) { html in
        html.element("b", fact.label)
        html.element("span") { html in
          html.prose(fact.text)
          html.sure(fact.sure)
        }
      }
      html.newLine()
    }
  }

  private mutating func write(_ items: [Item]) {
    if items.first?.kind == .remedy { html.newLine() }
    for item in items {
      if item.kind == .event {
        html.element("p", (item.lead.isEmpty ? "" : item.lead + ": ") + item.says)
      } else {
        html.element("p", ["class": "reason"]) { html in
          html.element("b", item.lead)
          html.element("span", item.says)
        }
      }
      html.preformatted(item.lines + (item.rest.map { [$0] } ?? []))
      html.newLine()
    }
  }

  /// Rows below each other; columns that are empty in all of them are left out.
  private mutating func write(_ table: Table) {
    let used = table.used
    html.element("div", ["class": "scroll"]) { html in
      html.element("table", ["class": used.count > 8 ? "many" : ""]) { html in
        html.newLine()
        if table.hasHeader {
          html.element("tr") { html in
            for column in used { html.element("th", table.header[column]) }
          }
          html.newLine()
        }
        for (row, cells) in table.rows.enumerated() {
          let article = row < table.articles.count ? table.articles[row] : nil
          html.element("tr") { html in
            for column in used {
              let cell = cells[column]
              let title: SafeText = table.hasHeader ? table.header[column] : ""
              html.element("td", ["data-title": title, "class": cell.columns < 9 ? "whole" : ""]) {
                if column == used.first, let article {
                  $0.element("a", ["href": "#finding\(article)"], cell)
                } else {
                  $0.prose(cell)
                }
              }
            }
          }
          html.newLine()
        }
      }
    }
    html.newLine()
  }

  /// Twice, for a page and for a telephone: one picture would be too small for the one or too
  /// wide for the other. The style sheet shows the one that fits.
  private mutating func write(_ picture: Illustration) {
    html.element("h2", picture.title)
    if !picture.subtitle.isEmpty { faint(picture.subtitle) }
    html.newLine()
    for (width, style) in [(Drawing.wide, "wide"), (Drawing.narrow, "narrow")]
      as [(Double, SafeText)]
    {
      picture.drawing(width).write(to: &html, name: picture.name, style: style)
    }
    picture.lines?.write(to: &html)
  }
}

extension MarkupWriter {
  /// Text in which dates, versions and the like are not broken at their hyphens.
  fileprivate mutating func prose(_ content: SafeText) {
    for (index, word) in content.separated.enumerated() {
      if index > 0 { text(" ") }
      if word.text.contains("-"), word.columns <= 24 {
        element("span", ["class": "whole"], word)
      } else {
        text(word)
      }
    }
  }

  /// How sure something is, if that is said.
  fileprivate mutating func sure(_ content: SafeText) {
    guard !content.isEmpty else { return }
    text(" ")
    element("span", ["class": "sure"], content)
  }

  /// Lines as they are.
  mutating func preformatted(_ lines: [SafeText]) {
    guard !lines.isEmpty else { return }
    element("pre") { html in
      for (index, line) in lines.enumerated() {
        if index > 0 { html.newLine() }
        html.text(line)
      }
    }
  }
}
