import JournalReader
import LogModel
import ReportModel
import KillCorrelator

/// Which values are private, and which words are not: learned from boot after boot as they are
/// read, so that none has to be kept for it.
///
/// What was told to be private in one line is then known in every other.
struct PrivateValues {
  private(set) var stated = StatedValues()
  private(set) var vocabulary: Vocabulary
  /// Names of hosts, with and without their domain, in small letters.
  private(set) var hosts: Set<[UInt8]> = []
  /// Ids of boots and machines, in the order in which they came.
  private(set) var ids: [(kind: PrivateKind, value: [UInt8])] = []

  /// - Parameter question: has the words that must stay.
  init(_ question: Question) { vocabulary = Vocabulary(question) }

  mutating func learn(_ boot: BootLog) {
    if let host = boot.hostname { learn(.host, Array(host.utf8)[...]) }
    if let id = boot.machineID { learn(.machine, Array(id.utf8)[...]) }
    if let id = boot.id { learn(.boot, Array(id.utf8)[...]) }
    for entry in boot.entries {
      vocabulary.learn(entry)
      if let host = entry.hostColumn { learn(.host, entry.line[host]) }
      learn(entry.message)
    }
  }

  /// Learns the names that must stay, and from lines that stood beside the log.
  mutating func learn(_ report: Report) {
    for boot in report.boots { learn(boot) }
  }

  /// Learns from any text.
  ///
  /// - Parameter isOptions: it is a command line of the kernel.
  mutating func learn(_ text: some Collection<UInt8>, isOptions: Bool = false) {
    let text = Array(text)
    for spot in PrivateSearch.spots(in: text, isOptions: isOptions) {
      learn(spot.kind, text[spot.range])
    }
  }

  private mutating func learn(_ boot: Report.Boot) {
    if let host = boot.hostname { learn(.host, Array(host.utf8)[...]) }
    if let id = boot.machineID { learn(.machine, Array(id.utf8)[...]) }
    if let id = boot.bootID { learn(.boot, Array(id.utf8)[...]) }
    vocabulary.learn(name: boot.kernel)
    vocabulary.learn(name: boot.udev)
    for entry in boot.eventTimeout.entries { learn(entry.message) }
    let suspects = boot.kills.flatMap(\.suspects) + boot.warnings.flatMap(\.suspects)
    for suspect in suspects {
      if suspect.kind == .driver || suspect.kind == .builtin {
        vocabulary.learn(name: suspect.name)
      }
      for entry in (suspect.evidence + suspect.against).flatMap(\.entries) { learn(entry.message) }
    }
    for device in boot.kills.compactMap(\.device) + boot.warnings.compactMap(\.device) {
      // an interface may be named by its address
      guard let name = device.sysname, PrivateSearch.spots(in: Array(name.utf8)).isEmpty else {
        continue
      }
      vocabulary.learn(name: name)
    }
  }

  /// Learns one value.
  mutating func learn(_ kind: PrivateKind, _ value: ArraySlice<UInt8>) {
    guard !Lead.isHarmless(value, kind) else { return }
    switch kind {
    case .boot, .machine:
      ids.append((kind, Array(value)))
      stated.insert(kind, value)
    case .host: learn(host: value)
    case .mac, .wwn:
      stated.insert(kind, value)
      stated.insert(kind, value.filter { $0.isWordByte })
    case .disk: learn(disk: value)
    case .volume: learn(volume: value)
    case .address: learn(address: value)
    case .uuid where value.count < 32, .secret where value.count < 6: break
    default: stated.insert(kind, value)
    }
  }

  private mutating func learn(host value: ArraySlice<UInt8>) {
    guard PrivateSearch.spots(in: Array(value)).isEmpty else { return }
    let labels = value.split(separator: UInt8(ascii: "."), maxSplits: 1)
    guard let name = labels.first else { return }
    hosts.insert(value.map(\.lowercased))
    hosts.insert(name.map(\.lowercased))
    stated.insert(.host, value)
    stated.insert(.host, name)
    if labels.count > 1, labels[1].contains(UInt8(ascii: ".")) {
      stated.insert(.domain, labels[1])
    }
  }

  /// `ridge-vg/root`, `UUID=…=vault`, `UUID=…:vault`: each part is a name that stands elsewhere too.
  private mutating func learn(volume value: ArraySlice<UInt8>) {
    let parts = value.split { "/=:".utf8.contains($0) }
    for name in [value] + (parts.count > 1 ? parts : [])
    where name == value || PrivateSearch.spots(in: Array(name)).isEmpty && name.count < 64 {
      guard !Lead.isHarmless(name, .volume) else { continue }
      stated.insert(.volume, name)
      // as systemd writes it in the names of units
      let escaped = String(decoding: name, as: UTF8.self).replacing("-", with: "\\x2d")
      stated.insert(.volume, escaped.utf8)
    }
  }

  /// `nfs:nas.example.org:/srv`, `http://user@nas.example.org/x`: the server is named elsewhere too.
  private mutating func learn(address value: ArraySlice<UInt8>) {
    stated.insert(.address, value)
    learn(value)
    for part in value.split(whereSeparator: { "/:,@[]=".utf8.contains($0) }) {
      let labels = part.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
      let isName = labels.count > 2 && labels.allSatisfy { !$0.isEmpty }
      if isName, labels.last?.allSatisfy(\.isASCIILetter) == true { learn(host: part) }
    }
  }

  /// `ata-Samsung_SSD_860_EVO_500GB_S3Z1NB0K123456A-part1`: the serial number stands last.
  private mutating func learn(disk value: ArraySlice<UInt8>) {
    let name = value.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
      .filter { !$0.starts(with: "part".utf8) }.joined(separator: [UInt8(ascii: "-")])
    let serial = Array(name).split(separator: UInt8(ascii: "_")).last ?? []
    if serial.count >= 6, serial.contains(where: \.isDecimal) { stated.insert(.serial, serial) }
    stated.insert(.disk, value)
  }
}

extension Entry {
  /// Where in a text log's line the host stands: right before the speaker's tag.
  var hostColumn: Range<Int>? {
    let words = line[..<messageStart].split(separator: 0x20)
    let tag = Array(speaker.identifier.utf8)
    guard !tag.isEmpty,
      let place = words.lastIndex(where: {
        $0.starts(with: tag) && ($0.last == UInt8(ascii: ":") || $0.last == UInt8(ascii: "]"))
      }), place > 0
    else { return nil }
    let word = words[place - 1]
    let isTime =
      word.allSatisfy { !$0.isWordByte || $0.isDecimal } && word.count > 5
      || word[word.startIndex].isDecimal && word.contains(UInt8(ascii: ":"))
    let isHost = word.allSatisfy { $0.isWordByte || "._-".utf8.contains($0) }
    return isHost && !isTime && !Lead.isHarmless(word, .host) ? word.indices : nil
  }
}
