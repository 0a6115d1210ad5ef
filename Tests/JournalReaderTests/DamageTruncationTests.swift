import Glibc
import Testing

@testable import JournalReader
@testable import LogModel

/// Journals that are too short, or get shorter while they are read.
@Suite struct DamageTruncationTests {
  let fixture: JournalFixture
  let whole: [UInt8]
  let messages: [String]
  /// Where the last object begins: `tail_object_offset` at 136 of the header.
  let tail: Int

  init() throws {
    fixture = try JournalFixture()
    let entries = (0..<300).map {
      ExportEntry.udevd("x: Worker [7] processing SEQNUM=\($0) killed", said: Double($0))
    }
    let path = try fixture.journal("whole.journal", of: entries.export)
    whole = try JournalFixture.bytes(path)
    messages = try Input.read([.path(path)], question: .kills).messages
    tail = whole.withUnsafeBytes {
      Int(UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: 136, as: UInt64.self)))
    }
    #expect(messages.count == 300)
  }

  func read(_ length: Int) throws -> Answer {
    _ = try fixture.write("cut.journal", whole.prefix(length))
    return try fixture.read("cut.journal")
  }

  /// The unused room at the end is often what is missing.
  @Test func readsAllWhereOnlyUnusedRoomIsMissing() throws {
    let answer = try read(tail + 4096)
    #expect(answer.messages == messages)
    #expect(answer.coverage.sources.map(\.skipped) == [nil])
    #expect(answer.coverage.gaps.map(\.kind) == ["truncated"])
    #expect(answer.coverage.gaps.first?.detail.hasPrefix(fixture.path("cut.journal")) == true)
  }

  @Test func readsWhatIsThereAtAHundredLengths() throws {
    var most = 0
    for step in 1...100 {
      let length = tail * step / 100
      do {
        let answer = try read(length)
        #expect(!answer.coverage.isComplete)
        #expect(answer.boots.map(\.id) == [ExportEntry.boot])
        #expect(answer.messages == Array(messages.prefix(answer.messages.count)))
        #expect(answer.messages.count >= most)
        most = max(most, answer.messages.count)
      } catch let error as ReadError {
        // Nothing but the header and the hash tables.
        #expect(most == 0, "at \(length) of \(tail): \(error)")
      }
    }
    #expect(most >= 290)
  }

  @Test func readsACutJournalInAnArchive() throws {
    _ = try fixture.write("cut.journal", whole.prefix(tail + 4096))
    try fixture.shell(
      "tar -czf packed cut.journal; head -c $(($(stat -c %s packed) * 3 / 4)) packed > short.tgz")
    let answer = try fixture.read("packed")
    #expect(answer.messages == messages)
    #expect(answer.coverage.gaps.map(\.kind) == ["truncated"])
    // The archive is cut as well, and with it the journal in it.
    let short = try fixture.read("short.tgz")
    #expect(!short.messages.isEmpty && !short.coverage.isComplete)
  }

  @Test func refusesAHeaderThatAsksForTooMuch() throws {
    var bytes = whole
    bytes[96 + 6] = 0x7f
    _ = try fixture.write("cut.journal", bytes)
    let error = try #require(throws: ReadError.self) { _ = try fixture.read("cut.journal") }
    #expect(error.reason == "is truncated or empty")
  }

  /// journald truncates a file that others have mapped; each page that is gone would be a SIGBUS.
  @Test func survivesAFileThatShrinksUnderIt() throws {
    for step in 1...100 {
      _ = try fixture.write("live.journal", whole)
      let path = fixture.path("live.journal")
      let search = JournalSearch(
        selecting: Selection(), question: .kills)
      let reading = JournalReading(
        [.init(name: path, paths: [path])], search: search, directory: PrivateDirectory())
      reading.survey(by: [reading.worker()])
      #expect(reading.collection.boots.count == 1)
      #expect(truncate(path, off_t(tail * step / 100)) == 0)
      var read: [String] = []
      _ = reading.handOut { read += $0.entries.map(\.text) }
      #expect(read == Array(messages.prefix(read.count)))
    }
  }
}
