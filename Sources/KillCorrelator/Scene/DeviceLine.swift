internal import JournalReader

/// A kernel line that names who speaks: `dev_printk` writes `<driver> <device>: text`, where the
/// driver's name stands only from just before its probe until it is unbound; before and after, the
/// bus's name does (`dev_driver_string` in drivers/base/core.c).
///
/// A class, for it is filed under all that it names.
final class DeviceLine: Sendable {
  let entry: Int
  /// A driver's name, or the bus's where no driver is bound; see `isBus`.
  let driver: String
  /// The device; nil for a module's own line (`e1000e: Intel(R) PRO/1000 Network Driver`).
  let device: String?
  /// The prefix is a bus or a class: no driver was bound at that moment.
  let isBus: Bool
  private let line: [UInt8]
  private let start: Int

  /// What stands behind the prefix. Made when it is asked for: a storm has a line for each kill, and
  /// the line itself is in memory already.
  var text: String { String(decoding: line[start...], as: UTF8.self) }

  /// - Parameter number: of the entry in its boot.
  init?(_ number: Int, _ entry: Entry) {
    let message = entry.message
    guard let colon = Self.endOfPrefix(message) else { return nil }
    let words = String(decoding: message[..<colon], as: UTF8.self)
      .split(separator: " ", maxSplits: 4)
    let head = String(words.first ?? "")
    guard Self.isDriverName(head), words.count <= 4 else { return nil }
    self.entry = number
    driver = head
    isBus = Self.buses.contains(head)
    device = words.count > 1 ? Self.deviceName(words[1]) : nil
    if words.count > 1, device == nil { return nil }
    line = entry.line
    start = colon + 2
  }

  /// The colon that ends the prefix is the first one followed by a blank: those within
  /// `0000:00:06.0` or `1-1:1.0` are not.
  private static func endOfPrefix(_ message: ArraySlice<UInt8>) -> Int? {
    message.withUnsafeBufferPointer { bytes in
      for index in 0..<min(bytes.count, 120) where bytes[index] == UInt8(ascii: ":") {
        if index + 1 < bytes.count, bytes[index + 1] == 0x20 { return message.startIndex + index }
      }
      return nil
    }
  }

  /// Drivers are written in small letters, or all in capitals with a number or an underscore; a
  /// sentence begins with one capital.
  private static func isDriverName(_ word: String) -> Bool {
    guard let first = word.utf8.first, word.utf8.allSatisfy(isNameByte) else { return false }
    if first == first.lowercased { return true }
    return !word.utf8.dropFirst().contains { $0.isLetter && $0 == $0.lowercased }
      && word.utf8.contains { $0.isDigit || $0 == UInt8(ascii: "_") }
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    byte.isDigit || byte.isLetter || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
      || byte == UInt8(ascii: ".")
  }

  /// A device's name has a number, a hyphen or a colon in it, as words of a sentence have not.
  /// qla2xxx writes its device in brackets and an identifier behind it.
  private static func deviceName(_ word: Substring) -> String? {
    guard word.first == "[" else {
      let isName = word.utf8.allSatisfy { isNameByte($0) || $0 == UInt8(ascii: ":") || $0 == 0x40 }
      return isName && word.utf8.contains { !$0.isLetter } ? String(word) : nil
    }
    guard let close = word.firstIndex(of: "]") else { return nil }
    return String(word[word.index(after: word.startIndex)..<close])
  }

  /// Names of buses and classes, and of the core parts of the kernel that speak in front of a
  /// device's name; none of them is a driver that udev loads.
  static let buses: Set<String> = [
    "pci", "usb", "platform", "acpi", "pnp", "i2c", "spi", "scsi", "hid", "serio", "virtio",
    "vmbus", "amba", "mdio_bus", "hdaudio", "hub", "input", "sd", "sr", "st", "sg", "block", "net",
    "tty", "rtc", "node", "cpu", "memory", "workqueue", "clocksource", "thunderbolt", "typec",
    "firmware", "ata_port", "scsi_host", "drm", "sound", "mmc_host", "mmc", "watchdog", "dmi",
    "power_supply", "iommu", "port", "auxiliary", "usb_port", "of", "soc", "regulator", "phy",
    "kernel", "systemd", "device-mapper", "mem", "pci_bus", "EXT4-fs", "XFS", "random", "audit",
    "bus", "fb",
  ]
}

extension String {
  /// The form in which a driver and its module can be compared: the kernel folds `-` and `_`.
  var moduleName: String {
    // most names are in that form
    let isFolded = utf8.allSatisfy { byte in
      byte < 0x80 && byte == byte.lowercased && byte != UInt8(ascii: "-")
        && byte != UInt8(ascii: ".")
    }
    if isFolded { return self }
    let folded = lowercased().replacing("-", with: "_")
    return folded.hasSuffix(".ko") ? String(folded.dropLast(3)) : folded
  }
}
