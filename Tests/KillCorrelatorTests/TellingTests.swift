import Examination
import Foundation
import JournalReader
import LogModel
import Testing

@testable import KillCorrelator

/// One recording told in every form that journalctl and dmesg have gives the same diagnosis.
///
/// The forms are made by the programs themselves; what this machine's version of them cannot print
/// is made by a few lines here, and named so.
@Suite struct TellingTests {
  /// What a form does not tell, and how the diagnosis may differ for that.
  struct Loss: OptionSet {
    let rawValue: Int
    /// No clock at all: what stands near a kill may be far from it in time. The culprit and the
    /// outcome may be said with less confidence, or not at all.
    static let clocks = Loss(rawValue: 1)
    /// Which line came first: without clocks nothing shows that a log is told backwards.
    static let order = Loss(rawValue: 2)
  }

  struct Form: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var arguments: [String]
    var loses: Loss = []

    init(_ arguments: String..., loses: Loss = []) {
      testDescription = arguments.joined(separator: " ")
      self.arguments = arguments
      self.loses = loses
    }

    static let ofJournalctl: [Form] =
      [
        "short", "short-precise", "short-iso", "short-iso-precise", "short-full", "short-unix",
        "short-monotonic", "short-delta", "with-unit", "verbose", "export", "json", "json-pretty",
        "json-sse", "json-seq",
      ].flatMap { [Form("-o", $0), Form("-r", "-o", $0)] }
      + [Form("-o", "cat", loses: .clocks), Form("-r", "-o", "cat", loses: [.clocks, .order])]

    static let ofDmesg: [Form] = [
      Form(), Form("--raw"), Form("--decode"), Form("--show-delta"), Form("--ctime"),
      Form("--ctime", "--show-delta"), Form("--decode", "--ctime"), Form("--color=always"),
      Form("--human", "--color=always"), Form("--time-format=iso"), Form("--time-format=delta"),
      Form("--time-format=reltime"), Form("--decode", "--time-format=iso"),
      Form("--time-format=notime", loses: .clocks),
    ]
  }

  // MARK: - journalctl

  @Test(
    "journalctl",
    arguments: [
      "bookworm-b-killable", "bookworm-a-uninterruptible", "bookworm-c-kthread-sysfs",
      "trixie-b-killable",
    ])
  func journalctlsForms(_ name: String) throws {
    let journal = try Recording(name)
    let expected = try diagnosis(of: .path(journal.directory.path))
    try #require(!expected.kills.isEmpty)
    for form in Form.ofJournalctl {
      let text = try Recording.output(
        of: "journalctl", ["--no-pager", "-D", journal.directory.path] + form.arguments)
      expect(try diagnosis(of: text), expected, form)
    }
  }

  // MARK: - dmesg

  @Test("dmesg", arguments: ["bookworm-t-kmsg", "trixie-t-kmsg"])
  func dmesgsForms(_ name: String) throws {
    let ring = try Recording(name).ring()
    let raw = FileManager.default.temporaryDirectory.appending(
      path: "probe-doctor-ring-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: raw) }
    try ring.map(\.raw).joined().write(to: raw, atomically: true, encoding: .utf8)
    let expected = try diagnosis(of: .path(raw.path))
    try #require(!expected.kills.isEmpty)
    for form in Form.ofDmesg {
      let text = try Recording.output(of: "dmesg", ["--file", raw.path] + form.arguments)
      expect(try diagnosis(of: text), expected, form)
      guard !form.loses.contains(.clocks), !form.testDescription.contains("delta"),
        !form.testDescription.contains("reltime"), !form.testDescription.contains("human")
      else { continue }
      // Turned round by tac(1): dmesg has no option for it.
      let lines = String(decoding: text, as: UTF8.self).split(separator: "\n")
      let turned = Data(lines.reversed().joined(separator: "\n").utf8)
      expect(try diagnosis(of: turned), expected, form)
    }
  }

  /// What util-linux 2.38 prints of the kernel's buffer but not of a file (`--json` repeats there
  /// all that follows), and what only newer versions print: made here.
  @Test("dmesg's newer forms", arguments: ["bookworm-t-kmsg", "trixie-t-kmsg"])
  func dmesgsNewerForms(_ name: String) throws {
    let ring = try Recording(name).ring()
    let expected = try diagnosis(of: Data(ring.map(\.raw).joined().utf8))
    let objects = [false, true].map { decoded -> String in
      let all = ring.map { $0.json(decoded: decoded) }.joined(separator: ",")
      return #"{"dmesg":[\#(all)]}"#
    }
    for (form, text) in [
      (Form("--json"), objects[0]), (Form("--json", "--decode"), objects[1]),
      (Form("cat", "/dev/kmsg"), ring.map { $0.record() }.joined()),
      (Form("--kmsg-file"), ring.map { $0.record() }.joined(separator: "\0")),
      (Form("cat", "/dev/kmsg", "with callers"), ring.map { $0.record(caller: "T1") }.joined()),
      (Form("with", "callers"), ring.map(\.withCaller).joined()),
    ] {
      expect(try diagnosis(of: Data(text.utf8)), expected, form)
    }
  }

  // MARK: - Quoted

  /// A recorded log as it comes in a mail, a bug report, or out of grep.
  @Test("quoted", arguments: ["> ", ">> ", "    ", "\t", "log-1.txt:", "12:", "log-1.txt-12-"])
  func quotedLogs(_ lead: String) throws {
    let fixtures = Recording.fixtures
    var files = ["demo.log", "real/02-usb1-kdump-iommu/log.txt"]
    // No line of it has a time: what stands before them may be part of a program's name.
    if !lead.hasPrefix("log") { files.append("real/19-gtx550ti-nouveau/log.txt") }
    for file in files {
      let plain = try String(contentsOf: fixtures.appending(path: file), encoding: .utf8)
      let expected = try diagnosis(of: Data(plain.utf8))
      try #require(!expected.kills.isEmpty)
      let quoted = plain.split(separator: "\n").map { lead + $0 }.joined(separator: "\n")
      expect(try diagnosis(of: Data(quoted.utf8)), expected, Form(lead, file))
    }
  }

  // MARK: - Comparing

  private func diagnosis(of input: Input) throws -> Diagnosis {
    let correlator = Correlator(knowledge: anyMachine)
    return correlator.diagnose(try Input.read([input], question: correlator.question))
  }

  private func diagnosis(of text: Data) throws -> Diagnosis {
    let correlator = Correlator(knowledge: anyMachine)
    var reader = TextReader(name: "log", question: correlator.question)
    text.withUnsafeBytes { reader.feed($0) }
    return correlator.diagnose(reader.finish())
  }

  private func expect(_ told: Diagnosis, _ expected: Diagnosis, _ form: Form) {
    let said = told.kills.map { facts(of: $0, form.loses) }
    let known = expected.kills.map { facts(of: $0, form.loses) }
    #expect(said == known, "\(form.testDescription)")
    #expect(
      told.boots.filter { !$0.kills.isEmpty }.count
        == expected.boots.filter { !$0.kills.isEmpty }.count, "\(form.testDescription)")
  }

  private func facts(of kill: Finding, _ losses: Loss) -> [String] {
    let surest = [
      kill.cause?.rawValue ?? "-", kill.device?.sysname ?? "-",
      kill.workerPID.map(String.init) ?? "-", kill.seqnum.map(String.init) ?? "-",
    ]
    guard !losses.contains(.clocks) else { return surest }
    return surest + [
      kill.culprit.name ?? "-", kill.culprit.confidence.rawValue, kill.outcome?.rawValue ?? "-",
      kill.limit.map { "\($0)" } ?? "-",
    ]
  }
}

/// A journal of Tests/Fixtures/lab, unpacked for as long as this is there.
private final class Recording {
  static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures")
  let directory: URL

  init(_ name: String) throws {
    directory = FileManager.default.temporaryDirectory.appending(
      path: "probe-doctor-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    let source = Self.fixtures.appending(path: "lab/\(name)/journal")
    let files = try FileManager.default.subpathsOfDirectory(atPath: source.path)
      .filter { $0.hasSuffix(".zst") }
    try #require(!files.isEmpty)
    for (number, file) in files.enumerated() {
      let journal = try Self.output(of: "zstd", ["-dcq", source.appending(path: file).path])
      try journal.write(to: directory.appending(path: "\(number).journal"))
    }
  }

  deinit { try? FileManager.default.removeItem(at: directory) }

  /// What a program prints; a program that is not there is an error.
  static func output(of program: String, _ arguments: [String]) throws -> Data {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [program] + arguments
    process.environment = ProcessInfo.processInfo.environment
      .merging(["TZ": "UTC", "LC_ALL": "C.UTF-8"]) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0, "\(program) \(arguments) is missing or failed")
    return output
  }

  /// The kernel's buffer as it was: what the journal has from it.
  func ring() throws -> [RingRecord] {
    let lines = try Self.output(
      of: "journalctl", ["--no-pager", "-D", directory.path, "-o", "json", "_TRANSPORT=kernel"])
    let records = try lines.split(separator: 0x0a).compactMap { line in
      RingRecord(try JSONSerialization.jsonObject(with: line) as? [String: Any] ?? [:])
    }
    try #require(records.count > 100)
    return records.enumerated().map { number, record in
      var record = record
      record.number = number
      return record
    }
  }
}

/// A record of printk.
private struct RingRecord {
  var number = 0
  var micros: Int
  var facility: Int
  var level: Int
  var text: String
  var device: String?

  init?(_ fields: [String: Any]) {
    guard let message = fields["MESSAGE"] as? String,
      let micros = (fields["_SOURCE_MONOTONIC_TIMESTAMP"] as? String).flatMap({ Int($0) })
    else { return nil }
    let identifier = fields["SYSLOG_IDENTIFIER"] as? String ?? "kernel"
    let pid = (fields["SYSLOG_PID"] as? String).map { "[\($0)]" } ?? ""
    self.micros = micros
    facility = (fields["SYSLOG_FACILITY"] as? String).flatMap { Int($0) } ?? 0
    level = (fields["PRIORITY"] as? String).flatMap { Int($0) } ?? 6
    text = identifier == "kernel" ? message : "\(identifier)\(pid): \(message)"
    device = fields["_KERNEL_DEVICE"] as? String
  }

  private var seconds: String {
    String(format: "%5d.%06d", micros / 1_000_000, micros % 1_000_000)
  }

  /// `dmesg --raw`
  var raw: String { "<\(facility * 8 + level)>[\(seconds)] \(text)\n" }

  /// With CONFIG_PRINTK_CALLER, as util-linux 2.40 shows it.
  var withCaller: String { "[\(seconds)] [   T\(number % 7 + 1)] \(text)\n" }

  /// A record as /dev/kmsg gives it.
  func record(caller: String? = nil) -> String {
    "\(facility * 8 + level),\(number),\(micros),-\(caller.map { ",caller=\($0)" } ?? "");\(text)\n"
      + (device.map { " SUBSYSTEM=any\n DEVICE=\($0)\n" } ?? "")
  }

  func json(decoded: Bool) -> String {
    let words = ["kern", "user", "mail", "daemon", "auth", "syslog"]
    let name = facility < words.count ? words[facility] : "local0"
    let string = (try? JSONEncoder().encode(text)).map { String(decoding: $0, as: UTF8.self) }
    let priority =
      decoded
      ? #""fac":"\#(name)","pri":"info""# : #""pri":\#(facility * 8 + level)"#
    return "{\(priority),\"time\":\(seconds),\"msg\":\(string ?? "")}"
  }
}
