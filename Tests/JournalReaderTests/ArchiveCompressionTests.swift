import Glibc
import Testing

@testable import JournalReader
@testable import LogModel

@Suite struct ArchiveCompressionTests {
  let fixture: JournalFixture

  init() throws { fixture = try JournalFixture() }

  static let programs = ["gzip -c", "bzip2 -c", "xz -c", "zstd -qc", "lz4 -qc", "lz4 -lqc"]

  @Test(arguments: programs)
  func readsACompressedText(_ program: String) throws {
    _ = try fixture.write("plain", JournalFixture.log.utf8)
    // The name says nothing: it is told by the content.
    try fixture.shell("\(program) < plain > packed")
    let answer = try fixture.read("packed")
    #expect(answer.messages == (try fixture.read("plain").messages))
    #expect(answer.names == [fixture.path("packed")])
    #expect(answer.coverage.isComplete)
  }

  @Test(arguments: programs)
  func readsACompressedJournal(_ program: String) throws {
    _ = try fixture.killJournal("plain.journal")
    try fixture.shell("\(program) < plain.journal > packed")
    let answer = try fixture.read("packed")
    #expect(answer.messages == (try fixture.read("plain.journal").messages))
    #expect(answer.coverage.isComplete)
    let source = try #require(answer.coverage.sources.first)
    #expect(source.kind == .journal && source.name == fixture.path("packed"))
    #expect(answer.boots.first?.entries.first?.place.source == fixture.path("packed"))
  }

  @Test func readsWhatIsCompressedFromAPipe() throws {
    _ = try fixture.killJournal("plain.journal")
    let writer = try JournalFixture.start([
      "/bin/sh", "-c",
      "cd \(fixture.directory); mkfifo pipe; touch made; xz -c plain.journal > pipe",
    ])
    defer { JournalFixture.wait(for: writer) }
    while access(fixture.path("made"), F_OK) != 0 { usleep(1000) }
    let answer = try fixture.read("pipe")
    #expect(answer.messages.count == 2)
  }

  @Test func readsSeveralPartsPackedOneAfterAnother() throws {
    _ = try fixture.write("plain", JournalFixture.log.utf8)
    try fixture.shell("(gzip -c plain; gzip -c plain) > packed")
    #expect(try fixture.read("packed").coverage.sources.map(\.entries) == [6])
  }

  @Test func refusesCompressionWithinCompression() throws {
    _ = try fixture.write("plain", JournalFixture.log.utf8)
    try fixture.shell("gzip -c plain | xz -c > packed")
    let error = try #require(throws: ReadError.self) { _ = try fixture.read("packed") }
    #expect(error.reason == "is compressed more than once")
  }

  /// What came before the damage counts, and the place is named.
  @Test(arguments: ["gzip -c", "bzip2 -c1", "xz -c --block-size=100000", "zstd -qc", "lz4 -qcB4"])
  func readsUpToTheDamage(_ program: String) throws {
    var noise = [UInt8](JournalFixture.log.utf8)
    var state: UInt64 = 1
    for line in 0..<50_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      noise += Array("[   10.\(line + 100_000)] \(state)\n".utf8)
    }
    _ = try fixture.write("plain", noise)
    try fixture.shell("\(program) < plain > whole; head -c 300000 whole > cut")
    let answer = try fixture.read("cut")
    #expect(answer.messages.contains { $0.contains("SEQNUM=1428") })
    #expect(!answer.coverage.isComplete)
    let skipped = try #require(answer.coverage.sources.first?.skipped)
    #expect(skipped.hasPrefix("reading broke off after "))
  }

  @Test func namesWhatCannotBeUnpackedAtAll() throws {
    _ = try fixture.write("packed.gz", [0x1f, 0x8b, 8, 0, 1, 2, 3])
    let error = try #require(throws: ReadError.self) { _ = try fixture.read("packed.gz") }
    #expect(error.name == fixture.path("packed.gz"))
    #expect(error.reason.hasPrefix("cannot be unpacked: "))
  }

  @Test func readsAnEmptyText() throws {
    try fixture.shell("gzip -c < /dev/null > empty.gz")
    let answer = try fixture.read("empty.gz")
    #expect(answer.coverage.sources.map(\.entries) == [0])
    #expect(!answer.coverage.isComplete)
  }
}
