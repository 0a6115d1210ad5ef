/// Finds which of many phrases stand in a text, and where.
///
/// Each phrase is filed under windows of four of its own bytes, and a bitmap says in one step whether
/// anything is filed under the window at hand. Where all phrases are long enough, only every fourth
/// window of a text is looked at: then each phrase is filed under four windows in a row.
public struct PhraseIndex: Sendable {
  public let phrases: [[UInt8]]
  private var filed: [UInt32: [(phrase: Int, offset: Int)]] = [:]
  private var bitmap = [UInt64](repeating: 0, count: 1024)
  /// From one window that is looked at to the next.
  private let step: Int
  /// Phrases shorter than a window: each place is compared with them.
  private let short: [Int]

  private static let window = 4

  /// - Parameter phrases: exact bytes. An empty one is never found.
  public init(_ phrases: [[UInt8]]) {
    self.phrases = phrases
    short = phrases.indices.filter { (1..<Self.window).contains(phrases[$0].count) }
    let shortest = phrases.lazy.map(\.count).filter { $0 >= Self.window }.min() ?? Self.window
    step = min(shortest - Self.window + 1, Self.window)
    for (number, phrase) in phrases.enumerated() where phrase.count >= Self.window {
      let width = Self.window + step - 1
      let starts = 0...(phrase.count - width)
      let start =
        starts.min { Self.commonness(phrase, $0, width) < Self.commonness(phrase, $1, width) } ?? 0
      for offset in start..<start + step {
        let window = phrase.withUnsafeBytes {
          $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
        }
        filed[window, default: []].append((number, offset))
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
        guard bitmap[bit >> 6] & 1 << UInt64(bit & 63) != 0, let here = filed[window] else {
          continue
        }
        for (phrase, offset) in here where stands(phrase, at: at - offset, in: text) {
          found(phrase, at - offset)
        }
      }
    }
    for phrase in short {
      for at in text.indices where stands(phrase, at: at, in: text) { found(phrase, at) }
    }
  }

  /// The numbers of the phrases that stand in `text`, in the order of the list.
  public func matches(in text: ArraySlice<UInt8>) -> [Int] {
    var found: [Int] = []
    text.withUnsafeBytes { search($0) { phrase, _ in found.append(phrase) } }
    return found.count > 1 ? found.sorted() : found
  }

  private func stands(_ phrase: Int, at start: Int, in text: UnsafeRawBufferPointer) -> Bool {
    let phrase = phrases[phrase]
    guard start >= 0, start + phrase.count <= text.count else { return false }
    for offset in phrase.indices where text[start + offset] != phrase[offset] { return false }
    return true
  }

  private static func bit(_ window: UInt32) -> Int { Int((window &* 2_654_435_761) >> 16) }

  /// Blanks and the commonest letters make windows that stand in many texts.
  private static func commonness(_ phrase: [UInt8], _ start: Int, _ width: Int) -> Int {
    phrase[start..<start + width].reduce(0) { $0 + commonness[Int($1)] }
  }

  private static let commonness: [Int] = {
    var ranks = [Int](repeating: 0, count: 256)
    for (place, letter) in " etaoinsr".utf8.enumerated() { ranks[Int(letter)] = 10 - place }
    return ranks
  }()
}
