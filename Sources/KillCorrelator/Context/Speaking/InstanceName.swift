/// Names of what drivers make: `mpt3sas_cm0`, `eth0`, `ata3.00`.
enum InstanceName {
  /// What is left without the number, and without the last part: `mpt3sas_cm`, `mpt3sas`.
  static func stems(of name: String) -> [String] {
    guard name.last?.isNumber == true else { return [] }
    var stem = name[...]
    while stem.last?.isNumber == true { stem.removeLast() }
    guard stem.count >= 3 else { return [] }
    var found = [String(stem)]
    if let last = stem.last, last == "_" || last == "-" {
      stem.removeLast()
      found.append(String(stem))
    }
    if let cut = stem.lastIndex(where: { $0 == "_" || $0 == "-" }),
      stem.distance(from: cut, to: stem.endIndex) <= 4
    {
      found.append(String(stem[..<cut]))
    }
    return found
  }

  /// Whether a word alone names a device: one of those that the kernel numbers, or a disk.
  static func isDevice(_ name: String) -> Bool {
    var stem = name[...]
    if let dot = stem.firstIndex(of: "."), name.hasPrefix("ata") { stem = stem[..<dot] }
    while stem.last?.isNumber == true { stem.removeLast() }
    if stem.count < name.count { return numbered.contains(String(stem)) || isInterface(name) }
    let disk = name.dropFirst(2)
    return ["sd", "vd", "hd"].contains(name.prefix(2)) && !disk.isEmpty && disk.count <= 2
      && disk.allSatisfy { $0.isASCII && $0.isLowercase }
  }

  /// `enp0s25`, `wlp2s0`, `eno1`: udev's names of network interfaces.
  private static func isInterface(_ name: String) -> Bool {
    let kind = name.dropFirst(2).first
    return ["en", "wl", "ww"].contains(name.prefix(2)) && kind.map("opsx".contains) == true
      && name.dropFirst(3).first?.isNumber == true
  }

  private static let numbered: Set<String> = [
    "eth", "wlan", "usb", "ata", "hci", "mmc", "mmcblk", "nvme", "md", "dm-", "sr", "sg", "st",
    "loop", "ttyS", "ttyUSB", "ttyACM", "fb", "card", "video", "hwmon", "rtc", "i2c-", "can",
    "bond",
    "br", "tun", "tap", "lan", "phy", "host", "scsi", "sda", "sdb", "sdc", "sdd", "sde", "sdf",
    "vda", "vdb", "nbd", "zram", "wwan", "tpm",
  ]

  /// A link of an ATA port is told as the port.
  static func device(_ name: String) -> String {
    guard name.hasPrefix("ata"), let dot = name.firstIndex(of: "."),
      name[..<dot].dropFirst(3).allSatisfy(\.isNumber)
    else { return name }
    return String(name[..<dot])
  }

  /// The first `0000:00:05.0` in a line.
  static func pciAddress(in text: Span<UInt8>) -> String? {
    var start = 0
    while let colon = text.firstIndex(of: .colon, from: start) {
      start = colon + 1
      let first = colon - 4
      guard first >= 0, text.count >= first + 12, text[first + 7] == .colon,
        text[first + 10] == .dot
      else { continue }
      let word = text.extracting(first..<first + 12)
      let isAddress = (0..<12).allSatisfy { [4, 7, 10].contains($0) || word[$0].isHexDigit }
      if isAddress, first == 0 || !text[first - 1].isHexDigit { return String(word) }
    }
    return nil
  }

  /// Whether a name is one of a device on some bus, as a sentence's words are not: an address, or the
  /// driver's own name.
  static func isBusDevice(_ device: String, of driver: String) -> Bool {
    guard driver.first?.isLetter == true else { return false }
    if device.moduleName == driver.moduleName { return true }
    let hasNumber = device.contains(where: \.isNumber)
    let marks = device.count { $0 == ":" || $0 == "." || $0 == "-" }
    return hasNumber && marks > 0 && device.first.map { $0.isHexDigit || $0.isLetter } == true
      && !device.hasSuffix(".") && !driver.contains(".")
  }
}
