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

  /// Those before a boot go first, the nearest of them.
  @Test func findsTheBootsNextToOne() throws {
    func next(to number: Int, most: Int) throws -> [String?] {
      let time = ExportEntry.start + Int64(number) * 1_000_000_000 + 5_000_000
      var selection = Selection()
      selection.neighbours = Selection.Neighbours(of: time, most: most)
      return try ids(selection)
    }
    #expect(try next(to: 2, most: 1) == [Self.boots[1]])
    #expect(try next(to: 2, most: 2) == Array(Self.boots[...1]))
    #expect(try next(to: 1, most: 2) == Array(Self.boots[...1]))
  }

  /// Of a boot in which nothing happened: the lines of a device by index, those of its driver by a
  /// search around them, and nothing else.
  @Test func findsTheCourseOfADevice() throws {
    func kernel(_ text: String, at seconds: Double, _ device: String? = nil) -> ExportEntry {
      ExportEntry(
        seconds: seconds + 5,
        fields: [
          ("_TRANSPORT", "kernel"), ("SYSLOG_IDENTIFIER", "kernel"),
          ("_SOURCE_MONOTONIC_TIMESTAMP", "\(Int64(seconds * 1e6))"), ("MESSAGE", text),
        ] + (device.map { [("_UDEV_SYSNAME", $0)] } ?? []))
    }
    let path = try fixture.journal(
      "quiet.journal",
      of: [
        kernel("Linux version 6.1.0", at: 0), kernel("acme: rev 2", at: 10),
        kernel("other: rev 1", at: 10.5),
        kernel("acme 0000:00:05.0: up", at: 11, "0000:00:05.0"),
        kernel("acme: a day later", at: 86_400),
      ].export)
    var question = Question(
      identifiers: ["systemd-udevd"], units: [], triggers: ["acme", "killed"],
      marks: ["Linux version"], span: 0)
    question.wantsQuietBoots = true
    question.courses = CourseSearch(
      devices: ["0000:00:05.0"], drivers: ["acme"], end: 600_000_000)
    let boots = try Input.read([.path(path)], question: question).boots
    #expect(
      boots.first?.entries.map(\.text) == [
        "Linux version 6.1.0", "acme: rev 2", "acme 0000:00:05.0: up",
      ])
  }

  @Test func listsBoots() throws {
    let (boots, coverage) = try Input.boots([.path(path)])
    #expect(boots.map(\.index) == [-2, -1, 0])
    #expect(boots.map(\.id) == Self.boots)
    #expect(boots.map(\.hostname) == ["one", "one", "one"])
    #expect(boots.first?.first?.realtime == ExportEntry.start + 10_000_000)
    #expect(boots.first?.last?.realtime == ExportEntry.start + 100_000_000)
    #expect(coverage.sources.first?.entries == 0)
  }
}
