import Testing

@testable import JournalReader
@testable import LogModel

/// What `--since` and `--until` leave of a log, and that nothing is said of the rest.
@Suite struct SelectedSpanTests {
  let fixture: JournalFixture

  init() throws { fixture = try JournalFixture() }

  /// µs since 1970 of 2026-11-23 19:17:00 UTC.
  private static let minute: Int64 = 1_795_461_420_000_000
  private static let text = """
    2026-11-23T19:17:10Z host systemd-udevd[1]: x: Worker [7] processing SEQNUM=1 killed
    2026-11-23T19:17:40Z host systemd-udevd[1]: x: Worker [7] processing SEQNUM=1 killed

    """

  /// The same two lines, 30 s apart, as a text and as a journal.
  private func logs() throws -> [String] {
    let text = try fixture.write("log.txt", Array(Self.text.utf8))
    let entries = [10.0, 40.0].map { seconds in
      ExportEntry.udevd("x: Worker [7] processing SEQNUM=1 killed", said: seconds)
    }
    return [text, try fixture.journal("log.journal", of: entries.export)]
  }

  private func start(of path: String) -> Int64 {
    path.hasSuffix(".journal") ? ExportEntry.start : Self.minute
  }

  private func read(_ path: String, since: Int64? = nil, until: Int64? = nil) throws -> Answer {
    try Input.read(
      [.path(path)],
      selecting: Selection(
        since: since.map { start(of: path) + $0 * 1_000_000 },
        until: until.map { start(of: path) + $0 * 1_000_000 }), question: .kills)
  }

  @Test func theEndOfASpanIsTheEndOfTheLog() throws {
    for path in try logs() {
      let boot = try #require(read(path, until: 20).boots.first)
      #expect(boot.entries.count == 1, "\(path)")
      #expect(boot.last?.realtime == start(of: path) + 20_000_000, "\(path)")
      let whole = try #require(read(path, until: 60).boots.first)
      #expect(whole.entries.count == 2)
      #expect(whole.last?.realtime == start(of: path) + 40_000_000, "\(path)")
    }
  }

  @Test func aLogOfAnotherTimeIsNoAnswer() throws {
    for path in try logs() {
      for (since, until) in [(60 as Int64?, nil as Int64?), (nil, 5)] {
        let error = #expect(throws: ReadError.self) {
          try read(path, since: since, until: until)
        }
        #expect(
          error?.reason.contains("it goes from 20") == true, "\(path): \(error as Any)")
      }
    }
  }

  @Test("that a log is silent for some of its minutes is an answer")
  func silenceIsAnAnswer() throws {
    for path in try logs() {
      #expect(try read(path, since: 20, until: 30).boots.flatMap(\.entries).isEmpty, "\(path)")
      #expect(try read(path, since: 5, until: 60).boots.first?.entries.count == 2)
    }
  }

  @Test(
    "whose stamps do not tell the year, of that nothing is left out, and it says so",
    arguments: [
      ("Nov 23 19:17:40 host systemd-udevd[1]: x: Worker [7] processing SEQNUM=1 killed\n", 1),
      ("2026-11-23T19:17:40Z host systemd-udevd[1]: x: Worker [7] processing SEQNUM=1 killed\n", 0),
    ])
  func aLogWithoutYears(_ text: String, gaps: Int) throws {
    let path = try fixture.write("log.txt", Array(text.utf8))
    let answer = try read(path, until: 60)
    #expect(answer.boots.first?.entries.count == 1)
    #expect(answer.coverage.gaps.map(\.kind) == Array(repeating: "no-dates", count: gaps))
  }

  @Test func aTextWithAKillIsListedWithoutAWarning() throws {
    let text = try #require(logs().first)
    let (boots, coverage) = try Input.boots([.path(text)])
    #expect(boots.first?.first?.text == "2026-11-23 19:17:10 UTC")
    #expect(coverage.isComplete)
  }

  @Test(arguments: [
    (Stamp.Calendar.utc, "2026-11-23 19:17:00 UTC"), (.local, "2026-11-23 19:17:00"),
    (.yearless, "Nov 23 19:17:00"),
  ])
  func datesAreToldAsFarAsTheyAreKnown(_ calendar: Stamp.Calendar, _ text: String) {
    #expect(Stamp(realtime: Self.minute, calendar: calendar).text == text)
    #expect(Stamp(realtime: 69_420_000_000, calendar: .yearless).text == "19:17:00")
    #expect(Stamp(monotonic: 1).text == nil)
  }
}
