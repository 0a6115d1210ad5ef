/// Words that are found by their letters alone, however somebody wrote, coded or broke them: in capitals,
/// letter over letter, with soft hyphens, marks and line ends between.
///
/// It tells that they are there, not what they say: the last resort, so that nothing is silently unread.
public struct SpelledWords: Sendable {
  private let stems: [[UInt8]]
  private let ends: [[UInt8]]
  private let index: PhraseIndex
  /// By how many letters an end may stand behind its stem.
  private let farthest: [Int]
  /// With these another line begins.
  private static let tags = ["kernel", "udev"].map { letters(of: Array($0.utf8).span.bytes) }

  /// - Parameter words: what a message begins with, what it ends with, and how many letters may stand
  ///   between.
  public init(_ words: [(stem: String, end: String, farthest: Int)]) {
    farthest = words.map(\.farthest)
    stems = words.map { Self.letters(of: Array($0.stem.utf8).span.bytes) }
    ends = words.map { Self.letters(of: Array($0.end.utf8).span.bytes) }
    index = PhraseIndex(ends)
  }

  /// Whether such a message may stand in a text.
  ///
  /// - Complexity: linear, at about a nanosecond a byte.
  public func isIn(_ text: RawSpan) -> Bool { stands(in: text, atLeast: 1) }

  /// Whether several may, one behind the other, as in lines that lost what parted them.
  ///
  /// - Complexity: linear, at about a nanosecond a byte.
  public func isRepeated(in text: RawSpan) -> Bool { stands(in: text, atLeast: 2) }

  private func stands(in text: RawSpan, atLeast least: Int) -> Bool {
    let letters = Self.letters(of: text)
    // how many were found, and up to where
    var (count, last) = (0, 0)
    letters.withUnsafeBytes { bytes in
      index.search(bytes) { phrase, end in
        let most = stems[phrase].count + farthest[phrase]
        let before = letters[max(last, end - most)..<max(last, end)]
        guard count < least, let start = Self.lastPlace(of: stems[phrase], in: before) else {
          return
        }
        let between = before[(start + stems[phrase].count)...]
        if Self.tags.contains(where: { Self.lastPlace(of: $0, in: between) != nil }) { return }
        (count, last) = (count + 1, end)
      }
    }
    return count >= least
  }

  /// The letters of a text, all small, each once where it stands more than once in a row.
  private static func letters(of text: RawSpan) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: text.byteCount) { letters, count in
      text.withUnsafeBytes { bytes in
        var last: UInt8 = 0
        for byte in bytes {
          let letter = byte | 0x20
          guard letter &- 0x61 < 26, letter != last else { continue }
          letters[count] = letter
          count += 1
          last = letter
        }
      }
    }
  }

  private static func lastPlace(of part: [UInt8], in text: ArraySlice<UInt8>) -> Int? {
    guard text.count >= part.count else { return nil }
    return (text.startIndex...text.endIndex - part.count).last { text[$0...].starts(with: part) }
  }
}
