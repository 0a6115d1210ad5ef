import Glibc
import Testing

@testable import JournalReader
@testable import LogModel

/// Archives that are damaged, or made to do harm.
@Suite struct ArchiveHarmTests {
  let fixture: JournalFixture

  init() throws {
    fixture = try JournalFixture()
    _ = try fixture.write("dmesg", JournalFixture.log.utf8)
  }

  func scan(
    _ name: String, limiting limit: (inout ArchiveLimits) -> Void = { _ in }
  ) -> InputScanner {
    var limits = ArchiveLimits()
    limit(&limits)
    var scanner = InputScanner(selecting: Selection(), question: .kills, limits: limits)
    scanner.add(path: fixture.path(name))
    return scanner
  }

  @Test func writesNothingByAMembersName() throws {
    try fixture.shell(
      """
      mkdir out; cp dmesg dmesg.1
      tar -cPf packed --transform 's,dmesg.1,../../escaped,' \
        --transform 's,^dmesg$,\(fixture.path("out"))/x,' dmesg dmesg.1
      """)
    let scanner = scan("packed")
    #expect(scanner.answers.count == 2)
    #expect(access(fixture.path("out/x"), F_OK) != 0)
  }

  @Test func readsRegularMembersOnly() throws {
    try fixture.shell(
      "ln -s /etc/passwd messages; ln dmesg hard; mkfifo pipe.log; tar -cf packed messages pipe.log"
    )
    let scanner = scan("packed")
    #expect(scanner.answers.isEmpty && scanner.journals.isEmpty)
    #expect(scanner.refusals.map(\.error.reason) == ["holds neither journal files nor log texts"])
  }

  @Test func stopsAtTheRatio() throws {
    try fixture.shell(
      """
      head -c 50000000 /dev/zero > zeros; cp dmesg d2
      tar -cf - dmesg zeros d2 | gzip -c > bomb.tgz
      """
    )
    let whole = scan("bomb.tgz")
    #expect(whole.answers.count == 2 && whole.gaps.isEmpty)
    let part = scan("bomb.tgz") {
      $0.freely = 1 << 20; $0.ratio = 100
    }
    #expect(part.answers.count == 1)
    #expect(part.gaps.map(\.kind) == ["archive-limit"])
    #expect(part.gaps.first?.detail.contains("100 times its size") == true)
  }

  /// A tar may say that a member has holes of any size.
  @Test func stopsInAHole() throws {
    try fixture.shell("truncate -s 1T hole.journal; tar -cSf packed hole.journal dmesg")
    let scanner = scan("packed") {
      $0.freely = 1 << 24; $0.unpacked = 1 << 26
    }
    #expect(scanner.gaps.contains { $0.kind == "archive-limit" })
  }

  @Test func stopsAtTheSizeOfTheText() throws {
    try fixture.shell("yes '[    1.000000] a line' | head -c 3000000 | gzip -c > text.gz")
    let scanner = scan("text.gz") { $0.unpacked = 1 << 20 }
    #expect(scanner.answers.first?.coverage.sources.first?.skipped?.contains("1 MiB") == true)
    #expect(scanner.gaps.map(\.kind) == ["archive-limit"])
  }

  @Test func stopsAtTheRoomForJournals() throws {
    _ = try fixture.killJournal("a.journal")
    try fixture.shell("tar -cf packed dmesg a.journal")
    let scanner = scan("packed") { $0.stored = 1000 }
    #expect(scanner.answers.count == 1)
    #expect(scanner.gaps.contains { $0.kind == "archive-limit" && $0.detail.contains("disk") })
  }

  @Test func stopsAtTheNumberOfMembers() throws {
    try fixture.shell("for i in 1 2 3 4 5; do cp dmesg $i; done; tar -cf packed 1 2 3 4 5")
    let scanner = scan("packed") { $0.members = 3 }
    #expect(scanner.answers.count == 3)
    #expect(scanner.gaps.first?.detail.contains("more than 3 members") == true)
  }

  @Test func goesOnBehindADamagedHeader() throws {
    try fixture.shell("for i in 1 2 3; do cp dmesg $i; done; tar --format=ustar -cf packed 1 2 3")
    var bytes = try JournalFixture.bytes(fixture.path("packed"))
    bytes[1024 + 10] ^= 0x41
    _ = try fixture.write("damaged", bytes)
    let scanner = scan("damaged")
    let name = fixture.path("damaged")
    #expect(scanner.answers.flatMap(\.names) == ["\(name):1", "\(name):3"])
    #expect(scanner.gaps.map(\.kind) == ["archive-damaged"])
    #expect(scanner.gaps.first?.detail.contains("behind its member 1") == true, "\(scanner.gaps)")
  }

  @Test(arguments: ["tar -cf - 1 2 3", "tar -czf - 1 2 3", "zip -q - 1 2 3"])
  func readsWhatIsLeftOfACutArchive(_ packer: String) throws {
    try fixture.shell("for i in 1 2 3; do sed s/1428/142$i/ dmesg > $i; done; \(packer) > whole")
    let whole = try JournalFixture.bytes(fixture.path("whole"))
    for length in stride(from: 20, to: whole.count, by: max(whole.count / 50, 1)) {
      _ = try fixture.write("cut", whole.prefix(length))
      let scanner = scan("cut")
      #expect(scanner.answers.count <= 3)
      for answer in scanner.answers where answer.coverage.isComplete {
        #expect(answer.messages.count == 3, "\(length) \(answer.coverage) \(scanner.gaps)")
      }
    }
  }

  @Test func survivesFlippedBits() throws {
    try fixture.shell("tar -cf a.tar dmesg; gzip -k dmesg; zip -q a.zip dmesg; xz -k a.tar")
    var state: UInt64 = 1
    for name in ["a.tar", "dmesg.gz", "a.zip", "a.tar.xz"] {
      let whole = try JournalFixture.bytes(fixture.path(name))
      for _ in 0..<200 {
        var bytes = whole
        for _ in 0..<5 {
          state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
          bytes[Int(state >> 33) % bytes.count] ^= UInt8(1 << (state >> 20 & 7))
        }
        _ = try fixture.write("flipped", bytes)
        _ = scan("flipped")
      }
    }
  }

  @Test func leavesNothingBehind() throws {
    _ = try fixture.killJournal("a.journal")
    var path: String?
    do {
      try fixture.shell("gzip a.journal")
      let scanner = scan("a.journal.gz")
      path = scanner.journals.first?.copies.first?.value
      var status = stat()
      let copy = try #require(path)
      #expect(stat(copy, &status) == 0 && status.st_mode & 0o777 == 0o600)
      let directory = copy.split(separator: "/").dropLast().joined(separator: "/")
      #expect(stat("/\(directory)", &status) == 0 && status.st_mode & 0o777 == 0o700)
      path = "/\(directory)"
      withExtendedLifetime(scanner) {}
    }
    #expect(access(try #require(path), F_OK) != 0)
  }
}
