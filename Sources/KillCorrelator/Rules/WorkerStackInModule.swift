internal import LogModel

enum WorkerStackInModule {
  static let rule = Rule(
    id: "worker-stack-in-module",
    title: "The stuck worker's stack stands in a module",
    proves:
      "The kernel reported the killed worker, or the program that it waited for, as stuck, or "
      + "the watcher read its stack before the kill, and the stack stands in a module. The kernel "
      + "reports only uninterruptible waits, after `hung_task_timeout_secs` (120 s by default), "
      + "so the report can come after the kill. Pids are reused: it has to lie within the event. "
      + "Where the driver's own call has the lock that it waits for there, nobody else is to blame.",
    misleads: "The stack shows a bystander; those stacks name nobody here (`StackReading`).",
    source: "`check_hung_task` in kernel/hung_task.c.",
    link: .activity, witness: .stack,
    weights: [inProbe, onlyInit, inHelper, asksDevice, throughOther],
    examine: examine)

  private static let inProbe = Weight(3, "it stands in the module, its probe or its init")
  private static let onlyInit = Weight(2.5, "the only init that ran")
  private static let inHelper = Weight(1.5, "it stands in a module that others use")
  private static let throughOther = Weight(1.3, "another driver through which it works")
  private static let asksDevice = Weight(
    1.3, "for the device, which a probe's own code mostly asks")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    var findings: [Suspicion] = []
    let ownTraces = kill.ownTraces(in: boot)
    let own = ownTraces.isEmpty ? kill.childTraces(in: boot) : ownTraces
    let isInOtherCall = own.contains { boot.traces[$0].isInOtherCall }
    for number in own {
      let trace = boot.traces[number]
      let reading = boot.index.readings[number]
      let process: StackObservation.Process =
        trace.pid == kill.draft.programPID || ownTraces.isEmpty
        ? .program
        : trace.isManager(in: boot) ? .manager : kill.isWarning ? .worker : .killedWorker
      if reading.module == nil, trace.initialising.count == 1, !isInOtherCall,
        !trace.loadsUnformed
      {
        findings.append(
          Suspicion(
            .driver, trace.initialising[0], reading.isInInit ? inProbe : onlyInit,
            .onlyInitRunning, trace.quoted(naming: nil)))
        continue
      }
      if reading.module == nil, kill.device == nil || reading.wantsOwnLock,
        let helper = reading.onlyHelper
      {
        // what keeps a processor busy waits for nobody; an array or a mapping that waits in its own code,
        // for none of its disks
        let isToBlame =
          trace.kind == .stuck
          && (reading.wantsOwnLock
            || helper.isInnermost
              && (trace.isSpinning || ["md_mod", "dm_mod"].contains(helper.module)))
        let observation = StackObservation(
          observer: observer(of: trace, by: kill, boot), process: process, place: .module,
          function: helper.function)
        let step: Chain.Link.Place = reading.call == nil ? .activity : .wait
        findings += (isToBlame ? [step, .root] : [step]).map { place in
          Suspicion(
            .driver, helper.module, isToBlame ? inProbe : inHelper, .stackInDriver(observation),
            trace.quoted(naming: helper.module), at: place)
        }
      }
      guard let seen = reading.module else { continue }
      let module = user(of: seen, kill, boot) ?? seen
      guard !findings.contains(where: { $0.name == module }) else { continue }
      let place: StackObservation.Place =
        reading.probing != nil
        ? .probe
        : reading.removing != nil
          ? .removal : reading.initialising != nil ? .initialisation : .module
      let weight =
        HelperModules.contains(module) && place == .module
        ? inHelper : inProbe
      let statement = Evidence.Statement.stackInDriver(
        StackObservation(
          observer: observer(of: trace, by: kill, boot), process: process, place: place,
          function: reading.topFunction))
      // who only opens or reads a device waits for its driver
      let isHeldUp = LockWasHeld.isHeldUp(reading, kill, boot)
      let shown = Suspicion(
        .driver, module, weight, statement, trace.quoted(naming: module),
        at: reading.call == nil || isHeldUp ? .activity : .wait)
      findings.append(shown)
      findings += furtherIn(module, trace, reading, isHeldUp, shown, kill, boot)
    }
    return findings
  }

  /// Who uses a library in whose probe a worker stands: the one driver that spoke of this very device, if it
  /// needs the library.
  private static func user(
    of library: String, _ kill: KillCase, _ boot: BootContext
  ) -> String? {
    guard HelperModules.contains(library) else { return nil }
    let speakers = Set(
      kill.spoken(in: boot).filter { $0.relation == .same && !$0.line.isBus }
        .map { boot.moduleName(ofDriver: $0.driver).moduleName })
    guard speakers.count == 1, let driver = speakers.first,
      boot.knowledge.kernels.dependencies(of: driver).contains(library)
    else { return nil }
    return driver
  }

  /// What the stack shows behind the driver: whose code it stands in, and whether that is where it waits.
  private static func furtherIn(
    _ module: String, _ trace: Trace, _ reading: StackReading, _ isHeldUp: Bool,
    _ shown: Suspicion, _ kill: KillCase, _ boot: BootContext
  ) -> [Suspicion] {
    // who has asked for another module waits for whoever loads that
    guard trace.kind == .stuck, let topmost = reading.topmost, !reading.requestsModule else {
      return []
    }
    if topmost == module {
      // who has sent something waits for the bus, where that is seen to hang
      guard reading.waiting == nil, !isHeldUp,
        !(reading.waitsForPump && boot.traces.contains { $0.isBlocked && $0.isOfPump })
      else { return [] }
      // it stands in the driver's own code, and waits there
      var root = shown
      root.place = .root
      guard reading.probing != nil,
        let device = kill.device?.sysname ?? boot.onlyDevice(of: module)
      else { return [root] }
      return [
        root,
        Suspicion(
          .hardware, device, asksDevice, .probeStandsInDriver(module),
          Array(shown.entries.prefix(1)),
          .circumstantial, at: .wait),
      ]
    }
    guard reading.call == nil, !boot.isSame(topmost, module) else { return [] }
    let entries = trace.quoted(naming: topmost)
    let wait = Suspicion(
      .driver, topmost, throughOther, .worksThrough(module), entries, .circumstantial, at: .wait)
    // whose code keeps the processor busy does not go on
    return trace.isSpinning
      ? [wait, Suspicion(.driver, topmost, inProbe, .worksThrough(module), entries, at: .root)]
      : [wait]
  }

  /// Who saw it: the kernel's own report, or the watcher, which tells how long before the kill.
  private static func observer(
    of trace: Trace, by kill: KillCase, _ boot: BootContext
  ) -> StackObservation.Observer {
    guard trace.kind == .captured else {
      if trace.isOfFile { return .reader }
      return trace.kind == .stuck ? .kernel : trace.request == nil ? .warning : .list
    }
    guard let killed = kill.killTime, let taken = boot.time(trace.entries[0]), killed > taken,
      !kill.isWarning
    else { return .watch(secondsBefore: nil) }
    return .watch(secondsBefore: Double((killed - taken) / 1_000_000))
  }
}

extension Trace {
  /// Whether the task asked the kernel for something else than to load a module, or was ending: then a
  /// module whose init runs is somebody else's.
  var isInOtherCall: Bool {
    frames.contains { frame in
      frame.isReliable && Self.otherCalls.contains { frame.function.hasPrefix($0) }
    }
  }

  /// Whether it loads a module that has not come so far as to be marked with `+`: then the one that is
  /// marked is another task's (`complete_formation` in kernel/module/main.c).
  var loadsUnformed: Bool {
    frames.contains { frame in
      frame.isReliable && Self.forming.contains { frame.function.hasPrefix($0) }
    }
  }

  private static let forming = [
    "complete_formation", "module_enable_", "layout_and_allocate", "move_module",
    "simplify_symbols", "resolve_symbol", "apply_relocations", "post_relocation",
    "module_finalize", "add_unformed_module", "percpu_modalloc",
  ]

  private static let otherCalls = [
    "do_exit", "vfs_read", "vfs_write", "do_filp_open", "__fput", "vfs_ioctl", "do_page_fault",
  ]
}

extension BootContext {
  /// The workers that the kernel reports as stuck.
  fileprivate var hungWorkers: Set<Int> {
    Set(traces.lazy.filter { $0.kind == .stuck && $0.isUdev }.compactMap(\.pid))
  }

  /// The one device of which a driver speaks in this boot.
  fileprivate func onlyDevice(of module: String) -> String? {
    let devices = Set(
      deviceLines.lazy.filter { $0.name.module == module.moduleName }.compactMap(\.device))
    return devices.count == 1 ? devices.first : nil
  }
}

extension KillCase {
  /// Reports about the killed worker itself, within the event.
  /// - Returns: their numbers in the scene.
  func ownTraces(in boot: BootContext) -> [Int] {
    let pids = [workerPID, draft.programPID].compactMap { $0 }
    let candidates =
      pids.isEmpty
      ? Array(boot.traces.indices) : pids.flatMap { boot.index.tracesByPID[$0] ?? [] }
    guard !candidates.isEmpty else { return [] }
    let next = nextEvent(in: boot) ?? .max
    return candidates.filter { number in
      let trace = boot.traces[number]
      guard trace.entries[0] < next else { return false }
      guard trace.kind != .oops || !isAfterKill(trace.entries[0], boot) else { return false }
      if !pids.isEmpty { return covers(trace.entries[0], boot) }
      // 220 to 239 print no pid at the kill; a child of udevd's that hangs then is the worker
      guard trace.isUdev else { return false }
      if let manager = draft.managerPID, let parent = trace.ppid { return parent == manager }
      return trace.kind == .stuck && trace.pid != draft.managerPID && covers(trace.entries[0], boot)
        && boot.hungWorkers.count == 1
        && neighbours.map { $0.neighbours(of: self).count <= 1 } ?? true
    }
  }

  /// Reports about a program that the killed worker itself had started, and that hangs.
  /// - Returns: their numbers in the scene.
  func childTraces(in boot: BootContext) -> [Int] {
    guard let workerPID, draft.victim == .worker else { return [] }
    return boot.traces.indices.filter { number in
      let trace = boot.traces[number]
      return trace.kind == .stuck && trace.ppid == workerPID && !trace.isUdev
    }
  }

  /// Where udevd speaks of another event of the same worker, which takes one after the other.
  private func nextEvent(in boot: BootContext) -> Int? {
    guard let pid = workerPID, let seqnum = draft.seqnum else { return nil }
    return boot.facts(.workerSlow).first {
      $0.entry > draft.anchor && $0.pid == pid && $0.seqnum.map { $0 != seqnum } ?? false
    }?.entry
  }
}
