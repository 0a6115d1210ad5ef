internal import ReportModel

/// One story: the answer, what happened, why, and what to do.
extension ReportBlocks {
  /// - Parameter folds: whether a tracker shows the headline alone until somebody wants to see more;
  ///   nil where there is no room for more.
  func story(_ number: Int, _ group: KillGroup) -> [Block] {
    story(group, folds: stories.groups.count == 1 ? false : number < Self.most ? true : nil)
  }

  func story(_ group: KillGroup, folds: Bool?) -> [Block] {
    let kill = group.lead
    let paragraphs = [newSentences(of: kill)].compactMap { $0 } + kill.notes.map { SafeText($0) }
    let story = Block.story(paragraphs)
    let hasStory = !paragraphs.isEmpty
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

  /// What happened, without the sentences at its beginning that a story before it began with.
  private func newSentences(of finding: Report.Finding) -> SafeText? {
    guard let story = finding.story else { return nil }
    let earlier = (stories.groups + slow.groups).prefix(Self.mostFolded)
      .prefix { $0.lead.id != finding.id }
    var rest = story[...]
    while let end = rest.firstRange(of: ". ") {
      let begin = story[..<end.upperBound]
      guard earlier.contains(where: { $0.lead.story?.hasPrefix(begin) == true }) else { break }
      rest = story[end.upperBound...]
    }
    if earlier.contains(where: { $0.lead.story == story }) { return nil }
    // that time is not told of here then
    return SafeText(
      sentence: rest.count == story.count
        ? story : String(rest.replacing(" by then", with: " in time")))
  }

  /// The answer: what it means, who was killed, whose fault that is, and where it was.
  private func facts(_ group: KillGroup) -> [Fact] {
    let kill = group.lead
    var facts: [Fact] = []
    if let consequence = kill.consequence {
      facts.append(Fact(label: "Consequence", text: SafeText(sentence: consequence)))
    }
    if let who = kill.who {
      facts.append(
        Fact(
          label: kill.verb, text: SafeText(sentence: who),
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
      report.coverage.sources.count > 1 ? kill.report.first.map { shortened($0.source) } : nil
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
    return [
      first,
      .folded(
        counted(hidden, "more kill"),
        [.table(Table(header, folded))] + Block.notes(more(hidden - folded.count))),
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
    return [.table(Table(header, rows))] + Block.notes(more(group.others.count + 1 - rows.count))
  }

  /// What to do, sooner before later, with the commands to copy.
  private func advice(_ kill: Report.Finding) -> [Block] {
    let items = [Report.Remedy.Scope.now, .lasting, .report, .learn].flatMap { scope in
      kill.remedies.filter { $0.scope == scope }.map { remedy in
        Item(
          kind: .remedy, lead: SafeText(scope.rawValue), says: SafeText(sentence: remedy.text),
          lines: remedy.commands.map { SafeText($0) })
      }
    }
    return items.isEmpty ? [] : [.part("What to do", [.items(items)])]
  }
}
