import Glibc
import Testing

@testable import JournalReader
@testable import LogModel

/// Journals of full length that are damaged inside: a power loss leaves zeros, a bad disk anything.
@Suite struct DamageTornTests {
  let fixture: JournalFixture
  let whole: [UInt8]
  let messages: [String]
  /// Where the objects of entries begin and end.
  let used: Range<Int>

  init() throws {
    fixture = try JournalFixture()
    let entries = (0..<300).map {
      ExportEntry.udevd("x: Worker [7] processing SEQNUM=\($0) killed", said: Double($0))
    }
    let path = try fixture.journal("whole.journal", of: entries.export)
    whole = try JournalFixture.bytes(path)
    messages = try Input.read([.path(path)], question: .kills).messages
    let header = whole
    let field = { (offset: Int) in
      header.withUnsafeBytes {
        Int(UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self)))
      }
    }
    // Behind the two hash tables, up to the last object.
    used = max(field(104) + field(112), field(120) + field(128))..<field(136)
  }

  func read(_ bytes: [UInt8]) -> Result<Answer, ReadError> {
    do {
      _ = try fixture.write("torn.journal", bytes)
      return .success(try Input.read([.path(fixture.path("torn.journal"))], question: .kills))
    } catch let error as ReadError {
      return .failure(error)
    } catch {
      return .failure(ReadError(name: "torn.journal", reason: "\(error)"))
    }
  }

  /// What was in the disk's cache is zeros, though the header is newer.
  @Test func readsUpToZeros() throws {
    for step in 1...20 {
      let from = used.lowerBound + used.count * step / 20
      var bytes = whole
      for at in from..<bytes.count { bytes[at] = 0 }
      switch read(bytes) {
      case .success(let answer):
        #expect(answer.messages == Array(messages.prefix(answer.messages.count)))
        #expect(!answer.coverage.isComplete, "from \(from) of \(used)")
        if step >= 10 { #expect(answer.messages.count > 50) }
      case .failure(let error):
        #expect(step < 3, "from \(from) of \(used): \(error)")
      }
    }
  }

  @Test func entryArraysThatLeadBackDoNotLoop() throws {
    var bytes = whole
    var at = used.lowerBound
    var turned = 0
    // Object type 6 is an entry array: type, flags, six bytes, size, next array, items.
    while at + 24 < used.upperBound {
      let size = bytes.withUnsafeBytes {
        Int(UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: at + 8, as: UInt64.self)))
      }
      guard size >= 16 else { break }
      if bytes[at] == 6 {
        withUnsafeBytes(of: UInt64(at).littleEndian) {
          bytes.replaceSubrange(at + 16..<at + 24, with: $0)
        }
        turned += 1
      }
      at += (size + 7) & ~7
    }
    try #require(turned > 0)
    // Either all entries were seen before the way led back, or it is said.
    if case .success(let answer) = read(bytes) {
      #expect(Set(answer.messages).count == answer.messages.count)
    }
  }

  @Test func survivesFlippedBitsAmongTheEntries() {
    var state: UInt64 = 7
    for _ in 0..<100 {
      var bytes = whole
      for _ in 0..<5 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        bytes[used.lowerBound + Int(state >> 33) % used.count] ^= UInt8(1 << (state >> 20 & 7))
      }
      if case .success(let answer) = read(bytes) {
        #expect(answer.messages.count <= messages.count)
      }
    }
  }
}
