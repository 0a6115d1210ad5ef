import Glibc
import Testing

@testable import JournalReader
@testable import LogModel

@Suite struct ArchiveMemberTests {
  let fixture: JournalFixture

  init() throws {
    fixture = try JournalFixture()
    for name in ["in", "in/logs", "in/etc"] { _ = try fixture.makeDirectory(name) }
    _ = try fixture.write("in/logs/dmesg", JournalFixture.log.utf8)
    _ = try fixture.killJournal("in/logs/system.journal")
    _ = try fixture.write("in/etc/fstab", "/dev/vda1 / ext4 defaults 0 1\n".utf8)
    _ = try fixture.write("in/etc/big.conf", String(repeating: "a = b\n", count: 50_000).utf8)
    _ = try fixture.write("in/etc/picture", [0x89, 0x50, 0x4e, 0x47])
  }

  static let packers = [
    "tar -cf packed in", "tar -czf packed in", "tar --zstd -cf packed in", "tar -cJf packed in",
    "tar --format=v7 -cf packed in || true", "tar --format=pax -cf packed in",
    "zip -qr packed.zip in; mv packed.zip packed", "zip -qr - in | cat > packed",
    "tar -cSf packed in",
  ]

  @Test(arguments: packers)
  func findsTheLogsInAnArchive(_ packer: String) throws {
    try fixture.shell(packer)
    let answer = try fixture.read("packed")
    #expect(
      answer.names.sorted()
        == ["in/logs/dmesg", "in/logs/system.journal"].map { "\(fixture.path("packed")):\($0)" })
    #expect(answer.coverage.isComplete)
    #expect(answer.messages.count { $0.contains("killed") } == 2)
  }

  /// Without the kernel's clock, only all of what two logs say tells that they are the same.
  @Test func aCopyIsCountedOnce() throws {
    try fixture.shell(
      """
      mkdir two
      echo 'Nov 29 06:01:00 ridge kernel: one' > two/a.log
      echo 'Nov 29 06:03:00 ridge systemd-udevd[201]: 1-1: Worker [9] processing SEQNUM=7 killed' \\
        >> two/a.log
      cp two/a.log two/b.log; ln two/a.log two/c.log
      """)
    let answer = try fixture.read("two")
    #expect(answer.messages.count { $0.contains("killed") } == 1)
    #expect(answer.boots.count == 1)
    #expect(answer.coverage.sources.count == 3)
  }

  /// A directory holds what an archive of it holds.
  @Test func findsTheSameInADirectory() throws {
    try fixture.shell("ln -s /etc in/etc/link; ln -s loop in/loop; ln -s ../logs/dmesg in/etc/dm")
    let answer = try fixture.read("in")
    #expect(answer.names == ["in/logs", "in/logs/dmesg"].map { fixture.path($0) })
    #expect(answer.coverage.isComplete)
  }

  @Test func saysThatALinkLeadsOut() throws {
    _ = try fixture.write("messages", JournalFixture.log.utf8)
    try fixture.shell("ln -s ../messages in/messages")
    let answer = try fixture.read("in")
    let skipped = answer.coverage.sources.filter { $0.skipped != nil }
    #expect(skipped.map(\.name) == [fixture.path("in/messages")])
  }

  @Test func readsCompressedMembers() throws {
    try fixture.shell("zstd -q --rm in/logs/system.journal; gzip in/logs/dmesg; tar -czf packed in")
    let answer = try fixture.read("packed")
    #expect(answer.messages.count { $0.contains("killed") } == 2)
    #expect(answer.coverage.isComplete)
  }

  @Test func looksIntoAnArchiveInAnArchiveAndNoFurther() throws {
    try fixture.shell(
      "tar -czf one.tgz in/logs; tar -cf two.tar one.tgz; tar -czf three.tgz two.tar")
    let answer = try fixture.read("two.tar")
    #expect(answer.names.allSatisfy { $0.hasPrefix("\(fixture.path("two.tar")):one.tgz:in/logs/") })
    #expect(answer.messages.count { $0.contains("killed") } == 2)
    let error = try #require(throws: ReadError.self) { _ = try fixture.read("three.tgz") }
    #expect(error.name == "\(fixture.path("three.tgz")):two.tar:one.tgz")
    #expect(error.reason.contains("in an archive in an archive"))
  }

  @Test func saysThatThereIsNoLog() throws {
    try fixture.shell("tar -cf packed in/etc")
    for name in ["packed", "in/etc"] {
      let error = try #require(throws: ReadError.self) { _ = try fixture.read(name) }
      #expect(error.reason == "holds neither journal files nor log texts")
    }
  }

  /// A log that cannot be read is named, a file of another kind is not.
  @Test func namesAnUnreadableLog() throws {
    _ = try fixture.write("in/kern.log", [0, 1, 2, 0, 0xff, 0, 0])
    _ = try fixture.write("in/other", [0, 1, 2, 0, 0xff, 0, 0])
    _ = try fixture.write("in/user.journal", Array("damaged".utf8))
    try fixture.shell("tar -cf packed in")
    let skipped = try fixture.read("packed").coverage.sources.filter { $0.skipped != nil }
    #expect(
      skipped.map(\.name).sorted()
        == ["in/kern.log", "in/user.journal"].map { "\(fixture.path("packed")):\($0)" })
    let found = try fixture.read("in").coverage.sources.filter { $0.skipped != nil }
    #expect(found.map(\.name).sorted() == ["in", "in/kern.log"].map { fixture.path($0) })
    #expect(found.contains { $0.skipped?.contains("user.journal") == true })
  }
}
