/// Prefixes that are not called after a module.
enum SubsystemPrefix {
  /// Whose lines alone begin so.
  static func module(of name: String) -> String? {
    if name.hasPrefix("ata"), isPort(name.dropFirst(3)) { return "libata" }
    guard name.hasPrefix("md/raid") else { return nil }
    let level = name.dropFirst(7).prefix { $0 != ":" }
    // raid456.c, raid1.c, raid10.c and raid0.c
    return level.isEmpty || ["4", "5", "6"].contains(level) ? "raid456" : "raid\(level)"
  }

  /// The module of a subsystem in whose name others speak too.
  static func sharedModule(of name: String) -> String? { table[name] }

  /// `3`, `3.00`.
  private static func isPort(_ text: Substring) -> Bool {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count <= 2 && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy(\.isNumber) }
  }

  private static let table: [String: String] = [
    // sound/hda: `pr_fmt` and `codec_dbg`
    "hda-codec": "snd_hda_codec", "hda_codec": "snd_hda_codec", "hda-intel": "snd_hda_intel",
    "hda_intel": "snd_hda_intel",
    // `sd_printk` and its kin: the driver's name in front of a SCSI device
    "sd": "sd_mod", "sr": "sr_mod", "st": "st", "scsi": "scsi_mod",
    // DM_MSG_PREFIX in drivers/md/dm-core.h, drivers/md/md.c
    "device-mapper": "dm_mod", "md": "md_mod",
    // net/bluetooth; fs/jbd2; ext4 serves ext3 too
    "Bluetooth": "bluetooth", "JBD2": "jbd2", "EXT3-fs": "ext4",
    "usb": "usbcore", "hub": "usbcore",
  ]
}

/// Lines whose words are somebody else's: what the kernel's own code or a bus says of a device, in the
/// device's own terms.
enum Announcement {
  static func speaker(of text: Span<UInt8>, _ head: LineHead) -> LineSpeaker? {
    // `input_register_device`
    if text.hasPrefix("input: "), text.contains(" as /") { return LineSpeaker(how: .kernel) }
    if head.name == "usb", head.form == .device, isOfUSBCore(text.extracting(head.end...)) {
      return LineSpeaker(module: "usbcore", how: .prefix)
    }
    // "Battery" is an argument of its format, until 5.11
    if text.hasPrefix("ACPI: Battery Slot [") { return LineSpeaker(module: "battery", how: .text) }
    // `pci_set_master` until 3.x, of a device without a driver
    if head.form != .device, text.contains(": setting latency timer to ") {
      return LineSpeaker(how: .kernel)
    }
    if isPartitions(text) { return LineSpeaker(how: .kernel) }
    return association(text)
  }

  /// What drivers/usb/core says of a device, in whatever version (`announce_device`, `hub_port_init`,
  /// `usb_disconnect`).
  private static func isOfUSBCore(_ text: Span<UInt8>) -> Bool {
    let own: [StaticString] = [
      "Product: ", "Manufacturer: ", "SerialNumber: ", "New USB device ", "USB disconnect",
      "device descriptor read/", "device not accepting address ", "configuration #",
    ]
    if own.contains(where: { text.hasPrefix($0) }) { return true }
    // "new high-speed USB device number 8 using xhci_hcd", "reset full speed USB device …"
    return (text.hasPrefix("new ") || text.hasPrefix("reset "))
      && (text.contains(" USB device number ") || text.contains(" USB device using "))
  }

  /// ` mmcblk0: p1 p2 < p5 >`, ` sda: sda1 sda2` (`check_partition`).
  private static func isPartitions(_ text: Span<UInt8>) -> Bool {
    let words = text.words
    guard words.count > 1, text[words[0].upperBound - 1] == .colon else { return false }
    let disk = text.extracting(words[0].lowerBound..<(words[0].upperBound - 1))
    return words.dropFirst().allSatisfy { range in
      let word = text.extracting(range)
      if word.isOne(of: "<", ">") { return true }
      let start =
        word.count > disk.count && (0..<disk.count).allSatisfy { word[$0] == disk[$0] }
        ? disk.count : 0
      let number = word.has("p", at: start) ? start + 1 : start
      return (start > 0 || number > 0) && number < word.count
        && word.extracting(number...).allSatisfy { $0.isDigit || $0 == UInt8(ascii: ">") }
    }
  }

  /// What mac80211 says of a wireless interface in too few words to be known by them.
  private static func association(_ text: Span<UInt8>) -> LineSpeaker? {
    guard text.hasPrefix("wl"), let colon = text.range(of: ": ") else { return nil }
    for words in ["authenticated", "associated", "send auth to "] as [StaticString]
    where text.has(words, at: colon.upperBound) {
      return LineSpeaker(module: "mac80211", how: .text)
    }
    return nil
  }
}
