import Glibc
import Testing

@testable import JournalReader
@testable import LogModel

/// Archives whose names, sizes or checksums are not what they should be, and texts in them that are
/// all one line.
@Suite struct ArchiveDeceitTests {
  let fixture: JournalFixture

  init() throws {
    fixture = try JournalFixture()
    _ = try fixture.write("dmesg", JournalFixture.log.utf8)
  }

  /// Offsets of a field in a zip file's local header and in its directory (APPNOTE 4.3.7, 4.3.12).
  enum Field: String, CaseIterable, CustomTestStringConvertible {
    case checksum, packedSize, size
    var local: Int { [.checksum: 14, .packedSize: 18, .size: 22][self] ?? 0 }
    var testDescription: String { rawValue }
  }

  /// A zip file whose first member has another value in both places.
  private func zip(_ field: Field, _ value: UInt32) throws -> Answer {
    try fixture.shell("cp dmesg other; zip -q whole.zip dmesg other")
    var bytes = try JournalFixture.bytes(fixture.path("whole.zip"))
    let directory = try #require(
      bytes.indices.first { bytes[$0...].starts(with: [0x50, 0x4b, 1, 2]) })
    for place in [field.local, directory + field.local + 2] {
      for byte in 0..<4 { bytes[place + byte] = UInt8(truncatingIfNeeded: value >> (8 * byte)) }
    }
    _ = try fixture.write("changed.zip", bytes)
    return try fixture.read("changed.zip")
  }

  @Test(arguments: Field.allCases, [5, 0x7fff_ffff])
  func aZipThatLiesIsNotTaken(_ field: Field, _ value: UInt32) throws {
    do {
      let answer = try zip(field, value)
      #expect(!answer.coverage.isComplete, "\(answer.coverage)")
      // Its second member is whole, and is read all the same.
      #expect(answer.messages.contains { $0.contains("SEQNUM=1428") })
    } catch let error as ReadError {
      // libarchive 3.8 reads nothing behind a member that ends too early.
      #expect(field == .packedSize && value == 5, "\(error)")
    }
  }

  /// libarchive does not look at the checksum of gzip: what is garbled there is read as it is.
  @Test(arguments: ["bzip2", "xz", "zstd -q --check", "lz4 -q"])
  func aFlippedBitIsNoticed(_ program: String) throws {
    try fixture.shell("\(program) -c dmesg > packed")
    var bytes = try JournalFixture.bytes(fixture.path("packed"))
    bytes[bytes.count / 2] ^= 1
    _ = try fixture.write("flipped", bytes)
    let coverage = try? fixture.read("flipped").coverage
    #expect(coverage?.isComplete != true)
  }

  @Test(arguments: ["cat", "gzip -1"])
  func aLongLineIsReadInParts(_ packer: String) throws {
    try fixture.shell(
      """
      (cat dmesg; printf '[    2.700000] killed '; head -c 20000000 /dev/zero | tr '\\0' x; echo
       sed s/1428/1429/ dmesg) > long
      \(packer) < long > packed
      """)
    let answer = try fixture.read("packed")
    #expect(answer.coverage.isComplete, "\(answer.coverage)")
    #expect(answer.messages.count { $0.contains("SEQNUM=142") } == 2)
    #expect(
      answer.boots.flatMap(\.entries).allSatisfy { $0.line.count <= LineSplitter.longestLine })
    #expect(answer.boots.flatMap(\.entries).contains { $0.line.count == LineSplitter.longestLine })
  }

  /// Somebody appended to what was packed already.
  @Test(arguments: ["gzip", "bzip2", "xz"])
  func whatStandsBehindIsReadToo(_ packer: String) throws {
    try fixture.shell(
      """
      \(packer) -c dmesg > packed; sed s/1428/1429/ dmesg >> packed
      sed s/1428/1430/ dmesg > other; tar -cf one.tar dmesg; tar -cf two.tar other
      cat one.tar two.tar > both; \(packer) -c both > both.packed
      """)
    // The library for xz takes what stands behind for damage, and says so.
    let names = packer == "xz" ? ["both", "both.packed"] : ["packed", "both", "both.packed"]
    for name in names {
      let number = name == "packed" ? "1429" : "1430"
      let answer = try fixture.read(name)
      #expect(answer.coverage.isComplete, "\(answer.coverage)")
      #expect(answer.messages.contains { $0.contains("SEQNUM=1428") }, "\(name)")
      #expect(answer.messages.contains { $0.contains("SEQNUM=\(number)") }, "\(name)")
    }
  }

  /// `cat /var/log/kern.log*`: what was rotated is compressed, and stands behind what was not.
  @Test(arguments: ["gzip -c", "bzip2 -c", "xz -c", "zstd -qc", "lz4 -qc"], [3, 700, 9000])
  func compressedDataBehindATextIsReadToo(_ program: String, lines: Int) throws {
    try fixture.shell(
      """
      (cat dmesg; yes '[    2.800000] usb 1-1: naïve, 5 µs' | head -n \(lines)) > whole
      sed s/1428/1430/ dmesg > other
      (cat other; yes '[    2.900000] usb 1-2: reset' | head -n 200) | \(program) >> whole
      """)
    let writer = try JournalFixture.start([
      "/bin/sh", "-c", "cd \(fixture.directory); mkfifo pipe; touch made; cat whole > pipe",
    ])
    while access(fixture.path("made"), F_OK) != 0 { usleep(1000) }
    for name in ["whole", "pipe"] {
      let answer = try fixture.read(name)
      #expect(answer.coverage.isComplete, "\(answer.coverage)")
      #expect(answer.coverage.sources.reduce(0) { $0 + $1.entries } == 3 + lines + 203)
      #expect(answer.messages.contains { $0.contains("SEQNUM=1430") })
    }
    #expect(JournalFixture.wait(for: writer) == 0)
  }

  /// Large files are read ahead, in blocks.
  @Test(arguments: ["gzip -c", "bzip2 -c", "xz -c", "zstd -qc", "lz4 -qc"])
  func aTextBehindCompressedDataIsReadToo(_ program: String) throws {
    try fixture.shell(
      "(\(program) <dmesg; sed s/1428/1430/ dmesg; sed s/1428/1432/ dmesg | \(program)) >whole")
    let answer = try fixture.read("whole")
    #expect(answer.coverage.isComplete, "\(answer.coverage)")
    for seqnum in [1428, 1430, 1432] {
      #expect(answer.messages.contains { $0.contains("SEQNUM=\(seqnum)") })
    }
  }

  /// Files travel in mails so.
  @Test(arguments: [
    "base64 dmesg", "gzip -c dmesg | base64",
    "printf 'MIME-Version: 1.0\n\n--b\nContent-Transfer-Encoding: base64\n\n'; base64 dmesg; echo '--b--'",
    "printf 'Received: x\n\ntext\n\n--b\ncontent-transfer-encoding: base64\nX: y\n\n'; xz -c dmesg | base64",
  ])
  func whatAMailHoldsIsRead(_ command: String) throws {
    try fixture.shell("(\(command)) >mail")
    #expect(try fixture.read("mail").messages.contains { $0.contains("SEQNUM=1428") })
  }

  @Test func compressedDataBehindALargeTextIsReadToo() throws {
    try fixture.shell(
      """
      yes '[    2.800000] usb 1-1: reset high-speed USB device number 2' | head -n 200000 > whole
      (sed s/1428/1430/ dmesg; seq -f '[    2.900000] usb 1-2: %.0f' 300000) | gzip -1 >> whole
      yes '[    3.900000] usb 1-3: reset' | head -n 200000 >> whole
      """)
    let answer = try fixture.read("whole")
    #expect(answer.coverage.sources.map(\.entries) == [200_000, 300_003, 200_000])
    #expect(answer.messages.contains { $0.contains("SEQNUM=1430") })
  }

  @Test func aTextThatHasStrangeBytesIsOneText() throws {
    let noise = (0..<40).map { UInt8(truncatingIfNeeded: $0 * 77 | 1) }.filter { $0 != 10 }
    var text = Array(JournalFixture.log.utf8)
    for number in 0..<2000 { text += Array("line \(number) ".utf8) + [10] }
    for number in 0..<2000 { text += Array("line \(number) ".utf8) + noise + [10] }
    _ = try fixture.write("noise", text)
    #expect(try fixture.read("noise").coverage.sources.map(\.entries) == [4003])
  }

  /// Whatever a name holds, it is only ever shown.
  @Test(arguments: ["\u{1b}]0;evil\u{7}dmesg", "new\nline.log", "..\\..\\dmesg", "-rf"])
  func aNameIsTakenAsItIs(_ name: String) throws {
    let quoted = "'\(name)'"
    try fixture.shell("mkdir in; cp dmesg in/\(quoted); tar -cf packed -C in .")
    let answer = try fixture.read("packed")
    #expect(answer.names == ["\(fixture.path("packed")):./\(name)"])
    #expect(answer.messages.count == 3)
  }
}
