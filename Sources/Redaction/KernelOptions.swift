/// What the options of a kernel command line give away, told by their names: passwords and keys,
/// networks, and what the administrator named.
///
/// What nobody needs for a diagnosis goes as a whole; the names of the options stay.
enum KernelOptions {
  /// The private values among the options that stand in a part of a text.
  static func matches(in bytes: [UInt8], _ line: Range<Int>) -> [PrivateMatch] {
    words(bytes[line]).flatMap { word -> [PrivateMatch] in
      guard let equals = word.firstIndex(of: UInt8(ascii: "=")) else { return [] }
      let quote = UInt8(ascii: "\"")
      let name = String(decoding: word[..<equals].drop { $0 == quote }, as: UTF8.self).lowercased()
      var value = bytes[(equals + 1)..<word.endIndex]
      if value.first == quote { value.removeFirst() }
      if value.last == quote { value.removeLast() }
      guard !value.isEmpty, !Announcement.isHarmless(value, .secret) else { return [] }
      return matches(name.replacing("-", with: "_"), value)
    }
  }

  /// A blank between quotes ends no option (next_arg() in lib/cmdline.c).
  private static func words(_ line: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var isQuoted = false
    return line.split { byte in
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      return byte == 0x20 && !isQuoted
    }
  }

  private static func matches(_ name: String, _ value: ArraySlice<UInt8>) -> [PrivateMatch] {
    let whole = { (kind: PrivateKind) in [PrivateMatch(range: value.indices, kind: kind)] }
    let text = String(decoding: value, as: UTF8.self)
    let parts = Set(name.split { $0 == "." || $0 == "_" }.map(String.init))
    if !parts.isDisjoint(with: secretParts) || secretEnds.contains(where: name.hasSuffix) {
      return whole(.secret)
    }
    switch name {
    case "hostname", "systemd.hostname": return whole(.host)
    case "domain", "domainname": return whole(.domain)
    case "serial", "systemd.firmware_serial": return whole(.serial)
    // the environment of all services
    case "systemd.setenv": return [assigned(by: value)].compactMap { $0 }
    case "systemd.machine_id": return whole(.machine)
    // its addresses are known by their form
    case "ip": return [hostname(ofIP: value)].compactMap { $0 }
    case "rd.lvm.lv", "rd.lvm.vg", "rd.luks.name", "luks.name", "cryptdevice", "zfs":
      return whole(.volume)
    case "root" where text.lowercased().hasPrefix("zfs"): return whole(.volume)
    case "bootif", "ifname", "nfsroot", "nfsaddrs", "netroot", "nameserver", "rd.route", "rd.znet",
      "ks":
      return whole(.address)
    case "root" where !text.hasPrefix("/") && text.contains(":"): return whole(.address)
    default: break
    }
    if parts.contains("iscsi") || parts.contains("nvmf") || text.contains("://") {
      return whole(.address)
    }
    if !parts.isDisjoint(with: ["ssid", "essid"]) { return whole(.ssid) }
    if parts.contains("user") || parts.contains("username") { return whole(.user) }
    return isRandom(value) ? whole(.secret) : []
  }

  /// `NAME=value`: the value.
  private static func assigned(by text: ArraySlice<UInt8>) -> PrivateMatch? {
    guard let equals = text.firstIndex(of: UInt8(ascii: "=")), equals + 1 < text.endIndex,
      !Announcement.isHarmless(text[(equals + 1)...], .secret)
    else { return nil }
    return PrivateMatch(range: equals + 1..<text.endIndex, kind: .secret)
  }

  /// `ip=CLIENT:SERVER:GATEWAY:MASK:HOSTNAME:DEVICE:METHOD` names the machine.
  private static func hostname(ofIP value: ArraySlice<UInt8>) -> PrivateMatch? {
    var isBracketed = false
    let fields = value.split(omittingEmptySubsequences: false) { byte in
      if "[]".utf8.contains(byte) { isBracketed.toggle() }
      return byte == UInt8(ascii: ":") && !isBracketed
    }
    guard fields.count >= 6, !fields[4].isEmpty else { return nil }
    return PrivateMatch(range: fields[4].indices, kind: .host)
  }

  /// Whether a value looks thrown like dice: long, of letters and digits, and no path or list. The
  /// sign of equality stands at its end at the most: in `root=UUID=…` it announces what follows.
  private static func isRandom(_ value: ArraySlice<UInt8>) -> Bool {
    var body = value
    while body.last == UInt8(ascii: "=") { body.removeLast() }
    return value.count >= 20 && !body.contains(UInt8(ascii: "="))
      && value.allSatisfy { $0.isWordByte || "+/=_-".utf8.contains($0) }
      && value.first != UInt8(ascii: "/") && value.count(where: \.isDecimal) >= 4
      && value.contains(where: \.isASCIILetter)
  }

  private static let secretParts: Set<String> = [
    "pass", "password", "passwd", "passphrase", "pw", "pwd", "token", "secret", "key", "keys",
    "psk", "auth", "authkey", "credential", "credentials", "cred", "login", "pin", "apikey",
    "license", "licence", "rootpw", "productkey",
  ]
  private static let secretEnds = [
    "password", "passwd", "secret", "token", "sshkey", "set_credential",
  ]
}
