import Foundation
import LogModel
import Testing

@testable import JournalReader

/// A log that was rotated is the log that it was.
@Suite struct RotatedLogTests {
  @Test func filesOfOneLogStandTogether() {
    let families = RotatedLogs.families(of: [
      "/l/dmesg", "/l/dmesg.0", "/l/dmesg.1.gz", "/l/kern.log", "/l/kern.log.1",
      "/l/kern.log.10.xz",
      "/l/kern.log.2.gz", "/l/messages", "/l/messages-20261122", "/l/messages-20261115.gz",
      "/l/boot.log", "/m/kern.log.1", "/l/a.old", "/l/a",
    ])
    #expect(
      families == [
        ["/l/dmesg.1.gz", "/l/dmesg.0", "/l/dmesg"],
        ["/l/kern.log.10.xz", "/l/kern.log.2.gz", "/l/kern.log.1", "/l/kern.log"],
        ["/l/messages-20261115.gz", "/l/messages-20261122", "/l/messages"], ["/l/boot.log"],
        ["/m/kern.log.1"], ["/l/a.old", "/l/a"],
      ])
  }

  private func goesOn(_ tail: String, _ head: String) -> Bool {
    Array(tail.utf8).withUnsafeBytes { tail in
      Array(head.utf8).withUnsafeBytes { head in
        RotatedLogs.goesOn(behind: ByteSpan(tail), with: ByteSpan(head))
      }
    }
  }

  @Test func aClockGoesOnOrStartsAnew() {
    #expect(goesOn("[   12.000000] a\n", "[   13.000000] b\n"))
    #expect(goesOn("a\nb\n", "c\n"))
    #expect(goesOn("Nov 23 18:41:20 host1 kernel: a\n", "Nov 23 18:41:21 host1 kernel: b\n"))
    #expect(!goesOn("[  512.000000] a\n", "[   13.000000] b\n"))
    #expect(!goesOn("[   12.000000] a\n", "[   13.000000] Linux version 6.1.0\n"))
    #expect(!goesOn("Nov 23 18:41:20 host1 kernel: a\n", "Nov 22 18:41:21 host1 kernel: b\n"))
  }

  private func read(_ files: [String: String]) throws -> Answer {
    let folder = URL(filePath: NSTemporaryDirectory()).appending(
      path: "rotated-\(UInt64.random(in: 0 ... .max))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files {
      try text.write(to: folder.appending(path: name), atomically: false, encoding: .utf8)
    }
    return try Input.read([.path(folder.path)], question: .about(["killed"]))
  }

  @Test func aBootThatWasCutInTwoIsOne() throws {
    let lines = (0..<40).map { "[  1\(10 + $0).000000] foo 0000:03:00.0: step \($0)" }
    let kill = "[  150.500000] udevd[7]: worker [9] killed"
    let old = lines[..<30].joined(separator: "\n")
    let new = (lines[30...] + [kill]).joined(separator: "\n") + "\n"
    let answer = try read(["kern.log.1": old, "kern.log": new])
    #expect(answer.boots.count == 1 && answer.coverage.sources.count == 2)
    #expect(answer.coverage.sources.map(\.entries).sorted() == [11, 30])
    let last = try #require(answer.boots.first?.entries.last)
    #expect(last.place.source.hasSuffix("/kern.log") && last.place.position == .line(11))
    let first = try #require(answer.boots.first?.entries.first)
    #expect(first.place.source.hasSuffix("/kern.log.1") && first.place.position == .line(1))
  }

  @Test func twoBootsStayTwo() throws {
    let answer = try read([
      "dmesg.0": "[    0.000000] Linux version 1\n[  500.000000] udevd[7]: worker [9] killed\n",
      "dmesg": "[    0.000000] Linux version 1\n[  400.000000] udevd[7]: worker [8] killed\n",
    ])
    #expect(answer.boots.count == 2)
  }
}
