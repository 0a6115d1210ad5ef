import Glibc
import Testing

@testable import JournalReader

/// Reading in a process of its own. Tests have several threads, so that it is not split here; what
/// stands between the processes can be tested all the same.
@Suite struct DamageProcessTests {
  let answer: Answer

  init() {
    let entry = Entry(
      place: Place(source: "a.journal", position: .seqnum(7)),
      stamp: Stamp(
        monotonic: -1, realtime: nil, calendar: .yearless, clock: .reception, resolution: 1000),
      speaker: Speaker(kind: .program, identifier: "udevd", pid: 141, caller: "T1"),
      line: [0, 0xff, 10, 65], messageStart: 3, device: "sda")
    answer = Answer(
      boots: [
        BootLog(
          id: ExportEntry.boot, machineID: nil, hostname: "one", entries: [entry],
          first: Stamp(monotonic: .max), last: nil),
        BootLog(),
      ],
      coverage: Coverage(
        sources: [.init(name: "a", kind: .journal, entries: 3, boots: 2, skipped: "why")],
        gaps: [
          .init(kind: "truncated", count: nil, detail: "d"), .init(kind: "x", count: 2, detail: ""),
        ]
      ))
  }

  func written() -> [UInt8] {
    var bytes: [UInt8] = []
    var writer = AnswerWriter { bytes += $0 }
    writer.put(answer.boots) { $0.put($1) }
    writer.put(answer.coverage)
    writer.flush()
    return bytes
  }

  /// Reads what comes in pieces of `size` bytes.
  func read(_ bytes: [UInt8], size: Int) -> Answer? {
    var rest = bytes[...]
    var reader = AnswerReader {
      defer { rest = rest.dropFirst(size) }
      return Array(rest.prefix(size))
    }
    guard let boots = reader.list({ $0.boot() }), let coverage = reader.coverage(), reader.isAtEnd
    else { return nil }
    return Answer(boots: boots, coverage: coverage)
  }

  @Test(arguments: [1, 7, 1 << 20]) func anAnswerComesOverWhole(size: Int) throws {
    let copy = try #require(read(written(), size: size))
    #expect(copy.boots.map(\.entries) == answer.boots.map(\.entries))
    #expect(copy.boots.map(\.id) == answer.boots.map(\.id))
    #expect(copy.boots.map(\.hostname) == ["one", nil])
    #expect(copy.boots.map(\.first) == answer.boots.map(\.first))
    #expect(copy.coverage.sources.map(\.skipped) == ["why"])
    #expect(copy.coverage.sources.map(\.entries) == [3])
    #expect(copy.coverage.gaps.map(\.count) == [nil, 2])
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

  @Test func aPartOfAnAnswerIsNone() {
    let bytes = written()
    for length in bytes.indices {
      #expect(read(Array(bytes.prefix(length)), size: 1 << 20) == nil)
    }
  }
}
