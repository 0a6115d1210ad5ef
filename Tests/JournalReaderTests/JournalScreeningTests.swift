import Testing

@testable import JournalReader
@testable import LogModel

/// Files that a selection cannot be about are known by their headers, and not opened beyond those.
@Suite struct JournalScreeningTests {
  private let fixture: JournalFixture
  private static let hour: Int64 = 3_600_000_000
  private static let start: Int64 = 1_700_000_000_000_000

  init() throws { fixture = try JournalFixture() }

  private struct Line {
    var boot: Int
    var message: String
    /// Hours since the boot's start; the boots start at hours 0, 100, 200, …
    var hour: Double
    var isKernel = false

    var text: String {
      let monotonic = Int64(hour * Double(JournalScreeningTests.hour))
      let realtime =
        JournalScreeningTests.start + Int64(boot) * 100 * JournalScreeningTests.hour + monotonic
      return """
        __REALTIME_TIMESTAMP=\(realtime)
        __MONOTONIC_TIMESTAMP=\(monotonic)
        _BOOT_ID=0000000000000000000000000000000\(boot)
        _TRANSPORT=\(isKernel ? "kernel" : "journal")
        SYSLOG_IDENTIFIER=\(isKernel ? "kernel" : "systemd-udevd")
        MESSAGE=\(message)


        """
    }
  }

  /// Makes a file, and makes it unreadable behind its header if `isBroken`.
  private func file(_ name: String, _ lines: [Line], isBroken: Bool = false) throws {
    let path = try fixture.journal(name, of: Array(lines.map(\.text).joined().utf8))
    guard isBroken else { return }
    var bytes = try JournalFixture.bytes(path)
    bytes.replaceSubrange(4096..., with: repeatElement(0, count: bytes.count - 4096))
    _ = try fixture.write(name, bytes)
  }

  private func since(_ hour: Int64) -> Selection {
    Selection(since: Self.start + hour * Self.hour)
  }

  private func read(_ selection: Selection) throws -> Answer {
    try Input.read([.path(fixture.directory)], selecting: selection, question: .kills)
  }

  @Test func whatEndsTooEarlyIsNotOpened() throws {
    let kill = "sda: Worker [7] processing SEQNUM=9 killed"
    try file("a.journal", [Line(boot: 1, message: kill, hour: 1)], isBroken: true)
    try file(
      "b.journal",
      [
        Line(boot: 2, message: "Linux version 6.1", hour: 0, isKernel: true),
        Line(boot: 2, message: kill, hour: 1),
      ])
    let answer = try read(since(200))
    #expect(answer.boots.map { $0.entries.count } == [2])
    #expect(answer.coverage.isComplete)
    // All are looked at where nothing tells that they do not matter.
    #expect(try !read(Selection()).coverage.isComplete)
  }

  /// The boot that is asked for began in a file that ends earlier than what is asked for.
  @Test func theStartOfABootIsFoundBefore() throws {
    try file("a.journal", [Line(boot: 1, message: "old", hour: 1)], isBroken: true)
    try file(
      "b.journal", [Line(boot: 2, message: "Linux version 6.1", hour: 0, isKernel: true)])
    try file("c.journal", [Line(boot: 2, message: "in between", hour: 5)])
    try file(
      "d.journal",
      [Line(boot: 2, message: "sda: Worker [7] processing SEQNUM=9 killed", hour: 20)])
    let answer = try read(since(210))
    #expect(
      answer.boots.map { $0.entries.map(\.text) }
        == [["Linux version 6.1", "sda: Worker [7] processing SEQNUM=9 killed"]])
    #expect(answer.coverage.isComplete)
  }

  @Test func ifAllIsTooEarlyThatIsSaid() throws {
    try file("a.journal", [Line(boot: 1, message: "old", hour: 1)])
    let error = try #require(throws: ReadError.self) { try read(since(500)) }
    #expect(error.reason.hasPrefix("nothing of it lies in the time asked for"))
  }
}
