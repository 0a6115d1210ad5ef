import JournalReader
import LogModel
import Testing

/// Forms that take more than one line to understand.
@Suite struct TextFormTests {
  @Test func whatARecordOfKmsgSaysOfItselfIsNoMessage() {
    let entries = read(
      """
      3,500,95195390,-;vortex_fc 0000:00:06.0: fabric login aborted
       SUBSYSTEM=pci
       DEVICE=+pci:0000:00:06.0
      \u{0}4,501,95196161,-;vortex_fc: probe of 0000:00:06.0 failed with error -4
      """
    ).entries
    #expect(entries.map(\.text.count) == [44, 53])
    #expect(entries.map(\.stamp.monotonic) == [95_195_390, 95_196_161])
  }

  @Test(arguments: [
    "00000000: 5b20 2020 2031 2e35 3030 3030 305d 2061  [    1.500000] a\n00000010: 0a                                       .\n",
    "00000000  5b 20 20 20 20 31 2e 35  30 30 30 30 30 5d 20 61  |[    1.500000] a|\n00000010  0a                                                |.|\n",
    "000000 5b 20 20 20 20 31 2e 35 30 30 30 30 30 5d 20 61  >[    1.500000] a<\n000010 0a  >.<\n",
    "0000000 205b 2020 3120 352e 3030 3030 5d30 6120\n0000010 000a\n",
    "0000000   [                   1   .   5   0   0   0   0   0   ]       a\n0000020  \\n\n",
    "5b20202020312e3530303030305d2061\n0a\n",
  ])
  func whatADumpOfItsBytesShowsIsTheText(_ dump: String) {
    let entries = read(dump).entries
    #expect(entries.first?.text == "a")
    #expect(entries.first?.stamp.monotonic == 1_500_000)
  }

  @Test func differencesAddUpFromTheKernelsFirstLine() {
    let entries = read(
      "[<    0.000000>] Linux version 6.1\n[<    0.056000>] a\n[<   -0.053180>] a\n"
    ).entries
    #expect(entries.map(\.stamp.monotonic) == [0, 2820, 56_000])
    // Without it, only the distances are known.
    let rest = read("[<    0.001000>] a\n[<    2.000000>] ab\n").entries
    #expect(rest.map(\.stamp.monotonic) == [nil, nil])
    #expect((rest[1].stamp.realtime ?? 0) - (rest[0].stamp.realtime ?? 0) == 2_000_000)
  }

  /// Where a log tells only how far its lines are apart, none may be passed over.
  @Test func differencesAddUpOverLinesOfNoInterest() throws {
    var log = "[<    0.000000>] Linux version 6.1\n"
    for _ in 0..<40_000 { log += "[<    0.001000>] nothing\n" }
    log += "[<    0.500000>] killed\n"
    let entries = read(log, .about([" killed"], span: 10_000)).entries
    #expect(entries.last?.stamp.monotonic == 40_500_000)
    #expect(entries.map { $0.stamp.monotonic ?? 0 }.isSorted)
  }

  // MARK: - journalctl -o verbose

  static let verbose = """
    Mon 2026-11-23 18:48:02.388226 UTC [s=d87;i=1;b=e72c902f95ed40228e846bd80bb94def;m=d85aca;t=660f60893c902;x=3f]
        _TRANSPORT=kernel
        SYSLOG_IDENTIFIER=kernel
        _SOURCE_MONOTONIC_TIMESTAMP=0
        MESSAGE=Linux version 6.1
        _KERNEL_DEVICE=+pci:0000:00:06.0
    Mon 2026-11-23 18:48:24.707656 UTC [s=d87;i=2;b=e72c902f95ed40228e846bd80bb94def;m=22cecfd;t=660f609e859fb;x=1e]
        SYSLOG_IDENTIFIER=systemd-udevd
        _PID=201
        MESSAGE=first
                second MESSAGE=third
        DATA=[12B blob data]
        _HOSTNAME=ridge
    """

  @Test(arguments: [1, 7, 4096]) func verboseRecordsAreRead(_ pieces: Int) throws {
    let answer = read(Array(Self.verbose.utf8), pieces: pieces)
    let boot = try #require(answer.boots.first)
    #expect(boot.id == "e72c902f95ed40228e846bd80bb94def" && boot.hostname == "ridge")
    #expect(boot.entries.map(\.who) == ["kernel", "systemd-udevd[201]"])
    #expect(boot.entries.map(\.text) == ["Linux version 6.1", "first\nsecond MESSAGE=third"])
    #expect(boot.entries.map(\.device) == ["0000:00:06.0", nil])
    #expect(boot.entries.map(\.stamp.monotonic) == [0, 0x22_cecfd])
    #expect(boot.entries.last?.stamp.realtime == 0x6_60f6_09e8_59fb)
    #expect(answer.coverage.sources.map(\.entries) == [2])
  }

  @Test func remarkBeforeVerboseRecordsIsPassedOver() {
    let remark = "-- Logs begin at Mon 2026-11-23 18:48:02 UTC. --\n"
    #expect(read(remark + Self.verbose).entries.count == 2)
  }
}

extension [Int64] {
  fileprivate var isSorted: Bool { zip(self, dropFirst()).allSatisfy { $0 <= $1 } }
}
