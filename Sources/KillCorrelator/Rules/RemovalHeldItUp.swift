internal import LogModel

enum RemovalHeldItUp {
  static let rule = Rule(
    id: "removal-held-it-up",
    title: "The driver of a device that was pulled was slow to let it go",
    proves:
      "A device is pulled, and what stood on it is torn down only when the event is over: the driver's "
      + "removal lasted, in the thread of the hub or the slot, which holds the device's lock meanwhile. "
      + "Whoever reads the device's uevent waits for that lock.",
    misleads:
      "Several drivers had the device's interfaces: then none is named. Without the late words below "
      + "the device it is only known to be gone.",
    source: "`usb_disconnect` in drivers/usb/core/hub.c, `uevent_show` in drivers/base/core.c.",
    link: .wait, witness: .end, weights: [letGoLate], examine: examine)

  private static let letGoLate = Weight(2.5, "what stood on it was torn down only at the end")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    guard let sysname = kill.device?.sysname, kill.draft.cause == .eventTimeout,
      kill.draft.program == nil,
      let removed = DeviceWasRemoved.lastRemoval(of: kill, boot), removed[.device] == sysname,
      let pulled = boot.time(removed.entry), let last = boot.time(kill.draft.anchor)
    else { return [] }
    let end = max(kill.endTime ?? last, last)
    let below = boot.lines(about: kill.device).filter {
      $0.relation == .child && $0.line.entry > removed.entry
        && boot.time($0.line.entry).map { $0 <= end + 200_000 } == true
    }
    guard let first = below.first, let spoke = boot.time(first.line.entry),
      spoke - pulled >= 5_000_000, end - spoke <= 3_000_000
    else { return [] }
    let drivers = boot.boundBelow(sysname, before: removed.entry)
    guard let driver = drivers.first, drivers.count == 1 else { return [] }
    let silence = Double((spoke - pulled) / 1_000_000)
    return [Chain.Link.Place.wait, .root].map {
      Suspicion(
        .driver, driver, letGoLate, .letGoLate(seconds: silence),
        [removed.entry, first.line.entry], .circumstantial, at: $0)
    }
  }
}

extension BootContext {
  /// The drivers that took a USB device's interfaces, as their own words and the hosts that they made
  /// tell.
  fileprivate func boundBelow(_ sysname: String, before entry: Int) -> [String] {
    let interfaces = index.below[sysname, default: []] + [sysname]
    let lines = interfaces.filter { $0 == sysname || $0.hasPrefix(sysname + ":") }
      .flatMap { index.lines[$0] ?? [] }.filter { !$0.isBus && $0.entry < entry }
    var found: [String] = []
    for line in lines where !found.contains(line.driver) { found.append(line.driver) }
    return found
  }
}
