internal import LogModel

enum DeviceWasRemoved {
  static let rule = Rule(
    id: "device-was-removed",
    title: "The device was taken away before",
    proves:
      "The device, or one above it, was pulled, its link went down, or its last path was removed, "
      + "and it did not come back before the kill: whoever still waits for an answer of it waits for "
      + "what cannot come.",
    misleads: "It was plugged in again under another name.",
    source:
      "`usb_disconnect` in drivers/usb/core/hub.c, `mmc_remove_card` in drivers/mmc/core/bus.c, "
      + "`pciehp_handle_presence_or_link_change`.",
    link: .root, witness: .words, weights: [gone, lastPath], examine: examine)

  private static let gone = Weight(2.5, "it was taken away")
  private static let lastPath = Weight(2.5, "the only map without a path")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    guard let device = kill.device, let sysname = device.sysname else { return [] }
    var gone: Fact?
    for fact in boot.troubles(of: device, [.deviceRemoved, .deviceFound])
    where kill.covers(fact.entry, boot, before: 300_000_000)
      && (kill.killTime == nil || !kill.isAfterKill(fact.entry, boot))
    {
      if fact.meaning == .deviceRemoved {
        gone = fact
      } else if fact[.device] == gone?[.device] {
        gone = nil
      }
    }
    if let gone, let name = gone[.device] {
      return [Suspicion(.removal, name, Self.gone, .wasRemoved, [gone.entry])]
    }
    return sysname.hasPrefix("dm-") ? lostMap(kill, boot) : []
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
