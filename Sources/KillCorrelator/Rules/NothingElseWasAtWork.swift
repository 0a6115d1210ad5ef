internal import LogModel

enum NothingElseWasAtWork {
  static let rule = Rule(
    id: "nothing-else-was-at-work",
    title: "Nothing else hung, and one driver serves the device",
    proves:
      "The event is that of a device which one driver serves; no other worker hung at the time, no "
      + "program was started, and no layer of the kernel complains about hardware. What else udevd "
      + "does for such a device takes no time: the load or the probe of that driver is what is left.",
    misleads:
      "The log is an excerpt that leaves out the others, or the machine was starved. Who was only "
      + "warned of when the log ends counts as another.",
    source: "src/udev/udev-event.c: what a worker does for an event.",
    link: .activity, witness: .others, weights: [alone], examine: examine)

  private static let alone = Weight(1, "it is what is left")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    guard kill.draft.victim == .worker, kill.draft.program == nil,
      kill.device?.sysname != nil, !kill.isOfReadyDevice,
      let neighbours = kill.neighbours, neighbours.company(of: kill) == 0,
      HardwareFailed.examine(kill, in: boot).isEmpty
    else { return [] }
    let served = ModaliasNamesDriver.examine(kill, in: boot)
      .filter { !ModaliasNamesDriver.isUndecided($0) }
    let named = served.isEmpty ? PlatformNameIsDriver.examine(kill, in: boot) : served
    let spoke = DriverSpokeOfDevice.examine(kill, in: boot).filter { $0.weight > 1 }
    // whose probe of it fails after the kill was at work as well
    let failed = boot.failures(of: kill.device).filter { kill.isAfterKill($0.entry, boot) }
    // who was only slow, on a machine of which not even the kernel is known, is shown by no table alone
    let isExcerpt = boot.system.kernel == nil && spoke.isEmpty && failed.isEmpty
    guard !kill.isWarning || !isExcerpt else { return [] }
    let drivers = (named + spoke).compactMap(\.name) + failed.map(\.driver)
    let names = Set(drivers.map { boot.moduleName(ofDriver: $0).moduleName })
    guard names.count == 1, let first = (named + spoke).first, let name = first.name else {
      return []
    }
    return [
      Suspicion(.driver, name, alone, .nothingElse, [], .circumstantial)
    ]
  }
}
