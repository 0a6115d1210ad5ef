/// What to do about a kill, by what is known of it.
struct RemedyChoice {
  let kill: KillCase
  let chain: Chain
  let culprit: Culprit
  let suspects: [Suspect]
  let outcome: Outcome
  let system: BootedSystem

  var remedies: [Remedy] {
    var remedies: [Remedy] = []
    if culprit.kind == .driver { remedies += now }
    if wasCutShort { remedies.append(.triggerAgain(sysname: kill.device?.sysname)) }
    // more time helps nobody whose time went by while the machine slept
    if chain[.root]?.kind == .clock { return remedies }
    remedies += lasting
    if culprit.kind == .unknown { remedies.append(learn) }
    return remedies
  }

  /// What is left undone of the event of a disk, or of an event that was innocent: a driver's device is
  /// new to udev once it is loaded again.
  private var wasCutShort: Bool {
    guard kill.draft.cause == .eventTimeout, kill.draft.victim == .worker, outcome != .stuck,
      let sysname = kill.device?.sysname
    else { return false }
    return BlockDeviceIsRead.isDisk(sysname) || chain[.root]?.kind == .clock
  }

  /// The module to handle: a firmware file that stands for its driver is none.
  private var module: String? {
    guard culprit.kind == .driver, let name = culprit.name?.moduleName, !name.contains(".") else {
      return nil
    }
    return name
  }

  private var now: [Remedy] {
    switch outcome {
    case .unbound: module.map { [.reloadModule($0)] } ?? []
    case .halfInitialised: [.reboot]
    case .stuck: [.leaveAlone(worker: kill.workerPID)]
    case .bound, .unknown: []
    }
  }

  private var lasting: [Remedy] {
    if kill.draft.cause == .stopTimeout { return [.raiseStopTimeout] }
    switch culprit.kind {
    case .program: return [.startAsService(program: culprit.name ?? "")]
    case .hardware: return [.checkHardware]
    case .driver, .firmware, .unknown:
      return [firmware, timeout, asynchronousProbe].compactMap { $0 }
    }
  }

  private var firmware: Remedy? {
    suspects.first?.evidence.contains { $0.rule == FirmwareWasMissing.rule.id } == true
      ? .installFirmware : nil
  }

  /// Seconds from the start of the event to the end of a driver that finished.
  private var needed: Double? {
    guard outcome == .bound, let start = kill.startTime, let end = kill.endTime, end > start,
      !kill.isFiledLate || kill.killed?.basis == .workedOut
    else { return nil }
    return Double(end - start) / 1_000_000
  }

  private var timeout: Remedy? {
    let inInitrd = system.isInInitrd(kill.draft.anchor)
    let enough = Int(((needed ?? 0) * 2 / 60).rounded(.up)) * 60
    func remove(_ set: Double, in place: Remedy.Setting) -> Remedy {
      .removeShortTimeout(set: Int(set), in: place, least: max(180, enough), needed: needed)
    }
    if let option = system.eventTimeoutOption(inInitrd: inInitrd), option < 180 {
      return remove(option, in: .commandLine)
    }
    if let set = system.configuredEventTimeout?.value, set < 180,
      kill.limit.map({ $0 >= set && $0 <= set + 10 }) ?? true
    {
      return remove(set, in: .udevConf)
    }
    // before 216 the limit could not be set; 216 itself misreads the option
    if system.udev.map({ $0 < Version(217) && !system.isEudev })
      ?? kill.draft.row.has(.fixedLimit)
    {
      return .updateUdev
    }
    // udev.conf is read for it from 240 on; before 233 only the spelling with a hyphen is known
    let knowsHyphenOnly = system.udev.map { $0 < Version(233) || system.isEudev } ?? false
    return .raiseEventTimeout(
      Remedy.EventTimeoutSetting(
        seconds: max(300, enough, Int((kill.limit ?? 180) * 2 / 60) * 60),
        option: knowsHyphenOnly ? "udev.event-timeout" : "udev.event_timeout",
        isInConfiguration: (system.udev.map { $0 >= Version(240) } ?? true) && !system.isEudev,
        isInInitrd: inInitrd, needed: needed))
  }

  /// The option exists since 4.2. It keeps the signal away from the probe, but the end of every
  /// other module's load waits for it (kernel-messages: `async_synchronize_full`).
  private var asynchronousProbe: Remedy? {
    guard let module, kill.draft.victim == .worker,
      let kernel = system.kernel, kernel >= Version(4, 2),
      !suspects.contains(where: { $0.evidence.contains { $0.rule == ReleasedTogether.rule.id } })
    else { return nil }
    return .probeAsynchronously(module: module)
  }

  private var learn: Remedy {
    suspects.first?.kind == .program
      ? .debugNextBoot
      : .traceNextBoot(hungTaskSeconds: max(5, Int((kill.limit ?? 180) / 4)))
  }
}
