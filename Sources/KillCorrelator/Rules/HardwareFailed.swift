/// The disk, link or slot itself failed while the event ran: I/O errors, resets, command timeouts.
/// Whoever waited for it (blkid, a file system, the driver) is its victim.
///
/// One reset is normal when a device is started; it takes two, or an error, to count. Errors of an
/// ATA port cannot be tied to a disk by the log's names alone: they count for less. Source: the
/// error handling of libata, usbcore and the block layer.
enum HardwareFailed: Rule {
  static let id = "hardware-failed"

  static func examine(_ kill: KillCase, in scene: Scene) -> [Suspicion] {
    guard let device = kill.device, let sysname = device.sysname else { return [] }
    var related: [Int] = []
    var resets = 0
    for event in scene.troubles(of: device, [.hardwareError, .deviceReset])
    where kill.covers(event.entry, scene, before: 60_000_000) {
      related.append(event.entry)
      if event.meaning == .deviceReset { resets += 1 }
    }
    if related.count > resets || resets >= 2 {
      return [
        Suspicion(
          .hardware, disk(of: sysname), Weight.hardwareRelated,
          resets >= 2 ? .reset(times: resets) : .reportedErrors, Array(related.prefix(4)))
      ]
    }
    guard BlockDeviceIsRead.isDisk(sysname) else { return [] }
    return port(kill, scene).map { [$0] } ?? []
  }

  /// Which disk is at an ATA port the log's names do not tell: one port alone has to have errors.
  private static func port(_ kill: KillCase, _ scene: Scene) -> Suspicion? {
    guard scene.index.ports.count == 1, let (port, events) = scene.index.ports.first else {
      return nil
    }
    let entries = events.prefix(1000).map(\.entry).filter {
      kill.covers($0, scene, before: 60_000_000)
    }
    guard !entries.isEmpty else { return nil }
    return Suspicion(
      .hardware, port, Weight.hardwareUnrelated,
      .onlyPortWithErrors, Array(entries.prefix(4)))
  }

  /// The whole disk of a partition.
  private static func disk(of sysname: String) -> String {
    guard BlockDeviceIsRead.isDisk(sysname), let parent = DeviceTree.parentByName(sysname),
      BlockDeviceIsRead.isDisk(parent)
    else { return sysname }
    return parent
  }
}
