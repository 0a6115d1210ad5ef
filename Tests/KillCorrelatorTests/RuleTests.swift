import JournalReader
import LogModel
import Telling
import Testing

@testable import KillCorrelator

/// One log for each rule, in the words of the kernels and udevds that write them, and one for each
/// trap that the rule's description names.
@Suite struct RuleTests {
  private func kill(_ log: String) throws -> Finding {
    try #require(diagnose(log)?.kills.first)
  }

  @Test func probeInterruptedAtTheKill() throws {
    let kill = try kill(
      """
      [   10.100000] systemd-udevd[95]: 0000:04:00.4: Worker [120] processing SEQNUM=900 is taking a long time
      [  130.100000] systemd-udevd[95]: 0000:04:00.4: Worker [120] processing SEQNUM=900 killed
      [  130.110000] cxgb4: probe of 0000:04:00.4 failed with error -4
      [  130.120000] systemd-udevd[95]: Worker [120] terminated by signal 9 (KILL)
      """)
    #expect(kill.culprit == Culprit(kind: .driver, name: "cxgb4", confidence: .certain))
    #expect(kill.rules == ["probe-failed-after-kill"])
    #expect(kill.outcome == .unbound)
  }

  @Test func launderedErrorNamesTheDriverWithLessConfidence() throws {
    let kill = try kill(
      """
      [    0.000000] Linux version 3.13.0-24-generic (buildd@panlong) (gcc version 4.8.2) #46-Ubuntu SMP
      [   31.300000] systemd-udevd[95]: worker [120] /devices/pci0000:00/0000:00:03.0/0000:02:00.0 timeout; kill it
      [   31.300100] systemd-udevd[95]: seq 1027 '/devices/pci0000:00/0000:00:03.0/0000:02:00.0' killed
      [   31.401990] scsi6: error handler thread failed to spawn, error = -12
      [   31.402050] mptsas: ioc0: WARNING - Unable to register controller with SCSI subsystem
      [   31.402117] mptsas: probe of 0000:02:00.0 failed with error -1
      [   31.500000] systemd-udevd[95]: worker [120] terminated by signal 9 (Killed)
      """)
    #expect(kill.suspects.first?.name == "mptsas")
    #expect(kill.suspects.first?.confidence != .certain)
    #expect(kill.seqnum == 1027)
    #expect(kill.workerPID == 120)
    #expect(kill.limit == nil || kill.limit == 30)
  }

  @Test func nvmeInterruptedByItsOwnTimeoutIsNoProof() throws {
    let kill = try kill(
      """
      [  128.540485] nvme nvme0: I/O tag 28 (401c) QID 0 timeout, disable controller
      [  130.100000] systemd-udevd[95]: 0000:01:00.0: Worker [120] processing SEQNUM=900 killed
      [  130.585245] nvme 0000:01:00.0: probe with driver nvme failed with error -4
      [  130.620000] systemd-udevd[95]: 0000:01:00.0: Worker [120] terminated by signal 9 (KILL).
      """)
    #expect(kill.suspects.first?.name == "nvme")
    #expect(kill.culprit.confidence != .certain)
  }

  @Test func errorLongBeforeTheKillCountsForNothing() throws {
    let kill = try kill(
      """
      [    1.511830] e100: probe of 0000:05:00.0 failed with error -4
      [  130.100000] systemd-udevd[95]: 0000:05:00.0: Worker [120] processing SEQNUM=900 killed
      [  130.120000] systemd-udevd[95]: 0000:05:00.0: Worker [120] terminated by signal 9 (KILL).
      """)
    #expect(kill.culprit == .unknown)
  }

  @Test func workerStackInsideAProbe() throws {
    let kill = try kill(
      """
      [  605.178442] INFO: task systemd-udevd:326 blocked for more than 120 seconds.
      [  605.178443]       Not tainted 5.10.0-8-amd64 #1
      [  605.178444] task:systemd-udevd   state:D stack:    0 pid:  326 ppid:   313 flags:0x00000104
      [  605.178445] Call Trace:
      [  605.178446]  __schedule+0x282/0x870
      [  605.178447]  schedule_timeout+0x1d1/0x270
      [  605.178448]  mptbase_wait+0x10/0x20 [mptbase]
      [  605.178449]  mptsas_probe+0x1a/0x90 [mptsas]
      [  605.178450]  local_pci_probe+0x42/0x80
      [  605.178451]  pci_device_probe+0xfd/0x1b0
      [  605.178452]  really_probe+0x222/0x480
      [  605.178453]  do_one_initcall+0x44/0x1d0
      [  650.000000] systemd-udevd[313]: 0000:02:00.0: Worker [326] processing SEQNUM=900 killed
      """)
    #expect(kill.culprit.name == "mptsas")
    #expect(kill.rules.contains("worker-stack-in-module"))
  }

  @Test func traceOfAnotherPidIsNotTheWorkers() throws {
    let kill = try kill(
      """
      [  605.178442] INFO: task kthreadd:99 blocked for more than 120 seconds.
      [  605.178444] task:kthreadd        state:D stack:    0 pid:   99 ppid:     2 flags:0x00000104
      [  605.178445] Call Trace:
      [  605.178446]  __schedule+0x282/0x870
      [  605.178449]  floppy_wait+0x1a/0x90 [floppy]
      [  650.000000] systemd-udevd[313]: 0000:02:00.0: Worker [326] processing SEQNUM=900 killed
      """)
    #expect(!kill.rules.contains("worker-stack-in-module"))
    #expect(kill.culprit == .unknown)
  }

  @Test func probeInAKworkerWhileTheWorkerWaits() throws {
    let kill = try kill(
      """
      [  125.000000] INFO: task (udev-worker):239 blocked for more than 100 seconds.
      [  125.000001] task:(udev-worker)   state:D stack:0     pid:239   ppid:223    flags:0x00004002
      [  125.000002] Call Trace:
      [  125.000003]  __flush_work+0x1b0/0x2b0
      [  125.000004]  work_on_cpu_key+0x70/0xa0
      [  125.000005]  pci_device_probe+0x1c3/0x240
      [  125.000006]  really_probe+0xdb/0x380
      [  126.000000] INFO: task kworker/0:2:404 blocked for more than 100 seconds.
      [  126.000001] task:kworker/0:2     state:D stack:0     pid:404   ppid:2      flags:0x00004000
      [  126.000002] Workqueue: events work_for_cpu_fn
      [  126.000003] Call Trace:
      [  126.000004]  msleep+0x2d/0x40
      [  126.000005]  hpsa_wait+0x20/0x60 [hpsa]
      [  126.000006]  hpsa_init_one+0x29/0x5f [hpsa]
      [  126.000007]  local_pci_probe+0x3e/0x80
      [  126.000008]  work_for_cpu_fn+0x13/0x20
      [  190.000000] systemd-udevd[223]: 0000:21:00.0: Worker [239] processing SEQNUM=1459 killed
      [  240.000000] systemd-udevd[223]: 0000:21:00.0: Worker [239] terminated by signal 9 (KILL).
      """)
    #expect(kill.culprit.name == "hpsa")
    #expect(kill.rules.contains("other-stack-in-module"))
  }

  /// What udev's rules run for a device hangs in the driver that has it.
  @Test(arguments: [("slow_tv", true), ("other_tv", false)])
  func programOfUdevInTheDriverOfTheDevice(module: String, isProved: Bool) throws {
    let kill = try kill(
      """
      [    7.000000] slow_tv 1-1.4:1.1: New device TBS 5990 @ 480 Mbps
      [   67.400000] systemd-udevd[131]: seq 1204 '/devices/usb1/1-1/1-1.4/1-1.4:1.1/video4linux/video0' is taking a long time
      [  187.400000] systemd-udevd[131]: seq 1204 '/devices/usb1/1-1/1-1.4/1-1.4:1.1/video4linux/video0' killed
      [  187.500000] systemd-udevd[131]: worker [160] terminated by signal 9 (Killed)
      [  243.690811] INFO: task v4l_id:218 blocked for more than 120 seconds.
      [  243.690838] v4l_id          D    0   218      1 0x00000005
      [  243.690839] Call Trace:
      [  243.690894]  __schedule+0x2e3/0x740
      [  243.690961]  __mutex_lock_slowpath+0xac/0x164
      [  243.691012]  tv_v4l2_open+0x88/0x1b4 [\(module)]
      [  243.691098]  chrdev_open+0xcc/0x190
      """)
    #expect((kill.culprit.name == module) == isProved)
    #expect(kill.suspects.contains { $0.name == module })
  }

  /// Whoever types a line from a screen takes blanks for slashes, and leaves them out.
  @Test(arguments: [
    "timeout: killing '/sbin/modprobe/-bv pci:v00008086d00000116sv0sd0bc03sc00i00' [205]",
    "timeout: killing'/sbin/modprobe -bv pci:v00008086d00000116sv0sd0bc03sc00i00' [205]",
  ])
  func typedCommands(line: String) {
    let kill = diagnose("udevd[106]: \(line)\n")?.kills.first
    #expect(kill?.programPID == 205 && kill?.device?.modalias != nil)
    #expect(kill?.culprit.kind != .program)
  }

  /// Who dies within the function that takes a lock holds it for ever.
  @Test(arguments: [("register_netdev", "other_net"), ("register_foo", nil)])
  func diedWithTheLock(function: String, culprit: String?) throws {
    let kill = try kill(
      """
      [   10.0] BUG: kernel NULL pointer dereference, address: 00000000000000a8
      [   10.1] CPU: 2 PID: 377 Comm: (udev-worker) Not tainted 6.1.0-18-amd64 #1
      [   10.2] RIP: 0010:other_set_rx_mode+0x31/0x120 [other_net]
      [   10.3] Call Trace:
      [   10.4]  dev_set_rx_mode+0x22/0x40
      [   10.5]  \(function)+0x1a/0x30
      [   10.6]  other_probe+0x5e2/0x8b0 [other_net]
      [   10.7]  local_pci_probe+0x3f/0x80
      [   10.8] ---[ end trace 0000000000000000 ]---
      [  150.0] INFO: task (udev-worker):381 blocked for more than 120 seconds.
      [  150.1] task:(udev-worker)   state:D stack:0     pid:381   ppid:352    flags:0x00000004
      [  150.2] Call Trace:
      [  150.3]  __mutex_lock.constprop.0+0x3b4/0x700
      [  150.4]  register_netdev+0xe/0x30
      [  150.5]  slow_probe+0xb9e/0x10a0 [slow_net]
      [  150.6]  local_pci_probe+0x3f/0x80
      [  190.0] systemd-udevd[352]: 0000:00:1f.6: Worker [381] processing SEQNUM=2290 killed
      """)
    #expect((kill.culprit.name == "other_net") == (culprit != nil))
  }

  /// The load of another worker, of a driver that nothing ties to the device.
  @Test(arguments: [(251, false), (262, true)])
  func anothersLoad(pid: Int, isNamed: Bool) throws {
    let kill = try kill(
      """
      [   11.0] WARNING: drivers/gpu/drm/slow/vce.c:336 at slow_set_state+0x5b8/0x600, CPU#8: (udev-worker)/\(pid)
      [   11.1] Modules linked in: evdev joydev slow_gpu(+) drm_buddy
      [   11.2] CPU: 8 UID: 0 PID: \(pid) Comm: (udev-worker) Not tainted 6.1.0
      [   11.3] Call Trace:
      [   11.4]  slow_foo+0xaa/0x1b0
      [   11.5]  slow_bar+0xaa/0x1b0
      [   11.6] ---[ end trace 0000000000000000 ]---
      [  191.0] systemd-udevd[239]: 0000:00:18.5: Worker [262] processing SEQNUM=2015 killed
      """)
    #expect((kill.culprit.name == "slow_gpu") == isNamed)
  }

  /// An error in a probe on another bus is nobody's who is not seen to wait.
  @Test(arguments: [("00:0b", false), ("0000:00:06.0", true)])
  func errorOnAnotherBus(device: String, isLikely: Bool) throws {
    let kill = try kill(
      """
      [    7.227814] kernel BUG at mm/vmalloc.c:893!
      [    7.228001] Pid: 1176, comm: modprobe Not tainted 2.6.38.2-smp #1
      [    7.228002] Call Trace:
      [    7.228003]  [<f8772bdb>] ar_context_init+0xee/0x15e [slow_fire]
      [    7.228004]  [<f877469b>] pci_probe+0x1bf/0x42d [slow_fire]
      [    7.228005]  [<c1294663>] local_pci_probe+0x34/0x5f
      [   20.000000] systemd[1]: Started cron.service.
      [  187.350120] systemd-udevd[95]: \(device): Worker [120] processing SEQNUM=900 killed
      """)
    #expect((kill.culprit.name == "slow_fire") == isLikely)
  }

  /// The stack shows a library's probe; who uses it speaks of the device.
  @Test(arguments: [("sof-audio-pci-intel-tgl", true), ("e1000e", false)])
  func userOfTheLibrary(driver: String, usesIt: Bool) throws {
    let kill = try kill(
      """
      [   21.0] \(driver) 0000:00:1f.3: Firmware info: version 1:7:0-7e4d6
      [  166.0] INFO: task systemd-udevd:738 blocked for more than 122 seconds.
      [  166.1] task:systemd-udevd   state:D stack:    0 pid:  738 ppid:   711 flags:0x00004004
      [  166.2] Call Trace:
      [  166.3]  schedule+0x46/0xb0
      [  166.4]  synchronize_irq+0x8e/0xc0
      [  166.5]  snd_sof_device_probe+0x9d/0xf0 [snd_sof]
      [  166.6]  sof_pci_probe+0x1a3/0x2c0 [snd_sof_pci]
      [  166.7]  local_pci_probe+0x42/0x80
      [  200.0] systemd-udevd[711]: 0000:00:1f.3: Worker [738] processing SEQNUM=3712 killed
      """)
    #expect((kill.culprit.name == "snd_sof_pci_intel_tgl") == usesIt)
  }

  /// Where everything takes long, or several that have nothing in common hang, a worker that outlives its
  /// signal shows no disk.
  @Test(
    arguments: [
      ("rcu: INFO: rcu_sched self-detected stall on CPU", "ttyATH0", nil),
      ("kswapd0: page allocation stalls for 10144ms, order:0", "ttyATH0", nil),
      ("Out of memory: Killed process 201 (fsck.ext4) total-vm:61200kB", "ttyATH0", nil),
      ("eth0: link up", "ttyATH0", nil), ("eth0: link up", nil, "mtdblock2"),
    ] as [(String, String?, String?)])
  func disksOfAStarvedMachine(sign: String, third: String?, culprit: String?) {
    let log =
      "[  170.110021] \(sign)\n"
      + (third.map {
        "[  209.530118] systemd-udevd[312]: \($0): Worker [566] processing SEQNUM=688 killed\n"
      } ?? "")
        + """
        [  208.102901] systemd-udevd[312]: mtdblock2: Worker [561] processing SEQNUM=702 killed
        [  209.441330] systemd-udevd[312]: gpiochip0: Worker [563] processing SEQNUM=655 killed
        [  216.002217] systemd-udevd[312]: Worker [561] terminated by signal 9 (KILL)
        """
    let kill = diagnose(log)?.kills.first { $0.device?.sysname == "mtdblock2" }
    #expect(kill?.culprit.name == culprit)
  }

  /// Where the kernel lists all locks, who has none of the kind has not the one that is wanted.
  @Test(arguments: [("&dev->mutex", true), ("rtnl_mutex", false)])
  func whoCanHoldADevicesLock(lock: String, mayBeIt: Bool) {
    let finding = diagnose(
      """
      INFO: task udevd:10063 blocked for more than 144 seconds.
      task:udevd           state:D stack:25680 pid:10063 tgid:10063 ppid:4534   flags:0x00000002
      Call Trace:
       __schedule+0xf15/0x5d00
       __mutex_lock+0x5b8/0x9c0
       uevent_show+0x188/0x3b0
       dev_attr_show+0x53/0xe0
      INFO: task syz-executor:13215 blocked for more than 145 seconds.
      task:syz-executor    state:D stack:24880 pid:13215 tgid:13215 ppid:1      flags:0x00004006
      Call Trace:
       schedule_timeout+0x258/0x2a0
       __flush_work+0x5bd/0xc60
       slow_destroy+0x107/0x6a0 [slow_net]
      Showing all locks held in the system:
      1 lock held by udevd/10063:
       #0: ffff88801b2ae190 (&dev->mutex){....}-{3:3}, at: uevent_show+0x188/0x3b0
      1 lock held by syz-executor/13215:
       #0: ffff88801b2ae190 (\(lock)){....}-{3:3}, at: slow_remove+0x188/0x3b0
      1 lock held by syz-other/13216:
       #0: ffff88801b2ae999 (&other->mutex){....}-{3:3}, at: other_remove+0x188/0x3b0
      """)?.otherDeaths.first { $0.workerPID == 10063 }
    #expect((finding?.chain.culprit.name == "slow_net") == mayBeIt)
  }

  /// A reader only waits for its disk; what activates volumes, or asks a daemon, may wait for others.
  @Test(arguments: [
    ("/sbin/lvm pvscan --background --cache --activate ay --major 8", "/sbin/lvm"),
    ("/sbin/lvm pvscan --cache --major 8", nil), ("/sbin/lvm vgchange -aay", "/sbin/lvm"),
    ("/sbin/multipath -u sdc", "/sbin/multipath"), ("/sbin/multipath -c /dev/sdc", nil),
  ])
  func readersAndOthers(command: String, culprit: String?) throws {
    let kill = try kill(
      """
      [   60.000000] systemd-udevd[418]: sdc: Spawned process '\(command)' [451] is taking longer than 59s to complete
      [  180.000000] systemd-udevd[418]: sdc: Spawned process '\(command)' [451] timed out after 2min 59s, killing
      """)
    #expect(kill.culprit.name == culprit)
  }

  @Test func lockOwnerLeadsToTheDriver() throws {
    let kill = try kill(
      """
      [  125.000000] INFO: task (udev-worker):374 blocked for more than 122 seconds.
      [  125.000001] task:(udev-worker)   state:D stack:0     pid:374   tgid:374   ppid:223    task_flags:0x400140 flags:0x00080000
      [  125.000002] Call Trace:
      [  125.000003]  __mutex_lock+0x1b0/0x2b0
      [  125.000004]  uevent_show+0x70/0xa0
      [  125.000009] INFO: task (udev-worker):374 is blocked on a mutex likely owned by task kworker/1:1:55.
      [  125.000010] task:kworker/1:1     state:D stack:0     pid:55    tgid:55    ppid:2      task_flags:0x4208060 flags:0x00080000
      [  125.000011] Workqueue: usb_hub_wq hub_event
      [  125.000012] Call Trace:
      [  125.000013]  msleep+0x2d/0x40
      [  125.000014]  orion_ccid_probe+0x20/0x60 [orion_ccid]
      [  125.000015]  usb_probe_interface+0xe4/0x2c0
      [  125.000016]  really_probe+0xdb/0x380
      [  186.000000] systemd-udevd[223]: 1-2: Worker [374] processing SEQNUM=1587 killed.
      """)
    #expect(kill.culprit.name == "orion_ccid")
    #expect(kill.suspects.first?.evidence.first?.sentence.contains("lock") == true)
  }

  @Test func unfinishedInitcallOfTheWorker() throws {
    let kill = try kill(
      """
      [   20.000000] calling  acme_daq_init+0x0/0x1000 [acme_daq] @ 208
      [   20.100000] calling  e1000_init_module+0x0/0x1000 [e1000] @ 209
      [   20.300000] initcall e1000_init_module+0x0/0x1000 [e1000] returned 0 after 190000 usecs
      [   50.000000] systemd-udevd[201]: 0000:00:05.0: Worker [208] processing SEQNUM=1438 killed
      [   62.000000] probe of 0000:00:05.0 returned 0 after 41800000 usecs
      [   62.000100] initcall acme_daq_init+0x0/0x1000 [acme_daq] returned 0 after 42000000 usecs
      [   62.100000] systemd-udevd[201]: 0000:00:05.0: Worker [208] terminated by signal 9 (KILL).
      """)
    #expect(kill.culprit.name == "acme_daq")
    #expect(kill.rules.contains("initcall-never-returned"))
    #expect(kill.outcome == .bound)
  }

  @Test func callerIdTiesALineToTheWorker() throws {
    let kill = try kill(
      """
      [   20.000000][  T208] slow_fpga: waiting for the bitstream
      [   21.000000][  T300] e1000: Intel(R) PRO/1000 Network Driver
      [  200.000000] systemd-udevd[201]: fpga0: Worker [208] processing SEQNUM=1438 killed
      """)
    #expect(kill.culprit.name == "slow_fpga")
    #expect(kill.rules == ["worker-spoke-for-driver"])
  }

  @Test func programThatUdevdNames() throws {
    let kill = try kill(
      """
      Feb 11 07:05:13 host (udev-worker)[352]: card0: Spawned process '/usr/local/bin/hotplug.sh --all' [400] timed out after 2min 59s, killing.
      """)
    #expect(
      kill.culprit
        == Culprit(kind: .program, name: "/usr/local/bin/hotplug.sh", confidence: .certain))
    #expect(kill.victim == .program)
  }

  @Test func blkidIsAVictimOfItsDisk() throws {
    let kill = try kill(
      """
      Aug  2 09:04:10 host kernel: [  168.769010] scsi8 : usb-storage 1-8:1.0
      Aug  2 09:04:11 host kernel: [  169.775569] sd 8:0:0:0: [sdb] 15858688 512-byte logical blocks: (8.11 GB/7.56 GiB)
      Aug  2 09:04:42 host kernel: [  200.587034] usb 1-8: reset high-speed USB device number 8 using ehci-pci
      Aug  2 09:05:13 host kernel: [  231.587589] usb 1-8: reset high-speed USB device number 8 using ehci-pci
      Aug  2 09:05:21 host udevd[2011]: timeout: killing '/sbin/blkid -o udev -p /dev/sdb' [2083]
      """)
    #expect(kill.culprit.kind == .hardware)
    #expect(kill.culprit.name == "sdb")
  }

  @Test func lastBuiltinOfTheDebugLog() throws {
    let kill = try kill(
      """
      [   10.000000] (udev-worker)[531]: usb3: Processing device (SEQNUM=3342, ACTION=add)
      [   10.100000] (udev-worker)[531]: usb3: /usr/lib/udev/rules.d/50-udev-default.rules:19 Importing properties from results of builtin command 'usb_id'
      [  190.000000] systemd-udevd[336]: usb3: Worker [531] processing SEQNUM=3342 killed
      """)
    #expect(kill.chain[.activity]?.kind == .reader)
    #expect(kill.chain[.activity]?.name == "usb_id")
    #expect(kill.culprit == .unknown)
  }

  @Test func uninterruptibleProbeRunsOn() throws {
    let kill = try kill(
      """
      [   20.000000] acme_daq 0000:00:05.0: ACME DAQ card, calibrating ADC
      [  199.500000] systemd-udevd[201]: 0000:00:05.0: Worker [208] processing SEQNUM=1438 killed
      [  230.000000] acme_daq 0000:00:05.0: calibration done, 8 channels
      [  230.100000] systemd-udevd[201]: 0000:00:05.0: Worker [208] terminated by signal 9 (KILL).
      """)
    #expect(kill.culprit.name == "acme_daq")
    #expect(kill.rules.isSuperset(of: ["driver-spoke-of-device", "driver-finished-late"]))
    #expect(kill.outcome == .bound)
  }

  @Test func innocentWhoSpokeLastIsNotNamed() throws {
    let kill = try kill(
      """
      [  198.000000] e1000 0000:00:08.0 eth0: Intel(R) PRO/1000 Network Connection
      [  199.500000] systemd-udevd[201]: 0000:00:05.0: Worker [208] processing SEQNUM=1438 killed
      [  199.510000] systemd-udevd[201]: 0000:00:05.0: Worker [208] terminated by signal 9 (KILL).
      """)
    #expect(kill.culprit == .unknown)
  }

  @Test func modaliasIsResolvedByTheMachinesTables() throws {
    let log = """
      udevd[141]: timeout: killing '/sbin/modprobe -bv pci:v000010B7d00009200sv000010B7sd00001000bc02sc00i00' [175]
      """
    #expect(diagnose(log, knowledge: NoKnowledge())?.kills.first?.culprit == .unknown)
    let known = try #require(diagnose(log, knowledge: Tables(modules: ["3c59x"]))?.kills.first)
    #expect(known.culprit.name == "3c59x")
    #expect(known.device?.description?.contains("10b7:9200") == true)
  }

  /// What a modprobe was killed in came to its end all the same, and the driver said how.
  @Test(arguments: [("3c59x", Outcome.unbound), ("e100", .unknown)])
  func probeThatFailsInAKilledLoad(driver: String, outcome: Outcome) throws {
    let command = "'/sbin/modprobe -bv pci:v000010B7d00009200sv000010B7sd00001000bc02sc00i00' [175]"
    let log = """
      [   66.2] udevd[141]: timeout: killing \(command)
      [   69.0] \(driver): probe of 0000:00:1f.5 failed with error -5
      [   69.1] udevd[141]: \(command) terminated by signal 9 (Killed)
      """
    let kill = try #require(diagnose(log, knowledge: Tables(modules: ["3c59x"]))?.kills.first)
    #expect(kill.outcome == outcome)
  }

  private struct Tables: MachineKnowledge, DeviceKnowledge {
    var modules: [String]
    func modules(for modalias: String, kernel: String?) -> ModuleLookup? {
      ModuleLookup(
        modules: modules, kernel: "6.1.0-50-amd64", isExact: false, owner: .here)
    }
    func description(of modalias: String) -> String? { nil }
  }

  @Test func starvedMachineHasNoCulprit() throws {
    let devices = [("e1000", "08"), ("acme_daq", "05"), ("snd_ens1370", "11"), ("i6300esb", "0d")]
    var log = devices.enumerated().map { number, device in
      "[   93.\(number)00000] systemd-udevd[204]: 0000:00:\(device.1).0: Worker [\(210 + number)] "
        + "processing SEQNUM=\(1490 + number) killed\n"
    }.joined()
    log += devices.enumerated().map { number, device in
      "[  10\(number).000000] \(device.0) 0000:00:\(device.1).0: ready\n[  10\(number).100000] "
        + "systemd-udevd[204]: 0000:00:\(device.1).0: Worker [\(210 + number)] terminated by signal 9 (KILL).\n"
    }.joined()
    let boot = try #require(diagnose(log))
    #expect(boot.kills.count == 4)
    #expect(boot.kills.allSatisfy { $0.culprit == .unknown })
    #expect(boot.kills.allSatisfy { $0.notes.contains { $0.sentence.contains("starved") } })
  }

  @Test func oneAsynchronousProbeHoldsTheOthers() throws {
    let victims = ["sable-codec", "serio0", "LNXPWRBN:00", "0000:00:08.0"]
    var log = victims.enumerated().map { number, device in
      "[   6\(number).000000] systemd-udevd[204]: \(device): Worker [\(210 + number)] "
        + "processing SEQNUM=\(1113 + number) killed\n"
    }.joined()
    log += "[   79.100000] sable-codec sable-codec: codec ready\n"
    log += victims.enumerated().map { number, device in
      "[   79.2\(number)0000] systemd-udevd[204]: \(device): Worker [\(210 + number)] terminated by signal 9 (KILL).\n"
    }.joined()
    let boot = try #require(diagnose(log))
    #expect(boot.kills.count == 4)
    #expect(boot.kills.allSatisfy { $0.culprit.name == "sable-codec" })
  }
}

extension RuleTests {
  @Test func programStuckInADriverIsItsVictim() throws {
    let kill = try #require(
      diagnose(
        """
        [  125.000000] INFO: task ata_probe:400 blocked for more than 120 seconds.
        [  125.000001] task:ata_probe       state:D stack:0     pid:400   ppid:352    flags:0x00004002
        [  125.000002] Call Trace:
        [  125.000003]  msleep+0x2d/0x40
        [  125.000004]  slowraid_ioctl+0x20/0x60 [slowraid]
        [  190.000000] (udev-worker)[352]: sda: Spawned process '/usr/local/bin/ata_probe sda' [400] timed out after 2min 59s, killing.
        """)?.kills.first)
    #expect(kill.culprit.kind == .driver)
    #expect(kill.culprit.name == "slowraid")
  }

  @Test func auxiliaryDeviceLeadsToItsMaker() throws {
    let kill = try #require(
      diagnose(
        """
        [  190.000000] systemd-udevd[223]: bnxt_en.rdma.0: Worker [374] processing SEQNUM=1587 killed
        """)?.kills.first)
    // bnxt_re is loaded for it, and waits for the card that bnxt_en drives
    #expect(kill.suspects.map(\.name).contains("bnxt_en"))
  }

  @Test func oopsLeavesItsLocksHeld() throws {
    let kill = try #require(
      diagnose(
        """
        [   12.000000] BUG: kernel NULL pointer dereference, address: 0000000000000028
        [   12.000001] CPU: 2 PID: 406 Comm: (udev-worker) Not tainted 6.1.0 #1
        [   12.000002] RIP: 0010:nvkm_device_init+0x163/0x1e0 [nouveau]
        [   12.000003] Call Trace:
        [   12.000004]  nouveau_drm_probe+0xbb/0x210 [nouveau]
        [   12.000005]  really_probe+0xde/0x400
        [  190.000000] systemd-udevd[223]: 0000:01:00.1: Worker [420] processing SEQNUM=1587 killed
        """)?.kills.first)
    #expect(kill.suspects.first?.name == "nouveau")
    #expect(kill.rules == ["oops-before-kill"])
  }

  @Test func modprobeThatDiedByItselfHoldsUpTheNext() throws {
    let died =
      "udevd-work[126]: '/sbin/modprobe -b pci:v00008086d00002E32sv00001849sd00002E32bc03sc00i00' "
      + "unexpected exit with status 0x0009"
    let alarm = """
      udevd[549]: worker [564] unexpectedly returned with status 0x0100
      udevd[549]: worker [564] failed while handling '/devices/pci0000:00/0000:00:1b.0'
      """
    let kill = try #require(diagnose(died + "\n" + alarm)?.kills.first)
    #expect(kill.suspects.first?.name == "i915")
    let exited = died.replacing("0x0009", with: "0x0100")
    #expect(try #require(diagnose(exited + "\n" + alarm)?.kills.first).suspects.isEmpty)
  }

  @Test func aBuiltinThatWasLeftIsNotBlamed() throws {
    let kill = try #require(
      diagnose(
        """
        [   10.000000] (udev-worker)[531]: usb3: Processing device (SEQNUM=3342, ACTION=add)
        [   10.100000] (udev-worker)[531]: usb3: Importing properties from results of builtin command 'usb_id'
        [   10.200000] (udev-worker)[531]: usb3: /usr/lib/udev/rules.d/60-x.rules:3 LINK 'x'
        [  190.000000] systemd-udevd[336]: usb3: Worker [531] processing SEQNUM=3342 killed
        """)?.kills.first)
    #expect(kill.culprit == .unknown)
  }

  @Test func aModuleThatWasInsertedIsNotBeingLoaded() throws {
    func kill(_ line: String) throws -> Finding {
      try #require(
        diagnose(
          """
          [   10.000000] (udev-worker)[531]: x: Processing device (SEQNUM=3342, ACTION=add)
          [   10.100000] (udev-worker)[531]: Loading module: pci:v0000144Dd0000A80Asv00001028sd00001C5Ebc01sc08i02
          \(line)
          [  190.000000] systemd-udevd[336]: x: Worker [531] processing SEQNUM=3342 killed
          """)?.kills.first)
    }
    #expect(try kill("").culprit.name == "nvme")
    #expect(
      try kill("[   10.200000] (udev-worker)[531]: Inserted module 'nvme'").culprit == .unknown)
  }

  /// A network interface is the card's that its lines name, under each of its names.
  @Test(arguments: ["eth1", "enp7s0"])
  func interfaceIsOfItsCard(name: String) {
    func log(_ line: String) -> String {
      """
      [    7.120001] igb 0000:07:00.0: added PHC on eth1
      [    7.800001] igb 0000:07:00.0 enp7s0: renamed from eth1
      [    7.900001] \(line)
      [  187.130001] systemd-udevd[301]: \(name): Worker [352] processing SEQNUM=1733 killed

      """
    }
    let kill = diagnose(log("igb 0000:07:00.0 enp7s0: PCIe link lost"))?.kills.first
    #expect(kill?.culprit.name == "0000:07:00.0")
    let other = diagnose(log("igb 0000:08:00.0 enp8s0: PCIe link lost"))?.kills.first
    #expect(other?.culprit.kind == .unknown)
  }

  /// Who typed a line from a screen left out the blank before an option.
  @Test(arguments: ["/sbin/blkid-o udev-p /dev/sda", "/sbin/mdadm-I /dev/sda"])
  func typedReaderIsNoCulprit(command: String) {
    let kill = diagnose("udevd[94]: timeout: killing '\(command)' [144]\n")?.kills.first
    #expect(kill?.culprit.kind == .unknown)
    #expect(kill?.chain[.activity]?.kind == .reader)
    let script = diagnose("udevd[94]: timeout: killing '/sbin/blkid-cache /dev/sda'[144]\n")
    #expect(script?.kills.first?.culprit.kind == .program)
  }

  @Test(
    "who spoke only when the signal had come is not said to have spoken before",
    arguments: [true, false])
  func spokeLate(isLate: Bool) throws {
    let log = """
      [   \(isLate ? "191.400000" : "100.400000")] fusb302 4-0022: cannot read status, -110
      [  191.366000] systemd-udevd[210]: 4-0022: Worker [231] processing SEQNUM=88 killed
      [  191.500000] systemd-udevd[210]: 4-0022: Worker [231] terminated by signal 9 (KILL).

      """
    let lines = log.split(separator: "\n").sorted().joined(separator: "\n") + "\n"
    let kill = try #require(diagnose(lines)?.kills.first)
    let said = kill.suspects.flatMap(\.evidence).map(\.statement)
    #expect(said.contains(.spokeOfDeviceLate(alone: true)) == isLate)
    #expect(said.contains(.spokeOfDevice(alone: true)) != isLate)
  }
}
