package import ReportModel

extension Document {
  /// - Parameters:
  ///   - quiet: headlines only.
  ///   - utc: times in UTC, where the log tells its zone.
  ///   - endsWithVerdict: whether what stands first is said again at the end, where a terminal
  ///     stops.
  package init(
    _ report: Report, quiet: Bool = false, utc: Bool = false, endsWithVerdict: Bool = false
  ) {
    let report = report.withOwnTimes(utc: utc)
    let blocks = ReportBlocks(report, endsWithVerdict: endsWithVerdict)
    self.init(blocks.all(quiet: quiet), headline: blocks.summary.headline)
    about = blocks.about
    if !quiet, !blocks.hasFirstPage { contents = blocks.told.map { Headline($0.lead) } }
  }
}

/// What a report says, in its order: the findings, why, what to do, and what was read.
struct ReportBlocks {
  let report: Report
  let summary: ReportSummary
  let ordinals: [SafeText?]
  let stories: Stories
  /// What was slow but not killed: near misses, and workers that hang.
  let slow: Stories
  let endsWithVerdict: Bool

  /// Of more findings than these a list has no more than their number.
  static let most = 10
  /// Trackers take no more than 65,536 characters: neither all kills of a crowd nor all stories of
  /// a year can be in one report.
  static let mostFolded = 100

  init(_ report: Report, endsWithVerdict: Bool) {
    self.report = report
    self.endsWithVerdict = endsWithVerdict
    summary = ReportSummary(report)
    ordinals = Identity.ordinals(of: report)
    stories = Stories(report)
    slow = Stories(report) { $0.warnings + $0.stuckWorkers }
  }

  func all(quiet: Bool) -> [Block] {
    if quiet { return headlines }
    let groups = stories.groups
    let numbers = Dictionary(grouping: groups.indices) { groups[$0].place }
    return firstPage + overview + verdict + [.only([.markdown], headlinesOfStories)]
      + report.boots.enumerated().flatMap { place, boot -> [Block] in
        boot.kills.isEmpty
          ? []
          : (numbers[place] ?? []).map { number in .inTurn(story(number, groups[number])) }
            + [.only([.page], picture(of: boot, at: place))]
      } + omitted + nearMisses + losses + others + [.only([.markdown], versions)] + closing
  }

  // MARK: - Headlines

  /// That there is no kill stands first, if anything stands behind it.
  private var verdict: [Block] {
    guard stories.groups.isEmpty else { return [] }
    let isAll = slow.groups.isEmpty && losses.isEmpty && others.isEmpty && report.coverage.complete
    return isAll ? [] : [.only([.text], [.headline(summary.headline)])]
  }

  /// What was looked at, for the top of a page.
  var about: [SafeText] {
    let boots = report.boots.filter { !$0.isUneventful }
    let machines = Set(report.boots.compactMap(\.hostname)).sorted().map { SafeText($0) }
    let one = boots.count == 1 ? Identity(boot: boots[0], ordinal: nil).line : ""
    let names: SafeText =
      machines.count > 4 ? counted(machines.count, "machine") : machines.joined(separator: ", ")
    return [[names, one].filter { !$0.isEmpty }.joined(separator: " · "), summary.read]
      .filter { !$0.isEmpty }
  }

  /// Where many lines have moved the headlines out of sight.
  private var lastWord: [Block] {
    guard endsWithVerdict, !stories.groups.isEmpty else { return [] }
    let headlines = stories.groups.prefix(3).map { Block.headline(Headline($0.lead)) }
    return [.only([.text], [.group(.section, headlines)])]
  }

  private var headlines: [Block] {
    let groups = stories.groups
    // without a kill what was slow is what there is
    let all = (groups.isEmpty ? slow.groups : groups).flatMap { group -> [Block] in
      ([group.lead] + group.listed).map { .headline(Headline($0)) }
        + Block.notes(group.restOfOthers)
    }
    var blocks: [Block] = [
      .only([.text, .page], all + Block.notes(stories.restOfKills))
    ]
    if groups.isEmpty, !summary.isGood {
      // Silence would say that all is well.
      blocks += [
        .only([.text], summary.closing()), .only([.markdown], [.headline(summary.headline)]),
      ]
    } else if !groups.isEmpty {
      blocks.append(.only([.markdown], [listOfHeadlines]))
    }
    return blocks
  }

  private var headlinesOfStories: [Block] {
    switch stories.groups.count {
    case 0: [.headline(summary.headline)]
    case 1: [.headline(Headline(stories.groups[0].lead, tellsConfidence: false))]
    default: [listOfHeadlines]
    }
  }

  private var listOfHeadlines: Block {
    let groups = stories.groups
    return .headlines(
      groups.prefix(Self.most).map { group in
        var headline = Headline(group.lead)
        if !group.others.isEmpty {
          headline.more = ", and \(counted(group.others.count, "other")) with it"
        }
        return headline
      }, rest: more(groups.count - Self.most + stories.untold))
  }

  /// The stories that a page tells, in its order.
  var told: [KillGroup] { stories.groups + slow.groups.prefix(Self.most) }

  /// Kills beyond the most that one run tells.
  private var omitted: [Block] {
    let kills = report.coverage.omitted.kills
    guard kills > 0 else { return [] }
    let text: SafeText = "… and \(counted(kills, "more kill")) like these, counted but not told"
    return [.group(.section, [.note(text)])]
  }

  /// What was slow, told as a kill is.
  private var nearMisses: [Block] {
    let groups = slow.groups
    guard !groups.isEmpty else { return [] }
    let stories = groups.prefix(Self.most).flatMap { story($0, folds: true) }
    let hidden =
      groups.dropFirst(Self.most).reduce(0) { $0 + 1 + $1.others.count } + slow.untold
      + report.coverage.omitted.warnings
    let rest = Block.notes(more(hidden).map { "\($0) that were slow" })
    return [.only([.page, .markdown], [.part("Slow, but not killed", [])])] + stories + rest
  }

  private func picture(of boot: Report.Boot, at place: Int) -> [Block] {
    let lanes = Lanes(boot)
    guard !lanes.all.isEmpty else { return [] }
    let lines = LogLines(lanes.entries, boot: place + 1)
    let name = SVGPicture.name(of: boot, ordinals[place])
    let picture = Illustration(
      title: "Time line", subtitle: name, name: "Time line \(name)",
      drawing: { TimelinePicture(lanes, title: "", width: $0, anchor: lines.anchor).drawing },
      lines: lines)
    return [.group(.section, [.picture(picture)])]
  }

  // MARK: - What was lost

  private var losses: [Block] {
    let all = report.boots.flatMap { boot in
      boot.harm.map { (harm: $0, isAlone: boot.hasNoFinding) }
    }
    guard !all.isEmpty else { return [] }
    let items = all.prefix(Self.most).map { harm, isAlone -> Item in
      let line = harm.evidence.first?.entries.first
      let link: SafeText =
        harm.tied || isAlone ? "" : " Whether a worker has to do with it is not known."
      return Item(
        kind: .event, lead: line?.time?.text ?? "",
        says: "\(SafeText(sentence: harm.says ?? harm.kind))\(link)",
        lines: harm.evidence.compactMap { $0.entries.first?.quoted.first }.prefix(3).map { $0 })
    }
    return [
      .group(
        .section,
        [.part("What the machine lost", [.items(items)] + Block.notes(more(all.count - Self.most)))]
      )
    ]
  }

  // MARK: - What is not about one kill

  private var others: [Block] {
    // what was lost is told already
    let deaths = report.boots.flatMap { boot in
      boot.otherDeaths.filter { death in
        death.kind != "stuck"
          && !(death.kind == "settle" && boot.harm.contains { $0.kind == "settle" })
      }
    }
    guard !deaths.isEmpty else { return [] }
    let items = deaths.prefix(Self.most).enumerated().map { number, death in
      var says = death.says ?? death.headline
      // what can be done is said once
      if let end = says.firstRange(of: ". "),
        deaths.prefix(number).contains(where: {
          $0.says?.hasSuffix(says[end.upperBound...]) == true
        })
      {
        says = says[..<end.lowerBound] + "."
      }
      return Item(
        kind: .event, lead: death.moment?.text ?? "", says: SafeText(sentence: says),
        lines: death.report.first?.quoted.first.map { [$0] } ?? [])
    }
    return [
      .group(
        .section,
        [
          .part(
            "Not shown to be timeout kills",
            [.items(items)] + Block.notes(more(deaths.count - Self.most)))
        ])
    ]
  }

  /// Of boots without findings nobody asks.
  private var versions: [Block] {
    let boots = report.boots.enumerated().filter { !$1.isUneventful }
    let rows = boots.prefix(Self.most).map { index, boot -> [SafeText] in
      let identity = Identity(
        boot: boot, ordinal: ordinals[index])
      return [
        identity.bootName ?? "", boot.bootID.map { SafeText($0) } ?? "", identity.kernel ?? "",
        identity.udev ?? "", boot.eventTimeout.withSource,
        "\(report.tool.name) \(report.tool.version)",
      ]
    }
    guard !rows.isEmpty else { return [] }
    return [
      .part(
        "Versions", [.table(Table(["boot", "id", "kernel", "udev", "limit", "report by"], rows))])
    ]
  }

  private var closing: [Block] {
    let read: SafeText =
      report.killCount == 0 ? summary.read : "\(summary.found) \(summary.read)"
    let missing = Block.missing(report.coverage)
    return lastWord + [
      .group(
        .footer,
        missing + [
          .only([.text], summary.closing(isSaid: !verdict.isEmpty && !endsWithVerdict)),
          .only([.markdown], [.paragraph(read)]), .only([.page], [.writtenBy(report.tool)]),
        ])
    ]
  }
}

extension Block {
  static func writtenBy(_ tool: Report.Tool) -> Block {
    .paragraph("Written by \(tool.name) \(tool.version).", .faint)
  }
}

extension Headline {
  init(_ kill: Report.Finding, tellsConfidence: Bool = true) {
    let isKnown = kill.culprit.name != nil && kill.culprit.kind != .unknown
    let mark: Mark =
      kill.kind != "kill"
      ? Mark(sign: "!", style: .doubtful)
      : isKnown ? Mark(sign: "✗", style: .bad) : Mark(sign: "?", style: .doubtful)
    self.init(
      sentence: SafeText(sentence: kill.headline), mark: mark,
      confidence: kill.culprit.confidence == .none || !tellsConfidence
        ? "" : SafeText(kill.culprit.confidence.rawValue))
  }
}
