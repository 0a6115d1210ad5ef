import Foundation
import ReportModel
import Testing

@testable import probe_doctor

/// Small inputs, each of which has stopped or misled the program once.
@Suite final class RobustCaseTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "robust-\(UUID())")
  private static let fixtures = Recorded.root.appending(path: "Tests/Fixtures")
  private static let cases = fixtures.appending(path: "robust")

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  /// What the program writes.
  private func run(_ arguments: String...) throws -> (status: Int32, text: String) {
    let output = folder.appending(path: "\(UUID())").path
    let status = ProbeDoctor.run(arguments + ["--output", output])
    return (status, (try? String(contentsOfFile: output, encoding: .utf8)) ?? "")
  }

  private func report(_ path: String, _ options: String...) throws -> Report {
    let output = folder.appending(path: "\(UUID())").path
    _ = ProbeDoctor.run([path, "--format", "json", "--output", output] + options)
    return try Report(json: Array(try Data(contentsOf: URL(filePath: output))))
  }

  private func write(_ name: String, _ text: String) throws -> String {
    let file = folder.appending(path: name)
    try Data(text.utf8).write(to: file)
    return file.path
  }

  private func subjects(_ report: Report) -> [String?] {
    report.kills.map { $0.device?.sysname }
  }

  @Test func aLimitThatCannotBeBelieved() throws {
    let log = try write(
      "log",
      "0: Worker [5] processing SEQNUM=8 killed\n"
        + "[0.6]Kernel command line: udev.event_timeout=9223372036854775807")
    #expect(try report(log).kills.count == 1)
  }

  @Test("lines that end in a carriage return alone are lines")
  func carriageReturns() throws {
    let demo = try String(contentsOf: Self.fixtures.appending(path: "demo.log"), encoding: .utf8)
    let kills = subjects(try report(try write("lf.log", demo)))
    #expect(!kills.isEmpty)
    let file = try write("cr.log", demo.replacing("\n", with: "\r"))
    #expect(subjects(try report(file)) == kills)
  }

  @Test(
    "what one program appends in a byte a letter to another's UTF-16 is read", arguments: [0, 1])
  func twoEncodings(odd: Int) throws {
    let demo = try String(contentsOf: Self.fixtures.appending(path: "demo.log"), encoding: .utf8)
    let kills = subjects(try report(try write("8.log", demo)))
    for (mark, encoding) in [
      ([0xff, 0xfe], String.Encoding.utf16LittleEndian), ([0xfe, 0xff], .utf16BigEndian),
    ] as [([UInt8], String.Encoding)] {
      let quiet = "a line\nand another\n".data(using: encoding) ?? Data()
      let file = folder.appending(path: "16.log")
      let plain = Data((demo + String(repeating: " ", count: (demo.utf8.count + odd) % 2)).utf8)
      try (Data(mark) + quiet + plain + Data("\n".utf8) + quiet).write(to: file)
      #expect(subjects(try report(file.path)) == kills)
    }
  }

  @Test("journalctl's hint before its JSON is no reason to read none of it")
  func hints() throws {
    let lines = try String(
      contentsOf: Self.cases.appending(path: "md-summary.json"), encoding: .utf8)
    let kills = subjects(try report(try write("plain.json", lines)))
    #expect(!kills.isEmpty)
    let hint = "Hint: You are currently not seeing messages from other users and the system.\n"
    #expect(subjects(try report(try write("hint.json", hint + lines))) == kills)
  }

  @Test(
    "an index that leads past an entry does not hide it",
    arguments: ["j1-one-page-zeroed", "j3-first-entry-boot-id-1-bit", "j4-identifier-array-next-0"])
  func damagedIndexes(_ name: String) throws {
    let path = Self.cases.appending(path: "\(name).journal.zst").path
    for report in [try report(path), try report(path, "--thorough")] {
      #expect(!report.kills.isEmpty || !report.coverage.complete)
      #expect(report.kills.contains { $0.device?.sysname == "0000:00:06.0" })
    }
  }

  @Test("a finding with a number that cannot be is refused, and the others count")
  func findings() throws {
    let demo = Self.fixtures.appending(path: "demo.log").path
    let good = try run(demo, "--format", "ndjson").text
    let bad = try String(
      contentsOf: Self.cases.appending(path: "damaged-line.ndjson"), encoding: .utf8)
    let lines = good.split(separator: "\n").count
    let (status, text) = try run("fleet", try write("all.ndjson", good + bad))
    #expect(status == ExitStatus.found.rawValue)
    #expect(text.contains("line \(lines + 1) is damaged and was left out"))
  }

  @Test("a name in a summary is no mention")
  func summaries() throws {
    let path = Self.cases.appending(path: "md-summary.json").path
    let text = try run(path, "--format", "markdown", "--no-redact").text
    #expect(text.contains("<summary>"))
    for line in text.split(separator: "\n") where line.hasPrefix("<summary>") {
      #expect(!line.contains("@torvalds"), "\(line)")
    }
  }

  @Test(
    "nothing private stays in what is passed on", arguments: ["markdown", "html", "svg"])
  func privateValues(_ format: String) throws {
    let log = Self.cases.appending(path: "redact.log").path
    let text = try run(log, "--format", format).text
    #expect(text.contains("vortex_fc"))
    for value in ["Pa$$w0rd", "10.4.4.4", "10.2.3.4", "JoeBackups", "2001:db8:5:6::7", " ridge "] {
      #expect(!text.contains(value), "\(value)")
    }
  }
}
