/// A modprobe died of SIGKILL before, and udevd had not sent it: on x86 that is how a task ends whose
/// module made the kernel stumble. What it held it holds for ever, and the next load waits for it.
///
/// Only up to udev 175, which started modprobe as a program. Weak: somebody may have killed it by
/// hand, and its module is known by its modalias alone. Source: `oops_end` in arch/x86/kernel/dumpstack.c.
enum LoaderDiedBefore: Rule {
  static let id = "loader-died-before"

  static func examine(_ kill: KillCase, in scene: Scene) -> [Suspicion] {
    let killed = Set(scene.events(.programKilled).compactMap { $0["command"] })
    for event in scene.events(.programSignalled) where event.entry < kill.draft.anchor {
      guard let line = event["command"], let modalias = Command(line).modalias,
        !killed.contains(line), event.endedBySIGKILL,
        let driver = scene.knowledge.modules(
          for: modalias, kernel: scene.facts.kernelRelease)?.modules.first
          ?? ClassAlias.driver(for: modalias)
      else { continue }
      return [
        Suspicion(
          .driver, driver, Weight.loaderDied,
          .loaderDied, [event.entry], .circumstantial)
      ]
    }
    return []
  }
}

extension Event {
  /// `signal 9`, or a wait status whose low bits are 9.
  fileprivate var endedBySIGKILL: Bool {
    if let status = self["status"].flatMap({ Int($0, radix: 16) }) { return status & 0x7f == 9 }
    return self["signal"] == "9"
  }
}
