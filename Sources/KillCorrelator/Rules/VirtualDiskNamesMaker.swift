enum VirtualDiskNamesMaker {
  static let rule = Rule(
    id: "virtual-disk-names-maker",
    title: "A virtual disk is made by the driver of its name",
    proves:
      "`/devices/virtual/block/zram0` has nothing above it: the driver `zram` made it and answers "
      + "what is read from it. `dm-0` and `md0` are the device mapper's and md's.",
    misleads:
      "Weak: what is read may be waited for further down, in the disks that it is made of.",
    source: "`device_add_disk` without a parent; drivers/block, drivers/md.",
    link: .wait, witness: .name, weights: [maker], examine: examine)

  private static let maker = Weight(1.3, "the name")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    guard let device = kill.device, let sysname = device.sysname,
      device.devpath?.hasPrefix("/devices/virtual/block/")
        ?? Self.stems.keys.contains(stem(sysname)),
      sysname.count > stem(sysname).count
    else { return [] }
    let stem = stem(sysname)
    guard let module = Self.stems[stem] ?? boot.knowledge.kernels.module(named: stem)?.name else {
      return []
    }
    return [
      Suspicion(
        .driver, module, maker, .madeVirtualDisk, Array(kill.draft.report.prefix(1)),
        .circumstantial)
    ]
  }

  private static func stem(_ sysname: String) -> String {
    String(sysname.prefix { $0.isLetter || $0 == "-" || $0 == "_" })
  }

  private static let stems = ["dm-": "dm_mod", "md": "md_mod", "zd": "zfs"]
}
