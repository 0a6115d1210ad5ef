import Glibc
import Testing

@testable import JournalReader
@testable import LogModel

/// The logs of one boot on different clocks, as a support report has them: dmesg with microseconds
/// and no date, the journal in its short form with whole seconds and no clock of the kernel's.
@Suite struct ClockOfAnotherTests {
  private let fixture: JournalFixture

  init() throws { fixture = try JournalFixture() }

  private static let fixtures =
    "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/Fixtures"

  /// Writes a case's journal as `journalctl -o short` prints it, and the dmesg of a boot beside it.
  private func collect(journal: String, dmesg: String, host: String = "ridge") throws {
    try fixture.shell(
      """
      mkdir report
      zstd -dcq '\(Self.fixtures)/sos/\(dmesg)/dmesg.txt.zst' > report/dmesg
      zstd -dcq '\(Self.fixtures)/lab/\(journal)/journal-short-monotonic.txt.zst' > monotonic
      """)
    let bytes = try JournalFixture.bytes(fixture.path("monotonic"))
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    let short = lines.map { line -> String in
      guard let close = line.firstIndex(of: "]"), line.first == "[",
        let seconds = Double(line[..<close].dropFirst().drop { $0 == " " })
      else { return String(line) }
      // the boot began at 18:47:47.04
      let time = Int(seconds + 18 * 3600 + 47 * 60 + 47.04)
      func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
      let rest = line[line.index(after: close)...].dropFirst().drop { $0 != " " }
      return "Nov 23 \(two(time / 3600)):\(two(time / 60 % 60)):\(two(time % 60)) \(host)\(rest)"
    }
    _ = try fixture.write("report/journal", Array((short.joined(separator: "\n") + "\n").utf8))
  }

  private func boots(_ input: String) throws -> [BootLog] {
    try fixture.read(input).boots
  }

  @Test(arguments: ["report", "report.tar.gz"])
  func everyEntryGetsTheBestClock(input: String) throws {
    try collect(journal: "bookworm-b-killable", dmesg: "bookworm-b-killable")
    try fixture.shell("tar -czf report.tar.gz report")
    let all = try boots(input)
    #expect(all.count == 1)
    let boot = try #require(all.first)
    func entries(_ part: String) -> [Entry] { boot.entries.filter { $0.text.contains(part) } }
    // both tell it: once, with the kernel's microseconds and the journal's date
    let probe = entries("probe of 0000:00:06.0 failed")
    #expect(probe.map(\.stamp.monotonic) == [36_456_269])
    #expect(probe.first?.stamp.realtime != nil)
    #expect(probe.first?.stamp.calendar == .yearless)
    // only the journal has it: within the second that it shows
    let kill = try #require(entries("SEQNUM=1428 killed").first)
    #expect(abs((kill.stamp.monotonic ?? 0) - 36_456_000) < 1_000_000)
    let warning = try #require(entries("is taking a long time").first)
    #expect(abs((warning.stamp.monotonic ?? 0) - 28_450_000) < 1_500_000)
    // in the order of the journal
    let order = boot.entries.map(\.text)
    let killed = try #require(order.firstIndex { $0.contains("SEQNUM=1428 killed") })
    let failed = try #require(order.firstIndex { $0.contains("fabric login aborted") })
    #expect(killed < failed)
    #expect(boot.first?.calendar == .yearless)
    let alignment = try #require(boot.alignments.first)
    #expect(boot.alignments.count == 1 && alignment.lines > 100)
    #expect(alignment.by.first?.hasSuffix("report/dmesg") == true)
    #expect(alignment.sources.first?.hasSuffix("report/journal") == true)
  }

  /// The same machine says the same in its next boot, at nearly the same time.
  @Test func anotherBootOfTheMachineStaysApart() throws {
    try collect(journal: "bookworm-b-killable", dmesg: "bookworm-a-uninterruptible")
    let all = try boots("report")
    #expect(all.count == 2)
    #expect(all.allSatisfy { $0.alignments.isEmpty })
  }

  /// Machines of one make that were started in the same second: only their names differ.
  @Test func machinesThatSayTheSameStayApart() throws {
    let entries = (0..<40).map { number in
      ExportEntry.kernel(
        "driver \(number): found the device number \(number)", said: Double(number) / 7)
    }
    let kill = ExportEntry.udevd("x: Worker [7] processing SEQNUM=1 killed", said: 6)
    for name in ["one", "two"] {
      let said = (entries + [kill]).map { entry -> String in
        let micros = Int64(entry.seconds * 1e6)
        let fraction = String(1_000_000 + micros % 1_000_000).dropFirst()
        let message = entry.fields.last?.1 ?? ""
        let tag = entry.fields.contains { $0.1 == "kernel" } ? "kernel" : "systemd-udevd[205]"
        return "[    \(micros / 1_000_000).\(fraction)] \(name) \(tag): \(message)\n"
      }
      _ = try fixture.write("\(name).log", Array(said.joined().utf8))
    }
    let all = try fixture.read("one.log", "two.log").boots
    #expect(all.map(\.hostname) == ["one", "two"])
    #expect(all.allSatisfy { $0.sources.count == 1 })
    // the same text once more is the same boot
    try fixture.shell("cp one.log copy.log")
    #expect(try fixture.read("one.log", "copy.log").boots.count == 1)
  }

  /// An archive of logs by the hundred thousand: each is held against those before it no longer.
  @Test func tooManyToCompareAreLeftApartAndCounted() {
    let log = """
      [    1.000001] one
      [    1.000202] two
      [    1.000403] three
      [    1.000604] four
      """
    let answers = (1...4).map { _ in read(log) }
    let whole = Answer(merging: answers)
    #expect(whole.boots.count == 1 && whole.coverage.gaps.isEmpty)
    let bounded = Answer(merging: answers, mostComparisons: 2)
    #expect(bounded.coverage.gaps.map(\.kind) == ["not-compared"])
    #expect(bounded.coverage.gaps.first?.count == 1)
    #expect(bounded.boots.count == 2)
  }
}
