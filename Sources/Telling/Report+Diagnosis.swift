public import KillCorrelator
public import LogModel
public import ReportModel

extension Report {
  /// The form in which a diagnosis is written and shown.
  ///
  /// - Parameter version: of this program.
  public init(_ diagnosis: Diagnosis, version: String) {
    self.init(
      tool: Tool(version: version), boots: diagnosis.boots.map(Boot.init),
      coverage: Coverage(diagnosis.coverage))
  }
}

extension Report.Boot {
  public init(_ boot: BootDiagnosis) {
    self.init(eventTimeout: Report.EventTimeout(boot.eventTimeout))
    bootID = boot.bootID
    machineID = boot.machineID
    hostname = boot.hostname
    kernel = boot.kernel
    udev = boot.udev
    first = boot.first.map { Report.Time(Moment($0)) }
    last = boot.last.map { Report.Time(Moment($0)) }
    alignments = boot.alignments.map {
      Report.Alignment(sources: $0.sources, by: $0.by, lines: $0.lines)
    }
    kills = boot.kills.map(Report.Finding.init)
    warnings = boot.warnings.map(Report.Finding.init)
    otherDeaths = boot.otherDeaths.map(Report.Finding.init)
    harm = boot.harm.map(Report.Harm.init)
    against = boot.findings.compactMap(\.comparison).max { $0.boots < $1.boots }
      .map { Report.Against(boots: $0.boots, kernels: $0.kernels) }
    tell()
  }

  /// Gives the findings the sentences and ids that follow from the rest of what is said of them.
  package mutating func tell() {
    identify()
    let boot = self
    changeFindings { $0.tell(of: boot) }
  }

  /// Gives each finding its id, and links and harm the ids of those that they point to.
  private mutating func identify() {
    var names: [String: String] = [:]
    let boot = self
    changeFindings { finding in
      let id = FindingID(finding, of: boot).text
      names[finding.id] = id
      finding.id = id
    }
    changeFindings { finding in
      for link in finding.chain.indices {
        finding.chain[link].of = finding.chain[link].of.map { names[$0] ?? $0 }
      }
    }
    for place in harm.indices {
      harm[place].findings = harm[place].findings.map { names[$0] ?? $0 }
    }
  }
}

extension Report.Finding {
  fileprivate mutating func tell(of boot: Report.Boot) {
    headline = Headline(finding: self, harm: boot.harm).sentence.text
    let story = Story(kill: self, timeout: boot.eventTimeout)
    switch kind {
    case "kill": self.story = story.sentences.text
    case "warning": self.story = story.warning.text
    case "stuck": self.story = story.hanging.text
    default: break
    }
    consequence = Consequence(finding: self, boot: boot).sentences.ifAny
    let blame = Blame(finding: self, timeout: boot.eventTimeout)
    who = blame.who?.text
    self.blame = blame.blame.ifAny
    title = Title(finding: self).text.text
    remedies.removeAll { $0.id == Recovery.id }
    if let remedy = Recovery(finding: self, boot: boot).remedy {
      remedies.insert(remedy, at: (remedies.lastIndex { $0.scope == .now } ?? -1) + 1)
    }
  }
}

extension SafeText {
  /// Nil where nothing is said.
  fileprivate var ifAny: String? { isEmpty ? nil : text }
}

extension Report.Coverage {
  public init(_ coverage: LogModel.Coverage) {
    self.init(
      complete: coverage.isComplete,
      sources: coverage.sources.map {
        Report.Source(
          name: $0.name, kind: $0.kind.rawValue, entries: $0.entries, boots: $0.boots,
          skipped: $0.skipped)
      },
      gaps: coverage.gaps.map { Report.Gap(kind: $0.kind, count: $0.count, place: $0.detail) })
    omitted.kills = coverage.omittedKills
    omitted.warnings = coverage.omittedWarnings
  }
}

extension Report.EventTimeout {
  fileprivate init(_ timeout: KillCorrelator.EventTimeout) {
    self.init(
      seconds: timeout.seconds, source: Origin(rawValue: timeout.source.rawValue) ?? .unknown,
      margin: timeout.margin, entries: timeout.entries.map(Report.Entry.init))
  }
}

extension Report.Finding {
  fileprivate init(_ finding: Finding) {
    self.init(id: finding.key, kind: finding.kind.rawValue, headline: "")
    cause = finding.cause.flatMap { Report.Cause(rawValue: $0.rawValue) }
    by = finding.by?.rawValue
    signal = finding.signal
    during = finding.during.flatMap { Report.During(rawValue: $0.rawValue) }
    victim = finding.victim.flatMap { Report.Victim(rawValue: $0.rawValue) }
    certainty = finding.certainty.flatMap { Report.Certainty(rawValue: $0.rawValue) }
    device = finding.device.map(Report.Device.init)
    workerPID = finding.workerPID
    seqnum = finding.seqnum
    program = finding.program
    programPID = finding.programPID
    started = finding.started.map(Report.Time.init)
    warned = finding.warned.map(Report.Time.init)
    killDue = finding.killDue.map(Report.Time.init)
    killed = finding.killed.map(Report.Time.init)
    ended = finding.ended.map(Report.Time.init)
    logEnds = finding.logEnds.map(Report.Time.init)
    limit = finding.limit
    chain = finding.chain.links.map(Report.Link.init)
    culprit = Report.Culprit(finding.culprit)
    suspects = finding.suspects.map(Report.Suspect.init)
    cleared = finding.cleared.map { Report.Clearing(name: $0.name, says: $0.sentence) }
    outcome = finding.outcome.flatMap { Report.Outcome(rawValue: $0.rawValue) }
    outcomeConfidence =
      finding.outcome == nil
      ? nil : Report.Confidence(rawValue: finding.outcomeConfidence.rawValue)
    outcomeEvidence = finding.outcomeEvidence.map { Report.Evidence($0) }
    outcomeRecorded = finding.outcomeEvidence.first?.isRecorded ?? false
    notes = finding.notes.map(\.sentence)
    bystander = finding.isBystander
    crowd = finding.crowd
    usually = finding.comparison.map { Report.Usually($0, of: finding) }
    remedies =
      (finding.knownIssue.map { [Report.Remedy(of: $0)] } ?? [])
      + finding.remedies.map(Report.Remedy.init)
    signature = Signature(finding: finding).text
    reportTo = finding.reportTo.map { Report.ReportTo(list: $0.list, directory: $0.directory) }
    knownIssue = finding.knownIssue.map(Report.KnownIssue.init)
    says = finding.sentence
    driver = finding.driver
    report = finding.report.map(Report.Entry.init)
  }
}

extension Report.KnownIssue {
  fileprivate init(_ match: KnownIssueMatch) {
    let evidence = Report.Evidence(
      rule: "known-issue", weight: 0, says: "it is known by \(match.words)",
      entries: match.entries.map(Report.Entry.init))
    self.init(
      id: match.issue.id, title: match.issue.title, fixedIn: match.issue.fixedIn,
      url: match.issue.url, evidence: [evidence])
  }
}

extension KnownIssueMatch {
  fileprivate var words: String { entries.count == 1 ? "this line" : "these lines" }
}

extension Report.Remedy {
  fileprivate init(of match: KnownIssueMatch) {
    self.init(
      id: "known-issue", scope: .lasting, text: "\(match.issue.mended) See \(match.issue.url)",
      commands: [])
  }

  fileprivate init(_ remedy: KillCorrelator.Remedy) {
    self.init(
      id: remedy.id, scope: Scope(rawValue: remedy.scope.rawValue) ?? .learn, text: remedy.text,
      commands: remedy.commands)
  }
}

extension Report.Evidence {
  fileprivate init(_ evidence: KillCorrelator.Evidence) {
    self.init(
      rule: evidence.rule, weight: evidence.weight, says: evidence.sentence,
      entries: evidence.entries.map(Report.Entry.init))
  }

  fileprivate init(_ evidence: OutcomeEvidence) {
    self.init(
      rule: "outcome", weight: 0, says: evidence.sentence,
      entries: evidence.entries.map(Report.Entry.init))
  }
}

extension Report.Time {
  fileprivate init(_ moment: Moment) {
    let basis: Basis =
      switch moment.basis {
      case .stated: .stated
      case .filed: .filed
      case .workedOut: .workedOut
      }
    self.init(moment.stamp, basis: basis, place: moment.place)
  }
}

extension Report.Device {
  init(_ device: KillCorrelator.Device) {
    self.init()
    sysname = device.sysname
    devpath = device.devpath
    subsystem = device.subsystem
    modalias = device.modalias
    description = device.description
  }
}

extension Report.Culprit {
  fileprivate init(_ culprit: KillCorrelator.Culprit) {
    self.init(
      kind: Kind(rawValue: culprit.kind.rawValue) ?? .unknown, name: culprit.name,
      confidence: Report.Confidence(rawValue: culprit.confidence.rawValue) ?? .none)
  }
}

extension Report.Link {
  fileprivate init(_ link: Chain.Link) {
    self.init(
      Sort(rawValue: link.place.rawValue) ?? .activity, kind: link.kind.rawValue, name: link.name,
      confidence: Report.Confidence(rawValue: link.confidence.rawValue) ?? .none,
      says: link.sentence, of: link.of, evidence: link.evidence.map(Report.Evidence.init))
  }
}

extension Report.Suspect {
  fileprivate init(_ suspect: KillCorrelator.Suspect) {
    let evidence = suspect.evidence.map(Report.Evidence.init)
    self.init(
      kind: Report.Culprit.Kind(rawValue: suspect.kind.rawValue) ?? .unknown, name: suspect.name,
      confidence: Report.Confidence(rawValue: suspect.confidence.rawValue), score: suspect.score,
      evidence: evidence.filter { $0.weight >= 0 },
      against: evidence.filter { $0.weight < 0 })
  }
}

extension Report.Entry {
  /// The line as the user knows it: a text log's own, else the journal's speaker and message.
  init(_ entry: LogModel.Entry) {
    var line = entry.line
    var start = entry.messageStart
    let speaker = entry.speaker.identifier
    if entry.place.position.count != .lines, start == 0, !speaker.isEmpty {
      let process = entry.speaker.pid.map { "[\($0)]" } ?? ""
      let prefix = Array("\(speaker)\(process): ".utf8)
      line = prefix + line
      start = prefix.count
    }
    self.init(
      source: entry.place.source, position: entry.place.position.description, line: line,
      messageStart: start, speaker: speaker.isEmpty ? nil : speaker,
      time: Report.Time(entry.stamp))
  }
}
