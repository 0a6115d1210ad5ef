import Glibc
import Testing

@testable import JournalReader
@testable import LogModel

@Suite struct JournalDamageTests {
  let fixture: JournalFixture
  let good: [UInt8]

  init() throws {
    fixture = try JournalFixture()
    let path = try fixture.journal(
      "source", of: [.udevd("x: Worker [7] processing SEQNUM=1 killed", said: 100)].export)
    good = try JournalFixture.bytes(path)
    try JournalFixture.run(["/bin/rm", path])
  }

  func error(_ name: String, _ bytes: some Sequence<UInt8>) throws -> ReadError? {
    let path = try fixture.write(name, bytes)
    do {
      _ = try Input.read([.path(path)], question: .kills)
      return nil
    } catch {
      #expect(error.name == path)
      return error
    }
  }

  @Test func namesATruncatedFile() throws {
    #expect(try error("a.journal", good.prefix(100_000))?.reason == "is truncated or empty")
    #expect(try error("b.journal", good.prefix(100))?.reason == "is truncated or empty")
    #expect(try error("c.journal", [])?.reason == "is truncated or empty")
  }

  @Test func namesADamagedHeader() throws {
    var bytes = good
    bytes[0] ^= 0xff
    #expect(try error("a.journal", bytes)?.reason == "is corrupted")
  }

  @Test func namesAnUnknownFeature() throws {
    var bytes = good
    bytes[12] |= 0x80
    let error = try #require(try error("a.journal", bytes))
    #expect(error.reason.contains("unknown flag 7"))
    #expect(error.cure?.contains("-o export") == true)
  }

  @Test func readsTheGoodFilesBesideABadOne() throws {
    _ = try fixture.write("good.journal", good)
    let bad = try fixture.write("bad.journal", good.prefix(100_000))
    let answer = try Input.read([.path(fixture.directory)], question: .kills)
    #expect(answer.boots.first?.entries.count == 1)
    #expect(!answer.coverage.isComplete)
    let skipped = answer.coverage.sources.filter { $0.skipped != nil }
    #expect(skipped.map(\.name) == [bad])
    #expect(skipped.first?.skipped?.contains("truncated") == true)
  }

  /// The header is as it was before the last entries were written: they lie in the file all the same.
  @Test(arguments: [false, true]) func noticesEntriesThatAnOldHeaderDoesNotCount(
    isThorough: Bool
  ) throws {
    let entries = (1...3).map {
      ExportEntry.udevd("x: Worker [7] processing SEQNUM=\($0) killed", said: Double($0 * 100))
    }
    var bytes = try JournalFixture.bytes(fixture.journal("old.journal", of: entries.export))
    bytes[16] = 1
    for place in [152, 160] {
      bytes.replaceSubrange(place..<place + 8, with: [1] + [0, 0, 0, 0, 0, 0, 0])
    }
    var question = Question.kills
    question.isThorough = isThorough
    let answer = try Input.read([.path(fixture.write("stale.journal", bytes))], question: question)
    #expect(
      answer.coverage.sources.contains { $0.skipped?.contains("do not lead to 2 entries") == true })
  }

  /// A page of the index is older than the rest: the value that udevd's entries have counts but one.
  @Test func findsWhatAnOldCountHides() throws {
    let entries = (1...3).map {
      ExportEntry.udevd("x: Worker [7] processing SEQNUM=\($0) killed", said: Double($0 * 100))
    }
    var bytes = try JournalFixture.bytes(fixture.journal("whole.journal", of: entries.export))
    let value = try #require(bytes.firstRange(of: Array("SYSLOG_IDENTIFIER=systemd-udevd".utf8)))
    let count = value.lowerBound - (bytes[12] & 16 == 0 ? 8 : 16)
    #expect(bytes[count] == 3)
    bytes[count] = 1
    let answer = try Input.read([.path(fixture.write("count.journal", bytes))], question: .kills)
    #expect(answer.boots.first?.entries.count == 3)
  }

  /// Where an entry array is cut, libsystemd takes that for the end; from behind it finds more.
  @Test func noticesAnIndexThatBreaksOff() throws {
    let entries = (0..<200).map {
      ExportEntry.udevd("x: Worker [7] processing SEQNUM=\($0) killed", said: Double($0))
    }
    let path = try fixture.journal("long.journal", of: entries.export)
    var bytes = try JournalFixture.bytes(path)
    // An entry array is an object of type 6 (systemd.io/JOURNAL_FILE_FORMAT): type, flags, six
    // bytes, size, next array, entries. All that have a next one lose the way to it.
    var at = Int(bytes.number(88))
    var cut = 0
    while at + 24 < bytes.count, bytes.number(at + 8) >= 16 {
      if bytes[at] == 6, bytes.number(at + 16) != 0 {
        bytes[at + 16] |= 1
        cut += 1
      }
      at += (Int(bytes.number(at + 8)) + 7) & ~7
    }
    try #require(cut > 0)
    let damaged = try fixture.write("cut.journal", bytes)
    do {
      let answer = try Input.read([.path(damaged)], question: .kills)
      #expect(!answer.coverage.isComplete)
    } catch {
      #expect(error.name == damaged)
    }
  }

  /// Whatever the damage, reading ends, and what was kept is in order.
  @Test func survivesFlippedBits() throws {
    let used = (good.lastIndex { $0 != 0 } ?? 0) + 1
    var state: UInt64 = 1
    for _ in 0..<100 {
      var bytes = good
      for _ in 0..<20 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        bytes[Int(state >> 33) % used] ^= UInt8(1 << (state >> 20 & 7))
      }
      let path = try fixture.write("flipped.journal", bytes)
      guard let answer = try? Input.read([.path(path)], question: .kills) else { continue }
      for boot in answer.boots {
        let times = boot.entries.compactMap(\.stamp.monotonic)
        #expect(times == times.sorted())
      }
    }
  }

  @Test(arguments: [
    (EACCES, "permission denied", "systemd-journal"),
    (EBADMSG, "is corrupted", "--verify"),
    (ENODATA, "is truncated or empty", "copy it again"),
    (EPROTONOSUPPORT, "uses a feature", "-o export"),
    (ETOOMANYREFS, "one file too many", "fewer"),
    (EMFILE, "too many open files", "ulimit"),
  ])
  func explains(code: Int32, reason: String, cure: String) {
    // libsystemd returns negative numbers, the C library positive ones.
    for failure in [JournalFailure(code: code), JournalFailure(code: -code)] {
      #expect(failure.reason.contains(reason))
      #expect(failure.cure?.contains(cure) == true)
    }
  }
}

extension [UInt8] {
  /// The 64 bits at `offset`, which journal files keep in little-endian order.
  fileprivate func number(_ offset: Int) -> UInt64 {
    withUnsafeBytes {
      UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
  }
}
