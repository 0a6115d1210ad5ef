internal import LogModel

enum DeviceWasRemoved {
  static let rule = Rule(
    id: "device-was-removed",
    title: "The device was taken away before",
    proves:
      "The device, or one above it, was pulled, its link went down, sd gave the disk up, or its last path was removed, "
      + "and it did not come back before the kill: whoever still waits for an answer of it waits for "
      + "what cannot come.",
    misleads:
      "It was plugged in again under another name. sd writes a disk's cache out before the machine sleeps or "
      + "ends as well, which the log may not tell.",
    source:
      "`usb_disconnect` in drivers/usb/core/hub.c, `mmc_remove_card` in drivers/mmc/core/bus.c, "
      + "`sd_remove` in drivers/scsi/sd.c, "
      + "`pciehp_handle_presence_or_link_change`.",
    link: .root, witness: .words, weights: [gone, lastPath], examine: examine)

  private static let gone = Weight(2.5, "it was taken away")
  private static let lastPath = Weight(2.5, "the only map without a path")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    guard let sysname = kill.device?.sysname else { return [] }
    if let gone = lastRemoval(of: kill, boot), let name = gone[.device] {
      // who let it go too late explains it better
      guard RemovalHeldItUp.examine(kill, in: boot).isEmpty else { return [] }
      return [Suspicion(.removal, name, Self.gone, .wasRemoved, [gone.entry])]
    }
    return sysname.hasPrefix("dm-") ? lostMap(kill, boot) : []
  }

  /// The removal of the device, or of one above it, after which it did not come back.
  static func lastRemoval(of kill: KillCase, _ boot: BootContext) -> Fact? {
    var gone: Fact?
    for fact in boot.troubles(of: kill.device, [.deviceRemoved, .deviceFound])
    where kill.covers(fact.entry, boot, before: 300_000_000)
      && (kill.isFiledLate
        ? fact.entry < kill.draft.anchor
        : kill.killTime == nil || !kill.isAfterKill(fact.entry, boot))
    {
      if fact.meaning == .deviceRemoved {
        gone = fact
      } else if fact[.device] == gone?[.device] {
        gone = nil
      }
    }
    return gone.flatMap { isTakenAway($0, before: kill, boot) ? $0 : nil }
  }

  /// A disk's cache is written out before the machine sleeps or ends as well; and a disk that was taken away
  /// may have come back.
  private static func isTakenAway(
    _ fact: Fact, before kill: KillCase, _ boot: BootContext
  ) -> Bool {
    guard let name = fact[.device], BlockDeviceIsRead.isDisk(name) else { return true }
    let later = (boot.index.shown[name] ?? []) + boot.facts(.resumed, .shuttingDown)
    return !later.contains { $0.entry > fact.entry || $0.meaning == .shuttingDown }
  }

  /// Which map a `dm-N` is the log's names do not tell: one alone has to be without a path.
  private static func lostMap(_ kill: KillCase, _ boot: BootContext) -> [Suspicion] {
    let facts = boot.facts(.deviceRemoved).filter {
      boot.entries[$0.entry].speaker.identifier == "multipathd" && kill.covers($0.entry, boot)
        && (kill.killTime == nil || !kill.isAfterKill($0.entry, boot))
    }
    let maps = Set(facts.compactMap { $0[.device] })
    guard maps.count == 1, let map = maps.first, let last = facts.last else { return [] }
    return [Suspicion(.removal, map, lastPath, .lostLastPath, [last.entry])]
  }
}
