internal import LogModel

/// udev's debug log names the builtin that the worker had entered last and did not leave: `usb_id`
/// and `blkid` wait for the device themselves.
///
/// `kmod load` is the loading of a driver: then the driver is to blame, not the builtin. Source:
/// `udev_builtin_run` in udev-builtin.c.
enum BuiltinWasRunning: Rule {
  static let id = "builtin-was-running"

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    guard let pid = kill.workerPID else { return [] }
    let own = (boot.index.written[pid] ?? []).filter {
      kill.covers($0, boot) && (!kill.isAfterKill($0, boot) || kill.killTime == nil)
    }
    guard let last = own.last, let fact = boot.fact(at: last),
      fact.meaning == .builtinStarted,
      let command = fact[.builtin], let name = command.split(separator: " ").first, name != "kmod"
    else { return [] }
    return [
      Suspicion(
        .builtin, String(name), Weight.builtinDebug,
        .builtinBegunLast, [last])
    ]
  }
}
