internal import LogModel

enum DriverRegisteredWhenDone {
  static let rule = Rule(
    id: "driver-registered-when-done",
    title: "USB reported one driver as registered when the wait was over",
    proves:
      "USB says that a driver is registered when its load has called the probes of all devices that "
      + "were there. Right before the end of a worker that outlived the signal, or long after the "
      + "warning and with no new device since, the only one of these is what the worker was loading. "
      + "It counts for events of USB devices that are not disks and the like, and where no other kind "
      + "of device hung.",
    misleads: "Somebody loaded a module by hand in that moment.",
    source: "`usb_register_driver` in drivers/usb/core/driver.c.",
    link: .activity, witness: .end, weights: [atEnd], examine: examine)

  private static let atEnd = Weight(2.5, "it was the only one")
  /// Seconds after the warning that are none of a load that had just taken its usual time.
  private static let long = 8.0

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    guard kill.draft.victim == .worker, kill.draft.cause == .eventTimeout, !kill.isStuck,
      let sysname = kill.device?.sysname, isUSB(sysname), let killed = kill.killTime,
      (kill.neighbours?.company(of: kill) ?? 0) == 0
    else { return [] }
    let registered = boot.facts(.driverRegistered)
    if kill.isWarning {
      let since = boot.within(killed, .max, registered)
      guard since.count == 1, let fact = since.first, let time = boot.time(fact.entry) else {
        return []
      }
      let seconds = Double(time - killed) / 1_000_000
      guard seconds >= long, boot.within(killed, time, boot.facts(.deviceFound)).isEmpty,
        kill.limit.map({ seconds <= 2 * $0 + 30 }) ?? true
      else { return [] }
      return [suspicion(fact, .registered(seconds: seconds))]
    }
    guard let end = kill.endTime, (kill.survival ?? 0) > 2 || kill.isFiledLate else { return [] }
    let last = boot.within(end - 2_500_000, end + 200_000, registered)
    guard last.count == 1, let fact = last.first else { return [] }
    return [suspicion(fact, .registered(seconds: nil))]
  }

  private static func suspicion(_ fact: Fact, _ statement: Evidence.Statement) -> Suspicion {
    Suspicion(.driver, fact[.driver], atEnd, statement, [fact.entry], .circumstantial)
  }

  /// `1-7`, `1-7.2:1.0`
  private static func isUSB(_ sysname: String) -> Bool {
    guard let dash = sysname.firstIndex(of: "-"), dash > sysname.startIndex else { return false }
    let port = sysname[sysname.index(after: dash)...].prefix { $0 != ":" }
    return sysname[..<dash].allSatisfy(\.isNumber) && !port.isEmpty
      && port.allSatisfy { $0.isNumber || $0 == "." }
  }
}
