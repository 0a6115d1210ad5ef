import JournalReader
import LogModel
import Testing

/// Most of a log is passed over without being cut into lines: what was asked for must be found
/// wherever it stands, and what is said of the rest must be true.
@Suite struct TextChunkTests {
  private func line(_ second: Int, _ text: String) -> String {
    let digits = String(second)
    return "[\(String(repeating: " ", count: 5 - digits.count))\(digits).000000] \(text)\n"
  }

  private func filler(_ seconds: Range<Int>, lines: Int = 1) -> String {
    seconds.map { second in
      (0..<lines).map { line(second, "eth0: link is up, \($0) of many") }.joined()
    }.joined()
  }

  @Test func everyPlaceIsLookedAt() {
    let before = filler(0..<900)
    for padding in 0..<140 {
      let text =
        before + line(900, String(repeating: "x", count: padding) + "killed") + filler(901..<1800)
      let answer = read(text, .about(["killed", "unheard of"], span: 0))
      #expect(answer.entries.map(\.number) == [901], "\(padding)")
      #expect(answer.coverage.sources.first?.entries == 1800)
    }
    let atEnd = before + line(900, "killed").dropLast()
    #expect(read(atEnd, .about(["killed"], span: 0)).entries.map(\.number) == [901])
  }

  @Test func neighboursInOtherChunksAreFound() {
    let text = filler(0..<1000, lines: 20) + line(1000, "killed") + filler(1001..<2000, lines: 20)
    let answer = read(text, .about(["killed"], span: 300_000_000))
    #expect(answer.entries.map(\.number) == Array(14_001...26_001).filter { $0 <= 26_001 })
    #expect(answer.coverage.sources.first?.entries == 39_981)
  }

  @Test func eachTriggerHasItsNeighboursOnce() {
    let text = (0..<8).map { round in
      let start = round * 2000
      return filler(start..<start + 1000, lines: 5) + line(start + 1000, "killed")
        + filler(start + 1001..<start + 2000, lines: 5)
    }.joined()
    let entries = read(text, .about(["killed"], span: 100_000_000)).entries
    #expect(entries.count == 8 * (200 * 5 + 1))
    #expect(Set(entries.map(\.number)).count == entries.count)
    #expect(entries.map(\.number) == entries.map(\.number).sorted())
  }

  @Test func piecesOfALargeLogDoNotMatter() {
    let text = Array(
      (filler(0..<3000, lines: 4) + line(3000, "killed") + filler(3000..<5000, lines: 4)
        + "-- Boot 00000000000000000000000000000002 --\n" + filler(0..<3000, lines: 4)
        + line(3000, "Linux version 6.1") + line(0, "Linux version 6.1") + filler(0..<3000))
        .utf8)
    let question = Question.about(["killed"], marks: ["Linux version "])
    let whole = read(text, question)
    #expect(whole.boots.count == 3)
    for size in [999, 65_536, 262_144, 1_000_003] {
      let pieces = read(text, question, pieces: size)
      #expect(pieces.entries == whole.entries)
      #expect(pieces.boots.map(\.first) == whole.boots.map(\.first))
      #expect(pieces.boots.map(\.last) == whole.boots.map(\.last))
      #expect(pieces.coverage.sources.map(\.entries) == whole.coverage.sources.map(\.entries))
    }
  }

  /// How a text is read is told by its beginning, of which a piece may hold more or less.
  @Test func piecesOfADamagedRecordDoNotMatter() {
    let fields = #""_TRANSPORT":"kernel","__REALTIME_TIMESTAMP":"1795463196343530","#
    let record = "{\(fields)\"MESSAGE\":\"it was killed\"}\n"
    for length in [0, 300, 600, 3900, 4000, 5000] {
      // the first record is cut, and has no message
      let cut = "{\(fields)\"_COMM\":\"\(String(repeating: "x", count: length))\"}\n"
      let text = Array((cut + record + "killed, too\n").utf8)
      let whole = read(text, .about(["killed"]))
      for size in [2, 511, 4097] {
        let pieces = read(text, .about(["killed"]), pieces: size)
        #expect(pieces.entries == whole.entries, "\(length), \(size)")
      }
    }
  }

  @Test func bootsAreToldWithoutTriggers() {
    let text = filler(0..<5000, lines: 3) + filler(1..<5000, lines: 3) + filler(0..<9000)
    let answer = read(text, .about(["killed"]))
    #expect(answer.boots.map { $0.first?.monotonic } == [0, 1_000_000, 0])
    #expect(
      answer.boots.map { $0.last?.monotonic } == [4_999_000_000, 4_999_000_000, 8_999_000_000])
    #expect(answer.coverage.sources.first?.entries == 15_000 + 14_997 + 9000)
  }

  @Test func coloursWithinALiteralAreSeenThrough() {
    let text = filler(0..<5000) + "[ 5000.000000] it was kil\u{1b}[1mled\n" + filler(5001..<9000)
    let answer = read(text, .about(["killed"], span: 0))
    #expect(answer.entries.map(\.number) == [5001])
  }
}
