internal import LogModel

enum LoadWasRunning {
  static let rule = Rule(
    id: "load-was-running",
    title: "The load of the driver was running",
    proves:
      "udevd says what it was loading when the time ran out: the modprobe that it killed (up to udev "
      + "175), or, in its debug log, the modalias that it had asked for last, without a line that "
      + "says the module was inserted. Then the worker was in the load, and in nothing else.",
    misleads:
      "One modalias brings several modules; and the load waits for that of another that it needs.",
    source: "`udev_builtin_kmod`, `kmod_module_probe_insert_module`.",
    link: .activity, witness: .steps, weights: [seen], examine: examine)

  private static let seen = Weight(1, "the load was seen, and one driver serves the device")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    let isModprobe = Command(kill.draft.program).modalias != nil
    let requests = kill.workerPID.map { pid in
      boot.facts(.moduleRequested).filter {
        boot.entries[$0.entry].speaker.pid == pid && kill.covers($0.entry, boot)
      }
    }
    guard isModprobe || requests?.isEmpty == false else { return [] }
    return ModaliasNamesDriver.examine(kill, in: boot)
      .filter { !ModaliasNamesDriver.isUndecided($0) }
      .map { Suspicion(.driver, $0.name, seen, .loadWasSeen, $0.entries, .circumstantial) }
  }
}
