/// Finds which of many phrases stand in a text, and where.
///
/// Each phrase is filed under windows of four of its own bytes, and a bitmap says in one step whether
/// anything is filed under the window at hand. Where all phrases are long enough, only every fourth
/// window of a text is looked at: then each phrase is filed under four windows in a row.
public struct PhraseIndex: Sendable {
  public let phrases: [[UInt8]]
  private struct Entry {
    var window: UInt32 = 0
    /// Less than zero where nothing is filed.
    var phrase: Int32 = -1
    var offset: Int32 = 0
  }
  /// Each is filed in the first free place behind the one that its window gives.
  private var filed: [Entry]
  private var bitmap = [UInt64](repeating: 0, count: 1024)
  /// From one window that is looked at to the next.
  private let step: Int
  /// Phrases shorter than a window: places where one of them may begin are compared with them.
  private let short: [Int]
  private let beginsShort: [Bool]

  private static let window = 4

  /// - Parameter phrases: exact bytes. An empty one is never found.
  public init(_ phrases: [[UInt8]]) {
    self.phrases = phrases
    short = phrases.indices.filter { (1..<Self.window).contains(phrases[$0].count) }
    beginsShort = short.reduce(into: short.isEmpty ? [] : Array(repeating: false, count: 256)) {
      $0[Int(phrases[$1][0])] = true
    }
    let shortest = phrases.lazy.map(\.count).filter { $0 >= Self.window }.min() ?? Self.window
    step = min(shortest - Self.window + 1, Self.window)
    let long = phrases.count(where: { $0.count >= Self.window })
    // at most half full, so that ways are short
    let places = max(4, long * step * 2)
    filed = Array(
      repeating: Entry(), count: 1 << (Int.bitWidth - (places - 1).leadingZeroBitCount))
    for (number, phrase) in phrases.enumerated() where phrase.count >= Self.window {
      let start = Self.rarest(Self.window + step - 1, in: phrase)
      for offset in start..<start + step {
        let window = phrase.withUnsafeBytes {
          $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
        }
        var place = Self.bit(window) & (filed.count - 1)
        while filed[place].phrase >= 0 { place = (place + 1) & (filed.count - 1) }
        filed[place] = Entry(window: window, phrase: Int32(number), offset: Int32(offset))
        bitmap[Self.bit(window) >> 6] |= 1 << UInt64(Self.bit(window) & 63)
      }
    }
  }

  /// Calls `found` with each phrase in `text` and the offset at which it begins.
  ///
  /// - Complexity: about a look-up for each byte of the text, or for each four.
  public func search(
    _ text: UnsafeRawBufferPointer, _ found: (_ phrase: Int, _ offset: Int) -> Void
  ) {
    bitmap.withUnsafeBufferPointer { bitmap in
      for at in stride(from: 0, through: text.count - Self.window, by: step) {
        let window = text.loadUnaligned(fromByteOffset: at, as: UInt32.self)
        let bit = Self.bit(window)
        guard bitmap[bit >> 6] & 1 << UInt64(bit & 63) != 0 else { continue }
        var place = bit & (filed.count - 1)
        while filed[place].phrase >= 0 {
          let (phrase, offset) = (Int(filed[place].phrase), Int(filed[place].offset))
          if filed[place].window == window, stands(phrase, at: at - offset, in: text) {
            found(phrase, at - offset)
          }
          place = (place + 1) & (filed.count - 1)
        }
      }
    }
    guard !short.isEmpty else { return }
    beginsShort.withUnsafeBufferPointer { beginsShort in
      for at in 0..<text.count where beginsShort[Int(text[at])] {
        for phrase in short where stands(phrase, at: at, in: text) { found(phrase, at) }
      }
    }
  }

  private func stands(_ phrase: Int, at start: Int, in text: UnsafeRawBufferPointer) -> Bool {
    let phrase = phrases[phrase]
    guard start >= 0, start + phrase.count <= text.count else { return false }
    for offset in phrase.indices where text[start + offset] != phrase[offset] { return false }
    return true
  }

  private static func bit(_ window: UInt32) -> Int { Int((window &* 2_654_435_761) >> 16) }

  /// The numbers of the phrases that stand in `text`, in the order of the list.
  public func matches(in text: ArraySlice<UInt8>) -> [Int] {
    var found: [Int] = []
    text.withUnsafeBytes { search($0) { phrase, _ in found.append(phrase) } }
    return found.count > 1 ? found.sorted() : found
  }

  /// Where the part of a phrase begins that stands in the fewest texts: blanks and the commonest
  /// letters make windows that stand in many.
  private static func rarest(_ width: Int, in phrase: [UInt8]) -> Int {
    let commonness = commonness
    var sum = 0
    var (least, start) = (Int.max, 0)
    for end in phrase.indices {
      sum += commonness[Int(phrase[end])]
      if end >= width { sum -= commonness[Int(phrase[end - width])] }
      if end >= width - 1, sum < least { (least, start) = (sum, end - width + 1) }
    }
    return start
  }

  private static let commonness: [Int] = {
    var ranks = [Int](repeating: 0, count: 256)
    for (place, letter) in " etaoinsr".utf8.enumerated() { ranks[Int(letter)] = 10 - place }
    return ranks
  }()
}
