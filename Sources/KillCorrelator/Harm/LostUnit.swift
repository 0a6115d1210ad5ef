/// A unit as PID 1 names it in a sentence: `srv.mount - /srv` from 249 on, its description alone
/// before (`/srv`, `Local File Systems`), its name alone where that is asked for.
package struct LostUnit {
  /// `srv.mount`, if the sentence has it.
  let unit: String?
  let description: String?

  /// What it is to the machine.
  enum Sort {
    case root, fileSystem, swap, crypt, array, network, settle
    /// A check of a file system, a target: lost with something else, that is told itself.
    case step
    case device, service
  }

  private static let suffixes = [
    ".mount", ".automount", ".swap", ".device", ".service", ".target", ".socket", ".scope", ".path",
    ".timer", ".slice",
  ]

  package init(_ text: String) {
    // "installer # dhcpcd.service"
    let first = text.range(ofText: " - ").map { String(text[..<$0.lowerBound]) } ?? text
    let word = first.split(separator: " ").last.map(String.init) ?? first
    if Self.suffixes.contains(where: word.hasSuffix) {
      unit = word
      description = text.range(ofText: " - ").map { String(text[$0.upperBound...]) }
    } else {
      unit = nil
      description = text
    }
  }

  /// As the log names it.
  var name: String {
    if let unit { return unit }
    let words = description ?? ""
    // what systemd-hibernate-resume@.service is described as
    let device = words.range(ofText: "from hibernation using device ")?.upperBound
    return device.map { String(words[$0...]) } ?? words
  }

  var sort: Sort {
    if let unit, let sort = Self.sort(ofUnit: unit) { return sort }
    return Self.sort(ofDescription: description ?? "")
  }

  private static func sort(ofUnit unit: String) -> Sort? {
    switch unit {
    case "sysroot.mount", "-.mount", "initrd-root-device.target", "initrd-root-fs.target",
      "systemd-fsck-root.service", "sysroot-usr.mount":
      return .root
    case "systemd-udev-settle.service": return .settle
    default: break
    }
    if unit.hasSuffix(".mount") {
      // file systems of the kernel's own
      return ["dev-", "sys-", "proc-"].contains(where: unit.hasPrefix) ? .step : .fileSystem
    }
    if unit.hasSuffix(".swap") || unit.hasPrefix("systemd-hibernate-resume") { return .swap }
    if unit.hasSuffix(".device") { return .device }
    if unit.hasPrefix("systemd-cryptsetup@") { return .crypt }
    if unit.hasPrefix("systemd-fsck@") || unit.hasSuffix(".target") || unit.hasSuffix(".automount")
    {
      return .step
    }
    if ["mdadm-", "mdmonitor", "lvm2-", "mdcheck"].contains(where: unit.hasPrefix) {
      return .array
    }
    let networks = [
      "networking.service", "network.service", "dhcpcd", "ifup@", "wicked", "netplan-",
      "systemd-networkd", "NetworkManager", "connman", "dhclient", "ifupdown-wait-online",
    ]
    if networks.contains(where: unit.hasPrefix) { return .network }
    return nil
  }

  private static func sort(ofDescription text: String) -> Sort {
    func has(_ words: String...) -> Bool { words.contains { text.contains($0) } }
    if text == "/" || text == "/sysroot" || has("Initrd Root ", "Root Mount") { return .root }
    if text.hasPrefix("/dev/") || text == "Swap" || has("Resume from hibernation") {
      return text == "Swap" ? .step : .swap
    }
    if text.hasPrefix("/") { return .fileSystem }
    if has("Cryptography Setup for") { return .crypt }
    // OpenRC's
    if text.hasPrefix("net.") || text == "netmount" { return .network }
    if has("File System Check", "Local File Systems", "Remote File Systems", "Initrd ") {
      return .step
    }
    if has(
      "Raise network interfaces", "Wait for Network", "Network Manager Wait Online",
      "Bring up/down networking", "wicked managed network", "network interfaces")
    {
      return .network
    }
    if has("for MD ", "LVM event activation", "md array") { return .array }
    return .service
  }

  /// The path that a device's or a mount's unit stands for: `/dev/etherd/e7.0p1` of
  /// `dev-etherd-e7.0p1.device` (`unit_name_to_path`); nil of others.
  package static func path(ofUnit name: String) -> String? {
    guard let kind = [".device", ".mount"].first(where: name.hasSuffix) else { return nil }
    return "/" + unescaped(String(name.dropLast(kind.count)).replacing("-", with: "/"))
  }

  /// What systemd makes of a path for a unit's name (`unit_name_from_path`), undone.
  static func unescaped(_ name: String) -> String {
    var bytes: [UInt8] = []
    let source = Array(name.utf8)
    var at = 0
    while at < source.count {
      if source[at] == UInt8(ascii: "\\"), at + 3 < source.count,
        source[at + 1] == UInt8(ascii: "x"),
        let byte = UInt8(String(decoding: source[(at + 2)...(at + 3)], as: UTF8.self), radix: 16)
      {
        bytes.append(byte)
        at += 4
      } else {
        bytes.append(source[at])
        at += 1
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension String {
  /// Where a text stands first in it.
  func range(ofText text: String) -> Range<String.Index>? {
    guard let first = text.utf8.first else { return nil }
    var start = startIndex
    while let found = utf8[start...].firstIndex(of: first) {
      if utf8[found...].starts(with: text.utf8) {
        return found..<utf8.index(found, offsetBy: text.utf8.count)
      }
      start = utf8.index(after: found)
    }
    return nil
  }
}
