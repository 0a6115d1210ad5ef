internal import LogModel

enum DriverWasBeingBound {
  static let rule = Rule(
    id: "driver-was-being-bound",
    title: "The driver was taking the device",
    proves:
      "The watcher saw in sysfs that the driver was taking the device while the worker was busy "
      + "with it. The kernel links device and driver before it calls the probe, so the link of a "
      + "device whose driver is still loading, or whose worker is in a probe, shows a probe that "
      + "has not returned.",
    misleads:
      "A module's init goes on after its last probe: then another step of the same module hangs.",
    source: "`really_probe` and `driver_sysfs_add` in drivers/base/dd.c.",
    link: .activity, witness: .steps, weights: [bound], examine: examine)

  private static let bound = Weight(2.5, "sysfs links the device to it")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    guard let sysname = kill.device?.sysname else { return [] }
    let seen = boot.facts(.driverBinding).filter {
      $0.sysname == sysname && kill.covers($0.entry, boot)
    }
    guard let last = seen.last, let module = last[.module] else { return [] }
    return [Suspicion(.driver, module, bound, .wasBeingBound, [last.entry])]
  }
}
