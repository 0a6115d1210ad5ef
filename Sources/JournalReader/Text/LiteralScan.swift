internal import CSearch

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

  private let tables: OpaquePointer?
  private static let width = 5

  init(_ question: Question) {
    var literals: [(bytes: [UInt8], reason: Reason)] = []
    for (phrases, reason) in [
      (question.triggers, Reason.trigger), (question.marks, .mark), (LossNotes.phrases, .gap),
      (BootBoundary.phrases, .boundary), (BootBoundary.youngPhrases, .young),
    ] {
      // A phrase within another one finds that, too.
      let phrases = Set(phrases.map { Array($0.utf8) }).filter { !$0.isEmpty }
      for phrase in phrases where !phrases.contains(where: { $0 != phrase && phrase.holds($0) }) {
        literals.append((phrase, reason))
      }
    }
    let bytes = literals.flatMap(\.bytes)
    let lengths = literals.map(\.bytes.count)
    let windows = literals.map { Self.rarest($0.bytes) }
    tables = bytes.withUnsafeBufferPointer { bytes -> OpaquePointer? in
      var starts: [UnsafePointer<UInt8>?] = []
      var at = 0
      for length in lengths {
        starts.append(bytes.baseAddress.map { $0 + at })
        at += length
      }
      return csearch_make(starts, lengths, windows, literals.map(\.reason.rawValue), lengths.count)
    }
  }

  deinit { csearch_free(tables) }

  /// The first byte in `range` of `text` that tells of a line that matters for one of the reasons
  /// `wanted`, or for an ESC; the range's end if there is none. Adds the newlines before it to
  /// `newlines`.
  ///
  /// - Complexity: linear in what it passes, at several bytes a clock tick where there are vectors.
  func next(
    in text: ByteSpan, _ range: Range<Int>, wanted: Reason, newlines: inout Int
  ) -> Int {
    guard let tables, let base = text.bytes.bindMemory(to: UInt8.self).baseAddress else {
      return range.upperBound
    }
    var kind: UInt8 = 0
    return csearch_next(
      tables, base, range.lowerBound, range.upperBound, wanted.rawValue, &kind, &newlines)
  }

  /// Where the few bytes of a literal begin that stand most rarely in logs.
  private static func rarest(_ literal: [UInt8]) -> Int {
    guard literal.count > width else { return 0 }
    let costs = (0...(literal.count - width)).map { start in
      literal[start..<start + width].reduce(1.0) { $0 * commonness[Int($1)] }
    }
    return costs.indices.min { costs[$0] < costs[$1] } ?? 0
  }

  /// How common each byte is in kernel and system logs, roughly (Zipf's law over the order found
  /// in some megabytes of them).
  private static let commonness: [Double] = {
    var table = Array(repeating: 0.01, count: 256)
    let order = " e0taoinsrdcl1p2umh3f45g6:y.87b9v-x[]k/w(),_=AESPIUCT"
    for (rank, byte) in order.utf8.enumerated() { table[Int(byte)] = 1 / Double(rank + 3) }
    return table
  }()
}

extension [UInt8] {
  fileprivate func holds(_ part: [UInt8]) -> Bool {
    count >= part.count
      && (0...(count - part.count)).contains { self[$0...].starts(with: part) }
  }
}
