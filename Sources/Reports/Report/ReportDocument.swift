package import ReportModel

extension Document {
  /// - Parameter quiet: headlines only.
  package init(_ report: Report, quiet: Bool = false) {
    self.init(ReportBlocks(report).all(quiet: quiet), headline: ReportSummary(report).headline)
  }
}

/// What a report says, in its order: the findings, why, what to do, and what was read.
private struct ReportBlocks {
  let report: Report
  let summary: ReportSummary
  let stories: Stories

  /// Of more findings than these a list has no more than their number.
  private static let most = 10
  /// Trackers take no more than 65,536 characters: neither all kills of a crowd nor all stories of
  /// a year can be in one report.
  private static let mostFolded = 100

  init(_ report: Report) {
    self.report = report
    summary = ReportSummary(report)
    stories = Stories(report)
  }

  func all(quiet: Bool) -> [Block] {
    if quiet { return headlines }
    let groups = stories.groups
    return overview + [.only([.markdown], headlinesOfStories)]
      + report.boots.enumerated().flatMap { place, boot -> [Block] in
        boot.kills.isEmpty
          ? []
          : groups.enumerated().filter { $1.place == place }.flatMap(story)
            + [.only([.page], picture(of: boot, at: place))]
      } + omitted + losses + others + [.only([.markdown], versions)] + closing
  }

  // MARK: - Headlines

  private var headlines: [Block] {
    let groups = stories.groups
    let all = groups.flatMap { group -> [Block] in
      ([group.lead] + group.listed).map { .headline(Headline($0)) }
        + Block.notes(group.restOfOthers)
    }
    var blocks: [Block] = [
      .only([.text, .page], all + Block.notes(stories.restOfKills))
    ]
    if groups.isEmpty, !summary.isGood {
      // Silence would say that all is well.
      blocks += [
        .only([.text], summary.closing), .only([.markdown], [.headline(summary.headline)]),
      ]
    } else if !groups.isEmpty {
      blocks.append(.only([.markdown], [listOfHeadlines]))
    }
    return blocks
  }

  private var headlinesOfStories: [Block] {
    switch stories.groups.count {
    case 0: [.headline(summary.headline)]
    case 1: [.headline(Headline(stories.groups[0].lead))]
    default: [listOfHeadlines]
    }
  }

  private var listOfHeadlines: Block {
    let groups = stories.groups
    let hidden = groups.count - Self.most + stories.untold
    return .headlines(
      groups.prefix(Self.most).map { group in
        var headline = Headline(group.lead)
        if !group.others.isEmpty {
          headline.more = ", and \(counted(group.others.count, "other")) with it"
        }
        return headline
      }, rest: hidden > 0 ? "… and \(grouped(hidden)) more" : nil)
  }

  /// One line for each story, for a log with more of them than anybody reads to the end one by one.
  private var overview: [Block] {
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
    return [.only([.text, .page], [table] + Block.notes(stories.restOfKills))]
  }

  /// Kills beyond the most that one run tells.
  private var omitted: [Block] {
    let kills = report.coverage.omitted.kills
    guard kills > 0 else { return [] }
    let text: SafeText = "… and \(counted(kills, "more kill")) like these, counted but not told"
    return [.group(.section, [.note(text)])]
  }

  // MARK: - A story

  private func story(_ number: Int, _ group: KillGroup) -> [Block] {
    let kill = group.lead
    let line = Identity(
      boot: group.boot, ordinal: group.ordinal, device: kill.device, machine: group.machine
    ).line
    let identity: [Block] = line.isEmpty ? [] : [.paragraph(line, .faint)]
    let story = Block.story(
      (kill.story.map { [SafeText(sentence: $0)] } ?? []) + kill.notes.map { SafeText($0) })
    let timeline = Timeline(kill)
    let steps: [Block] = timeline.steps.isEmpty ? [] : [.steps(timeline)]
    let others = identity + [.part("What happened", [story])]
    let body =
      [
        Block.only([.markdown], [story] + identity + tableOfKills(group)),
        .only([.text, .page], others + (steps.isEmpty ? [] : [.part(nil, steps)])),
      ] + Reasons(kill).blocks + [.only([.markdown], steps)]
      + [.only([.text, .page], alsoKilled(group))] + advice(kill)
    let headline = Headline(kill)
    let folded: [Block] =
      stories.groups.count == 1
      ? body : number < Self.most ? [.folded(headline.sentence, body)] : []
    return [
      .only([.text, .page], [.group(.article, [.headline(headline)] + body)]),
      .only([.markdown], folded),
    ]
  }

  private func alsoKilled(_ group: KillGroup) -> [Block] {
    guard !group.others.isEmpty else { return [] }
    let rows = group.listed.map { kill -> [SafeText] in
      [
        kill.killed?.text ?? "", kill.device?.name ?? "", kill.victimName, kill.outcomeInBrief,
        kill.culprit.confidence == group.lead.culprit.confidence
          ? "" : SafeText(kill.culprit.confidence.rawValue),
      ]
    }
    let table = Block.table(Table(bare: rows, numbers: [0]))
    return [.part(group.othersTitle, [table] + Block.notes(group.restOfOthers))]
  }

  private func tableOfKills(_ group: KillGroup) -> [Block] {
    let header: [SafeText] = [
      "killed", "device", "victim", "SEQNUM", "limit", "culprit", "how sure", "device now",
    ]
    let rows = ([group.lead] + group.others.prefix(Self.most + Self.mostFolded)).map {
      kill -> [SafeText] in
      [
        kill.killed?.text ?? "", kill.device?.name ?? "", kill.victimName,
        kill.seqnum.map { "\($0)" } ?? "", kill.limit.map(duration) ?? "", kill.culpritName,
        Headline(kill).confidence, kill.outcomeInBrief,
      ]
    }
    let first = Block.table(Table(header, Array(rows.prefix(Self.most))))
    let hidden = group.others.count + 1 - Self.most
    guard hidden > 0 else { return [first] }
    let folded = Array(rows.dropFirst(Self.most).prefix(Self.mostFolded))
    let rest = hidden - folded.count
    return [
      first,
      .folded(
        counted(hidden, "more kill"),
        [.table(Table(header, folded))] + (rest > 0 ? [.note("… and \(grouped(rest)) more")] : [])),
    ]
  }

  /// What to do, sooner before later, with the commands to copy.
  private func advice(_ kill: Report.Finding) -> [Block] {
    let items = [Report.Remedy.Scope.now, .lasting, .report, .learn].flatMap { scope in
      kill.remedies.filter { $0.scope == scope }.map { remedy in
        Item(
          kind: .remedy, lead: SafeText(scope.rawValue), says: SafeText(remedy.text),
          lines: remedy.commands.map { SafeText($0) })
      }
    }
    return items.isEmpty ? [] : [.part("What to do", [.items(items)])]
  }

  private func picture(of boot: Report.Boot, at place: Int) -> [Block] {
    let lanes = Lanes(boot)
    guard !lanes.all.isEmpty else { return [] }
    let lines = LogLines(lanes.entries, boot: place + 1)
    let name = SVGPicture.name(of: boot, number: place + 1, of: report.boots.count)
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
      let link: SafeText = harm.tied || isAlone ? "" : " Nothing connects it to a worker."
      return Item(
        kind: .event, lead: line?.time?.text ?? "",
        says: "\(SafeText(sentence: harm.says ?? harm.kind))\(link)",
        lines: harm.evidence.compactMap { $0.entries.first?.quoted.first }.prefix(3).map { $0 })
    }
    return [
      .group(.section, [.part("What the machine lost", [.items(items)] + rest(of: all.count))])
    ]
  }

  // MARK: - What is not about one kill

  private var others: [Block] {
    let blocks = closeCalls + deaths
    return blocks.isEmpty ? [] : [.group(.section, blocks)]
  }

  private var closeCalls: [Block] {
    let warnings = report.boots.flatMap(\.warnings)
    guard !warnings.isEmpty else { return [] }
    let rows = warnings.prefix(Self.most).map { warning -> [SafeText] in
      // Who it may have been, if that is not the program that the warning is about.
      let culprit = warning.culprit
      let suspect = culprit.name.flatMap { name -> SafeText? in
        warning.program?.hasPrefix(name) == true
          ? nil : "\(name) (\(culprit.confidence.rawValue))"
      }
      return [
        warning.warned?.text ?? "", warning.device?.name ?? "", warning.nameOfWarned,
        suspect ?? "",
      ]
    }
    let table = Table(["warned", "device", "worker", "culprit"], bare: rows, numbers: [0])
    return [
      .part(
        "Close calls",
        [
          .paragraph("A third of the limit had passed and udevd warned, but no kill followed."),
          .table(table),
        ] + rest(of: warnings.count + report.coverage.omitted.warnings))
    ]
  }

  private var deaths: [Block] {
    let deaths = report.boots.flatMap(\.otherDeaths)
    guard !deaths.isEmpty else { return [] }
    let items = deaths.prefix(Self.most).map { death -> Item in
      let says = death.says ?? death.headline
      // The worker, as far as it is known and the sentence does not say it already.
      var subject: SafeText = ""
      if death.workerPID != nil, !says.contains(death.worker.text) {
        subject = death.device?.name.map { "\(death.worker) (\($0)): " } ?? "\(death.worker): "
      }
      return Item(
        kind: .event, lead: death.moment?.text ?? "", says: "\(subject)\(says)",
        lines: death.report.first?.quoted.first.map { [$0] } ?? [])
    }
    return [.part("Not timeout kills", [.items(items)] + rest(of: deaths.count))]
  }

  private func rest(of count: Int) -> [Block] {
    count > Self.most ? [.note("… and \(grouped(count - Self.most)) more")] : []
  }

  /// Of boots without findings nobody asks.
  private var versions: [Block] {
    let boots = report.boots.enumerated().filter { !$1.isUneventful }
    let rows = boots.prefix(Self.most).map { index, boot -> [SafeText] in
      let identity = Identity(
        boot: boot, ordinal: report.boots.count > 1 ? "\(index + 1) of \(report.boots.count)" : nil)
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
    return [
      .group(
        .footer,
        missing + [
          .only([.text], summary.closing), .only([.markdown], [.paragraph(read)]),
          .only([.page], [.paragraph(summary.read), .writtenBy(report.tool)]),
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
  init(_ kill: Report.Finding) {
    let isKnown = kill.culprit.name != nil && kill.culprit.kind != .unknown
    self.init(
      sentence: SafeText(sentence: kill.headline),
      mark: isKnown ? Mark(sign: "✗", style: .bad) : Mark(sign: "?", style: .doubtful),
      confidence: kill.culprit.confidence == .none
        ? "" : SafeText(kill.culprit.confidence.rawValue))
  }
}
