enum HardwareFailed {
  static let rule = Rule(
    id: "hardware-failed",
    title: "The hardware itself failed",
    proves:
      "The disk, link or slot itself failed while the event ran: I/O errors, resets, command "
      + "timeouts. Whoever waited for it (blkid, a file system, the driver) is its victim.",
    misleads:
      "One reset is normal when a device is started; it takes two, or an error, to count. "
      + "Errors of an ATA port cannot be tied to a disk by the log's names alone: they count for "
      + "less.",
    source: "The error handling of libata, usbcore and the block layer.",
    link: .root, witness: .words, weights: [deviceErrors, portErrors], examine: examine)

  private static let deviceErrors = Weight(2.5, "errors of the device")
  private static let portErrors = Weight(1.75, "errors of the only port that has any")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    guard let device = kill.device, let sysname = device.sysname else { return [] }
    var related: [Int] = []
    var resets = 0
    for fact in boot.troubles(of: device, [.hardwareError, .deviceReset])
    where kill.covers(fact.entry, boot, before: 60_000_000) {
      related.append(fact.entry)
      if fact.meaning == .deviceReset { resets += 1 }
    }
    if related.count > resets || resets >= 2 {
      return [
        Suspicion(
          .hardware, disk(of: sysname), deviceErrors,
          resets >= 2 ? .reset(times: resets) : .reportedErrors, Array(related.prefix(4)))
      ]
    }
    guard BlockDeviceIsRead.isDisk(sysname) else { return [] }
    return port(kill, boot).map { [$0] } ?? []
  }

  /// Which disk is at an ATA port the log's names do not tell: one port alone has to have errors.
  private static func port(_ kill: KillCase, _ boot: BootContext) -> Suspicion? {
    guard boot.index.ports.count == 1, let (port, facts) = boot.index.ports.first else {
      return nil
    }
    let entries = facts.prefix(1000).map(\.entry).filter {
      kill.covers($0, boot, before: 60_000_000)
    }
    guard !entries.isEmpty else { return nil }
    return Suspicion(.hardware, port, portErrors, .onlyPortWithErrors, Array(entries.prefix(4)))
  }

  /// The whole disk of a partition.
  private static func disk(of sysname: String) -> String {
    guard BlockDeviceIsRead.isDisk(sysname), let parent = DeviceTree.parentByName(sysname),
      BlockDeviceIsRead.isDisk(parent)
    else { return sysname }
    return parent
  }
}
