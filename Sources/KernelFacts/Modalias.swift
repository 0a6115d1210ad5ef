extension KernelFacts {
  /// The modules that serve a device with this modalias, best first (`Preferences` says what is better).
  ///
  /// Patterns as a person copies them (`pci:v00001000d00000073*`, `acpi*:IFX0102:*`) are understood too.
  /// `kernel` is the release that ran, such as
  /// `6.1.0-50-amd64`: its modules, or those of the version nearest to it, come first.
  public func modules(forModalias modalias: String, kernel: String? = nil) -> [Claim] {
    let text = Array(Modalias.completed(modalias).utf8)
    guard let colon = text.firstIndex(of: UInt8(ascii: ":")), text.count < 1024 else { return [] }
    let starts = Modalias.starts(ofBus: text[..<colon])
    var found: [Candidate] = []
    for start in text.indices where start == 0 || starts.contains(text[start]) {
      var hash = KeyHash()
      for end in text.indices[start...] {
        hash.add(text[end])
        modaliases.each(hash.value) { value in
          take(value, anchor: start..<end + 1, in: text, into: &found)
        }
      }
    }
    return Preferences.sorted(
      found, modalias: text, nearest: nearest(to: kernel),
      version: kernel.flatMap { KernelVersion(release: $0) })
  }

  /// The modules for a PCI device of which only the ids, and perhaps the class (`010601`), are known.
  public func modules(
    forPCIVendor vendor: Int, device: Int, classCode: Int? = nil, kernel: String? = nil
  ) -> [Claim] {
    let hex = { (number: Int, width: Int) in Modalias.hex(number, width: width) }
    var text = "pci:v\(hex(vendor, 8))d\(hex(device, 8))sv*sd*"
    if let code = classCode {
      text += "bc\(hex(code >> 16 & 0xff, 2))sc\(hex(code >> 8 & 0xff, 2))i\(hex(code & 0xff, 2))"
    }
    return modules(forModalias: text, kernel: kernel)
  }

  /// The modules for an ACPI or PNP name such as `IFX0102`, whichever of the two buses they know it from.
  public func modules(forACPI name: String, kernel: String? = nil) -> [Claim] {
    let name = name.uppercased()
    var found = modules(forModalias: "acpi:\(name):", kernel: kernel)
    for claim in modules(forModalias: "pnp:d\(name)", kernel: kernel)
    where !found.contains(where: { $0.module == claim.module }) {
      found.append(claim)
    }
    return found
  }

  /// A module that may serve a device, by one pattern.
  struct Candidate {
    let claim: Claim
    /// How many characters the pattern fixes.
    let fixed: Int
    /// Where in the modalias the pattern's fixed part stands: what a device calls itself first is meant most.
    let place: Int
  }

  private func take(
    _ value: Int, anchor: Range<Int>, in text: [UInt8], into found: inout [Candidate]
  ) {
    let rest = Array(modaliasRests[value >> 16].utf8)
    guard let middle = rest.firstIndex(of: 0) else { return }
    let before = rest[..<middle]
    let after = rest[(middle + 1)...]
    // What is not known may be anything for a pattern that names the device, for others nothing.
    let namesDevice = anchor.lowerBound > 0 || anchor.count >= 12
    let text =
      namesDevice ? text : text.map { $0 == Modalias.anything.asciiValue ? 2 : $0 }
    guard Glob.matches(before, text[..<anchor.lowerBound]),
      Glob.matches(after, text[anchor.upperBound...])
    else { return }
    let fixed = anchor.count + Glob.fixed(before) + Glob.fixed(after)
    for claim in claims([value & 0xffff]) {
      found.append(Candidate(claim: claim, fixed: fixed, place: anchor.lowerBound))
    }
  }
}

enum Modalias {
  /// Where, besides at the start, what is fixed in a pattern may begin: `STARTS` in Facts/compile.py.
  static func starts(ofBus bus: ArraySlice<UInt8>) -> [UInt8] {
    switch String(decoding: bus, as: UTF8.self) {
    case "of": [UInt8(ascii: "C")]
    case "acpi", "dmi": [UInt8(ascii: ":")]
    case "hid": [UInt8(ascii: "v")]
    case "pci": [UInt8(ascii: "b")]
    case "usb": [UInt8(ascii: "d"), UInt8(ascii: "i")]
    case "pcmcia": [UInt8(ascii: "p")]
    default: []
    }
  }

  /// A modalias in the case that the kernel writes, with all fields that its bus has; see `anything` and `nothing` for
  /// those that are missing or wildcards.
  static func completed(_ text: String) -> String {
    var text = text
    if let colon = text.firstIndex(of: ":"), text[..<colon].hasSuffix("*") {
      text.remove(at: text.index(before: colon))
    }
    let isWhole = !text.hasSuffix("*")
    while text.hasSuffix("*") { text.removeLast() }
    let form: [Field]
    switch text.prefix(while: { $0 != ":" }) {
    case "pci": form = Field.pci
    case "usb": form = Field.usb
    case "hid": form = Field.hid
    default: return text.replacing("*", with: isWhole ? "*" : "")
    }
    guard let colon = text.firstIndex(of: ":") else { return text }
    var rest = text[text.index(after: colon)...]
    var out = String(text[...colon])
    for field in form {
      out += field.name
      if rest.hasPrefix(field.name) {
        rest.removeFirst(field.name.count)
        let value = rest.prefix(field.width).prefix { $0.isHexDigit }
        if value.count == field.width {
          out += value.uppercased()
          rest.removeFirst(field.width)
          continue
        }
        if rest.first == "*" { rest.removeFirst() }
      }
      out += String(repeating: field.isOpen ? anything : nothing, count: field.width)
    }
    return out
  }

  /// In place of a digit that is not known: a pattern may ask for any there.
  static let anything: Character = "\u{1}"
  /// In place of a digit that is not known: only a wildcard matches it.
  static let nothing: Character = "\u{2}"

  private struct Field {
    let name: String
    let width: Int
    /// Without it, a pattern that asks for some value may be meant: subsystems and releases, and of USB the
    /// classes, for which no pattern asks together with a vendor alone. One of PCI does, and takes all that
    /// the vendor makes in a class.
    var isOpen = false

    static let pci = [
      Field(name: "v", width: 8), Field(name: "d", width: 8),
      Field(name: "sv", width: 8, isOpen: true), Field(name: "sd", width: 8, isOpen: true),
      Field(name: "bc", width: 2), Field(name: "sc", width: 2), Field(name: "i", width: 2),
    ]
    static let usb = [
      Field(name: "v", width: 4), Field(name: "p", width: 4),
      Field(name: "d", width: 4, isOpen: true), Field(name: "dc", width: 2, isOpen: true),
      Field(name: "dsc", width: 2, isOpen: true), Field(name: "dp", width: 2, isOpen: true),
      Field(name: "ic", width: 2, isOpen: true), Field(name: "isc", width: 2, isOpen: true),
      Field(name: "ip", width: 2, isOpen: true), Field(name: "in", width: 2, isOpen: true),
    ]
    static let hid = [
      Field(name: "b", width: 4), Field(name: "g", width: 4, isOpen: true),
      Field(name: "v", width: 8),
      Field(name: "p", width: 8),
    ]
  }

  static func hex(_ number: Int, width: Int) -> String {
    let digits = String(number, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

/// What fnmatch() does with the patterns of module aliases: `*`, `?` and `[…]`.
enum Glob {
  static func matches(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
    var at = pattern.startIndex
    var place = text.startIndex
    var star: (pattern: Int, text: Int)?
    while place < text.endIndex {
      if at < pattern.endIndex, pattern[at] == UInt8(ascii: "*") {
        star = (at + 1, place)
        at += 1
      } else if let next = one(pattern, at, text[place]) {
        at = next
        place += 1
      } else if let last = star {
        star = (last.pattern, last.text + 1)
        at = last.pattern
        place = last.text + 1
      } else {
        return false
      }
    }
    return pattern[at...].allSatisfy { $0 == UInt8(ascii: "*") }
  }

  /// Where the pattern goes on if its next element matches one character.
  private static func one(_ pattern: ArraySlice<UInt8>, _ at: Int, _ byte: UInt8) -> Int? {
    guard at < pattern.endIndex else { return nil }
    if byte == Modalias.anything.asciiValue, Character(UnicodeScalar(pattern[at])).isHexDigit {
      return pattern[at] < UInt8(ascii: "a") ? at + 1 : nil
    }
    switch pattern[at] {
    case UInt8(ascii: "?"): return at + 1
    case UInt8(ascii: "["):
      guard let close = pattern[at...].firstIndex(of: UInt8(ascii: "]")) else { return nil }
      var index = at + 1
      var within = byte == Modalias.anything.asciiValue
      while index < close {
        if index + 2 < close, pattern[index + 1] == UInt8(ascii: "-") {
          within = within || (pattern[index] <= byte && byte <= pattern[index + 2])
          index += 3
        } else {
          within = within || pattern[index] == byte
          index += 1
        }
      }
      return within ? close + 1 : nil
    default: return pattern[at] == byte ? at + 1 : nil
    }
  }

  /// How many characters a pattern fixes.
  static func fixed(_ pattern: ArraySlice<UInt8>) -> Int {
    pattern.reduce(0) { $0 + ($1 == UInt8(ascii: "*") || $1 == UInt8(ascii: "?") ? 0 : 1) }
  }
}
