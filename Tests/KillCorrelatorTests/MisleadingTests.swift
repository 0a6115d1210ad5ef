import Testing

@testable import KillCorrelator

/// Logs in which an innocent looks guilty: nobody is named there, or who held the others.
@Suite struct MisleadingTests {
  private func culprits(_ log: String) -> [String: String] {
    var named: [String: String] = [:]
    for kill in diagnose(log)?.kills ?? [] {
      named[kill.device?.sysname ?? "?"] = kill.culprit.name ?? "nobody"
    }
    return named
  }

  private func killed(_ device: String, _ worker: Int, at time: String) -> String {
    "[  \(time)] systemd-udevd[95]: \(device): Worker [\(worker)] processing SEQNUM=9\(worker) killed\n"
  }
  private func gone(_ device: String, _ worker: Int, at time: String) -> String {
    "[  \(time)] systemd-udevd[95]: \(device): Worker [\(worker)] terminated by signal 9 (KILL).\n"
  }

  /// The machine slept: who was busy then had had no time, be it a driver or a program.
  @Test func whoWasAsleepIsNotNamed() {
    let log = """
      [   20.500000] systemd-udevd[95]: eth0: Worker [120] processing SEQNUM=9120 is running
      [  325.911896] PM: suspend exit
      [  325.920000] (udev-worker)[120]: eth0: Spawned process '/lib/systemd/systemd-sysctl --prefix=/net' [283] timed out after 29s, killing
      [  325.930000] systemd-udevd[95]: eth0: Worker [120] processing SEQNUM=9120 is taking a long time
      [  325.940000] systemd-udevd[95]: eth0: Worker [120] processing SEQNUM=9120 killed
      """
    let slept = diagnose(log)?.kills.first
    #expect(slept?.culprit.name == nil)
    let hung = diagnose(log.replacing("PM: suspend exit", with: "PM: suspend entry (deep)"))
    #expect(hung?.kills.first?.culprit.name == "/lib/systemd/systemd-sysctl")
  }

  /// Both speak of their devices when their events begin, as drivers do; one holds the other.
  @Test func ofTwoThatOnlySpokeNobodyIsNamed() {
    let spoke =
      "[   20.500000] slow_fpga 0000:04:00.0: version 1\n"
      + "[   20.600000] other_nic 0000:05:00.0: version 2\n"
    let log =
      spoke + killed("0000:04:00.0", 120, at: "200.000000")
      + killed("0000:05:00.0", 121, at: "200.100000")
    #expect(culprits(log) == ["0000:04:00.0": "nobody", "0000:05:00.0": "nobody"])
    // one alone is another thing
    let alone = spoke + killed("0000:04:00.0", 120, at: "200.000000")
    #expect(culprits(alone) == ["0000:04:00.0": "slow_fpga"])
  }

  /// Who was warned of and whose end the log does not reach may hold the one that was killed first.
  @Test func whoWasOnlyWarnedOfHangsBeside() {
    let spoke =
      "[   20.500000] slow_fpga 0000:04:00.0: version 1\n"
      + "[   80.000000] systemd-udevd[95]: 0000:04:00.0: Worker [120] processing SEQNUM=9120 is taking "
      + "a long time\n"
    let beside =
      "[  130.000000] systemd-udevd[95]: 0000:05:00.0: Worker [121] processing SEQNUM=9121 is taking "
      + "a long time\n"
    let kill = killed("0000:04:00.0", 120, at: "200.000000")
    #expect(culprits(spoke + kill) == ["0000:04:00.0": "slow_fpga"])
    #expect(culprits(spoke + beside + kill) == ["0000:04:00.0": "nobody"])
  }

  /// The registers of a soft lockup name a function before the stack begins.
  @Test func whoseWorkerIsSeenHeldTheOthers() {
    let log = """
      [   20.500000] other_nic 0000:05:00.0: version 2
      [  150.000000] watchdog: BUG: soft lockup - CPU#0 stuck for 45s! [(udev-worker):120]
      [  150.000001] Modules linked in: other_nic slow_fpga(+)
      [  150.000002] CPU: 0 PID: 120 Comm: (udev-worker) Tainted: G           OE      6.1.0-56-amd64 #1
      [  150.000003] RIP: 0010:delay_tsc+0x33/0xa0
      [  150.000004] RSP: 0018:ffffd154405379a8 EFLAGS: 00000247
      [  150.000005] FS:  00007f5986f428c0(0000) GS:ffff8ccc6ea00000(0000) knlGS:0000000000000000
      [  150.000006] CS:  0010 DS: 0000 ES: 0000 CR0: 0000000080050033
      [  150.000007] Call Trace:
      [  150.000008]  <TASK>
      [  150.000009]  slow_fpga_probe+0x5/0x360 [slow_fpga]
      [  150.000010]  really_probe+0xdb/0x380
      [  150.000011]  </TASK>

      """
    let ends =
      killed("0000:04:00.0", 120, at: "200.000000") + killed("0000:05:00.0", 121, at: "200.100000")
      + gone("0000:05:00.0", 121, at: "240.000000") + gone("0000:04:00.0", 120, at: "240.100000")
    #expect(culprits(log + ends) == ["0000:04:00.0": "slow_fpga", "0000:05:00.0": "slow_fpga"])
  }

  /// `sg` takes every SCSI device at once; `sd`, that it waits for, speaks when it is through.
  @Test func scsiDeviceIsTakenByItsUpperLevelDriver() {
    let log =
      "[   20.500000] scsi 0:0:0:0: Attached scsi generic sg0 type 0\n"
      + killed("0:0:0:0", 120, at: "200.000000")
      + "[  230.000000] sd 0:0:0:0: [sda] 131072 512-byte logical blocks: (67.1 MB/64.0 MiB)\n"
      + gone("0:0:0:0", 120, at: "230.500000")
    #expect(culprits(log) == ["0:0:0:0": "sd"])
  }

  /// What the hub's thread found is set up by events of its own: the controller's did not wait for it.
  @Test func whatIsBehindAHubHoldsNoController() {
    func log(_ line: String) -> String {
      """
      [   20.100000] xhci_hcd 0000:04:00.0: new USB bus registered, assigned bus number 2
      [   80.000000] systemd-udevd[95]: 0000:04:00.0: Worker [120] processing SEQNUM=901 is taking a long time
      [  140.000000] \(line)

      """
    }
    func named(_ line: String) -> String? { diagnose(log(line))?.warnings.first?.culprit.name }
    #expect(named("usb-storage 2-1:1.0: USB Mass Storage device detected") == nil)
    #expect(named("xhci_hcd 0000:04:00.0: Host supports USB 3.0 SuperSpeed") == "xhci_hcd")
  }

  /// Drivers make any number of an interrupted wait; in the moment of the signal it is one.
  @Test(arguments: [-5, -12, -110]) func errorInTheMomentOfTheKill(errno: Int) {
    let prompt =
      killed("0000:04:00.0", 120, at: "200.000000")
      + "[  200.010000] slow_fpga: probe of 0000:04:00.0 failed with error \(errno)\n"
      + gone("0000:04:00.0", 120, at: "200.100000")
    #expect(culprits(prompt) == ["0000:04:00.0": "slow_fpga"])
  }

  /// The probe that fails at the end of the silence had lasted; whose turn comes then had waited.
  @Test func whoFailsAtTheEndOfTheSilenceHadLasted() {
    let log =
      killed("0000:04:00.0", 120, at: "200.000000")
      + "[  230.000000] slow_fpga: probe of 0000:04:00.0 failed with error -22\n"
      + "[  230.100000] other_fpga 0000:04:00.0: version 2\n"
      + gone("0000:04:00.0", 120, at: "230.300000")
    #expect(culprits(log) == ["0000:04:00.0": "slow_fpga"])
  }

  /// No signal ends a read that the disk does not answer; a worker that ends at once says nothing.
  @Test func workerOfADiskThatOutlivesTheSignal() {
    let kill = killed("vdb", 120, at: "200.000000")
    #expect(culprits(kill + gone("vdb", 120, at: "200.100000")) == ["vdb": "nobody"])
    #expect(culprits(kill + gone("vdb", 120, at: "240.000000")) == ["vdb": "vdb"])
  }

  /// What stands in front of the address may be a name of two words.
  @Test func namesOfDriversMayHaveABlank() {
    let line = Array("i6300ESB timer 0000:00:05.0: initialized. heartbeat=30 sec".utf8)
    let prefix = LinePrefix(line.span)
    #expect(prefix?.driver == "i6300ESB timer")
    #expect(prefix?.device == "0000:00:05.0")
    #expect(LinePrefix(Array("vgaarb: device added: PCI:0000:00:02.0".utf8).span)?.device == nil)
    // one capital is a driver's only before an address
    let mixed = LinePrefix(Array("LiquidIO 0000:3b:00.0: Initializing device 177d:9702.".utf8).span)
    #expect(mixed?.driver == "LiquidIO" && mixed?.device == "0000:3b:00.0")
    #expect(LinePrefix(Array("Device 3b:00: not there".utf8).span) == nil)
  }

  /// Which disk is at an ATA port the log does not tell; where another disk has errors, it is that one's.
  @Test(arguments: [
    "blk_update_request: I/O error, dev sdb, sector 2048 op 0x0:(READ) flags 0x0 phys_seg 1 prio class 0",
    "sd 1:0:0:0: [sdb] tag#12 FAILED Result: hostbyte=DID_TIME_OUT driverbyte=DRIVER_OK cmd_age=61s",
  ])
  func portOfAnotherDisk(error: String) {
    let port =
      "[   90.000000] ata2.00: exception Emask 0x0 SAct 0x1 SErr 0x0 action 0x6 frozen\n"
      + "[   90.100000] ata2: hard resetting link\n[  120.000000] ata2: hard resetting link\n"
    let log = port + killed("sda1", 120, at: "200.000000")
    #expect(culprits(log) == ["sda1": "sda"])
    #expect(culprits("[   91.000000] \(error)\n" + log) == ["sda1": "nobody"])
  }

  /// The probe of the very device that ends with an error while its worker still lives is the one that was
  /// running; one that comes long after is another attempt.
  @Test(arguments: [("mptsas", -1), ("ath11k_pci", -110), ("slow_fpga", -5)])
  func probeThatFailsBeforeItsWorkerIsGone(driver: String, errno: Int) {
    func log(_ time: String) -> String {
      killed("0000:04:00.0", 120, at: "200.000000") + gone("0000:04:00.0", 120, at: "203.000000")
        + killed("0000:09:00.0", 121, at: "200.500000")
        + "[  \(time)] \(driver): probe of 0000:04:00.0 failed with error \(errno)\n"
    }
    #expect(culprits(log("202.400000"))["0000:04:00.0"] == driver)
    #expect(culprits(log("420.400000"))["0000:04:00.0"] == "nobody")
  }

  /// A stack whose head is missing is another's where a driver's own probe of the device failed.
  @Test func headlessStackOfAnother() {
    let stack = """
      [    7.543653] ------------[ cut here ]------------
      [    7.543700]  tegra_i2c_wait+0x9e/0x108 [i2c_tegra]
      [    7.543710]  tegra_i2c_probe+0xd4/0x130 [i2c_tegra]
      [    7.543720]  platform_probe+0x44/0xa0
      [    7.543730]  really_probe+0xde/0x340
      [    7.543740]  do_one_initcall+0x56/0x220
      [    7.543750]  do_init_module+0x4a/0x1f0

      """
    // 220 to 239: no worker, and no start
    let kill =
      "[  200.000000] systemd-udevd[95]: seq 900 '/devices/pci0000:00/0000:04:00.0' killed\n"
    let failure = "[  200.400000] slow_fpga: probe of 0000:04:00.0 failed with error -110\n"
    #expect(culprits(stack + kill + failure)["0000:04:00.0"] == "slow_fpga")
  }

  /// In a few lines of which nobody knows the machine, it proves nothing that nothing else was at work.
  @Test func nearMissInAnExcerptNamesNoDriverByItsTableAlone() throws {
    func warning(_ device: String) -> String {
      "[   70.000000] systemd-udevd[95]: \(device): Worker [120] processing SEQNUM=900 is taking a "
        + "long time\n"
    }
    let excerpt = try #require(diagnose(warning("vif-0"))?.warnings.first)
    #expect(excerpt.culprit.name == nil)
    #expect(excerpt.suspects.first?.name == "xen_netfront")
    let kernel = "[    0.000000] Linux version 6.1.0-50-amd64 (a@b) #1\n"
    #expect(diagnose(kernel + warning("vif-0"))?.warnings.first?.culprit.name == "xen_netfront")
    // what the firmware describes may hang in the firmware's own methods
    #expect(diagnose(kernel + warning("PNP0C14:01"))?.warnings.first?.culprit.name == nil)
  }

  /// Three loads that hang at once wait for one thing, if only the disk: none of the modules is it.
  @Test func threeLoadsAtOnce() {
    func log(_ aliases: ArraySlice<String>) -> String {
      aliases.enumerated().map { number, alias in
        "udevd[9\(number)]: timeout: killing '/sbin/modprobe -bv \(alias)' [16\(number)]\n"
      }.joined()
    }
    let aliases = [
      "pci:v00001106d00003065sv00001106sd00000105bc02sc00i00",
      "pci:v00008086d000010D3sv00008086sd00000000bc02sc00i00",
      "pci:v00001000d00000058sv00001000sd00000000bc01sc00i00",
    ]
    func culprits(_ count: Int) -> [String?]? {
      diagnose(log(aliases.prefix(count)))?.kills.map(\.culprit.name)
    }
    #expect(culprits(1) == ["via_rhine"])
    #expect(culprits(3) == [nil, nil, nil])
  }

  /// What a rule runs for one disk it runs for each: a stack of one run tells of the others.
  @Test func runsOfOneProgram() {
    func log(_ comm: String) -> String {
      """
      [  180.000000] systemd-udevd[1618]: vdb1: Spawned process '/usr/sbin/slow_cache_set.sh vdb1' [3526] timed out after 2min 59s, killing
      [  180.000000] systemd-udevd[1729]: vdb2: Spawned process '/usr/sbin/slow_cache_set.sh vdb2' [3492] timed out after 2min 59s, killing
      [  184.000000] INFO: task \(comm):3492 blocked for more than 120 seconds.
      [  184.000001] task:\(comm) state:D stack:    0 pid: 3492 ppid:  1729 flags:0x00004004
      [  184.000002] Call Trace:
      [  184.000003]  __mutex_lock.constprop.0+0x133/0x430
      [  184.000004]  slow_set_store+0x40/0x80 [slow_cache]
      [  184.000005]  kernfs_fop_write_iter+0x11c/0x1b0

      """
    }
    let names = diagnose(log("slow_cache_set."))?.kills.map(\.culprit.name)
    #expect(names == ["slow_cache", "slow_cache"])
    let others = diagnose(log("slow_cache_get."))?.kills.map(\.culprit.name)
    #expect(others?.first == "/usr/sbin/slow_cache_set.sh")
  }

  /// Where udevd had warned of somebody before any of them began, everybody was slow.
  @Test(arguments: [("41", nil), ("61", "sable-codec")])
  func whoFinishesFirstOnASlowMachine(warned: String, name: String?) {
    let devices = ["sable-codec", "serio0", "LNXPWRBN:00"]
    let log =
      "[    1.000000] Kernel command line: root=/dev/sda1 udev.event_timeout=45\n"
      + "[   \(warned).000000] udevd[204]: vda: Worker [209] processing SEQNUM=3 is taking a long time\n"
      + devices.enumerated().map {
        "[   90.\($0)00000] udevd[204]: \($1): Worker [\(210 + $0)] processing SEQNUM=\(7 + $0) killed\n"
      }.joined() + "[   99.100000] sable-codec sable-codec: codec ready\n"
      + devices.enumerated().map {
        "[   99.2\($0)0000] udevd[204]: \($1): Worker [\(210 + $0)] terminated by signal 9 (KILL).\n"
      }.joined()
    let named = diagnose(log)?.kills.first { $0.device?.sysname == "serio0" }?.culprit.name
    #expect(named == name)
  }

  /// A program that udevd warns of right after it has warned of many devices is only slow as they are.
  @Test(arguments: [(5, nil), (2, "/lib/udev/handler")])
  func programOnASlowMachine(count: Int, name: String?) {
    let many = (0..<count).map {
      "[   60.\($0)00000] udevd[204]: 0000:0\($0 + 1):00.0: Worker [\(210 + $0)] processing SEQNUM=\(7 + $0) is taking a long time\n"
    }.joined()
    let log =
      many
      + "[  140.000000] (udev-worker)[230]: eth0: Spawned process '/lib/udev/handler eth0' [277] is taking longer than 59s to complete\n"
    let named = diagnose(log)?.warnings.first { $0.program != nil }?.culprit.name
    #expect(named == name)
  }

  /// A killable probe that names no device speaks, if at all, between the signal and its worker's end.
  @Test(arguments: [("35.39", "ipw2100"), ("35.45", nil), ("33.10", nil)])
  func whoSpeaksAsTheSignalComes(time: String, name: String?) {
    let said = "[   \(time)0000] ipw2100: Detected Intel PRO/Wireless 2100 Network Connection\n"
    let kill =
      "[   35.330000] systemd-udevd[88]: worker [103] /devices/pci0000:00/0000:00:1e.0/0000:02:03.0 timeout; kill it\n"
    let end = "[   35.400000] systemd-udevd[88]: worker [103] terminated by signal 9 (Killed)\n"
    let lines = [said, kill, end].sorted().joined()
    let log =
      "[    2.100000] systemd-udevd[88]: starting version 188\n"
      + "[    4.700000] ipw2100: Intel(R) PRO/Wireless 2100 Network Driver, git-1.2.2\n" + lines
    #expect(diagnose(log)?.kills.first?.culprit.name == name)
  }

  /// Who has such a text is not who spoke, where somebody else's name stands in front.
  @Test func whoseTextItIsDidNotSpeak() throws {
    let log = """
      [   28.000000] bcm2835_mmal_vchiq: timed out waiting for sync reply
      [  200.000000] systemd-udevd[160]: bcm2835-codec: Worker [187] processing SEQNUM=1309 killed
      [  200.900000] bcm2835_mmal_vchiq: timed out waiting for sync reply
      [  201.000000] systemd-udevd[160]: Worker [187] terminated by signal 9 (KILL)

      """
    let kill = try #require(diagnose(log)?.kills.first)
    #expect(!kill.suspects.contains { $0.name == "sfc_falcon" })
  }

  /// A memory card's host, as its driver and the block layer name it.
  @Test(arguments: [
    ("mmc1 base at 0x00000000ee100000, max clock rate 200 MHz", "renesas_sdhi"), ("probed", nil),
  ])
  func hostOfAMemoryCard(words: String, name: String?) {
    let trouble = [11, 16, 21, 120].map {
      "[  \($0 < 100 ? " " : "")\($0).420011] renesas_sdhi ee100000.mmc: timeout waiting for hardware interrupt (CMD18)\n"
    }.joined()
    let log =
      "[    6.100000] renesas_sdhi ee100000.mmc: \(words)\n"
      + "[    6.200000] mmcblk1: mmc1:0001 SD16G 14.9 GiB\n" + trouble
      + "[  186.300000] systemd-udevd[188]: mmcblk1: Worker [196] processing SEQNUM=1199 killed\n"
    #expect(diagnose(log)?.kills.first?.culprit.name == name)
  }
}
