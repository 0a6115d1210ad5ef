/// `usbN` is the root hub that a host controller's driver made: a worker that hangs on it waits
/// for the hub's lock, which the controller's driver or the hub's thread holds.
///
/// Weak: it names who made the hub, not what holds it up; a device behind the hub may. Source:
/// `usb_add_hcd` in drivers/usb/core/hcd.c ("assigned bus number N").
enum RootHubOfController: Rule {
  static let id = "root-hub-of-controller"

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    guard let sysname = kill.device?.sysname, sysname.hasPrefix("usb"),
      let bus = Int(sysname.dropFirst(3))
    else { return [] }
    guard let line = boot.index.busOwners[bus] else { return [] }
    return [
      Suspicion(
        .driver, line.driver, Weight.rootHub,
        .servesRootHub, [line.entry], .circumstantial)
    ]
  }
}
