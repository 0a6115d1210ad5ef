import Testing

@testable import JournalReader
@testable import LogModel

@Suite struct JournalSelectionTests {
  let fixture: JournalFixture
  let path: String
  static let boots = (1...3).map { String(repeating: "\($0)", count: 32) }

  /// Three boots, each with a kill 100 s after its start, 1000 s apart.
  init() throws {
    fixture = try JournalFixture()
    let entries = Self.boots.enumerated().flatMap { number, boot in
      [10.0, 100.0].map { seconds in
        var entry = ExportEntry.udevd(
          "x: Worker [7] processing SEQNUM=\(number) killed",
          said: seconds + Double(number) * 1000)
        entry.boot = boot
        return entry
      }
    }
    path = try fixture.journal("boots.journal", of: entries.export)
  }

  func ids(_ selection: Selection) throws -> [String?] {
    try Input.read([.path(path)], selecting: selection, question: .kills).boots.map(\.id)
  }

  @Test func countsBootsAsJournalctlDoes() throws {
    #expect(try ids(Selection()) == Self.boots)
    #expect(try ids(Selection(boot: .offset(0))) == [Self.boots[2]])
    #expect(try ids(Selection(boot: .offset(-1))) == [Self.boots[1]])
    #expect(try ids(Selection(boot: .offset(1))) == [Self.boots[0]])
    #expect(
      try ids(Selection(boot: .id("22222222-2222-2222-2222-222222222222"))) == [Self.boots[1]])
  }

  @Test(arguments: [
    Selection.Boot.offset(-3), .offset(4), .id("33"), .id(String(repeating: "4", count: 32)),
  ])
  func namesABootThatIsNotThere(_ boot: Selection.Boot) {
    #expect(throws: ReadError.self) { try ids(Selection(boot: boot)) }
  }

  @Test func keepsToASpanOfTime() throws {
    let second = ExportEntry.start + 1_050_000_000
    #expect(try ids(Selection(since: second)) == Array(Self.boots[1...]))
    #expect(try ids(Selection(until: second)) == Array(Self.boots[...1]))
    let answer = try Input.read(
      [.path(path)], selecting: Selection(since: second), question: .kills)
    #expect(answer.boots.map(\.entries.count) == [1, 2])
  }

  @Test func listsBoots() throws {
    let (boots, coverage) = try Input.boots([.path(path)])
    #expect(boots.map(\.index) == [-2, -1, 0])
    #expect(boots.map(\.id) == Self.boots)
    #expect(boots.map(\.hostname) == ["one", "one", "one"])
    #expect(boots.first?.first == ExportEntry.start + 10_000_000)
    #expect(boots.first?.last == ExportEntry.start + 100_000_000)
    #expect(coverage.sources.first?.entries == 0)
  }
}
