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
    first = boot.first.flatMap { Report.Time($0) }
    last = boot.last.flatMap { Report.Time($0) }
    alignments = boot.alignments.map {
      Report.Alignment(sources: $0.sources, by: $0.by, lines: $0.lines)
    }
    kills = boot.kills.map { kill in
      var finding = Report.Finding(kill)
      finding.headline = Headline(kill: finding).sentence.text
      finding.story = Story(kill: finding, timeout: eventTimeout).sentences.text
      finding.id = FindingID(finding, of: self).text
      return finding
    }
    warnings = boot.warnings.map { warning in
      var finding = Report.Finding(warning)
      finding.id = FindingID(finding, of: self).text
      return finding
    }
    otherDeaths = boot.otherDeaths.map { death in
      var finding = Report.Finding(death)
      finding.id = FindingID(finding, of: self).text
      return finding
    }
  }
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
  }
}

extension Report.EventTimeout {
  fileprivate init(_ timeout: KillCorrelator.EventTimeout) {
    self.init(
      seconds: timeout.seconds, source: Source(rawValue: timeout.source.rawValue) ?? .unknown,
      margin: timeout.margin, entries: timeout.entries.map(Report.Entry.init))
  }
}

extension Report.Finding {
  fileprivate init(_ kill: Kill) {
    self.init(id: "", kind: "kill", headline: "")
    cause = Report.Cause(rawValue: kill.cause.rawValue)
    by = kill.cause == .eventTimeout ? "udevd" : "pid1"
    during = kill.during.flatMap { Report.During(rawValue: $0.rawValue) }
    victim = Report.Victim(rawValue: kill.victim.rawValue)
    certainty = Report.Certainty(rawValue: kill.certainty.rawValue)
    device = kill.device.map(Report.Device.init)
    workerPID = kill.workerPID
    seqnum = kill.seqnum
    program = kill.program
    programPID = kill.programPID
    started = kill.started.map(Report.Time.init)
    warned = kill.warned.map(Report.Time.init)
    killed = kill.killed.map(Report.Time.init)
    ended = kill.ended.map(Report.Time.init)
    limit = kill.limit
    culprit = Report.Culprit(kill.culprit)
    suspects = kill.suspects.map(Report.Suspect.init)
    cleared = kill.cleared.map(Report.Clearing.init)
    outcome = Report.Outcome(rawValue: kill.outcome.rawValue)
    outcomeEvidence = kill.outcomeReason.map {
      [Report.Evidence(rule: "outcome", weight: 0, says: $0, entries: [])]
    } ?? []
    outcomeRecorded = kill.isOutcomeRecorded
    notes = kill.notes
    bystander = kill.isBystander
    crowd = kill.crowd
    remedies = kill.remedies.map {
      Report.Remedy(
        id: $0.id, scope: Report.Remedy.Scope(rawValue: $0.scope.rawValue) ?? .learn,
        text: $0.text, commands: $0.commands)
    }
    report = kill.report.map(Report.Entry.init)
  }

  fileprivate init(_ warning: NearMiss) {
    self.init(id: "", kind: "warning", headline: "")
    device = warning.device.map(Report.Device.init)
    workerPID = warning.workerPID
    seqnum = warning.seqnum
    program = warning.program
    warned = warning.time.map(Report.Time.init)
    culprit = Report.Culprit(warning.culprit)
    suspects = warning.suspects.map(Report.Suspect.init)
    report = warning.report.map(Report.Entry.init)
  }

  fileprivate init(_ death: OtherDeath) {
    self.init(id: "", kind: death.kind.rawValue, headline: death.says)
    device = death.device.map(Report.Device.init)
    workerPID = death.workerPID
    time = death.time.map(Report.Time.init)
    says = death.says
    driver = death.driver
    report = death.report.map(Report.Entry.init)
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
  fileprivate init(_ device: KillCorrelator.Device) {
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

extension Report.Suspect {
  fileprivate init(_ suspect: KillCorrelator.Suspect) {
    let evidence = suspect.evidence.map {
      Report.Evidence(
        rule: $0.rule, weight: $0.weight, says: $0.says,
        entries: $0.entries.map(Report.Entry.init))
    }
    self.init(
      kind: Report.Culprit.Kind(rawValue: suspect.kind.rawValue) ?? .unknown, name: suspect.name,
      score: suspect.score, evidence: evidence.filter { $0.weight >= 0 },
      against: evidence.filter { $0.weight < 0 })
  }
}

extension Report.Clearing {
  /// `e1000 (it spoke of another device)`
  fileprivate init(_ text: String) {
    guard text.hasSuffix(")"), let bracket = text.firstIndex(of: "(") else {
      self.init(name: text, says: nil)
      return
    }
    self.init(
      name: String(text[..<bracket].dropLast()),
      says: String(text[text.index(after: bracket)...].dropLast()))
  }
}

extension Report.Entry {
  /// The line as the user knows it: a text log's own, else the journal's speaker and message.
  fileprivate init(_ entry: LogModel.Entry) {
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
