/// Words around which something private stands.
struct Announcement {
  private enum Piece {
    case literal([UInt8])
    case value
    /// A word that is not private.
    case word
  }

  let kind: PrivateKind
  /// What is looked for: the words that it begins with, or those behind its first value.
  let sign: [UInt8]
  /// What ends a value behind which nothing is asked for; the end of the line always does.
  private let end: [UInt8]
  private let pieces: [Piece]
  private let beginsWithValue: Bool
  /// Whether it ends with a word behind which an ordinary one may stand as well: `for user pages`.
  private let isCommon: Bool

  /// - Parameter form: the words, with `{}` for a value and `{_}` for any other word; without a `{}`
  ///   the value stands behind them.
  init(_ kind: PrivateKind, _ end: String, _ form: String) {
    self.kind = kind
    self.end = Array(end.utf8)
    isCommon = [" user ", " guest ", "olume group ", "hin pool "].contains { form.hasSuffix($0) }
    var pieces: [Piece] = []
    var rest = form[...]
    while let brace = rest.firstRange(of: "{") {
      if brace.lowerBound > rest.startIndex {
        pieces.append(.literal(Array(rest[..<brace.lowerBound].utf8)))
      }
      rest = rest[brace.upperBound...]
      pieces.append(rest.first == "}" ? .value : .word)
      rest = rest.dropFirst(rest.first == "}" ? 1 : 2)
    }
    if !rest.isEmpty { pieces.append(.literal(Array(rest.utf8))) }
    let hasValue = pieces.contains { if case .value = $0 { true } else { false } }
    if !hasValue { pieces.append(.value) }
    self.pieces = pieces
    if case .literal(let bytes) = pieces[0] {
      (sign, beginsWithValue) = (bytes, false)
    } else if case .literal(let bytes) = pieces[1] {
      (sign, beginsWithValue) = (bytes, true)
    } else {
      preconditionFailure("\(form) has no words")
    }
  }

  /// The values, if its sign stands at a place: with where what announces each begins.
  func values(in bytes: [UInt8], at place: Int) -> [(start: Int, match: PrivateMatch)] {
    guard bytes.holds(sign, at: place) else { return [] }
    var values: [(start: Int, match: PrivateMatch)] = []
    var at = place
    if beginsWithValue {
      while at > 0, ValueForms.isOfName(bytes[at - 1]) { at -= 1 }
      // a part of a path
      if at > 0, bytes[at - 1] == UInt8(ascii: "/") { return [] }
    }
    var start = at
    for (number, piece) in pieces.enumerated() {
      if case .literal(let literal) = piece {
        guard bytes.holds(literal, at: at) else { return [] }
        start = at
        at += literal.count
        continue
      }
      guard let end = self.end(in: bytes, from: at, before: pieces.dropFirst(number + 1).first)
      else { return [] }
      if case .value = piece {
        guard end > at else { return [] }
        if isMeant(bytes[at..<end]) {
          values.append((start, PrivateMatch(range: at..<end, kind: kind)))
        }
      } else if bytes[at..<end].contains(where: { $0 == 0x20 || $0 == UInt8(ascii: "<") }) {
        // a word ends at a blank, and in a page where a tag begins
        return []
      }
      at = end
    }
    return values
  }

  private func end(in bytes: [UInt8], from start: Int, before next: Piece?) -> Int? {
    if case .literal(let literal) = next {
      return (start..<min(start + 128, bytes.count)).prefix { bytes[$0] >= 0x20 }
        .first { bytes.holds(literal, at: $0) }
    }
    var at = start
    while at < bytes.count, bytes[at] != 0x0a, bytes[at] != 0x0d, !end.contains(bytes[at]) {
      at += 1
    }
    while at > start, " :.".utf8.contains(bytes[at - 1]) { at -= 1 }
    return at
  }

  /// Whether a value may be one of its kind: most words stand in other sentences, too.
  private func isMeant(_ value: ArraySlice<UInt8>) -> Bool {
    guard !Self.isHarmless(value, kind),
      !isCommon || !ReservedWords.isOrdinary(value, as: kind)
    else { return false }
    switch kind {
    case .host, .user: return !value.contains { " /()[]=\"".utf8.contains($0) }
    case .domain: return value.contains(UInt8(ascii: ".")) && !value.contains(0x20)
    case .volume where value.starts(with: "md".utf8) && value.dropFirst(2).allSatisfy(\.isDecimal):
      return false
    // by multipathd, unless somebody gave it another name
    case .volume where value.starts(with: "mpath".utf8) && value.count < 8: return false
    case .volume where value.starts(with: "drbd".utf8): return false
    // a job of every machine's
    case .label where value.starts(with: "cron.".utf8): return false
    // `Xbox's Pad`
    case .label where Self.makers.contains(String(decoding: value, as: UTF8.self)): return false
    case .volume, .ssid, .label:
      return value.first != UInt8(ascii: "/") && !value.starts(with: "Wired connection".utf8)
    case .share:
      return !["cdrom", "usb", "floppy"].contains {
        value.starts(with: $0.utf8) && value.dropFirst($0.utf8.count).allSatisfy(\.isDecimal)
      }
    default: return true
    }
  }
}

extension Announcement {
  /// What stands behind an announcement and belongs to nobody: a placeholder, what every machine
  /// has, an expression of a rule, and the address that a root hub has for a serial number.
  static func isHarmless(_ value: ArraySlice<UInt8>, _ kind: PrivateKind) -> Bool {
    // an expression of a rule; in a secret anything may stand, and hidden shares end so
    let isExpression =
      kind != .secret && kind != .share && value.contains { "*?$%".utf8.contains($0) }
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
      || kind == .user && (text.utf8.allSatisfy(\.isDecimal) || systemUsers.contains(text))
  }

  /// Who makes what has a plug, by the first word of what it is called.
  private static let makers: Set<String> = [
    "Apple", "Asus", "Dell", "Google", "HP", "Kingston", "Lenovo", "Logitech", "Microsoft",
    "Nintendo", "Philips", "PlayStation", "Razer", "Samsung", "SanDisk", "Sony", "SteelSeries",
    "Valve", "Wooting", "Xbox", "Yamaha",
  ]

  private static let placeholders: Set<String> = [
    "localhost", "localhost.localdomain", "(none)", "root", "control", "null", "none", "helper",
    "mode", "not", "initialized", "version", "uid",
    "space", "default",
  ]

  /// Whom systemd and the packages of many distributions make: no person.
  private static let systemUsers: Set<String> = [
    "avahi", "bin", "colord", "daemon", "dbus", "gdm", "geoclue", "lightdm", "messagebus", "nobody",
    "polkitd", "rpcuser", "rtkit", "sddm", "sshd", "sync", "syslog", "tss", "uuidd", "whoopsie",
    "www-data", "systemd-coredump", "systemd-network", "systemd-oom", "systemd-resolve",
    "systemd-timesync",
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

extension [UInt8] {
  fileprivate func holds(_ literal: [UInt8], at place: Int) -> Bool {
    guard place + literal.count <= count else { return false }
    for (offset, byte) in literal.enumerated() where self[place + offset] != byte { return false }
    return true
  }
}
