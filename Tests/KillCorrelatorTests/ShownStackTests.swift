import Testing

@testable import KillCorrelator
@testable import LogModel

/// Stacks that the kernel does not report by itself as those of hanging workers, and errors of its own code.
@Suite struct ShownStackTests {
  private func finding(_ log: String, _ kind: Finding.Kind = .stuck) -> Finding? {
    diagnose(log)?.otherDeaths.first { $0.kind == kind }
  }

  @Test(
    "whose /proc/PID/stack it is stands in the command, or before each stack of a loop",
    arguments: [
      "# while :; do date +%T; cat /proc/201/comm /proc/201/stack; sleep 30; done\n10:14:02\nsystemd-udevd",
      "# for p in $(cat pids); do echo \"== $p\"; cat /proc/$p/stack; done\n== 201\nsystemd-udevd",
      "# for p in $(pgrep udevd); do cat /proc/$p/stack; done\n--- 201 (udev-worker) ---",
    ])
  func loopsOverStackFiles(head: String) {
    let stack = """
      [<0>] usleep_range_state+0x68/0x90
      [<0>] slow_poll_reg+0x7c/0xd0 [slow_af]
      [<0>] slow_probe+0x5c4/0x1200 [slow_af]
      [<0>] local_pci_probe+0x48/0xb8
      """
    let found = finding("\(head)\n\(stack)\n10:14:32\n")
    #expect(found?.workerPID == 201 && found?.culprit.name == "slow_af")
    #expect(found?.blockage?.isLookedAt == true)
    // a worker that waits for its next event
    #expect(finding("\(head)\n[<0>] ep_poll+0x370/0x3a0\n[<0>] do_epoll_wait+0xb0/0xd0\n") == nil)
    #expect(finding(head.replacing("201", with: "x") + "\n" + stack) == nil)
    // of the task that udev waits for
    #expect(finding("# cat /proc/201/stack   # udevd waits for it\n" + stack) == nil)
  }

  /// RCU shows whoever is on the processor; who is there again a minute later hangs there.
  @Test(arguments: [(91, true), (29, false)])
  func stallsThatFindTheSameWorker(second: Int, hangs: Bool) {
    func stall(_ time: Int) -> String {
      """
      [  \(time).900000] rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:
      [  \(time).910000] Task dump for CPU 2:
      [  \(time).912000] task:systemd-udevd   state:R  running task     stack:    0 pid:  266 ppid:   240 flags:0x0000000a
      [  \(time).914000] Call trace:
      [  \(time).916000]  __switch_to+0x104/0x160

      """
    }
    let found = finding(
      stall(28) + stall(second)
        + "[  160.200000] watchdog: BUG: soft lockup - CPU#0 stuck for 26s! [kworker/0:3:98]\n"
        + "[  160.210000] Modules linked in: slow_sai(+) imx_pcm_dma\n")
    #expect((found?.workerPID == 266) == hangs)
  }

  /// A soft lockup that has no stack is the same task's as the stall before it.
  @Test func stallBeforeASoftLockup() {
    let found = finding(
      """
      [   27.100000] rcu: INFO: rcu_preempt self-detected stall on CPU
      [   27.130000] NMI backtrace for cpu 1
      [   27.140000] CPU: 1 PID: 131 Comm: systemd-udevd Not tainted 5.0.7 #1
      [   27.180000] [<bf0a4120>] (slow_read [slow_rtc]) from [<bf0a42b4>] (slow_rtc_probe+0x60/0xd8 [slow_rtc])
      [   27.200000] [<bf0a4580>] (slow_rtc_probe [slow_rtc]) from [<c05a2b44>] (platform_drv_probe+0x48/0x98)
      [   90.200000] watchdog: BUG: soft lockup - CPU#1 stuck for 22s! [systemd-udevd:131]
      """)
    #expect(found?.workerPID == 131 && found?.culprit.name == "slow_rtc")
  }

  /// Of udev's own programs only blkid is started by hand.
  @Test(arguments: [("v4l_id", true), ("blkid", false)])
  func ownProgramsThatHang(comm: String, isTold: Bool) {
    let found = finding(
      """
      [ 8290.661021] INFO: task \(comm):30417 blocked for more than 122 seconds.
      [ 8290.661050] Call Trace:
      [ 8290.661077]  __mutex_lock.constprop.0+0x39a/0x6a0
      [ 8290.661085]  _vb2_fop_release+0x2a/0x90 [videobuf2_v4l2]
      [ 8290.661118]  __fput+0xf2/0x2a0
      [ 8290.661240] INFO: task ffmpeg:28804 blocked for more than 122 seconds.
      [ 8290.661255] Call Trace:
      [ 8290.661266]  usb_kill_urb.part.0+0x6b/0xa0
      [ 8290.661271]  slow_cancel_isoc+0x5a/0x80 [slow_grabber]
      [ 8290.661298]  _vb2_fop_release+0x5c/0x90 [videobuf2_v4l2]
      """)
    #expect((found?.program == comm) == isTold)
    #expect((found?.culprit.name == "slow_grabber") == isTold)
  }

  /// Who spins for a lock does not run by chance.
  @Test(arguments: [
    ("queued_spin_lock_slowpath+0x174/0x3a8", "kernfs_iop_permission"),
    ("do_user_addr_fault+0x174/0x3a8", nil),
  ])
  func stallAtASpinlock(frame: String, lock: String?) {
    let found = finding(
      """
      [  426.110000] rcu: INFO: rcu_sched detected stalls on CPUs/tasks:
      [  426.155643] task:systemd-udevd   state:R  running task     stack:    0 pid:  357 ppid:   353 flags:0x00000802
      [  426.165543] Call trace:
      [  426.244148]  el1h_64_irq+0x74/0x78
      [  426.247544]  \(frame)
      [  426.252327]  kernfs_iop_permission+0xe0/0xf0
      [  426.256591]  inode_permission+0x180/0x260
      """)
    #expect(found?.chain[.wait]?.name == lock)
    #expect((found == nil) == (lock == nil))
  }

  // MARK: - Errors of the kernel

  /// In whose code it happens counts for more than who is probed.
  @Test(arguments: [
    ("slow_complete+0x70/0x144 [slow_dsp]", "slow_dsp"), ("kfree+0x70/0x144", "slow_card"),
  ])
  func errorBelowAProbe(frame: String, culprit: String) {
    let found = finding(
      """
      [   26.553358] BUG: kernel NULL pointer dereference, address: 0000000000000078
      [   26.580158] CPU: 2 PID: 2082 Comm: udevd Tainted: G         C        5.4.81 #4
      [   26.597082] RIP: 0010:\(frame)
      [   26.603810] Call Trace:
      [   26.642880]  slow_card_probe+0x9a/0xd0 [slow_card]
      [   26.650470]  platform_drv_probe+0x38/0x88
      """, .oops)
    #expect(found?.culprit.name == culprit)
  }

  /// What copies, lists or allocates only finds what somebody has spoilt, and a driver that is built in
  /// is not told from the kernel.
  @Test(arguments: [
    ("bio_add_hw_page+0x58/0x1fc", "vfs_read+0x1d4/0x2e0", "bio_add_hw_page"),
    ("memcpy_orig+0x29/0x110", "vfs_read+0x1d4/0x2e0", nil),
    ("kmem_cache_alloc+0x29/0x110", "vfs_read+0x1d4/0x2e0", nil),
    ("acme_setup+0x58/0x1fc", "platform_probe+0x38/0x88", nil),
  ])
  func errorOfTheKernelsOwnCode(top: String, caller: String, culprit: String?) {
    let found = finding(
      """
      [   26.553358] BUG: kernel NULL pointer dereference, address: 0000000000000078
      [   26.580158] CPU: 2 PID: 2082 Comm: udevd Not tainted 5.4.81 #4
      [   26.597082] RIP: 0010:\(top)
      [   26.603810] Call Trace:
      [   26.650470]  \(caller)
      """, .oops)
    #expect(found?.workerPID == 2082 && found?.culprit.name == culprit)
  }

  /// An error's report that is cut goes on in what the sanitiser had said of the same task.
  @Test(arguments: [(311, "slow_edac"), (312, nil)])
  func errorBehindASanitisersReport(pid: Int, culprit: String?) {
    let found = finding(
      """
      [   61.987277] BUG: KASAN: wild-memory-access in edac_create_sysfs_mci_device+0x1f1/0x560
      [   61.987289] CPU: 9 PID: \(pid) Comm: systemd-udevd Not tainted 6.4.0-rc1 #1
      [   61.987295] Call Trace:
      [   61.987305]  kasan_report+0xb9/0xf0
      [   61.987320]  edac_create_sysfs_mci_device+0x1f1/0x560
      [   62.079279]  slow_probe1+0x8d2/0xd60 [slow_edac]
      [   62.141510]  local_pci_probe+0xd8/0x180
      [   62.235461]  </TASK>
      [   62.235470] general protection fault, probably for non-canonical address 0xe3fffc870a9dbbbb: 0000 [#1]
      [   62.235475] CPU: 9 PID: 311 Comm: systemd-udevd Not tainted 6.4.0-rc1 #1
      [   62.235480] RIP: 0010:edac_create_sysfs_mci_device+0x1f6/0x560
      """, .oops)
    #expect(found?.workerPID == 311 && found?.driver == culprit)
  }

  /// A library that dies in its own init is the one that failed, and a loader that dies is told.
  @Test(arguments: [
    ("bt_init+0x68/0xd0 [bluetooth]", "bluetooth"), ("add_slow+0x48/0x30c", "add_slow"),
  ])
  func errorOfALoader(frame: String, culprit: String) {
    let found = finding(
      """
      [   26.553358] BUG: kernel NULL pointer dereference, address: 0000000000000078
      [   26.580158] CPU: 2 PID: 4159 Comm: insmod Not tainted 5.4.81 #4
      [   26.597082] RIP: 0010:\(frame)
      [   26.603810] Call Trace:
      [   26.642880]  do_one_initcall+0x80/0x2f0
      """, .oops)
    #expect(found?.program == "insmod" && found?.culprit.name == culprit)
  }

  /// PowerPC names the task behind its registers.
  @Test func taskOnPowerPC() {
    let found = finding(
      """
      [    1.0] Unable to handle kernel paging request for data at address 0x3c34a500
      [    1.1] Oops: Kernel access of bad area, sig: 11 [#1]
      [    1.2] TASK = c0000000c7220680[61] 'modprobe' THREAD: c0000000c7230000 CPU: 0
      [    1.3] NIP [c000000000157304] .__slab_alloc_page+0x3e8/0x470
      [    1.4] Call Trace:
      [    1.5] [c0000000c7233bd0] [d000000000db1a54] .slow_init_queue+0x38/0x170 [slow_mod]
      [    1.6] [c0000000c7233ce0] [c0000000000097a8] .do_one_initcall+0x88/0x1bc
      """, .oops)
    #expect(found?.programPID == 61 && found?.culprit.name == "slow_mod")
  }

  /// A disk is not to blame for what its controller says of itself.
  @Test(arguments: [
    ("uhci_hcd 0000:01:0b.1: host system error, PCI problems?", "0000:01:0b.1"),
    ("sd 6:0:0:0: [sdb] tag#3 Sense Key : Medium Error [current]", "sdb"),
  ])
  func errorsOfTheController(line: String, culprit: String) {
    let path =
      "/devices/pci0000:00/0000:00:1e.0/0000:01:0b.1/usb7/7-1/7-1:1.0/host6/target6:0:0/6:0:0:0/block/sdb"
    let kill = diagnose(
      """
      [    4.300000] sd 6:0:0:0: [sdb] 490232832 512-byte logical blocks: (251 GB/233 GiB)
      [    4.800000] \(line)
      [    5.000000] \(line)
      [   34.500000] systemd-udevd[141]: worker [163] \(path) timeout; kill it
      [   34.500100] systemd-udevd[141]: seq 1307 '\(path)' killed
      """)?.kills.first
    #expect(kill?.culprit.name == culprit)
  }

  /// Whoever wants a device awake waits for the task that died while it put it to sleep.
  @Test(arguments: [("rpm_resume", true), ("msleep", false)])
  func deathWhileADeviceWentToSleep(function: String, isNamed: Bool) {
    let found = finding(
      """
      [   21.0] BUG: kernel NULL pointer dereference, address: 0000000000000000
      [   21.1] CPU: 15 UID: 0 PID: 538 Comm: kworker/15:1 Not tainted 6.15.9 #1
      [   21.2] RIP: 0010:slow_set_wow+0x72/0xe0 [slow_dongle]
      [   21.3]  slow_dongle_suspend+0x4f/0xa0 [slow_dongle]
      [   21.4]  __rpm_callback+0x44/0x170
      [   21.5]  rpm_suspend+0x156/0x660
      [   21.6]  pm_runtime_work+0x86/0xa0
      [   21.7] ---[ end trace 0000000000000000 ]---
      [  173.0] INFO: task (udev-worker):2207 blocked for more than 122 seconds.
      [  173.1]  __schedule+0x2f2/0x13d0
      [  173.2]  schedule+0x27/0xf0
      [  173.3]  \(function)+0x2b3/0x700
      [  173.4]  control_store+0xa2/0xb0
      [  173.5]  vfs_write+0x28d/0x470
      """)
    #expect(found != nil && (found?.culprit.name == "slow_dongle") == isNamed)
  }

  /// The thread of a device's interrupt has the device's name, or what 15 bytes leave of it.
  @Test(arguments: [("irq/65-SLOW0001", true), ("irq/65-OTHE0001", false)])
  func interruptThreadOfTheDevice(comm: String, isItsOwn: Bool) throws {
    let kill = try #require(
      diagnose(
        """
        [    6.0] systemd-udevd[288]: starting version 239
        [  128.0] INFO: task \(comm):406 blocked for more than 120 seconds.
        [  128.1]  schedule+0x32/0x90
        [  128.2]  __mutex_lock.isra.0+0x220/0x530
        [  128.3]  slow_mp2_read+0x4f/0x17b [slow_mp2]
        [  190.0] systemd-udevd[288]: seq 2390 '/devices/platform/AMDI0011:01/i2c-1/i2c-SLOW0001:00' killed
        """)?.kills.first)
    #expect((kill.culprit.name == "slow_mp2") == isItsOwn)
  }

  /// A library that probes for whoever registers with it stands for nobody (saa7146, and budget).
  @Test(arguments: [("budget", "budget"), ("slow_card", "saa7146")])
  func probeOfALibrary(user: String, module: String) {
    let found = finding(
      """
      [   59.0] BUG: unable to handle kernel NULL pointer dereference at 00000000000000b0
      [   59.1] Pid: 1616, comm: modprobe Not tainted 2.6.32-21-generic #32-Ubuntu
      [   59.2]  [<ffffffffa01f7e6c>] dvb_frontend_detach+0xc/0x90 [dvb_core]
      [   59.2]  [<ffffffffa02b417e>] slow_attach+0x9e/0x150 [\(user)]
      [   59.3]  [<ffffffffa0261d66>] saa7146_init_one+0x8c6/0x9b0 [saa7146]
      [   59.4]  [<ffffffff812cd6d7>] local_pci_probe+0x17/0x20
      [   59.5]  [<ffffffffa02611b1>] saa7146_register_extension+0x61/0xa0 [saa7146]
      [   59.6]  [<ffffffffa02c0010>] slow_init+0x10/0x12 [\(user)]
      [   59.7]  [<ffffffff8100a04c>] do_one_initcall+0x3c/0x1a0
      [   59.8]  [<ffffffff8109f1af>] sys_init_module+0xdf/0x260
      """, .oops)
    #expect(found?.culprit.name == module)
  }

  /// A module that does not let itself be taken out.
  @Test func removalThatHangs() {
    let found = finding(
      """
      [15361.0] INFO: task rmmod:878 blocked for more than 122 seconds.
      [15361.1]  schedule+0xd0/0x290
      [15361.2]  kthread_stop+0x183/0x7f0
      [15361.3]  slow_cleanup+0x46a/0x1bd0 [slow_mod]
      [15361.4]  __do_sys_delete_module.constprop.0+0x2ec/0x4f0
      """)
    #expect(found?.program == "rmmod" && found?.culprit.name == "slow_mod")
  }

  /// Of a list that gives addresses, another lock of the kind is another lock.
  @Test(arguments: [("ffff88801b2ae190", true), ("ffff88807b20e0e8", false)])
  func locksByTheirAddress(address: String, isHeld: Bool) {
    let found = finding(
      """
      [  143.0] INFO: task udevd:100 blocked for more than 143 seconds.
      [  143.1]  __mutex_lock+0x5b8/0x9c0
      [  143.2]  uevent_show+0x188/0x3b0
      [  143.3]  dev_attr_show+0x53/0xe0
      [  143.4] INFO: task remover:132 blocked for more than 143 seconds.
      [  143.5]  __flush_work+0x47a/0x6d0
      [  143.6]  slow_remove+0x52/0x1d0 [slow_net]
      [  143.7]  device_release_driver_internal+0x503/0x7c0
      [  143.8] Showing all locks held in the system:
      [  143.8] 1 lock held by udevd/100:
      [  143.8]  #0: ffff88801b2ae190 (&dev->mutex){....}-{3:3}, at: uevent_show+0x188/0x3b0
      [  143.9] 2 locks held by remover/132:
      [  143.9]  #0: \(address) (&dev->mutex){....}-{3:3}, at: device_release_driver_internal+0xce/0x7c0
      [  143.9]  #1: ffffffff8f5e8b08 (rtnl_mutex){+.+.}-{3:3}, at: slow_remove+0x71/0x6a0
      """)
    #expect(found != nil && (found?.culprit.name == "slow_net") == isHeld)
  }

  /// Who announces an input device waits for whoever hangs under the input core's one lock.
  @Test(arguments: [
    ("input: Power Button as /devices/LNXSYSTM:00/SLOW0001:00/input/input3", "slow_handler"),
    ("ACPI: button: Power Button [PWRF]", "slow_button"),
  ])
  func lockOfTheInputCore(line: String, culprit: String) throws {
    let kills = try #require(
      diagnose(
        """
        [   50.0] systemd-udevd[271]: Using default interface naming scheme 'v257'.
        [   61.0] \(line)
        [  171.0] INFO: task (udev-worker):291 blocked for more than 120 seconds.
        [  171.1]  schedule+0x27/0xc0
        [  171.2]  msleep+0x2b/0x40
        [  171.3]  slow_connect+0x9/0x1a0 [slow_handler]
        [  171.4]  input_attach_handler.isra.0+0x72/0x90
        [  171.5]  input_register_handler+0xb3/0x120
        [  171.6]  do_one_initcall+0x58/0x310
        [  230.0] systemd-udevd[271]: input0: Worker [291] processing SEQNUM=1458 killed
        [  230.1] systemd-udevd[271]: input2: Worker [292] processing SEQNUM=1460 killed
        [  240.0] systemd-udevd[271]: SLOW0001:00: Worker [286] processing SEQNUM=1578 killed
        [  240.1] slow_button: probe of SLOW0001:00 failed with error -4
        """)?.kills)
    #expect(kills.map(\.culprit.name) == ["slow_handler", "slow_handler", culprit])
  }

  /// What udev runs for a disk, and hangs in opening it, waits for the disk; unless somebody else hangs as well.
  @Test(arguments: [
    ("", true),
    (
      """
      [  130.0] INFO: task kworker/u8:1:90 blocked for more than 120 seconds.
      [  130.1]  schedule+0x27/0xc0
      [  130.2]  slow_write+0x40/0x100 [slow_target]

      """, false
    ),
  ])
  func hangsInOpeningADisk(other: String, isDisk: Bool) throws {
    let kill = try #require(
      diagnose(
        """
        [   31.0] systemd-udevd[272]: Using default interface naming scheme 'v257'.
        [  129.0] INFO: task cdrom_id:336 blocked for more than 120 seconds.
        [  129.1]  schedule+0x27/0xc0
        [  129.2]  __wait_for_common+0x8e/0x1e0
        [  129.3]  sr_block_open+0x9/0xc0 [sr_mod]
        [  129.4]  blkdev_get_whole+0x27/0xa0
        [  129.5]  bdev_open+0x206/0x3b0

        """ + other + """
          [  191.0] (udev-worker)[292]: sr0: Spawned process 'cdrom_id --lock-media /dev/sr0' [336] timed out after 2min 59s, killing.
          [  201.0] systemd-udevd[272]: sr0: Worker [292] processing SEQNUM=1787 killed
          [  201.1] systemd-udevd[272]: sr0: Worker [292] terminated by signal 9 (KILL).
          """)?.kills.first)
    #expect((kill.culprit.name == "sr0") == isDisk)
  }

  /// A disk's driver only asks the disk: where a thread of the host's hangs, that is what is waited for.
  @Test func hostOfACard() {
    let found = finding(
      """
      [  246.0] INFO: task (udev-worker):188 blocked for more than 122 seconds.
      [  246.1]  __flush_work.isra.0+0x15c/0x210
      [  246.1]  mmc_blk_mq_complete_prev_req+0x58/0x80 [mmc_block]
      [  246.1]  mmc_blk_mq_issue_rq+0x298/0x830 [mmc_block]
      [  246.1]  filemap_read+0xb4/0x310
      [  246.1]  blkdev_read_iter+0x8c/0x1a0
      [  246.8] INFO: task kworker/1:1H:52 blocked for more than 122 seconds.
      [  246.8]  wait_for_completion_timeout+0x28/0x34
      [  246.8]  slow_mmc_request+0x27c/0x350 [slow_mmc]
      [  246.8]  mmc_blk_mq_complete_work+0x24/0x40 [mmc_block]
      """)
    #expect(found?.culprit.name == "slow_mmc")
  }

  /// What a driver sends on an SPI bus the bus's thread does: who hangs in that is who is waited for.
  @Test(arguments: [("__spi_pump_messages", "slow_spi"), ("slow_thread", "slow_touch")])
  func threadOfAnSPIBus(function: String, culprit: String) {
    let found = finding(
      """
      [  246.0] INFO: task spi2:91 blocked for more than 122 seconds.
      [  246.1]  wait_for_completion+0x98/0x108
      [  246.1]  slow_spi_transfer+0x3c8/0x590 [slow_spi]
      [  246.1]  \(function)+0x378/0x7a8
      [  246.1]  kthread_worker_fn+0xa8/0x1b0
      [  246.2] INFO: task systemd-udevd:172 blocked for more than 122 seconds.
      [  246.2]  wait_for_completion+0x98/0x108
      [  246.2]  __spi_sync+0x1d4/0x2a0
      [  246.2]  spi_sync+0x28/0x44
      [  246.2]  slow_read+0x17c/0x250 [slow_touch]
      [  246.2]  slow_probe+0x9b0/0xc30 [slow_touch]
      [  246.2]  spi_probe+0x7c/0xa8
      [  246.2]  really_probe+0xf0/0x4a8
      """)
    #expect(found?.culprit.name == culprit)
  }

  /// Whose stack somebody shows stands in his listing of processes, too.
  @Test(arguments: [("/lib/systemd/systemd-udevd", true), ("/usr/sbin/cron", false)])
  func processListedBefore(program: String, isUdevs: Bool) {
    let found = finding(
      """
      $ ps axo pid,stat,wchan:24,cmd | grep ' D'
       1211 D    usb_start_wait_urb       \(program)
      $ sudo cat /proc/1211/stack
      [<0>] usb_start_wait_urb+0x8a/0x190 [usbcore]
      [<0>] slow_setup+0x3a/0x90 [slow_remote]
      [<0>] slow_probe+0x2f4/0x520 [slow_remote]
      [<0>] usb_probe_interface+0xe4/0x2f0 [usbcore]
      [<0>] do_one_initcall+0x46/0x1c3
      """)
    #expect((found?.culprit.name == "slow_remote") == isUdevs)
  }

  /// What lets a file's name go finds what somebody else has spoilt.
  @Test func errorsInNamesOfFiles() {
    let found = finding(
      """
      [    4.5] kernel BUG at lib/list_debug.c:51!
      [    4.5] CPU: 0 PID: 511 Comm: systemd-udevd Not tainted 5.5.0-rc1+ #14
      [    4.6] Call Trace:
      [    4.6]  __dentry_kill+0x86/0x190
      [    4.6]  dput+0x2a6/0x460
      [    4.6]  slow_remove+0x40/0x60
      """, .oops)
    #expect(found != nil && found?.culprit.name == nil)
  }

  /// A mapping waits for the one target that hangs, be it in a lock of its own.
  @Test(arguments: [("dm-4", "dm_era"), ("sda", nil)])
  func targetOfAMapping(sysname: String, culprit: String?) throws {
    let kill = try #require(
      diagnose(
        """
        Mar 14 09:20:06 files systemd-udevd[389]: starting version 252
        Mar 14 09:22:09 files kernel: INFO: task kworker/u8:3:88 blocked for more than 120 seconds.
        Mar 14 09:22:09 files kernel: Workqueue: dm-era do_worker [dm_era]
        Mar 14 09:22:09 files kernel:  rwsem_down_write_slowpath+0x33e/0x620
        Mar 14 09:22:09 files kernel:  metadata_current_marked+0x3d/0x120 [dm_era]
        Mar 14 09:22:09 files kernel:  process_one_work+0x1c4/0x380
        Mar 14 09:23:09 files systemd-udevd[389]: \(sysname): Worker [431] processing SEQNUM=2466 killed
        """)?.kills.first)
    #expect(kill.culprit.name == culprit)
  }

  /// Who wants a lock of a part of the kernel in which a thread of its hangs is not to blame.
  @Test(arguments: [("genpd_power_off", nil), ("slow_power_off", "slow_vpu")])
  func lockOfAPartOfTheKernel(function: String, culprit: String?) {
    let found = finding(
      """
      [  246.1] INFO: task (udev-worker):231 blocked for more than 120 seconds.
      [  246.1]  __mutex_lock.constprop.0+0x30c/0x5b0
      [  246.1]  genpd_runtime_resume+0x94/0x2c0
      [  246.1]  __rpm_callback+0x48/0x1a0
      [  246.1]  slow_probe+0x3a4/0x8e0 [slow_vpu]
      [  246.1]  platform_probe+0x68/0xd8
      [  246.2] INFO: task kworker/2:1:61 blocked for more than 120 seconds.
      [  246.2]  schedule+0x5c/0xd0
      [  246.2]  wait_for_it+0x1a8/0x700
      [  246.2]  \(function)+0x110/0x240
      [  246.2]  process_one_work+0x34/0x58
      [  246.2]  worker_thread+0x34/0x58
      """)
    #expect(found != nil && found?.culprit.name == culprit)
  }

  /// A port's probe waits for the thread that handles the errors of its host.
  @Test(arguments: [("ata_port_wait_eh", true), ("slow_wait", false)])
  func errorHandlerOfAPort(function: String, isNamed: Bool) {
    let found = finding(
      """
      [  190.1] INFO: task systemd-udevd:344 blocked for more than 120 seconds.
      [  190.1]  async_synchronize_cookie_domain+0xb8/0x148
      [  190.1]  async_synchronize_full+0x20/0x30
      [  190.1]  do_init_module+0xf0/0x1bc
      [  190.2] INFO: task kworker/u16:3:118 blocked for more than 120 seconds.
      [  190.2]  \(function)+0x84/0x118
      [  190.2]  ata_port_probe+0x38/0x50
      [  190.2]  async_run_entry_fn+0x44/0x120
      [  190.3] INFO: task scsi_eh_1:381 blocked for more than 120 seconds.
      [  190.3]  msleep+0x30/0x40
      [  190.3]  slow_hardreset+0xd0/0x250 [slow_ahci]
      [  190.3]  ata_eh_reset+0x3c4/0xbd0
      [  190.3]  scsi_error_handler+0xcc/0x3a8
      """)
    let isHost = found?.suspects.first?.evidence.contains { evidence in
      if case .hostStuck = evidence.statement { true } else { false }
    }
    #expect(isHost == isNamed)
  }
}
