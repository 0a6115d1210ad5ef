internal import LogModel

/// A kernel line without what differs from boot to boot: numbers, names of devices, addresses.
struct LineForm: Sendable, Hashable {
  /// In small letters; `#` stands for whatever has a digit in it.
  let words: [String]

  init(_ message: some Sequence<UInt8>) {
    var words: [String] = []
    var word: [UInt8] = []
    var hasDigit = false
    func end() {
      guard !word.isEmpty else { return }
      let text = String(decoding: word, as: UTF8.self)
      if hasDigit || Self.isName(text) {
        if words.last != "#" { words.append("#") }
      } else {
        words.append(text)
      }
      word.removeAll(keepingCapacity: true)
      hasDigit = false
    }
    for byte in message {
      if byte.isLetter || byte.isDigit || byte == UInt8(ascii: "_") {
        hasDigit = hasDigit || byte.isDigit
        word.append(byte.lowercased)
      } else {
        end()
      }
    }
    end()
    self.words = words
  }

  /// `sda`, and a part of an address that happens to have no digit.
  private static func isName(_ word: String) -> Bool {
    let letters = word.utf8
    if letters.count == 2, letters.allSatisfy(\.isHexDigit) { return true }
    return (3...4).contains(letters.count)
      && ["sd", "vd", "hd"].contains { word.hasPrefix($0) } && !Self.words.contains(word)
  }

  private static let words: Set<String> = ["sdr", "sdio", "sdhc", "sdma", "hda", "hdmi", "hdd"]

  /// Whether another kernel may have said the same: most words are in both.
  func isNear(_ other: LineForm) -> Bool {
    let mine = words.filter { $0 != "#" }
    let theirs = other.words.filter { $0 != "#" }
    guard mine.count >= 3, theirs.count >= 3 else { return false }
    var counts: [String: Int] = [:]
    for word in mine { counts[word, default: 0] += 1 }
    var common = 0
    for word in theirs where counts[word, default: 0] > 0 {
      counts[word, default: 0] -= 1
      common += 1
    }
    return common >= 2 && common * 20 >= (mine.count + theirs.count) * 6
  }
}
