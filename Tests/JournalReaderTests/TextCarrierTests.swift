import LogModel
import Testing

@testable import JournalReader

/// A line may carry several texts, each of which is a log's line.
@Suite struct TextCarrierTests {
  private func messages(_ text: String) -> [String] {
    read(text + "\n").entries.map { "\($0.who)|\($0.text)" }
  }

  private let two = ["kernel|foo 0000:03:00.0: one", "udevd[7]|worker [9] killed"]

  @Test(arguments: [
    "[    1.000000] foo 0000:03:00.0: one<br>[    2.000000] udevd[7]: worker [9] killed",
    "[    1.000000] foo 0000:03:00.0: one\0[    2.000000] udevd[7]: worker [9] killed",
    "<p>[    1.000000] foo 0000:03:00.0: one</p><p>[    2.000000] udevd[7]: worker [9] killed</p>",
    "{\"out\": \"[    1.000000] foo 0000:03:00.0: one\\r\\n[    2.000000] udevd[7]: worker [9] killed\"}",
    "[{\"message\": \"[    1.000000] foo 0000:03:00.0: one\"}, "
      + "{\"message\": \"[    2.000000] udevd[7]: worker [9] killed\"}]",
    "['[    1.000000] foo 0000:03:00.0: one', '[    2.000000] udevd[7]: worker [9] killed']",
    "['[    1.000000] foo 0000:03:00.0: one', \"[    2.000000] udevd[7]: worker [9] killed\"]",
    "Nov 23 18:41:20 host1 kernel: foo 0000:03:00.0: one Nov 23 18:41:21 host1 udevd[7]: worker [9] killed",
    "2026-11-23T18:41:20Z host1 kernel: foo 0000:03:00.0: one 2026-11-23T18:41:21Z host1 udevd[7]: worker [9] killed",
    "66 <6>1 2026-11-23T18:41:20Z host1 kernel - - - foo 0000:03:00.0: one"
      + "62 <28>1 2026-11-23T18:41:21Z host1 udevd 7 - - worker [9] killed",
    "<f m=\"Nov 23 18:41:20 host1 kernel: foo 0000:03:00.0: one&#10;"
      + "Nov 23 18:41:21 host1 udevd[7]: worker [9] killed\"/>",
    "<S S=\"o\">Nov 23 18:41:20 host1 kernel: foo 0000:03:00.0: one_x000D__x000A_</S>"
      + "<S S=\"o\">Nov 23 18:41:21 host1 udevd[7]: worker [9] killed_x000D__x000A_</S>",
    "{\"data\": \"WyAgICAxLjAwMDAwMF0gZm9vIDAwMDA6MDM6MDAuMDogb25lClsgICAgMi4w\\n"
      + "MDAwMDBdIHVkZXZkWzddOiB3b3JrZXIgWzldIGtpbGxlZAo=\"}",
  ])
  func eachTextIsALine(_ line: String) {
    let told = messages(line).map { $0.replacing("<br>", with: "").replacing("\0", with: "") }
    let texts = told.map { $0.replacing(/(\ |"\/>|<\/S>)$/, with: "") }
    #expect(texts.filter { $0 != "|" } == two)
  }

  @Test(arguments: [
    "11-23 18:41:20.123     0     0 W foo 0000:03:00.0: one",
    "2026-11-23T18:41:20.000000Z host1 kernel - - - foo 0000:03:00.0: one",
    "<6>[    1.000000] .(1)[187:systemd-udevd]foo 0000:03:00.0: one",
    "<6>[    1.000000]  [1:  systemd-udevd:  187] foo 0000:03:00.0: one",
    "188398258 kernel foo 0000:03:00.0: one",
    "1795459280398258\tkernel\t\tfoo 0000:03:00.0: one",
    "<tr><td>18:41:20</td><td>kernel</td><td></td><td>foo 0000:03:00.0: one</td></tr>",
    "{\"t\": \"188398258\", \"u\": \"kernel\", \"m\": \"foo 0000:03:00.0: one\"}",
    "{\"u\"=>\"kernel\", \"MSG\"=>\"foo 0000:03:00.0: one\"}",
    "ts=1 level=info program=kernel pid= msg=\"foo 0000:03:00.0: one\"",
    "{\"SYSLOG_IDENTIFIER\": \"kernel\", \"_PID\": \"\", \"MESSAGE\": \"foo 0000:03:00.0: one\"}",
    "172.20.0.2: kern:    info: [2026-11-23T18:41:20.000000000Z]: foo 0000:03:00.0: one",
    "{\"__REALTIME_TIMESTAMP\": \"1795459280398258\", \"_BOOT_ID\": \"0123456789abcdef0123456789abcdef\", "
      + "\"SYSLOG_IDENTIFIER\": \"kernel\", \"MESSAGE\": \"foo 0000:03:00.0: one\"}",
    "Nov 23 18:41:20 host1 kernel: #033[0;1;31mfoo 0000:03:00.0: one#033[0m",
    "Nov 23 18:41:20 host1 kernel: ^[[0;1;31mfoo 0000:03:00.0: one^[[0m",
    "{\"SYSLOG_IDENTIFIER\": \"kernel\", \"MESSAGE\": [27, 91, 48, 109, 102, 111, 111, 32, 48, 48, 48, 48, "
      + "58, 48, 51, 58, 48, 48, 46, 48, 58, 32, 111, 110, 101]}",
    "{\"PROGRAM\": \"kernel\", \"MESSAGE\": \"[    1.000000] foo 0000:03:00.0: one\"}",
  ])
  func aKernelsLineIsKnown(_ line: String) {
    #expect(messages(line) == ["kernel|foo 0000:03:00.0: one"])
  }

  /// Another machine's line within a message is that message's.
  @Test(arguments: [
    "Nov 23 18:41:20 host1 monitor[3]: seen: Nov 23 18:41:19 host2 udevd[7]: worker [9] killed",
    "Nov 23 18:41:20 host1 monitor[3]: Nov is cold, host1 says",
  ])
  func aLineThatQuotesIsOne(_ line: String) {
    #expect(messages(line).count == 1)
  }

  @Test(arguments: [
    "(3, 'udevd: timeout: killing ''/sbin/modprobe x'' [9]')",
    "MESSAGE: 'udevd: timeout: killing ''/sbin/modprobe x'' [9]'",
    "[    1.000000] udevd[7]: timeout: killing \\'27/sbin/modprobe x\\'27 [9]\\par",
  ])
  func quotesAreQuotes(_ line: String) {
    let text = read(line + "\n").entries.map(\.text).joined()
    #expect(text.contains("killing '/sbin/modprobe x' [9]"), "\(text)")
  }

  private static let broken = [
    "[    1.000000] foo 0000:03:00.0: ", "one", "[    1.500000] foo 0000:03:00.0: ", "two",
    "[    2.000000] udevd[7]: worker ", "[9] killed",
  ]

  @Test(arguments: [
    broken.enumerated().map { "2026-11-23T18:41:20Z stdout \($0 % 2 == 0 ? "P" : "F") \($1)" },
    broken.enumerated().map { "2026-11-23T18:41:20Z 00O\($0 % 2 == 0 ? " " : "+")\($1)" },
    broken.enumerated().map { $0 % 2 == 0 ? "\($1)\\" : "    \\\($1)" },
    broken.enumerated().map { $0 % 2 == 0 ? "\($1)\\" : $1 },
  ])
  func partsAreOneLine(_ lines: [String]) {
    #expect(messages(lines.joined(separator: "\n")).contains(two[1]))
  }

  /// A container's runtime cuts a line every 16 KiB: of one, what is read at once may hold no end.
  @Test func partsMayBeMoreThanIsReadAtOnce() {
    let part =
      "2026-11-23T18:41:20Z stdout P [    1.000000] foo: \(String(repeating: "x", count: 16 << 10))"
    let end = "2026-11-23T18:41:20Z stdout F [    2.000000] udevd[7]: worker [9] killed"
    let lines = [part, part, part, part, "2026-11-23T18:41:20Z stdout F x", end]
    #expect(messages(lines.joined(separator: "\n")).contains(two[1]))
  }

  /// With numbers before them, or each word in a column of its own.
  @Test func columnsAreNotTheLogs() {
    let line = "udevd[7]: worker [9] killed"
    for lines in [
      (1..<8).map { "      \($0) \(line)" },
      (1..<8).map { "[  \($0).000000]  udevd[7]:   worker    [9]   killed" },
    ] {
      #expect(Set(messages(lines.joined(separator: "\n"))) == [two[1]])
    }
  }

  @Test func whatMattersIsNeverLost() {
    // one text has a time, and what matters stands beside it
    let line = #"{"a": "[    1.000000] foo: one", "b": "so it was killed"}"#
    let answer = read(Array(line.utf8), .about(["killed"]))
    #expect(answer.entries.contains { $0.text.contains("killed") })
  }
}
