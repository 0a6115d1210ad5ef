internal import CSearch

/// The tables of CSearch for some phrases. Threads may share them.
final class PhraseTables: Sendable {
  private nonisolated(unsafe) let tables: OpaquePointer
  /// How long the longest phrase is.
  let longest: Int

  /// - Parameter sample: text like that which will be searched.
  init?(_ phrases: [(bytes: [UInt8], meaning: LogPhrases.Meaning)], like sample: ByteSpan) {
    let bytes = phrases.flatMap(\.bytes)
    let lengths = phrases.map(\.bytes.count)
    longest = lengths.max() ?? 0
    let made = bytes.withUnsafeBufferPointer { bytes -> OpaquePointer? in
      var at = 0
      let starts = lengths.map { length in
        defer { at += length }
        return bytes.baseAddress.map { $0 + at }
      }
      let sample = sample.bytes.bindMemory(to: UInt8.self)
      return csearch_make(
        starts, lengths, phrases.map(\.meaning.rawValue), lengths.count, sample.baseAddress,
        sample.count, CSEARCH_WIDE)
    }
    guard let made else { return nil }
    tables = made
  }

  deinit { csearch_free(tables) }

  /// See ``PhraseScan/next(in:_:wanted:newlines:)``.
  func next(
    in text: UnsafeRawBufferPointer, _ range: Range<Int>, wanted: LogPhrases.Meaning,
    newlines: inout Int
  ) -> Int {
    guard let base = text.bindMemory(to: UInt8.self).baseAddress else { return range.upperBound }
    var kind: UInt8 = 0
    return csearch_next(
      tables, base, range.lowerBound, range.upperBound, wanted.rawValue, &kind, &newlines)
  }
}
