import LogModel
import ReportModel
import Telling

/// Diagnoses made by hand, one for each kind of report.
enum Samples {
  static let all: [(name: String, diagnosis: Report)] = [
    ("driver", driver), ("unknown", unknown), ("stop-timeout", stopTimeout),
    ("many-victims", manyVictims), ("many-stories", manyStories), ("programs", programs),
    ("clean", clean), ("incomplete", incomplete), ("near-misses", nearMisses),
    ("hostile", hostile),
  ]

  /// A kill with everything that can be known about one.
  static var driver: Report {
    var kill = kill("0000:00:06.0", worker: 219, at: 36_450_000)
    kill.device = device(
      sysname: "0000:00:06.0", devpath: "/devices/pci0000:00/0000:00:06.0", subsystem: "pci",
      modalias: "pci:v00001B36d00000005sv00001AF4sd00001100bc00sc00i00",
      description: "PCI device 1b36:0005 (Red Hat QEMU PCI Test Device)")
    kill.started = Report.Time(at(24_450_000), basis: .workedOut)
    kill.warned = Report.Time(at(28_453_120), basis: .stated)
    kill.ended = Report.Time(at(36_500_331), basis: .stated)
    let probe = kernel(36_456_269, "vortex_fc: probe of 0000:00:06.0 failed with error -4", 601)
    let abort = kernel(36_455_537, "vortex_fc 0000:00:06.0: fabric login aborted", 600)
    kill.accuse("vortex_fc", .certain)
    kill.suspects = [
      Report.Suspect(
        kind: .driver, name: "vortex_fc", score: 5,
        evidence: [
          Report.Evidence(
            rule: "spoke-of-device", weight: 2,
            says: "it spoke of this device, and no other driver did", entries: [abort]),
          Report.Evidence(
            rule: "probe-failed-after-kill", weight: 3.5,
            says: "its probe of this very device failed with -4 at the moment of the kill",
            entries: [probe]),
        ],
        against: [
          Report.Evidence(
            rule: "also-elsewhere", weight: -0.5, says: "it started another device in time",
            entries: [])
        ]),
      Report.Suspect(
        kind: .driver, name: "e1000", score: 0.4,
        evidence: [
          Report.Evidence(
            rule: "loaded-before", weight: 0.4, says: "it was loaded just before", entries: [])
        ]),
    ]
    kill.outcome = .unbound
    kill.outcomeEvidence = [outcome("vortex_fc gave up with error -4 (interrupted)")]
    kill.cleared = ["ata_piix", "virtio_blk"].map {
      Report.Clearing(name: $0, says: "finished before")
    }
    kill.remedies = [
      Report.Remedy(
        id: "reload", scope: .now, text: "Load it again, without udevd's limit.",
        commands: ["modprobe -r vortex_fc && modprobe vortex_fc"]),
      Report.Remedy(
        id: "raise-event-timeout", scope: .lasting,
        text: "Take udev.event_timeout=12 off the kernel command line, or set it to 60 or more, "
          + "and rebuild the initrd.",
        commands: ["update-initramfs -u"]),
      Report.Remedy(
        id: "report", scope: .report, text: "Tell the driver's maintainers.", commands: []),
    ]
    return diagnosis([boot(kills: [kill])], [journal(boots: 1, entries: 1_034)])
  }

  /// Nothing but the kill line is there.
  static var unknown: Report {
    var kill = kill("0000:00:05.0", worker: 215, at: 61_000_000)
    kill.limit = 30
    kill.remedies = [
      Report.Remedy(
        id: "initcall-debug", scope: .learn,
        text: "Boot once with these options, so that the kernel tells when each driver starts "
          + "and ends.",
        commands: ["initcall_debug log_buf_len=16M"])
    ]
    kill.notes = ["Another worker was killed in the same moment."]
    return diagnosis(
      [bareBoot(Report.EventTimeout(seconds: 30, source: .default), kills: [kill])],
      [text("console.txt", entries: 812)])
  }

  /// PID 1 killed udevd while the machine went down, and again at the switch to the real root.
  static var stopTimeout: Report {
    var kill = kill("sdb", worker: 801, at: 4_711_000_000)
    kill.cause = .stopTimeout
    kill.during = .shutdown
    kill.limit = 90
    kill.accuse("mpt3sas", .likely)
    kill.suspects = [
      Report.Suspect(
        kind: .driver, name: "mpt3sas", score: 2,
        evidence: [
          Report.Evidence(
            rule: "worker-stack-in-module", weight: 2,
            says: "the kernel found the worker in its code",
            entries: [
              kernel(
                4_700_000_000,
                """
                task (udev-worker):801 blocked for more than 120 seconds.
                Call Trace:
                 mpt3sas_scan_start+0x12/0x80 [mpt3sas]
                 do_scsi_scan_host+0x8f/0x90
                 local_pci_probe+0x42/0x90
                """, 9)
            ])
        ])
    ]
    kill.outcome = .stuck
    var early = Samples.kill("0000:00:05.0", worker: 77, at: 12_000_000)
    early.cause = .stopTimeout
    early.during = .switchRoot
    early.limit = nil
    early.killed = Report.Time(at(12_000_000, clock: .reception), basis: .filed)
    var left = early
    left.during = .crash
    left.device?.sysname = "0000:00:06.0"
    return diagnosis([boot(kills: [early, left, kill])], [journal(boots: 1, entries: 90_210)])
  }

  /// Ten devices and one slow driver; two more that nobody can explain.
  static var manyVictims: Report {
    let kills = (0..<12).map { number in
      var kill = kill(
        "0000:0\(number % 10):00.0", worker: 300 + number, at: 190_000_000 + Int64(number) * 2_300)
      kill.limit = 180
      guard number < 10 else { return kill }
      kill.accuse("mlx5_core", number == 3 ? .likely : .certain)
      kill.suspects = [
        Report.Suspect(
          kind: .driver, name: "mlx5_core", score: 3,
          evidence: [
            Report.Evidence(
              rule: "bound-later", weight: 3, says: "it finished 9 s after the kill",
              entries: (0..<5).map {
                kernel(199_000_000 + Int64($0), "mlx5_core: firmware ready, port \($0)", $0)
              })
          ])
      ]
      kill.outcome = number == 5 ? .unbound : .bound
      return kill
    }
    return diagnosis(
      [boot(kills: kills, timeout: Report.EventTimeout(seconds: 180, source: .default))],
      [text("dmesg.txt", entries: 5_120)])
  }

  /// More different kills than anybody reads to the end.
  static var manyStories: Report {
    let boots = (0..<11).map { number in
      var kill = kill("sd\(number)", worker: 40 + number, at: 99_940_000)
      kill.accuse(number % 2 == 0 ? "ahci" : "aacraid", .likely)
      kill.outcome = number == 4 ? .halfInitialised : .unknown
      return bareBoot(Report.EventTimeout(seconds: 12, source: .measured), kills: [kill])
    }
    return diagnosis(boots, [text("kern.log", entries: 120_000)])
  }

  /// Programs, builtins and hardware as culprits; one kill that no line states.
  static var programs: Report {
    var program = kill("sda", worker: 120, at: 42_000_000)
    program.victim = .program
    program.program = "/usr/lib/udev/ata_id --export /dev/sda"
    program.programPID = 133
    program.culprit = Report.Culprit(
      kind: .program, name: "/usr/lib/udev/ata_id", confidence: .certain)
    var builtin = kill("eth0", worker: 121, at: 43_000_000)
    builtin.certainty = .inferred
    builtin.chain = [
      Report.Link(
        .activity, kind: "reader", name: "net_setup_link", confidence: .likely,
        says: "Most likely net_setup_link was reading the device.")
    ]
    builtin.outcome = .unbound
    var hardware = kill("sr0", worker: nil, at: 44_000_000)
    hardware.culprit = Report.Culprit(kind: .hardware, name: "ata3", confidence: .likely)
    hardware.killed = Report.Time(
      Stamp(realtime: 1_795_459_280_000_000, calendar: .yearless, resolution: 1_000_000),
      basis: .stated)
    hardware.limit = 12
    return diagnosis(
      [boot(kills: [program, builtin, hardware])], [text("syslog", entries: 1)])
  }

  static var clean: Report {
    diagnosis([boot(), boot()], [journal(boots: 2, entries: 1_034)])
  }

  static var incomplete: Report {
    diagnosis(
      [boot()], [journal(boots: 1, entries: 7), broken],
      [
        Report.Gap(
          kind: "missed-kernel-messages", count: 12,
          place: "12 kernel messages were lost before systemd-journald read them"),
        Report.Gap(kind: "permission", count: nil, place: "/var/log/journal may not be read."),
      ])
  }

  static var nearMisses: Report {
    let warning = warning(
      of: "0000:00:05.0", worker: 46, at: Report.Time(at(24_500_000), basis: .stated),
      culprit: Report.Culprit(kind: .driver, name: "acme_daq", confidence: .likely))
    var death = death(
      "oops", at: Report.Time(at(25_000_000), basis: .stated),
      says: "The kernel ended worker 51 after an error of its own in acme_daq.",
      driver: "acme_daq")
    death.workerPID = 51
    death.report = [kernel(25_000_000, "BUG: kernel NULL pointer dereference", 77)]
    var boot = bareBoot(Report.EventTimeout(seconds: 60, source: .udevConf))
    boot.warnings = [warning]
    boot.otherDeaths = [death]
    return diagnosis([boot], [journal(boots: 1, entries: 2)])
  }

  /// Everything that a terminal could be harmed with, wherever foreign text can stand.
  static var hostile: Report {
    let bad = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\u{202e}gnp\u{200b}.\u{2028}\r\n"
    var kill = kill("sda\(bad)", worker: 1, at: 36_450_000)
    kill.device?.description = bad
    kill.victim = .program
    kill.program = bad + String(repeating: "x", count: 500)
    kill.culprit = Report.Culprit(kind: .program, name: bad, confidence: .certain)
    let bytes: [UInt8] = [0x1b, 0x5b, 0x31, 0x6d, 0xff, 0xc3, 0x28, 0x00, 0x7f, 0x0a, 0x41]
    kill.suspects = [
      Report.Suspect(
        kind: .program, name: bad, score: 1,
        evidence: [
          Report.Evidence(
            rule: bad, weight: 1, says: bad,
            entries: [
              Report.Entry(source: bad, position: "line 1", line: bytes)
            ])
        ])
    ]
    kill.outcomeEvidence = [outcome(bad)]
    kill.notes = [bad]
    kill.cleared = [Report.Clearing(name: bad, says: nil)]
    kill.remedies = [Report.Remedy(id: bad, scope: .now, text: bad, commands: [bad])]
    var boot = boot(kills: [kill])
    boot.kernel = bad
    boot.udev = bad
    let death = death("crash", at: nil, says: bad, driver: bad)
    boot.otherDeaths = [death]
    return diagnosis(
      [boot], [source(name: bad, kind: "text", skipped: bad)],
      [Report.Gap(kind: bad, count: nil, place: bad)])
  }
}
