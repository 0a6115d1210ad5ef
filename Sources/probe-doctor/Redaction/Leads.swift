/// What is told to be private by what stands before it.
struct Lead {
  let text: [UInt8]
  let kind: PrivateKind
  /// What ends the value; the end of the line always does.
  let end: [UInt8]

  init(_ text: String, _ kind: PrivateKind, until end: String = " \t\"'<>,;)]}") {
    self.text = Array(text.utf8)
    self.kind = kind
    self.end = Array(end.utf8)
  }

  /// In the words of the kernel, systemd, udev and those who log beside them.
  static let all: [Lead] =
    [
      Lead("Hostname set to <", .host), Lead("et hostname to <", .host),
      Lead("_HOSTNAME=", .host), Lead("hostname=", .host), Lead("nfs: server ", .host),
      Lead("_MACHINE_ID=", .machine), Lead("machine-id=", .machine), Lead("_BOOT_ID=", .boot),
      Lead("-- Boot ", .boot),
      // announce_device in drivers/usb/core/hub.c
      Lead("SerialNumber: ", .serial, until: "<"), Lead("Serial Number: ", .serial),
      Lead("serial number ", .serial), Lead("S/N: ", .serial), Lead("S/N ", .serial),
      Lead("serial=", .serial),
      Lead("IMEI: ", .serial), Lead("serial}==\"", .serial, until: "\""),
      Lead("SERIAL}==\"", .serial, until: "\""), Lead("SERIAL_SHORT}==\"", .serial, until: "\""),
      Lead("ID_SERIAL=", .serial, until: "'\""), Lead("ID_SERIAL_SHORT=", .serial, until: "'\""),
      Lead("ID_SCSI_SERIAL=", .serial, until: "'\""), Lead("ID_WWN=", .wwn),
      Lead("ID_WWN_WITH_EXTENSION=", .wwn), Lead("ID_FS_UUID=", .uuid),
      Lead("ID_FS_UUID_SUB=", .uuid), Lead("ID_PART_ENTRY_UUID=", .uuid),
      Lead("ID_PART_TABLE_UUID=", .uuid), Lead("ID_FS_LABEL=", .label, until: "'\""),
      Lead("ID_PART_ENTRY_NAME=", .label, until: "'\""), Lead("DM_NAME=", .volume),
      Lead("DM_UUID=", .volume), Lead("DM_VG_NAME=", .volume), Lead("DM_LV_NAME=", .volume),
      Lead("DM_NAME}==\"", .volume, until: "\""), Lead("ID_FS_UUID}==\"", .uuid, until: "\""),
      Lead("ID_FS_LABEL}==\"", .label, until: "\""), Lead("ESSID:\"", .ssid, until: "\""),
      Lead("SSID=\"", .ssid, until: "\""), Lead("SSID='", .ssid, until: "'"),
      Lead("ssid=\"", .ssid, until: "\""), Lead("ssid='", .ssid, until: "'"),
      Lead("SSID '", .ssid, until: "'"), Lead("SSID \"", .ssid, until: "\""),
      Lead("ssid \"", .ssid, until: "\""), Lead("network '", .ssid, until: "'"),
      Lead("PARTUUID=", .uuid), Lead("UUID=", .uuid, until: " \t\"'<>,;)]}:"),
      Lead("PARTLABEL=", .label), Lead("LABEL=", .label),
      Lead(" of user ", .user, until: " .\"'<>,;)]}("),
      Lead("for user ", .user, until: " .\"'<>,;)]}("),
      Lead("acct=\"", .user, until: "\""), Lead("USER=", .user), Lead("user=", .user),
      Lead("Accepted password for ", .user), Lead("Accepted publickey for ", .user),
      Lead("invalid user ", .user),
      Lead("/home/", .user, until: " \t\"'<>,;:)]}/"),
      Lead("/run/media/", .user, until: " \t\"'<>,;:)]}/"),
    ]
    + [
      "id": PrivateKind.disk, "label": .label, "partlabel": .label, "uuid": .uuid,
      "partuuid": .uuid,
    ]
    .flatMap { folder, kind in
      [
        Lead("/by-\(folder)/", kind, until: " \t\"'<>,;:)]}/"),
        // the name of a unit: `dev-disk-by\x2duuid-1234\x2dABCD.device`
        Lead("-by\\x2d\(folder)-", kind, until: " \t\"'<>,;:)]}/."),
      ]
    } + [
      Lead("/dev/mapper/", .volume, until: " \t\"'<>,;:)]}/"),
      Lead("-dev-mapper-", .volume, until: " \t\"'<>,;:)]}/."),
    ]

  private static let byFirst = (0..<256).map { byte in all.filter { Int($0.text[0]) == byte } }

  /// The value behind a lead that begins at `start`.
  static func match(_ bytes: [UInt8], at start: Int) -> PrivateSpot? {
    for lead in byFirst[Int(bytes[start])] where bytes[start...].starts(with: lead.text) {
      let from = start + lead.text.count
      var to = from
      while to < bytes.count, bytes[to] != 0x0a, bytes[to] != 0x0d, !lead.end.contains(bytes[to]) {
        to += 1
      }
      while to > from, bytes[to - 1] == 0x20 || bytes[to - 1] == UInt8(ascii: ":") { to -= 1 }
      let spot = PrivateSpot(range: from..<to, kind: lead.kind)
      if to > from, !isHarmless(bytes[from..<to], lead.kind) { return spot }
    }
    return nil
  }

  /// What stands behind a lead and belongs to nobody: a placeholder, what every machine has, an
  /// expression of a rule, and the address that a root hub has for a serial number.
  static func isHarmless(_ value: ArraySlice<UInt8>, _ kind: PrivateKind) -> Bool {
    if Pseudonyms.isName(value) { return true }
    let text = String(decoding: value, as: UTF8.self).lowercased()
    if [
      "localhost", "localhost.localdomain", "(none)", "root", "control", "null", "none", "?", "*",
    ]
    .contains(text) {
      return true
    }
    if value.contains(where: { "*?$%".utf8.contains($0) }) { return true }
    return kind == .serial && isDeviceAddress(text)
  }

  /// `0000:00:14.0`, `vhci_hcd.0`.
  private static func isDeviceAddress(_ text: String) -> Bool {
    let parts = text.split(separator: ":")
    if parts.count == 3, parts[0].count >= 4, parts[1].count == 2, parts[2].count == 4 {
      return text.utf8.allSatisfy { $0.isHexadecimal || $0 == 0x3a || $0 == 0x2e }
    }
    return text.contains("hcd") || text.contains("xhci")
  }
}
