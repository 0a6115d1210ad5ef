enum OopsBeforeKill {
  static let rule = Rule(
    id: "oops-before-kill",
    title: "An error of the kernel in the driver came before",
    proves:
      "A driver made the kernel stumble (oops, BUG) before the kill: the task that died of it "
      + "leaves its locks held, and whoever needs one of them waits for ever. A worker that dies of one "
      + "itself was in that driver.",
    misleads:
      "The oops has nothing to do with the device, as in a probe on another bus; it has to lie within the ten minutes before "
      + "the kill and in a module that is no helper. An oops after the kill is its consequence.",
    source: "`make_task_dead` in kernel/exit.c.",
    link: .root, witness: .stack, weights: [withinLock, asleep, inInit, before, elsewhere],
    examine: examine)

  private static let withinLock = Weight(
    4, "it died in the very function that takes the lock which the worker wants")
  private static let asleep = Weight(
    2.5, "it died while it put a device to sleep or woke it, and the worker waits for that")
  static let inInit = Weight(2.5, "the task that died was in its probe, its init or its removal")
  private static let elsewhere = Weight(1, "it died in a probe on another bus")
  private static let before = Weight(1.75, "it died elsewhere in it")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    let wanted = Set(kill.ownTraces(in: boot).compactMap { boot.index.readings[$0].coreLock })
    let waitsForPower = kill.ownTraces(in: boot).contains { number in
      boot.traces[number].frames.prefix(8).contains(where: \.changesPower)
    }
    func weightOfHeld(_ trace: Trace) -> Weight? {
      if wanted.contains(where: { trace.stands(in: $0) }) { return withinLock }
      return waitsForPower && trace.frames.contains(where: \.changesPower) ? asleep : nil
    }
    var other: Suspicion?
    for (number, trace) in boot.traces.enumerated() where trace.kind == .oops {
      let reading = boot.index.readings[number]
      let running = trace.initialising.count == 1 ? trace.initialising[0] : nil
      guard let first = trace.entries.first, isBefore(first, kill, boot),
        let module = running ?? reading.module, !HelperModules.contains(module)
      else { continue }
      if let held = weightOfHeld(trace) {
        return [
          Suspicion(.kernelBug, module, held, .oopsBefore, trace.quoted(naming: module))
        ]
      }
      let isInInit =
        running != nil || reading.probing != nil || reading.initialising != nil
        || trace.frames.contains { $0.function.hasSuffix("sys_delete_module") }
      // who is gone at once stood in no lock, which no signal reaches
      if !isInInit, (kill.survival ?? .infinity) < 0.5 { continue }
      other =
        other
        ?? Suspicion(
          .kernelBug, module, weight(isInInit, trace, kill, boot),
          .oopsBefore, trace.quoted(naming: module))
    }
    return other.map { [$0] } ?? []
  }

  private static func weight(
    _ isInInit: Bool, _ trace: Trace, _ kill: KillCase, _ boot: BootContext
  ) -> Weight {
    isElsewhere(trace, kill, boot) ? elsewhere : isInInit ? inInit : before
  }

  /// Whether a task died of an error within the function of which the worker wants the lock.
  static func diedWithin(_ function: String?, _ kill: KillCase, _ boot: BootContext) -> Bool {
    guard let function else { return false }
    return boot.traces.contains { trace in
      trace.kind == .oops && trace.stands(in: function)
        && trace.entries.first.map { isBefore($0, kill, boot) } == true
    }
  }

  /// Whether it died in the probe of a device on another bus than the worker's, which is not seen to wait
  /// for anybody.
  private static func isElsewhere(_ trace: Trace, _ kill: KillCase, _ boot: BootContext) -> Bool {
    guard let own = kill.device?.sysname.flatMap(Bus.init(sysname:)),
      let other = trace.frames.lazy.compactMap({ Bus(probedBy: $0.function) }).first
    else { return false }
    return own != other && !kill.isSeenWaiting(in: boot)
  }

  private enum Bus {
    case pci, usb, pnp

    init?(sysname: String) {
      let parts = sysname.split(separator: ":")
      if parts.count == 3, parts[2].contains(".") {
        self = .pci
      } else if sysname.first?.isNumber == true, sysname.contains("-") {
        self = .usb
      } else if parts.count == 2, sysname.count == 5,
        sysname.allSatisfy({ $0.isHexDigit || $0 == ":" })
      {
        self = .pnp
      } else {
        return nil
      }
    }

    init?(probedBy function: String) {
      switch function {
      case "local_pci_probe", "pci_device_probe": self = .pci
      case "usb_probe_interface", "usb_probe_device": self = .usb
      case "pnp_device_probe": self = .pnp
      default: return nil
      }
    }
  }

  private static func isBefore(_ entry: Int, _ kill: KillCase, _ boot: BootContext) -> Bool {
    guard let time = boot.time(entry), let killTime = kill.killTime else {
      // an excerpt without times may have been put together in any order
      return boot.time(entry) == nil || entry < kill.draft.anchor
    }
    return time < killTime && time > killTime - 600_000_000
  }
}

extension Frame {
  /// Whether a device is put to sleep or woken there: who dies in that leaves the device on its way, and whoever
  /// wants it awake waits for ever (`rpm_resume` in drivers/base/power/runtime.c).
  fileprivate var changesPower: Bool {
    isReliable && module == nil && ["rpm_suspend", "rpm_resume", "rpm_idle"].contains(function)
  }
}

extension Trace {
  /// Whether a function is on its stack.
  func stands(in function: String) -> Bool {
    frames.contains { $0.isReliable && $0.function == function }
  }
}
