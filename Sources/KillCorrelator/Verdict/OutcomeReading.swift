internal import LogModel

/// What became of the device, by what the log shows after the kill.
///
/// udevd's "killed" says that the signal was sent. A worker in an uninterruptible wait ends only
/// when its probe has run to the end; one in a killable wait ends at once, and the probe with an
/// error. The `driver` link in sysfs exists before the probe is called and proves nothing.
struct OutcomeReading: Sendable {
  var outcome = Outcome.unknown
  var reason: String?
  /// Whether that was not seen in the log, but on the machine later.
  var isRecorded = false
  /// Whether the worker itself was inside the driver: only then does its end say something of it.
  private let wasLoading: Bool

  /// The rules that see the worker at work; others find whom it waited for.
  private static let ownWork: Set<String> = [
    ProbeFailedAfterKill.id, WorkerStackInModule.id, InitcallNeverReturned.id,
    WorkerSpokeForDriver.id, DriverSpokeOfDevice.id, PlatformNameIsDriver.id,
    ModaliasNamesDriver.id,
  ]

  init(_ kill: KillCase, _ culprit: Culprit, _ suspects: [Suspect], in scene: Scene) {
    wasLoading = suspects.first?.evidence.contains { Self.ownWork.contains($0.rule) } ?? false
    guard let device = kill.device, culprit.kind != .program, culprit.kind != .builtin,
      culprit.kind != .hardware
    else {
      readVictim(kill)
      return
    }
    if readFailure(kill, device, scene) || readReadiness(kill, device, scene) { return }
    if readEnd(kill, scene) || readRecord(kill, culprit, scene.record(of: device)) { return }
    readSilence(kill)
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
      outcome = .bound
      reason =
        "when facts about the machine were collected, \(driver.value) had it "
        + "(\(name(of: driver.entry))); somebody may have loaded it again by then"
      isRecorded = true
    } else if let entry = device.driverless {
      outcome = .unbound
      reason =
        "when facts about the machine were collected, no driver had it (\(name(of: entry)))"
      isRecorded = true
    }
    return isRecorded
  }

  /// The last part of a file's name, and the line.
  private func name(of entry: Entry) -> String {
    let file = entry.place.source.split(separator: "/").last.map(String.init) ?? ""
    return "\(file), \(entry.place.position)"
  }

  /// For what is not a driver the only question is whether the victim is gone.
  private mutating func readVictim(_ kill: KillCase) {
    guard kill.draft.cause == .eventTimeout else { return }
    if kill.draft.endedEntry == nil, kill.draft.report.count > 20 {
      outcome = .stuck
      reason = "udevd went on killing it and it did not end while the log lasts"
    }
  }

  private mutating func readFailure(_ kill: KillCase, _ device: Device, _ scene: Scene) -> Bool {
    let failures = scene.failures(of: device).filter { kill.isAfterKill($0.entry, scene) }
    guard
      let failure = failures.first(where: { kill.isBeforeEnd($0.entry, scene) })
        ?? failures.first
    else { return false }
    outcome = .unbound
    reason = "its probe ended with \(Errno.describe(failure.errno))"
    let after = failure.entry
    let leftover = scene.events(.leftover).first { event in
      event.entry > after && concerns(event, device, failure.driver, scene)
    }
    let again = failures.first { $0.entry > after && [-17, -16].contains($0.errno) }
    if leftover != nil || again != nil {
      outcome = .halfInitialised
      reason =
        again.map { "the next attempt failed with \(Errno.describe($0.errno))" }
        ?? "the kernel then refused a name that was already taken"
    }
    return true
  }

  /// A driver announces a device that it has set up (`drm_dev_register`).
  private mutating func readReadiness(
    _ kill: KillCase, _ device: Device, _ scene: Scene
  ) -> Bool {
    let ready = scene.events(.driverReady).contains {
      $0["device"] == device.sysname && kill.isAfterKill($0.entry, scene)
    }
    guard ready else { return false }
    outcome = .bound
    reason = "its driver announced it as ready after the kill"
    return true
  }

  /// The path of a duplicate name, or the trace below it, leads to the device or its driver.
  private func concerns(
    _ event: Event, _ device: Device, _ driver: String, _ scene: Scene
  ) -> Bool {
    guard let sysname = device.sysname else { return false }
    if event["path"]?.contains(sysname) == true { return true }
    if event["prefix"]?.hasSuffix(sysname) == true { return true }
    let trace = scene.traces.first { $0.entries.first == event.entry }
    return trace?.frames.contains { $0.module?.moduleName == driver.moduleName } ?? false
  }

  private mutating func readEnd(_ kill: KillCase, _ scene: Scene) -> Bool {
    if kill.draft.endedEntry == nil {
      readMissingEnd(kill, scene)
    } else if kill.isFiledLate || (kill.survival ?? 0) > 2 {
      outcome = .bound
      let seconds = kill.isFiledLate ? nil : kill.survival.map { Seconds.text($0) }
      reason =
        "the worker was gone only \(seconds.map { "\($0) after" } ?? "long after") the signal, "
        + "and no line says that the probe failed: it ran to its end"
    } else if spokeAfterKill(kill, scene) {
      outcome = .bound
      reason =
        "the driver went on with the device after the signal, and no line says that it failed"
    }
    return outcome != .unknown
  }

  /// Nothing but the end of the worker is known.
  private mutating func readSilence(_ kill: KillCase) {
    if kill.draft.endedEntry != nil, kill.draft.victim == .worker, wasLoading, kill.survival != nil
    {
      outcome = .unbound
      reason =
        "the worker ended as soon as the signal came: the driver was waiting, and did not finish"
    }
  }

  /// A driver that is interrupted says so or nothing; one that sets its device up goes on to its end.
  private func spokeAfterKill(_ kill: KillCase, _ scene: Scene) -> Bool {
    guard let killTime = kill.killTime else { return false }
    let endTime = kill.endTime ?? killTime + 120_000_000
    return kill.linesOfDrivers(in: scene).contains { line, relation in
      guard relation == .same, let time = scene.time(line.entry) else { return false }
      return time > killTime + 300_000 && time <= endTime
        && !["fail", "error", "abort", "interrupt", "cannot"].contains {
          line.text.lowercased().contains($0)
        }
    }
  }

  /// Without a death line: still in the kernel if the log goes on for long, or says so.
  private mutating func readMissingEnd(_ kill: KillCase, _ scene: Scene) {
    guard kill.draft.cause == .eventTimeout else {
      // PID 1 does not report the worker's end
      if spokeAfterKill(kill, scene) {
        outcome = .bound
        reason =
          "the driver went on with the device after the signal, and no line says that it failed"
      }
      return
    }
    let stillBlocked = kill.ownTraces(in: scene).contains {
      kill.isAfterKill(scene.traces[$0].entries[0], scene)
    }
    let lastTime = scene.entries.indices.reversed().lazy.compactMap { scene.time($0) }.first
    if stillBlocked {
      outcome = .stuck
      reason = "after the kill the kernel still reported the worker as blocked"
    } else if let lastTime, let killTime = kill.killTime, lastTime - killTime > 60_000_000,
      kill.draft.rowID != "kill.seq", !kill.isFiledLate, !scene.isIncomplete
    {
      outcome = .stuck
      reason =
        "no line says that the worker ended, and the log goes on for "
        + Seconds.text(Double(lastTime - killTime) / 1_000_000)
    }
  }
}
