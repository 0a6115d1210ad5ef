enum InitcallNeverReturned {
  static let rule = Rule(
    id: "initcall-never-returned",
    title: "The worker was running the module's init",
    proves:
      "With `initcall_debug` the kernel says which module's init a process runs: `calling … [M] "
      + "@ PID`. What the worker called and had not returned from when it was killed is what it "
      + "was loading.",
    misleads:
      "`initcall … returned 0` says only that init ended; the probe's own line tells of the "
      + "probe, and its value changed meaning in 5.14.",
    source: "`do_one_initcall` in init/main.c, `really_probe_debug` in drivers/base/dd.c.",
    link: .activity, witness: .steps, weights: [neverReturned, longProbe],
    examine: examine)

  private static let neverReturned = Weight(3, "its init had not returned")
  private static let longProbe = Weight(2.25, "its probe took nearly as long as the limit")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    unfinished(kill, boot) + slowProbe(kill, boot)
  }

  private static func unfinished(_ kill: KillCase, _ boot: BootContext) -> [Suspicion] {
    guard let pid = kill.workerPID else { return [] }
    return boot.facts(.initcallStarted).compactMap { call in
      guard call.pid == pid, let module = call[.module], kill.covers(call.entry, boot),
        !kill.isAfterKill(call.entry, boot) || kill.killTime == nil
      else { return nil }
      let end = boot.facts(.initcallReturned).first {
        $0[.function] == call[.function] && $0.entry > call.entry
      }
      if let end, !kill.isAfterKill(end.entry, boot) { return nil }
      return Suspicion(
        .driver, module, neverReturned, end == nil ? .initNeverReturned : .initReturnedLate,
        [call.entry] + (end.map { [$0.entry] } ?? []))
    }
  }

  /// The probe's line names the device and, before 7.3, no driver: the driver is the one that the
  /// worker was initialising.
  private static func slowProbe(_ kill: KillCase, _ boot: BootContext) -> [Suspicion] {
    guard let device = kill.device, let pid = kill.workerPID, let limit = kill.limit else {
      return []
    }
    let modules = boot.facts(.initcallStarted).filter {
      $0.pid == pid && kill.covers($0.entry, boot)
    }.compactMap { $0[.module] }
    return boot.facts(.probeReturned).compactMap { fact in
      guard fact[.device] == device.sysname, kill.isAfterKill(fact.entry, boot),
        let seconds = fact.values.seconds(.usecs, parts: 1_000_000), seconds >= limit * 0.9,
        let driver = fact[.driverName] ?? modules.last
      else { return nil }
      return Suspicion(
        .driver, driver, longProbe,
        .probeTook(seconds: seconds, limit: limit), [fact.entry])
    }
  }
}
