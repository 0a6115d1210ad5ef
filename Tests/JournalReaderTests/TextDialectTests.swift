import JournalReader
import LogModel
import Testing

/// One line of a dialect, and what is to be read out of it.
struct Dialect: Sendable, CustomTestStringConvertible {
  var name: String
  var line: String
  var who: String
  var message: String
  var monotonic: Int64?
  var realtime: Int64?
  var calendar = Stamp.Calendar.utc
  var clock = Stamp.Clock.source
  var resolution: Int64 = 1
  var caller: String?

  var testDescription: String { name }

  /// 2026-11-23 19:17:39 UTC
  static let evening: Int64 = 1_795_461_459_000_000
  /// The same of 1970: November 23 is its 327th day.
  static let yearless: Int64 = 28_235_859_000_000

  static let kernels: [Dialect] = [
    Dialect(
      name: "dmesg", line: "[    1.234567] usb 1-1: new device", who: "kernel",
      message: "usb 1-1: new device", monotonic: 1_234_567),
    Dialect(
      name: "caller of the console", line: "[  251.961152][  T330] INFO: task a:1 blocked",
      who: "kernel", message: "INFO: task a:1 blocked", monotonic: 251_961_152, caller: "T330"),
    Dialect(
      name: "caller of dmesg", line: "[   69.608084] [ T1224] nvmev: loading", who: "kernel",
      message: "nvmev: loading", monotonic: 69_608_084, caller: "T1224"),
    Dialect(
      name: "caller without a time", line: "[    C3] watchdog: BUG: soft", who: "kernel",
      message: "watchdog: BUG: soft", clock: .none, caller: "C3"),
    Dialect(
      name: "caller is a processor", line: "[    1.2][    C0] rcu: INFO", who: "kernel",
      message: "rcu: INFO", monotonic: 1_200_000, resolution: 1000, caller: "C0"),
    Dialect(
      name: "level by number", line: "<6>[    1.500000] a: b", who: "kernel", message: "a: b",
      monotonic: 1_500_000),
    Dialect(
      name: "kmsg of a program", line: "<27>[   33.123456] systemd-udevd[65]: sda: gone",
      who: "systemd-udevd[65]", message: "sda: gone", monotonic: 33_123_456),
    Dialect(
      name: "the kernel's own words look like a tag", line: "<4>[   33.1] udevd[65]: segfault at 0",
      who: "kernel", message: "udevd[65]: segfault at 0", monotonic: 33_100_000, resolution: 1000),
    Dialect(
      name: "kmsg of a program, its level behind the time",
      line: "[   33.123456] <30>systemd-udevd[65]: sda: gone", who: "systemd-udevd[65]",
      message: "sda: gone", monotonic: 33_123_456),
    Dialect(
      name: "kmsg of a program, no level", line: "[   33.123456] (udev-worker)[65]: sda: gone",
      who: "(udev-worker)[65]", message: "sda: gone", monotonic: 33_123_456),
    Dialect(
      name: "kmsg without a name", line: "[   33.123456] [65]: sda: gone", who: "[65]",
      message: "sda: gone", monotonic: 33_123_456),
    Dialect(
      name: "PID 1 in kmsg", line: "[   33.123456] systemd[1]: Reached target", who: "systemd[1]",
      message: "Reached target", monotonic: 33_123_456),
    Dialect(
      name: "levels in words", line: "kern  :err   : [   20.000001] bad", who: "kernel",
      message: "bad", monotonic: 20_000_001),
    Dialect(
      name: "levels in words, program", line: "daemon:info  : [   20.000001] udevd[9]:  worker",
      who: "udevd[9]", message: "worker", monotonic: 20_000_001),
    Dialect(
      name: "levels in words, ISO",
      line: "kern  :err   : 2026-11-23T19:17:39,195390+00:00 a b: c", who: "kernel",
      message: "a b: c", realtime: evening + 195_390),
    Dialect(
      name: "dmesg ISO", line: "2026-11-23T20:17:39,195390+0100 usb 1-1: new", who: "kernel",
      message: "usb 1-1: new", realtime: evening + 195_390),
    Dialect(
      name: "dmesg -T", line: "[Mon Nov 23 19:17:39 2026] a: b", who: "kernel", message: "a: b",
      realtime: evening, calendar: .local, resolution: 1_000_000),
    Dialect(
      name: "dmesg -T in Russian", line: "[Пн ноя 23 19:17:39 2026] a: b", who: "kernel",
      message: "a: b", realtime: evening, calendar: .local, resolution: 1_000_000),
    Dialect(
      name: "delta", line: "[ 3263.758626 <   72.795785>] a", who: "kernel", message: "a",
      monotonic: 3_263_758_626),
    Dialect(
      name: "delta alone", line: "[<   72.795785>] a", who: "kernel", message: "a",
      realtime: 72_795_785, calendar: .yearless),
    Dialect(
      name: "delta of a clock that was set back", line: "[    0.002820 <   -0.053180>] a",
      who: "kernel", message: "a", monotonic: 2820),
    Dialect(
      name: "record of /dev/kmsg", line: "6,339,5140900,-;usb 1-1: new device", who: "kernel",
      message: "usb 1-1: new device", monotonic: 5_140_900),
    Dialect(
      name: "record of /dev/kmsg with its caller",
      line: "4,1234,251961152,c,caller=T330;INFO: task a:1; blocked", who: "kernel",
      message: "INFO: task a:1; blocked", monotonic: 251_961_152, caller: "T330"),
    Dialect(
      name: "record of a program", line: "27,508,95199550,-;systemd-udevd[203]: sda: gone",
      who: "systemd-udevd[203]", message: "sda: gone", monotonic: 95_199_550),
    Dialect(
      name: "date and delta", line: "[Mon Nov 23 19:17:39 2026 <    0.000001>] a", who: "kernel",
      message: "a", realtime: evening, calendar: .local, resolution: 1_000_000),
    Dialect(
      name: "several formats",
      line: "[    7.000000] [Mon Nov 23 19:17:39 2026] 2026-11-23T19:17:39,000005+00:00 a",
      who: "kernel", message: "a", monotonic: 7_000_000, realtime: evening + 5),
    Dialect(
      name: "call trace", line: "[   85.500000]  __switch_to+0xe8/0x1a0 (T)", who: "kernel",
      message: " __switch_to+0xe8/0x1a0 (T)", monotonic: 85_500_000),
  ]

  static let journals: [Dialect] = [
    Dialect(
      name: "short-monotonic, kernel", line: "[   17.498548] ridge kernel: Linux", who: "kernel",
      message: "Linux", monotonic: 17_498_548),
    Dialect(
      name: "short-monotonic, program", line: "[   17.498548] ridge systemd[1]: Started",
      who: "systemd[1]", message: "Started", monotonic: 17_498_548, clock: .reception),
    Dialect(
      name: "short-delta", line: "[   17.498548 <    0.001000 >] ridge kernel: a: b",
      who: "kernel", message: "a: b", monotonic: 17_498_548),
    Dialect(
      name: "short", line: "Nov 23 19:17:39 ridge systemd-udevd[203]: sda: x",
      who: "systemd-udevd[203]", message: "sda: x", realtime: yearless, calendar: .yearless,
      resolution: 1_000_000),
    Dialect(
      name: "short-precise", line: "Nov 23 19:17:39.000007 ridge kernel: a: b", who: "kernel",
      message: "a: b", realtime: yearless + 7, calendar: .yearless, clock: .reception),
    Dialect(
      name: "French", line: "mai 25 14:05:46 host systemd[1]: x", who: "systemd[1]", message: "x",
      realtime: (144 * 86_400 + 14 * 3600 + 346) * 1_000_000, calendar: .yearless,
      resolution: 1_000_000),
    Dialect(
      name: "Chinese", line: "11月 23 19:17:39 ridge systemd[1]: x", who: "systemd[1]",
      message: "x", realtime: yearless, calendar: .yearless, resolution: 1_000_000),
    Dialect(
      name: "short-iso", line: "2026-11-23T19:17:39+0000 ridge systemd[1]: x", who: "systemd[1]",
      message: "x", realtime: evening, resolution: 1_000_000),
    Dialect(
      name: "short-iso-precise", line: "2026-11-23T20:17:39.000001+01:00 ridge kernel: x",
      who: "kernel", message: "x", realtime: evening + 1, clock: .reception),
    Dialect(
      name: "short-full", line: "Mon 2026-11-23 19:17:39 UTC ridge systemd[1]: x",
      who: "systemd[1]", message: "x", realtime: evening, resolution: 1_000_000),
    Dialect(
      name: "short-full elsewhere", line: "Mo 2026-11-23 19:17:39 CET ridge systemd[1]: x",
      who: "systemd[1]", message: "x", realtime: evening, calendar: .local, resolution: 1_000_000),
    Dialect(
      name: "short-unix", line: "1795461459.000003 ridge systemd[1]: x", who: "systemd[1]",
      message: "x", realtime: evening + 3),
    Dialect(
      name: "with-unit", line: "Nov 23 19:17:39 ridge systemd-udevd.service[203]: x",
      who: "systemd-udevd[203]", message: "x", realtime: yearless, calendar: .yearless,
      resolution: 1_000_000),
    Dialect(
      name: "with-unit, PID 1", line: "Mon 2026-11-23 19:17:39 UTC ridge init.scope[1]: x",
      who: "systemd[1]", message: "x", realtime: evening, resolution: 1_000_000),
  ]

  static let syslogs: [Dialect] = [
    Dialect(
      name: "kernel with printk's time",
      line: "Nov 23 19:17:39 host kernel: [  168.632651] usb 1-8: new", who: "kernel",
      message: "usb 1-8: new", monotonic: 168_632_651, realtime: yearless, calendar: .yearless,
      resolution: 1_000_000),
    Dialect(
      name: "program through the kernel",
      line: "Nov 23 19:17:39 host kernel: [324524.629614] udevd[23327]: worker [23427] slow",
      who: "udevd[23327]", message: "worker [23427] slow", monotonic: 324_524_629_614,
      realtime: yearless, calendar: .yearless, resolution: 1_000_000),
    Dialect(
      name: "doubled blank", line: "Nov  3 09:17:39 slack64 udevd[209]:  worker [219] a",
      who: "udevd[209]", message: "worker [219] a",
      realtime: (306 * 86_400 + 9 * 3600 + 1059) * 1_000_000, calendar: .yearless,
      resolution: 1_000_000),
    Dialect(
      name: "no process", line: "Nov 23 19:17:39 host mtp-probe: checking bus 1",
      who: "mtp-probe", message: "checking bus 1", realtime: yearless, calendar: .yearless,
      resolution: 1_000_000),
    Dialect(
      name: "no host", line: "Nov 23 19:17:39 udevd[9]: x", who: "udevd[9]", message: "x",
      realtime: yearless, calendar: .yearless, resolution: 1_000_000),
    Dialect(
      name: "year behind", line: "Nov 23 19:17:39 2026 host udevd[9]: x", who: "udevd[9]",
      message: "x", realtime: evening, calendar: .local, resolution: 1_000_000),
    Dialect(
      name: "year before", line: "Nov 23 2026 19:17:39 host udevd[9]: x", who: "udevd[9]",
      message: "x", realtime: evening, calendar: .local, resolution: 1_000_000),
    Dialect(
      name: "BusyBox", line: "Nov 23 19:17:39 host daemon.err udevd[9]: x", who: "udevd[9]",
      message: "x", realtime: yearless, calendar: .yearless, resolution: 1_000_000),
    Dialect(
      name: "time alone", line: "09:17:10 (udev-worker)[46330]: video33: x",
      who: "(udev-worker)[46330]", message: "video33: x", realtime: 33_430_000_000,
      calendar: .yearless, resolution: 1_000_000),
    Dialect(
      name: "ISO without zone", line: "2026-11-23 19:17:39 host udevd[9]: x", who: "udevd[9]",
      message: "x", realtime: evening, calendar: .local, resolution: 1_000_000),
    Dialect(
      name: "rsyslog", line: "2026-11-23T19:17:39.5+00:00 host kernel: [    2.000000] x: y",
      who: "kernel", message: "x: y", monotonic: 2_000_000, realtime: evening + 500_000,
      resolution: 1_000),
    Dialect(
      name: "RFC 5424", line: "<27>1 2026-11-23T19:17:39Z host udevd 9 - [a b=\"c\"] x",
      who: "udevd[9]", message: "x", realtime: evening, resolution: 1_000_000),
    Dialect(
      name: "tag", line: "udevd[141]: timeout", who: "udevd[141]", message: "timeout",
      clock: .none),
    Dialect(
      name: "level and tag", line: "<27>systemd-udevd[65]: x", who: "systemd-udevd[65]",
      message: "x", clock: .none),
    Dialect(
      name: "kernel's tag", line: "kernel:      Not tainted 5.14", who: "kernel",
      message: "     Not tainted 5.14", clock: .none),
  ]

  static let others: [Dialect] = [
    Dialect(
      name: "status", line: "[  OK  ] Started a", who: "", message: "Started a", clock: .none),
    Dialect(
      name: "status that moves", line: "[***   ] A stop job is running", who: "",
      message: "A stop job is running", clock: .none),
    Dialect(
      name: "status that failed", line: "[FAILED] Failed to start a", who: "",
      message: "Failed to start a", clock: .none),
    Dialect(
      name: "status without state", line: "         Starting a...", who: "",
      message: "Starting a...", clock: .none),
    Dialect(
      name: "text", line: "alg: hash: failed", who: "", message: "alg: hash: failed", clock: .none),
    Dialect(
      name: "coloured",
      line: "\u{1b}[32m[   33.123456] \u{1b}[0m\u{1b}[33msystemd[1]: \u{1b}[0mReached",
      who: "systemd[1]",
      message: "Reached", monotonic: 33_123_456),
    Dialect(
      name: "coloured status",
      line: "[\u{1b}[0;32m  OK  \u{1b}[0m] Started \u{1b}[0;1;39ma\u{1b}[0m.",
      who: "", message: "Started a.", clock: .none),
  ]
}

@Suite struct TextDialectTests {
  @Test(arguments: Dialect.kernels + Dialect.journals + Dialect.syslogs + Dialect.others)
  func lineIsRead(_ dialect: Dialect) throws {
    let entry = try #require(read(dialect.line + "\n").entries.first)
    #expect(entry.who == dialect.who)
    #expect(entry.text == dialect.message)
    #expect(entry.stamp.monotonic == dialect.monotonic)
    #expect(entry.stamp.realtime == dialect.realtime)
    #expect(entry.stamp.calendar == dialect.calendar)
    #expect(entry.stamp.clock == dialect.clock)
    #expect(entry.stamp.resolution == dialect.resolution)
    #expect(entry.speaker.caller == dialect.caller)
  }

  /// Lines that are almost of a dialect: whose message must not lose its beginning.
  @Test(arguments: [
    ("[    1.2.3] a", "", "[    1.2.3] a"),
    ("[12345] a", "", "[12345] a"),
    ("[T12] a", "", "[T12] a"),
    ("[   17.49] usb 1-1: new device", "kernel", "usb 1-1: new device"),
    (
      "[   17.4] vortex_fc: probe of 0000:00:06.0 failed", "kernel",
      "vortex_fc: probe of 0000:00:06.0 failed"
    ),
    ("[   17.4] ACPI: Slot [2]: registered", "kernel", "ACPI: Slot [2]: registered"),
    ("[   17.4] [drm] Initialized", "kernel", "[drm] Initialized"),
    ("[   17.4] name[0]: text", "kernel", "name[0]: text"),
    ("[DONE] Started a", "", "[DONE] Started a"),
    ("2026-13-23T19:17:39 host a[1]: b", "a[1]", "b"),
    ("Nov 32 19:17:39 host a[1]: b", "a[1]", "b"),
    ("25:17:10 a[1]: b", "a[1]", "b"),
    ("usb 1-1: new device", "", "usb 1-1: new device"),
    ("<27>", "", ""),
  ])
  func nearMissIsNot(_ line: String, _ who: String, _ message: String) throws {
    let entry = try #require(read(line + "\n1 e\n").entries.first)
    #expect(entry.who == who)
    #expect(entry.text == message)
  }

  @Test func hostOnceSeenIsKnownAgain() {
    let text = """
      [    1.000000] ridge kernel: a
      [    2.000000] ridge udevd: worker
      [    3.000000] usb udevd: worker
      """
    #expect(read(text).entries.map(\.who) == ["kernel", "udevd", "kernel"])
    #expect(read(text).boots.first?.hostname == "ridge")
  }

  @Test func initrdsLocalhostYieldsToTheMachinesName() {
    let text = "Nov 23 19:17:39 localhost a[1]: x\nNov 23 19:17:40 ridge a[1]: x\n"
    #expect(read(text).boots.first?.hostname == "ridge")
  }

  @Test func indentedLineContinuesTheMessageAbove() {
    let entries = read(
      """
      [  246.745010] host.example kernel: (udev-worker): attempt to access beyond end of device
                                          nvme0n1: rw=0, sector=1875384848, nr_sectors = 16 limit=0
               Starting something
      """
    ).entries
    #expect(entries.map(\.who) == ["kernel", "kernel", ""])
    #expect(entries[1].text == "nvme0n1: rw=0, sector=1875384848, nr_sectors = 16 limit=0")
    #expect(entries[1].stamp.clock == .none)
    #expect(entries[1].stamp.monotonic == 246_745_010)
  }

  @Test func continuedSpeakerKeepsItsNameAndProcess() {
    let entries = read("[    1.500000] ridge a[7]: one\n                           two e\n").entries
    #expect(entries.map(\.who) == ["a[7]", "a[7]"])
  }

  @Test(arguments: ["[Nov23 19:04]", "[Nov 3 19:04]"]) func relativeTimesAddUp(_ minute: String) {
    let entries = read("\(minute) a\n[  +0.001780] ab\n[  +2.000000] abc\n").entries
    let start = entries[0].stamp.realtime ?? 0
    #expect(entries.map(\.text) == ["a", "ab", "abc"])
    #expect(entries.map { ($0.stamp.realtime ?? 0) - start } == [0, 1780, 2_001_780])
  }

  @Test func consoleRecordingIsCutWhereTheScreenWas() {
    let entries = read(recording("console.txt")).entries
    #expect(entries[2].text.hasPrefix("Probing EDD"))
    #expect(entries[3].text.hasPrefix("Linux version 6.1.0-50"))
    #expect(entries[2].place.position == .line(3) && entries[3].place.position == .line(3))
    let login = entries.firstIndex { $0.text == "ridge login: " } ?? 0
    #expect(entries[login + 1].text == "vortex_fc 0000:00:06.0: fabric login aborted")
    #expect(entries[login + 1].stamp.monotonic == 36_455_537)
    #expect(entries[login + 2].text == "vortex_fc: probe of 0000:00:06.0 failed with error -4")
    #expect(entries.allSatisfy { !$0.line.contains(0x1b) && !$0.line.contains(0x0d) })
  }

  @Test func exactBytesAreKept() {
    let line: [UInt8] = Array("[    1.000000] a\u{0}b\tc ".utf8) + [0xff, 0xfe]
    #expect(read(line + [0x0a]).entries.first?.line == line)
    #expect(read(line + [0x0d, 0x0a]).entries.first?.line == line)
    #expect(read(line).entries.first?.line == line)
  }
}
