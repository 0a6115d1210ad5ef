/// Addresses of the Internet, told from the versions and times that look like them.
extension ValueForms {
  /// `001d9c.fffe.a1b2c3`: a clock by its address, as PTP writes it.
  func clock(_ start: Int) -> PrivateMatch? {
    guard self[start + 6] == UInt8(ascii: "."), digits(start + 7, most: 5) == 4,
      self[start + 11] == UInt8(ascii: "."), digits(start + 12, most: 7) == 6,
      !self[start + 18].isWordByte, self[start - 1] != UInt8(ascii: ".")
    else { return nil }
    return PrivateMatch(range: start..<start + 18, kind: .mac)
  }

  /// Four numbers up to 255 without leading zeros, where no version is spoken of.
  func ip4(_ start: Int) -> PrivateMatch? {
    guard self[start].isDecimal, !joinsBefore(start) else { return nil }
    var at = start
    var parts: [Int] = []
    while parts.count < 4 {
      var value = 0
      var length = 0
      while length < 4, self[at].isDecimal {
        value = value * 10 + Int(self[at] - 0x30)
        at += 1
        length += 1
      }
      guard (1...3).contains(length), value <= 255, length == 1 || self[at - length] != 0x30 else {
        return nil
      }
      parts.append(value)
      guard parts.count < 4 else { break }
      guard self[at] == UInt8(ascii: ".") else { return nil }
      at += 1
    }
    let next = self[at]
    let isLonger =
      next.isWordByte || "~+_".utf8.contains(next)
      || next == UInt8(ascii: "-") && !Self.isQuad(word(from: at + 1))
      || next == UInt8(ascii: ".") && self[at + 1].isWordByte
    // the machine itself, any address, masks
    let isNobodys = parts[0] == 127 || parts[0] == 0 || parts[0] == 255
    guard !isLonger, !isNobodys, !speaksOfVersion(before: start) else { return nil }
    return PrivateMatch(range: start..<at, kind: .ip)
  }

  /// Groups of up to four digits: eight of them, or fewer with `::` in place of the rest. A time of
  /// day has three groups and no gap, the address of a PCI device two and a point.
  func ip6(_ start: Int) -> PrivateMatch? {
    guard !joinsBefore(start), self[start - 1] != UInt8(ascii: ":") else { return nil }
    var at = start
    var groups = 0
    var gaps = 0
    var longest = 0
    var hasLetter = false
    while at - start < 46 {
      let count = digits(at, most: 5)
      guard count <= 4 else { return nil }
      if count > 0 {
        groups += 1
        longest = max(longest, count)
        if bytes[at..<at + count].contains(where: \.isASCIILetter) { hasLetter = true }
        at += count
      }
      guard self[at] == UInt8(ascii: ":") else { break }
      if self[at + 1] == UInt8(ascii: ":") {
        gaps += 1
        at += 2
      } else if self[at + 1].isHexadecimal, count > 0 {
        at += 1
      } else {
        break
      }
    }
    // one that a sentence is put behind keeps its last colon out
    let isFollowed = self[at] == UInt8(ascii: ":") && self[at + 1] == UInt8(ascii: ":")
    guard !self[at].isWordByte, !isFollowed,
      self[at] != UInt8(ascii: ".") || !self[at + 1].isWordByte
    else { return nil }
    let isWhole = groups == 8 && gaps == 0
    let isShort = gaps == 1 && groups >= 1 && groups < 8 && (longest > 2 || hasLetter)
    guard isWhole && longest > 2 || isShort else { return nil }
    return PrivateMatch(range: start..<at, kind: .ip)
  }

  /// Whether what stands there is the end of something longer: `v10.2.0.4`, `2.6.10.2.0.4`.
  private func joinsBefore(_ start: Int) -> Bool {
    let before = self[start - 1]
    guard before == UInt8(ascii: "-") else {
      // behind an ellipsis a word begins
      return before == UInt8(ascii: ".") && self[start - 2] != UInt8(ascii: ".")
        || before == UInt8(ascii: "_")
    }
    // `ip-10.0.0.5:3260-iscsi-…`
    if has("ip", start - 3), !self[start - 4].isWordByte { return false }
    // `10.0.0.5-10.0.0.9`
    var first = start - 1
    while self[first - 1].isDecimal || self[first - 1] == UInt8(ascii: ".") { first -= 1 }
    return self[start - 2].isWordByte && !Self.isQuad(bytes[first..<start - 1])
  }

  private func word(from start: Int) -> ArraySlice<UInt8> {
    guard start < bytes.count else { return [] }
    return bytes[start...].prefix { $0.isDecimal || $0 == UInt8(ascii: ".") }
  }

  /// Whether all of it is four numbers with points between them.
  static func isQuad(_ text: ArraySlice<UInt8>) -> Bool {
    var text = text
    if text.last == UInt8(ascii: ".") { text.removeLast() }
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return parts.count == 4
      && parts.allSatisfy { (1...3).contains($0.count) && $0.allSatisfy(\.isDecimal) }
  }

  /// Whether one of the two words before it announces a version.
  private func speaksOfVersion(before start: Int) -> Bool {
    var words: [String] = []
    var word: [UInt8] = []
    var first = start - 1
    if isWrapped { while first > 0, self[first] <= 0x20 { first -= 1 } }
    for place in stride(from: first, through: max(0, first - 31), by: -1) {
      if self[place].isWordByte {
        word.insert(self[place].lowercased, at: 0)
        continue
      }
      if self[place] == 0x0a { break }
      if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
      word = []
      if words.count == 2 { break }
    }
    if !word.isEmpty, words.count < 2 { words.append(String(decoding: word, as: UTF8.self)) }
    guard let nearest = words.first, !Self.addressWords.contains(nearest) else { return false }
    return words.prefix(2).contains { word in
      Self.versionWords.contains(word) || word.hasSuffix("version") || word.hasPrefix("fw")
    }
  }

  private static let addressWords: Set<String> = [
    "from", "to", "addr", "address", "ip", "inet", "server", "host", "via", "gateway", "dns",
  ]
  private static let versionWords: Set<String> = [
    "version", "versions", "ver", "fwver", "hwver", "swver", "drvver", "v", "firmware", "rev",
    "revision", "release", "driver", "bios",
    "nvm", "api", "build", "abi", "rom", "microcode", "linux", "kernel", "systemd", "udev", "eudev",
  ]

  /// `356938035643809`, the number of a modem: its last digit proves the others (ISO/IEC 7812-1, annex B).
  func equipmentNumber(_ start: Int) -> PrivateMatch? {
    let number = bytes[start...].prefix { $0.isDecimal }
    guard number.count == 15, self[start - 1] != UInt8(ascii: "."),
      !self[number.endIndex].isWordByte
    else { return nil }
    let sum = number.enumerated().reduce(0) { sum, digit in
      let value = Int(digit.element - UInt8(ascii: "0")) << (digit.offset & 1)
      return sum + value / 10 + value % 10
    }
    return sum % 10 == 0 ? PrivateMatch(range: number.indices, kind: .serial) : nil
  }
}
