internal import LogModel

enum OtherStackInModule {
  static let rule = Rule(
    id: "other-stack-in-module",
    title: "Another task's stack shows the driver that the worker waits for",
    proves:
      "The worker only waits, and another task's stack shows the driver that it waits for: a "
      + "kworker that runs the probe near the device's memory or asynchronously, the hub's "
      + "kworker, the error handler of its SCSI host, or the owner of a lock that the kernel names. A stack whose head is missing, with "
      + "a load and a probe in it, is the worker's own where one worker alone was killed.",
    misleads:
      "Several drivers probe at once: then each is only possible. A task that hangs beside the worker "
      + "counts for more where the worker is seen to wait, and it alone does not.",
    source:
      "`pci_call_probe` in drivers/pci/pci-driver.c, `debug_show_blocker` in kernel/hung_task.c.",
    link: .wait, witness: .stack,
    weights: [
      lockOwner, onlyLoad, kworker, hub, host, notWaiting, headless, sameProgram, ownProgram,
      ofDevice, inputLock, stuckBeside,
    ],
    examine: examine)

  private static let lockOwner = Weight(2.5, "the owner of the lock was in it")
  private static let onlyLoad = Weight(2.5, "the only other load of a module hung in it")
  private static let kworker = Weight(2.5, "a kernel thread was in its probe")
  private static let hub = Weight(
    2.5, "the hub's thread, that holds the lock of a USB device, was in it")
  private static let host = Weight(2.5, "the error handler of its SCSI host was in it")
  private static let notWaiting = Weight(2.5, "the only stuck task that did not wait was in it")
  private static let headless = Weight(2.5, "a stack that names no task shows its probe")
  private static let sameProgram = Weight(2.5, "another run of the same program was in it")
  private static let ownProgram = Weight(
    2.5, "what udev's rules run for such a device was in its driver")
  private static let ofDevice = Weight(2.5, "a task that is called after the device hung in it")
  private static let inputLock = Weight(
    2.5, "another worker hung in it under the lock of the input core, which the device wants")
  private static let stuckBeside = Weight(1.5, "a task was stuck in it at the same time")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    let own = kill.ownTraces(in: boot).map { boot.index.readings[$0] }
    // one that only registers its driver, or wants a lock of the kernel's, waits for somebody else
    if own.contains(where: {
      $0.module != nil && $0.waiting != .deviceLock && $0.coreLock == nil
        && !Self.hangs(atLockOf: $0.moduleOfLock, kill, boot) && !$0.requestsModule
        && !$0.waitsForPump
    }) {
      return []
    }
    let inDriver = own.filter { $0.module != nil && $0.waiting != .deviceLock }
    let isHeldUp = inDriver.contains { LockWasHeld.isHeldUp($0, kill, boot) }
    let owners = lockOwners(kill, boot)
    let loader = onlyLoader(waitedForBy: own, kill, boot)
    var findings: [Suspicion] = []
    for (number, trace) in boot.traces.enumerated()
    where trace.kind != .oops {
      let isOwn = trace.pid != nil && [kill.workerPID, kill.draft.programPID].contains(trace.pid)
      guard !isOwn, let first = trace.entries.first,
        kill.covers(first, boot) || hungThen(trace, kill, boot)
      else { continue }
      let reading = boot.index.readings[number]
      // of two that each want a lock nobody is the one who has it
      let isInDriver = !inDriver.isEmpty && (!isHeldUp || trace.waitsForLock)
      if let module = reading.module, !HelperModules.contains(module) {
        guard let (weight, statement) = weigh(number, owners, loader, isInDriver, kill, boot) else {
          continue
        }
        findings.append(Suspicion(.driver, module, weight, statement, trace.quoted(naming: module)))
        // who stands in the driver's own code, and wants no lock himself, does not go on by himself
        if weight.value > stuckBeside.value, reading.waiting == nil, reading.topmost == module,
          trace.kind == .stuck || trace.isOfPump, !trace.waitsForLock
        {
          findings.append(
            Suspicion(
              .driver, module, weight, statement, trace.quoted(naming: module), at: .root))
        }
      } else if !isInDriver, reading.module == nil, let driver = builtInDriver(trace, kill) {
        findings.append(
          Suspicion(
            .driver, driver.name, trace.isOfHub ? hub : stuckBeside,
            .kernelTaskStuck(function: driver.function, workqueue: trace.workqueue),
            [first, trace.frameEntries[driver.frame].entry]))
      }
    }
    return findings.reduce(into: []) { unique, finding in
      if !unique.contains(where: {
        $0.name?.moduleName == finding.name?.moduleName && $0.place == finding.place
      }) {
        unique.append(finding)
      }
    }
  }

  /// The other tasks that are in a module's init.
  private enum Loader: Equatable {
    case none, several
    /// By the number of its trace.
    case one(Int)
  }

  /// Whose load of a module a worker waits for, by its own stack.
  private static func onlyLoader(
    waitedForBy own: [StackReading], _ kill: KillCase, _ boot: BootContext
  ) -> Loader {
    guard
      own.contains(where: {
        $0.module == nil && $0.waiting?.isForLoad == true || $0.requestsModule
      })
    else { return .none }
    let loads = boot.traces.indices.filter { number in
      let trace = boot.traces[number]
      return trace.isBlocked && boot.index.readings[number].isInInit
        && ![kill.workerPID, kill.draft.programPID].contains(trace.pid)
        && hungThen(trace, kill, boot)
    }
    let modules = Set(loads.map { boot.index.readings[$0].module })
    guard let last = loads.last else { return .none }
    return modules.count == 1 ? .one(last) : .several
  }

  private static func lockOwners(_ kill: KillCase, _ boot: BootContext) -> Set<Int> {
    let told = boot.facts(.lockOwner).filter {
      $0.pid == kill.workerPID && kill.covers($0.entry, boot)
    }.compactMap { $0.values[number: .ownerPID] as Int? }
    guard told.isEmpty, kill.isSeenWaiting(in: boot), let holder = LockHolder(of: kill, in: boot),
      kill.covers(holder.entry, boot)
    else { return Set(told) }
    return [holder.pid]
  }

  /// Whether another task hangs within a module whose lock the worker wants, and waits for no lock itself.
  static func hangs(atLockOf module: String?, _ kill: KillCase, _ boot: BootContext) -> Bool {
    guard let module else { return false }
    return boot.traces.contains { trace in
      trace.isBlocked && !trace.isUdev && !trace.waitsForLock && hungThen(trace, kill, boot)
        && trace.frames.contains { $0.isReliable && $0.module == module }
    }
  }

  /// Whether another task, which is no worker, hangs in a driver that is not the worker's.
  static func hangsBeside(_ kill: KillCase, in boot: BootContext) -> Bool {
    let own = kill.ownTraces(in: boot).compactMap { boot.index.readings[$0].module?.moduleName }
    return boot.traces.indices.contains { number in
      let trace = boot.traces[number]
      guard trace.isBlocked, !trace.isUdev, hungThen(trace, kill, boot),
        let module = boot.index.readings[number].module
      else { return false }
      return !own.contains(module.moduleName)
    }
  }

  /// Whether a kernel thread hangs in the part of the kernel that a function is of, by the first word of both:
  /// `genpd_runtime_resume` wants a lock while `genpd_power_off` has it.
  static func hangs(inCodeOf function: String?, _ kill: KillCase, _ boot: BootContext) -> Bool {
    guard let function, let end = function.firstIndex(of: "_") else { return false }
    let part = function[...end]
    guard part.count > 5, !["register_", "unregister_", "device_", "driver_"].contains(part) else {
      return false
    }
    return boot.traces.indices.contains { number in
      let trace = boot.traces[number]
      return trace.isBlocked
        && (trace.workqueue != nil || boot.index.readings[number].isKernelThread)
        && hungThen(trace, kill, boot)
        && trace.frames.contains { $0.isReliable && $0.function.hasPrefix(part) }
    }
  }

  /// Whether another run of the kill's program hung at the same time, and its stack shows in which driver:
  /// what a rule runs for one device of a kind it runs for each.
  static func hangsInSameProgram(_ kill: KillCase, in boot: BootContext) -> Bool {
    boot.traces.indices.contains { number in
      kill.runsSameProgram(as: boot.traces[number]) && boot.index.readings[number].module != nil
        && hungThen(boot.traces[number], kill, boot)
    }
  }

  /// A report comes 120 s and more after a task began to hang, often after the kill: what counts
  /// is that it hung while the event ran.
  private static func hungThen(_ trace: Trace, _ kill: KillCase, _ boot: BootContext) -> Bool {
    guard trace.kind == .stuck else {
      return trace.isBlocked && kill.covers(trace.entries[0], boot)
    }
    guard let killTime = kill.killTime, let start = kill.startTime,
      let reported = boot.time(trace.entries[0])
    else { return kill.killTime == nil }
    let since = reported - min(trace.blockedSeconds, 1_000_000) * 1_000_000
    return since < killTime && reported > start
  }

  private static func weigh(
    _ number: Int, _ owners: Set<Int>, _ loader: Loader, _ isInDriver: Bool, _ kill: KillCase,
    _ boot: BootContext
  ) -> (Weight, Evidence.Statement)? {
    let (trace, reading) = (boot.traces[number], boot.index.readings[number])
    if let pid = trace.pid, owners.contains(pid) {
      return (lockOwner, .heldLock(comm: trace.comm, pid: pid))
    }
    // who waits for another load waits for nobody else
    switch loader {
    case .one(number):
      // one that waits for a lock may wait for the very one that waits for it
      return (trace.waitsForLock ? stuckBeside : onlyLoad, .onlyLoadRunning(comm: trace.comm))
    case .one, .several: return nil
    case .none: break
    }
    if !isInDriver, trace.isOfHub, kill.isUSB {
      return (
        hub,
        .kernelTaskStuck(function: reading.topFunction ?? "it", workqueue: trace.workqueue)
      )
    }
    if !isInDriver, reading.probing != nil,
      trace.comm?.hasPrefix("kworker") == true || trace.workqueue != nil || reading.isKernelThread
    {
      return (kworker, .probedInKernelThread)
    }
    if !isInDriver, trace.pid == nil, trace.comm == nil,
      reading.probing ?? reading.initialising != nil,
      trace.loadsModule, kill.neighbours?.count ?? 1 <= 1,
      // a driver whose own probe of this very device failed was the one at work
      !boot.failures(of: kill.device).contains(where: { failure in
        reading.module.map { !boot.isSame($0, failure.driver) } ?? false
      })
    {
      return (headless, .stackWithoutTask(function: reading.topFunction))
    }
    if trace.kind == .stuck || trace.isBlocked, trace.isOfPump,
      kill.ownTraces(in: boot).contains(where: { boot.index.readings[$0].waitsForPump })
    {
      return (kworker, .pumpStuck(task: trace.comm ?? "a thread"))
    }
    // who waits for that lock itself has it not
    if trace.kind == .stuck, trace.registersInput, !trace.waitsForLock,
      kill.wantsInputLock(in: boot)
    {
      return (inputLock, .hungUnderInputLock(comm: trace.comm))
    }
    guard trace.kind == .stuck, !trace.isUdev else { return nil }
    if kill.runsSameProgram(as: trace) { return (sameProgram, .otherTaskStuck(comm: trace.comm)) }
    if let comm = trace.comm, Command.ownReaders.contains(comm), let module = reading.module,
      boot.lines(about: kill.device).contains(where: { line, relation in
        relation <= .parent && boot.isSame(line.driver, module)
      })
    {
      return (ownProgram, .otherTaskStuck(comm: comm))
    }
    if let comm = trace.comm, comm.hasPrefix("scsi_eh_"),
      kill.isBelow("host\(comm.dropFirst(8))", boot)
    {
      return (host, .hostStuck(comm: comm))
    }
    // the port's probe, for which the worker waits, waits for its error handler
    if let comm = trace.comm, comm.hasPrefix("scsi_eh_"),
      kill.ownTraces(in: boot).contains(where: { boot.index.readings[$0].waiting == .asyncProbe }),
      boot.traces.contains(where: { $0.stands(in: "ata_port_wait_eh") })
    {
      return (host, .hostStuck(comm: comm))
    }
    if let sysname = kill.device?.sysname, trace.isNamed(after: sysname),
      let module = reading.module, !FileSystems.contains(module)
    {
      let task = trace.workqueue ?? trace.comm ?? "a task"
      return (
        ofDevice, trace.isOfPump ? .pumpStuck(task: task) : .worksForDevice(task: task)
      )
    }
    if kill.isMapping, let module = reading.module, isOfMappings(module, boot),
      Set(boot.index.readings.compactMap(\.module).filter { isOfMappings($0, boot) }).count == 1
    {
      return (ofDevice, .onlyMappingStuck(task: trace.workqueue ?? trace.comm ?? "a task"))
    }
    let isAlone = !boot.traces.indices.contains { other in
      other != number && boot.traces[other].kind == .stuck && !boot.traces[other].isUdev
        && boot.traces[other].pid != trace.pid && !boot.traces[other].waitsForLock
    }
    if isAlone, !trace.waitsForLock, kill.isSeenWaiting(in: boot),
      LockHolder.mayHoldDevice(trace.pid, wantedBy: kill, boot)
    {
      return (notWaiting, .onlyOneNotWaiting(comm: trace.comm))
    }
    return (stuckBeside, .otherTaskStuck(comm: trace.comm))
  }

  /// Whether a module makes disks of others: arrays, and the targets of the device mapper.
  private static func isOfMappings(_ module: String, _ boot: BootContext) -> Bool {
    boot.knowledge.kernels.module(named: module)?.directory?.hasPrefix("drivers/md") == true
  }

  /// Drivers that are built in have no module's name behind their functions.
  private static func builtInDriver(
    _ trace: Trace, _ kill: KillCase
  ) -> (name: String, function: String, frame: Int)? {
    guard trace.comm?.hasPrefix("kworker") == true, kill.device != nil else { return nil }
    let isUSB = kill.isUSB
    for (number, frame) in trace.frames.enumerated() where frame.isReliable {
      guard let (prefix, driver) = functionPrefixes.first(where: { frame.function.hasPrefix($0.0) })
      else { continue }
      if prefix.hasSuffix("hci_"), !isUSB { continue }
      return (driver, frame.function, number)
    }
    return nil
  }

  /// The kernel's own convention: a driver's functions carry its name.
  private static let functionPrefixes: [(String, String)] = [
    ("xhci_", "xhci_hcd"), ("ehci_", "ehci_hcd"), ("ohci_", "ohci_hcd"), ("uhci_", "uhci_hcd"),
    ("dwc3_", "dwc3"), ("dwc2_", "dwc2"), ("nvme_", "nvme"), ("ahci_", "ahci"),
    ("sdhci_", "sdhci"), ("i915_", "i915"), ("intel_", "i915"), ("amdgpu_", "amdgpu"),
    ("radeon_", "radeon"), ("nouveau_", "nouveau"), ("nvkm_", "nouveau"), ("e1000_", "e1000"),
    ("tg3_", "tg3"), ("virtblk_", "virtio_blk"), ("mpt3sas_", "mpt3sas"),
    ("megasas_", "megaraid_sas"),
  ]
}

extension Trace {
  /// The thread that does what drivers send on an SPI bus (`__spi_pump_messages` in drivers/spi/spi.c).
  var isOfPump: Bool {
    !isUdev && frames.contains { $0.isReliable && $0.function.contains("spi_pump_messages") }
  }

  /// Whether a handler or a device is being registered with the input core, under its one lock (`input_mutex` in
  /// drivers/input/input.c).
  fileprivate var registersInput: Bool {
    frames.contains {
      $0.isReliable
        && ["input_register_handler", "input_register_device"].contains($0.function)
    }
  }

  /// Whether its workqueue or its task has the name of a device: `dmz_cwq_dm-5`, `md127_raid5`; or is the thread of
  /// its interrupt, of whose name 15 bytes are left: `irq/65-MSFT0001` of `i2c-MSFT0001:00`
  /// (`setup_irq_thread` in kernel/irq/manage.c).
  fileprivate func isNamed(after sysname: String) -> Bool {
    if let comm, comm.hasPrefix("irq/"), let dash = comm.firstIndex(of: "-"),
      case let name = comm[comm.index(after: dash)...], name.count >= 4,
      sysname.hasPrefix(name) || sysname.split(whereSeparator: { "-:".contains($0) }).contains(name)
    {
      return true
    }
    // the thread that hands out what is sent on a bus (`spi_init_queue` in drivers/spi/spi.c)
    if let comm, comm.hasPrefix("spi"), sysname.hasPrefix("\(comm).") { return true }
    return [workqueue, comm].compactMap { $0 }.contains { name in
      name.split { " _/:".contains($0) }.contains { $0 == sysname }
    }
  }

  /// Whether its task loads a module: what udev's workers and their programs do.
  fileprivate var loadsModule: Bool {
    frames.contains { frame in
      frame.function.hasSuffix("_init_module") || frame.function.hasSuffix("finit_module")
        || ["load_module", "do_one_initcall"].contains(frame.function)
    }
  }

  /// The thread that plugs USB devices in, and holds the lock of the hub meanwhile.
  fileprivate var isOfHub: Bool { workqueue?.hasPrefix("usb_hub_wq") == true }
}

extension KillCase {
  fileprivate var isMapping: Bool {
    device?.sysname.map { name in
      ["dm-", "md"].contains { name.hasPrefix($0) && Int(name.dropFirst($0.count)) != nil }
    } ?? false
  }

  /// Whether its device takes the input core's lock: it is an input device, whose event loads what another one's
  /// does, or has announced one below itself (`input: Power Button as /devices/…/input/input3`, which
  /// `input_register_device` says just before it).
  fileprivate func wantsInputLock(in boot: BootContext) -> Bool {
    guard let sysname = device?.sysname else { return false }
    if sysname.hasPrefix("input"), Int(sysname.dropFirst(5)) != nil { return true }
    return (boot.index.named["input"] ?? []).contains { line in
      covers(line.entry, boot) && line.text.contains("/\(sysname)/")
    }
  }

  fileprivate var isUSB: Bool {
    guard let device else { return false }
    let name = device.sysname ?? ""
    return name.hasPrefix("usb") || device.devpath?.contains("/usb") == true
      || name.first?.isNumber == true && name.contains("-")
  }

  /// Whether a task that hangs is another run of its program; the kernel cuts names to 15 bytes.
  fileprivate func runsSameProgram(as trace: Trace) -> Bool {
    guard trace.kind == .stuck, let comm = trace.comm, let program = draft.program,
      trace.pid != draft.programPID
    else { return false }
    let path = Command(program).program
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return comm.utf8.count > 3 && !Command(program).isModprobe
      && name.utf8.prefix(15).elementsEqual(comm.utf8)
  }

  /// Whether its device is at this host, or whatever it is.
  fileprivate func isBelow(_ sysname: String, _ boot: BootContext) -> Bool {
    device.map { boot.tree.relation(of: sysname, to: $0) == .parent } ?? false
  }

  /// Whether the worker's own stack shows that it only waits for somebody.
  func isSeenWaiting(in boot: BootContext) -> Bool {
    ownTraces(in: boot).contains {
      boot.index.readings[$0].waiting != nil || boot.traces[$0].waitsForLock
    }
  }
}
