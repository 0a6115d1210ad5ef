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
}
