/// Words after which something private stands.
struct Announcement {
  let text: [UInt8]
  let kind: PrivateKind
  /// What ends the value; the end of the line always does.
  let end: [UInt8]

  private static let word = " \t\"'<>,;)]}"
  private static let component = word + ":/"
  private static let property = "'\""
  private static let user = " .\"'<>,;)]}("

  /// In the words of the kernel, systemd, udev and those who log beside them.
  private static let all: [Announcement] =
    [
      (
        .host, word,
        ["Hostname set to <", "et hostname to <", "_HOSTNAME=", "nfs: server "]
      ),
      (.machine, word, ["_MACHINE_ID=", "machine-id="]),
      (.boot, word, ["_BOOT_ID=", "-- Boot "]),
      // announce_device in drivers/usb/core/hub.c
      (.serial, "<", ["SerialNumber: "]),
      (
        .serial, word,
        [
          "S/N: ", "[SN] ", "serial=", "Serial=", "Asset Tag: ", "Service Tag: ",
        ]
      ),
      (.serial, "\"", ["serial}==\"", "SERIAL}==\"", "SERIAL_SHORT}==\""]),
      (.serial, property, ["ID_SERIAL=", "ID_SERIAL_SHORT=", "ID_SCSI_SERIAL="]),
      (.wwn, word, ["ID_WWN=", "ID_WWN_WITH_EXTENSION="]),
      // CIFS: the server
      (.host, "\\/" + word, ["VFS: \\\\"]),
      (
        .uuid, word,
        [
          "ID_FS_UUID=", "ID_FS_UUID_SUB=", "ID_PART_ENTRY_UUID=", "ID_PART_TABLE_UUID=",
          "PARTUUID=",
        ]
      ),
      (.uuid, word + ":", ["UUID="]),
      (.uuid, "\"", ["ID_FS_UUID}==\""]),
      (.label, property, ["ID_FS_LABEL=", "ID_PART_ENTRY_NAME="]),
      (.label, "\"", ["ID_FS_LABEL}==\""]),
      // device_list_add() in fs/btrfs/volumes.c
      (.label, word, ["PARTLABEL=", "LABEL=", "BTRFS: device label ", "btrfs: device label "]),
      (.volume, word, ["DM_NAME=", "DM_UUID=", "DM_VG_NAME=", "DM_LV_NAME="]),
      (.volume, "\"", ["DM_NAME}==\""]),
      (.ssid, "'", ["policy: set '"]),
      (.user, user, [" of user ", "for user "]),
      (.user, ")", [" Slice of UID "]),
      (.user, word, ["Accepted password for ", "Accepted publickey for ", "invalid user "]),
      (.user, component, ["/home/", "/run/media/"]),
      (.disk, component, ["/by-id/"]),
      (.label, component, ["/by-label/", "/by-partlabel/"]),
      (.uuid, component, ["/by-uuid/", "/by-partuuid/"]),
      (.volume, component, ["/dev/mapper/", "-cryptsetup@"]),
      (.volume, word, ["/dev/md/", "Cryptography Setup for "]),
      (.volume, word, [" VG ", " LV "]),
      // in the name of a unit: `dev-disk-by\x2duuid-1234\x2dABCD.device`
      (.disk, component + ".", ["-by\\x2did-"]),
      (.label, component + ".", ["-by\\x2dlabel-", "-by\\x2dpartlabel-"]),
      (.uuid, component + ".", ["-by\\x2duuid-", "-by\\x2dpartuuid-"]),
      (.volume, component + ".", ["dev-mapper-"]),
    ].flatMap { (kind: PrivateKind, end: String, texts: [String]) in
      texts.map { Announcement(text: Array($0.utf8), kind: kind, end: Array(end.utf8)) }
    }

  private static let byFirst = (0..<256).map { byte in all.filter { Int($0.text[0]) == byte } }

  /// The value behind an announcement that begins at `start`.
  static func match(_ bytes: [UInt8], at start: Int) -> PrivateMatch? {
    for known in byFirst[Int(bytes[start])] where bytes[start...].starts(with: known.text) {
      let from = start + known.text.count
      var to = from
      while to < bytes.count, bytes[to] != 0x0a, bytes[to] != 0x0d, !known.end.contains(bytes[to]) {
        to += 1
      }
      while to > from, bytes[to - 1] == 0x20 || bytes[to - 1] == UInt8(ascii: ":") { to -= 1 }
      let match = PrivateMatch(range: from..<to, kind: known.kind)
      if to > from, !isHarmless(bytes[from..<to], known.kind) { return match }
    }
    return nil
  }

  /// What stands behind an announcement and belongs to nobody: a placeholder, what every machine
  /// has, an expression of a rule, and the address that a root hub has for a serial number.
  static func isHarmless(_ value: ArraySlice<UInt8>, _ kind: PrivateKind) -> Bool {
    // an expression of a rule; in a secret anything may stand
    let isExpression = kind != .secret && value.contains { "*?$%".utf8.contains($0) }
    if isExpression || Pseudonyms.isName(value) { return true }
    // a word that only stands behind the name of such a number
    if kind == .mac || kind == .wwn {
      let digits = value.count(where: \.isHexadecimal)
      guard digits >= 12, value.allSatisfy({ $0.isHexadecimal || "x:-._".utf8.contains($0) }) else {
        return true
      }
    }
    let text = String(decoding: value, as: UTF8.self).lowercased()
    return placeholders.contains(text) || kind == .serial && isDeviceAddress(text)
      || kind == .volume && text.utf8.allSatisfy(\.isDecimal)
  }

  private static let placeholders: Set<String> = [
    "localhost", "localhost.localdomain", "(none)", "root", "control", "null", "none", "helper",
    "mode",
    "space",
  ]

  /// `0000:00:14.0`, `vhci_hcd.0`.
  private static func isDeviceAddress(_ text: String) -> Bool {
    let parts = text.split(separator: ":")
    if parts.count == 3, parts[0].count >= 4, parts[1].count == 2, parts[2].count == 4 {
      return text.utf8.allSatisfy { $0.isHexadecimal || $0 == 0x3a || $0 == 0x2e }
    }
    return text.contains("hcd") || text.contains("xhci")
  }
}
