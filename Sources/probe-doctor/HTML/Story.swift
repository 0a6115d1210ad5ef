import KillCorrelator
import LogModel
import ReportModel

/// Kills that are one story, as an article of the page.
struct Story {
  let group: KillGroup

  private var kill: Kill { group.lead }

  func write(to html: inout MarkupWriter) {
    html.element("article") { html in
      html.newLine()
      Self.writeHeadline(of: kill, to: &html)
      let identity = Identity(
        device: kill.device, boot: group.boot, ordinal: group.ordinal, machine: group.machine
      ).line
      if !identity.isEmpty { html.element("p", ["class": "faint"], identity) }
      html.element("h3", "What happened")
      html.element("p", Account(kill: kill, timeout: group.boot.eventTimeout).sentences)
      for note in kill.notes { html.element("p", SafeText(note)) }
      html.newLine()
      writeSteps(to: &html)
      writeReasons(to: &html)
      if !group.others.isEmpty {
        html.element("h3", group.othersTitle)
        html.table(rows: group.otherRows)
        if let rest = group.restOfOthers { html.element("p", ["class": "faint"], rest) }
      }
      writeAdvice(to: &html)
    }
    html.newLine()
  }

  static func writeHeadline(of kill: Kill, to html: inout MarkupWriter) {
    let headline = Headline(kill: kill)
    html.element("h2") { html in
      html.element("span", ["class": headline.style == .bad ? "bad" : "doubtful"], headline.mark)
      html.text("\u{a0}" + headline.sentence)
      if !headline.confidence.isEmpty {
        html.text(" ")
        html.element("span", ["class": "sure"], headline.confidence)
      }
    }
    html.newLine()
  }

  private func writeSteps(to html: inout MarkupWriter) {
    let timeline = Timeline(kill)
    guard !timeline.isEmpty else { return }
    html.element("table", ["class": "steps"]) { html in
      html.newLine()
      for step in timeline.steps {
        html.element("tr", ["class": step.isKill ? "bad" : ""]) { html in
          html.element("td", timeline.time(of: step))
          html.element("td", (step.isKill ? "✗ " : "") + step.text + step.remark)
        }
        html.newLine()
      }
    }
    if let footnote = timeline.footnote {
      html.element("p", ["class": "faint"], "~ " + footnote)
    }
    html.newLine()
  }

  private func writeReasons(to html: inout MarkupWriter) {
    let reasons = Reasons(kill: kill)
    if !reasons.items.isEmpty { html.element("h3", reasons.title) }
    for item in reasons.items {
      html.element("p", ["class": "reason"]) { html in
        html.element("b", item.sign)
        html.text(" " + item.says)
      }
      writePre(item.lines + (item.rest.map { [$0] } ?? []), to: &html)
    }
    for remark in reasons.remarks {
      html.element("p", remark.lead + remark.text)
      html.newLine()
    }
  }

  private func writeAdvice(to html: inout MarkupWriter) {
    let advice = Advice(remedies: kill.remedies)
    guard !advice.scopes.isEmpty else { return }
    html.element("h3", "What to do")
    html.newLine()
    for (scope, remedies) in advice.scopes {
      for remedy in remedies {
        html.element("p", ["class": "reason"]) { html in
          html.element("b", SafeText(scope.rawValue))
          html.text(" \(remedy.text)")
        }
        writePre(remedy.commands.map { SafeText($0) }, to: &html)
      }
    }
  }

  private func writePre(_ lines: [SafeText], to html: inout MarkupWriter) {
    html.preformatted(lines)
    html.newLine()
  }
}

extension MarkupWriter {
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

  /// Rows below each other; columns that are empty in all of them are left out.
  mutating func table(header: [SafeText] = [], rows: [[SafeText]]) {
    let count = rows.map(\.count).max() ?? 0
    let used = (0..<count).filter { column in rows.contains { !$0[column].isEmpty } }
    element("div", ["class": "scroll"]) { html in
      html.element("table") { html in
        html.newLine()
        if !header.isEmpty {
          html.element("tr") { html in
            for column in used { html.element("th", header[column]) }
          }
          html.newLine()
        }
        for cells in rows {
          html.element("tr") { html in
            for column in used { html.element("td", cells[column]) }
          }
          html.newLine()
        }
      }
    }
    newLine()
  }
}
