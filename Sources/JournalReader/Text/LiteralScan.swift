internal import CSearch
internal import LogModel

/// Finds the lines that matter in whole chunks of text, without cutting it into lines.
///
/// Where ``LiteralSearch`` says what one line holds, this says which lines to ask about: for the
/// others it costs a fraction of a nanosecond a byte. It owns the tables of CSearch.
final class LiteralScan {
  /// Why a line matters.
  struct Reason: OptionSet {
    let rawValue: UInt8
    static let trigger = Reason(rawValue: 1)
    static let mark = Reason(rawValue: 2)
    /// A log's own word about what is missing from it.
    static let gap = Reason(rawValue: 4)
    /// A boot may begin here.
    static let boundary = Reason(rawValue: 8)
    /// The kernel's clock shows less than five seconds.
    static let young = Reason(rawValue: 16)
    /// An ESC: what is looked for may stand to both sides of a control sequence.
    static let escape = Reason(rawValue: UInt8(CSEARCH_ESCAPE))
  }

  private let literals: [(bytes: [UInt8], reason: Reason)]
  private var tables: OpaquePointer?
  /// From which position on the tables are made anew.
  private var adaptation = 0
  private static let firstAdaptation = 1 << 20

  init(_ question: Question) {
    var literals: [(bytes: [UInt8], reason: Reason)] = []
    for (phrases, reason) in [
      (question.triggers, Reason.trigger), (question.marks, .mark), (LossNotes.phrases, .gap),
      (BootBoundary.phrases, .boundary), (BootBoundary.youngPhrases, .young),
    ] {
      let phrases = phrases.map { Array($0.utf8) }.filter { !$0.isEmpty }
      for (number, phrase) in phrases.enumerated() {
        // A phrase within another one finds that, too; of two that are the same, one does.
        let isFound = phrases.enumerated().contains { other in
          phrase.holds(other.element) && (phrase != other.element || other.offset < number)
        }
        if !isFound { literals.append((phrase, reason)) }
      }
    }
    self.literals = literals
  }

  deinit { csearch_free(tables) }

  /// Makes the tables for a log of which `text` is a part, at `position`: a phrase is then looked
  /// for by those of its bytes that this log has hardly anywhere. To be called before
  /// ``next(in:_:wanted:newlines:)``; it does something at first, and a few times in a large log,
  /// whose beginning need not be like the rest of it.
  func adapt(to text: ByteSpan, at position: Int) {
    guard position >= adaptation else { return }
    adaptation = max(Self.firstAdaptation, position * 8)
    let bytes = literals.flatMap(\.bytes)
    let lengths = literals.map(\.bytes.count)
    let kinds = literals.map(\.reason.rawValue)
    let made = bytes.withUnsafeBufferPointer { bytes -> OpaquePointer? in
      var starts: [UnsafePointer<UInt8>?] = []
      var at = 0
      for length in lengths {
        starts.append(bytes.baseAddress.map { $0 + at })
        at += length
      }
      let sample = text.bytes.bindMemory(to: UInt8.self)
      return csearch_make(
        starts, lengths, kinds, lengths.count, sample.baseAddress, sample.count)
    }
    guard let made else { return }
    csearch_free(tables)
    tables = made
  }

  /// The first byte in `range` of `text` that tells of a line that matters for one of the reasons
  /// `wanted`, or for an ESC; the range's end if there is none. Adds the newlines before it to
  /// `newlines`.
  ///
  /// - Complexity: linear in what it passes, at several bytes a clock tick where there are vectors.
  func next(
    in text: ByteSpan, _ range: Range<Int>, wanted: Reason, newlines: inout Int
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
