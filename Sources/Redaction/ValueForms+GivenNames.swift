/// Names that nothing announces: a word that no program knows (`PublicWords`), where sentences hold names.
extension ValueForms {
  /// `node rechner-olaf`, `job=push_to_tante`, `for gkraus`, `'werkbank'`.
  ///
  /// In a page, what stands before a word may belong to something else.
  func givenName(_ start: Int) -> PrivateMatch? {
    guard !isWrapped, start > 0, self[start].isASCIILetter || self[start] >= 0x80,
      " =\"'`<[(/".utf8.contains(self[start - 1])
    else { return nil }
    var end = start
    while self[end].isWordByte || "-_".utf8.contains(self[end]) { end += 1 }
    let first = bytes[start..<end]
    while isInnerDot(end) {
      end = bytes[(end + 1)...].prefix { $0.isWordByte || $0 == UInt8(ascii: "-") }.endIndex
    }
    while "-_".utf8.contains(self[end - 1]) { end -= 1 }
    let name = bytes[start..<end]
    guard name.count > 3, name.count < 64,
      let kind = isBelowUsersFolder(start)
        ? .share
        : kind(before: start)
          ?? (isQuoted(start, first) || isSubject(start, first) ? .label : nil),
      kind == .share || isEnd(end) || kind == .volume && self[end] == UInt8(ascii: "/"),
      // the signs of typography begin so
      !name.contains(0xe2), !Announcement.isHarmless(name, kind), PublicWords.isForeign(first),
      // a speaker, whose tag is among the first words; what multipathd calls a device unless somebody named it
      bytes.prefix(128).firstRange(of: Array(first) + [UInt8(ascii: "[")]) == nil,
      !first.starts(with: "mpath".utf8)
    else { return nil }
    // `pool/home`; what is below a folder that users have is a file, too
    if kind == .volume || kind == .share {
      let end = kind == .share ? end : bytes[end...].prefix(while: Self.isOfPath).endIndex
      return PrivateMatch(range: start..<end, kind: kind)
    }
    guard first.endIndex < end else { return PrivateMatch(range: start..<end, kind: kind) }
    return Self.isPublicDomain(name) ? PrivateMatch(range: start..<end, kind: .domain) : nil
  }

  /// What a word may be by the word before it.
  private func kind(before start: Int) -> PrivateKind? {
    var at = start - 1
    if at > 0, "\"'`<[(".utf8.contains(self[at]) { at -= 1 }
    guard at > 0, self[at] == 0x20 || self[at] == UInt8(ascii: "=") else { return nil }
    let isBlank = self[at] == 0x20 && self[at - 1] != UInt8(ascii: ":")
    if self[at] == 0x20, !isBlank { at -= 1 }
    let letters = bytes[..<at].suffix(Self.longestPlace + 1).reversed()
      .prefix { $0.isASCIILetter }
    guard let first = letters.last, letters.count > 1, letters.count <= Self.longestPlace else {
      return nil
    }
    // not `ID_VENDOR_FROM_DATABASE=`
    let word = String(decoding: [first.lowercased] + letters.reversed().dropFirst(), as: UTF8.self)
    if let kind = Self.nouns[word] { return kind }
    return isBlank && Self.prepositions.contains(word) && !isJoined(at - letters.count)
      ? .label : nil
  }

  /// Whether it is all that stands in quotes, and these do not hold what some program calls `x=` or `x:`;
  /// there only what is joined is no word of that program.
  private func isQuoted(_ start: Int, _ name: ArraySlice<UInt8>) -> Bool {
    guard "\"'`<".utf8.contains(self[start - 1]), "\"'>".utf8.contains(self[name.endIndex])
    else { return false }
    if self[start - 2] != 0x20 { return start < 2 || "([".utf8.contains(self[start - 2]) }
    return self[start - 3] != UInt8(ascii: ":") || name.contains { "-_".utf8.contains($0) }
  }

  /// Whether somebody's message begins with it, as with what it is about: `bird[7]: uplink_north: up`.
  /// Of udevd, systemd and the kernel that is a device, a unit or a driver.
  private func isSubject(_ start: Int, _ name: ArraySlice<UInt8>) -> Bool {
    guard has("]: ", start - 3), has(": ", name.endIndex), !name.contains(where: \.isCapital)
    else { return false }
    let tag = bytes[..<(start - 3)].suffix(64).split { $0 <= 0x20 }.last ?? []
    return !["udev", "systemd", "kernel"].contains { tag.firstRange(of: $0.utf8) != nil }
  }

  /// Whether it is a part of a path below what people mount or call their own: `/srv/musik/vinyl`.
  private func isBelowUsersFolder(_ start: Int) -> Bool {
    guard self[start - 1] == UInt8(ascii: "/") else { return false }
    let path = bytes[max(0, start - 200)..<start].reversed().prefix(while: Self.isOfPath).reversed()
    return Self.usersFolders.contains { path.starts(with: $0) }
  }

  private static let usersFolders = [
    "/home/", "/srv/", "/mnt/", "/media/", "/run/media/", "/export/",
  ]
  .map { Array($0.utf8) }

  private static func isOfPath(_ byte: UInt8) -> Bool {
    isOfName(byte) || byte == UInt8(ascii: "/")
  }

  private func isJoined(_ start: Int) -> Bool {
    self[start - 1].isWordByte || "-_".utf8.contains(self[start - 1])
  }

  /// Whether a name ends there, and not a path, a call, an option or an expression.
  private func isEnd(_ end: Int) -> Bool {
    switch self[end] {
    case UInt8(ascii: ":"): self[end + 1] <= 0x20 || self[end + 1].isDecimal
    case UInt8(ascii: "/"), UInt8(ascii: "("), UInt8(ascii: "+"), UInt8(ascii: "\\"),
      UInt8(ascii: "="), UInt8(ascii: "@"), UInt8(ascii: "*"):
      false
    default: true
    }
  }

  private static let prepositions: Set<String> = [
    "for", "of", "from", "to", "by", "as", "with", "on", "at",
  ]
  private static let nouns: [String: PrivateKind] = {
    let words: [(PrivateKind, [String])] = [
      (
        .user, ["user", "username", "account", "owner", "login", "identity", "member", "principal"]
      ),
      (
        .host,
        [
          "host", "hostname", "node", "nodes", "server", "peer", "neighbor", "neighbour", "gateway",
          "guest", "vm", "container", "machine", "client", "agent", "satellite", "controller",
          "instance", "endpoint", "minion", "computer", "master", "replica", "cluster",
        ]
      ),
      (
        .volume,
        [
          "pool", "zpool", "volume", "resource", "lockspace", "vg", "lv", "array", "dataset",
          "subvolume", "snapshot", "destination",
        ]
      ),
      (
        .label,
        [
          "label", "share", "export", "bucket", "bridge", "database", "zone", "cell", "tag", "job",
          "tunnel", "name", "realm", "domain", "printer", "repository", "project", "workgroup",
          "tenant", "vault", "site", "map", "storage", "namespace",
        ]
      ),
    ]
    return Dictionary(
      uniqueKeysWithValues: words.flatMap { kind, words in words.map { ($0, kind) } })
  }()
  private static let longestPlace = 11
}

extension UInt8 {
  fileprivate var isCapital: Bool { (0x41...0x5a).contains(self) }
}
