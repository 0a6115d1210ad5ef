internal import CSearch
internal import LogModel

/// Finds the lines that matter in whole chunks of text, without cutting it into lines: the fast front
/// of ``LogPhrases``, with the same phrases.
///
/// For lines that do not matter it costs a fraction of a nanosecond a byte. It owns the tables of
/// CSearch.
final class PhraseScan {
  private let phrases: [(bytes: [UInt8], meaning: LogPhrases.Meaning)]
  private var tables: OpaquePointer?
  /// From which position on the tables are made anew.
  private var adaptation = 0
  private static let firstAdaptation = 1 << 20

  init(_ phrases: LogPhrases) {
    let all = zip(phrases.index.phrases, phrases.meanings).filter { !$0.0.isEmpty }
    // A phrase within another one finds that, too; of two that are the same, one does.
    self.phrases = all.enumerated().filter { number, one in
      !all.enumerated().contains { other, part in
        part.1 == one.1 && one.0.holds(part.0) && (one.0 != part.0 || other < number)
      }
    }.map { ($0.element.0, $0.element.1) }
  }

  deinit { csearch_free(tables) }

  /// Makes the tables for a log of which `text` is a part, at `position`: a phrase is then looked
  /// for by those of its bytes that this log has hardly anywhere. To be called before
  /// ``next(in:_:wanted:newlines:)``; it does something at first, and a few times in a large log,
  /// whose beginning need not be like the rest of it.
  func adapt(to text: ByteSpan, at position: Int) {
    guard position >= adaptation else { return }
    adaptation = max(Self.firstAdaptation, position * 8)
    let bytes = phrases.flatMap(\.bytes)
    let lengths = phrases.map(\.bytes.count)
    let made = bytes.withUnsafeBufferPointer { bytes -> OpaquePointer? in
      var at = 0
      let starts = lengths.map { length in
        defer { at += length }
        return bytes.baseAddress.map { $0 + at }
      }
      let sample = text.bytes.bindMemory(to: UInt8.self)
      return csearch_make(
        starts, lengths, phrases.map(\.meaning.rawValue), lengths.count, sample.baseAddress,
        sample.count)
    }
    guard let made else { return }
    csearch_free(tables)
    tables = made
  }

  /// The first byte in `range` of `text` that tells of a line that matters for one of the reasons
  /// `wanted`, or that is an ESC, for a phrase may stand to both sides of a control sequence; the
  /// range's end if there is none. Adds the newlines before it to `newlines`.
  ///
  /// - Complexity: linear in what it passes, at several bytes a clock tick where there are vectors.
  func next(
    in text: ByteSpan, _ range: Range<Int>, wanted: LogPhrases.Meaning, newlines: inout Int
  ) -> Int {
    // Without tables each line matters.
    guard let tables, let base = text.bytes.bindMemory(to: UInt8.self).baseAddress else {
      return range.lowerBound
    }
    var kind: UInt8 = 0
    return csearch_next(
      tables, base, range.lowerBound, range.upperBound, wanted.rawValue, &kind, &newlines)
  }
}

extension [UInt8] {
  fileprivate func holds(_ part: [UInt8]) -> Bool {
    count >= part.count
      && (0...(count - part.count)).contains { self[$0...].starts(with: part) }
  }
}
