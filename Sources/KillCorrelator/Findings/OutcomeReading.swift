internal import LogModel

/// What became of the device, by what the log shows of it.
///
/// udevd's "killed" says that the signal was sent. A worker in an uninterruptible wait ends only
/// when its call has run to the end, whatever came of it; so its end alone shows nothing, and neither
/// does silence: a probe that ends with -ENODEV prints no line. The `driver` link in sysfs exists
/// before the probe is called.
struct OutcomeReading: Sendable {
  /// Nil where the event had nothing to do with the device's driver.
  private(set) var outcome: Outcome? = .unknown
  private(set) var confidence = Culprit.Confidence.none
  private(set) var evidence: [OutcomeEvidence] = []

  init(_ kill: KillCase, in boot: BootContext) {
    if kill.device?.sysname == nil, let failure = Self.failureOfLoad(by: kill, boot) {
      conclude(
        .unbound, .certain,
        (.probeFailed(errno: failure.errno), [boot.entries[failure.entry]]))
      return
    }
    let hasNoDriver = kill.device.map { DeviceClass($0) != nil } ?? false
    if readSigns(kill, boot) || readBlockage(kill, boot) { return }
    if hasNoDriver {
      outcome = nil
    } else if !readRecord(kill, boot.record(of: kill.device)), evidence.isEmpty,
      let end = kill.draft.endedEntry,
      kill.isFiledLate || (kill.survival ?? 0) > 2
    {
      // it is told, and concludes nothing
      evidence = [
        OutcomeEvidence(
          reason: .endedLate(seconds: kill.isFiledLate ? nil : kill.survival),
          entries: [boot.entries[end]])
      ]
    }
  }

  /// The probe that failed in the load that a modprobe was killed in: of a driver that has the modalias.
  private static func failureOfLoad(by kill: KillCase, _ boot: BootContext) -> ProbeFailure? {
    guard let program = kill.draft.program, Command(program).isModprobe else { return nil }
    let modules = Set(
      ModaliasNamesDriver.examine(kill, in: boot).compactMap { $0.name?.moduleName })
    let failures = boot.index.failures.values.joined().filter { failure in
      kill.isAfterKill(failure.entry, boot) && kill.isBeforeEnd(failure.entry, boot)
        && modules.contains(boot.moduleName(ofDriver: failure.driver).moduleName)
    }
    return failures.count == 1 ? failures.first : nil
  }

  /// Of a worker that was only warned of: what the log shows since then, if anything. Its end it does
  /// not show, and whether it still hangs neither.
  init(sinceWarning kill: KillCase, in boot: BootContext) {
    outcome = nil
    guard kill.draft.victim == .worker, let device = kill.device, DeviceClass(device) == nil,
      let signs = OutcomeSigns(kill, boot)
    else { return }
    let warned = kill.draft.anchor
    let failures = signs.failures.filter { $0.entry > warned }
    let success = signs.successes.last { $0.entry > warned }
    if let failure = failures.last, failure.entry > success?.entry ?? -1 {
      readFailures(failures, kill, boot)
    } else if let success {
      conclude(.bound, .certain, (success.reason, [boot.entries[success.entry]]))
    } else if let last = kill.spoken(in: boot).last(where: {
      $0.relation == .same && !$0.line.isBus && $0.line.entry > warned
    }), DriverWords(last.line.text) == .gaveUp {
      conclude(.unbound, .likely, (.gaveUp, [boot.entries[last.line.entry]]))
    }
  }

  private mutating func conclude(
    _ outcome: Outcome, _ confidence: Culprit.Confidence,
    _ shown: (reason: OutcomeEvidence.Reason, entries: [Entry])...
  ) {
    self.outcome = outcome
    self.confidence = confidence
    evidence = shown.map { OutcomeEvidence(reason: $0.reason, entries: $0.entries) }
  }

  // MARK: The device

  /// The last of what shows anything counts: a probe that failed may be called again.
  private mutating func readSigns(_ kill: KillCase, _ boot: BootContext) -> Bool {
    guard let signs = OutcomeSigns(kill, boot) else { return false }
    if let gone = signs.removal {
      guard gone.reason == .removed else {
        // of which of several devices of one name a line speaks cannot be told
        conclude(.unknown, .none, (gone.reason, [boot.entries[gone.entry]]))
        return false
      }
      conclude(.unbound, .certain, (gone.reason, [boot.entries[gone.entry]]))
      // a disk has no driver of its own that it could lose
      if kill.device.map({ DeviceClass($0) != nil }) ?? false { outcome = nil }
      return true
    }
    let failures = signs.failures
    let success = signs.successes.last
    if let failure = failures.last, failure.entry > success?.entry ?? -1 {
      readFailures(failures, kill, boot)
      return true
    }
    // whoever still hangs has not come to what was shown before
    let shown = max(
      success?.entry ?? -1, signs.lastWord.map { $0.isGood ? $0.sign.entry : -1 } ?? -1)
    if let blocked = stillBlocked(kill, boot), blocked > shown { return false }
    let word = signs.lastWord
    if let word, !word.isGood, word.sign.entry > success?.entry ?? -1 {
      conclude(.unbound, .likely, (word.sign.reason, [boot.entries[word.sign.entry]]))
      return true
    }
    if let success {
      conclude(.bound, .certain, (success.reason, [boot.entries[success.entry]]))
      let complaints = signs.complaints
      if !complaints.isEmpty {
        let entries = complaints.prefix(2).map { boot.entries[$0] }
        evidence.append(OutcomeEvidence(reason: .hadTrouble, entries: entries))
      }
      return true
    }
    if let word, word.isGood {
      conclude(.bound, .likely, (word.sign.reason, [boot.entries[word.sign.entry]]))
      return true
    }
    return false
  }

  private mutating func readFailures(
    _ failures: [ProbeFailure], _ kill: KillCase, _ boot: BootContext
  ) {
    let failure =
      failures.first { kill.isAfterKill($0.entry, boot) && kill.isBeforeEnd($0.entry, boot) }
      ?? failures[0]
    let first: (OutcomeEvidence.Reason, [Entry]) = (
      .probeFailed(errno: failure.errno), [boot.entries[failure.entry]]
    )
    let after = failure.entry
    if let again = failures.first(where: { $0.entry > after && [-17, -16].contains($0.errno) }) {
      conclude(
        .halfInitialised, .certain,
        (.nextAttemptFailed(errno: again.errno), [boot.entries[again.entry]]), first)
    } else if let leftover = boot.facts(.leftover).first(where: { fact in
      fact.entry > after && concerns(fact, kill.device, failure.driver, boot)
    }) {
      conclude(.halfInitialised, .likely, (.nameTaken, [boot.entries[leftover.entry]]), first)
    } else {
      conclude(.unbound, .certain, first)
    }
  }

  /// The path of a duplicate name, or the trace below it, leads to the device or its driver.
  private func concerns(
    _ fact: Fact, _ device: Device?, _ driver: String, _ boot: BootContext
  ) -> Bool {
    guard let sysname = device?.sysname else { return false }
    if fact[.path]?.contains(sysname) == true { return true }
    if fact[.prefix]?.hasSuffix(sysname) == true { return true }
    let trace = boot.traces.first { $0.entries.first == fact.entry }
    return trace?.frames.contains { $0.module?.moduleName == driver.moduleName } ?? false
  }

  /// What the machine showed when somebody collected facts about it, later in this boot. By then
  /// somebody may have loaded the driver again. Of a worker that may still be in the kernel it says
  /// nothing.
  private mutating func readRecord(_ kill: KillCase, _ device: DeviceRecord?) -> Bool {
    guard let device, kill.draft.endedEntry != nil, kill.draft.victim == .worker else {
      return false
    }
    if let driver = device.driver {
      guard !DriverSpokeOfDevice.isPort(driver.value) else { return false }
      conclude(.bound, .likely, (.recordedDriver(driver.value), [driver.entry]))
    } else if let entry = device.driverless {
      conclude(.unbound, .likely, (.recordedDriverless, [entry]))
    } else {
      return false
    }
    return true
  }

  // MARK: The victim

  /// For how long udevd repeated that it kills a program, which it does each second until that is gone
  /// (`spawn_wait` up to 220, and in eudev).
  private func killedAgain(_ kill: KillCase, _ boot: BootContext) -> Double? {
    guard let killed = kill.draft.killedEntry else { return nil }
    guard let first = boot.time(killed) else {
      // each line is a second
      let repeats = kill.draft.report.count { $0 > killed }
      return repeats >= 3 ? Double(repeats) : nil
    }
    let last = kill.draft.report.compactMap { boot.time($0) }.max() ?? first
    return last - first >= 3_000_000 ? Double(last - first) / 1_000_000 : nil
  }

  /// The first line after the kill by which the kernel reports the killed one as blocked, where none says
  /// that it ended.
  private func stillBlocked(_ kill: KillCase, _ boot: BootContext) -> Int? {
    guard kill.draft.endedEntry == nil, kill.draft.cause == .eventTimeout else { return nil }
    return kill.ownTraces(in: boot).lazy.map { boot.traces[$0] }.first { trace in
      // where a file that somebody looked at stands does not tell when that was
      kill.isAfterKill(trace.entries[0], boot)
        && (!trace.isOfFile || boot.time(trace.entries[0]) != nil)
    }?.entries[0]
  }

  /// Without a death line: still in the kernel if the log goes on for long, or says so.
  private mutating func readBlockage(_ kill: KillCase, _ boot: BootContext) -> Bool {
    let remains = boot.facts(.workerRemains).first { fact in
      fact.entry > kill.draft.anchor && (fact.pid == kill.workerPID || kill.workerPID == nil)
    }
    if kill.draft.cause == .stopTimeout, let remains {
      conclude(.stuck, .likely, (.remained, [boot.entries[remains.entry]]))
      return true
    }
    guard kill.draft.endedEntry == nil, kill.draft.cause == .eventTimeout else { return false }
    if let blocked = stillBlocked(kill, boot) {
      conclude(.stuck, .certain, (.stillBlocked, [boot.entries[blocked]]))
      return true
    }
    if kill.draft.victim == .program {
      guard let seconds = killedAgain(kill, boot) else { return false }
      conclude(.stuck, .likely, (.killedAgain(seconds: seconds), []))
      return true
    }
    let lastTime = boot.entries.indices.reversed().lazy.compactMap { boot.time($0) }.first
    guard let lastTime, let killTime = kill.killTime, lastTime - killTime > 60_000_000,
      !kill.draft.row.namesNoWorker, !kill.isFiledLate, !boot.isIncomplete,
      // it came to its end, though no line tells of that
      !boot.facts(.queueEmpty).contains(where: { $0.entry > kill.draft.anchor })
    else { return false }
    conclude(
      .stuck, .likely, (.neverEnded(seconds: Double(lastTime - killTime) / 1_000_000), []))
    return true
  }
}
