internal import LogModel

enum ProgramWasRunning {
  static let rule = Rule(
    id: "program-was-running",
    title: "A program that a rule had started used up the time",
    proves:
      "udevd names the program that a rule had started and that used up the time. "
      + "`/sbin/modprobe` (up to udev 175) stands for the driver it loads, the firmware helper "
      + "for the driver that asked.",
    misleads:
      "The program only reads the device (blkid and its kin): then the device is slow, and the "
      + "program its victim. So it is where the device had errors meanwhile.",
    source: "`on_spawn_timeout` in udev-spawn.c.",
    link: .activity, witness: .steps,
    weights: [killed, warnedOf, readsDevice, firmwareFile, typed, amongMany, stuck, slept],
    examine: examine
  )

  private static let killed = Weight(4, "udevd killed it")
  private static let warnedOf = Weight(2.5, "udevd warned of it, and it did not end")
  private static let readsDevice = Weight(2.5, "it reads the device")
  private static let firmwareFile = Weight(2.5, "it hands a firmware file to a driver")
  private static let typed = Weight(2, "it was killed, and where its command ends was not typed")
  private static let amongMany = Weight(
    1.5, "udevd had warned of many devices right before, or many others hung")
  private static let stuck = Weight(1, "it, or another run of it, was stuck in the kernel")

  private static let slept = Weight(1, "the machine slept meanwhile")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    guard let program = kill.draft.program else { return [] }
    let facts = kill.draft.report.compactMap { boot.fact(at: $0) }
    let entries = facts.filter { $0[.command] == program }.map(\.entry)
    let wasKilled =
      kill.draft.victim == .program
      || facts.contains {
        $0.meaning == .programKilled || $0.meaning == .programSignalled && $0[.signalName] == "KILL"
      }
    if !wasKilled, !kill.isWarning,
      kill.programs(in: boot).ended.contains(program) || kill.endOfSlowProgram(in: boot) != nil
    {
      return []
    }
    let isStuck =
      kill.draft.programPID.map { boot.index.tracesByPID[$0] != nil } ?? false
      || OtherStackInModule.hangsInSameProgram(kill, in: boot)
    // its own stack is what tells of it
    if kill.isStuck {
      return Command(program).handlesModules
        ? []
        : [Suspicion(.reader, program, readsDevice, .programStuckInKernel, [kill.draft.anchor])]
    }
    var found = finding(program, wasKilled: wasKilled, isStuck: isStuck, Array(entries.prefix(3)))
    let isLeft =
      kill.draft.cause == .stopTimeout && !facts.contains { $0.meaning == .programSlow }
    let isAwaited = !wasKilled && facts.contains { $0.meaning == .programPipeTimedOut }
    for number in found.indices where found[number].statement == .programWarnedOf {
      if isAwaited {
        found[number].statement = .programOutputAwaited
        found[number].weight = killed.value
      }
      if kill.isWarning { found[number].statement = .programWasSlow }
      if isLeft { found[number].statement = .programLeft }
    }
    // what does not answer the program is no fault of its own
    if HardwareFailed.hasTrouble(kill, boot) { found.removeAll { $0.place == .root } }
    if kill.draft.row.has(.openEnded) { found = found.lowered(to: typed) }
    if kill.isWarning, kill.neighbours?.wereManySlow(before: kill) == true {
      found = found.lowered(to: amongMany)
    }
    if isOneOfMany(kill, Command(program).program, boot) { found = found.lowered(to: amongMany) }
    guard ClockWentOn.tookTheTime(of: kill, in: boot) else { return found }
    return found.filter { $0.place != .root }.lowered(to: slept)
  }

  /// Whether many hung at the time, of whom hardly any ran it.
  private static func isOneOfMany(_ kill: KillCase, _ name: String, _ boot: BootContext) -> Bool {
    guard let all = kill.neighbours?.neighbours(of: kill).count, all >= 6 else { return false }
    let runs = boot.facts(.programKilled, .programSlow).filter { fact in
      fact[.command].map { Command($0).program == name } ?? false
    }
    return Set(runs.map { $0.programPID ?? $0.entry }).count * 3 < all
  }

  private static func finding(
    _ program: String, wasKilled: Bool, isStuck: Bool, _ entries: [Int]
  ) -> [Suspicion] {
    let command = Command(program)
    if command.isModprobe { return [] }
    if let firmware = command.firmware {
      return [
        Suspicion(.firmware, firmware, firmwareFile, .firmwareNotHandedOver, entries, at: .wait)
      ]
    }
    let name = command.program
    if isStuck {
      return [
        Suspicion(
          command.readsDevice ? .reader : .program, name, stuck, .programStuckInKernel, entries)
      ]
    }
    if command.readsDevice {
      return [Suspicion(.reader, name, readsDevice, .programReadDevice, entries)]
    }
    let (weight, statement): (Weight, Evidence.Statement) =
      wasKilled ? (killed, .programKilled) : (warnedOf, .programWarnedOf)
    return [
      Suspicion(.program, name, weight, statement, entries),
      Suspicion(.program, name, weight, statement, entries, at: .root),
    ]
  }
}

extension [Suspicion] {
  fileprivate func lowered(to weight: Weight) -> Self {
    map { suspicion in
      var suspicion = suspicion
      suspicion.weight = Swift.min(suspicion.weight, weight.value)
      return suspicion
    }
  }
}
