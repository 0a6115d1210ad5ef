import Glibc
import Testing

@testable import JournalReader
@testable import LogModel

/// What is missing from a journal without any damage: "no kill" then is not the whole truth.
@Suite struct JournalCoverageTests {
  private let fixture: JournalFixture

  init() throws { fixture = try JournalFixture() }

  @Test func aBeginThatWasRotatedAwayIsSaid() throws {
    let late = [
      ExportEntry.kernel("eth0: link up", said: 4000), .udevd("ready", said: 4001),
    ]
    let path = try fixture.journal("late.journal", of: late.export)
    let coverage = try Input.read([.path(path)], question: .kills).coverage
    #expect(coverage.gaps.map(\.kind) == ["rotated"])
    #expect(coverage.gaps.first?.detail.contains("begins 66 min after") == true)
    #expect(!coverage.isComplete)
  }

  @Test func aSlowStartIsNone() throws {
    let slow = [ExportEntry.kernel("Linux version 6.1", said: 0, written: 90)]
    let path = try fixture.journal("slow.journal", of: slow.export)
    #expect(try Input.read([.path(path)], question: .kills).coverage.isComplete)
  }

  /// journald hung, and the boot ended so: what the kernel's buffer has is more.
  @Test func aJournalThatEndsBeforeItsBootIsSaid() throws {
    let early = [
      ExportEntry.kernel("Linux version 6.1", said: 0), .kernel("e1000e: version 1", said: 20),
    ]
    let journal = try fixture.journal("early.journal", of: early.export)
    func gaps(_ last: Double) throws -> [String] {
      let entries = early + [ExportEntry.kernel("e1000e: version 2", said: last)]
      let more = try fixture.write("capture.export", entries.export)
      return try Input.read([.path(journal), .path(more)], question: .kills).coverage.gaps
        .map(\.kind)
    }
    #expect(try gaps(75).isEmpty)
    #expect(try gaps(240) == ["journal-ends"])
  }

  /// One directory with a file a machine, as systemd-journal-remote writes it.
  @Test func machinesOfOneDirectoryStayApart() throws {
    let folder = try fixture.makeDirectory("remote")
    for (number, name) in ["one", "two"].enumerated() {
      let id = String(repeating: "\(number + 1)", count: 32)
      let entries = [
        ExportEntry.kernel("Linux version 6.1", said: 0),
        .udevd("x: Worker [7] processing SEQNUM=1 killed", said: 100),
      ].map { $0.of(boot: id, machine: id, hostname: name) }
      _ = try fixture.journal("remote-\(name).journal", of: entries.export)
      try fixture.shell("mv remote-\(name).journal remote/")
    }
    let boots = try Input.read([.path(folder)], question: .kills).boots
    #expect(boots.map(\.hostname) == ["one", "two"])
    #expect(boots.allSatisfy { $0.entries.count == 2 })
  }
}
