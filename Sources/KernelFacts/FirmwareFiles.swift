extension KernelFacts {
  /// How it is known who asks for a firmware file.
  public enum FirmwareMatch: Int, Sendable, Comparable {
    /// The module names this file.
    case named
    /// The module builds such a name when it runs (`iwlwifi-%s-%d.ucode`).
    case built
    /// The same but for numbers: another version of a file that it names.
    case otherVersion
    /// Only this module's files are in that folder, or begin so.
    case neighbour

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
  }

  /// The modules that ask for a firmware file (`intel/ibt-0040-0041.sfi`, with or without the folder that firmware
  /// lies in), by the surest way in which any is known.
  public func modules(askingForFirmware file: String) -> (modules: [Claim], how: FirmwareMatch)? {
    var name = file[...]
    for folder in ["/usr", "/lib/firmware/", "/lib/firmware/updates/"] where name.hasPrefix(folder)
    {
      name = name.dropFirst(folder.count)
    }
    for ending in [".xz", ".zst", ".gz"] where name.hasSuffix(ending) {
      name = name.dropLast(ending.count)
    }
    if let found = claimsOfFile("=", name) { return (nearest(found, to: name), .named) }
    if let found = claimsOfFile(".", base(of: name)) { return (nearest(found, to: name), .named) }
    let built = builtNames(name)
    if !built.isEmpty { return (built, .built) }
    if let found = claimsOfFile("#", numberless(name)) { return (found, .otherVersion) }
    if let found = claimsOfFile("*", digitless(base(of: name))) {
      return (nearest(found, to: name), .otherVersion)
    }
    if let slash = name.firstIndex(of: "/"), let found = claimsOfFile("/", name[..<slash]) {
      return (found, .neighbour)
    }
    let last = base(of: name)
    if let end = last.firstIndex(where: { $0 == "-" || $0 == "_" }),
      let found = claimsOfFile("~", last[..<end])
    {
      return (found, .neighbour)
    }
    return nil
  }

  /// Those first that are called as the folder is: the same name lies in several.
  private func nearest(_ claims: [Claim], to name: Substring) -> [Claim] {
    guard let slash = name.firstIndex(of: "/") else { return claims }
    let folder = name[..<slash].replacing("-", with: "_")
    let isNear = { (claim: Claim) in claim.module.hasPrefix(folder) }
    return claims.filter(isNear) + claims.filter { !isNear($0) }
  }

  private func claimsOfFile(_ kind: Character, _ text: some StringProtocol) -> [Claim]? {
    let found = claims(firmware.values(of: KeyHash.of("\(kind)\(text)".utf8)))
    return found.isEmpty ? nil : found
  }

  /// Those with the pattern that fixes most first.
  private func builtNames(_ name: Substring) -> [Claim] {
    let whole = Array(name.utf8)[...]
    let last = Array(base(of: name).utf8)[...]
    var found: [(fixed: Int, set: Int)] = []
    for row in 0..<min(firmwarePatterns.u32(0), firmwarePatterns.count / 8) {
      let pattern = Array(strings[firmwarePatterns.u32(4 + row * 8)].utf8)[...]
      let fixed = Glob.fixed(pattern)
      guard fixed >= 4,
        Glob.matches(pattern, pattern.contains(UInt8(ascii: "/")) ? whole : last)
      else { continue }
      found.append((fixed, firmwarePatterns.u32(8 + row * 8)))
    }
    found.sort { ($1.fixed, $0.set) < ($0.fixed, $1.set) }
    return Preferences.arranged(claims(found.map(\.set)), name: \.module)
  }

  private func base(of name: Substring) -> Substring {
    name.lastIndex(of: "/").map { name[name.index(after: $0)...] } ?? name
  }

  /// With `#` for every number in it.
  private func digitless(_ name: Substring) -> String {
    var out = ""
    for character in name {
      if character.isASCII, character.isNumber {
        if out.last != "#" { out += "#" }
      } else {
        out.append(character)
      }
    }
    return out
  }

  /// With `#` for the last number in it, if that may be a version (`numberless` in Facts/compile.py).
  private func numberless(_ name: Substring) -> String {
    guard let end = name.lastIndex(where: { $0.isASCII && $0.isNumber }) else {
      return String(name)
    }
    let digits = name[...end].reversed().prefix { $0.isASCII && $0.isNumber }.count
    let start = name.index(end, offsetBy: 1 - digits)
    guard start > name.startIndex, "-_.vr".contains(name[name.index(before: start)]) else {
      return String(name)
    }
    return name[..<start] + "#" + name[name.index(after: end)...]
  }
}
