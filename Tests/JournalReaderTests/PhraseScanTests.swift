import CSearch
import Testing

@testable import JournalReader
@testable import LogModel

/// The search may pass over nothing that it was asked for, however it was dealt: it is compared with
/// one that looks at each place.
@Suite struct PhraseScanTests {
  private struct Literal {
    var bytes: [UInt8]
    var kind: UInt8
  }

  /// The tables of CSearch for some literals, for each way of looking through a text.
  private final class Tables {
    let ways: [OpaquePointer]

    init(_ literals: [Literal], like sample: [UInt8]) throws {
      ways = try [CSEARCH_PLAIN, CSEARCH_VECTORS, CSEARCH_WIDE].map {
        try #require(Self.tables(literals, sample, $0))
      }
    }

    private static func tables(
      _ literals: [Literal], _ sample: [UInt8], _ way: csearch_way
    ) -> OpaquePointer? {
      let bytes = literals.flatMap(\.bytes)
      return bytes.withUnsafeBufferPointer { bytes in
        var starts: [UnsafePointer<UInt8>?] = []
        var at = 0
        for literal in literals {
          starts.append(bytes.baseAddress.map { $0 + at })
          at += literal.bytes.count
        }
        return csearch_make(
          starts, literals.map(\.bytes.count), literals.map(\.kind), literals.count, sample,
          sample.count, way)
      }
    }

    deinit { ways.forEach(csearch_free) }

    typealias Hit = (place: Int, kind: UInt8, newlines: Int)

    func next(_ text: [UInt8], _ range: Range<Int>, _ wanted: UInt8) -> [Hit] {
      ways.map { tables in
        var hit: Hit = (0, 0, 0)
        hit.place = csearch_next(
          tables, text, range.lowerBound, range.upperBound, wanted, &hit.kind, &hit.newlines)
        return hit
      }
    }
  }

  /// Where the first line begins that holds something, and what kinds there are in it.
  private func naive(
    _ literals: [Literal], _ text: [UInt8], _ range: Range<Int>, _ wanted: UInt8
  ) -> (line: Range<Int>, kinds: Set<UInt8>)? {
    var start = range.lowerBound
    while start < range.upperBound {
      let end = text[start..<range.upperBound].firstIndex(of: 0x0a) ?? range.upperBound
      var kinds: Set<UInt8> = []
      for at in start..<end {
        if text[at] == 0x1b { kinds.insert(UInt8(CSEARCH_ESCAPE)) }
        for literal in literals
        where literal.kind & wanted != 0 && text[at..<end].starts(with: literal.bytes) {
          kinds.insert(literal.kind)
        }
      }
      if !kinds.isEmpty { return (start..<end, kinds) }
      start = end + 1
    }
    return nil
  }

  private func compare(
    _ literals: [Literal], _ tables: Tables, _ text: [UInt8], _ range: Range<Int>, _ wanted: UInt8
  ) -> Bool {
    let expected = naive(literals, text, range, wanted)
    return tables.next(text, range, wanted).allSatisfy { hit in
      guard hit.newlines == text[range.lowerBound..<hit.place].count(where: { $0 == 0x0a }) else {
        return false
      }
      guard let expected else { return hit.place == range.upperBound && hit.kind == 0 }
      return expected.line.contains(hit.place) && expected.kinds.contains(hit.kind)
    }
  }

  /// Few different bytes, so that much is almost a literal.
  private func bytes(_ count: Int, of letters: [UInt8], _ random: inout SplitMix) -> [UInt8] {
    (0..<count).map { _ in letters[Int(random.next() % UInt64(letters.count))] }
  }

  @Test(arguments: 0..<30) func itFindsWhatIsThere(seed: Int) throws {
    var random = SplitMix(state: UInt64(seed))
    // Those that share a half with each other; with a newline and, rarely, an ESC; not ASCII.
    let letters: [UInt8] =
      [Array("abq".utf8), Array("abcdpqrs".utf8), [0x61, 0xe1, 0xff, 0x00, 0x80]][seed % 3]
    let literals = (0..<[1, 5, 24][seed / 3 % 3]).map { _ in
      Literal(
        bytes: bytes(1 + Int(random.next() % (seed % 2 == 0 ? 12 : 5)), of: letters, &random)
          + (seed % 4 == 0 ? bytes(6, of: letters, &random) : []),
        kind: 1 << UInt8(random.next() % 5))
    }
    let common = letters + letters + letters + [0x0a]
    let sample = bytes([0, 3, 100, 3000, 50_000][seed % 5], of: common, &random)
    let tables = try Tables(literals, like: sample)
    for round in 0..<40 {
      let withEscape = round % 8 == 0 ? common + [0x1b] : common
      var text = bytes(Int(random.next() % 220), of: withEscape, &random)
      // Mostly something else, so that it has to go far.
      if round % 3 > 0 {
        for index in text.indices where random.next() % 8 > 0 && text[index] != 0x0a {
          text[index] = UInt8(ascii: "x")
        }
        let literal = literals[Int(random.next() % UInt64(literals.count))].bytes
        if round % 3 == 1, text.count > literal.count {
          let place = Int(random.next() % UInt64(text.count - literal.count))
          text.replaceSubrange(place..<place + literal.count, with: literal)
        }
      }
      let start = Int(random.next() % UInt64(text.count + 1)) / (round % 2 + 1)
      let end = start + Int(random.next() % UInt64(text.count - start + 1))
      let wanted = UInt8(random.next() % 32)
      #expect(compare(literals, tables, text, start..<end, wanted), "\(text) \(start)..<\(end)")
    }
  }

  /// At each place of a text of each length around the vectors' ends.
  @Test func itFindsThemEverywhere() throws {
    let literals = ["killed", "ab", "' timed out;", "z"].enumerated().map {
      Literal(bytes: Array($1.utf8), kind: 1 << UInt8($0))
    }
    let tables = try Tables(literals, like: Array("[    1.000000] what is so\n".utf8))
    let escape = Literal(bytes: [0x1b], kind: UInt8(CSEARCH_ESCAPE))
    for literal in literals + [escape] {
      for length in Array(62...72) + Array(126...138) + [8200] {
        let count = literal.bytes.count
        for place in 0...length - count where length < 8000 || place % 499 == 0 {
          var text = Array(repeating: UInt8.newline, count: length)
          text.replaceSubrange(place..<place + count, with: literal.bytes)
          let areFound = tables.next(text, 0..<length, 0xff).allSatisfy { hit in
            (place..<place + count).contains(hit.place) && hit.kind == literal.kind
              && hit.newlines == place
          }
          #expect(areFound, "\(literal) at \(place) of \(length)")
          // A part of it is nothing.
          let areCut =
            tables.next(text, place + 1..<length, 0xff).allSatisfy {
              $0 == (length, 0, length - place - count)
            }
            && tables.next(text, 0..<place + count - 1, 0xff).allSatisfy {
              $0 == (place + count - 1, 0, place)
            }
          #expect(areCut, "\(literal) at \(place) of \(length), cut")
        }
      }
    }
  }

  @Test func tablesMayBeMadeAnew() {
    let text = Array(
      (String(repeating: "worker is fine\n", count: 3000) + "worker killed\n").utf8)
    let scan = PhraseScan(LogPhrases(.about(["killed", "worker killed", "er is f"])))
    text.withUnsafeBytes { bytes in
      let span = ByteSpan(bytes)
      var newlines = 0
      // Without tables it goes line by line.
      #expect(scan.next(in: span, 7..<text.count, wanted: .trigger, newlines: &newlines) == 15)
      #expect(newlines == 1)
      newlines = 0
      #expect(scan.next(in: span, 0..<text.count, wanted: .mark, newlines: &newlines) == text.count)
      #expect(newlines == 3001)
      newlines = 0
      scan.adapt(to: span[0..<0], at: 0)
      var hit = scan.next(in: span, 0..<text.count, wanted: .trigger, newlines: &newlines)
      #expect(hit < 15 && newlines == 0)
      scan.adapt(to: span, at: 1 << 20)
      hit = scan.next(in: span, 15 * 2999..<text.count, wanted: .trigger, newlines: &newlines)
      #expect(hit < 15 * 3000 && newlines == 0)
      hit = scan.next(in: span, 15 * 3000..<text.count, wanted: .trigger, newlines: &newlines)
      #expect(hit >= 15 * 3000 && hit < text.count && newlines == 0)
      #expect(
        scan.next(in: span, 15..<text.count, wanted: .mark, newlines: &newlines) == text.count)
      #expect(newlines == 3000)
    }
  }
}
