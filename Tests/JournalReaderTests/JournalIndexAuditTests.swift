import Testing

@testable import JournalReader
@testable import LogModel

/// Journals whose entries are all there, and whose index does not lead to them: libsystemd finds fewer,
/// and reports no error.
@Suite struct JournalIndexAuditTests {
  let fixture: JournalFixture
  let whole: [UInt8]
  let messages: [String]

  init() throws {
    fixture = try JournalFixture()
    let entries = (0..<60).map {
      ExportEntry.udevd("x: Worker [7] processing SEQNUM=\($0) killed", said: Double($0))
    }
    let path = try fixture.journal("whole.journal", of: entries.export)
    whole = try JournalFixture.bytes(path)
    messages = try Input.read([.path(path)], question: .kills).messages
  }

  static func number(_ bytes: [UInt8], _ at: Int) -> Int {
    bytes.withUnsafeBytes {
      Int(truncatingIfNeeded: $0.loadUnaligned(fromByteOffset: at, as: UInt64.self).littleEndian)
    }
  }

  /// The first object of a type that contains a text.
  func object(_ type: UInt8, with text: String = "") throws -> Int {
    var at = Self.number(whole, 88)
    while at + 16 < whole.count {
      let size = Self.number(whole, at + 8)
      try #require(size >= 16)
      if whole[at] == type, text.isEmpty || whole[at..<at + size].contains(text) { return at }
      at += (size + 7) & ~7
    }
    throw JournalFixture.Failure(description: "no object with \(text)")
  }

  func read(_ bytes: [UInt8], question: Question = .kills) throws -> Answer {
    try Input.read([.path(try fixture.write("bent.journal", bytes))], question: question)
  }

  func zeroed(_ range: Range<Int>) -> [UInt8] {
    var bytes = whole
    for at in range { bytes[at] = 0 }
    return bytes
  }

  @Test func wholeIndexIsBelieved() throws {
    let file = try JournalFile(path: "\(fixture.directory)/whole.journal")
    #expect(file.isInOrder(onItsMachine: false))
    let found = try #require(
      file.audited([("SYSLOG_IDENTIFIER", ["systemd-udevd", "udevd"])], times: true))
    #expect(found.map(\.value) == ["systemd-udevd"])
    #expect(file.finds(found))
  }

  @Test func arrayThatEndsEarly() throws {
    let data = try object(1, with: "SYSLOG_IDENTIFIER=systemd-udevd")
    let array = Self.number(whole, data + 48)
    #expect(whole[array] == 6)
    #expect(try read(zeroed(array + 16..<array + 24)).messages == messages)
  }

  @Test func emptyBuckets() throws {
    for table in [104, 120] {
      let start = Self.number(whole, table)
      #expect(try read(zeroed(start..<start + Self.number(whole, table + 8))).messages == messages)
    }
  }

  @Test func valueThatIsNotInTheList() throws {
    let field = try object(2, with: "SYSLOG_IDENTIFIER")
    // its first value
    #expect(try read(zeroed(field + 32..<field + 40)).messages == messages)
  }

  /// The example of the paper that describes it (its appendix A).
  @Test func hash() {
    #expect(
      SipHash.hash(Array(0..<15), 0x0706_0504_0302_0100, 0x0f0e_0d0c_0b0a_0908)
        == 0xa129_ca61_49be_45e5)
  }

  @Test func valuesByTheirHash() throws {
    func isFiled(_ value: String, in bytes: [UInt8]) throws -> Bool? {
      let file = try JournalFile(path: fixture.write("filed.journal", bytes))
      return JournalIndexAudit(try #require(file.objects)).isFiled(Array(value.utf8))
    }
    #expect(try isFiled("SYSLOG_IDENTIFIER=systemd-udevd", in: whole) == true)
    #expect(try isFiled("MESSAGE=x: Worker [7] processing SEQNUM=59 killed", in: whole) == true)
    #expect(try isFiled("SYSLOG_IDENTIFIER=systemd-udev", in: whole) == false)
    let table = Self.number(whole, 104)
    let empty = zeroed(table..<table + Self.number(whole, 112))
    #expect(try isFiled("SYSLOG_IDENTIFIER=systemd-udevd", in: empty) == false)
    // Jenkins' hash, of systemd before 246
    var old = whole
    old[12] &= ~4
    #expect(try isFiled("SYSLOG_IDENTIFIER=systemd-udevd", in: old) == nil)
  }

  @Test func headerWithoutTimes() throws {
    for time in [184, 192] {
      #expect(try read(zeroed(time..<time + 8)).messages == messages)
    }
  }

  @Test func firstEntryOfAnotherBoot() throws {
    var bytes = whole
    bytes[try object(3) + 40] ^= 1
    #expect(try read(bytes).messages == messages)
  }

  /// An entry in the middle, of which nothing else is wrong.
  @Test(arguments: [false, true]) func entryThatCarriesTwoBoots(isThorough: Bool) throws {
    var entries = (0..<60).map {
      ExportEntry.udevd("x: Worker [7] processing SEQNUM=\($0) killed", said: Double($0))
    }
    for number in 40..<60 { entries[number].boot = ExportEntry.otherBoot }
    let bytes = try JournalFixture.bytes(fixture.journal("two.journal", of: entries.export))
    var places: [Int] = []
    var at = Self.number(bytes, 88)
    while at + 16 < bytes.count, bytes[at] != 0 {
      if bytes[at] == 3 { places.append(at) }
      at += (Self.number(bytes, at + 8) + 7) & ~7
    }
    try #require(places.count == 60)
    var question = Question.kills
    question.isThorough = isThorough
    let other = Array(bytes[places[50] + 40..<places[50] + 56])
    for boot in [Array(repeating: 0x2f, count: 16), other] {
      var bent = bytes
      bent.replaceSubrange(places[20] + 40..<places[20] + 56, with: boot)
      let answer = try read(bent, question: question)
      #expect(answer.boots.map(\.entries.count) == [40, 20])
      #expect(answer.messages == messages)
    }
  }

  /// A kill whose time was damaged: hours before or after its neighbours, or beyond all belief.
  @Test(arguments: [false, true], [5_000_000, 30_000_000_000, 1 << 54])
  func entryAtAnotherTime(isThorough: Bool, monotonic: Int) throws {
    let entries = (0..<60).map {
      let says = $0 == 50 ? "killed" : "done"
      return ExportEntry.udevd(
        "x: Worker [7] processing SEQNUM=\($0) \(says)", said: Double($0) * 200)
    }
    var bytes = try JournalFixture.bytes(fixture.journal("long.journal", of: entries.export))
    var question = Question.kills
    question.isThorough = isThorough
    let usual = try read(bytes, question: question)
    #expect(usual.messages.contains { $0.hasSuffix("killed") } && usual.coverage.isComplete)
    var places: [Int] = []
    var at = Self.number(bytes, 88)
    while at + 16 < bytes.count, bytes[at] != 0 {
      if bytes[at] == 3 { places.append(at) }
      at += (Self.number(bytes, at + 8) + 7) & ~7
    }
    withUnsafeBytes(of: monotonic.littleEndian) {
      bytes.replaceSubrange(places[50] + 32..<places[50] + 40, with: $0)
    }
    let answer = try read(bytes, question: question)
    #expect(answer.messages.contains { $0.hasSuffix("killed") })
    #expect(!answer.coverage.isComplete)
  }

  /// Of a file that is being written too, a boot that has lost its place in the list of boots is no new one.
  @Test(arguments: [false, true], [false, true])
  func bootThatNoListKnows(isOnline: Bool, isThorough: Bool) throws {
    var entries = (0..<60).map {
      ExportEntry.udevd("x: Worker [7] processing SEQNUM=\($0) killed", said: Double($0))
    }
    for number in 40..<60 { entries[number].boot = ExportEntry.otherBoot }
    var bytes = try JournalFixture.bytes(fixture.journal("two.journal", of: entries.export))
    let id = Array("_BOOT_ID=\(ExportEntry.otherBoot)".utf8)
    let text = try #require(bytes.firstRange(of: id)).lowerBound
    // its DATA object, which is longer in a compact file, leads by `next_field_offset` to the boot before it
    let data = text - (bytes[12] & 16 != 0 ? 72 : 64)
    for at in (data + 32)..<(data + 40) { bytes[at] = 0 }
    if isOnline { bytes[16] = 1 }
    var question = Question.kills
    question.isThorough = isThorough
    let answer = try read(bytes, question: question)
    #expect(answer.messages == messages || answer.coverage.sources.contains { $0.skipped != nil })
  }

  @Test func isReadThroughWhereThatIsAskedFor() throws {
    var question = Question.kills
    question.isThorough = true
    #expect(try read(whole, question: question).messages == messages)
    let usual = try read(whole).coverage.sources[0].entries
    #expect(try read(whole, question: question).coverage.sources[0].entries > usual)
  }
}

extension Collection<UInt8> {
  fileprivate func contains(_ text: String) -> Bool {
    String(decoding: self, as: UTF8.self).contains(text)
  }
}
