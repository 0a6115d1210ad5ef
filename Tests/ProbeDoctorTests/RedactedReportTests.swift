import Foundation
import JournalReader
import LogModel
import Redaction
import ReportModel
import Reports
import Testing

@testable import probe_doctor
import JournalReader

@Suite struct RedactedReportTests {
  /// A machine may be called like its distribution, whose name is in the kernel's version, or like
  /// the first half of a module's name: neither makes the name a word of the log.
  @Test(arguments: ["cachyos", "acme"])
  func aNameInsideAVersionOrModuleIsFoundElsewhere(_ host: String) throws {
    var lines = adversary(host: host)
    lines.append(
      "Nov 23 18:41:41 \(host) kernel: [   21.000000] acme_daq 0000:00:05.0: seen by \(host), \(host).fam.example.org, \(host)-vg and dm-name-\(host)--vg-root"
    )
    let (report, values) = try report(of: lines)
    var redactor = Redactor(values)
    let line = redactor.redacted(
      "by \(host), \(host)-vg, dm-name-\(host)--vg-root on 6.16.3-2-cachyos: acme_daq vmlinuz-linux-cachyos"
    )
    #expect(
      line
        == "by host-1, host-1-vg, volume-1 on 6.16.3-2-cachyos: acme_daq vmlinuz-linux-cachyos"
    )
    #expect(report.kills.first?.culprit.name == "acme_daq")
  }

  /// A picture cuts its labels, and with them the names that stand for something.
  @Test(arguments: ["h", "host-1 waits for what else there is to wait for, and for more"])
  func aCutNameIsNoReasonToRefuse(_ tail: String) throws {
    let place = "Nov 23 18:41:31 ridge7 kernel: [   11.000000] acme_daq 0000:00:05.0:"
    for length in 0..<16 {
      let words = String(repeating: "x", count: length)
      let lines =
        adversary(host: "ridge7") + ["\(place) \(words) serial number 4C530001230925117094 \(tail)"]
      for format in [OutputFormat.html, .svg] {
        #expect(throws: Never.self) { try bytes(format, lines: lines) }
      }
    }
  }

  /// What this program says by itself is nobody's name.
  @Test func theWordsOfThisProgramAreKnown() throws {
    try Golden.check(OwnWords.list, againstFile: "Sources/Redaction/own.words")
  }

  @Test func wordsOfASourceAreThoseBetweenItsQuotes() {
    let source = #"""
      /// Not "this".
      let a: SafeText = "one \(two(three, "four")) five\n" + b("six")
      """#
    #expect(
      OwnWords.literals(of: source).flatMap { OwnWords.of($0).sorted() } == [
        "five", "four", "one", "six",
      ])
  }

  /// Whatever word of the page, of its style or of the sentences a machine is called by: the page can
  /// be written.
  @Test(arguments: OutputFormat.allCases)
  func noWordOfTheProgramKeepsAReportFromBeingWritten(_ format: OutputFormat) throws {
    let (report, values) = try report(of: adversary(host: "ridge7"))
    var all = values
    let words = OwnWords.of(String(decoding: Rendering(format).bytes(of: report), as: UTF8.self))
    #expect(words.count > 40)
    for word in words { all.learn(.host, word) }
    #expect(throws: Never.self) { try Rendering(format).redacted(report, all) }
  }

  /// The form of a page is passed over, and nothing else.
  @Test func theProofLooksThroughAllButTheForm() throws {
    var values = try report(of: adversary(host: "ridge7")).values
    values.learn(.host, "box")
    let check = LeakCheck(Redactor(values), spellings: OutputFormat.spellings)
    let page = Outlet()
    page.write(markup: "<style>* { box-sizing: border-box; }</style><p class=\"box\">")
    #expect(throws: Never.self) { try check.prove(page, name: "x") }
    page.write("seen by box")
    page.write(markup: "</p>")
    #expect(throws: Complaint.self) { try check.prove(page, name: "x") }
    // what ends before the form does not go on in it
    let path = Outlet()
    path.write("//filesystem.squashfs")
    path.write(markup: "</pre>")
    #expect(throws: Never.self) { try check.prove(path, name: "x") }
  }

  // MARK: - Whole reports

  static let hosts = [
    "cachyos", "kernel", "udev", "sda", "ahci", "localhost", "q", "worker", "acme_daq", "ridge7",
    "ridge7.lab.example.org", "timeout", "0000", "10.2.0.4", "host-1",
    "box", "body", "color", "limit", "log", "span", "table", "width",
  ]

  /// The host is called as the adversary likes; what matters must be the same as for any other.
  @Test(arguments: hosts, [OutputFormat.markdown, .html, .svg])
  func theHostIsReplacedAndNothingElse(_ host: String, _ format: OutputFormat) throws {
    let bytes = try bytes(format, lines: adversary(host: host))
    let text = String(decoding: bytes, as: UTF8.self)
    let shown = format == .markdown ? text.replacing("\u{200B}", with: "") : text
    // what stands before the speaker and is a speaker itself is taken for no host
    if host != "localhost", host != "host-1", host != "kernel" {
      for speaker in ["kernel:", "systemd-udevd["] {
        #expect(!shown.contains(" \(host) \(speaker)"))
      }
      #expect(shown.contains(" host-1") || shown.contains(" ip-1"))
    }
    if host.hasPrefix("ridge7") { #expect(!shown.contains("ridge7")) }
    #expect(shown.contains("acme_daq"))
    #expect(shown.contains("0000:00:05.0"))
    if format != .svg { #expect(shown.contains("6.16.3-2-cachyos")) }
    for secret in ["00:1a:2b:3c:4d:5e", "4C530001230925117094", "hunter22", "/home/jan"] {
      #expect(!shown.lowercased().contains(secret.lowercased()))
    }
  }

  @Test func nothingIsReplacedWhereThatIsNotWanted() throws {
    let bytes = try bytes(.markdown, lines: adversary(host: "ridge7"), isRedacted: false)
    #expect(String(decoding: bytes, as: UTF8.self).contains("ridge7"))
  }

  /// The proof does not rely on what was replaced.
  @Test func aReportWithSomethingPrivateIsRefused() throws {
    var (report, values) = try report(of: adversary(host: "ridge7"))
    values.learn(report)
    let check = LeakCheck(Redactor(values), spellings: OutputFormat.spellings)
    for text in [
      "RIDGE7", "x 00:1A:2B:3C:4D:5E", "001a2b3c4d5e", "00-1a-2b-3c-4d-5e", "<b>ridge7</b>",
      "&quot;ridge7&quot;", "serial 4c530001230925117094", "192.168.1.77",
    ] {
      #expect(throws: Complaint.self, "\(text)") { try check.prove(Array(text.utf8), name: "x") }
    }
    #expect(throws: Never.self) { try check.prove(Array("6.16.3-2-cachyos".utf8), name: "x") }
  }

  @Test(arguments: Recorded.cases)
  func noRecordedCaseIsRefused(_ name: String) throws {
    let (report, values) = try Recorded.redactable(name)
    for format in OutputFormat.allCases {
      #expect(throws: Never.self) { try Rendering(format).redacted(report, values) }
    }
  }

  // MARK: - Helpers

  private func adversary(host: String) -> [String] {
    let kernel = [
      "0.000000] Linux version 6.16.3-2-cachyos (linux-cachyos@\(host)) (gcc 15.2.1) #1 SMP",
      "0.000000] Command line: BOOT_IMAGE=/boot/vmlinuz-linux-cachyos root=/dev/sda1 udev.event_timeout=12 rd.iscsi.password=hunter22",
      "1.100000] acme_daq 0000:00:05.0: firmware 10.2.0.4 at /home/jan/fw, 00:1A:2B:3C:4D:5E",
      "1.200000] usb 1-1: SerialNumber: 4C530001230925117094",
      "1.300000] acme_daq 0000:00:05.0: board 4C530001230925117094 on \(host): waiting",
    ]
    let udevd = [
      ("18:41:24", "0000:00:05.0: Worker [214] processing SEQNUM=1428 is taking a long time"),
      ("18:41:32", "0000:00:05.0: Worker [214] processing SEQNUM=1428 killed"),
      ("18:41:36", "Worker [214] terminated by signal 9 (KILL)"),
      (
        "18:41:36",
        "0000:00:05.0: Worker [214] failed"
      ),
    ]
    return kernel.map { "Nov 23 18:41:2\($0.prefix(1)) \(host) kernel: [    \($0)" }
      + udevd.map { "Nov 23 \($0.0) \(host) systemd-udevd[150]: \($0.1)" }
      + [
        "Nov 23 18:41:40 \(host) kernel: [   20.000000] acme_daq 0000:00:05.0: probe with driver acme_daq failed with error -4"
      ]
  }

  private func report(of lines: [String]) throws -> (report: Report, values: PrivateValues) {
    let path = FileManager.default.temporaryDirectory.appending(
      path: "redaction-\(UUID().uuidString).log")
    try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: path)
    defer { try? FileManager.default.removeItem(at: path) }
    return try Recorded.redactable([.path(path.path)])
  }

  private func bytes(
    _ format: OutputFormat, lines: [String], isRedacted: Bool = true
  ) throws -> [UInt8] {
    let (report, values) = try report(of: lines)
    try #require(report.killCount == 1)
    #expect(report.kills[0].culprit.name == "acme_daq")
    let rendering = Rendering(format)
    return isRedacted ? try rendering.redacted(report, values) : rendering.bytes(of: report)
  }
}
