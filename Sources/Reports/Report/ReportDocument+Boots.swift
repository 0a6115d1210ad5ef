internal import ReportModel

/// The lists that stand before the stories: where there are many of them, or many logs.
extension ReportBlocks {
  /// Whether a table leads to the stories of each boot.
  var hasFirstPage: Bool {
    report.coverage.sources.count > 1 && report.boots.count(where: { !$0.isUneventful }) > 1
  }

  /// One line for each boot in which something was found, where several logs were read.
  var firstPage: [Block] {
    guard hasFirstPage else { return [] }
    let boots = report.boots.enumerated().filter { !$1.isUneventful }.prefix(Self.mostFolded)
    let header: [SafeText] = ["boot", "host", "kernel", "kills", "culprits", "lost", "file"]
    let areSeveral = Set(report.boots.compactMap(\.hostname)).count > 1
    let stories = told.map(\.place)
    let rows = boots.map { place, boot -> [SafeText] in
      let culprits = boot.kills.map(\.culprit).filter { $0.name != nil }
      let names = Set(culprits.compactMap(\.name)).sorted().prefix(3).map { SafeText($0) }
      let entry = boot.findings.lazy.compactMap(\.report.first)
        .first
      return [
        Identity(boot: boot, ordinal: ordinals[place]).bootInBrief,
        areSeveral ? boot.hostname.map { SafeText($0) } ?? "" : "",
        boot.kernel.map { SafeText($0) } ?? "", "\(boot.kills.count)",
        names.isEmpty && !boot.kills.isEmpty ? "not proved" : names.joined(separator: ", "),
        boot.harm.first.map { SafeText($0.kind) } ?? "",
        shortened(
          entry?.source ?? boot.harm.first?.evidence.first?.entries.first?.source ?? ""),
      ]
    }
    var table = Table(header, rows)
    table.articles = boots.map { place, _ in stories.firstIndex(of: place).map { $0 + 1 } }
    return [.only([.text, .page], [.group(.section, [.table(table)])])]
  }

  /// One line for each story, for a log with more of them than anybody reads to the end one by one.
  var overview: [Block] {
    let groups = stories.groups
    guard groups.count > Stories.many else { return [] }
    let rows = groups.map { group -> [SafeText] in
      let kill = group.lead
      return [
        group.machine ?? "", group.ordinal.map { "boot \($0)" } ?? "", kill.killed?.text ?? "",
        kill.device?.name ?? "", kill.culpritName, Headline(kill).confidence,
        kill.cause == .stopTimeout ? "killed while udevd was stopped" : kill.outcomeInBrief,
        group.othersInBrief,
      ]
    }
    let table = Block.table(Table(bare: rows, numbers: [2]))
    // a page has links to the stories
    return [
      .only([.text], [table]), .only([.text, .page], Block.notes(stories.restOfKills)),
    ]
  }
}
