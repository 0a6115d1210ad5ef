internal import LogModel

/// What became of the device, by what the log shows after the kill.
///
/// udevd's "killed" says that the signal was sent. A worker in an uninterruptible wait ends only
/// when its probe has run to the end; one in a killable wait ends at once, and the probe with an
/// error. The `driver` link in sysfs exists before the probe is called and proves nothing.
struct OutcomeReading: Sendable {
  var outcome = Outcome.unknown
  var evidence: OutcomeEvidence?
  /// Whether the worker itself was inside the driver: only then does its end say something of it.
  private let wasLoading: Bool

  init(_ kill: KillCase, _ culprit: Culprit, _ suspects: [Suspect], in boot: BootContext) {
    wasLoading = suspects.first?.evidence.contains { Rules.ofOwnWork.contains($0.rule) } ?? false
    guard let device = kill.device, culprit.kind != .program, culprit.kind != .hardware
    else {
      readVictim(kill)
      return
    }
    if readFailure(kill, device, boot) || readReadiness(kill, device, boot) { return }
    if readEnd(kill, boot) || readRecord(kill, culprit, boot.record(of: device)) { return }
    readSilence(kill, boot)
  }

  /// What the machine showed when somebody collected facts about it, later in this boot. By then
  /// somebody may have loaded the driver again. Of a worker that may still be in the kernel it says
  /// nothing: the driver has the device from before its probe is called.
  private mutating func readRecord(
    _ kill: KillCase, _ culprit: Culprit, _ device: DeviceRecord?
  ) -> Bool {
    guard let device, kill.draft.endedEntry != nil, kill.draft.victim == .worker else {
      return false
    }
    if let driver = device.driver {
      let isCulprit =
        culprit.kind == .unknown || culprit.name?.moduleName == driver.value.moduleName
      guard isCulprit, !DriverSpokeOfDevice.isPort(driver.value) else { return false }
      conclude(.bound, .recordedDriver(driver.value), [driver.entry])
    } else if let entry = device.driverless {
      conclude(.unbound, .recordedDriverless, [entry])
    } else {
      return false
    }
    return true
  }

  private mutating func conclude(
    _ outcome: Outcome, _ reason: OutcomeEvidence.Reason, _ entries: [Entry]
  ) {
    self.outcome = outcome
    evidence = OutcomeEvidence(reason: reason, entries: entries)
  }

  /// For what is not a driver the only question is whether the victim is gone.
  private mutating func readVictim(_ kill: KillCase) {
    guard kill.draft.cause == .eventTimeout else { return }
    if kill.draft.endedEntry == nil, kill.draft.report.count > 20 {
      conclude(.stuck, .killedAgain, [])
    }
  }

  private mutating func readFailure(_ kill: KillCase, _ device: Device, _ boot: BootContext) -> Bool
  {
    let failures = boot.failures(of: device).filter { kill.isAfterKill($0.entry, boot) }
    guard
      let failure = failures.first(where: { kill.isBeforeEnd($0.entry, boot) })
        ?? failures.first
    else { return false }
    conclude(.unbound, .probeFailed(errno: failure.errno), [boot.entries[failure.entry]])
    let after = failure.entry
    if let again = failures.first(where: { $0.entry > after && [-17, -16].contains($0.errno) }) {
      conclude(
        .halfInitialised, .nextAttemptFailed(errno: again.errno), [boot.entries[again.entry]])
    } else if let leftover = boot.facts(.leftover).first(where: { fact in
      fact.entry > after && concerns(fact, device, failure.driver, boot)
    }) {
      conclude(.halfInitialised, .nameTaken, [boot.entries[leftover.entry]])
    }
    return true
  }

  /// A driver announces a device that it has set up (`drm_dev_register`).
  private mutating func readReadiness(
    _ kill: KillCase, _ device: Device, _ boot: BootContext
  ) -> Bool {
    let ready = boot.facts(.driverReady).first {
      $0[.device] == device.sysname && kill.isAfterKill($0.entry, boot)
    }
    guard let ready else { return false }
    conclude(.bound, .announcedReady, [boot.entries[ready.entry]])
    return true
  }

  /// The path of a duplicate name, or the trace below it, leads to the device or its driver.
  private func concerns(
    _ fact: Fact, _ device: Device, _ driver: String, _ boot: BootContext
  ) -> Bool {
    guard let sysname = device.sysname else { return false }
    if fact[.path]?.contains(sysname) == true { return true }
    if fact[.prefix]?.hasSuffix(sysname) == true { return true }
    let trace = boot.traces.first { $0.entries.first == fact.entry }
    return trace?.frames.contains { $0.module?.moduleName == driver.moduleName } ?? false
  }

  private mutating func readEnd(_ kill: KillCase, _ boot: BootContext) -> Bool {
    guard let end = kill.draft.endedEntry else {
      readMissingEnd(kill, boot)
      return outcome != .unknown
    }
    if kill.isFiledLate || (kill.survival ?? 0) > 2 {
      conclude(
        .bound, .endedLate(seconds: kill.isFiledLate ? nil : kill.survival), [boot.entries[end]])
    } else {
      readWords(kill, boot)
    }
    return outcome != .unknown
  }

  /// Nothing but the end of the worker is known.
  private mutating func readSilence(_ kill: KillCase, _ boot: BootContext) {
    if let end = kill.draft.endedEntry, kill.draft.victim == .worker, wasLoading,
      kill.survival != nil
    {
      conclude(.unbound, .endedAtOnce, [boot.entries[end]])
    }
  }

  /// A driver that is interrupted says so or nothing; one that sets its device up goes on to its end.
  private mutating func readWords(_ kill: KillCase, _ boot: BootContext) {
    guard let killTime = kill.killTime else { return }
    let endTime = kill.endTime ?? killTime + 120_000_000
    let word = kill.linesOfDrivers(in: boot).first { line, relation in
      guard relation == .same, let time = boot.time(line.entry) else { return false }
      return time > killTime + 300_000 && time <= endTime
        && !["fail", "error", "abort", "interrupt", "cannot"].contains {
          line.text.lowercased().contains($0)
        }
    }
    if let word { conclude(.bound, .wentOn, [boot.entries[word.line.entry]]) }
  }

  /// Without a death line: still in the kernel if the log goes on for long, or says so.
  private mutating func readMissingEnd(_ kill: KillCase, _ boot: BootContext) {
    // PID 1 does not report the worker's end
    guard kill.draft.cause == .eventTimeout else { return readWords(kill, boot) }
    let blocked = kill.ownTraces(in: boot).first {
      kill.isAfterKill(boot.traces[$0].entries[0], boot)
    }
    let lastTime = boot.entries.indices.reversed().lazy.compactMap { boot.time($0) }.first
    if let blocked {
      conclude(.stuck, .stillBlocked, [boot.entries[boot.traces[blocked].entries[0]]])
    } else if let lastTime, let killTime = kill.killTime, lastTime - killTime > 60_000_000,
      !kill.draft.row.namesNoWorker, !kill.isFiledLate, !boot.isIncomplete
    {
      conclude(.stuck, .neverEnded(seconds: Double(lastTime - killTime) / 1_000_000), [])
    }
  }
}
