import KillCorrelator

/// How people pass a log's line on: what stands around what udevd said.
struct LineFrame: Sendable, CustomStringConvertible {
  var description: String
  /// Whether printk's time (``seconds``) is told.
  var isTimed: Bool
  var line: @Sendable (String) -> String

  static let seconds = "188.398258"
  private static let tag = "systemd-udevd[187]: "
  private static let printk = "[  188.398258] systemd-udevd[187]: "
  private static let calendar = "Nov 23 18:41:20 host1 systemd-udevd[187]: "

  /// A frame of text before and behind: with `P` for printk's time and udevd's tag, `C` for a syslog
  /// line's date, host and tag, `T` for the tag alone, and `M` where the message stands. No frame has
  /// these letters apart from words otherwise.
  private init(_ pattern: String) {
    description = pattern
    isTimed = pattern.contains("P") || pattern.contains(Self.seconds)
    line = { message in
      var text = ""
      for letter in pattern {
        switch letter {
        case "P": text += Self.printk
        case "C": text += Self.calendar
        case "T": text += Self.tag
        case "M": text += message
        case "¶": text += "T"
        case "§": text += "P"
        case "¢": text += "C"
        case "µ": text += "M"
        default: text.append(letter)
        }
      }
      return text
    }
  }

  /// The same in a string of JSON.
  private static func json(_ pattern: String) -> LineFrame {
    var frame = LineFrame(pattern)
    let plain = frame.line
    frame.line = { message in
      plain(message.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))
    }
    return frame
  }

  private static func coded(_ pattern: String, _ codes: [(String, String)]) -> LineFrame {
    var frame = LineFrame(pattern)
    let plain = frame.line
    frame.line = { message in
      plain(codes.reduce(message) { $0.replacing($1.0, with: $1.1) })
    }
    return frame
  }

  // `¶`, `§`, `¢` and `µ` stand for the capitals T, P, C and M of a frame's own words.
  static let all: [LineFrame] = logs + consoles + quotations + carriers

  private static let logs: [LineFrame] = [
    LineFrame("PM"), LineFrame("[  188.398258] udevd[187]: M"), LineFrame("[188.398258] TM"),
    LineFrame("CM"),
    LineFrame("µon 2026-11-23 18:41:20 U¶¢ host1 TM"),
    LineFrame("2026-11-23¶18:41:20+0100 host1 TM"),
    LineFrame("2026-11-23¶18:41:20.123456+01:00 host1 TM"), LineFrame("[  188.398258] host1 TM"),
    LineFrame("[  188.398258 <    0.000123 >] host1 TM"), LineFrame("1795459280.123456 host1 TM"),
    LineFrame("M"), LineFrame("TM"), LineFrame("systemd-udevd: M"),
    LineFrame("[  188.398258] kernel: TM"),
    LineFrame("Nov 23 18:41:20 host1 kernel: PM"), LineFrame("kernel: PM"),
    LineFrame("[µon Nov 23 18:41:20 2026] TM"), LineFrame("daemon:warn  : PM"), LineFrame("<28>PM"),
    LineFrame("<28>CM"),
    LineFrame("<28>1 2026-11-23¶18:41:20.123456+01:00 host1 systemd-udevd 187 - - M"),
    LineFrame("Nov 23 18:41:20 [systemd-udevd] M"), LineFrame("Nov 23 18:41:20 [udevd] M"),
    LineFrame("[µon Nov 23 18:41:20 U¶¢ 2026] TM"), LineFrame("host1 TM"),
    LineFrame("host1 kernel: PM"),
    LineFrame("2026-11-23¶18:41:20.123456Z WARNING TM"),
    LineFrame("2026-11-23¶18:41:20.123456+00:00 WARNING udevd[187]: M"),
    LineFrame("2026-11-23¶18:41:20.123456Z ERR kernel: PM"),
    LineFrame("Nov 23 18:41:20 host1 daemon.warn TM"), LineFrame("Nov 23 18:41:20 daemon.err TM"),
    LineFrame("Nov 23 18:41:20 host1 (udev-worker)[187]: M"),
    LineFrame("[  188.398258][  ¶187] TM"),
    LineFrame("[  188.398258] [    ¢0] TM"), LineFrame("188.398258: TM"),
    LineFrame("  188.398258 TM"),
  ]

  private static let consoles: [LineFrame] = [
    LineFrame("2026-11-23¶18:41:20.1234567Z PM"), LineFrame("[2026-11-23¶18:41:20.123Z] PM"),
    LineFrame("18:41:20  PM"), LineFrame("Nov 23 18:41:20 PM"), LineFrame("[Nov 23 18:41:20] PM"),
    LineFrame("2026-11-23 18:41:20 PM"),
    LineFrame("2026-11-23 18:41:20,123 serial L0123 DEBUG| PM"),
    LineFrame("2026-11-23 18:41:20,123 INFO: PM"), LineFrame("Nov 23 18:41:20 10.0.0.7 PM"),
    LineFrame("2026-11-23¶18:41:20.123456789Z stderr F PM"),
    LineFrame("2026-11-23¶18:41:20.123456Z 01O PM"),
    LineFrame("2026-11-23 18:41:20.123 [main] WARN  c.e.¢onsole - PM"), LineFrame("target: PM"),
    LineFrame("U-Boot> PM"), LineFrame("Begin: Running /scripts/init-bottom ... TM"),
    LineFrame("PM\r"),
    LineFrame("#015PM#015"),
    LineFrame(
      "\u{1b}[32m[  188.398258] \u{1b}[0m\u{1b}[33msystemd-udevd[187]\u{1b}[0m: M\u{1b}[0m"),
    LineFrame("^[[32m[  188.398258] ^[[0m^[[33msystemd-udevd[187]^[[0m: M^[[0m"),
    LineFrame("@400000006a5b3c2d1a2b3c4d PM"), LineFrame("[18:41:20] PM"),
    LineFrame("(18:41:20.123) PM"),
    LineFrame("2026/11/23 18:41:20 PM"), LineFrame("23.11.2026 18:41:20 PM"),
    LineFrame("00:03:08.398 PM"),
  ]

  private static let quotations: [LineFrame] = [
    LineFrame("> PM"), LineFrame("> > CM"), LineFrame("| PM"), LineFrame(" - PM"),
    LineFrame("* TM"), LineFrame("12. PM"),
    LineFrame("`PM`"), LineFrame("\"PM\""), LineFrame("'CM'"), LineFrame("1234:PM"),
    LineFrame("dmesg.txt:1234:PM"),
    LineFrame("/var/log/syslog.1-CM"), LineFrame("   123\tPM"), LineFrame("| 3 | PM |"),
    LineFrame("⚠️ PM"), LineFrame(" PM"), LineFrame("      1 TM"), LineFrame("│ 3 │ PM │"),
    LineFrame("║ 2026-11-23 18:41:20 ║ T ║ M ║"),
    coded("{[}  188.398258{]} systemd-udevd{[}187{]}: M", [("[", "{[}"), ("]", "{]}")]),
    coded("PM", [("[", "［"), ("]", "］"), (":", "："), ("/", "／"), ("'", "＇")]),
    LineFrame("§lease see this: CM"), LineFrame("    \"PM\\n\""), LineFrame("b'PM\\r\\n'"),
    LineFrame("“PM”"),
    coded("\\[  188.398258\\] systemd-udevd\\[187\\]: M", [("[", "\\["), ("]", "\\]")]),
    coded("PM", [(" ", "\u{a0}")]), coded("CM", [("'", "’")]), coded("1. CM", [("'", "’")]),
  ]

  private static let carriers: [LineFrame] = [
    LineFrame("<pre>PM</pre>"), LineFrame("PM<br>"), coded("<li>PM</li>", [("'", "&#39;")]),
    coded("<td>3</td><td>PM</td>", [("'", "&#039;")]), LineFrame("<line num=\"3\">PM</line>"),
    coded("PM", [("'", "&apos;")]), LineFrame("3,2026-11-23¶18:41:20Z,host1,\"TM\""),
    LineFrame("\"2026-11-23 18:41:20\",\"warning\",\"systemd-udevd\",\"TM\""),
    LineFrame("188.398258;systemd-udevd[187];M;warn"),
    LineFrame("2026-11-23 18:41:20\thost1\tsystemd-udevd[187]\tM"), json(#"{"msg": "PM"}"#),
    json(#"{"log": "PM\n", "stream": "stdout", "time": "2026-11-23¶18:41:20.123456789Z"}"#),
    json(#"{"message": "TM", "level": "warn", "@timestamp": "2026-11-23¶18:41:20.123Z"}"#),
    json(#"{"line": "CM", "timestamp": "1795459280123456789"}"#),
    json(#"{"_source": {"message": "M", "process": {"name": "systemd-udevd", "pid": 187}}}"#),
    json(#"{"events": [{"timestamp": 1795459280123, "message": "PM"}]}"#),
    json(#"- {"dt": "2026-11-23¶18:41:20.123456", "lvl": "target", "msg": "PM"}"#),
    json(#"    message: "PM""#), LineFrame("  - line: PM"),
    json(#"{"streams": [{"values": [["1795459280123456789", "PM"]]}]}"#),
    json(#"{"version":"1.1","host":"host1","short_message":"M","_pid":187}"#),
    LineFrame("dmesg.txt:1\u{1f}M"),
    coded("PM", [("'", "&amp;#x27;")]),
    coded("<li>PM</li>", [("'", "&amp;apos;"), ("\"", "&amp;quot;")]),
    LineFrame("172.20.0.2: daemon: warning: [2026-11-23¶18:41:20.398258000Z]: TM"),
    json(
      #"{"_time":"2026-11-23¶18:41:20Z","_stream":"{host=\"host1\"}","_msg":"M","SYSLOG_IDEN¶IFIER":"systemd-udevd"}"#
    ), LineFrame("<S S=\"Output\">PM_x000D__x000A_</S>"),
    LineFrame("machine # PM"), LineFrame("      systemd-1  [000] d..1.   188.398258: console: PM"),
    LineFrame("[  188.398258] ata1.00: failed to IDEN¶IFY (I/O err M"),
  ]
}

/// What udevd says when it kills, and what is to be found.
struct KillWording: Sendable {
  var text: String
  var device: String?
  var pid: Int?
  var seqnum: UInt64?
  var program: String?

  /// Whether a finding is of this kill: by the number that is no other's.
  func isTold(by kill: Finding) -> Bool {
    if let seqnum { return kill.seqnum == seqnum }
    if let pid { return kill.workerPID == pid }
    return kill.program == program
  }

  /// Each makes a kill that no other number gives.
  static let all: [@Sendable (Int) -> KillWording] = [
    { number in
      KillWording(
        text:
          "0000:3d:\(number).0: Worker [\(1000 + number)] processing SEQNUM=\(20000 + number) killed",
        device: "0000:3d:\(number).0", pid: 1000 + number, seqnum: UInt64(20000 + number))
    },
    { number in
      KillWording(
        text: "Worker [\(1000 + number)] processing SEQNUM=\(20000 + number) killed.",
        pid: 1000 + number, seqnum: UInt64(20000 + number))
    },
    { number in
      KillWording(
        text: "seq \(20000 + number) '/devices/pci0000:20/0000:20:08.1/usb\(number)' killed",
        device: "usb\(number)", seqnum: UInt64(20000 + number))
    },
    { number in
      KillWording(
        text: "worker [\(1000 + number)] /devices/pci0000:00/0000:00:\(number).0 timeout; kill it",
        device: "0000:00:\(number).0", pid: 1000 + number)
    },
    { number in
      KillWording(
        text: "timeout: killing '/sbin/modprobe -bv pci:v\(number)d00000073' [\(5000 + number)]",
        program: "/sbin/modprobe -bv pci:v\(number)d00000073")
    },
    { number in
      KillWording(
        text: "Spawned process '/usr/sbin/blkid -p /dev/sd\(number)' [\(6000 + number)] "
          + "timed out after 2min 59s, killing.", program: "/usr/sbin/blkid -p /dev/sd\(number)")
    },
  ]
}

/// What else may stand behind a line.
let lineEndings = [
  "", " ", "\t", "\u{a0}", "`", "\"", "\"}", ",", "<br>", "\\n", "#015", " |", ")", "</span>",
  "\u{1b}[0m", ";", "\",", "\r", "\u{200b}", " (edited)", " \\", "</p></div>", "]", "}]}",
]
