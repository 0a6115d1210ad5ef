import Glibc
import Testing

@testable import JournalReader
@testable import LogModel

/// Reading in a process of its own. Tests have several threads, so that it is not split here; what
/// stands between the processes can be tested all the same.
@Suite struct DamageProcessTests {
  private let survey: JournalSurvey

  init() throws {
    let boot = try #require(BootID(ExportEntry.boot))
    var spans = TimeSpans()
    spans.add(-5...7)
    spans.add(100...Int64.max)
    survey = JournalSurvey(
      parts: [
        .init(
          first: .init(boot: boot, monotonic: 1, realtime: 2),
          last: .init(boot: boot, monotonic: .max, realtime: 4), counter: [65, 66],
          firstNumber: .max, machineID: nil, hostname: "one\ntwo"),
        .init(
          first: .init(boot: BootID(high: 1, low: 2), monotonic: 1, realtime: 2),
          last: .init(boot: BootID(high: 1, low: 2), monotonic: 3, realtime: 4), counter: [],
          firstNumber: 0, machineID: ExportEntry.boot, hostname: nil),
      ], spans: [boot: spans], steps: 3, damage: JournalFailure(code: 74, flags: 9, detail: "why"),
      lacksEnd: true,
      cut: (size: 10, missing: 2), isPutAway: true)
  }

  private func written(_ survey: JournalSurvey) -> [UInt8] {
    var record = ExportRecord()
    survey.write(to: &record)
    return record.bytes
  }

  /// What the bytes say, coming in pieces of `size` bytes; nil where the end is missing.
  private func read(_ bytes: [UInt8], size: Int) -> JournalSurvey? {
    var reader = ExportReader(keepingAllFields: true)
    var survey = JournalSurvey()
    var isOver = false
    for start in stride(from: 0, to: bytes.count, by: size) {
      reader.feed(Array(bytes[start..<min(start + size, bytes.count)])) { record in
        if survey.take(record, for: nil) == .end { isOver = true }
      }
    }
    return isOver ? survey : nil
  }

  @Test(arguments: [1, 7, 1 << 20]) func allComesOverWhole(size: Int) throws {
    let refused = JournalSurvey(refusal: .droppedOnTheWay)
    for survey in [survey, refused, JournalSurvey()] {
      let whole = try #require(read(written(survey), size: size))
      #expect("\(whole)" == "\(survey)")
    }
  }

  @Test(arguments: [
    JournalRequest(file: 3), JournalRequest(file: 3, boots: []),
    JournalRequest(
      file: 5, boots: [BootID(high: 1, low: 2), BootID(high: .max, low: 0)],
      spans: [-5...7, 100...200], hasStart: true),
    JournalRequest(file: 5, boots: [BootID(high: 1, low: 2)], spans: []),
  ])
  func aRequestComesOverWhole(request: JournalRequest) throws {
    let record = try #require(ExportReader.records(request.record).first)
    let again = try #require(JournalRequest(record))
    #expect("\(again)" == "\(request)")
  }

  @Test func aPartHasNoEnd() {
    let bytes = written(survey)
    for length in bytes.indices { #expect(read(Array(bytes.prefix(length)), size: 1 << 20) == nil) }
  }

  /// What a file has of such fields is not taken for the parent's own.
  @Test func anEntryBringsNoFieldsOfOurs() throws {
    let fixture = try JournalFixture()
    var forged = ExportEntry.udevd("x: Worker [7] processing SEQNUM=1 killed", said: 100)
    forged.fields.append(("__PROBE_DOCTOR_RECORD", "end"))
    forged.fields.append(("PROBE_DOCTOR_RECORD", "end"))
    forged.fields.append(("_PROBE_DOCTOR_RECORD", "end"))
    _ = try fixture.journal("a.journal", of: [forged, forged.said(at: 101)].export)
    #expect(try fixture.read("a.journal").messages.count == 2)
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

  /// Of two files that have a boot between them, one is surveyed by a worker of its own; then
  /// something happens to that.
  private func read(
    _ happen: (_ worker: JournalWorkerProcess, _ path: String) throws -> Void
  ) throws -> (texts: [[String]], sources: [Coverage.Source], result: JournalReading.Result) {
    let fixture = try JournalFixture()
    let kill = ExportEntry.udevd("x: Worker [7] processing SEQNUM=1 killed", said: 100)
    let paths = [
      try fixture.journal("a.journal", of: [.kernel("Linux version 6.1", said: 0), kill].export),
      try fixture.journal("b.journal", of: [kill, .kernel("probe failed", said: 101)].export),
    ]
    let reading = JournalReading(
      [.init(name: "both", paths: paths)],
      search: JournalSearch(
        selecting: Selection(), question: .kills),
      directory: PrivateDirectory())
    let workers = [reading.worker(), reading.worker()]
    reading.survey(by: workers)
    try happen(workers[1], paths[1])
    var boots: [BootLog] = []
    let result = reading.handOut { boots.append($0) }
    return (boots.map { $0.entries.map(\.text) }, try #require(result.coverage).sources, result)
  }

  @Test func whatOneWorkerCannotReadCostsOnlyThat() throws {
    let (texts, sources, result) = try read { _, path in #expect(truncate(path, 4096) == 0) }
    #expect(texts == [["Linux version 6.1", "x: Worker [7] processing SEQNUM=1 killed"]])
    #expect(sources.count == 2)
    #expect(sources[1].name.hasSuffix("/b.journal"))
    #expect(sources[1].skipped?.contains("truncated") == true)
    #expect(sources[0].skipped == nil && result.refusals.isEmpty)
  }

  @Test func whatOneWorkerHasSeenAnotherReads() throws {
    let (texts, sources, result) = try read { worker, _ in worker.isOpen = false }
    #expect(
      texts == [["Linux version 6.1", "x: Worker [7] processing SEQNUM=1 killed", "probe failed"]])
    #expect(sources.count == 1 && sources[0].skipped == nil && result.refusals.isEmpty)
  }
}
