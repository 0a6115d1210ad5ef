internal import LogModel

/// Finds the lines that matter in whole chunks of text, without cutting it into lines: the fast front
/// of ``LogPhrases``, with the same phrases.
///
/// For lines that do not matter it costs a fraction of a nanosecond a byte.
final class PhraseScan {
  private let all: LogPhrases
  /// Those that are needed to find every line.
  private lazy var phrases = Self.needed(of: all)
  private(set) var tables: PhraseTables?
  /// From which position on the tables are made anew.
  private var adaptation = 0
  static let firstAdaptation = 1 << 20
  /// Less text than this is looked through sooner than the tables are made.
  private static let least = 128 << 10

  init(_ phrases: LogPhrases) { all = phrases }

  private static func needed(
    of phrases: LogPhrases
  ) -> [(bytes: [UInt8], meaning: LogPhrases.Meaning)] {
    let all = phrases.index.phrases
    // A phrase within another one finds that, too; of two that are the same, one does.
    return zip(all, phrases.meanings).enumerated().compactMap { number, one in
      var isNeeded = !one.0.isEmpty
      one.0.withUnsafeBytes { bytes in
        phrases.index.search(bytes) { part, _ in
          let isLess = all[part].count < one.0.count || part < number
          if isLess, phrases.meanings[part] == one.1 { isNeeded = false }
        }
      }
      return isNeeded ? (bytes: one.0, meaning: one.1) : nil
    }
  }

  /// Makes the tables for a log of which `text` is a part, at `position`: a phrase is then looked
  /// for by those of its bytes that this log has hardly anywhere. To be called before
  /// ``next(in:_:wanted:newlines:)``; it does something a few times in a large log, whose beginning
  /// need not be like the rest of it, and nothing in a small one.
  func adapt(to text: ByteSpan, at position: Int) {
    guard position >= adaptation, position + text.count >= Self.least else { return }
    adaptation = max(Self.firstAdaptation, position * 8)
    tables = PhraseTables(phrases, like: text) ?? tables
  }

  /// The first byte in `range` of `text` that tells of a line that matters for one of the reasons
  /// `wanted`, or that is an ESC, for a phrase may stand to both sides of a control sequence; the
  /// range's end if there is none. Adds the newlines before it to `newlines`.
  ///
  /// - Complexity: linear in what it passes, at several bytes a clock tick where there are vectors.
  func next(
    in text: ByteSpan, _ range: Range<Int>, wanted: LogPhrases.Meaning, newlines: inout Int
  ) -> Int {
    tables?.next(in: text.bytes, range, wanted: wanted, newlines: &newlines)
      ?? nextLine(in: text, range, wanted: wanted, newlines: &newlines)
  }

  /// The same without tables, line by line: where such a line begins.
  private func nextLine(
    in text: ByteSpan, _ range: Range<Int>, wanted: LogPhrases.Meaning, newlines: inout Int
  ) -> Int {
    let text = text[0..<range.upperBound]
    var start = range.lowerBound
    while start < range.upperBound {
      let end = text.firstIndex(of: .newline, from: start) ?? range.upperBound
      let line = text[start..<end]
      let isWanted = !all.meanings(in: line).isDisjoint(with: wanted)
      if isWanted || line.firstIndex(of: 0x1b) != nil { return start }
      if end == range.upperBound { return end }
      newlines += 1
      start = end + 1
    }
    return start
  }
}
