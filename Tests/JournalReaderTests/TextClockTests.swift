@testable import JournalReader
import LogModel
import Testing

@Suite struct TextClockTests {
  @Test func journalStampUndoesLateness() {
    let killed = Stamp.journal(
      monotonic: 85_510_000, realtime: 1_000_085_510_000, sourceMonotonic: nil,
      sourceRealtime: 1_000_070_400_000, isKernel: false)
    #expect(killed.monotonic == 70_400_000)
    #expect(killed.realtime == 1_000_070_400_000)
    #expect(killed.clock == .source)
  }

  @Test func journalStampOfTheKernelIsPrintks() {
    let stamp = Stamp.journal(
      monotonic: 24_000_000, realtime: 1_000_024_000_000, sourceMonotonic: 0, sourceRealtime: nil,
      isKernel: true)
    #expect(stamp.monotonic == 0)
    #expect(stamp.realtime == 1_000_000_000_000)
    #expect(stamp.clock == .source)
  }

  @Test(arguments: [nil, 2_000_000_000_000, 1_000_000_000_000 - 3_600_000_001] as [Int64?])
  func journalStampFallsBackToFiling(_ source: Int64?) {
    let stamp = Stamp.journal(
      monotonic: 5, realtime: 1_000_000_000_000, sourceMonotonic: nil, sourceRealtime: source,
      isKernel: false)
    #expect(stamp == Stamp(monotonic: 5, realtime: 1_000_000_000_000, clock: .reception))
  }

  @Test func programsGetTheKernelsClock() {
    let entries = read(
      """
      Aug  2 09:04:10 host kernel: [  168.600000] usb 1-8: new device
      Aug  2 09:04:10 host mtp-probe: checking bus 1
      Aug  2 09:04:10 host kernel: [  168.700000] usb 1-8: Product
      Aug  2 09:04:12 host udevd[9]: worker
      """
    ).entries
    #expect(entries.map(\.number) == [1, 2, 3, 4])
    #expect(entries[1].stamp.monotonic == 168_600_000)
    let last = entries[3].stamp.monotonic ?? 0
    #expect((169_000_000...171_000_000).contains(last))
    #expect(entries[3].stamp.clock == .source)
  }

  @Test func smallestDistanceCounts() {
    let entries = read(
      """
      2026-11-23T19:17:50.000000+00:00 host kernel: [   10.000000] on time
      2026-11-23T19:18:50.000000+00:00 host kernel: [   20.000000] filed late
      2026-11-23T19:18:00.000000+00:00 host a[1]: said at 20
      """
    ).entries
    #expect(entries.map { $0.stamp.monotonic } == [10_000_000, 20_000_000, 20_000_000])
  }

  @Test func clockThatIsSetBeginsAnew() {
    let entries = read(
      """
      1970-01-01T00:00:05.000000Z host kernel: [    5.000000] before
      1970-01-01T00:00:06.000000Z host a[1]: before
      2026-11-23T19:17:39.000000Z host kernel: [    7.000000] after
      2026-11-23T19:17:40.000000Z host a[1]: after
      """
    ).entries
    #expect(
      entries.map { $0.stamp.monotonic } == [5_000_000, 6_000_000, 7_000_000, 8_000_000])
  }

  @Test func untimedLinesStayBehindTheirNeighbour() {
    let entries = read(
      """
      [    3.000000] three
      no time of its own
      [    1.000000] one
      [    2.000000] two
      """
    ).entries
    #expect(entries.map(\.number) == [3, 4, 1, 2])
  }

  @Test func newYearIsLater() {
    let entries = read(
      "Dec 31 23:59:59 host a[1]: x\nJan  1 00:00:01 host a[1]: x\nDec 31 23:59:59 host a[1]: e\n"
    ).entries
    #expect(entries.map(\.number) == [1, 3, 2])
    #expect((entries[2].stamp.realtime ?? 0) - (entries[0].stamp.realtime ?? 0) == 2_000_000)
  }

  @Test func midnightIsLater() {
    let entries = read("23:59:59 a[1]: x\n00:00:01 a[1]: x\n").entries
    #expect((entries[1].stamp.realtime ?? 0) - (entries[0].stamp.realtime ?? 0) == 2_000_000)
  }

  /// Whoever types some lines off leaves the date out.
  @Test func timesAloneAreOfTheDayBefore() {
    let times = read(
      """
      Sep 28 23:59:40 desk kernel: usb 3-2: New USB device found
      23:59:50 (udev-worker)[46312]: video33: Spawned process
      00:00:10 systemd-udevd[1707]: video33: Worker [46312] processing
      Sep 29 00:00:31 desk dbus-daemon[988]: [system] Activating
      """
    ).entries.compactMap(\.stamp.realtime)
    #expect(zip(times, times.dropFirst()).map { ($1 - $0) / 1_000_000 } == [10, 20, 21])
  }

  @Test func unknownMonthsCountAsTheyAppear() {
    let entries = read("foo 28 10:00:00 host a[1]: x\nbar  1 10:00:00 host a[1]: x\n").entries
    #expect((entries[0].stamp.realtime ?? 0) < (entries[1].stamp.realtime ?? 0))
    let days =
      ((entries[1].stamp.realtime ?? 0) - (entries[0].stamp.realtime ?? 0)) / 86_400_000_000
    #expect((1...4).contains(days))
  }

  @Test func filedKernelLinesAreReceptions() {
    let late = read("[   48.000000] ridge kernel: Linux version 6.12\n[   49.0] ridge kernel: a\n")
    #expect(late.entries.map(\.stamp.clock) == [.reception, .reception])
    let own = read("[    0.000000] ridge kernel: Linux version 6.1\n[   49.0] ridge kernel: a\n")
    #expect(own.entries.map(\.stamp.clock) == [.source, .source])
  }
}
