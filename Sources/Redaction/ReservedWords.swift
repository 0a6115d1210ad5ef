internal import LogModel

/// The words in which a log speaks of hardware and software, and those in which this program speaks.
///
/// A machine may be called `ahci`, `worker` or `limit`. Where such a name is known to be the machine's (the
/// host's column, `_HOSTNAME=`) it is replaced; elsewhere the word is not the machine's name, for
/// neither the kernel nor udevd knows it, and a report without the word would tell nothing.
struct ReservedWords {
  private var words: Set<[UInt8]>
  /// What the words are joined of by underscores. That is no part to a host's name.
  private var pieces: Set<[UInt8]> = []
  /// Versions and names that stay as they are, in small letters.
  private var names: Set<[UInt8]> = []
  /// With which bytes those begin.
  private var firstBytes = (0..<256).map { (0x30...0x39).contains($0) }
  private let speakers: Set<String>

  /// - Parameter question: has the words by which kills are found.
  init(_ question: Question) {
    let phrases = question.identifiers + question.units + question.triggers + question.marks
    words = Set(Self.general)
    speakers = Set(question.identifiers)
    words.formUnion(Self.own)
    for phrase in phrases { learn(words: Array(phrase.utf8)[...]) }
    for name in Self.kernelFiles { firstBytes[Int(name[0])] = true }
  }

  /// Learns whom the kernel lets speak (`ahci 0000:00:1f.2: …`, `sd 0:0:0:0: [sda] …`), its modules,
  /// and of udevd's lines the first word: their device. What else the kernel says may well quote
  /// what people named.
  mutating func learn(_ entry: Entry) {
    let isKernel = entry.speaker.kind == .kernel
    guard isKernel || speakers.contains(entry.speaker.identifier) else { return }
    let message = entry.message
    if isKernel, message.starts(with: Self.modules) {
      learn(words: message)
    } else if !Self.foreign.contains(where: { message.starts(with: $0) }) {
      let speaker = message.split(separator: 0x20, maxSplits: isKernel ? 3 : 1)
      for part in speaker.prefix(isKernel ? 3 : 1) {
        learn(words: part)
        if part.last == UInt8(ascii: ":") || part.last == UInt8(ascii: "]") { break }
      }
    }
  }

  /// A version or the name of a driver or a device: it stays as it is.
  mutating func keep(_ name: String?) {
    guard let name, !name.isEmpty else { return }
    let folded = name.utf8.map(\.lowercased)
    names.insert(folded)
    firstBytes[Int(folded[0])] = true
  }

  /// Whether a stated value cannot be told from the words of this log where nothing announces it.
  /// What people name may be such a word; of what is one of a kind, only a plain word is.
  func contains(_ value: KnownValues.Value) -> Bool {
    let bytes = value.bytes
    guard bytes.count >= 3 else { return true }
    if bytes.allSatisfy(\.isDecimal) { return bytes.count < 8 }
    switch value.kind {
    case .host, .user: return words.contains(bytes) || names.contains(bytes)
    case .domain, .label, .volume, .ssid: break
    case .serial where bytes.allSatisfy(\.isASCIILetter): break
    default: return false
    }
    return words.contains(bytes) || pieces.contains(bytes) || names.contains(bytes)
  }

  /// The end of a version or of a name that a host's name is only a part of: `6.16.3-2-cachyos`,
  /// `vmlinuz-linux-cachyos`.
  func end(ofNameIn bytes: [UInt8], at start: Int) -> Int? {
    guard firstBytes[Int(bytes[start].lowercased)],
      start == 0 || !Self.isNamePart(bytes[start - 1])
    else { return nil }
    var end = start
    while end < bytes.count, Self.isNamePart(bytes[end]), end - start < 128 { end += 1 }
    while end > start, bytes[end - 1] == UInt8(ascii: ".") { end -= 1 }
    guard end > start else { return nil }
    if let end = self.end(ofAddressIn: bytes, from: start, at: end) { return end }
    let name = bytes[start..<end].map(\.lowercased)
    if names.contains(name) { return end }
    if Self.kernelFiles.contains(where: { name.starts(with: $0) }) { return end }
    // `6.16.3-2-cachyos`: two numbers and more behind them
    let first = name.prefix(while: \.isDecimal)
    let rest = name[first.count...]
    let isVersion =
      !first.isEmpty && rest.first == UInt8(ascii: ".") && rest.dropFirst().first?.isDecimal == true
      && name.contains {
        $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "~")
      }
    guard isVersion else { return nil }
    // `10.0.0.5-10.0.0.9`: a range of addresses
    let isRange = name.split(separator: UInt8(ascii: "-")).allSatisfy { ValueForms.isQuad($0) }
    return isRange ? nil : end
  }

  /// A mailing list that is kept: nobody's own address.
  private func end(ofAddressIn bytes: [UInt8], from start: Int, at sign: Int) -> Int? {
    guard sign < bytes.count, bytes[sign] == UInt8(ascii: "@") else { return nil }
    var end = sign + 1
    while end < bytes.count, Self.isNamePart(bytes[end]), end - sign < 128 { end += 1 }
    while end > sign, bytes[end - 1] == UInt8(ascii: ".") { end -= 1 }
    return names.contains(bytes[start..<end].map(\.lowercased)) ? end : nil
  }

  private static let kernelFiles = ["linux-", "kernel-", "vmlinuz", "vmlinux", "initr", "bzimage"]
    .map { Array($0.utf8) }
  private static let modules = Array("Modules linked in: ".utf8)
  /// Lines of the kernel whose first words people wrote, or that name what a host may be called
  /// after: a distribution's kernel.
  private static let foreign = [
    "Command line: ", "Kernel command line: ", "Linux version ", "nfs: ", "audit",
  ].map { Array($0.utf8) }
  /// Whether it is a word by which people name nothing of a kind: of this program's, of the logs of all
  /// machines, or what happened to something, as English says it (`pool exhausted`); people are called so.
  static func isOrdinary(_ word: ArraySlice<UInt8>, as kind: PrivateKind) -> Bool {
    let isParticiple =
      kind != .user && word.count > 4
      && ["ed", "ing"].contains { word.suffix($0.utf8.count).elementsEqual($0.utf8) }
    return isParticiple || isOfLogs(word.map(\.lowercased))
  }

  /// Whether it is a word of this program's, or of the logs of all machines; in small letters.
  static func isOfLogs(_ word: [UInt8]) -> Bool { ordinary.contains(word) }

  private static let own = list(PackageResources.own_words)
  private static let ordinary = own.union(general).union(list(PackageResources.log_words))

  private static func list(_ words: [UInt8]) -> Set<[UInt8]> {
    Set(words.split(separator: UInt8(ascii: "\n")).map { Array($0) })
  }

  /// The words of all logs.
  private static let general = [
    "kernel", "linux", "udev", "eudev", "udevd", "systemd", "initrd", "dracut", "root", "boot",
    "device", "devices", "driver", "worker", "event", "module", "probe", "failed", "timeout",
    "host",
    "home", "user", "disk", "usb", "pci", "net", "block", "network", "dev", "sys", "run", "etc",
    "swap", "the", "and", "for", "with", "was", "not", "new", "serial", "none", "unknown",
    "default",
  ].map { Array($0.utf8) }

  fileprivate static func isNamePart(_ byte: UInt8) -> Bool {
    if byte.isWordByte { return true }
    switch byte {
    case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "~"),
      UInt8(ascii: "-"):
      return true
    default: return false
    }
  }

  /// Learns what stands between blanks, without the signs around it, and the parts of that.
  mutating func learn(words text: ArraySlice<UInt8>) {
    for part in text.split(whereSeparator: { $0 <= 0x20 }) {
      let word = part.drop { !$0.isWordByte }
      guard let end = word.lastIndex(where: \.isWordByte), (3...64).contains(word.count) else {
        continue
      }
      let whole = word[...end].map(\.lowercased)
      words.insert(whole)
      for name in whole.split(whereSeparator: { !$0.isWordByte && $0 != UInt8(ascii: "_") }) {
        words.insert(Array(name))
        for piece in name.split(separator: UInt8(ascii: "_")) { pieces.insert(Array(piece)) }
      }
    }
  }
}

extension ReservedWords {
  /// Whether what stands in a range is only a part of a version or a name that stays.
  func isPart(ofNameIn bytes: [UInt8], _ range: Range<Int>) -> Bool {
    var start = range.lowerBound
    while start > 0, Self.isNamePart(bytes[start - 1]), range.lowerBound - start < 128 {
      start -= 1
    }
    guard let end = end(ofNameIn: bytes, at: start) else { return false }
    return end >= range.upperBound
  }
}
