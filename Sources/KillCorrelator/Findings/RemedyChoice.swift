internal import LogModel

/// What to do about a kill, by what is known of its cause, its era and its machine.
///
/// Nobody who waits without end is given more time; nobody is accused by a remedy who is not accused
/// by the chain.
struct RemedyChoice {
  let kill: KillCase
  let chain: Chain
  let culprit: Culprit
  let suspects: [Suspect]
  let outcome: Outcome
  /// Whether what was slow came to its end before the limit: that was long enough.
  let isOver: Bool
  /// Whether the log goes on long enough for the machine to have come up without it.
  let hasBooted: Bool
  let system: BootedSystem
  let reportTo: ReportAddress?
  let kernels: any KernelKnowledge
  /// The module to handle: a firmware file that stands for its driver is none.
  let module: String?

  init(
    _ kill: KillCase, _ ranking: SuspectRanking, outcome: Outcome, isOver: Bool, hasBooted: Bool,
    reportTo: ReportAddress?, in boot: BootContext
  ) {
    (self.kill, self.outcome, self.isOver, self.hasBooted) = (kill, outcome, isOver, hasBooted)
    (chain, culprit, suspects) = (ranking.chain, ranking.culprit, ranking.suspects)
    (system, kernels, self.reportTo) = (boot.system, boot.knowledge.kernels, reportTo)
    let handled = HandledModule(kill: kill, suspects: suspects, system: system, kernels: kernels)
    module = culprit.kind == .driver ? culprit.name.flatMap(handled.module) : nil
  }

  var remedies: [Remedy] {
    var remedies = now
    if wasCutShort { remedies.append(.triggerAgain(sysname: kill.device?.sysname)) }
    // more time helps nobody whose time went by while the machine slept
    if root?.kind == .clock { return remedies }
    remedies += lasting + learn
    // that a file is not installed is nobody's bug
    if let reportTo, firmware == nil { remedies.append(.report(reportTo, system.reception)) }
    return remedies
  }

  var era: UdevEra { UdevEra(system, kill.draft.row) }
  var os: Remedy.OperatingSystem { system.os }
  var isInInitrd: Bool { system.isInInitrd(kill.draft.anchor) || system.isRootMissing }

  /// The innermost link that is more than possible.
  var root: Chain.Link? { chain.links.last { $0.confidence.isProved } }

  /// What is left undone of the event of a disk, or of an event that had nothing to do with a driver: a
  /// driver's device is new to udev once it is loaded again.
  private var wasCutShort: Bool {
    guard kill.draft.cause == .eventTimeout, kill.draft.victim == .worker, outcome != .stuck,
      !kill.isWarning, !kill.isStuck, culprit.kind != .program, root?.kind != .removal,
      let sysname = kill.device?.sysname
    else { return false }
    return BlockDeviceIsRead.isDisk(sysname) || root?.kind == .clock || needsNoDriver
  }

  /// Whether its device is one of a class: of what exists already, no driver is loaded.
  var needsNoDriver: Bool {
    kill.isOfReadyDevice || kill.device.map { DeviceClass($0) != nil } ?? false
  }

  /// The driver as the chain names it, which need not be what is handled.
  private var driver: String? { culprit.kind == .driver ? culprit.name : nil }

  /// A driver that does not come with the kernel.
  private var foreign: String? {
    driver.flatMap { driver in
      kernels.module(named: driver)?.isForeign == true
        || system.outOfTree.contains(driver.moduleName) ? driver : nil
    }
  }

  // MARK: - Now

  private var now: [Remedy] {
    // going down, nobody waits for a device
    guard culprit.kind == .driver, !kill.isWarning, kill.draft.during != .shutdown else {
      return []
    }
    if system.isRootMissing, kill.draft.cause == .eventTimeout, !kill.isStuck, outcome != .stuck {
      let first: Remedy? =
        switch outcome {
        case .unbound: module.map { .reloadModule($0, inInitrd: true, mayHoldRoot: true) }
        case .halfInitialised: .reboot
        default: nil
        }
      return [first, isEndless ? nil : bootOnce].compactMap { $0 }
    }
    if kill.isStuck { return [leaveAlone] + [keepOut].compactMap { $0 } }
    switch outcome {
    // what did not answer in its own time does not do so for being asked again
    case .unbound where timedOutByItself || isBehindBus: return []
    case .unbound:
      return [
        module.map { .reloadModule($0, inInitrd: false, mayHoldRoot: mayHoldRoot($0)) }
          ?? .triggerAgain(sysname: kill.device?.sysname)
      ]
    case .halfInitialised: return [.reboot]
    case .stuck: return [leaveAlone] + [keepOut].compactMap { $0 }
    case .unknown: return [keepOut].compactMap { $0 }
    case .bound: return []
    }
  }

  private var leaveAlone: Remedy {
    let process = kill.draft.victim == .program ? kill.draft.programPID : kill.workerPID
    return .leaveAlone(process: showsStack ? nil : process)
  }

  /// Whether the driver's probe failed because its own time was over, which no signal makes it say; or because
  /// of what it had complained about all the time.
  private var timedOutByItself: Bool {
    let evidence = suspects.first?.evidence ?? []
    let complained = evidence.contains { evidence in
      switch evidence.statement {
      case .keptWaiting: true
      // what it says of the device in the same breath
      case .probeFailed, .probeFailedAfterOwnTimeout:
        evidence.entries.dropFirst().contains { Tone(of: $0.message) == .trouble }
      default: false
      }
    }
    return evidence.contains { evidence in
      switch evidence.statement {
      case .probeFailed(let errno), .probeFailedAfterOwnTimeout(let errno):
        [-110, -62].contains(errno) || complained && [-5, -6, -19, -71, -121].contains(errno)
      default: false
      }
    }
  }

  /// Without the driver, if that is not what the machine boots from.
  private var keepOut: Remedy? {
    guard isBooting, os != .board, let module, !carriesDisks(module), !servesInput(module) else {
      return nil
    }
    return .keepOut(module: module, isGraphics: Self.graphics.contains(module))
  }

  /// Whether the machine may still be on its way up: who plugs something in hours later has booted.
  private var isBooting: Bool {
    if hasBooted { return false }
    guard let time = (kill.killed ?? kill.started)?.stamp.monotonic else { return true }
    return time < 900_000_000
  }

  static let graphics: Set<String> = [
    "amdgpu", "ast", "i915", "mgag200", "nouveau", "nvidia", "nvidia_drm", "radeon", "xe",
  ]

  // MARK: - Lasting

  /// Whether what it waits for may never come: then more time only waits longer.
  var isEndless: Bool {
    if outcome == .stuck || kill.isStuck { return true }
    if isOver { return false }
    // the kernel found it blocked for minutes
    let isHung = chain.links.contains { $0.evidence.contains(where: \.showsHungWorker) }
    if isHung, kill.isWarning || kill.endTime == nil { return true }
    if root?.kind == .kernelBug || root?.kind == .removal { return true }
    // whose bus failed all the time did not fail for want of time
    if isBehindBus { return true }
    // it came to its end, with the signal or without
    if took != nil { return false }
    // nor does a task by itself that the kernel has reported as blocked for minutes
    if chain[.wait]?.evidence.contains(where: \.showsBlockedTask) == true { return true }
    switch kill.comparison?.verdict {
    case .hang where outcome != .bound: return true
    case .slowAsAlways: return false
    default: break
    }
    // who said again and again that the device did not answer, and was not seen to finish
    if let wait = chain[.wait], wait.kind == .hardware, !hasComplainingBus, outcome != .bound,
      !hasGoneOn,
      !wait.evidence.contains(where: { $0.rule == WorkerStackInModule.rule.id })
    {
      return true
    }
    switch root?.kind {
    case .lock, .hardware, .reader: return true
    default: return false
    }
  }

  /// Whether the bus on which the device is failed all the while, as far as its lines go.
  private var hasComplainingBus: Bool {
    chain[.wait]?.evidence.contains { $0.rule == ControllerKeptComplaining.rule.id } ?? false
  }

  /// Whether its controller's driver is held to be at fault: nobody loads that again for one device.
  private var isBehindBus: Bool { hasComplainingBus && chain[.wait]?.kind == .driver }

  /// Whether who was slow spoke again before anybody was killed.
  private var hasGoneOn: Bool {
    suspects.first?.evidence.contains { evidence in
      switch evidence.statement {
      case .spokeAgain, .spokeFirstAgain: true
      default: false
      }
    }
      ?? false
  }

  /// Whether the driver is shown at a device: in its probe, or in an event of one. A lock, a file system or
  /// a software RAID has no firmware.
  private var isAtDevice: Bool {
    // the host answers for what a virtual machine has
    if ["virtio", "xen", "hv_", "vmw", "pvscsi"].contains(where: { driver?.hasPrefix($0) == true })
    {
      return false
    }
    let folder = driver.flatMap { kernels.module(named: $0)?.directory } ?? ""
    if Self.foldersOfBoards.contains(where: folder.hasPrefix) { return false }
    if let device = kill.device {
      return DeviceClass(device) == nil && !isPlatform(device)
        && device.sysname.map { Remedy.Hardware($0) != .board } ?? true
    }
    return suspects.first?.evidence.contains { evidence in
      switch evidence.statement {
      case .stackInDriver(let seen): seen.place == .probe
      case .probedInKernelThread: true
      default: false
      }
    } ?? false
  }

  /// Whose drivers serve what has no firmware of its own.
  private static let foldersOfBoards = [
    "clk", "gpio", "hwmon", "i2c", "iio", "leds", "mfd", "phy", "pinctrl", "power", "regulator",
    "rtc", "soc",
    "spi", "thermal", "watchdog",
  ].map { "drivers/\($0)" }

  /// What is a part of the board, or a name alone, has no firmware of its own.
  private func isPlatform(_ device: Device) -> Bool {
    device.subsystem == "platform"
      || device.devpath == device.sysname.map { "/devices/platform/\($0)" }
  }

  private var lasting: [Remedy] {
    if kill.draft.cause == .stopTimeout { return stopping }
    if let link = chain.links.first(where: { $0.kind == .service && $0.confidence.isProved }) {
      let program = chain[.activity]?.name ?? culprit.name ?? ""
      // the rule has it for each device of a kind
      let unit = kill.device?.sysname.map { sysname in
        link.name?.replacing("@\(sysname).", with: "@%k.")
      }
      return [.doNotWait(program: program, unit: unit ?? link.name)]
    }
    switch root?.kind {
    case .cpu where kill.isStuck: return [.updateKernel(module: nil, isBug: false)]
    case .cpu: return [.fewerWorkers(os)] + [timeout].compactMap { $0 }
    case .entropy: return [.moreEntropy]
    case .kernelBug:
      return [
        foreign.map { .updateForeignModule($0) } ?? .updateKernel(module: driver, isBug: true)
      ]
    default: break
    }
    switch culprit.kind {
    case .program where chain[.activity]?.name != culprit.name:
      return [.lookAtHolder(program: culprit.name ?? "")]
    case .program:
      let inRule: Remedy? =
        era.limitSetting == .inRules
        ? .setLimitInRule(seconds: max(300, Int((kill.limit ?? 180) * 2))) : nil
      return [startAsService] + [inRule].compactMap { $0 }
    case .hardware:
      let name = culprit.name ?? ""
      let check = Remedy.checkHardware(hardware(name), name: name, isOnlySlow: isOnlySlow)
      return (isOnlySlow ? [timeout].compactMap { $0 } : []) + [check]
    case .driver where isBehindBus:
      return [
        .checkHardware(.board, name: kill.device?.sysname ?? culprit.name ?? "", isOnlySlow: false)
      ]
    case .driver where isEndless || outcome == .unbound && (timedOutByItself || kill.isWarning):
      if let foreign { return [firmware, .updateForeignModule(foreign)].compactMap { $0 } }
      if let name = silentDevice {
        return [firmware, .checkHardware(hardware(name), name: name, isOnlySlow: false)]
          .compactMap { $0 }
      }
      return [firmware, .updateKernel(module: driver, isBug: false, isOfDevice: isAtDevice)]
        .compactMap { $0 }
    case .firmware:
      return [
        .installFirmware(file: culprit.name, os), skipFallback, isOver ? shortTimeout : timeout,
      ].compactMap { $0 }
    case .driver:
      let longer = isOver ? shortTimeout : timeout
      if let firmware { return [firmware] + [longer].compactMap { $0 } }
      return [longer, asynchronousProbe(isAlternative: longer != nil)].compactMap { $0 }
    case .unknown:
      return [firmware, isOver || isEndless || readsDisk ? shortTimeout : timeout].compactMap { $0 }
    }
  }

  /// For a disk nothing is loaded: who waits for it waits for its answers.
  var readsDisk: Bool {
    chain[.activity]?.kind == .reader
      || kill.device?.sysname.map { BlockDeviceIsRead.isDisk($0) } ?? false
  }

  private var startAsService: Remedy {
    .startAsService(
      program: culprit.name ?? "",
      // PID 1 stops no other udevd than systemd's
      isSystemds: !era.isEudev
        && (kill.draft.cause == .stopTimeout || era.least.map { $0 >= Version(183) } ?? false))
  }

  private var stopping: [Remedy] {
    // up to 243 udevd gives up by itself, and PID 1's limit never comes to it
    let gaveUp = kill.draft.row.meaning == .stopsWaiting
    // who waits longer for what does not answer only waits longer
    if culprit.kind == .hardware, let name = culprit.name {
      return [.checkHardware(hardware(name), name: name, isOnlySlow: false)]
    }
    if !gaveUp, culprit.kind == .program, chain[.activity]?.name == culprit.name {
      return [startAsService]
    }
    if kill.draft.during == .crash { return [.lookAtCrash] }
    // systemd-shutdown has a patience of its own, and the machine goes down anyway
    if kill.draft.row.meaning == .remainingProcessKilled { return [] }
    if gaveUp {
      if kill.draft.during == .switchRoot { return [.leaveOutOfInitrd(module: module, os)] }
      return culprit.kind == .program
        ? [startAsService, .updateForStop] : [.updateForStop]
    }
    // no patience ends who heeds no signal, and where nothing was lost by it all would only wait longer
    guard outcome != .stuck, culprit.kind == .driver || outcome == .unbound else { return [] }
    return [.raiseStopTimeout(inInitrd: kill.draft.during == .switchRoot || isInInitrd, os)]
  }

  /// Where the kernel says that it falls back to a helper in user space (`firmware_fallback_sysfs`).
  private var skipFallback: Remedy? {
    let lines = (chain[.wait]?.evidence ?? []).flatMap(\.entries)
    return lines.contains { $0.text.contains("sysfs fallback") } ? .skipFirmwareFallback : nil
  }

  private var firmware: Remedy? {
    let shown = (suspects.first?.evidence ?? []) + (chain[.wait]?.evidence ?? [])
    switch shown.first(where: { $0.rule == FirmwareWasMissing.rule.id })?.statement {
    case .waitedForFirmware(let file): return .installFirmware(file: file, os)
    case .firmwareNeverCame:
      let wait = chain[.wait].flatMap { $0.kind == .firmware ? $0.name : nil }
      return .installFirmware(file: wait ?? culprit.name, os)
    default: return nil
    }
  }
}

extension Evidence {
  /// Whether the worker's own stack is what it shows.
  fileprivate var showsHungWorker: Bool {
    if case .stackInDriver = statement { true } else { false }
  }

  /// Whether another task that the kernel reports as stuck is what it shows.
  fileprivate var showsBlockedTask: Bool {
    switch statement {
    case .kernelTaskStuck, .otherTaskStuck, .worksForDevice, .hostStuck, .onlyMappingStuck,
      .pumpStuck, .hungUnderInputLock:
      true
    default: false
    }
  }
}
