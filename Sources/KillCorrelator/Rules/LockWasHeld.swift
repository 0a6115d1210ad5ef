internal import LogModel

enum LockWasHeld {
  static let rule = Rule(
    id: "lock-was-held",
    title: "Somebody held the lock that the worker waited for",
    proves:
      "The worker's stack stands in a lock, and the kernel says who holds it: as \"likely owned by\", "
      + "or in its list of all locks, where one other task has the one that the worker wants; where the "
      + "worker stands in no list, one task alone that is no worker of udev's has to hold any. Or one "
      + "other task alone hangs in the open or close of a disk while the worker wants to open one. Where "
      + "that task's own stack stands in a driver, the driver is named, else the program, but for one "
      + "that itself only opens a disk. A driver that waits for a lock of the kernel's while another "
      + "task hangs is not to blame for that. Where nobody is seen to hold it, and it is that of a USB "
      + "device, the one device whose driver said again and again that it does not answer is who has it.",
    misleads:
      "The list shows another lock; several holders name nobody. A USB device that never answers well "
      + "has nothing to do with it.",
    source: "`debug_show_blocker` in kernel/hung_task.c, `debug_show_all_locks` in lockdep.c.",
    link: .wait, witness: .stack, weights: [owner, user, waits, silent], examine: examine)

  private static let owner = Weight(3, "its holder")
  private static let user = Weight(2.5, "the only one that hangs in the open or close of a disk")
  private static let waits = Weight(2.5, "that it waits for a lock")
  private static let silent = Weight(2.5, "the only USB device that does not answer")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    let holder = LockHolder(of: kill, in: boot)
    let own = kill.ownTraces(in: boot)
    let waiting = own.filter { number in
      let reading = boot.index.readings[number]
      let trace = boot.traces[number]
      // of what spins in the one init that runs, that init is what is known
      let isInInit = trace.spinsForLock && trace.initialising.count == 1 && !trace.isInOtherCall
      return trace.waitsForLock && !isInInit && !reading.wantsOwnLock
        && (reading.module == nil || reading.waiting == .deviceLock
          || isHeldUp(reading, kill, boot))
    }
    // the line that names the holder may be all that there is
    if own.allSatisfy({ boot.traces[$0].frames.isEmpty }), let holder, holder.isStated {
      return accused(holder, [holder.entry], lock: nil, kill, boot)
    }
    guard let number = waiting.last else { return ownLock(own, kill, boot) }
    let entry = boot.traces[number].entries[0]
    let function = boot.traces[number].lockFunction
    let lock = function.map { nameOfLock($0, kill, boot) }
    guard let holder else {
      return [
        Suspicion(
          .lock, lock, waits, .waitsForLock(holder: nil), boot.traces[number].quoted(naming: nil))
      ] + silentDevice(before: entry, boot.traces[number], boot)
    }
    return accused(holder, [entry, holder.entry], lock: lock, kill, boot)
  }

  /// A driver that hangs at a lock in its own code: nobody else is to blame for that.
  private static func ownLock(
    _ own: [Int], _ kill: KillCase, _ boot: BootContext
  ) -> [Suspicion] {
    let number = own.last { number in
      let (trace, reading) = (boot.traces[number], boot.index.readings[number])
      return trace.kind == .stuck && trace.waitsForLock && reading.module != nil
        && reading.topmost == reading.module && reading.waiting == nil
    }
    guard let number, let function = boot.traces[number].lockFunction else { return [] }
    return [
      Suspicion(
        .lock, nameOfLock(function, kill, boot), waits, .waitsForLock(holder: nil),
        boot.traces[number].quoted(naming: nil), at: .wait)
    ]
  }

  /// By lockdep's list, by the source, else by the function that wants it.
  private static func nameOfLock(
    _ function: String, _ kill: KillCase, _ boot: BootContext
  ) -> String {
    LockHolder.nameOfWanted(by: kill, in: function, boot) ?? KernelLock.name(takenIn: function)
      ?? function
  }

  /// - Parameter lock: the function that wanted it, where the worker's own stack shows one.
  private static func accused(
    _ holder: LockHolder, _ shown: [Int], lock: String?, _ kill: KillCase, _ boot: BootContext
  ) -> [Suspicion] {
    let task = "\(holder.comm):\(holder.pid)"
    let traces = boot.index.tracesByPID[holder.pid] ?? []
    let reading = traces.last.map { boot.index.readings[$0] }
    // a driver is named by its own stack
    if reading?.module.map({ !HelperModules.contains($0) }) == true { return [] }
    if reading == nil, !holder.isUdev, let driver = holder.driver(in: boot) {
      return [
        Suspicion(
          .driver, driver, waits, .heldLock(comm: holder.comm, pid: holder.pid), shown, at: .root),
        Suspicion(.lock, lock, waits, .waitsForLock(holder: task), Array(shown.prefix(1))),
      ]
    }
    // who opens a disk as well only waits for its answer, as the worker would
    if holder.isKernelThread || holder.isUdev || reading?.isKernelThread == true
      || reading?.activity.map({ $0.kind != .reads }) == true
    {
      return [Suspicion(.lock, lock ?? holder.comm, waits, .waitsForLock(holder: task), shown)]
    }
    return [
      Suspicion(
        .program, holder.comm, holder.isStated ? owner : user,
        .heldLockOf(worker: kill.workerPID, isStated: holder.isStated), shown, at: .root),
      Suspicion(.lock, lock, waits, .waitsForLock(holder: task), Array(shown.prefix(1))),
    ]
  }
}

extension LockWasHeld {
  /// Whose lock a driver waits for that only registers itself with USB: each interface is tried under its
  /// device's lock (`__driver_attach`), and a driver whose device answers nothing keeps it for minutes.
  private static func silentDevice(
    before entry: Int, _ trace: Trace, _ boot: BootContext
  ) -> [Suspicion] {
    let isOfUSB = trace.frames.contains { $0.function.hasPrefix("usb_register_") }
    guard isOfUSB else { return [] }
    var said: [String: [DeviceLine]] = [:]
    for line in boot.deviceLines.prefix(while: { $0.entry < entry }) {
      guard let name = line.device, DeviceTree.isOnUSB(name),
        SpokenLine(line: line, relation: .same, driver: line.driver).blamesDevice
      else { continue }
      said[String(name.prefix { $0 != ":" }), default: []].append(line)
    }
    guard said.count == 1, let (device, lines) = said.first, lines.count >= 3 else { return [] }
    let driver = boot.driver(of: lines[0], for: device) ?? lines[0].driver
    return [
      Suspicion(
        .hardware, device, silent, .keptDriverWaiting(driver, times: lines.count),
        lines.prefix(3).map(\.entry), at: .root)
    ]
  }

  /// Whether a driver wants a lock of the kernel's that somebody else holds, or may hold, for he hangs as
  /// well; or that it cannot hold itself, for it has only begun its init and has no device yet.
  static func isHeldUp(_ reading: StackReading, _ kill: KillCase, _ boot: BootContext) -> Bool {
    if reading.wantsOwnLock { return false }
    return OtherStackInModule.hangs(atLockOf: reading.moduleOfLock, kill, boot)
      || reading.coreLock != nil
        && (LockHolder(of: kill, in: boot) != nil || OtherStackInModule.hangsBeside(kill, in: boot)
          || OtherStackInModule.hangs(inCodeOf: reading.coreLock, kill, boot)
          || OopsBeforeKill.diedWithin(reading.coreLock, kill, boot)
          || reading.probing == nil && reading.removing == nil && reading.initialising != nil)
  }
}

extension Trace {
  /// Whether the innermost of its frames that are not the scheduler's are those of a lock.
  var waitsForLock: Bool {
    spinsForLock
      || trusted.prefix(8).contains { $0.isOfLock || $0.function == "schedule_preempt_disabled" }
  }

  /// Whether it keeps a processor busy with waiting for a spinlock: behind what an interrupt has put on the
  /// stack.
  var spinsForLock: Bool { isSpinning && frames.contains { $0.isOfSpinLock } }

  /// The function that wanted the lock: lists of locks are rare.
  var lockFunction: String? {
    let frames = trusted
    if isSpinning, let first = frames.firstIndex(where: \.isOfSpinLock) {
      return frames[first...].first { !$0.isOfSpinLock }?.function
    }
    guard let last = frames.prefix(10).lastIndex(where: \.isOfLock), last + 1 < frames.count else {
      return nil
    }
    return frames[last + 1].function
  }

  /// Without what only happened to lie on the stack.
  private var trusted: [Frame] {
    let trusted = frames.filter(\.isReliable)
    return trusted.isEmpty ? frames : trusted
  }
}
