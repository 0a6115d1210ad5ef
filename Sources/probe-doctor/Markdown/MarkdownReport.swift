import JournalReader
import LogModel
import KillCorrelator

/// The report for an issue tracker or a mail: the finding in its first lines, then what a
/// maintainer asks for next, with the long parts folded.
struct MarkdownReport {
  let diagnosis: ToldDiagnosis
  /// Headlines only.
  let quiet: Bool

  /// Kills in a table before the rest is folded.
  private static let mostKills = 10
  /// Headlines in the list that stands first where there are several, each with its story below.
  private static let mostHeadlines = 10
  /// Trackers take no more than 65,536 characters: neither all kills of a crowd nor all stories
  /// of a year can be in one report.
  private static let mostFolded = 100

  private let digest: Digest
  private var closing: Closing { Closing(digest: digest) }

  init(diagnosis: ToldDiagnosis, quiet: Bool) {
    self.diagnosis = diagnosis
    self.quiet = quiet
    digest = Digest(diagnosis)
  }

  func write(to page: inout MarkdownPage) {
    let groups = digest.groups
    if groups.count == 1, !quiet, let group = groups.first {
      page.block("### \(headline(of: group.lead))")
      write(group, to: &page)
    } else if !groups.isEmpty {
      writeHeadlines(of: groups, to: &page)
      guard !quiet else { return }
      for group in groups.prefix(Self.mostHeadlines) {
        page.folded(Headline(kill: group.lead).sentence) { write(group, to: &$0) }
      }
    } else if quiet, diagnosis.coverage.isComplete {
      return
    } else {
      page.block("### \(closing.mark) \(closing.found)")
      guard !quiet else { return }
    }
    writeOther(to: &page)
    writeVersions(to: &page)
    writeCoverage(to: &page)
  }

  private func headline(of kill: Kill) -> Marked {
    let headline = Headline(kill: kill)
    let confidence: Marked = headline.confidence.isEmpty ? "" : " (\(headline.confidence))"
    return "\(headline.mark) \(headline.sentence)\(confidence)"
  }

  private func writeHeadlines(of groups: [KillGroup], to page: inout MarkdownPage) {
    var items = groups.prefix(Self.mostHeadlines).map { group -> Marked in
      let more: Marked =
        group.othersCount == 0 ? "" : ", and \(counted(group.othersCount, "other")) with it"
      return "\(headline(of: group.lead))\(more)"
    }
    let hidden = groups.count - Self.mostHeadlines + digest.untoldKills
    if hidden > 0 { items.append("… and \(grouped(hidden)) more") }
    page.list(items)
  }

  // MARK: - A story

  private func write(_ group: KillGroup, to page: inout MarkdownPage) {
    let kill = group.lead
    let account = Account(kill: kill, timeout: group.boot.eventTimeout).sentences
    page.block("\(([account] + kill.notes.map { Shown($0) }).joined(separator: " "))")
    let identity = Identity(
      device: kill.device, boot: group.boot, ordinal: group.ordinal, machine: group.machine
    ).line
    if !identity.isEmpty { page.block("\(identity)") }
    writeTable(of: [kill] + group.others, of: group.othersCount + 1, to: &page)
    write(Reasons(kill: kill), to: &page)
    write(Timeline(kill), to: &page)
    write(Advice(remedies: kill.remedies), to: &page)
  }

  /// - Parameter count: of all kills, of which those given are the first.
  private func writeTable(of kills: [Kill], of count: Int, to page: inout MarkdownPage) {
    let header: [Shown] = [
      "killed", "device", "victim", "SEQNUM", "limit", "culprit", "how sure", "device now",
    ]
    let rows = kills.map { kill -> [Shown] in
      [
        kill.killed?.shown ?? "", kill.device?.name ?? "", kill.victimName,
        kill.seqnum.map { "\($0)" } ?? "", kill.limit.map(duration) ?? "",
        kill.culprit.name.map { Shown($0) } ?? "not known", Headline(kill: kill).confidence,
        kill.outcome == .unknown ? "" : kill.outcome.inBrief,
      ]
    }
    page.table(header: header, rows: Array(rows.prefix(Self.mostKills)))
    let hidden = count - Self.mostKills
    guard hidden > 0 else { return }
    page.folded("\(counted(hidden, "more kill"))") { page in
      let folded = rows.dropFirst(Self.mostKills)
      page.table(header: header, rows: Array(folded.prefix(Self.mostFolded)))
      let rest = hidden - min(folded.count, Self.mostFolded)
      if rest > 0 { page.block("… and \(grouped(rest)) more") }
    }
  }

  private func write(_ reasons: Reasons, to page: inout MarkdownPage) {
    let items = reasons.items
    if !items.isEmpty { page.block("**\(reasons.title)**") }
    for item in items {
      page.block("- \(item.sign) \(item.says)")
      page.code(item.lines, inItem: true)
      if let rest = item.rest { page.block("  \(rest)") }
    }
    for remark in reasons.remarks { page.block("\(remark.lead)\(remark.text)") }
  }

  private func write(_ timeline: Timeline, to page: inout MarkdownPage) {
    guard !timeline.isEmpty else { return }
    page.folded("What happened when") { page in
      let rows = timeline.steps.map { step -> [Shown] in
        [timeline.time(of: step), (step.isKill ? "✗ " : "") + step.text + step.remark]
      }
      page.table(header: ["time", "event"], rows: rows)
      if let footnote = timeline.footnote { page.block("\("~" as Shown) \(footnote)") }
    }
  }

  private func write(_ advice: Advice, to page: inout MarkdownPage) {
    guard !advice.scopes.isEmpty else { return }
    page.block("**What to do**")
    for (scope, remedies) in advice.scopes {
      for remedy in remedies {
        page.block("- \(Shown(scope.rawValue)): \(Shown(remedy.text))")
        page.code(remedy.commands.map { Shown($0) }, inItem: true)
      }
    }
  }

  // MARK: - What is not about one kill

  private func writeOther(to page: inout MarkdownPage) {
    let other = OtherFindings(digest: digest)
    if !other.warningRows.isEmpty {
      page.block("**Close calls**")
      page.block("\(OtherFindings.aboutWarnings)")
      page.table(header: ["warned", "device", "worker", "culprit"], rows: other.warningRows)
      if let rest = other.restOfWarnings { page.block("\(rest)") }
    }
    if !other.deathItems.isEmpty { page.block("**Not timeout kills**") }
    for death in other.deathItems {
      let time: Shown = death.time.map { "\($0): " } ?? ""
      page.block("- \(time)\(death.says)")
      page.code(death.line.map { [$0] } ?? [], inItem: true)
    }
    if let rest = other.restOfDeaths { page.block("\(rest)") }
  }

  /// Of boots without findings nobody asks.
  private func writeVersions(to page: inout MarkdownPage) {
    let boots = diagnosis.boots.enumerated().filter { !$0.element.isUneventful }
    let several = diagnosis.boots.count > 1
    let rows = boots.prefix(Self.mostKills).map { index, boot -> [Shown] in
      let ordinal: Shown? = several ? "\(index + 1) of \(diagnosis.boots.count)" : nil
      let identity = Identity(device: nil, boot: boot, ordinal: ordinal)
      return [
        identity.bootName ?? "", boot.bootID.map { Shown($0) } ?? "", identity.kernel ?? "",
        identity.udev ?? "", boot.eventTimeout.shown, "probe-doctor \(ProbeDoctor.version)",
      ]
    }
    guard !rows.isEmpty else { return }
    page.block("**Versions**")
    page.table(header: ["boot", "id", "kernel", "udev", "limit", "report by"], rows: rows)
  }

  private func writeCoverage(to page: inout MarkdownPage) {
    if !diagnosis.coverage.isComplete {
      page.block("**What is missing**")
      page.list(MissingParts(coverage: diagnosis.coverage).items.map { "\($0)" })
    }
    page.block(diagnosis.killCount == 0 ? "\(closing.read)" : "\(closing.found) \(closing.read)")
  }
}
