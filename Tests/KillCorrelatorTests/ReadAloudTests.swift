import Testing

@testable import KillCorrelator
@testable import LogModel
@testable import Telling

/// What readers of reports objected to, each once.
@Suite struct ReadAloudTests {
  /// A clock that was set tells neither when the event began nor how long it lasted.
  @Test(arguments: [("Time has been changed", false), ("Reloading.", true)])
  func aClockThatWasSet(line: String, isMeasured: Bool) throws {
    let kill = try #require(
      diagnose(
        """
        Jul 02 18:38:59 nyan systemd-udevd[99]: starting version 232
        Jul 02 18:40:01 nyan systemd-udevd[99]: seq 701 '/devices/virtual/tty/tty12' is taking a long time
        Jul 02 18:40:11 nyan systemd[1]: \(line)
        Jul 02 18:41:48 nyan systemd-udevd[99]: seq 701 '/devices/virtual/tty/tty12' killed
        """)?.kills.first)
    #expect((kill.started != nil) == isMeasured)
    #expect((kill.limit == 180) == !isMeasured)
  }

  /// Versions 220 to 239 print no pid: the one worker that hangs is the killed one.
  @Test(arguments: [
    ("", true),
    ("[  252.0] INFO: task systemd-udevd:320 blocked for more than 120 seconds.\n", false),
  ])
  func killWithoutAPID(other: String, isKnown: Bool) throws {
    let kill = try #require(
      diagnose(
        """
        [    5.0] systemd-udevd[99]: starting version 232
        [  130.0] INFO: task systemd-udevd:318 blocked for more than 120 seconds.
        [  130.1]  [<ffffffffc04a1b8e>] slow_wait+0x13e/0x2f0 [slow_gpu]
        [  130.2]  [<ffffffff812345ab>] local_pci_probe+0x45/0xa0
        [  185.3] systemd-udevd[99]: seq 1312 '/devices/pci0000:00/0000:00:0f.0' killed
        [  250.9] INFO: task systemd-udevd:318 blocked for more than 120 seconds.

        """ + other)?.kills.first)
    #expect((kill.culprit.name == "slow_gpu") == isKnown)
    #expect((kill.outcome == .stuck) == isKnown)
  }

  /// A probe's result is no word about the device.
  @Test func whatAProbeEndsWith() throws {
    let kill = try #require(
      diagnose(
        """
        [    2.8] slow-pcie 1c20000.pcie: host bridge ranges
        [  183.0] systemd-udevd[173]: 1c20000.pcie: Worker [189] processing SEQNUM=1877 killed
        [  183.2] slow-pcie: probe of 1c20000.pcie failed with error -110
        """)?.kills.first)
    let wait = try #require(kill.chain[.wait]?.evidence.first)
    #expect(wait.statement == .keptDriverWaiting("slow-pcie", times: 0))
    #expect(!wait.sentence.contains("said"))
  }

  /// What hardware is advised to be looked at as, by the kernel's name for it.
  @Test(arguments: [
    ("1-7", Remedy.Hardware.usb), ("3-1:1.0", .usb), ("9-0059", .board), ("spi0.0", .board),
    ("i2c-CSC3551:00-cs35l41-hda.0", .board), ("1c24000.phy", .board), ("0000:3b:00.0", .card),
    ("sda", .disk), ("EFI firmware", .firmware), ("PNP0501:00", .other),
  ])
  func kindsOfHardware(name: String, kind: Remedy.Hardware) {
    #expect(Remedy.Hardware(name) == kind)
  }

  /// Whose bus fails all the time needs no more of it.
  @Test(arguments: [("i2c", true), ("mmc", false)])
  func moreTimeForABusThatFails(bus: String, isEndless: Bool) throws {
    let lines = (1...8).map {
      "[  \($0 * 20).0] slow-\(bus) 1f00080000.\(bus): controller timed out\n"
    }
    let kill = try #require(
      diagnose(
        "[    5.0] systemd-udevd[99]: starting version 250\n" + lines.joined()
          + "[  184.0] systemd-udevd[99]: 11-000f: Worker [120] processing SEQNUM=900 killed\n")?
        .kills.first)
    let ids = kill.remedies.map(\.id)
    #expect(ids.contains("raise-event-timeout") != isEndless)
    #expect(kill.suspects.contains { $0.confidence.isProved } == isEndless)
    // what nothing ties to the device is where to look
    #expect(kill.chain[.wait]?.name != nil)
  }

  /// A bus that is called by its number fails itself, whatever speaks on it.
  @Test(arguments: [
    ("spi0.1", "spi_master spi0: failed to transfer one message from queue", "spi0"),
    ("0-006f", "i2c i2c-0: slow_i2c: timeout waiting for bus free", "i2c-0"),
    ("mmc1:0001:1", "mmc1: Timeout waiting for hardware interrupt.", "mmc1"),
    ("mmc2:0001:1", "mmc1: Timeout waiting for hardware interrupt.", nil),
  ])
  func busesByTheirNumbers(device: String, line: String, bus: String?) throws {
    let lines = (1...6).map { "[  \($0 * 25).0] \(line)\n" }.joined()
    let kill = try #require(
      diagnose(
        "[    5.0] systemd-udevd[99]: starting version 250\n" + lines
          + "[  184.0] systemd-udevd[99]: \(device): Worker [120] processing SEQNUM=900 killed\n")?
        .kills.first)
    #expect(kill.culprit.name == bus)
  }

  /// Of many that hang, the program of one is not what holds all.
  @Test(arguments: [(1, nil), (5, "/usr/bin/hook")])
  func aProgramAmongMany(runs: Int, culprit: String?) throws {
    let victims = (1...8).map { number in
      "[  184.\(number)] systemd-udevd[99]: memory\(number): Worker [\(200 + number)] processing "
        + "SEQNUM=\(900 + number) killed\n"
    }
    let programs = (1...runs).map { number in
      "[  183.\(number)] systemd-udevd[\(200 + number)]: memory\(number): Spawned process '/usr/bin/hook' "
        + "[\(300 + number)] timed out after 2min 59s, killing\n"
    }
    let kills = try #require(diagnose(programs.joined() + victims.joined())?.kills)
    #expect(kills.first { $0.programPID == 301 }?.culprit.name == culprit)
  }

  /// A kernel thread that has the disk's name works for it.
  @Test(arguments: [
    ("dmz_cwq_dm-5 dmz_chunk_work [dm_slow]", true), ("events dmz_chunk_work [dm_slow]", false),
  ])
  func threadsOfADevice(queue: String, isNamed: Bool) throws {
    let kill = try #require(
      diagnose(
        """
        [  130.0] INFO: task kworker/u16:3:288 blocked for more than 120 seconds.
        [  130.1] Workqueue: \(queue)
        [  130.2] Call Trace:
        [  130.3]  rwsem_down_read_failed+0x111/0x180
        [  130.4]  dmz_chunk_work+0x6d/0x690 [dm_slow]
        [  130.5]  process_one_work+0x1da/0x400
        [  131.0] INFO: task kworker/u16:4:289 blocked for more than 120 seconds.
        [  131.1] Call Trace:
        [  131.2]  other_work+0x6d/0x690 [slow_other]
        [  184.0] systemd-udevd[99]: dm-5: Worker [120] processing SEQNUM=900 killed
        """)?.kills.first)
    #expect((kill.culprit.name == "dm_slow") == isNamed)
  }

  /// What is on such a bus is none of its controllers, and `nor` is a word.
  @Test(arguments: [
    ("11-000f", "i2c_hid_acpi i2c-ELAN0001:00: failed to reset device: -61"),
    ("mtdblock3", "slow_dac 1f00080000.dac: neither ready nor idle: timed out"),
  ])
  func notEverybodyIsAController(device: String, line: String) throws {
    let lines = (1...6).map { "[  \($0 * 25).0] \(line)\n" }.joined()
    let kill = try #require(
      diagnose(
        "[    5.0] systemd-udevd[99]: starting version 250\n" + lines
          + "[  184.0] systemd-udevd[99]: \(device): Worker [120] processing SEQNUM=900 killed\n")?
        .kills.first)
    #expect(kill.culprit.kind == .unknown)
  }

  /// Who is up needs no way to come up.
  @Test(arguments: [
    ("Startup finished in 2.1s (kernel) + 9s (userspace) = 11s.", false), ("Reloading.", true),
  ])
  func adviceForAMachineThatIsUp(line: String, isAdvised: Bool) throws {
    let kill = try #require(
      diagnose(
        """
        [    5.0] systemd-udevd[99]: starting version 250
        [   10.0] e1000e 0000:04:00.0: starting
        [  190.0] systemd-udevd[99]: 0000:04:00.0: Worker [120] processing SEQNUM=900 killed
        [  191.0] systemd[1]: \(line)
        [  192.0] systemd-udevd[99]: Worker [120] terminated by signal 9 (KILL).
        """)?.kills.first)
    #expect(kill.remedies.map(\.id).contains("keep-driver-out") == isAdvised)
  }

  /// A board with a device tree has no GRUB, unless it has EFI's boot loader in its kernel's name.
  @Test(arguments: [
    ("OF: fdt: Machine model: RIoTboard i.MX6S", true), ("DMI: QEMU Standard PC", false),
    (
      "Machine model: ThinkPad X13s\n[    0.0] Command line: BOOT_IMAGE=/vmlinuz root=/dev/sda1",
      false
    ),
  ])
  func boardsHaveBootLoadersOfTheirOwn(line: String, isBoard: Bool) throws {
    let report = try #require(
      diagnose(
        """
        [    0.0] Linux version 5.10.0-acme (a@b) (gcc 10) #1 SMP
        [    0.0] \(line)
        [    5.0] systemd-udevd[99]: starting version 250
        [  190.0] systemd-udevd[99]: backlight: Worker [120] processing SEQNUM=900 killed
        """)?.kills.first)
    let texts = report.remedies.map(\.text).joined()
    #expect(texts.contains("GRUB_CMDLINE") == !isBoard)
  }

  /// Who sets up a volume group has to do with what is missing of it.
  @Test(arguments: [("vmdata", true), ("backup", false)])
  func volumesOfAGroup(group: String, isTied: Bool) throws {
    let report = try #require(
      diagnose(
        """
        [   10.0] systemd[1]: Mounting things.
        [  100.0] systemd[1]: Timed out waiting for device dev-vmdata-dump.device - /dev/vmdata/dump.
        [  100.1] systemd[1]: Dependency failed for srv-dump.mount - /srv/dump.
        [  185.0] systemd-udevd[99]: sdd1: Spawned process '/sbin/lvm vgchange -aay --autoactivation event \(group)' [548] timed out after 180s, killing.
        """))
    let lost = try #require(report.harm.first)
    #expect(lost.findings.isEmpty != isTied)
  }

  /// A worker that says that a program's output was waited for in vain was killed because of that program.
  @Test(arguments: [(151, true), (152, false)])
  func outputThatNeverCame(worker: Int, isIts: Bool) throws {
    let kill = try #require(
      diagnose(
        """
        Aug 21 10:03:18 lab systemd-udevd[61]: worker [151] /devices/pci0000:00/0000:00:1a.0/usb1/1-1 is taking a long time
        Aug 21 10:05:18 lab systemd-udevd[\(worker)]: timeout '/opt/scan/usb_scan.py -d'
        Aug 21 10:05:18 lab systemd-udevd[61]: worker [151] /devices/pci0000:00/0000:00:1a.0/usb1/1-1 timeout; kill it
        Aug 21 10:05:18 lab systemd-udevd[61]: seq 3122 '/devices/pci0000:00/0000:00:1a.0/usb1/1-1' killed
        """)?.kills.first)
    #expect((kill.culprit.name == "/opt/scan/usb_scan.py") == isIts)
    #expect(
      kill.suspects.first?.evidence.contains { $0.statement == .programOutputAwaited }
        == (isIts ? true : nil))
  }

  /// Below a platform device a class makes devices that no driver serves.
  @Test(arguments: [
    ("/devices/platform/slow-keys/input/input1/event1", false),
    ("/devices/platform/slow-keys", true),
  ])
  func whatAClassMakes(path: String, isPlatform: Bool) throws {
    let kill = try #require(
      diagnose(
        """
        [    5.0] systemd-udevd[99]: starting version 239
        [  185.0] systemd-udevd[99]: worker [120] \(path) timeout; kill it
        [  185.1] systemd-udevd[99]: seq 410 '\(path)' killed
        """)?.kills.first)
    #expect(
      kill.suspects.contains { $0.evidence.contains { $0.rule == "platform-name-is-driver" } }
        == isPlatform)
  }

  /// A driver that announces an error of its own making does not complain of the device.
  @Test(arguments: [
    ("please ignore the next 'controller timed out' error", false), ("controller timed out", true),
  ])
  func announcedErrors(words: String, isComplaint: Bool) throws {
    let kill = try #require(
      diagnose(
        """
        [    5.0] systemd-udevd[99]: starting version 250
        [    6.0] slow_ts i2c-SLOW1680:00: \(words)
        [  185.0] systemd-udevd[99]: i2c-SLOW1680:00: Worker [120] processing SEQNUM=900 killed
        """)?.kills.first)
    #expect((kill.chain[.wait]?.kind == .hardware) == isComplaint)
  }

  /// An error of the kernel's in somebody else's call holds nobody who is gone at once.
  @Test(arguments: [("182.0", false), ("196.0", true)])
  func errorsElsewhere(end: String, isSuspect: Bool) throws {
    let kill = try #require(
      diagnose(
        """
        [    1.0] systemd-udevd[99]: Using default interface naming scheme 'v247'.
        [   21.0] BUG: unable to handle page fault for address: ffffb0de00a41000
        [   21.1] CPU: 3 PID: 1190 Comm: collectd Tainted: G          I       5.10.0-18-amd64 #1 Debian 5.10.140-1
        [   21.2] RIP: 0010:slow_read_value+0x1c/0x40 [slow_hwmon]
        [   21.3] ---[ end trace 7ac1c1fbd91d4fc0 ]---
        [  182.0] systemd-udevd[99]: cooling_device2: Worker [371] processing SEQNUM=1922 killed
        [  \(end)] systemd-udevd[99]: Worker [371] terminated by signal 9 (KILL)
        """)?.kills.first)
    #expect(kill.suspects.contains { $0.name == "slow_hwmon" } == isSuspect)
  }

  /// Which kernel was booted stands in its reports of errors, too.
  @Test(arguments: [
    ("Not tainted 6.1.55 #1-NixOS", "6.1.55"),
    ("Tainted: G        W  O   3.10.0-229.el7.x86_64 #1 SMP", "3.10.0-229.el7.x86_64"),
    ("Tainted: G        W  O", nil), ("Not tainted slow #1", nil),
  ])
  func releaseInAReport(line: String, release: String?) {
    let found = diagnose(
      """
      [  130.0] INFO: task systemd-udevd:318 blocked for more than 120 seconds.
      [  130.0]       \(line)
      [  130.1] slow_wait+0x13e/0x2f0 [slow_gpu]
      [  130.2] local_pci_probe+0x45/0xa0
      """)
    #expect(found?.kernel == release)
  }

  /// Who takes a report about a kernel.
  @Test(arguments: [
    ("6.12.5-arch1-1", Remedy.Reception.upstream), ("3.10.0-957.el7.x86_64", .distribution),
    ("5.15.0-91-generic", .distribution), ("4.19.0-acme", .tooOld(release: "4.19.0-acme")),
    ("5.10.0-18-amd64", .distribution),
  ])
  func whoTakesAReport(release: String, reception: Remedy.Reception) {
    var system = BootedSystem([])
    system.kernelRelease = release
    #expect(system.reception == reception)
    #expect(BootedSystem([]).reception == .upstream)
  }

  /// What a module's command is given for is a module.
  @Test func driversThatAreNoModules() throws {
    let lines = """
      [    5.0] systemd-udevd[99]: starting version 250
      [    6.0] slow_bus 1-001c: waits
      [  185.0] systemd-udevd[99]: 1-001c: Worker [120] processing SEQNUM=900 killed
      [  186.0] slow_bus: probe of 1-001c failed with error -5

      """
    let reload = { (log: String) in
      diagnose(log)?.kills.first?.remedies.contains { $0.id == "reload-module" } ?? false
    }
    #expect(!reload(lines))
    #expect(reload(lines.replacing("slow_bus", with: "e1000e")))
  }

  /// A device of a class is triggered again by its name.
  @Test(arguments: [("tty31", true), ("0000:03:00.0", false)])
  func triggeredAgain(sysname: String, isTriggered: Bool) throws {
    let kill = try #require(
      diagnose(
        """
        [    5.0] systemd-udevd[99]: starting version 250
        [  185.0] systemd-udevd[99]: \(sysname): Worker [120] processing SEQNUM=900 killed
        """)?.kills.first)
    #expect(kill.remedies.contains(.triggerAgain(sysname: sysname)) == isTriggered)
  }

  /// The machine's root is on its only disk.
  @Test(arguments: [("", true), ("[    3.0] sd 1:0:0:0: [sdb] Attached SCSI disk\n", false)])
  func rootOnTheOnlyDisk(other: String, isTied: Bool) throws {
    let boot = try #require(
      diagnose(
        """
        [    2.0] systemd-udevd[99]: starting version 247
        [    2.1] sd 0:0:0:0: [sda] Attached SCSI disk
        [    2.2] sdhci: Secure Digital Host Controller Interface driver

        """ + other + """
          [  183.0] systemd-udevd[99]: sda: Worker [120] processing SEQNUM=900 killed
          [  183.5] systemd-udevd[99]: Worker [120] terminated by signal 9 (KILL)
          [  193.0] Gave up waiting for root file system device.  Common problems:
          """))
    let root = try #require(boot.harm.first { $0.kind == .root })
    #expect(root.findings.isEmpty != isTied)
  }

  /// An encrypted volume is one, by its unit and by what that is described as.
  @Test func encryptedVolumeIsOne() throws {
    let boot = try #require(
      diagnose(
        """
        Mar 14 06:13:05 vm systemd-udevd[214]: tpm0: Worker [233] processing SEQNUM=1187 is taking a long time
        Mar 14 06:13:36 vm systemd[1]: Timed out waiting for device /dev/tpmrm0.
        Mar 14 06:13:36 vm systemd[1]: Dependency failed for Cryptography Setup for data.
        Mar 14 06:13:36 vm systemd[1]: systemd-cryptsetup@data.service: Job systemd-cryptsetup@data.service/start failed with result 'dependency'.
        """))
    #expect(boot.harm.count { $0.kind == .crypt } == 1)
  }

  /// Kills that are told together are a crowd, be it that the times of some are told late.
  @Test func crowdOfWhatWasFiledLate() throws {
    let names = ["0000:00:01.1", "LNXCPU:00", "0000:00:08.0", "virtio2", "PNP0700:00"]
    let warnings = names.enumerated().map { number, name in
      "[  \(119 + number * 4).0] systemd-udevd[225]: \(name): Worker [\(235 + number)] processing SEQNUM=\(1478 + number) is taking a long time\n"
    }
    let kills = names.enumerated().map { number, name in
      "[  \(222 + number).0] systemd-udevd[225]: \(name): Worker [\(235 + number)] processing SEQNUM=\(1478 + number) killed\n"
    }
    let boot = try #require(
      diagnose(
        "[   98.0] systemd-udevd[225]: Using default interface naming scheme 'v252'.\n"
          + "[  102.0] e1000 0000:00:08.0: starting\n" + (warnings + kills).joined()
          + "[  263.0] e1000 0000:00:08.0 eth0: Intel(R) PRO/1000 Network Connection\n"
          + "[  263.5] systemd-udevd[225]: Worker [237] terminated by signal 9 (KILL).\n"))
    #expect(boot.kills.allSatisfy { $0.culprit.kind == .unknown })
  }

  /// A clock that was set in the second of warning and kill used up the time.
  @Test(arguments: [("Time has been changed", true), ("Reloading.", false)])
  func clockSetBetween(line: String, isClock: Bool) throws {
    let kill = try #require(
      diagnose(
        """
        Nov 21 09:10:03 vm systemd-udevd[410]: starting version 229
        Nov 21 11:42:51 vm systemd[1]: \(line)
        Nov 21 11:42:51 vm systemd-udevd[410]: seq 1811 '/devices/virtual/net/br-int' is taking a long time
        Nov 21 11:42:51 vm systemd-udevd[410]: seq 1811 '/devices/virtual/net/br-int' killed
        """)?.kills.first)
    #expect((kill.chain[.root]?.kind == .clock) == isClock)
  }

  /// The idle task keeps no processor busy.
  @Test(arguments: [("swapper/14:0", true), ("slow_thread:90", false)])
  func lockupOfTheIdleTask(task: String, isStarved: Bool) throws {
    let names = ["vda", "ttyS0", "0000:00:03.0", "input3"]
    let kills = names.enumerated().map { number, name in
      "[  25\(number).0] systemd-udevd[312]: \(name): Worker [\(330 + number)] processing SEQNUM=\(1411 + number) killed\n"
    }
    let kill = try #require(
      diagnose(
        "[   51.0] systemd-udevd[312]: Using default interface naming scheme 'v252'.\n"
          + "[  152.0] watchdog: BUG: soft lockup - CPU#14 stuck for 26s! [\(task)]\n"
          + kills.joined())?.kills.first)
    #expect((kill.chain[.root]?.kind == .cpu) == isStarved)
  }

  /// What the kernel says to come from elsewhere is reported elsewhere.
  @Test(arguments: [
    ("e1000e: loading out-of-tree module taints kernel.", true), ("e1000e: loading", false),
  ])
  func modulesFromElsewhere(line: String, isForeign: Bool) throws {
    let kill = try #require(
      diagnose(
        """
        [    5.0] systemd-udevd[99]: starting version 250
        [    6.0] \(line)
        [    6.1] e1000e 0000:04:00.0: starting
        [  130.0] INFO: task systemd-udevd:120 blocked for more than 120 seconds.
        [  130.1]  msleep+0x2b/0x40
        [  130.1]  e1000_probe+0x9/0x1a0 [e1000e]
        [  130.1]  local_pci_probe+0x45/0xa0
        [  190.0] systemd-udevd[99]: 0000:04:00.0: Worker [120] processing SEQNUM=900 killed
        [  251.0] INFO: task systemd-udevd:120 blocked for more than 241 seconds.
        """)?.kills.first)
    #expect(kill.culprit.name == "e1000e")
    #expect((kill.reportTo == nil) == isForeign)
    #expect(kill.remedies.contains(.updateForeignModule("e1000e")) == isForeign)
  }

  /// A board is known by how its devices are called.
  @Test(arguments: [("4025000.spi", true), ("0000:00:1f.2", false)])
  func boardsByTheirDevices(device: String, isBoard: Bool) {
    let boot = BootedSystem([], hasTree: DeviceTree.isOfTree(device))
    #expect((boot.os == .board) == isBoard)
  }

  /// A firmware file that a killed modprobe's driver asked for in vain is installed.
  @Test func firmwareOfAKilledModprobe() throws {
    let kill = try #require(
      diagnose(
        """
        [    2.7] udevd[391]: starting version 175
        [    3.1] bnx2: Broadcom NetXtreme II Gigabit Ethernet Driver bnx2 v2.1.11 (July 20, 2011)
        [   63.2] udevd[402]: timeout: killing '/sbin/modprobe -b pci:v000014E4d00001639sv00001028sd00000236bc02sc00i00' [447]
        [   63.3] bnx2: Can't load firmware file "bnx2/bnx2-mips-09-6.2.1b.fw"
        [   63.4] bnx2: probe of 0000:01:00.0 failed with error -2
        [   63.5] udevd[402]: '/sbin/modprobe -b pci:v000014E4d00001639sv00001028sd00000236bc02sc00i00' [447] terminated by signal 9 (Killed)
        """)?.kills.first)
    #expect(kill.remedies.contains { $0.id == "install-firmware" })
  }

  /// A class says of its device that it does not answer.
  @Test(arguments: [("-110", true), ("-61", false)])
  func whatAClassSays(errno: String, isSilent: Bool) throws {
    let lines = ["status", "cycle_count", "voltage_max", "capacity"].enumerated().map {
      number, name in
      "[   \(number + 1)5.0] power_supply slow_battery: driver failed to report `\(name)' property: \(errno)\n"
    }
    let kill = try #require(
      diagnose(
        "[    5.0] systemd-udevd[99]: starting version 250\n" + lines.joined()
          + "[  190.0] systemd-udevd[99]: slow_battery: Worker [120] processing SEQNUM=900 killed\n"
      )?
      .kills.first)
    #expect((kill.culprit.name == "slow_battery") == isSilent)
  }

  /// What a driver says in the name of the bus is no word about the bus.
  @Test(arguments: [
    ("lm93: All read byte data retries failed!!", false), ("SCL stuck, timed out", true),
  ])
  func linesInABusesName(text: String, isBus: Bool) throws {
    let lines = [20, 60, 100, 140, 170].map { "[  \($0).0] i2c i2c-0: \(text)\n" }
    let kill = try #require(
      diagnose(
        "[    5.0] systemd-udevd[99]: starting version 250\n"
          + "[    7.0] lm93 0-002e: lm93: read byte data failed, address 0x3e.\n" + lines.joined()
          + "[  190.0] systemd-udevd[99]: 0-002e: Worker [120] processing SEQNUM=900 killed\n")?
        .kills.first)
    #expect((kill.culprit.name == "i2c-0") == isBus)
  }

  /// A place on PCI may be told in decimal, and a card's disk by the number of its host.
  @Test(arguments: [("5", true), ("6", false)])
  func placesInDecimal(device: String, isIts: Bool) throws {
    let kill = try #require(
      diagnose(
        """
        [    1.9] systemd-udevd[104]: starting version 232
        [    2.4] qla1280: QLA12160 found on PCI bus 2, dev \(device)
        [  182.0] systemd-udevd[104]: seq 1011 '/devices/pci0000:02/0000:02:05.0' killed
        """)?.kills.first)
    #expect((kill.culprit.name == "qla1280") == isIts)
    #expect(DeviceTree.parentByName("mmcblk2") == "mmc2")
    #expect(DeviceTree.parentByName("mmcblk2p1") == "mmcblk2")
  }

  /// Tasks that have nothing in common, locked up one after the other, were not let run; a driver that keeps a
  /// processor busy locks them up as well.
  @Test(arguments: [("systemd:1", true), ("cron:90", false)])
  func lockupsOfUnrelatedTasks(other: String, isStarved: Bool) throws {
    let names = ["vda", "ttyS0", "0000:00:03.0", "input3"]
    let kills = names.enumerated().map { number, name in
      "[  25\(number).0] systemd-udevd[312]: \(name): Worker [\(330 + number)] processing SEQNUM=\(1411 + number) killed\n"
    }
    let kill = try #require(
      diagnose(
        "[   51.0] systemd-udevd[312]: Using default interface naming scheme 'v252'.\n"
          + "[  152.0] watchdog: BUG: soft lockup - CPU#0 stuck for 31s! [cron:90]\n"
          + "[  182.0] watchdog: BUG: soft lockup - CPU#1 stuck for 44s! [\(other)]\n"
          + kills.joined())?.kills.first)
    #expect((kill.chain[.root]?.kind == .cpu) == isStarved)
  }

  /// What was lost before an event began is not lost by it.
  @Test(arguments: [("8", false), ("60", true)])
  func lossesBeforeTheEvent(second: String, isTied: Bool) throws {
    let boot = try #require(
      diagnose(
        """
        [    2.0] systemd-udevd[99]: starting version 247
        [    2.1] sd 0:0:0:0: [sda] Attached SCSI disk
        [   \(second).0] systemd[1]: Timed out waiting for device /dev/disk/by-label/home.
        [   \(second).1] systemd[1]: Dependency failed for /home.
        [  233.0] systemd-udevd[99]: sda: Worker [120] processing SEQNUM=900 killed
        """))
    let lost = try #require(boot.harm.first { $0.kind == .fileSystem })
    #expect(lost.findings.isEmpty != isTied)
  }

  /// A bus's driver that complains of transfers was ready before.
  @Test func driverOfTheBusIsNotLoaded() throws {
    let lines = [7, 8, 12, 65, 120, 180].map {
      "[  \($0).1] slow_mobile e60b0000.i2c: Transfer request timed out\n"
    }
    let kill = try #require(
      diagnose(
        "[    2.1] slow_mobile e60b0000.i2c: I2C adapter 6, bus speed 100000 Hz\n"
          + "[    5.0] systemd-udevd[99]: starting version 239\n" + lines.joined()
          + "[  186.0] systemd-udevd[99]: seq 410 '/devices/platform/soc/e60b0000.i2c/i2c-6/6-0058' killed\n"
      )?
      .kills.first)
    #expect(kill.chain[.activity]?.name != "slow_mobile")
    #expect(kill.chain[.wait]?.name == "slow_mobile")
    #expect(!kill.remedies.contains { $0.id == "raise-event-timeout" })
  }
}
