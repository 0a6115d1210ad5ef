import JournalReader
import LogModel
import Testing

@Suite struct TextBootTests {
  private func counts(_ text: String) -> [Int] { read(text).boots.map(\.entries.count) }

  @Test func marksDivide() {
    let text = """
      -- Logs begin at Mon 2026-11-23 19:17:39 UTC. --
      Nov 23 19:17:39 host a[1]: one
      -- Reboot --
      Nov 23 19:18:39 host a[1]: two
      -- Boot 65680f02dc734cd3864a903e7d537017 --
      Nov 23 19:19:39 host a[1]: three
      """
    let boots = read(text).boots
    #expect(boots.map(\.entries.count) == [1, 1, 1])
    #expect(boots.map(\.id) == [nil, nil, "65680f02dc734cd3864a903e7d537017"])
  }

  @Test func kernelsFirstLineDivides() {
    let text = """
      [    0.000000] Linux version 6.1
      [  900.000000] reboot: Restarting system
      [    0.000000] Linux version 6.1
      [   10.000000] a
      """
    #expect(counts(text) == [2, 2])
  }

  @Test func kernelsFirstLineDividesSyslog() {
    let text = """
      Nov 23 19:17:39 host kernel: [  900.000000] a
      Nov 23 19:18:39 host systemd[1]: Shutting down
      Nov 23 19:18:59 host kernel: [    0.000000] Linux version 6.1
      Nov 23 19:18:59 host kernel: [    0.000000] Command line
      """
    #expect(counts(text) == [2, 2])
  }

  @Test func kernelsFirstLineDividesWithoutItsClock() {
    let text = """
      Nov 23 19:17:39 host kernel: Linux version 6.1
      Nov 23 19:17:40 host kernel: Linux agpgart
      Nov 23 19:18:59 host kernel: Linux version 6.1
      """
    #expect(counts(text) == [2, 1])
  }

  @Test func clockThatStartsOverDivides() {
    #expect(counts("[  900.000000] a\n[    1.000000] e\n[    2.000000] o\n") == [1, 2])
  }

  @Test func disorderDoesNotDivide() {
    let text = """
      [   29.200000] udevd[4]: a
      [    0.000000] e
      [   42.000000] a
      [   12.000000] b, late by half a minute: e
      """
    #expect(counts(text) == [4])
    let merged = """
      [  185.500000] ridge kernel: done
      [   70.400000] ridge udevd[4]: killed
      [  186.000000] ridge kernel: e
      [    3.000000] ridge udevd[4]: e
      """
    #expect(counts(merged) == [4])
  }

  @Test func textBeforeTheFirstLineBelongsToIt() {
    let text = """
      SeaBIOS (version 1.16)
      [    0.100000] e
      [    0.000000] Linux version 6.1
      [    1.000000] printk: console [ttyS0] enabled
      [    0.000000] Linux version 6.1
      [    0.100000] e
      """
    // what the early console had printed is the same
    #expect(counts(text) == [4])
    let syslog = """
      Nov 23 19:17:38 host rsyslogd[9]: start
      Nov 23 19:17:39 host kernel: Linux version 6.1
      """
    #expect(counts(syslog) == [2])
  }

  @Test func bootsAreListedWithoutEntries() {
    let answer = read(
      "[    0.000000] ridge kernel: Linux version 6.1\n[   20.000000] ridge kernel: b\n",
      .about(["killed"]))
    #expect(answer.boots.count == 1)
    #expect(answer.boots.first?.entries.isEmpty == true)
    #expect(answer.boots.first?.hostname == "ridge")
    #expect(answer.boots.first?.first?.monotonic == 0)
    #expect(answer.boots.first?.last?.monotonic == 20_000_000)
  }

  private static let threeBoots = """
    -- Boot 00000000000000000000000000000001 --
    [    1.000000] one
    -- Boot 00000000000000000000000000000002 --
    [    1.000000] two
    -- Boot 00000000000000000000000000000003 --
    [    1.000000] three

    """

  @Test(arguments: [
    (Selection.Boot.all, ["one", "two", "three"]), (.offset(0), ["three"]),
    (.offset(-1), ["two"]), (.offset(-3), []), (.offset(1), ["one"]), (.offset(3), ["three"]),
    (.offset(4), []), (.id("00000000-0000-0000-0000-000000000002"), ["two"]), (.id("0"), []),
  ])
  func bootIsSelected(_ boot: Selection.Boot, _ expected: [String]) {
    let answer = read(Self.threeBoots, .everything, Selection(boot: boot))
    #expect(answer.entries.map(\.text) == expected)
    #expect(answer.coverage.gaps.isEmpty)
    #expect(answer.coverage.sources.first?.boots == 3)
  }

  @Test func missingIDsAreSaid() {
    let answer = read("[    1.000000] one\n", .everything, Selection(boot: .id("1")))
    #expect(answer.boots.isEmpty)
    #expect(answer.coverage.gaps.map(\.kind) == ["boot-id"])
  }
}
