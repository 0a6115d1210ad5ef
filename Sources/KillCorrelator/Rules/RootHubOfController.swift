enum RootHubOfController {
  static let rule = Rule(
    id: "root-hub-of-controller",
    title: "A root hub belongs to its controller's driver",
    proves:
      "`usbN` is the root hub that a host controller's driver made: a worker that hangs on it "
      + "waits for the hub's lock, which the controller's driver or the hub's thread holds.",
    misleads: "Weak: it names who made the hub, not what holds it up; a device behind the hub may.",
    source: "`usb_add_hcd` in drivers/usb/core/hcd.c (\"assigned bus number N\").",
    link: .wait, witness: .name, weights: [hub], examine: examine)

  private static let hub = Weight(1.3, "its root hub")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    guard let sysname = kill.device?.sysname, sysname.hasPrefix("usb"),
      let bus = Int(sysname.dropFirst(3))
    else { return [] }
    guard let line = boot.index.busOwners[bus] else { return [] }
    return [Suspicion(.driver, line.driver, hub, .servesRootHub, [line.entry], .circumstantial)]
  }
}
