import ReportModel

/// Finds private values by their form alone: addresses and numbers that are one of a kind.
struct ValueForms {
  let bytes: [UInt8]
  /// Whether a sentence may go on in the next line.
  let isWrapped: Bool
  private let mayHoldMail: Bool
  let mayHoldDomain: Bool
  /// Whether two hyphens stand in it.
  let mayHoldMangled: Bool
  /// Whether a path stands right behind a colon.
  let mayHoldRemote: Bool

  init(_ bytes: [UInt8], isWrapped: Bool = false) {
    (self.bytes, self.isWrapped) = (bytes, isWrapped)
    var (hasSign, hasDot, isMangled, isRemote) = (false, false, false, false)
    var before: UInt8 = 0
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "@"): hasSign = true
      case UInt8(ascii: "."): hasDot = true
      case UInt8(ascii: "-"): isMangled = isMangled || before == byte
      case UInt8(ascii: "/"): isRemote = isRemote || before == UInt8(ascii: ":")
      default: break
      }
      before = byte
    }
    (mayHoldMail, mayHoldDomain) = (hasSign, hasDot)
    (mayHoldMangled, mayHoldRemote) = (isMangled, isRemote)
  }

  /// The value that begins at a place, where a word begins.
  func match(at start: Int) -> PrivateMatch? {
    guard start < bytes.count else { return nil }
    return number(start) ?? account(start) ?? named(start) ?? key(start) ?? groupID(start)
      ?? mangledName(start) ?? (mayHoldRemote ? server(start) : nil)
      ?? (mayHoldMail ? login(start) ?? remoteAccount(start) ?? mail(start) : nil)
  }

  /// By how many hexadecimal digits it begins with: that is no number to most words.
  private func number(_ start: Int) -> PrivateMatch? {
    switch digits(start, most: 65) {
    case 0: return self[start] == UInt8(ascii: ":") ? ip6(start) : nil
    case 2: return groups(start) ?? ip4(start) ?? ip6(start)
    case 1, 3: return ip4(start) ?? ip6(start)
    case 4: return dotted(start) ?? portNumber(start) ?? ip6(start)
    case 6: return clock(start)
    case 8, 32, 64: return identifier(start)
    case 17, 33: return unitNumber(start)
    case 9...15: return phoneNumber(start) ?? equipmentNumber(start)
    default: return nil
    }
  }

  subscript(place: Int) -> UInt8 { bytes.indices.contains(place) ? bytes[place] : 0 }

  // MARK: - Numbers

  /// A UUID, also as the name of a unit has it, or its 32 digits in one piece.
  private func identifier(_ start: Int) -> PrivateMatch? {
    // which client of a management engine it is, every machine's is called so
    if has("mei::", start - 5) { return nil }
    var at = start
    for (number, length) in [8, 4, 4, 4, 12].enumerated() {
      guard digits(at, most: length) == length else { return nil }
      at += length
      guard number < 4 else { break }
      if self[at] == UInt8(ascii: "-") {
        at += 1
      } else if has("\\x2d", at) {
        at += 4
      } else if number > 0 || !self[at].isHexadecimal {
        return nil
      } else {
        return plainIdentifier(start)
      }
    }
    return self[at].isWordByte ? nil : PrivateMatch(range: start..<at, kind: .uuid)
  }

  /// Also the 64 digits of a container.
  private func plainIdentifier(_ start: Int) -> PrivateMatch? {
    let end = start + digits(start, most: 65)
    guard end - start == 32 || end - start == 64, !self[end].isWordByte else { return nil }
    let value = bytes[start..<end]
    guard value.contains(where: \.isDecimal), value.contains(where: \.isASCIILetter) else {
      return nil
    }
    return PrivateMatch(range: start..<end, kind: .uuid)
  }

  /// A MAC address (six groups of two digits), a WWN (eight), an InfiniBand address (twenty).
  private func groups(_ start: Int) -> PrivateMatch? {
    let separator = self[start + 2]
    guard ":-_".utf8.contains(separator) else { return nil }
    var at = start
    var count = 0
    while digits(at, most: 3) == 2 {
      count += 1
      at += 2
      guard self[at] == separator, self[at + 1].isHexadecimal else { break }
      at += 1
    }
    let isWhole = separator == UInt8(ascii: ":") ? count >= 6 : count == 6 || count == 8
    guard isWhole, !self[at].isWordByte else { return nil }
    let value = bytes[start..<at].filter { $0 != separator }
    let isNobodys = value.allSatisfy { $0 == UInt8(ascii: "0") || $0.lowercased == 0x66 }
    return isNobodys ? nil : PrivateMatch(range: start..<at, kind: count == 8 ? .wwn : .mac)
  }

  /// `001a.2b3c.4d5e`, as switches write an address.
  private func dotted(_ start: Int) -> PrivateMatch? {
    var at = start
    for group in 0..<3 {
      guard digits(at, most: 5) == 4, group == 2 || self[at + 4] == UInt8(ascii: ".") else {
        return nil
      }
      at += group < 2 ? 5 : 4
    }
    guard self[start - 1] != UInt8(ascii: "."), !self[at].isWordByte,
      self[at] != UInt8(ascii: ".") || !self[at + 1].isWordByte,
      bytes[start..<at].contains(where: \.isASCIILetter)
    else { return nil }
    return PrivateMatch(range: start..<at, kind: .mac)
  }

  /// Names whose beginning tells what they are.
  private func named(_ start: Int) -> PrivateMatch? {
    switch self[start].lowercased {
    case UInt8(ascii: "n") where has("naa.", start): hexadecimal(behind: 4, start, 16...32, .wwn)
    case UInt8(ascii: "n") where has("nvme.", start) && digits(start + 5, most: 5) == 4:
      word(start, .wwn)
    case UInt8(ascii: "e") where has("eui.", start): hexadecimal(behind: 4, start, 16...32, .wwn)
    case UInt8(ascii: "t") where has("t10.", start): word(start, .wwn)
    case UInt8(ascii: "w") where has("wwn-0x", start): hexadecimal(behind: 6, start, 16...32, .wwn)
    // the network address authority 5 is the one of disks and SAS; no kernel address begins so
    case UInt8(ascii: "0") where has("0x5", start) && !isOfRange(start):
      hexadecimal(behind: 2, start, 16...16, .wwn)
    case UInt8(ascii: "/"): share(start) ?? volume(start)
    case UInt8(ascii: "["): remoteName(start)
    case UInt8(ascii: "s") where has("sha256:", start): word(start + 7, .secret)
    // a public key as ssh writes it, and what Amazon calls a key by
    case UInt8(ascii: "a") where has("AAAA", start) && bytes.count - start > 60:
      word(start, .secret)
    case UInt8(ascii: "a") where has("AKIA", start) || has("ASIA", start): cloudKey(start)
    case UInt8(ascii: "a") where has("ata-", start): diskName(start)
    case UInt8(ascii: "d") where has("dev-", start): volumeUnit(start)
    case UInt8(ascii: "m") where has("mnt-", start): mountUnit(start)
    case UInt8(ascii: "s") where has("srv-", start): mountUnit(start)
    case UInt8(ascii: "i") where has("iqn.", start) && digits(start + 4, most: 5) == 4:
      word(start, .initiator)
    case UInt8(ascii: "n") where has("nqn.", start): word(start, .initiator)
    default: interface(start) ?? directory(start)
    }
  }

  /// `[Ann's keyboard] on ADDRESS`: what a wireless device is called by its owner.
  private func remoteName(_ start: Int) -> PrivateMatch? {
    guard let end = bytes[start...].prefix(128).firstIndex(of: UInt8(ascii: "]")), end > start + 1,
      has("] on ", end), groups(end + 5) != nil
    else { return nil }
    return PrivateMatch(range: start + 1..<end, kind: .label)
  }

  /// A SCSI unit's number with its type in front, as multipath writes it: `3600508b1001c4f2e…`.
  private func unitNumber(_ start: Int) -> PrivateMatch? {
    let count = digits(start, most: 34)
    guard count == 33 || count == 17, has("35", start) || has("36", start),
      !self[start + count].isWordByte
    else { return nil }
    return PrivateMatch(range: start..<start + count, kind: .wwn)
  }

  /// `b8ce:f603:0012:3456`, the number of a port.
  private func portNumber(_ start: Int) -> PrivateMatch? {
    let separator = UInt8(ascii: ":")
    for at in stride(from: start, through: start + 15, by: 5) {
      guard digits(at, most: 5) == 4, at > start + 14 || self[at + 4] == separator else {
        return nil
      }
    }
    let end = start + 19
    guard self[start - 1] != separator, self[end] != separator || !self[end + 1].isHexadecimal,
      !self[end].isWordByte, bytes[start..<end].contains(where: \.isASCIILetter)
    else { return nil }
    return PrivateMatch(range: start..<end, kind: .wwn)
  }

  /// `+4915123456789`.
  private func phoneNumber(_ start: Int) -> PrivateMatch? {
    guard self[start - 1] == UInt8(ascii: "+"), !self[start - 2].isWordByte else { return nil }
    let count = bytes[start...].prefix(while: \.isDecimal).count
    guard (9...15).contains(count), !self[start + count].isWordByte else { return nil }
    return PrivateMatch(range: start..<start + count, kind: .address)
  }

  /// 32 bytes in base64, as WireGuard writes a key.
  private func key(_ start: Int) -> PrivateMatch? {
    guard self[start + 43] == UInt8(ascii: "="), !self[start + 44].isWordByte else { return nil }
    let digits = bytes[start..<start + 43]
    guard digits.allSatisfy({ $0.isDecimal || $0.isASCIILetter || "+/".utf8.contains($0) }),
      digits.contains(where: \.isDecimal), digits.contains(where: { (0x41...0x5a).contains($0) }),
      digits.contains(where: { (0x61...0x7a).contains($0) })
    else { return nil }
    return PrivateMatch(range: start..<start + 44, kind: .secret)
  }

  /// Whether a number is one end of a range of memory.
  private func isOfRange(_ start: Int) -> Bool {
    self[start - 1] == UInt8(ascii: "-") || has("-0x", start + 18)
  }

  private func hexadecimal(
    behind length: Int, _ start: Int, _ counts: ClosedRange<Int>, _ kind: PrivateKind
  ) -> PrivateMatch? {
    let count = digits(start + length, most: counts.upperBound + 1)
    let end = start + length + count
    guard counts.contains(count), !self[end].isWordByte else { return nil }
    return PrivateMatch(range: start..<end, kind: kind)
  }

  private func word(_ start: Int, _ kind: PrivateKind) -> PrivateMatch? {
    var end = start
    while self[end] > 0x20, !"\"'<>,;)]}".utf8.contains(self[end]) { end += 1 }
    return PrivateMatch(range: start..<end, kind: kind)
  }

  // MARK: - Mail

  private static let longestName = 64

  /// `name@domain.tld`; `getty@tty1.service` is a unit.
  private func mail(_ start: Int) -> PrivateMatch? {
    var at = start
    while at - start < Self.longestName, Self.isOfName(self[at]) { at += 1 }
    guard at > start, self[at] == UInt8(ascii: "@"), self[at + 1].isWordByte, !isOfAuthor(start)
    else { return nil }
    at += 1
    let domain = at
    while at - domain < 255, self[at].isWordByte || self[at] == UInt8(ascii: "-") || isInnerDot(at)
    {
      at += 1
    }
    guard let dot = bytes[domain..<at].lastIndex(of: UInt8(ascii: ".")) else {
      // `root@host`; a node of a device tree has digits there, and a unit an end
      let isAccount =
        at - domain > 2 && bytes[domain..<at].allSatisfy { $0.isASCIILetter || $0 == 0x2d }
        && bytes[start..<domain].contains(where: \.isASCIILetter)
        && !bytes[domain..<at].allSatisfy(\.isHexadecimal) && self[at] != UInt8(ascii: ".")
      return isAccount ? PrivateMatch(range: start..<at, kind: .mail) : nil
    }
    guard at - dot > 2 else { return nil }
    let last = String(decoding: bytes[(dot + 1)..<at], as: UTF8.self).lowercased()
    let name = String(decoding: bytes[domain..<at], as: UTF8.self).lowercased()
    guard last.utf8.allSatisfy(\.isASCIILetter), !Self.units.contains(last),
      !name.hasPrefix("lists."), !Self.isProject(name)
    else { return nil }
    return PrivateMatch(range: start..<at, kind: .mail)
  }

  static func isOfName(_ byte: UInt8) -> Bool {
    if byte.isWordByte { return true }
    switch byte {
    case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "%"), UInt8(ascii: "+"),
      UInt8(ascii: "-"):
      return true
    default: return false
    }
  }

  private static let units: Set<String> = [
    "service", "socket", "slice", "scope", "target", "mount", "automount", "device", "timer",
    "swap", "path",
  ]

  // MARK: - Small parts

  /// How many hexadecimal digits there are from a place on, up to a number.
  func digits(_ start: Int, most: Int) -> Int {
    var count = 0
    while count < most, self[start + count].isHexadecimal { count += 1 }
    return count
  }

  /// Whether a literal stands there; in whatever case.
  func has(_ literal: StaticString, _ start: Int) -> Bool {
    let count = literal.utf8CodeUnitCount
    guard start >= 0, start + count <= bytes.count else { return false }
    return literal.withUTF8Buffer { literal in
      for place in 0..<count where bytes[start + place].lowercased != literal[place].lowercased {
        return false
      }
      return true
    }
  }
}
