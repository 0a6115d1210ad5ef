import JournalReader
import LogModel
import KillCorrelator

/// The report as one page that needs nothing else: no script, no font, no network.
///
/// The sentences are those of the text report; beside them stand the time lines as pictures.
struct HTMLReport {
  let diagnosis: ToldDiagnosis
  /// Headlines only.
  let quiet: Bool

  private let digest: Digest
  private var closing: Closing { Closing(digest: digest) }

  init(diagnosis: ToldDiagnosis, quiet: Bool) {
    self.diagnosis = diagnosis
    self.quiet = quiet
    digest = Digest(diagnosis)
  }

  func write(to html: inout MarkupWriter) {
    HTMLPage(title: closing.found).write(to: &html, body: writeBody)
  }

  private func writeBody(to html: inout MarkupWriter) {
    let groups = digest.groups
    let mark: Shown = closing.mark.isEmpty ? "" : closing.mark + " "
    html.element("h1", mark + closing.found)
    html.newLine()
    guard !quiet else {
      for group in groups {
        for kill in [group.lead] + group.listed { Story.writeHeadline(of: kill, to: &html) }
        if let rest = group.restOfOthers { html.element("p", ["class": "faint"], rest) }
      }
      if let rest = digest.untold { html.element("p", ["class": "faint"], rest) }
      return
    }
    if groups.count > TextReport.manyStories {
      html.table(rows: SummaryTable(groups: groups, rest: nil).rows)
      if let rest = digest.untold { html.element("p", ["class": "faint"], rest) }
    }
    for (place, boot) in diagnosis.boots.enumerated() where !boot.kills.isEmpty {
      for group in groups where group.place == place { Story(group: group).write(to: &html) }
      writePicture(of: boot, at: place, to: &html)
    }
    writeOther(to: &html)
    writeCoverage(to: &html)
  }

  // MARK: - The time line

  /// Twice, for a page and for a telephone: one picture would be too small for the one or too
  /// wide for the other. The style sheet shows the one that fits.
  private func writePicture(of boot: ToldBoot, at place: Int, to html: inout MarkupWriter) {
    let lanes = Lanes(boot)
    guard !lanes.all.isEmpty else { return }
    let lines = LogLines(lanes.entries, boot: place + 1)
    html.element("section") { html in
      html.newLine()
      html.element("h2", "Time line")
      let name = SVGReport.name(of: boot, number: place + 1, of: diagnosis.boots.count)
      if !name.isEmpty { html.element("p", ["class": "faint"], name) }
      html.newLine()
      for (width, style) in [
        (TimelinePicture.wide, "wide"), (TimelinePicture.narrow, "narrow"),
      ] as [(Double, Shown)] {
        let picture = TimelinePicture(lanes, title: "", width: width, anchor: lines.anchor)
        picture.drawing.write(to: &html, name: "Time line \(name)", style: style)
      }
      lines.write(to: &html)
    }
    html.newLine()
  }

  // MARK: - What is not about one kill

  private func writeOther(to html: inout MarkupWriter) {
    let other = OtherFindings(digest: digest)
    guard !other.isEmpty else { return }
    html.element("section") { html in
      html.newLine()
      if !other.warningRows.isEmpty {
        html.element("h2", "Close calls")
        html.element("p", OtherFindings.aboutWarnings)
        html.table(rows: other.warningRows)
        if let rest = other.restOfWarnings { html.element("p", ["class": "faint"], rest) }
      }
      if !other.deathItems.isEmpty { html.element("h2", "Not timeout kills") }
      for death in other.deathItems {
        html.element("p", (death.time.map { "\($0): " } ?? "") + death.says)
        if let line = death.line { html.element("pre", line) }
        html.newLine()
      }
      if let rest = other.restOfDeaths { html.element("p", ["class": "faint"], rest) }
    }
    html.newLine()
  }

  private func writeCoverage(to html: inout MarkupWriter) {
    html.element("footer") { html in
      html.newLine()
      if !diagnosis.coverage.isComplete {
        html.element("h2", "What is missing")
        html.element("ul") { html in
          for item in MissingParts(coverage: diagnosis.coverage).items {
            html.element("li", item)
            html.newLine()
          }
        }
      }
      html.element("p", closing.read)
      html.element("p", ["class": "faint"], "Written by probe-doctor \(ProbeDoctor.version).")
    }
    html.newLine()
  }
}
