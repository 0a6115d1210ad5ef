import Glibc
import Testing

@testable import JournalReader
@testable import LogModel

/// Reading in a process of its own. Tests have several threads, so that it is not split here; what
/// stands between the processes can be tested all the same.
@Suite struct DamageProcessTests {
  private let found: FoundEntry
  private let survey: JournalSurvey
  private let request: JournalRequest

  init() throws {
    let boot = try #require(BootID(ExportEntry.boot))
    let entry = Entry(
      place: Place(source: "a.journal", position: .seqnum(7)),
      stamp: Stamp(
        monotonic: -1, realtime: nil, calendar: .yearless, clock: .reception, resolution: 1000),
      speaker: Speaker(kind: .program, identifier: "udevd", pid: 141, caller: "T1"),
      line: [0, 0xff, 10, 65], messageStart: 3, device: "sda")
    let identity = JournalCursor.Identity(monotonic: 1, realtime: .max, hash: 3)
    found = FoundEntry(entry: entry, identity: identity, meaning: [.trigger, .mark])
    var spans = TimeSpans()
    spans.add(-5...7)
    spans.add(100...200)
    survey = JournalSurvey(
      parts: [
        .init(
          first: .init(boot: boot, monotonic: 1, realtime: 2),
          last: .init(boot: boot, monotonic: .max, realtime: 4), counter: [1, 2], firstNumber: .max,
          machineID: nil, hostname: "one")
      ],
      sighting: JournalSighting(
        spans: [boot: spans], losses: [identity: .init(boot: boot, message: "Missed 12")],
        notices: [boot: [JournalNotice(stamp: Stamp(monotonic: 9), fields: ["A": "b", "C": ""])]]),
      toll: JournalToll(steps: 3, damage: JournalFailure(code: 74, flags: 9, detail: "why")),
      lacksEnd: true, cut: (size: 10, missing: 2), isPutAway: true)
    request = .excerpt(file: 5, boot: boot, spans: spans.ranges, hasStart: true)
  }

  private func written() -> [UInt8] {
    var bytes: [UInt8] = []
    var writer = PipeWriter { bytes += $0 }
    writer.put(request)
    writer.put(.sighting(file: 2, boots: survey.parts.map(\.first.boot)))
    writer.put(.survey(file: 3))
    writer.put(JournalSurvey.Outcome.failure(.droppedOnTheWay))
    writer.put(JournalReply(survey: .success(survey), sighting: survey.sighting, toll: survey.toll))
    writer.put(found)
    writer.flush()
    return bytes
  }

  /// What the bytes say, as far as they go, coming in pieces of `size` bytes.
  private func read(_ bytes: [UInt8], size: Int) -> [String] {
    var rest = bytes[...]
    var reader = PipeReader {
      defer { rest = rest.dropFirst(size) }
      return Array(rest.prefix(size))
    }
    var told: [String] = []
    for _ in 0..<3 {
      guard let request = reader.request() else { return told }
      told.append("\(request)")
    }
    guard let outcome = reader.outcome() else { return told }
    told.append("\(outcome)")
    guard let reply = reader.reply() else { return told }
    told += [reply.survey.map(Self.words) ?? "", Self.words(of: reply.sighting), "\(reply.toll)"]
    var origins = Origins()
    guard let found = reader.found(source: "a.journal", &origins) else { return told }
    return told + ["\(found)", "\(reader.isAtEnd)"]
  }

  /// Without the order of a dictionary's keys.
  private static func words(of outcome: JournalSurvey.Outcome) -> String {
    guard case .success(let survey) = outcome else { return "\(outcome)" }
    return "\(survey.parts) \(words(of: survey.sighting)) \(survey.toll) \(survey.lacksEnd) "
      + "\(String(describing: survey.cut))"
  }

  private static func words(of sighting: JournalSighting) -> String {
    let notices = sighting.notices.values.flatMap { $0 }
      .map { "\($0.stamp) \($0.fields.sorted { $0.key < $1.key })" }
    return "\(sighting.spans) \(sighting.losses) \(notices)"
  }

  @Test(arguments: [1, 7, 1 << 20]) func allComesOverWhole(size: Int) {
    let told = read(written(), size: size)
    let boots = survey.parts.map(\.first.boot)
    #expect(
      told == [
        "\(request)", "\(JournalRequest.sighting(file: 2, boots: boots))",
        "\(JournalRequest.survey(file: 3))",
        "\(JournalSurvey.Outcome.failure(.droppedOnTheWay))", Self.words(of: .success(survey)),
        Self.words(of: survey.sighting), "\(survey.toll)",
        "\(found)", "true",
      ])
  }

  @Test func aSoundFileIsReadRightHere() throws {
    let fixture = try JournalFixture()
    let path = try fixture.killJournal("a.journal")
    let whole = try JournalFixture.bytes(path)
    func isSound(_ change: (inout [UInt8]) -> Void, live: Bool = false) throws -> Bool {
      var bytes = whole
      change(&bytes)
      _ = try fixture.write("b.journal", bytes)
      return try JournalFile(path: fixture.path("b.journal")).isSound(onItsMachine: live)
    }
    #expect(try isSound { $0[16] = 0 })
    #expect(try isSound { $0[16] = 2 })
    // It is being written to, or its writer died.
    #expect(try !isSound { $0[16] = 1 })
    #expect(try isSound({ $0[16] = 1 }, live: true))
    #expect(try !isSound { $0.removeLast(4096) })
    for field in [96, 104, 120, 136, 144, 152, 176] {
      #expect(try !isSound { $0[field + 5] = 1 }, "the field at \(field)")
    }
  }

  @Test func aPartIsNone() {
    let bytes = written()
    let whole = read(bytes, size: bytes.count)
    for length in bytes.indices {
      let part = read(Array(bytes.prefix(length)), size: 1 << 20)
      #expect(part == Array(whole.prefix(part.count)) && part.count < whole.count)
    }
  }

  /// Surveys, and then cannot be asked, or gives no good answer.
  private final class BrokenDesk: JournalDesk {
    let desk: LocalDesk
    let isOpen: Bool

    init(_ desk: LocalDesk, isOpen: Bool) {
      self.desk = desk
      self.isOpen = isOpen
    }

    func survey() -> (file: Int, outcome: JournalSurvey.Outcome)? { desk.survey() }
    func ask(_ request: JournalRequest) {}
    func answer(each: (FoundEntry) -> Void) -> JournalReply {
      JournalReply(toll: JournalToll(damage: .doesNotAdvance))
    }
  }

  /// Of two files that have a boot between them, one is surveyed by a desk that breaks then.
  private func read(
    besideDeskThatIsOpen isOpen: Bool
  ) throws -> (texts: [[String]], sources: [Coverage.Source], result: JournalReading.Result) {
    let fixture = try JournalFixture()
    let kill = ExportEntry.udevd("x: Worker [7] processing SEQNUM=1 killed", said: 100)
    let paths = [
      try fixture.journal("a.journal", of: [.kernel("Linux version 6.1", said: 0), kill].export),
      try fixture.journal("b.journal", of: [kill, .kernel("probe failed", said: 101)].export),
    ]
    let search = JournalSearch(selecting: Selection(), question: .kills)
    let places = paths.map { JournalPlace(path: $0, source: "both") }
    var numbers = [[0], [1]].map { $0.makeIterator() }
    let desks = numbers.indices.map { desk in
      LocalDesk(places, search: search, directory: PrivateDirectory()) { numbers[desk].next() }
    }
    let reading = JournalReading(
      [.init(name: "both", paths: paths)], search: search, directory: PrivateDirectory())
    var boots: [BootLog] = []
    let result = reading.run(
      [desks[0], BrokenDesk(desks[1], isOpen: isOpen)],
      JournalScreening(search.selection, reading.places)
    ) { boots.append($0) }
    return (boots.map { $0.entries.map(\.text) }, try #require(result.coverage).sources, result)
  }

  @Test func whatOneDeskCannotReadCostsOnlyThat() throws {
    let (texts, sources, result) = try read(besideDeskThatIsOpen: true)
    #expect(texts == [["Linux version 6.1", "x: Worker [7] processing SEQNUM=1 killed"]])
    #expect(sources.count == 2)
    #expect(sources[1].name.hasSuffix("/b.journal"))
    #expect(sources[1].skipped?.hasPrefix("is damaged: its entries lead back") == true)
    #expect(sources[0].skipped == nil && result.refusals.isEmpty)
  }

  @Test func whatOneDeskHasSeenAnotherReads() throws {
    let (texts, sources, result) = try read(besideDeskThatIsOpen: false)
    #expect(
      texts == [["Linux version 6.1", "x: Worker [7] processing SEQNUM=1 killed", "probe failed"]])
    #expect(sources.count == 1 && sources[0].skipped == nil && result.refusals.isEmpty)
  }
}
