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
    let last = base(of: name)
    let neighbours = folderOwners(of: name)
    if let found = claimsOfFile("=", name) { return (nearest(found, to: name), .named) }
    if let found = claimsOfFile(".", last) { return (nearest(found, to: name), .named) }
    if let found = claimsOfFile(",", last) {
      let owners = Set(neighbours.map(\.module))
      let folder = name.prefix { $0 != "/" }
      let fitting = found.filter {
        last == name || owners.contains($0.module) || $0.module.hasPrefix(folder)
      }
      if !fitting.isEmpty { return (nearest(fitting, to: name), .named) }
    }
    let built = builtNames(name)
    if !built.isEmpty { return (built, .built) }
    if let found = claimsOfFile("#", numberless(name)) { return (found, .otherVersion) }
    if let found = claimsOfFile("*", versionless(last)) {
      return (nearest(found, to: name), .otherVersion)
    }
    if let found = claimsOfFile("%", digitless(name)) { return (found, .otherVersion) }
    let alike = neighbours.isEmpty ? namesakes(of: last) : neighbours
    return alike.isEmpty ? nil : (alike, .neighbour)
  }

  /// Who asks for what lies in the same folder, or in one above it where these are few.
  private func folderOwners(of name: Substring) -> [Claim] {
    var folder = name.dropLast(base(of: name).count).dropLast()
    if let found = claimsOfFile("/", folder) { return found }
    while !folder.isEmpty {
      if let found = claimsOfFile("^", folder) { return found }
      folder = folder.dropLast(base(of: folder).count).dropLast()
    }
    return []
  }

  /// Who asks for what begins like it, or is called so (`ice-1.3.41.0.pkg`).
  private func namesakes(of name: Substring) -> [Claim] {
    var beginning = name
    while let end = beginning.lastIndex(where: { "-_.".contains($0) }) {
      let isStem = beginning[end] != "."
      beginning = beginning[..<end]
      if isStem, let found = claimsOfFile("~", beginning) { return found }
      let module = String(beginning.map { $0 == "-" ? "_" : $0 })
      if let found = claimsOfFile("@", module) { return found }
    }
    return []
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

  /// With `#` for every number that may be a version's (`versionless` in Facts/compile.py).
  private func versionless(_ name: Substring) -> String {
    withoutNumbers(name) { before in
      let isMarked = before.last.map { "vr".contains($0) } == true
      return (isMarked ? before.dropLast() : before[...]).last.map { "-_.".contains($0) } == true
    }
  }

  private func digitless(_ name: Substring) -> String { withoutNumbers(name) { _ in true } }

  /// With `#` for the numbers for which what stands before them fits.
  private func withoutNumbers(_ name: Substring, where fits: (String) -> Bool) -> String {
    var out = ""
    var isNumber = false
    for character in name {
      let isDigit = character.isASCII && character.isNumber
      if isDigit, isNumber { continue }
      isNumber = isDigit && fits(out)
      out.append(isNumber ? "#" : character)
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
