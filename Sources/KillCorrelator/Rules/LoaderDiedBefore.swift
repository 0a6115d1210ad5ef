enum LoaderDiedBefore {
  static let rule = Rule(
    id: "loader-died-before",
    title: "The modprobe that loaded the driver had died before",
    proves:
      "A modprobe died of SIGKILL before, and udevd had not sent it: on x86 that is how a task "
      + "ends whose module made the kernel stumble. What it held it holds for ever, and the next "
      + "load waits for it. Only up to udev 175, which started modprobe as a program.",
    misleads:
      "Weak: somebody may have killed it by hand, and its module is known by its modalias alone.",
    source: "`oops_end` in arch/x86/kernel/dumpstack.c.",
    link: .root, witness: .others, weights: [died], examine: examine)

  private static let died = Weight(1.3, "its modprobe died")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    let killed = Set(boot.facts(.programKilled).compactMap { $0[.command] })
    for fact in boot.facts(.programSignalled) where fact.entry < kill.draft.anchor {
      guard let line = fact[.command], let modalias = Command(line).modalias,
        !killed.contains(line), fact.endedBySIGKILL,
        let driver = boot.knowledge.modules(
          for: modalias, kernel: boot.system.kernelRelease)?.modules.first
      else { continue }
      return [Suspicion(.driver, driver, died, .loaderDied, [fact.entry], .circumstantial)]
    }
    return []
  }
}

extension Fact {
  /// `signal 9`, or a wait status whose low bits are 9.
  fileprivate var endedBySIGKILL: Bool {
    if let status { return status & 0x7f == 9 }
    return self[.signal] == "9"
  }
}
