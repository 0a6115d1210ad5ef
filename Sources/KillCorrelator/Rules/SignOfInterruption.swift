enum SignOfInterruption {
  static let rule = Rule(
    id: "sign-of-interruption",
    title: "The driver was broken off by a signal",
    proves:
      "A line that only an interrupted wait makes a driver print: a kernel thread that could "
      + "not be started, a wait for the card's self-test that was broken off, a firmware file "
      + "whose reading ended with -EINTR. kthread_create became killable in 3.13 and returned "
      + "-ENOMEM for it until 3.15; before, none of the first kind is written.",
    misleads:
      "Many workers were killed: each of their drivers trips over the signal sooner or later.",
    source:
      "`scsi_host_alloc`, `init_rescuer` in kernel/workqueue.c, `lancer_wait_ready` in be2net.",
    link: .activity, witness: .end, weights: [sameDevice, elsewhere], examine: examine)

  private static let sameDevice = Weight(2, "the line is about this device")
  private static let elsewhere = Weight(1, "it is about another one")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    (boot.troubles(of: kill.device, [.interrupted, .firmwareFailed]) + unplaced(kill, boot))
      .compactMap { fact in
        guard fact.meaning == .interrupted || fact.errno == -4,
          kill.isAfterKill(fact.entry, boot), kill.isBeforeEnd(fact.entry, boot),
          let line = boot.line(at: fact.entry)
        else { return nil }
        let strength: Suspicion.Strength =
          kill.isPrompt(fact.entry, boot) ? .direct : .circumstantial
        guard let relation = relation(of: line, to: kill, boot) else { return nil }
        guard let driver = driver(of: line, kill, boot) else { return nil }
        return Suspicion(
          .driver, driver, relation == .same ? sameDevice : elsewhere,
          .brokenOff, [fact.entry], strength)
      }
  }

  /// Signs whose line names no device of its own, around the kill.
  private static func unplaced(_ kill: KillCase, _ boot: BootContext) -> [Fact] {
    guard let killTime = kill.killTime else { return [] }
    return boot.within(
      killTime - 2_000_000, killTime + 3_000_000, boot.facts(.interrupted)
    ).filter { fact in
      guard let line = boot.line(at: fact.entry) else { return false }
      return line.isBus && kill.relation(of: line, in: boot) == nil
    }
  }

  private static func relation(
    of line: DeviceLine, to kill: KillCase, _ boot: BootContext
  ) -> DeviceTree.Relation? {
    if let relation = kill.relation(of: line, in: boot) { return relation }
    // scsi_host_alloc speaks before the host has a parent
    return line.driver == "scsi" && kill.isPrompt(line.entry, boot) ? .child : nil
  }

  /// A SCSI host without a driver's name belongs to whoever spoke of the killed device.
  private static func driver(of line: DeviceLine, _ kill: KillCase, _ boot: BootContext) -> String?
  {
    guard line.isBus else { return line.driver }
    return kill.linesOfDrivers(in: boot).last { $0.relation == .same }?.line.driver
  }
}
