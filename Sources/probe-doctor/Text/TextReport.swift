import JournalReader
import LogModel
import KillCorrelator
import ReportModel

/// The report for people: the finding first, then why, then what to do, then what was read.
struct TextReport {
  let digest: Digest
  /// Headlines only.
  let quiet: Bool

  /// With more stories than this, a table of them comes first.
  static let manyStories = 10

  func write(to page: inout Page) {
    let groups = digest.groups
    guard !quiet else { return writeHeadlines(of: groups, to: &page) }
    if groups.count > Self.manyStories {
      SummaryTable(groups: groups, rest: digest.untold).write(to: &page)
      page.blank()
    }
    for group in groups {
      write(group, to: &page)
      page.blank()
    }
    let other = OtherFindings(digest: digest)
    if !other.isEmpty {
      other.write(to: &page)
      page.blank()
    }
    if !digest.coverage.isComplete {
      MissingParts(coverage: digest.coverage).write(to: &page)
      page.blank()
    }
    Closing(digest: digest).write(to: &page)
  }

  private func writeHeadlines(of groups: [KillGroup], to page: inout Page) {
    for group in groups {
      for kill in [group.lead] + group.listed { write(Headline(kill: kill), to: &page) }
      if let rest = group.restOfOthers { page.line((rest, .faint)) }
    }
    if let rest = digest.untold { page.line((rest, .faint)) }
    // Silence would say that all is well.
    if groups.isEmpty, !digest.coverage.isComplete {
      Closing(digest: digest).write(to: &page)
    }
  }

  private func write(_ group: KillGroup, to page: inout Page) {
    let kill = group.lead
    write(Headline(kill: kill), to: &page)
    let identity = Identity(
      device: kill.device, boot: group.boot, ordinal: group.ordinal, machine: group.machine
    ).line
    if !identity.isEmpty { page.paragraph(identity, style: .faint, indent: 2) }

    page.blank()
    page.line(("What happened", .title), indent: 2)
    page.paragraph(
      Account(kill: kill, timeout: group.boot.eventTimeout).sentences, indent: 4)
    for note in kill.notes { page.paragraph(SafeText(note), indent: 4) }
    let timeline = Timeline(kill)
    if !timeline.isEmpty {
      page.blank()
      timeline.write(to: &page, indent: 4)
    }
    Reasons(kill: kill).write(to: &page)
    group.writeOthers(to: &page)
    Advice(remedies: kill.remedies).write(to: &page)
  }

  private func write(_ headline: Headline, to page: inout Page) {
    page.headline(
      headline.sentence, mark: headline.mark, style: headline.style, right: headline.confidence)
  }
}
