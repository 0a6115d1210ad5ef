import Glibc
import Testing

@testable import JournalReader
@testable import LogModel

@Suite struct InputTests {
  let fixture: JournalFixture

  init() throws { fixture = try JournalFixture() }

  func content(_ bytes: [UInt8]) -> InputContent {
    bytes.withUnsafeBytes { InputContent($0) }
  }

  func error(_ inputs: Input...) throws -> ReadError {
    try #require(throws: ReadError.self) { _ = try Input.read(inputs, question: .kills) }
  }

  @Test func tellsContentByItsFirstBytes() {
    #expect(content([]) == .empty)
    #expect(content(Array("LPKSHHRH\0\0".utf8)) == .journal)
    #expect(content(Array("[    0.000000] Linux version 6.1\n".utf8)) == .text)
    #expect(content([0x1f, 0x8b, 8, 0]) == .packed(.compression(.gzip)))
    #expect(content([0x28, 0xb5, 0x2f, 0xfd]) == .packed(.compression(.zstd)))
    let tar = [UInt8](repeating: 0, count: 257) + Array("ustar".utf8)
    #expect(content(tar) == .packed(.container(.tar)))
    #expect(content(Array("PK\u{3}\u{4}".utf8)) == .packed(.container(.zip)))
    #expect(content(Array("\u{7f}ELF".utf8)) == .foreign("a program or library (ELF)"))
    #expect(content([0, 1, 2, 0, 0xff, 0, 0]) == .unknown)
  }

  @Test func saysWhatAFileIsInstead() throws {
    let packed = try fixture.write("messages.1", [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c])
    let error = try error(.path(packed))
    #expect(error.name == packed)
    #expect(error.reason == "is a 7-Zip archive, not a log")
    #expect(error.cure?.contains("7z x") == true)
  }

  @Test func saysWhatCannotBeOpened() throws {
    #expect(try error(.path("\(fixture.directory)/none")).reason == "is not there")
    #expect(try error(.path("/dev/null")).reason == "is a device, not a log")
    #expect(try error(.path(fixture.directory)).reason.hasPrefix("holds neither"))
    #expect(try error(.journalFiles("\(fixture.directory)/*.journal")).reason == "is not there")
    let live = LiveOptions(root: fixture.directory)
    #expect(try error(.live(live)).reason == "holds no journal files")
  }

  @Test func skipsOneOfSeveral() throws {
    let text = try fixture.write("dmesg.txt", "[    0.000000] Linux version 6.1\n".utf8)
    let missing = "\(fixture.directory)/none"
    let answer = try Input.read([.path(text), .path(missing)], question: .kills)
    #expect(answer.coverage.sources.map(\.name) == [text, missing])
    #expect(answer.coverage.sources.map(\.skipped) == [nil, "is not there; check the path"])
    let error = try error(.path(missing), .path("/dev/null"))
    #expect(error.reason.contains(missing) && error.reason.contains("/dev/null"))
  }

  @Test func readsTheTextsInADirectory() throws {
    _ = try fixture.makeDirectory("boot")
    let inner = try fixture.write("boot/dmesg", "[    0.000000] Linux version 6.1\n".utf8)
    let outer = try fixture.write("a.log", "[    0.000000] Linux version 6.1\n".utf8)
    let packed = try fixture.write("b.log.gz", [0x1f, 0x8b, 8, 0])
    _ = try fixture.write("picture", [0x89, 0x50, 0x4e, 0x47])
    let answer = try Input.read([.path(fixture.directory)], question: .kills)
    let sources = answer.coverage.sources
    #expect(sources.filter { $0.skipped == nil }.map(\.name) == [outer, inner])
    #expect(sources.filter { $0.skipped != nil }.map(\.name) == [packed])
  }

  @Test("a few lines of the kernel's are a log in a directory, a few of prose are none")
  func readsAShortTextInADirectory() throws {
    let log = try fixture.write(
      "boot.txt", "[    1.402214] spi-nand spi0.0: ESMT SPI NAND was found.\n".utf8)
    _ = try fixture.write("letter.txt", "Please see the picture.\nIt hung again.\n".utf8)
    let answer = try Input.read([.path(fixture.directory)], question: .kills)
    #expect(answer.coverage.sources.map(\.name) == [log])
    #expect(answer.coverage.sources.map(\.entries) == [1])
  }

  @Test func findsJournalsBelowAMachineID() throws {
    let entries = [ExportEntry.udevd("x: Worker [7] processing SEQNUM=1 killed", said: 100)]
    let id = String(repeating: "1", count: 32)
    _ = try fixture.makeDirectory(id)
    _ = try fixture.journal("\(id)/system.journal", of: entries.export)
    for input in [
      Input.path(fixture.directory), .live(LiveOptions(directory: fixture.directory)),
    ] {
      let answer = try Input.read([input], question: .kills)
      #expect(answer.coverage.sources.map(\.name) == [fixture.directory])
      #expect(answer.boots.first?.entries.first?.place.source == fixture.directory)
    }
  }

  @Test(
    arguments: [
      (nil, ["default"]), ("web", ["web"]), ("+web", ["default", "web"]),
      ("*", ["default", "mail", "web"]),
    ] as [(String?, [String])])
  func keepsToANamespace(_ namespace: String?, _ expected: [String]) throws {
    let id = String(repeating: "1", count: 32)
    let root = try fixture.makeDirectory("root")
    for directory in ["root/var", "root/var/log", "root/var/log/journal"] {
      _ = try fixture.makeDirectory(directory)
    }
    for (name, directory) in [("default", id), ("web", "\(id).web"), ("mail", "\(id).mail")] {
      _ = try fixture.makeDirectory("root/var/log/journal/\(directory)")
      _ = try fixture.write("root/var/log/journal/\(directory)/\(name).journal", [])
    }
    let files = JournalFinder(LiveOptions(namespace: namespace, root: root)).files
    let names = files.compactMap { $0.split(separator: "/").last?.split(separator: ".").first }
    #expect(names.map(String.init).sorted() == expected)
    #expect(JournalFinder(directory: "\(root)/var/log/journal").files.count == 3)
  }

  /// Reads `source` through a FIFO.
  func pipe(_ source: String) throws -> Answer {
    let path = "\(fixture.directory)/pipe"
    #expect(mkfifo(path, 0o600) == 0)
    let writer = try JournalFixture.start(["/bin/dd", "if=\(source)", "of=\(path)"])
    defer { JournalFixture.wait(for: writer) }
    return try Input.read([.path(path)], question: .kills)
  }

  @Test func readsTextFromAPipe() throws {
    let text = try fixture.write("dmesg", "[    0.000000] Linux version 6.1\n".utf8)
    #expect(try pipe(text).coverage.isComplete)
  }

  @Test func readsAJournalFromAPipe() throws {
    let journal = try fixture.journal(
      "system.journal", of: [ExportEntry.kernel("Linux version 6.1", said: 0)].export)
    let answer = try pipe(journal)
    #expect(answer.coverage.isComplete)
    #expect(answer.coverage.sources.map(\.kind) == [.journal])
  }
}
