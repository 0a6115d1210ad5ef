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
        [   10.0] slow_card 0000:04:00.0: starting
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
}
