import Testing

@testable import FleetReading

@Suite struct ArchiveFoldersTests {
  @Test(arguments: [
    // folders with logs in them are as many reports
    (
      ["x.tar:24/log.txt", "x.tar:25/log.txt", "x.tar:25/old.txt"],
      ["x.tar:24", "x.tar:25", "x.tar:25"]
    ),
    (["x.tar:all/a/dmesg", "x.tar:all/b/dmesg"], ["x.tar:all/a", "x.tar:all/b"]),
    // what one machine's report is made of
    (["x.tar:sos/sos_commands/kernel/dmesg", "x.tar:sos/var/log/messages"], ["x.tar", "x.tar"]),
    (["x.tar:host/dmesg", "x.tar:host/old/dmesg"], ["x.tar", "x.tar"]),
    (["x.tar:dmesg", "x.tar:journal.txt"], ["x.tar", "x.tar"]),
    (["x.tar:host/dmesg"], ["x.tar"]),
  ])
  func foldersBesideEachOtherAreMachines(_ sources: [String], _ expected: [String]) {
    let folders = ArchiveFolders(sources, in: "x.tar")
    #expect(sources.map(folders.machine(of:)) == expected)
  }

  @Test func aFileIsNotPackedBecauseItsNameBeginsAlike() {
    #expect(ArchiveFolders.isPacked("x.tar:a/log", in: "x.tar"))
    #expect(!ArchiveFolders.isPacked("x.tar", in: "x.tar"))
    #expect(!ArchiveFolders.isPacked("x.tar2:a/log", in: "x.tar"))
  }
}
