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
  public func isIn(_ text: RawSpan) -> Bool {
    !places(in: Self.letters(of: text), most: 1).isEmpty
  }

  /// Whether several may, one behind the other, as in lines that lost what parted them.
  ///
  /// - Complexity: linear, at about a nanosecond a byte.
  public func isRepeated(in text: RawSpan) -> Bool {
    places(in: Self.letters(of: text), most: 2).count > 1
  }

  /// The messages that may stand in a text: of each its letters, and the digits between them, which
  /// tell it from others.
  ///
  /// - Complexity: linear, at about a nanosecond a byte.
  public func all(in text: RawSpan) -> Set<[UInt8]> {
    var places = places(in: Self.letters(of: text), most: .max)[...]
    guard !places.isEmpty else { return [] }
    var all: Set<[UInt8]> = []
    var message: [UInt8] = []
    var (count, last) = (0, UInt8(0))
    text.withUnsafeBytes { bytes in
      for byte in bytes {
        guard let place = places.first else { return }
        let letter = byte | 0x20
        let isLetter = letter &- 0x61 < 26
        if isLetter, letter != last { (count, last) = (count + 1, letter) }
        guard count > place.lowerBound, isLetter || (0x30...0x39).contains(byte) else { continue }
        // each letter once where it stands more than once in a row
        if !isLetter || message.last != letter { message.append(isLetter ? letter : byte) }
        guard count == place.upperBound else { continue }
        all.insert(message)
        message = []
        places.removeFirst()
      }
    }
    return all
  }

  /// Which of the letters are such messages, at most so many.
  private func places(in letters: [UInt8], most: Int) -> [Range<Int>] {
    var places: [Range<Int>] = []
    letters.withUnsafeBytes { bytes in
      index.search(bytes) { phrase, end in
        let last = places.last?.upperBound ?? 0
        let farthest = stems[phrase].count + farthest[phrase]
        let before = letters[max(last, end - farthest)..<max(last, end)]
        guard places.count < most, let start = Self.lastPlace(of: stems[phrase], in: before) else {
          return
        }
        let between = before[(start + stems[phrase].count)...]
        if Self.tags.contains(where: { Self.lastPlace(of: $0, in: between) != nil }) { return }
        places.append(start..<end + ends[phrase].count)
      }
    }
    return places
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

/// Messages that were read of texts, by the text: what ``SpelledWords`` see there may be one of these.
public struct ReadMessages: Sendable {
  private var bySource: [String: Set<[UInt8]>] = [:]

  public init() {}

  public mutating func add(_ messages: Set<[UInt8]>, of sources: some Sequence<String>) {
    guard !messages.isEmpty else { return }
    for source in sources { bySource[source, default: []].formUnion(messages) }
  }

  /// Whether all that was seen in a text was read there, if with other signs between its letters: somebody
  /// may have coded it.
  func include(_ seen: Set<[UInt8]>, of source: String) -> Bool {
    let read = bySource[source] ?? []
    return seen.subtracting(read).allSatisfy { message in
      read.contains { $0.isScattered(in: message) }
    }
  }
}

extension [UInt8] {
  /// Whether its bytes stand in another one in their order, with any between them.
  fileprivate func isScattered(in other: [UInt8]) -> Bool {
    var at = startIndex
    for byte in other where at < endIndex && byte == self[at] { at += 1 }
    return at == endIndex
  }
}
