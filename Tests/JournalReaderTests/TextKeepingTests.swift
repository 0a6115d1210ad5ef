import JournalReader
import LogModel
import Testing

@Suite struct TextKeepingTests {
  private func log(_ lines: [(second: Int, text: String)]) -> String {
    lines.map { second, text in
      let digits = String(second)
      return "[\(String(repeating: " ", count: 5 - digits.count))\(digits).000000] \(text)\n"
    }.joined()
  }

  @Test func neighboursOfATriggerAreKept() {
    let text = log([
      (0, "Linux version 6.1"), (10, "far"), (40, "near before"), (100, "x killed"),
      (160, "near behind"), (161, "far"),
    ])
    let answer = read(text, .about(["killed"], marks: ["Linux version "]))
    #expect(
      answer.entries.map(\.text) == [
        "Linux version 6.1", "near before", "x killed", "near behind",
      ])
    #expect(answer.coverage.sources.first?.entries == 6)
  }

  @Test func onlyMarksAreKeptWithoutATrigger() {
    let answer = read(
      log([(0, "Linux version 6.1"), (10, "a")]), .about(["killed"], marks: ["Linux version "]))
    #expect(answer.entries.map(\.text) == ["Linux version 6.1"])
  }

  @Test func untimedLinesAreAsNearAsTheirNeighbours() {
    let text = log([(10, "far")]) + "far too\n" + log([(100, "killed")]) + "near\n"
    #expect(read(text, .about(["killed"])).entries.map(\.text) == ["killed", "near"])
    let untimed = "udevd[9]: a\nudevd[9]: killed\nb\n"
    #expect(read(untimed, .about(["killed"])).entries.count == 3)
  }

  @Test func triggerWithoutTheOtherClockReachesByPosition() {
    let text = "[    1.000000] a\nudevd[9]: killed\n[  999.000000] b\n"
    #expect(read(text, .about(["killed"])).entries.count == 2)
    let mixed = "[    1.000000] a\nNov 23 19:17:39 host udevd[9]: killed\n"
    #expect(read(mixed, .about(["killed"])).entries.count == 2)
  }

  @Test func reachIsBounded() {
    let filler = String(repeating: "[    1.000000] filler filler filler filler\n", count: 600_000)
    let answer = read(filler + "[    1.000000] killed\n" + filler, .about(["killed"]))
    let bytes = answer.entries.reduce(0) { $0 + $1.line.count }
    // As much as fits into memory, on both sides of the trigger.
    #expect((256 << 10...4 << 20).contains(bytes))
    let trigger = answer.entries.firstIndex { $0.text == "killed" } ?? 0
    #expect(min(trigger, answer.entries.count - trigger) * 5 > answer.entries.count)
    #expect(answer.coverage.sources.first?.entries == 1_200_001)
  }

  @Test func timeIsSelected() {
    let text = """
      2026-11-23T19:17:39Z host a[1]: Linux version x
      2026-11-23T19:17:40Z host a[1]: killed
      2026-11-23T19:17:41Z host a[1]: killed
      2026-11-23T19:17:42Z host a[1]: killed
      """
    let selection = Selection(
      since: 1_795_461_461_000_000, until: 1_795_461_461_500_000)
    let answer = read(text, .about(["killed"], marks: ["Linux version "]), selection)
    #expect(answer.entries.map(\.number) == [1, 3])
  }

  @Test func lossesAreSummed() {
    let answer = read(
      """
      Nov 23 19:17:39 host systemd-journald[177]: Missed 12 kernel messages
      Nov 23 19:17:39 host kernel: ** 30 printk messages dropped **
      Nov 23 19:17:40 host kernel: printk: 5 messages suppressed.
      Nov 23 19:17:41 host systemd-journald[177]: Suppressed 7 messages from a.service
      Nov 23 19:17:41 host kernel: audit: 138 callbacks suppressed
      Nov 23 19:17:41 host a[9]: no kernel messages, no messages dropped
      """, .about(["killed"]))
    let gaps = answer.coverage.gaps
    #expect(gaps.map(\.kind) == ["missed-kernel-messages", "rate-limited"])
    #expect(gaps.map(\.count) == [47, 7])
    #expect(gaps.first?.detail.contains("line 1") == true)
  }

  @Test func everyLiteralIsFound() {
    let literals = ["killed", "timed out. Killing", "ab", "terminated by signal", "é!"]
    for literal in literals {
      for padding in 0..<9 {
        let line = String(repeating: "x", count: padding) + literal
        let answer = read(line + "\nother\n", .about(literals))
        #expect(answer.entries.count == 2, "\(line)")
        let near = String(line.dropLast()) + "~"
        #expect(read(near + "\n", .about(literals)).entries.isEmpty, "\(near)")
      }
    }
    #expect(read("a\n", .about(["a", "killed"])).entries.count == 1)
    #expect(read("b\n", .about([])).entries.isEmpty)
  }
}
