internal import LogModel

/// What a module serves, and what is lost without it: by the folder of its source.
extension RemedyChoice {
  /// Whether most machines have their disks by it.
  func carriesDisks(_ module: String) -> Bool {
    guard let directory = kernels.module(named: module)?.directory else { return false }
    return ["block", "drivers/md"].contains(directory)
      || ["drivers/ata", "drivers/nvme", "drivers/scsi", "drivers/message/fusion"]
        .contains(where: directory.hasPrefix)
  }

  /// Whether a keyboard may be lost by it, without which nobody can help the machine.
  func servesInput(_ module: String) -> Bool {
    guard let directory = kernels.module(named: module)?.directory else { return false }
    return ["drivers/hid", "drivers/input", "drivers/usb/host"].contains(where: directory.hasPrefix)
  }

  /// Whether the root file system may be on what it serves: on a disk, or over the network.
  func mayHoldRoot(_ module: String) -> Bool {
    guard let directory = kernels.module(named: module)?.directory else { return true }
    return !Self.withoutDisks.contains(where: directory.hasPrefix)
  }

  private static let withoutDisks = [
    "sound", "drivers/hid", "drivers/input", "drivers/media", "drivers/gpu", "drivers/hwmon",
    "drivers/i2c", "drivers/iio", "drivers/leds", "drivers/platform", "drivers/bluetooth",
    "drivers/watchdog", "drivers/char", "drivers/thermal", "drivers/rtc", "drivers/edac",
  ]
}
