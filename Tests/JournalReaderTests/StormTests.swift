import Testing

@testable import JournalReader
@testable import LogModel

/// Of a storm of triggers as much is kept as there is room for, and it is said what is missing.
@Suite struct StormTests {
  /// So many triggers, each with a line right before it, and others between them.
  private func log(_ triggers: Int, between: Int, of length: Int) -> String {
    let padding = String(repeating: "x", count: length)
    return (0..<triggers).map { number in
      String(repeating: "drv: \(padding) other\n", count: between)
        + "drv \(number): before\nudevd: worker \(number) killed\n"
    }.joined()
  }

  private func count(_ entries: [Entry], _ end: String) -> Int {
    entries.count { $0.text.hasSuffix(end) }
  }

  @Test func whatIsFarthestGoesFirst() throws {
    let triggers = 3000
    let answer = read(log(triggers, between: 6, of: 1000), .about(["killed"]))
    let entries = answer.entries
    #expect(count(entries, "killed") == triggers && count(entries, "before") == triggers)
    #expect(entries.reduce(0) { $0 + $1.line.count } < RetentionPolicy.limit)
    #expect(zip(entries, entries.dropFirst()).allSatisfy { $0.number < $1.number })
    #expect(answer.coverage.sources.first?.entries == 8 * triggers)
    let gap = try #require(answer.coverage.gaps.first)
    #expect(gap.kind == "omitted" && gap.count == 8 * triggers - entries.count)
    #expect(gap.detail.contains("8 MiB"))
  }

  @Test func smallStormsLoseNothing() {
    let answer = read(log(100, between: 3, of: 1000), .about(["killed"]))
    #expect(answer.entries.count == 500 && answer.coverage.isComplete)
  }

  /// Triggers that there is no room for are counted.
  @Test func nothingGrowsWithoutEnd() throws {
    let triggers = 24_000
    let line = String(repeating: "x", count: 2000) + " killed\n"
    var question = Question.about(["killed"])
    question.tally = { _ in Tally(kills: 1) }
    let answer = read(String(repeating: line, count: triggers), question)
    let bytes = answer.entries.reduce(0) { $0 + $1.line.count }
    #expect((RetentionPolicy.limit / 2..<2 * RetentionPolicy.limit).contains(bytes))
    let gap = try #require(answer.coverage.gaps.first)
    let missing = triggers - answer.entries.count
    #expect(gap.count == missing)
    #expect(answer.boots.first?.tally == Tally(kills: missing))
    #expect(gap.detail.contains("\(missing) of which tell of findings"))
  }
}
