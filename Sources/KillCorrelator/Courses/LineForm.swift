internal import LogModel

/// A kernel line without what differs from boot to boot: numbers, names of devices, addresses.
struct LineForm: Sendable, Hashable {
  /// In small letters, each word with a blank behind it; `#` stands for whatever has a digit in it.
  private let text: [UInt8]

  var words: [String] { text.split(separator: .blank).map { String(decoding: $0, as: UTF8.self) } }

  private var texts: [ArraySlice<UInt8>] {
    text.split(separator: .blank).filter { $0.first != UInt8(ascii: "#") }
  }

  init(_ message: some Sequence<UInt8>) {
    var text: [UInt8] = []
    text.reserveCapacity(message.underestimatedCount + 1)
    var start = 0
    var hasDigit = false
    var isBehindNumber = false
    func end() {
      guard text.count > start else { return }
      let isNumber = hasDigit || Self.isName(text[start...])
      if isNumber {
        text.removeSubrange(start...)
        if !isBehindNumber { text.append(UInt8(ascii: "#")) }
      }
      if text.count > start { text.append(.blank) }
      (start, hasDigit, isBehindNumber) = (text.count, false, isNumber)
    }
    for byte in message {
      if byte.isLetter || byte.isDigit || byte == UInt8(ascii: "_") {
        hasDigit = hasDigit || byte.isDigit
        text.append(byte.lowercased)
      } else {
        end()
      }
    }
    end()
    self.text = text
  }

  /// `sda`, and a part of an address that happens to have no digit.
  private static func isName(_ word: ArraySlice<UInt8>) -> Bool {
    if word.count == 2 { return word.allSatisfy(\.isHexDigit) }
    return (3...4).contains(word.count) && word.dropFirst().first == UInt8(ascii: "d")
      && word.first.map { "svh".utf8.contains($0) } == true
      && !words.contains(String(decoding: word, as: UTF8.self))
  }

  private static let words: Set<String> = ["sdr", "sdio", "sdhc", "sdma", "hda", "hdmi", "hdd"]

  /// Whether another kernel may have said the same: most words are in both.
  func isNear(_ other: LineForm) -> Bool {
    let (mine, theirs) = (texts, other.texts)
    guard mine.count >= 3, theirs.count >= 3 else { return false }
    var counts: [ArraySlice<UInt8>: Int] = [:]
    for word in mine { counts[word, default: 0] += 1 }
    var common = 0
    for word in theirs where counts[word, default: 0] > 0 {
      counts[word, default: 0] -= 1
      common += 1
    }
    return common >= 2 && common * 20 >= (mine.count + theirs.count) * 6
  }
}
