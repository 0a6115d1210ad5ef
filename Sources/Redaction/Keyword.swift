/// A word behind which something private stands, however both are written: `Serial Number: x`,
/// `serial_number=x`, `"serialNumber": "x"`, `(serial x)`.
struct Keyword {
  /// What has to stand between the two; `.quote`: the value stands in quotes; `.name`: or it is such a
  /// word as only names are; `.plain`: or any with which the phrase ends, if logs do not use it.
  private enum Sign { case blank, equals, quote, name, plain }

  private let letters: [UInt8]
  private let kind: PrivateKind
  private let sign: Sign

  private static let all: [Keyword] =
    [
      (
        .serial, .blank,
        [
          "serialnumber", "serialno", "serial", "s/n", "sn", "assettag", "servicetag", "imei",
          "imeisv", "imsi", "iccid", "meid", "msisdn", "phonenumber", "instanceid",
          "hostid", "asset",
        ]
      ),
      (
        .mac, .blank,
        [
          "mac", "macaddress", "macaddr", "hwaddress", "hwaddr", "bdaddress", "bdaddr", "address",
          "addr", "peer", "for", "from", "with", "to",
        ]
      ),
      (
        .wwn, .blank,
        [
          "wwpn", "wwnn", "wwn", "wwid", "sasaddr", "sasaddress", "target", "guid", "nodeguid",
          "portguid", "imageguid", "portname", "nodename", "devicename", "logicalid", "sci", "port",
        ]
      ),
      (
        .secret, .equals,
        [
          "token", "password", "passwd", "passphrase", "secret", "psk", "apikey", "accesskey",
          "privatekey", "secretkey",
        ]
      ),
      (.secret, .blank, ["bearer", "authorizationbasic", "authorizationtoken"]),
      (.user, .equals, ["user", "username", "acct", "logname", "ruser"]),
      (.host, .equals, ["hostname", "server"]),
      (.share, .equals, ["share"]),
      (
        .host, .name,
        [
          "host", "hostname", "node", "machine", "domain", "peer", "computer", "server", "instance",
          "ups",
        ]
      ),
      (.host, .plain, ["guest", "container", "vm", "vmname", "minion"]),
      (.domain, .quote, ["domainname"]),
      (.domain, .equals, ["domain", "realm", "workgroup"]),
      (.label, .blank, ["volumelabel", "volumeid", "volumename"]),
      (.label, .quote, ["namespace", "poolwithname"]),
      (.label, .equals, ["db", "dbname", "database"]),
      (.label, .name, ["database", "db", "pod", "printer"]),
      (.volume, .name, ["map", "devmap", "alias", "array", "raid", "image"]),
      (.volume, .plain, ["pool", "zpool"]),
      (.user, .plain, ["user", "account"]),
      // auditd, which writes the names behind the numbers
      (.user, .quote, ["auid", "uid", "euid", "suid", "fsuid", "ouid", "loginuid"]),
      (.ssid, .quote, ["ssid", "essid", "network"]),
    ].flatMap { (kind: PrivateKind, sign: Sign, words: [String]) in
      words.map { Keyword(letters: Array($0.utf8), kind: kind, sign: sign) }
    }

  private static let byFirst = (0..<128).map { byte in
    all.filter { Int($0.letters[0]) == byte }.sorted { $0.letters.count > $1.letters.count }
  }

  /// With which two bytes one may begin.
  static let beginnings = all.flatMap { known in
    [known.letters[0], known.letters[0].uppercased].flatMap { first in
      [known.letters[1], known.letters[1].uppercased].map { (first, $0) }
    }
  }

  /// The value behind a keyword that begins at `start`.
  static func match(_ bytes: [UInt8], at start: Int) -> PrivateMatch? {
    let first = bytes[start].lowercased
    guard first < 128, bytes.beginsWord(at: start) else { return nil }
    for known in byFirst[Int(first)] {
      if let found = known.value(in: bytes, behind: start) { return found }
    }
    return nil
  }

  private func value(in bytes: [UInt8], behind start: Int) -> PrivateMatch? {
    guard var at = end(in: bytes, start) else { return nil }
    var strongest = Sign.blank
    var quote: UInt8?
    let gap = at
    while at < bytes.count, at - gap < 5, bytes[at].isBeforeValue {
      switch bytes[at] {
      case UInt8(ascii: "\""), UInt8(ascii: "'"): quote = bytes[at]
      case UInt8(ascii: ":"), UInt8(ascii: "="): (strongest, quote) = (.equals, nil)
      default: break
      }
      at += 1
    }
    // the quote that ends the keyword itself begins no value
    if bytes[at - 1] != quote { quote = nil }
    let isAnywhere = sign == .blank || sign == .name || sign == .plain
    guard at > gap, isAnywhere || quote != nil || sign == strongest || kind == .secret else {
      return nil
    }
    if sign == .quote, quote == nil { return nil }
    var end = at
    while end < bytes.count, bytes[end] >= 0x20,
      quote.map({ bytes[end] != $0 }) ?? !bytes[end].isBehindValue
    {
      end += 1
    }
    while end > at, ":.".utf8.contains(bytes[end - 1]) { end -= 1 }
    let match = PrivateMatch(range: at..<end, kind: kind)
    guard end > at else { return nil }
    if sign == .name || sign == .plain, quote == nil, !bytes[at..<end].isGivenName {
      guard sign == .plain, bytes.endsPhrase(at: end), bytes[at..<end].isPlain,
        !ReservedWords.isOrdinary(bytes[at..<end], as: kind)
      else { return nil }
    }
    if kind == .host, sign == .name, bytes.isTag(endingAt: end) { return nil }
    // `ID_VENDOR_FROM_DATABASE=`
    if kind == .label, start > 0, bytes[start - 1] == UInt8(ascii: "_") { return nil }
    let isStated = isAnywhere || quote != nil || sign == strongest
    if !isStated, !bytes[at..<end].isThrown { return nil }
    // `cannot connect to server: Connection refused`
    let goesOn =
      sign == .equals && quote == nil && kind != .secret && bytes[at - 1] == 0x20
      && !bytes.endsPhrase(at: end)
    if goesOn, PublicWords.contains(bytes[at..<end].map(\.lowercased)) { return nil }
    return isMeant(bytes[at..<end], strongest) ? match : nil
  }

  /// Where the keyword ends; a blank or a hyphen may stand between its letters.
  private func end(in bytes: [UInt8], _ start: Int) -> Int? {
    var at = start
    for letter in letters {
      if at > start + 1, at < bytes.count, bytes[at].isWithinKeyword, bytes[at] != letter {
        at += 1
        if at < bytes.count, bytes[at] == 0x20, bytes[at - 1] != 0x20 { at += 1 }
      }
      guard at < bytes.count, bytes[at].lowercased == letter else { return nil }
      at += 1
    }
    return at < bytes.count && bytes[at].isWordByte ? nil : at
  }

  /// What stands behind a keyword in the words of PAM and of NetworkManager: `passwd:chauthtok`.
  private static let words = [
    "chauthtok", "session", "account", "static", "transient", "set", "unset", "using", "hostname",
    "Authentication", "kube-system",
  ]

  /// Whether a value looks like one of its kind: most keywords stand in other sentences, too.
  private func isMeant(_ value: ArraySlice<UInt8>, _ sign: Sign) -> Bool {
    guard !Announcement.isHarmless(value, kind) else { return false }
    let digits = value.count(where: \.isHexadecimal)
    let isMixed = value.contains(where: \.isDecimal) && value.contains(where: \.isASCIILetter)
    switch kind {
    case .serial:
      return value.count >= (sign == .blank ? 6 : 4) && value.contains(where: \.isDecimal)
        && value.first != UInt8(ascii: "/") && !value.contains(UInt8(ascii: "="))
    case .mac: return digits == 12 && isMixed && !value.contains(UInt8(ascii: "x"))
    // what begins so is an address in the kernel
    case .wwn:
      return digits >= 16 && !value.drop { "0x".utf8.contains($0) }.starts(with: "ffff".utf8)
    // a title in quotes has blanks: `token "NSS Certificate DB"`
    case .secret:
      return value.count >= 6 && !Self.words.contains { value.elementsEqual($0.utf8) }
        && (sign != .blank || !value.contains(0x20))
    case .domain:
      return value.count > 2 && value[value.startIndex].isASCIILetter
        && !value.contains(UInt8(ascii: "="))
    case .user, .host:
      return value.contains(where: \.isASCIILetter)
        && !Self.words.contains { value.elementsEqual($0.utf8) }
    default: return true
    }
  }
}

extension UInt8 {
  fileprivate var uppercased: UInt8 { (0x61...0x7a).contains(self) ? self & 0xdf : self }

  /// A blank, a tab or one of `:=>"'(<[`.
  fileprivate var isBeforeValue: Bool {
    switch self {
    case 0x20, 0x09, 0x3a, 0x3d, 0x3e, 0x22, 0x27, 0x28, 0x3c, 0x5b: true
    default: false
    }
  }

  /// A blank or one of `_-:`.
  fileprivate var isWithinKeyword: Bool {
    switch self {
    case 0x20, 0x5f, 0x2d, 0x3a: true
    default: false
    }
  }

  /// A blank or one of `"'<>,;)]}`.
  fileprivate var isBehindValue: Bool {
    switch self {
    case 0x20, 0x22, 0x27, 0x3c, 0x3e, 0x2c, 0x3b, 0x29, 0x5d, 0x7d: true
    default: false
    }
  }
}

extension ArraySlice<UInt8> {
  /// Whether it is such a word as administrators name things by: several words joined, and not
  /// those that English joins. The kernel's own names are a word and a number.
  fileprivate var isGivenName: Bool {
    let parts = split(omittingEmptySubsequences: false) { "-_".utf8.contains($0) }
    guard let first = parts.first, parts.allSatisfy({ !$0.isEmpty }),
      allSatisfy({ $0.isWordByte || "-_.:/".utf8.contains($0) }), self[startIndex].isASCIILetter
    else { return false }
    // `archive2019`; `attic:2`, as md calls the array of a machine
    guard parts.count > 1 else {
      let letters = prefix { $0.isASCIILetter }.count
      let number = dropFirst(letters)
      return letters > 4 && count - letters > 1
        && number.drop { $0 == UInt8(ascii: ":") }.allSatisfy(\.isDecimal)
    }
    // `dm-3`, `sg_2`; not `books-2019`
    let isNumbered =
      parts.count == 2 && parts[1].allSatisfy(\.isDecimal) && parts[1].count < 4
      && first.count < 5
    let joined = Set(parts.map { String(decoding: $0, as: UTF8.self).lowercased() })
    return !isNumbered && joined.isDisjoint(with: Self.joined)
  }

  /// Whether it is one word, and not all in capitals.
  fileprivate var isPlain: Bool {
    count > 2 && contains(where: { (0x61...0x7a).contains($0) }) && first?.isASCIILetter == true
      && allSatisfy(\.isWordByte)
  }

  /// Whether it looks thrown like dice: small letters, capitals and digits, not few of them.
  fileprivate var isThrown: Bool {
    count >= 12 && count(where: \.isDecimal) > (count < 24 ? 1 : 0)
      && contains { (0x61...0x7a).contains($0) } && contains { (0x41...0x5a).contains($0) }
  }

  private static let joined: Set<String> = [
    "non", "per", "built", "in", "out", "self", "multi", "read", "write", "only", "hot", "cold",
    "up", "down", "off", "on", "re", "pre", "post", "low", "high", "to", "of", "by", "sub", "super",
    "and", "user", "kernel", "device", "driver", "aware", "based", "level", "side", "end", "the",
    "x86",
    "linux", "amd64", "default", "init", "dev", "bit", "mode", "controller",
  ]
}

extension [UInt8] {
  /// `(udev-worker)[212]`: what ends there is the name of a speaker.
  fileprivate func isTag(endingAt end: Int) -> Bool {
    let bracket = end < count && self[end] == UInt8(ascii: ")") ? end + 1 : end
    return bracket + 1 < count && self[bracket] == UInt8(ascii: "[") && self[bracket + 1].isDecimal
  }

  /// Whether nothing of the same phrase stands behind a place; in the next line it may go on.
  fileprivate func endsPhrase(at place: Int) -> Bool {
    guard place < count else { return true }
    switch self[place] {
    case UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ")"), UInt8(ascii: "]"): return true
    case UInt8(ascii: "."), UInt8(ascii: ":"):
      return place + 1 == count || self[place + 1] <= 0x20
    default: return false
    }
  }
}
