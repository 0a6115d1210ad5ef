internal import LogModel

enum BuiltinWasRunning {
  static let rule = Rule(
    id: "builtin-was-running",
    title: "The worker was in a builtin",
    proves:
      "udev's debug log names the builtin that the worker had entered last and did not leave: "
      + "`usb_id` and `blkid` wait for the device themselves.",
    misleads:
      "`kmod load` is the loading of a driver: then the driver is to blame, and the rule is "
      + "silent.",
    source: "`udev_builtin_run` in udev-builtin.c.",
    link: .activity, witness: .steps, weights: [running], examine: examine)

  private static let running = Weight(2.5, "it was begun last")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    guard let pid = kill.workerPID else { return [] }
    let own = (boot.index.written[pid] ?? []).filter {
      kill.covers($0, boot) && (!kill.isAfterKill($0, boot) || kill.killTime == nil)
    }
    guard let last = own.last, let fact = boot.fact(at: last),
      fact.meaning == .builtinStarted,
      let command = fact[.builtin], let name = command.split(separator: " ").first, name != "kmod"
    else { return [] }
    return [Suspicion(.reader, String(name), running, .builtinBegunLast, [last])]
  }
}
