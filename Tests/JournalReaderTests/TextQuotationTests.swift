import JournalReader
import LogModel
import Testing

/// Logs with something before each line: a mail's marks, a code block's indent, grep's numbers.
@Suite struct TextQuotationTests {
  /// How a line is quoted, by its number.
  struct Style: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var lead: @Sendable (Int) -> String

    static let all = [
      Style(testDescription: "mail") { _ in "> " },
      Style(testDescription: "mail in a mail") { _ in "> > " },
      Style(testDescription: "tight marks") { _ in ">>" },
      Style(testDescription: "with initials") { _ in "JD> " },
      Style(testDescription: "bar") { _ in "| " },
      Style(testDescription: "code block") { _ in "    " },
      Style(testDescription: "one blank") { _ in " " },
      Style(testDescription: "tab") { _ in "\t" },
      Style(testDescription: "grep -n") { "\($0):" },
      Style(testDescription: "grep -n -C") { $0 % 3 == 0 ? "\($0):" : "\($0)-" },
      Style(testDescription: "grep -H") { _ in "/var/log/kern-old.log:" },
      Style(testDescription: "grep -Hn -C") {
        $0 % 3 == 0 ? "kern-1.log:\($0):" : "kern-1.log-\($0)-"
      },
      Style(testDescription: "cat -n") {
        String(repeating: " ", count: 6 - "\($0)".count) + "\($0)\t"
      },
      Style(testDescription: "grep in a mail") { "> \($0):" },
    ]
  }

  private func said(_ answer: Answer) -> [String] {
    answer.entries.map {
      "\($0.number) \($0.stamp) \($0.who) \($0.speaker.caller ?? "") \($0.text)"
    }
  }

  @Test(
    arguments: [
      "abort-6.1.short-monotonic", "abort-6.1.short-iso-precise", "killable-6.12.short-monotonic",
      "dmesg.txt", "dmesg-T.txt", "dmesg-x-iso.txt", "multiline-6.1.short-monotonic",
    ], Style.all)
  func quotedLogSaysTheSame(_ name: String, _ style: Style) {
    let lines = String(decoding: recording(name), as: UTF8.self).split(separator: "\n")
    let quoted = lines.enumerated().map { style.lead($0 + 1) + $1 }.joined(separator: "\n")
    let plain = lines.joined(separator: "\n")
    #expect(!lines.isEmpty)
    #expect(said(read(quoted)) == said(read(plain)))
  }

  @Test func exactLineIsKept() throws {
    let entry = try #require(read("> [    1.000000] a\n").entries.first)
    #expect(entry.line == Array("> [    1.000000] a".utf8))
    #expect(entry.text == "a")
  }

  @Test func whatIsWrittenBetweenIsNoOnes() {
    let entries = read(
      """
      On Monday a user wrote:
      > [    1.000000] ridge kernel: a
      > [    2.000000] ridge systemd-udevd[65]: one
      >
      I see nothing wrong.
      > [    3.000000] ridge kernel: e
      """
    ).entries
    #expect(
      entries.map(\.who) == ["", "kernel", "systemd-udevd[65]", "", "kernel"]
        || entries.map(\.who) == ["", "kernel", "systemd-udevd[65]", "", "", "kernel"])
    #expect(entries.last?.stamp.monotonic == 3_000_000)
  }

  @Test func bootsOfAQuotedJournalStayApart() {
    let id = String(repeating: "ab", count: 16)
    let answer = read(
      "> [   90.000000] ridge kernel: a\n> -- Boot \(id) --\n> [    1.000000] ridge kernel: a\n")
    #expect(answer.boots.map(\.id) == [nil, id])
  }

  /// A mail's own mark is none of what it quotes, be there a time or not.
  @Test(arguments: ["> text", "  |  text", ">> > text"]) func marksWithoutATime(line: String) throws
  {
    let entry = try #require(read(line + "\n").entries.first)
    #expect(entry.text == "text" && !entry.stamp.hasAny)
  }

  /// No quotation: the message must not lose its beginning.
  @Test(arguments: [
    "12: text", "file.c:12: error", "Time: 12:30:45 one", "a-b-c e",
    "step-12:30:45 passed", "   Starting something", "-- e",
  ])
  func nearMissIsNot(_ line: String) throws {
    let entry = try #require(read(line + "\n").entries.first)
    #expect(!entry.stamp.hasAny)
    #expect(entry.text == line.drop { $0 == " " })
  }

  /// At 76 columns, as mail programs do it; words that are longer stay whole.
  private func wrapped(_ line: Substring, lead: String, width: Int = 76) -> [String] {
    var lines: [String] = []
    var current = lead
    for word in line.split(separator: " ", omittingEmptySubsequences: false) {
      if current.count + 1 + word.count > width, current.count > lead.count {
        lines.append(current)
        current = lead + word
      } else {
        current += (current.count > lead.count ? " " : "") + word
      }
    }
    return lines + [current]
  }

  @Test(
    arguments: [
      "abort-6.1.short-monotonic", "abort-6.1.short-iso-precise", "killable-6.12.short-monotonic",
      "dmesg.txt", "dmesg-x-iso.txt",
    ], ["", "> ", "> > "])
  func brokenLinesAreOneAgain(_ name: String, _ lead: String) {
    let text = String(decoding: recording(name), as: UTF8.self)
    let lines: [Substring] = text.split(separator: "\n").filter { line in
      line.split(separator: " ").allSatisfy { $0.count < 60 }
    }
    let broken = lines.flatMap { wrapped($0, lead: lead) }
    #expect(broken.count > lines.count + 3)
    // Where several blanks stood at a break, one does now.
    func said(_ lines: [String]) -> [String] {
      read(lines.joined(separator: "\n")).entries.map {
        "\($0.stamp) \($0.who) " + $0.text.split(separator: " ").joined(separator: " ")
      }
    }
    #expect(said(broken) == said(lines.map(String.init)))
  }

  @Test func proseBehindALogIsNoPartOfIt() {
    let entries = read(
      """
      > [    1.000000] ridge systemd-udevd[65]: 0000:00:06.0: Worker [219]
      > processing SEQNUM=1428 is taking a long time
      > [    2.000000] ridge systemd-udevd[65]: 0000:00:06.0: Worker [219]
      > processing SEQNUM=1428 killed
      > [    3.000000] ridge kernel: vortex_fc: probe of 0000:00:06.0 failed
      > with error -4
      > Is it the driver?
      No.
      """
    ).entries
    #expect(
      entries.map(\.text) == [
        "0000:00:06.0: Worker [219] processing SEQNUM=1428 is taking a long time",
        "0000:00:06.0: Worker [219] processing SEQNUM=1428 killed",
        "vortex_fc: probe of 0000:00:06.0 failed with error -4", "Is it the driver?", "No.",
      ])
    #expect(entries.map(\.number) == [1, 3, 5, 7, 8])
  }

  /// rsyslog's and an older syslogd's words for what it did not write down again.
  @Test func repeatedMessageIsReadInItsBrackets() {
    let entries = read(
      """
      Nov 23 19:17:39 host kernel: [    2.000000] a: e
      Nov 23 19:17:40 host last message repeated 3 times
      Nov 23 19:17:41 host kernel: [    4.000000] message repeated 2 times: [ a: e]
      Nov 23 19:17:42 host udevd[9]: message repeated 2 times: [ seq 7 '/devices/[x]' killed]
      Nov 23 19:17:43 host udevd[9]: message repeated 2 times: [ cut off
      Nov 23 19:17:44 host udevd[9]: message repeated 2 times: []
      """
    ).entries
    #expect(entries.map(\.stamp.clock) == Array(repeating: .source, count: 6))
    #expect(
      entries.map(\.text) == [
        "a: e", "last message repeated 3 times", "a: e", "seq 7 '/devices/[x]' killed",
        "message repeated 2 times: [ cut off", "message repeated 2 times: []",
      ])
    #expect(entries[3].who == "udevd[9]")
  }
}

extension Stamp {
  fileprivate var hasAny: Bool { monotonic != nil || realtime != nil }
}
