import Testing

@testable import JournalReader
@testable import LogModel

/// Logs that begin with the newest line: `journalctl -r`, `dmesg | tac`.
@Suite struct TextOrderTests {
  private func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] { bytes.split(separator: 0x0a) }

  private func turned(_ bytes: [UInt8]) -> [UInt8] {
    Array(lines(bytes).reversed().joined(separator: [0x0a]))
  }

  /// What was said, by whom and when, apart from which line it stands in.
  private func said(_ answer: Answer) -> Set<String> {
    Set(answer.entries.map { "\($0.stamp) \($0.who) \($0.text)" })
  }

  @Test(arguments: [
    "abort-6.1.short-monotonic", "abort-6.1.short-iso-precise", "killable-6.12.short-iso-precise",
    "dmesg.txt", "dmesg-T.txt", "dmesg-x-iso.txt",
  ])
  func turnedLogSaysTheSame(_ name: String) throws {
    let bytes = recording(name)
    let forward = read(bytes)
    let backward = read(turned(bytes))
    #expect(backward.boots.count == forward.boots.count)
    #expect(said(backward) == said(forward))
    let count = lines(bytes).count
    #expect(backward.entries.first?.number == count - (forward.entries[0].number - 1))
    let boot = try #require(backward.boots.first)
    #expect(boot.first == forward.boots.first?.first)
  }

  @Test func furtherLinesOfAMessageStayBehindIt() {
    let entries = read(
      (1...9).reversed().map { "[    \($0).000000] ridge a[7]: one \($0)\n" }.joined()
        + "[    0.500000] ridge a[7]: two\n                           lines\n"
    ).entries
    #expect(entries.map(\.text) == ["two", "lines"] + (1...9).map { "one \($0)" })
  }

  @Test func bootsAreOldestFirst() {
    func boot(_ hour: Int, _ last: Int) -> String {
      (0...last).reversed().map { second in
        let text = second == 0 ? "Linux version 6.1" : "killed \(second)"
        return "2026-11-23T\(hour):00:\(second + 10)+0000 ridge kernel: \(text)\n"
      }.joined()
    }
    let answer = read(boot(21, 20) + boot(20, 30) + boot(19, 10), .about([" killed"]))
    #expect(answer.boots.map(\.entries.count) == [11, 31, 21])
    #expect(answer.boots.allSatisfy { $0.entries.first?.text == "Linux version 6.1" })
  }

  @Test func bootsOfOneClockAreOldestFirst() {
    func boot(_ name: String, _ last: Int) -> String {
      (0...last).reversed().map { second in
        let blanks = String(repeating: " ", count: 5 - "\(second)".count)
        return "[\(blanks)\(second).000000] \(second == 0 ? "Linux version \(name)" : name)\n"
      }.joined()
    }
    let answer = read(boot("newer", 90) + boot("older", 70))
    #expect(
      answer.boots.map(\.entries.first?.text) == ["Linux version older", "Linux version newer"])
    #expect(answer.boots.map(\.entries.count) == [71, 91])
  }

  @Test func journalctlsMarksStandBeforeTheirBoots() {
    let id = String(repeating: "ab", count: 16)
    func lines(_ name: String) -> String {
      (1...9).reversed().map { "[    \($0).000000] ridge kernel: \(name) a\n" }.joined()
    }
    let answer = read(lines("newer") + "-- Boot \(id) --\n" + lines("older"))
    #expect(answer.boots.map(\.id) == [id, nil])
    #expect(answer.boots.map(\.entries.first?.text) == ["older a", "newer a"])
  }

  @Test func newYearIsPassedBackwards() {
    let january = (1...5).reversed().map { "Jan  \($0) 19:17:39 ridge a[7]: e\n" }.joined()
    let december = (25...31).reversed().map { "Dec \($0) 19:17:39 ridge a[7]: e\n" }.joined()
    let entries = read(january + december).entries
    let days = entries.map { ($0.stamp.realtime ?? 0) / 86_400_000_000 }
    #expect(zip(days, days.dropFirst()).allSatisfy { $1 - $0 <= 1 && $1 >= $0 })
    #expect(entries.count == 12 && entries[0].line.starts(with: Array("Dec 25".utf8)))
  }

  /// Lines of different speakers, and lines that somebody picked, stand out of order.
  @Test func someFallsOfTheClockTurnNothing() {
    let picked = [90, 60, 40, 35, 20].map { "[   \($0).000000] ridge kernel: e\n" }.joined()
    let mixed = (0..<50).map { "[   \(10 + ($0 ^ 1)).000000] a\n" }.joined()
    for text in [picked, mixed, ""] {
      Array(text.utf8).withUnsafeBytes {
        #expect(ReadingOrder(of: ByteSpan($0)) == .oldestFirst)
      }
    }
  }

  /// More of it than is kept in memory, with the kernel's first lines at the far end.
  @Test func longLogIsReadBackwards() {
    var log = ""
    for second in stride(from: 300_000, through: 1, by: -1) {
      let stamp = String(second)
      log += "[" + String(repeating: " ", count: max(0, 5 - stamp.count)) + stamp
      log += second == 150_000 ? ".000000] killed\n" : ".000000] nothing to see here\n"
    }
    log += "[    0.000000] Linux version 6.1\n"
    let answer = read(log, .about([" killed"], marks: ["Linux version"], span: 3_000_000))
    #expect(answer.boots.count == 1)
    #expect(
      answer.entries.map { ($0.stamp.monotonic ?? 0) / 1_000_000 }
        == [0] + Array(149_997...150_003))
  }
}
