enum BlockDeviceIsRead {
  static let rule = Rule(
    id: "block-device-is-read",
    title: "A disk is read by udev's own rules",
    proves:
      "For a block device udev loads no driver: its rules read from it, with the builtin blkid "
      + "first of all. A worker that hangs there waits for the disk's answers.",
    misleads:
      "Weak where the worker ended with the signal: some other rule's program may have run; and where the "
      + "machine was starved, on which everything takes long. What the disk is made of, or hangs on, may be "
      + "at fault.",
    source: "60-persistent-storage.rules.",
    link: .wait, witness: .name, weights: [outlived, hung, readsDisk], examine: examine)

  private static let outlived = Weight(2.5, "it is a disk, and its worker outlived the signal")
  private static let hung = Weight(
    2.5, "the kernel found who opened or read it stuck there, and in no lock")
  private static let readsDisk = Weight(1.3, "it is a disk")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    guard let sysname = kill.device?.sysname, isDisk(sysname),
      kill.draft.program.map({ Command($0).readsDevice }) ?? (kill.draft.victim == .worker),
      !ClockWentOn.tookTheTime(of: kill, in: boot)
    else { return [] }
    // no signal ends a read that the disk does not answer
    let isStarved = !MachineWasStarved.signs(beside: kill, boot).isEmpty
    // where unrelated devices hang as well, that a worker is slow to die shows no more than that
    let isAlone =
      kill.neighbours.map { $0.company(of: kill) < 2 && !$0.linger(beside: kill) } ?? true
    let survival =
      kill.draft.victim == .worker && !isStarved && isAlone
      ? kill.survival.flatMap { $0 > 2 ? $0 : nil } : nil
    let stack = isStarved || !isAlone ? nil : stackAtDisk(of: kill, boot)
    let weight = survival != nil ? outlived : stack != nil ? hung : readsDisk
    let reason: Evidence.Statement =
      if survival == nil, let activity = stack?.activity {
        .hungAtDisk(function: activity.function)
      } else {
        .readsDisk(survival: survival)
      }
    let shown = survival == nil ? stack?.shown ?? [kill.draft.anchor] : [kill.draft.anchor]
    let disk = Suspicion(.hardware, wholeDisk(of: sysname), weight, reason, shown, .circumstantial)
    guard kill.draft.program == nil, StackShowsCall.examine(kill, in: boot).isEmpty else {
      return [disk]
    }
    // which of its rules reads, nobody says
    return [
      disk, Suspicion(.reader, nil, weight, reason, shown, .circumstantial, at: .activity),
    ]
  }

  /// What the worker or its program did with the disk when the kernel found it stuck; nil where it stood in a lock
  /// that somebody else has, or in a driver.
  private static func stackAtDisk(
    of kill: KillCase, _ boot: BootContext
  ) -> (activity: BlockActivity, shown: [Int])? {
    // what the disk is made of may be what another task hangs in
    guard kill.draft.cause == .eventTimeout, !kill.isStuck,
      !OtherStackInModule.hangsBeside(kill, in: boot)
    else { return nil }
    return kill.ownTraces(in: boot).lazy.compactMap { number -> (BlockActivity, [Int])? in
      let trace = boot.traces[number]
      guard trace.kind == .stuck, !trace.waitsForLock,
        let activity = boot.index.readings[number].activity
      else { return nil }
      return (activity, trace.quoted(naming: nil))
    }.first
  }

  /// The whole disk of a partition.
  static func wholeDisk(of sysname: String) -> String {
    guard isDisk(sysname), let parent = DeviceTree.parentByName(sysname), isDisk(parent) else {
      return sysname
    }
    return parent
  }

  static func isDisk(_ sysname: String) -> Bool {
    if sysname.hasPrefix("etherd!") { return true }
    let stem = sysname.prefix { $0.isLetter || $0 == "-" }
    switch stem {
    case "sd", "vd", "hd", "xvd", "sr", "dm-", "md", "loop", "nbd", "rbd", "mmcblk", "nvme", "zd",
      "drbd", "bcache", "dasd", "zram", "mtdblock", "scd":
      return sysname.count > stem.count && (stem != "nvme" || sysname.dropFirst(4).contains("n"))
    default:
      // `sdaa1`; not `sdw:0:1`
      guard stem.count <= 5, sysname.dropFirst(stem.count).allSatisfy(\.isNumber) else {
        return false
      }
      return ["sd", "vd", "hd", "xvd", "dasd"].contains { prefix in
        stem.hasPrefix(prefix) && stem.count > prefix.count && stem.count <= prefix.count + 3
      }
    }
  }
}
