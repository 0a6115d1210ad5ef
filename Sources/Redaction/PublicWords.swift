private import CPublicWords

/// The words that programs and their makers use: of the kernel's modules, of systemd and udev, of what
/// packages say of themselves (`Facts/make-public-words`).
///
/// A name that people gave has mostly something that is none of them.
enum PublicWords {
  /// Shorter words are in all languages.
  private static let shortest = 4
  /// As in `Facts/make-public-words`: change both or neither.
  private static let endings = ["s", "es", "d", "ed", "er", "ers", "ing", "ly"].map {
    Array($0.utf8)
  }

  private static nonisolated(unsafe) let list = UnsafeBufferPointer(
    start: probe_doctor_public_words(), count: probe_doctor_public_words_size())

  /// In the order of their bytes.
  static var all: [Slice<UnsafeBufferPointer<UInt8>>] { list.split(separator: 0x0a) }

  /// - Parameter word: in small letters.
  static func contains(_ word: [UInt8]) -> Bool {
    has(word) || ReservedWords.isOfLogs(word)
      || endings.contains { ending in
        word.count - ending.count >= shortest && word.suffix(ending.count).elementsEqual(ending)
          && has(word.dropLast(ending.count))
      }
  }

  /// Whether a word, or several that are joined, has a part that is no public word.
  static func isForeign(_ name: ArraySlice<UInt8>) -> Bool {
    // `0xdeadbeef`, `fe80`: a number
    if name.allSatisfy({ $0.isHexadecimal || $0 == UInt8(ascii: "x") }) { return false }
    // `SIGABRT`, `DID_NO_CONNECT`: a constant
    if !name.contains(UInt8(ascii: "-")), !name.contains(where: \.isSmall) { return false }
    return name.split { !$0.isWordByte || $0.isDecimal }.contains {
      $0.count >= shortest && !isMade($0)
    }
  }

  /// Whether letters are one of the words or made of several: `netdata`, `NetworkManager`.
  private static func isMade(_ letters: ArraySlice<UInt8>) -> Bool {
    guard letters.allSatisfy(\.isASCIILetter) else { return false }
    let word = letters.map(\.lowercased)
    if contains(word) { return true }
    // `TSCs`, `UBad`: an abbreviation
    if letters.count(where: \.isSmall) > 0, letters.prefix(2).allSatisfy({ !$0.isSmall }) {
      return true
    }
    let humps = humps(letters)
    if humps.count > 1, humps.allSatisfy({ $0.count < shortest || contains($0.map(\.lowercased)) })
    {
      return true
    }
    guard word.count >= 2 * shortest else { return false }
    return (shortest...word.count - shortest).contains {
      has(word[..<$0]) && has(word[$0...])
    }
  }

  /// `NetworkManager`: at each capital behind a small letter a new one begins.
  private static func humps(_ letters: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    var humps: [ArraySlice<UInt8>] = []
    var start = letters.startIndex
    for at in letters.indices.dropFirst() where letters[at - 1].isSmall && !letters[at].isSmall {
      humps.append(letters[start..<at])
      start = at
    }
    return humps + [letters[start...]]
  }

  private static func has(_ word: some Collection<UInt8>) -> Bool {
    var (low, high) = (0, list.count)
    while low < high {
      var start = (low + high) / 2
      while start > low, list[start - 1] != 0x0a { start -= 1 }
      let line = list[start..<high].prefix { $0 != 0x0a }
      if line.elementsEqual(word) { return true }
      if line.lexicographicallyPrecedes(word) {
        low = line.endIndex + 1
      } else {
        high = start
      }
    }
    return false
  }
}

extension UInt8 {
  fileprivate var isSmall: Bool { (0x61...0x7a).contains(self) }
}
