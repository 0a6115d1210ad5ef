internal import LogModel

enum VirtualDiskNamesDriver {
  static let rule = Rule(
    id: "virtual-disk-names-driver",
    title: "The disk has no parent, and is called after the driver that made it",
    proves:
      "A disk below `/devices/virtual/block` hangs on no bus: a driver made it, serves what is read "
      + "from it, and has named it, as a rule after itself and with a number (`STEM1`). Where no "
      + "kernel has a driver of that name it is one from elsewhere, and nothing lies between it and "
      + "the reader.",
    misleads:
      "Mapped disks, arrays, loops and network disks are waited for because of what lies below them, and "
      + "so may a foreign one: the name alone accuses nobody. Some drivers call their disks otherwise.",
    source: "`device_add_disk` in block/genhd.c; the driver fills in `disk_name`.",
    link: .wait, witness: .name, weights: [byName], examine: examine)

  private static let byName = Weight(1.5, "the name, of no kernel's own")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    guard let path = kill.device?.devpath, path.hasPrefix("/devices/virtual/block/"),
      let name = path.split(separator: "/").dropFirst(3).first.map(String.init),
      let stem = stem(of: name), isForeign(stem, boot)
    else { return [] }
    let entries = Array(kill.draft.report.prefix(1))
    return [Chain.Link.Place.wait, .root].map {
      Suspicion(.driver, stem, byName, .sameNameAsDisk, entries, .circumstantial, at: $0)
    }
  }

  /// `sampleblk` of `sampleblk1`: letters, and a number behind them.
  private static func stem(of name: String) -> String? {
    let stem = String(name.prefix { $0.isLetter || $0 == "_" })
    let number = name.dropFirst(stem.count)
    guard stem.count >= 4, !number.isEmpty, number.allSatisfy(\.isNumber) else { return nil }
    return stem
  }

  private static func isForeign(_ stem: String, _ boot: BootContext) -> Bool {
    let kernels = boot.knowledge.kernels
    return kernels.modules(ofDriver: stem).isEmpty && kernels.module(named: stem) == nil
      && !known.contains(stem)
  }

  /// What the kernel's own drivers call theirs, whatever module they are.
  private static let known: Set<String> = [
    "loop", "zram", "nullb", "bcache", "drbd", "mtdblock", "ublkb", "pmem", "mpath", "nvme", "rnbd",
    "md_d",
  ]
}
