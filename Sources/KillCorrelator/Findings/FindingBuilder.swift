internal import LogModel

/// Turns the drafts of one boot into findings: applies the rules, weighs, and says what to do.
struct FindingBuilder {
  let boot: BootContext
  let limits: EventLimit
  let bootID: String?
  let known: KnownIssueReading
  /// The last that was read of the boot.
  let logEnds: Moment?
  /// Other boots, once they are read.
  var comparer: BootComparer?

  /// Works out the first kills one after the other.
  ///
  /// - Parameters:
  ///   - beside: those that were warned of, and perhaps hung as well when the log ends.
  ///   - spared: those that were warned of, and came to their end before their limit.
  func kills(
    _ drafts: [UeventDraft], beside: [UeventDraft], spared: [UeventDraft], most: Int,
    each: (Finding) -> Void
  ) {
    let cases = (0..<(drafts.count + beside.count)).lazy.map { number in
      number < drafts.count
        ? KillCase(placed(drafts[number]), boot, limits)
        : KillCase(warning: beside[number - drafts.count], boot, limits)
    }
    // of a storm the first are enough to tell that the machine was slow
    let slow = spared.prefix(Self.fewEnough).compactMap { limits.span(ofSpared: $0, in: boot) }
    weigh(cases, spared: slow, most: min(most, drafts.count)) { number, kill, ranking in
      each(self.kill(kill, ranking, number: number))
    }
  }

  /// Works out the first near misses, of those whom nobody killed.
  ///
  /// - Parameter beside: the warnings of those that were killed.
  func nearMisses(
    _ drafts: [UeventDraft], beside: [UeventDraft], most: Int, each: (Finding) -> Void
  ) {
    // thousands in a storm: not copied where nothing is added
    let cases = (beside.isEmpty ? drafts : drafts + beside).lazy.map {
      KillCase(warning: $0, boot, limits)
    }
    weigh(cases, most: min(most, drafts.count)) { number, kill, ranking in
      each(nearMiss(drafts[number], kill, ranking, number: number))
    }
  }

  /// Whether the log ends before the one that was warned of would have been killed: it may hang still.
  func mayHang(_ warning: UeventDraft) -> Bool {
    guard queueEmptied(after: warning.anchor) == nil, let warned = boot.time(warning.anchor),
      let last = logEnds.flatMap({ boot.time($0.stamp) }),
      let rest = limits.rest(after: warning.anchor, in: boot)
    else { return false }
    // udevd kills a moment late, or more on a busy machine
    return last < warned + Int64(rest * 1_000_000) + 3_000_000
  }

  /// The line that says that udevd had nothing left to do, the first after another: an event that was on
  /// its way at that had come to its end.
  private func queueEmptied(after entry: Int) -> Int? {
    boot.facts(.queueEmpty).first { $0.entry > entry }?.entry
  }

  /// Works out what a stuck worker waits for, and what to do about it.
  func explainStuck(_ draft: DeathDraft, _ death: inout Finding) {
    guard var kill = KillCase(stuck: draft, boot, limits) else { return }
    kill.comparison = comparer?.comparison(of: kill)
    death.comparison = kill.comparison
    let found = Rules.all.flatMap { rule in rule.examine(kill, boot).map { (rule, $0) } }
    let ranking = SuspectRanking(found, in: boot)
    death.chain = ranking.chain
    death.suspects = ranking.suspects
    death.reportTo = reportAddress(of: ranking.culprit)
    death.logEnds = logEnds
    advise(&death, kill, ranking)
  }

  private func kill(_ kill: KillCase, _ ranking: SuspectRanking, number: Int) -> Finding {
    let draft = kill.draft
    let outcome = OutcomeReading(kill, in: boot)
    let report = Set(draft.report).sorted()
    var finding = finding(.kill, draft, ranking, report, number: number)
    finding.cause = draft.cause
    finding.by = sender(of: draft)
    // up to 167 a worker has an alarm of its own
    finding.signal =
      draft.row.has(.alarm)
      ? "ALRM" : report.lazy.compactMap { boot.fact(at: $0)?.signalName }.last
    finding.during = draft.during
    finding.victim = draft.victim
    finding.certainty = draft.certainty
    finding.workerPID =
      draft.workerPID ?? kill.ownTraces(in: boot).first.flatMap { boot.traces[$0].pid }
    finding.started = kill.started
    finding.warned = kill.warned
    finding.killed = kill.killed
    finding.ended = kill.ended
    if kill.ended == nil { finding.logEnds = logEnds }
    finding.limit = kill.limit
    finding.isBystander = isBystander(kill, ranking)
    finding.outcome = outcome.outcome
    finding.outcomeConfidence = outcome.confidence
    finding.outcomeEvidence = outcome.evidence
    finding.notes = ranking.notes + (kill.isFiledLate ? [.filedLate] : []) + remarks(kill)
    if let note = comparer?.note(on: kill) { finding.notes.append(note) }
    finding.crowd = ranking.crowd
    finding.comparison = kill.comparison
    finding.cleared = ranking.isProved ? cleared(kill, ranking.suspects) : []
    advise(&finding, kill, ranking)
    return finding
  }

  private func nearMiss(
    _ warning: UeventDraft, _ kill: KillCase, _ ranking: SuspectRanking, number: Int
  ) -> Finding {
    var finding = finding(.warning, warning, ranking, warning.report, number: number)
    finding.cause = .eventTimeout
    finding.by = .udevd
    finding.comparison = kill.comparison
    finding.victim = warning.program == nil ? .worker : .program
    finding.certainty = .stated
    finding.limit = warning.program == nil ? limits.worker : limits.timeout.seconds
    if boot.time(warning.anchor) != nil {
      let stamp = boot.entries[warning.anchor].stamp
      finding.warned = Moment(stamp)
      let rest =
        warning.program == nil
        ? limits.rest(after: warning.anchor, in: boot) : limits.timeout.seconds.map { $0 * 2 / 3 }
      if let rest {
        finding.killDue = Moment(
          stamp: boot.shifted(stamp, by: Int64(rest * 1_000_000)), basis: .workedOut)
      }
    }
    finding.logEnds = logEnds
    let outcome = OutcomeReading(sinceWarning: kill, in: boot)
    finding.outcome = outcome.outcome
    finding.outcomeConfidence = outcome.confidence
    finding.outcomeEvidence =
      outcome.evidence.isEmpty
      ? end(of: kill, ranking).map { [$0] } ?? [] : outcome.evidence
    advise(&finding, kill, ranking)
    return finding
  }

  /// What shows that the one that udevd warned of came to its end.
  private func end(of kill: KillCase, _ ranking: SuspectRanking) -> OutcomeEvidence? {
    if let (entry, next) = kill.endOfSlowProgram(in: boot) {
      return OutcomeEvidence(
        reason: next.map { .nextProgram($0) } ?? .programEnded, entries: [boot.entries[entry]])
    }
    if ranking.culprit.kind == .driver, let suspect = ranking.suspects.first {
      for evidence in suspect.evidence {
        guard case .registered = evidence.statement else { continue }
        return OutcomeEvidence(reason: .loadEnded(suspect.name), entries: evidence.entries)
      }
    }
    if let entry = firstFound(kill) {
      return OutcomeEvidence(reason: .deviceCame, entries: [boot.entries[entry]])
    }
    return queueEmptied(after: kill.draft.anchor).map {
      OutcomeEvidence(reason: .queueEmptied, entries: [boot.entries[$0]])
    }
  }

  /// Where PID 1 says for the first time that the device is there (`device_found_changed` in systemd's
  /// device.c): udevd tells it that when the event is over, with the programs of its rules.
  private func firstFound(_ kill: KillCase) -> Int? {
    guard let sysname = kill.device?.sysname else { return nil }
    let found = boot.facts(.deviceCame).first { fact in
      let unit = LostUnit(fact[.unit] ?? "")
      return (unit.unit ?? unit.name).hasPrefix("dev-\(sysname).device")
    }
    return found.flatMap { $0.entry > kill.draft.anchor ? $0.entry : nil }
  }

  /// What kills and near misses have in common.
  private func finding(
    _ kind: Finding.Kind, _ draft: UeventDraft, _ ranking: SuspectRanking, _ report: [Int],
    number: Int
  ) -> Finding {
    var finding = Finding(
      id: id(draft, number: number), kind: kind, report: report.map { boot.entries[$0] })
    finding.device = named(draft.device)
    finding.workerPID = draft.workerPID
    finding.seqnum = draft.seqnum
    finding.program = draft.program
    finding.programPID = draft.programPID
    finding.chain = ranking.chain
    finding.suspects = ranking.suspects
    finding.reportTo = reportAddress(of: ranking.culprit)
    return finding
  }

  /// What can be done, and what others have found of the like.
  private func advise(_ finding: inout Finding, _ kill: KillCase, _ ranking: SuspectRanking) {
    finding.remedies =
      RemedyChoice(
        kill, ranking, outcome: finding.outcome ?? .unknown,
        isOver: finding.kind == .warning && !finding.outcomeEvidence.isEmpty,
        hasBooted: hasBooted(after: kill), reportTo: finding.reportTo, in: boot
      ).remedies
    finding.knownIssue = known.match(finding, kill)
  }

  /// Whether the log goes on for as long as a boot takes, and tells of no shell for repairs.
  private func hasBooted(after kill: KillCase) -> Bool {
    guard !boot.system.isRootMissing, boot.facts(.emergencyEntered).isEmpty else { return false }
    if boot.isUp { return true }
    guard let time = kill.endTime ?? kill.killTime,
      let last = logEnds.flatMap({ boot.time($0.stamp) })
    else { return false }
    return last - time > 120_000_000
  }

  private func reportAddress(of culprit: Culprit) -> ReportAddress? {
    guard culprit.kind == .driver, let name = culprit.name,
      let module = boot.knowledge.kernels.module(named: boot.moduleName(ofDriver: name)),
      !module.isForeign, !boot.system.outOfTree.contains(module.name.moduleName),
      let directory = module.directory, let list = module.mailingLists.first
    else { return nil }
    return ReportAddress(list: list, directory: directory)
  }

  func id(_ draft: UeventDraft, number: Int) -> String {
    let process: String? =
      draft.programPID.map { "program-\($0)" } ?? draft.workerPID.map { "worker-\($0)" }
    let key: String = draft.seqnum.map { "seqnum-\($0)" } ?? process ?? "number-\(number + 1)"
    return bootID.map { "\($0.prefix(8))-\(key)" } ?? key
  }

  /// PID 1 kills what does not stop in time; up to 243 udevd itself may give up before.
  private func sender(of draft: UeventDraft) -> Finding.Sender {
    let isGivenUp = draft.killedEntry.flatMap { boot.fact(at: $0) }?.meaning == .stopsWaiting
    return draft.cause == .eventTimeout || isGivenUp ? .udevd : .pid1
  }

  private func isBystander(_ kill: KillCase, _ ranking: SuspectRanking) -> Bool {
    guard let evidence = ranking.suspects.first?.evidence,
      evidence.contains(where: { $0.rule == ReleasedTogether.rule.id })
    else { return false }
    // the culprit's own worker is known by what the culprit said of its device
    return !kill.linesOfDrivers(in: boot).contains {
      $0.relation <= .child && $0.line.name.module == ranking.culprit.name?.moduleName
    }
  }

  /// What limits the evidence, or explains the kill without anybody's fault.
  private func remarks(_ kill: KillCase) -> [Note] {
    var remarks: [Note] = []
    let waiting = kill.ownTraces(in: boot).lazy.compactMap { boot.index.readings[$0].waiting }
    if let waiting = waiting.first { remarks.append(.workerWaited(waiting)) }
    if [.commandLine, .udevConf].contains(limits.timeout.source),
      let seconds = limits.timeout.seconds, seconds < 30
    {
      remarks.append(.shortLimit(seconds: seconds))
    }
    if kill.draft.cause == .eventTimeout, kill.draft.victim == .worker,
      let sysname = kill.device?.sysname, BlockDeviceIsRead.isDisk(sysname),
      !sysname.hasPrefix("sr"),
      boot.system.udev.map({ $0 < Version(255) }) ?? false
    {
      remarks.append(.watchLost)
    }
    if let start = kill.startTime,
      let first = boot.entries.indices.lazy.compactMap({ boot.time($0) }).first,
      first > start + 1_000_000, boot.facts(.kernelVersion).isEmpty,
      !boot.wasClockSet(after: -1, until: boot.entries.count)
    {
      remarks.append(.beginsLate)
    }
    return remarks
  }

  /// With what is known of the device beyond its name.
  func named(_ device: Device?) -> Device? {
    guard var device else { return nil }
    var recorded: String?
    if let record = boot.record(of: device) {
      device.modalias = device.modalias ?? record.modalias?.value
      device.devpath = device.devpath ?? record.devpath
      device.subsystem = device.subsystem ?? record.subsystem
      recorded = record.description
    }
    // below a platform device's path lies what is on its bus
    if device.subsystem == nil, let path = device.devpath, let name = device.sysname {
      if path.contains("/spi_master/"), name.hasPrefix("spi") {
        device.subsystem = "spi"
      } else if DeviceTree.isOnI2C(name), path.contains("/i2c-") {
        device.subsystem = "i2c"
      }
    }
    guard device.description == nil else { return device }
    if let modalias = device.modalias ?? boot.identity(of: device)?.modalias {
      let name = HardwareID.name(ofModalias: modalias)
      let words = recorded ?? boot.knowledge.description(of: modalias)
      device.description = name.map { $0 + (words.map { " (\($0))" } ?? "") } ?? words
      device.subsystem = device.subsystem ?? modalias.prefix { $0 != ":" }.description
    }
    return device
  }

  /// Drivers that spoke while the event ran, about other devices.
  private func cleared(_ kill: KillCase, _ suspects: [Suspect]) -> [Clearing] {
    guard kill.killTime != nil, !suspects.isEmpty || kill.device != nil else { return [] }
    let suspected = Set(suspects.map(\.name.moduleName))
    var clearings: [Clearing] = []
    let from = kill.startTime ?? .min
    let start = boot.deviceLines.partition { boot.clock[$0.entry] >= from }
    // a few hundred lines are enough to name half a dozen
    for line in boot.deviceLines[start...].prefix(300)
    where !line.isBus && line.device != nil && kill.covers(line.entry, boot, before: 0)
      && !kill.isAfterKill(line.entry, boot)
    {
      // only of two places on one bus it is known that they are two devices
      guard !suspected.contains(line.name.module),
        !clearings.contains(where: { $0.name == line.driver }),
        kill.relation(of: line, in: boot) == nil, let device = line.device,
        let own = kill.device?.sysname, DeviceTree.isOnPCI(device), DeviceTree.isOnPCI(own)
      else { continue }
      clearings.append(Clearing(name: line.driver, reason: .spokeOfAnotherDevice(device)))
    }
    return Array(clearings.prefix(6))
  }
}
