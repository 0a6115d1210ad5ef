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
    self.init(blocks.all(quiet: quiet), headline: ReportSummary(report).headline)
  }
}

/// What a report says, in its order: the findings, why, what to do, and what was read.
private struct ReportBlocks {
  let report: Report
  let summary: ReportSummary
  let stories: Stories
  /// What was slow but not killed: near misses, and workers that hang.
  let slow: Stories
  let endsWithVerdict: Bool

  /// Of more findings than these a list has no more than their number.
  private static let most = 10
  /// Trackers take no more than 65,536 characters: neither all kills of a crowd nor all stories of
  /// a year can be in one report.
  private static let mostFolded = 100

  init(_ report: Report, endsWithVerdict: Bool) {
    self.report = report
    self.endsWithVerdict = endsWithVerdict
    summary = ReportSummary(report)
    stories = Stories(report)
    slow = Stories(report) { $0.warnings + $0.otherDeaths.filter { $0.kind == "stuck" } }
  }

  func all(quiet: Bool) -> [Block] {
    if quiet { return headlines }
    let groups = stories.groups
    return firstPage + overview + verdict + [.only([.markdown], headlinesOfStories)]
      + report.boots.enumerated().flatMap { place, boot -> [Block] in
        boot.kills.isEmpty
          ? []
          : groups.enumerated().filter { $1.place == place }.flatMap(story)
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

  /// Where many lines have moved the headlines out of sight.
  private var lastWord: [Block] {
    guard endsWithVerdict, !stories.groups.isEmpty else { return [] }
    let headlines = stories.groups.prefix(3).map { Block.headline(Headline($0.lead)) }
    return [.only([.text], [.group(.section, headlines)])]
  }

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
    case 1: [.headline(Headline(stories.groups[0].lead, tellsConfidence: false))]
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

  /// One line for each boot in which something was found, where several logs were read.
  private var firstPage: [Block] {
    let boots = report.boots.filter { !$0.isUneventful }
    guard report.coverage.sources.count > 1, boots.count > 1 else { return [] }
    let header: [SafeText] = ["boot", "kernel", "kills", "culprits", "lost", "file"]
    let rows = boots.prefix(Self.mostFolded).map { boot -> [SafeText] in
      let culprits = boot.kills.map(\.culprit).filter { $0.name != nil }
      let names = Set(culprits.compactMap(\.name)).sorted().prefix(3).map { SafeText($0) }
      let entry = (boot.kills + boot.warnings + boot.otherDeaths).lazy.compactMap(\.report.first)
        .first
      return [
        boot.hostname.map { SafeText($0) } ?? boot.bootID.map { SafeText($0.prefix(8)) } ?? "",
        boot.kernel.map { SafeText($0) } ?? "", "\(boot.kills.count)",
        names.isEmpty && !boot.kills.isEmpty ? "not proved" : names.joined(separator: ", "),
        boot.harm.first.map { SafeText($0.kind) } ?? "",
        SafeText(entry?.source ?? boot.harm.first?.evidence.first?.entries.first?.source ?? ""),
      ]
    }
    return [.only([.text, .page], [.group(.section, [.table(Table(header, rows))])])]
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

  /// - Parameter folds: whether a tracker shows the headline alone until somebody wants to see more;
  ///   nil where there is no room for more.
  private func story(_ number: Int, _ group: KillGroup) -> [Block] {
    story(group, folds: stories.groups.count == 1 ? false : number < Self.most ? true : nil)
  }

  private func story(_ group: KillGroup, folds: Bool?) -> [Block] {
    let kill = group.lead
    let story = Block.story(
      (kill.story.map { [SafeText(sentence: $0)] } ?? []) + kill.notes.map { SafeText($0) })
    let hasStory = kill.story != nil || !kill.notes.isEmpty
    let timeline = Timeline(kill)
    let steps: [Block] = timeline.steps.isEmpty ? [] : [.steps(timeline)]
    let facts = Block.facts(facts(group))
    let told: [Block] = hasStory ? [.part("What happened", [story])] : []
    let others: [Block] = kill.usually.map { OtherBoots(usually: $0).blocks } ?? []
    let body =
      [
        Block.only([.markdown], [facts] + (hasStory ? [story] : []) + tableOfKills(group)),
        .only([.text, .page], [facts] + told + (steps.isEmpty ? [] : [.part(nil, steps)])),
      ] + Reasons(kill).blocks + others + [.only([.markdown], steps)]
      + [.only([.text, .page], alsoKilled(group))] + advice(kill)
    // how sure that is stands beside whom it is about
    let headline = Headline(kill, tellsConfidence: false)
    let folded: [Block] = folds.map { $0 ? [.folded(headline.sentence, body)] : body } ?? []
    return [
      .only([.text, .page], [.group(.article, [.headline(headline)] + body)]),
      .only([.markdown], folded),
    ]
  }

  /// The answer: what it means, who was killed, whose fault that is, and where it was.
  private func facts(_ group: KillGroup) -> [Fact] {
    let kill = group.lead
    var facts: [Fact] = []
    if let consequence = kill.consequence {
      facts.append(Fact(label: "Consequence", text: SafeText(sentence: consequence)))
    }
    if let who = kill.who {
      let label: SafeText =
        switch kill.kind {
        case "kill": "Killed"
        case "stuck": "Hangs"
        default: "Slow"
        }
      facts.append(
        Fact(
          label: label, text: SafeText(sentence: who),
          sure: kill.certainty.map { SafeText($0.rawValue) } ?? ""))
    }
    if let blame = kill.blame {
      let isNamed = kill.culprit.kind != .unknown && kill.culprit.confidence != .none
      facts.append(
        Fact(
          label: "To blame", text: SafeText(sentence: blame),
          sure: isNamed ? SafeText(kill.culprit.confidence.rawValue) : ""))
    }
    if let issue = kill.knownIssue {
      let mended: SafeText = issue.fixedIn.map { "; mended in \(SafeText($0))" } ?? ""
      facts.append(Fact(label: "Known", text: "\(SafeText(issue.title))\(mended)"))
    }
    let place = Identity(
      boot: group.boot, ordinal: group.ordinal, device: kill.device, machine: group.machine
    ).line
    let file =
      report.coverage.sources.count > 1 ? kill.report.first.map { SafeText($0.source) } : nil
    let whole = [place.isEmpty ? nil : place, file].compactMap { $0 }.joined(separator: " · ")
    if !whole.isEmpty { facts.append(Fact(label: "Where", text: whole)) }
    return facts
  }

  private func alsoKilled(_ group: KillGroup) -> [Block] {
    guard !group.others.isEmpty else { return [] }
    let rows = group.listed.map { kill -> [SafeText] in
      [
        kill.moment?.text ?? "", kill.device?.name ?? "", kill.victimName, kill.outcomeInBrief,
        kill.culprit.confidence == group.lead.culprit.confidence
          ? "" : SafeText(kill.culprit.confidence.rawValue),
      ]
    }
    let table = Block.table(Table(bare: rows, numbers: [0]))
    return [.part(group.othersTitle, [table] + Block.notes(group.restOfOthers))]
  }

  private func tableOfKills(_ group: KillGroup) -> [Block] {
    guard group.lead.kind == "kill" else { return tableOfSlow(group) }
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

  private func tableOfSlow(_ group: KillGroup) -> [Block] {
    guard !group.others.isEmpty else { return [] }
    let header: [SafeText] = ["warned", "device", "who", "SEQNUM"]
    let findings = [group.lead] + group.others.prefix(Self.most + Self.mostFolded)
    let rows = findings.map { finding -> [SafeText] in
      [
        finding.moment?.text ?? "", finding.device?.name ?? "", finding.victimName,
        finding.seqnum.map { "\($0)" } ?? "",
      ]
    }
    let hidden = group.others.count + 1 - rows.count
    return [.table(Table(header, rows))]
      + (hidden > 0 ? [.note("… and \(grouped(hidden)) more")] : [])
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

  /// What was slow, told as a kill is.
  private var nearMisses: [Block] {
    let groups = slow.groups
    guard !groups.isEmpty else { return [] }
    let stories = groups.prefix(Self.most).flatMap { story($0, folds: true) }
    let hidden =
      groups.dropFirst(Self.most).reduce(0) { $0 + 1 + $1.others.count } + slow.untold
      + report.coverage.omitted.warnings
    let rest = hidden > 0 ? [Block.note("… and \(grouped(hidden)) more that were slow")] : []
    return [.only([.page, .markdown], [.part("Slow, but not killed", [])])] + stories + rest
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
    let blocks = deaths
    return blocks.isEmpty ? [] : [.group(.section, blocks)]
  }

  private var deaths: [Block] {
    // what was lost is told already
    let deaths = report.boots.flatMap { boot in
      boot.otherDeaths.filter { death in
        death.kind != "stuck"
          && !(death.kind == "settle" && boot.harm.contains { $0.kind == "settle" })
      }
    }
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
    return lastWord + [
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
