import Glibc
import Testing

@testable import JournalReader
@testable import LogModel

/// What somebody may not read is said: "no kill" then is not the whole truth.
@Suite struct PermissionTests {
  private let fixture: JournalFixture

  init() throws {
    fixture = try JournalFixture()
    // The directory itself is its owner's alone.
    try fixture.shell("chmod 755 .")
  }

  /// Reads as a user who owns none of the files: root may read whatever the modes say, so its
  /// thread gives that up for as long as `body` runs (setfsuid(2) is of one thread).
  private func asStranger<Result>(_ body: () throws -> Result) throws -> Result {
    guard geteuid() == 0 else { return try body() }
    typealias SetUser = @convention(c) (uid_t) -> Int32
    let symbol = try #require(dlsym(nil, "setfsuid"))
    let setUser = unsafeBitCast(symbol, to: SetUser.self)
    _ = setUser(65534)
    defer { _ = setUser(0) }
    #expect(setUser(65534) == 65534, "the thread still reads as root")
    return try body()
  }

  private func read(_ input: Input) throws -> Coverage {
    try asStranger { try Input.read([input], question: .kills).coverage }
  }

  @Test func theJournalOfOthersIsNamed() throws {
    let folder = try fixture.makeDirectory("journal")
    for name in ["user-1000.journal", "system.journal"] {
      _ = try fixture.killJournal(name)
      try fixture.shell("chmod 644 \(name); mv \(name) journal/")
    }
    let mine = try read(.path(folder))
    #expect(mine.isComplete && mine.sources.allSatisfy { $0.skipped == nil })
    try fixture.shell("chmod 000 journal/system.journal")
    for input in [Input.path(folder), .live(LiveOptions(directory: folder))] {
      let coverage = try read(input)
      #expect(!coverage.isComplete)
      let refused = try #require(coverage.sources.first { $0.skipped != nil })
      #expect(refused.name.hasSuffix("system.journal"))
      #expect(refused.skipped?.contains("permission denied") == true)
      #expect(refused.skipped?.contains("systemd-journal") == true)
    }
  }

  @Test func aFolderThatIsClosedIsNamed() throws {
    let folder = try fixture.makeDirectory("journal")
    let id = "11111111111111111111111111111111"
    _ = try fixture.killJournal("user-1000.journal")
    _ = try fixture.killJournal("system.journal")
    try fixture.shell(
      """
      chmod 644 *.journal; mkdir journal/\(id)
      mv user-1000.journal journal/; mv system.journal journal/\(id)/
      chmod 000 journal/\(id)
      """)
    defer { try? fixture.shell("chmod 755 journal/\(id)") }
    for input in [Input.path(folder), .live(LiveOptions(directory: folder))] {
      let coverage = try read(input)
      #expect(!coverage.isComplete)
      #expect(
        coverage.sources.contains {
          $0.name.hasSuffix(id) && $0.skipped?.contains("permission denied") == true
        }, "\(coverage.sources)")
    }
  }

  @Test func aTextIsRefusedWithACure() throws {
    let path = try fixture.write("messages", JournalFixture.log.utf8)
    try fixture.shell("chmod 000 messages")
    let error = try #require(throws: ReadError.self) { _ = try read(.path(path)) }
    #expect(error.reason == "permission denied")
    #expect(error.cure?.contains("sudo") == true)
  }

  /// A folder of logs of which one is somebody else's.
  @Test func oneOfSeveralTextsIsNamed() throws {
    let folder = try fixture.makeDirectory("logs")
    try fixture.shell("mkdir -p logs")
    for name in ["messages", "kern.log"] {
      _ = try fixture.write("logs/\(name)", JournalFixture.log.utf8)
    }
    try fixture.shell("chmod 000 logs/kern.log")
    let coverage = try read(.path(folder))
    #expect(!coverage.isComplete)
    #expect(coverage.sources.map { $0.skipped?.contains("permission") ?? false } == [false, true])
  }
}
