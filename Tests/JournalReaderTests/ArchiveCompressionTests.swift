import Glibc
import Testing

@testable import JournalReader
@testable import LogModel

@Suite struct ArchiveCompressionTests {
  let fixture: JournalFixture

  init() throws { fixture = try JournalFixture() }

  static let programs = ["gzip -c", "bzip2 -c", "xz -c", "zstd -qc", "lz4 -qc", "lz4 -qcBX"]
  /// These keep no checksum of what is in them.
  static let unchecked = [
    "xz -c --check=none", "zstd -qc --no-check", "lz4 -qc --no-frame-crc", "lz4 -lqc",
  ]

  @Test(arguments: unchecked)
  func whatHasNoChecksumIsNotCalledWhole(_ program: String) throws {
    _ = try fixture.write("plain", JournalFixture.log.utf8)
    try fixture.shell("\(program) < plain > packed; mkdir f; cp plain f")
    try fixture.shell("tar c f | \(program) > tar")
    let answer = try fixture.read("packed")
    #expect(answer.messages == (try fixture.read("plain").messages))
    #expect(answer.coverage.gaps.map(\.kind) == ["unchecked"])
    let archive = try fixture.read("tar")
    #expect(archive.coverage.gaps.map(\.kind) == ["unchecked"])
  }

  /// Where one kill is found, another one may be lost.
  @Test func whoFindsAKillDoesNotTakeItBack() {
    let gap = Coverage.Gap(unchecked: "a.lz4")
    let kill = Array("worker1timeoutkilit".utf8)
    var coverage = Coverage(gaps: [gap, Coverage.Gap(unread: [kill], of: "a.lz4")])
    var read = ReadMessages()
    read.add([kill], of: ["a.lz4"])
    coverage.take(read)
    #expect(coverage.gaps.map(\.detail) == [gap.detail])
  }

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

  /// Each of them ends with a checksum, or with a mark that says that it is the end.
  @Test("a compressed text whose end is missing is no whole one", arguments: Self.programs)
  func saysThatTheEndIsMissing(_ program: String) throws {
    _ = try fixture.write("plain", JournalFixture.log.utf8)
    try fixture.shell("\(program) < plain > whole")
    let whole = try JournalFixture.bytes(fixture.path("whole"))
    // the old frames of lz4 have neither
    let most = program.contains("-lqc") ? 0 : 9
    for count in stride(from: 1, through: most, by: 1) {
      _ = try fixture.write("cut", whole.dropLast(count))
      let isWhole = (try? fixture.read("cut").coverage.isComplete) ?? false
      #expect(!isWhole, "without its last \(count) bytes")
    }
  }

  @Test(
    "a bit that has changed is seen, wherever it is",
    arguments: ["gzip -nc", "bzip2 -c", "xz -c", "zstd -qc", "lz4 -qc"])
  func seesChangedBits(_ program: String) throws {
    _ = try fixture.write("plain", JournalFixture.log.utf8)
    try fixture.shell("\(program) < plain > whole")
    let whole = try JournalFixture.bytes(fixture.path("whole"))
    let messages = try fixture.read("whole").messages
    for place in stride(from: 10, to: whole.count, by: 3) {
      var bytes = whole
      bytes[place] ^= 1 << (place % 8)
      _ = try fixture.write("changed", bytes)
      guard let answer = try? fixture.read("changed") else { continue }
      #expect(
        !answer.coverage.isComplete || answer.messages == messages, "byte \(place) was changed")
    }
  }

  @Test("an archive is read to the end of what it was compressed into")
  func seesTheEndBehindAnArchive() throws {
    _ = try fixture.write("dmesg", JournalFixture.log.utf8)
    try fixture.shell("tar czf whole.tgz dmesg; head -c -5 whole.tgz > cut.tgz")
    #expect(try fixture.read("whole.tgz").coverage.isComplete)
    let answer = try fixture.read("cut.tgz")
    #expect(answer.messages.contains { $0.contains("SEQNUM=1428") })
    #expect(answer.coverage.gaps.map(\.kind) == ["archive-damaged"])
  }

  @Test("what follows the end of a compressed text is read too")
  func seesWhatFollows() throws {
    _ = try fixture.write("plain", JournalFixture.log.utf8)
    try fixture.shell("gzip -c plain > whole; (cat whole; head -c 512 /dev/zero) > padded")
    #expect(try fixture.read("padded").coverage.isComplete)
    try fixture.shell("(cat whole; sed s/1428/1429/ plain) > followed")
    let answer = try fixture.read("followed")
    for number in [1428, 1429] {
      #expect(answer.messages.contains { $0.contains("SEQNUM=\(number)") })
    }
  }
}

/// Files that change while they are read.
@Suite struct CutFileTests {
  let fixture: JournalFixture

  init() throws { fixture = try JournalFixture() }

  private func stream(_ name: String) throws -> FileStream {
    try FileStream(path: fixture.path(name), budget: UnpackingBudget(ArchiveLimits()))
  }

  @Test(
    "a file that was cut off, or begun anew, while it was read is no whole one",
    arguments: [
      "truncate -s 0 log", "truncate -s 0 log; echo new >> log", "truncate -s 100 log",
      "cp other log",
    ])
  func isSaid(_ change: String) throws {
    _ = try fixture.write("log", String(repeating: "[    1.000000] x\n", count: 1000).utf8)
    _ = try fixture.write("other", String(repeating: "[    2.000000] y\n", count: 1001).utf8)
    let stream = try stream("log")
    #expect(stream.peek(4096).count == 4096)
    try fixture.shell(change)
    let failure = #expect(throws: StreamFailure.self) { while try !stream.next().isEmpty {} }
    #expect(failure?.reason == "it was cut while it was read")
  }

  @Test("a file that grows is whole")
  func growth() throws {
    _ = try fixture.write("log", String(repeating: "[    1.000000] x\n", count: 1000).utf8)
    let stream = try stream("log")
    #expect(stream.peek(4096).count == 4096)
    try fixture.shell("echo more >> log")
    while try !stream.next().isEmpty {}
    #expect(stream.position == 17_005)
  }
}
