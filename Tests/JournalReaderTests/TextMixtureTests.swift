import JournalReader
import LogModel
import Testing

/// Records and lines in one file, and lines that are longer than any log's.
@Suite struct TextMixtureTests {
  private static let boot = "e72c902f95ed40228e846bd80bb94def"
  private static let messages = [
    "Linux version 6.1", "probe starts", "seq 7 killed", "probe ended",
  ]

  private static func fields(_ number: Int) -> [(String, String)] {
    [
      ("__CURSOR", "s=d87;i=\(number);b=\(boot);m=\(number)00000;t=60a2418352360;x=3f"),
      ("__REALTIME_TIMESTAMP", "170000000\(number)500000"),
      ("__MONOTONIC_TIMESTAMP", "\(number)100000"), ("_BOOT_ID", boot), ("_HOSTNAME", "ridge"),
      ("_TRANSPORT", "journal"), ("SYSLOG_IDENTIFIER", "systemd-udevd"), ("_PID", "201"),
      ("MESSAGE", messages[number]),
    ]
  }

  private static func record(_ form: String, _ number: Int) -> String {
    let fields = fields(number)
    let strings = fields.map { "\"\($0)\" : \"\($1)\"" }
    switch form {
    case "json": return "{" + strings.joined(separator: ",") + "}\n"
    case "json-pretty": return "{\n\t" + strings.joined(separator: ",\n\t") + "\n}\n"
    case "export": return fields.map { "\($0)=\($1)\n" }.joined() + "\n"
    default:
      return "Mon 2026-11-23 18:48:02.388226 UTC [\(fields[0].1)]\n"
        + fields.dropFirst(3).map { "    \($0)=\($1)\n" }.joined()
    }
  }

  static let forms = ["json", "json-pretty", "export", "verbose"]
  private static let question = Question.about([" killed"], marks: ["Linux version "])

  private static func check(_ answer: Answer, _ comment: Comment) {
    let boots = answer.boots.filter { $0.id == boot }
    #expect(boots.count == 1, comment)
    let entries = boots.flatMap(\.entries)
    #expect(entries.map(\.text) == messages, comment)
    #expect(entries.allSatisfy { $0.who == "systemd-udevd[201]" }, comment)
    #expect(entries.allSatisfy { $0.stamp.monotonic != nil }, comment)
  }

  @Test(arguments: forms, [1, 7, 4096, .max])
  func proseAroundRecordsIsPassedOver(_ form: String, _ pieces: Int) {
    let prose = "root@ridge:~# journalctl -b [x] \"quoted\nmore of it\n"
    let records = (0..<4).map { Self.record(form, $0) }
    let texts = [
      prose + records.joined(), records.joined() + prose, records.joined(separator: prose),
      String(repeating: "prose\n", count: 900) + records.joined() + prose,
    ]
    for text in texts {
      Self.check(read(Array(text.utf8), Self.question, pieces: pieces), "\(form): \(text)")
    }
  }

  @Test(arguments: forms) func linesBehindRecordsAreRead(_ form: String) throws {
    let text = Self.record(form, 0) + "$ dmesg\n[   12.500000] vortex: seq 8 killed\n"
    let answer = read(text, Self.question)
    let entry = try #require(answer.entries.last)
    #expect(entry.text == "vortex: seq 8 killed")
    #expect(entry.stamp.monotonic == 12_500_000)
    #expect(entry.number == text.split(separator: "\n", omittingEmptySubsequences: false).count - 1)
  }

  @Test func aRecordThatIsCutEndsWithItsLine() {
    let text =
      Self.record("json", 0) + Self.record("json", 2).dropLast(4) + "\n"
      + Self.record("json", 3)
    let answer = read(text, .about(["probe ended"], marks: ["Linux", "seq 7"]))
    #expect(answer.entries.map(\.text) == ["Linux version 6.1", "seq 7 kille…", "probe ended"])
    #expect(answer.coverage.gaps.map(\.kind) == ["truncated"])
  }

  @Test func aTimeChoosesNothingOfALogWithoutDates() {
    let answer = read("[   12.500000] vortex: seq 8 killed\n", Self.question, Selection(since: 1))
    #expect(answer.entries.count == 1)
    #expect(answer.coverage.gaps.map(\.kind) == ["no-dates"])
  }

  @Test func aQuotedPrintableMailIsDecoded() {
    let mail = """
      Content-Transfer-Encoding: quoted-printable

      Nov 29 06:03:00 ridge systemd-udevd[201]: 0000:00:06.0: Worker [345] proces=
      sing SEQNUM=3D1234 killed
      Nov 29 06:03:01 ridge kernel: vortex: a =3D b=E2=80=A6

      """
    let answer = read(mail, .about(["processing SEQNUM="]))
    #expect(
      answer.entries.map(\.text).contains(
        "0000:00:06.0: Worker [345] processing SEQNUM=1234 killed"))
    #expect(answer.entries.map(\.text).last == "vortex: a = b…")
  }

  /// What ends with signs of equality is no mail's line that goes on.
  @Test func underlinesAreNoMail() {
    let rule = "[   12.416790] mmc1: sdhci: ============================================\n"
    let kill = "[  184.901680] systemd-udevd[290]: mmcblk1: Worker [311] killed\n"
    let entries = read(String(repeating: rule, count: 4) + kill, .about([" killed"])).entries
    #expect(entries.last?.text == "mmcblk1: Worker [311] killed")
  }

  @Test func whatSedListsIsDecoded() {
    let listing = """
      Nov 29 06:02:58 ridge kernel: vortex 0000:00:06.0: a line that is lon\\
      ger than sed's width$
      Nov 29 06:02:59 ridge kernel: vortex 0000:00:06.0: \\033[1mbold\\tand\\
       what is behind \\\\$
      Nov 29 06:03:00 ridge systemd-udevd[201]: 0000:00:06.0: Worker [345] \\
      processing SEQNUM=1234 killed$

      """
    let texts = read(listing, .about(["processing SEQNUM="])).entries.map(\.text)
    #expect(texts.last == "0000:00:06.0: Worker [345] processing SEQNUM=1234 killed")
    #expect(texts.first == "vortex 0000:00:06.0: a line that is longer than sed's width")
  }

  @Test(arguments: [1, 7, 4096])
  func aTerminalsRecordingIsWhatItPrinted(_ pieces: Int) {
    let recording = """
      {"version": 2, "width": 80, "height": 24, "timestamp": 1800000000}
      [0.1, "o", "[  187.500000] vortex: a \\u001b[1mb\\u001b[0m\\r\\n[  18"]
      [0.2, "i", "x"]
      [0.3, "o", "8.000000] systemd-udevd[201]: seq 8 "]
      [0.4, "o", "killed\\r\\n"]
      """
    let entries = read(Array(recording.utf8), .about([" killed"]), pieces: pieces).entries
    #expect(entries.map(\.text) == ["vortex: a b", "seq 8 killed"])
    #expect(entries.last?.stamp.monotonic == 188_000_000)
  }

  // MARK: - Long lines

  @Test(arguments: [64 << 10, 300 << 10, 1 << 20], [4096, .max])
  func aServersAnswerInOneLineIsReadToItsEnd(_ before: Int, _ pieces: Int) throws {
    let line = "2026-11-23T18:48:02Z ridge kernel: usb 1-1: new device"
    let kill = "2026-11-23T18:49:02Z ridge systemd-udevd[201]: seq 7 killed"
    let lines = Array(repeating: line, count: before / line.utf8.count) + [kill, line]
    let values = lines.map { "[\"17\",\"\($0)\"]" }.joined(separator: ",")
    let records = lines.map { "{\"ts\":17,\"message\":\"\($0)\"}" }.joined(separator: ",")
    let texts = [
      "{\"values\":[\(values)]}", "[\(records)]",
      "{\"log\":\"\(lines.joined(separator: "\\n"))\"}",
    ]
    for text in texts {
      let answer = read(Array((text + "\n").utf8), .about([" killed"], span: 0), pieces: pieces)
      let entry = try #require(answer.entries.first, "\(text.prefix(200))")
      #expect(answer.entries.count == 1)
      #expect(entry.text == "seq 7 killed")
      #expect(entry.who == "systemd-udevd[201]")
      #expect(entry.number == 1)
      #expect(answer.coverage.sources[0].entries == 1)
    }
  }
}
