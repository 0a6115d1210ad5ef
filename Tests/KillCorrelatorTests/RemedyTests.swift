import LogModel
import Testing

@testable import KillCorrelator

/// Remedy × versions × causes: what is advised, and what never is.
@Suite struct RemedyTests {
  // MARK: - Eras

  struct Era: Sendable, CustomTestStringConvertible {
    var least: Double?
    var most: Double?
    var isEudev = false
    var setting: UdevEra.LimitSetting
    var configuration = false
    var debug: String
    var testDescription: String {
      "\(isEudev ? "eudev" : "\(least ?? 0)-\(most ?? 0)")"
    }
  }

  static let eras = [
    Era(least: 73, most: 120, setting: .none, debug: "udev.log-priority=debug"),
    Era(least: 121, most: 182, setting: .inRules, debug: "udev.log-priority=debug"),
    Era(least: 208, most: 208, setting: .inRules, debug: "udev.log-priority=debug"),
    // misread, and taken for invalid
    Era(least: 216, most: 216, setting: .none, debug: "udev.log-priority=debug"),
    Era(least: 217, most: 217, setting: .none, debug: "udev.log-priority=debug"),
    Era(
      least: 219, most: 219, setting: .option("udev.event-timeout", isPerhapsFixed: false),
      debug: "udev.log-priority=debug"),
    Era(
      least: 232, most: 232, setting: .option("udev.event-timeout", isPerhapsFixed: false),
      debug: "udev.log-priority=debug"),
    // the wording of 220 to 239: the spelling that both understand
    Era(
      least: 220, most: 239, setting: .option("udev.event-timeout", isPerhapsFixed: false),
      debug: "udev.log-priority=debug"),
    Era(
      least: 233, most: 233, setting: .option("udev.event_timeout", isPerhapsFixed: false),
      debug: "udev.log_priority=debug"),
    Era(
      least: 240, most: 257, setting: .option("udev.event_timeout", isPerhapsFixed: false),
      configuration: true, debug: "udev.log_priority=debug"),
    Era(
      least: 252, most: 252, setting: .option("udev.event_timeout", isPerhapsFixed: false),
      configuration: true, debug: "udev.log_level=debug"),
    // the wording of 183 to 219, or eudev's
    Era(
      least: 183, most: 219, setting: .option("udev.event-timeout", isPerhapsFixed: true),
      debug: "udev.log-priority=debug"),
    Era(
      isEudev: true, setting: .option("udev.event-timeout", isPerhapsFixed: false),
      debug: "udev.log-priority=debug"),
    Era(
      setting: .option("udev.event-timeout", isPerhapsFixed: true),
      debug: "udev.log-priority=debug"),
  ]

  @Test(arguments: eras)
  func eachEraIsToldItsOwnSpelling(_ era: Era) {
    let udev = UdevEra(
      least: era.least.map { Version(Int($0)) }, most: era.most.map { Version(Int($0)) },
      isEudev: era.isEudev)
    #expect(udev.limitSetting == era.setting)
    #expect(udev.readsConfiguration == era.configuration)
    #expect(udev.debugOption == era.debug)
  }

  // MARK: - Causes

  struct Cause: Sendable, CustomTestStringConvertible {
    var name: String
    var log: String
    var has: [String]
    var hasNot: [String] = []
    var testDescription: String { name }
  }

  private static let kill252 = """
    [    0.000000] Linux version 6.1.0-50-amd64 (debian-kernel@lists.debian.org)
    [    2.000000] systemd[1]: systemd 252.39-1~deb12u2 running in system mode
    """

  @Test(
    "a unit is advised where udev is systemd's, else only where systemd runs",
    arguments: [("182", false), ("183", true), ("204", true)])
  func unitsNeedSystemd(version: String, isSystemds: Bool) throws {
    let log = """
      [    2.000000] udevd[100]: starting version \(version)
      udevd[217]: timeout: killing '/sbin/slow-thing' [245]
      """
    let kill = try #require(diagnose(log)?.kills.first)
    #expect(
      kill.remedies.contains(.startAsService(program: "/sbin/slow-thing", isSystemds: isSystemds)))
  }

  static let causes = [
    Cause(
      name: "a program waits",
      log: kill252 + """

        [  70.0] (udev-worker)[217]: eth0: Spawned process '/usr/local/sbin/slow eth0' [245] is taking longer than 59s to complete
        [ 190.0] (udev-worker)[217]: eth0: Spawned process '/usr/local/sbin/slow eth0' [245] timed out after 2min 59s, killing
        """,
      has: ["fix-program"], hasNot: ["raise-event-timeout", "trace-next-boot", "async-probe"]),
    Cause(
      name: "a program waits, udev 151",
      log: """
        [    2.000000] udevd[100]: starting version 175
        udevd[217]: timeout: killing '/sbin/slow-thing' [245]
        """,
      has: ["fix-program", "set-limit-in-rule"], hasNot: ["raise-event-timeout"]),
    Cause(
      name: "a disk does not answer, and nobody is shown",
      log: kill252 + """

        [  70.0] systemd-udevd[203]: sdb: Worker [222] processing SEQNUM=1428 is taking a long time
        [ 190.0] systemd-udevd[203]: sdb: Worker [222] processing SEQNUM=1428 killed
        """,
      has: ["show-stacks", "trigger-again"], hasNot: ["raise-event-timeout", "trace-next-boot"]),
    Cause(
      name: "a program of a disk's rule: whoever starts it again waits again",
      log: kill252 + """

        [  70.0] (udev-worker)[217]: sdb: Spawned process '/usr/local/sbin/slow sdb' [245] is taking longer than 59s to complete
        [ 190.0] (udev-worker)[217]: sdb: Spawned process '/usr/local/sbin/slow sdb' [245] timed out after 2min 59s, killing
        [ 190.1] systemd-udevd[203]: sdb: Worker [217] processing SEQNUM=1428 killed
        """,
      has: ["fix-program"], hasNot: ["trigger-again"]),
    Cause(
      name: "a driver that hangs, of a machine that came up",
      log: kill252 + """

        [   9.5] vortex 0000:00:06.0: starting
        [ 190.0] systemd-udevd[203]: 0000:00:06.0: Worker [222] processing SEQNUM=1428 killed
        [ 190.2] systemd-udevd[203]: Worker [222] terminated by signal 9 (KILL).
        [ 190.2] vortex 0000:00:06.0: still here
        [ 400.0] systemd[1]: Started cron.service.
        """,
      has: [], hasNot: ["keep-driver-out"]),
    Cause(
      name: "the disks of most machines are not left out",
      log: kill252 + """

        [   9.5] ahci 0000:00:06.0: starting
        [ 190.0] systemd-udevd[203]: 0000:00:06.0: Worker [222] processing SEQNUM=1428 killed
        [ 191.0] ahci 0000:00:06.0: controller reset failed
        """,
      has: [], hasNot: ["keep-driver-out"]),
    Cause(
      name: "a disk answered late, the limit was set by hand",
      log: kill252 + """

        [   3.0] kernel: Kernel command line: root=/dev/vda1 udev.event_timeout=35
        [  12.0] systemd-udevd[203]: sdb: Worker [222] processing SEQNUM=1428 is taking a long time
        [  35.0] systemd-udevd[203]: sdb: Worker [222] processing SEQNUM=1428 killed
        [ 100.0] systemd-udevd[203]: Worker [222] terminated by signal 9 (KILL).
        """,
      has: ["remove-short-timeout", "check-hardware", "trigger-again"]),
    Cause(
      name: "a disk answered late, with errors",
      log: kill252 + """

        [   3.0] kernel: Kernel command line: root=/dev/vda1 udev.event_timeout=35
        [  12.0] systemd-udevd[203]: sdb: Worker [222] processing SEQNUM=1428 is taking a long time
        [  20.0] kernel: blk_update_request: I/O error, dev sdb, sector 0 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 0
        [  25.0] kernel: Buffer I/O error on dev sdb, logical block 0, async page read
        [  35.0] systemd-udevd[203]: sdb: Worker [222] processing SEQNUM=1428 killed
        [ 100.0] systemd-udevd[203]: Worker [222] terminated by signal 9 (KILL).
        """,
      has: ["check-hardware"], hasNot: ["remove-short-timeout", "raise-event-timeout"]),
    Cause(
      name: "a driver outlived the signal, and gave up",
      log: kill252 + """

        [   9.5] vortex 0000:00:06.0: starting
        [  70.0] systemd-udevd[203]: 0000:00:06.0: Worker [222] processing SEQNUM=1428 is taking a long time
        [ 189.0] vortex 0000:00:06.0: Failed to transition controller to ready
        [ 190.0] systemd-udevd[203]: 0000:00:06.0: Worker [222] processing SEQNUM=1428 killed
        [ 233.5] vortex 0000:00:06.0: Failed to start: not ready
        [ 233.6] systemd-udevd[203]: Worker [222] terminated by signal 9 (KILL).
        """,
      has: ["raise-event-timeout"], hasNot: ["update-kernel"]),
    Cause(
      name: "a file is not installed, which is nobody's bug",
      log: kill252 + """

        [  14.4] vortex 1-1.2:1.0: adapter detected
        [  14.5] usb 1-1.2: Direct firmware load for vortex-a.fw failed with error -2
        [  14.5] usb 1-1.2: Falling back to user helper
        [  74.4] systemd-udevd[203]: 1-1.2:1.0: Worker [222] processing SEQNUM=1428 is taking a long time
        [  74.6] usb 1-1.2: Direct firmware load for vortex-b.fw failed with error -2
        [  74.6] usb 1-1.2: Falling back to user helper
        [ 134.7] usb 1-1.2: vortex: firmware not found
        [ 194.4] systemd-udevd[203]: 1-1.2:1.0: Worker [222] processing SEQNUM=1428 killed
        [ 194.7] vortex: probe of 1-1.2:1.0 failed with error -5
        """,
      has: ["install-firmware"], hasNot: ["async-probe", "report"]),
    Cause(
      name: "a driver that is never seen to end",
      log: kill252 + """

        [   9.5] vortex 0000:00:06.0: starting
        [  70.0] systemd-udevd[203]: 0000:00:06.0: Worker [222] processing SEQNUM=1428 is taking a long time
        [ 190.0] systemd-udevd[203]: 0000:00:06.0: Worker [222] processing SEQNUM=1428 killed
        [ 243.0] INFO: task (udev-worker):222 blocked for more than 120 seconds.
        [ 243.0] task:(udev-worker)   state:D stack:0     pid:222   ppid:203    flags:0x00004006
        [ 243.0] Call Trace:
        [ 243.0]  vortex_probe+0x5/0x210 [vortex]
        """,
      has: ["update-kernel"], hasNot: ["raise-event-timeout"]),
    Cause(
      name: "nothing is known",
      log: kill252 + """

        [  70.0] systemd-udevd[203]: 0000:00:06.0: Worker [222] processing SEQNUM=1428 is taking a long time
        [ 190.0] systemd-udevd[203]: 0000:00:06.0: Worker [222] processing SEQNUM=1428 killed
        """,
      has: ["raise-event-timeout", "trace-next-boot"], hasNot: ["show-stacks", "check-hardware"]),
    Cause(
      name: "udevd gives up by itself",
      log: """
        Nov 06 11:19:07 host systemd[1]: Stopping udev Kernel Device Manager...
        Nov 06 11:19:37 host systemd-udevd[24452]: giving up waiting for workers to finish
        Nov 06 11:19:37 host systemd[1]: systemd-udevd.service: Main process exited, code=exited, status=1/FAILURE
        Nov 06 11:19:37 host systemd[1]: systemd-udevd.service: Killing process 24461 (systemd-udevd) with signal SIGKILL.
        """,
      has: ["update-udev"], hasNot: ["raise-stop-timeout", "raise-event-timeout"]),
    Cause(
      name: "PID 1 kills it",
      log: kill252 + """

        [ 70.0] systemd[1]: systemd-udevd.service: State 'stop-sigterm' timed out. Killing.
        [ 70.1] systemd[1]: systemd-udevd.service: Killing process 203 (systemd-udevd) with signal SIGKILL.
        """,
      has: ["debug-next-boot"],
      hasNot: ["raise-stop-timeout", "raise-event-timeout", "update-udev"]),
  ]

  @Test(arguments: causes)
  func eachCauseHasItsOwn(_ cause: Cause) throws {
    let boot = try #require(diagnose(cause.log))
    let kill = try #require(boot.kills.first)
    let ids = Set(kill.remedies.map(\.id))
    #expect(ids.isSuperset(of: cause.has), "\(ids)")
    #expect(ids.isDisjoint(with: cause.hasNot), "\(ids)")
  }

  /// A library cannot be unloaded below the drivers that build on it, and is loaded with each of them.
  @Test("what is loaded again is the driver that the device has, not a library")
  func aLibraryIsNotReloaded() throws {
    let kill = try #require(
      diagnose(
        Self.kill252 + """

          [   1.0] pci 0000:00:0b.0: [1b36:000d] type 00 class 0x0c0330
          [   9.5] xhci_hcd 0000:00:0b.0: xHCI Host Controller
          [  70.0] systemd-udevd[203]: 0000:00:0b.0: Worker [222] processing SEQNUM=1428 is taking a long time
          [ 190.0] systemd-udevd[203]: 0000:00:0b.0: Worker [222] processing SEQNUM=1428 killed
          [ 190.1] xhci_hcd: probe of 0000:00:0b.0 failed with error -4
          """)?.kills.first)
    #expect(kill.culprit.name == "xhci_hcd")
    #expect(kill.remedies.contains(.reloadModule("xhci_pci", inInitrd: false, mayHoldRoot: true)))
    #expect(kill.remedies.contains(.probeAsynchronously(module: "xhci_pci", isAlternative: true)))
  }

  /// The rule is one for all disks.
  @Test func aServiceIsAdvisedForEachDevice() throws {
    let kill = try #require(
      diagnose(
        Self.kill252 + """

          [  70.0] (udev-worker)[217]: sda1: Spawned process '/bin/systemctl start usb-mount@sda1.service' [286] is taking longer than 59s to complete
          [ 190.0] (udev-worker)[217]: sda1: Spawned process '/bin/systemctl start usb-mount@sda1.service' [286] timed out after 2min 59s, killing
          """)?.kills.first)
    #expect(
      kill.remedies.contains(
        .doNotWait(program: "/bin/systemctl", unit: "usb-mount@%k.service")))
  }

  private static let rootless = """
    [    0.000000] Linux version 6.1.0-50-amd64 (debian-kernel@lists.debian.org)
    [    0.000000] Kernel command line: root=UUID=1f6d udev.event_timeout=30
    [    6.0] systemd-udevd[203]: starting systemd-udevd version 252.39-1~deb12u2
    [    6.8] vortex 0000:00:05.0: starting
    [   16.0] systemd-udevd[203]: 0000:00:05.0: Worker [222] processing SEQNUM=1428 is taking a long time
    [   36.0] systemd-udevd[203]: 0000:00:05.0: Worker [222] processing SEQNUM=1428 killed
    [   36.1] vortex: probe of 0000:00:05.0 failed with error -4
    Gave up waiting for root file system device.  Common problems:
    """

  @Test func aMachineWithoutItsRootIsHelpedInItsShell() throws {
    let ids = try #require(diagnose(Self.rootless)?.kills.first).remedies
    #expect(
      ids.prefix(2) == [
        .reloadModule("vortex", inInitrd: true, mayHoldRoot: true),
        .bootOnce(option: "udev.event_timeout=30", isAdded: false),
      ])
    #expect(!ids.contains { $0.id == "async-probe" })
    // it came after all
    let later = Self.rootless + "\n[   90.0] systemd[1]: Switching root.\n"
    let others = try #require(diagnose(later)?.kills.first).remedies
    #expect(others.contains(.reloadModule("vortex", inInitrd: false, mayHoldRoot: true)))
    #expect(!others.contains { $0.id == "boot-once" })
  }

  @Test(
    "a disk that USB has to reset is looked at as what it is plugged in as",
    arguments: [
      ("usb 1-8: reset high-speed USB device number 8 using ehci-pci", Remedy.Hardware.usb),
      ("Buffer I/O error on dev sdb, logical block 0, async page read", .disk),
    ])
  func aStick(_ line: String, _ hardware: Remedy.Hardware) throws {
    let resets = (1...4).map { "[ 1\($0)0.0] \(line)" }.joined(separator: "\n")
    let log =
      Self.kill252 + """

        [   5.0] scsi8 : usb-storage 1-8:1.0
        [   5.5] ata3.00: ATA-8: DISK, 1.0, max UDMA/133
        [   6.0] sd 8:0:0:0: [sdb] 15858688 512-byte logical blocks: (8.11 GB/7.56 GiB)
        [  70.0] systemd-udevd[203]: sdb: Worker [222] processing SEQNUM=1428 is taking a long time
        \(resets)
        [ 190.0] systemd-udevd[203]: sdb: Worker [222] processing SEQNUM=1428 killed
        """
    let kill = try #require(diagnose(log)?.kills.first)
    let checked = kill.remedies.compactMap { remedy -> Remedy.Hardware? in
      guard case .checkHardware(let kind, _, _) = remedy else { return nil }
      return kind
    }
    #expect(checked == [hardware], "\(kill.culprit)")
  }

  @Test(
    "what has no probe has none in the background",
    arguments: [("crc32_pclmul", false), ("e1000", true)])
  func whatBindsToNoDevice(_ module: String, _ isOffered: Bool) throws {
    let log =
      Self.kill252 + """

        [   9.5] \(module) 0000:00:06.0: starting
        [ 190.0] systemd-udevd[203]: 0000:00:06.0: Worker [222] processing SEQNUM=1428 killed
        [ 190.1] \(module): probe of 0000:00:06.0 failed with error -4
        """
    let kill = try #require(diagnose(log)?.kills.first)
    #expect(kill.culprit.name?.moduleName == module)
    #expect(kill.remedies.contains { $0.id == "async-probe" } == isOffered)
  }

  /// Nothing is loaded of whom nobody knows the driver.
  @Test func whoIsAloneALibraryIsTriggered() throws {
    let kill = try #require(
      diagnose(
        Self.kill252 + """

          [   9.5] xhci_hcd usb9: xHCI Host Controller
          [ 190.0] systemd-udevd[203]: usb9: Worker [222] processing SEQNUM=1428 killed
          [ 190.1] xhci_hcd: probe of usb9 failed with error -4
          """)?.kills.first)
    #expect(kill.culprit.name == "xhci_hcd")
    #expect(kill.remedies.contains(.triggerAgain(sysname: "usb9")))
    #expect(!kill.remedies.contains { ["reload-module", "keep-driver-out"].contains($0.id) })
  }

  @Test("a wording's age tells which kernel's modules are meant")
  func anOldUdevHasAnOldKernel() {
    #expect(UdevEra(least: Version(152), most: Version(220)).assumedKernel == "4.0")
    #expect(UdevEra(least: Version(220), most: nil).assumedKernel == nil)
    #expect(UdevEra(least: nil, most: nil).assumedKernel == nil)
  }

  // MARK: - Machines

  @Test(arguments: [
    ("6.1.0-50-amd64", "252.39-1~deb12u2", Remedy.OperatingSystem.debian),
    ("5.15.0-91-generic", "249.11-0ubuntu3", .debian),
    ("6.6.8-200.fc39.x86_64", "254.7-1.fc39", .fedora),
    ("4.18.0-513.el8.x86_64", "239", .fedora),
    ("5.14.21-150500.55.39-default", "249.16+suse.171", .suse),
    ("6.7.0-arch3-1", "255.2-2-arch", .arch), ("6.1.69", "254.6", .unknown),
    ("5.10.103-v7l+", "247.3-7+deb11u1", .raspberry), ("6.6.20+rpt-rpi-v8", "252", .raspberry),
    ("5.10.0-v8-custom", "252", .unknown),
  ])
  func theDistributionIsTold(_ kernel: String, _ udev: String, _ os: Remedy.OperatingSystem) {
    var system = BootedSystem([])
    system.kernelRelease = kernel
    system.udevVersion = udev
    #expect(Remedy.OperatingSystem(system) == os)
  }

  @Test(arguments: [
    ("ata3", Remedy.Hardware.disk), ("sdb", .disk), ("nvme0n1", .disk), ("usb1", .usb),
    ("1-1.2", .usb), ("0000:03:00.0", .card), ("mpathf", .multipath), ("dm-3", .multipath),
    ("serial8250", .other), ("fd0", .floppy), ("80:14.0", .card), ("0003:1E71:3008.0003", .usb),
    ("0018:056A:5113.0001", .other),
  ])
  func hardwareIsLookedAtAsWhatItIs(_ name: String, _ hardware: Remedy.Hardware) {
    #expect(Remedy.Hardware(name) == hardware)
  }

  /// What does not answer in its own time does not do so for being given more.
  @Test func ownTimeWasOver() throws {
    func log(_ errno: Int) -> String {
      """
      [   64.9] systemd-udevd[561]: 0000:3b:00.0: Worker [590] processing SEQNUM=3120 is taking a long time
      [  106.6] sfc 0000:3b:00.0 (unnamed net_device) (uninitialized): MC command 0x52 inlen 4 mode 0 timed out
      [  127.4] sfc 0000:3b:00.0 (unnamed net_device) (uninitialized): MC command 0x58 inlen 0 mode 0 timed out
      [  147.9] sfc 0000:3b:00.0 (unnamed net_device) (uninitialized): MC command 0x58 inlen 0 mode 0 timed out
      [  184.9] systemd-udevd[561]: 0000:3b:00.0: Worker [590] processing SEQNUM=3120 killed
      [  188.7] sfc: probe of 0000:3b:00.0 failed with error \(errno)
      [  188.8] systemd-udevd[561]: 0000:3b:00.0: Worker [590] terminated by signal 9 (KILL).

      """
    }
    let silent = try #require(diagnose(log(-110))?.kills.first)
    #expect(silent.culprit.name == "sfc" && silent.chain[.wait]?.kind == .hardware)
    let check = Remedy.checkHardware(.card, name: "0000:3b:00.0", isOnlySlow: false)
    #expect(silent.remedies.contains(check))
    let ids = Set(silent.remedies.map(\.id))
    #expect(ids.isDisjoint(with: ["reload-module", "raise-event-timeout", "async-probe"]))
    let interrupted = try #require(diagnose(log(-4))?.kills.first)
    #expect(interrupted.remedies.contains { $0.id == "reload-module" })
    // what is on the board nobody seats anew
    let onBoard = diagnose(log(-110).replacing("0000:3b:00.0", with: "0000:00:1f.6"))?.kills.first
    #expect(onBoard?.remedies.contains { $0.id == "update-kernel" } == true)
  }

  @Test("memory is part of the kernel: what loads its driver is no question")
  func memory() throws {
    func kill(_ path: String) throws -> Finding {
      try #require(
        diagnose(
          "[  200.0] systemd-udevd[95]: seq 900 '\(path)' killed\n")?.kills.first)
    }
    let memory = try kill("/devices/system/memory/memory32")
    #expect(memory.remedies.contains { $0.id == "debug-next-boot" })
    // what its driver has made long ago has programs run for it
    let port = try kill("/devices/platform/3f201000.serial/tty/ttyAMA0")
    #expect(port.remedies.contains { $0.id == "debug-next-boot" })
    let other = try kill("/devices/pci0000:00/0000:00:05.0")
    #expect(other.remedies.contains { $0.id == "trace-next-boot" })
  }
}
