import Testing

@testable import KillCorrelator
@testable import LogModel

/// Workers that the kernel reports as stuck, and whom each of them waits for.
@Suite struct StuckWorkerTests {
  private func stuck(_ log: String) -> Finding? {
    diagnose(log)?.otherDeaths.first { $0.kind == .stuck }
  }

  private func blocked(_ stack: String) -> String {
    """
    [  150.000000] INFO: task (udev-worker):120 blocked for more than 120 seconds.
    [  150.000001] task:(udev-worker)   state:D stack:0     pid:120   ppid:95    flags:0x00004002
    [  150.000002] Call Trace:

    """
      + stack.split(separator: "\n").enumerated().map { "[  150.00\($0 + 100)]  \($1)\n" }.joined()
  }

  /// A worker takes one event after the other: what it does in the next says nothing of the one before.
  @Test func aStackOfTheNextEventSaysNothing() throws {
    func warning(_ time: Int, _ device: String, _ seqnum: Int) -> String {
      "[  \(time).000000] systemd-udevd[95]: \(device): Worker [120] processing SEQNUM=\(seqnum) "
        + "is taking a long time\n"
    }
    let stack = """
      [  165.000001] WARNING: CPU: 0 PID: 120 at drivers/fpga/slow.c:97 slow_wait+0x879/0x960 [slow_fpga]
      [  165.000002] CPU: 0 PID: 120 Comm: (udev-worker) Not tainted 6.12.1 #1
      [  165.000003] RIP: 0010:slow_wait+0x879/0x960 [slow_fpga]
      [  165.000004] Call Trace:
      [  165.000005]  slow_probe+0x30/0x110 [slow_fpga]
      [  165.000006]  platform_probe+0x44/0xa0
      [  165.000007]  really_probe+0xde/0x340

      """
    let first = warning(135, "0000:00:01.1", 900)
    let both = try #require(diagnose(first + warning(156, "0000:00:0c.0", 910) + stack))
    #expect(both.warnings.map(\.culprit.name) == [nil, "slow_fpga"])
    #expect(diagnose(first + stack)?.warnings.map(\.culprit.name) == ["slow_fpga"])
  }

  /// A driver that wants the lock of the one that it works through is not to blame for who has that.
  @Test func lockOfTheDriverBelow() {
    let waits = blocked(
      """
      __schedule+0x34d/0x9e0
      __mutex_lock.constprop.0+0x3a5/0x700
      slow_bus_enable+0x4a/0x1c0 [slow_bus]
      slow_dog_probe+0xa7/0x190 [slow_dog]
      really_probe+0xdb/0x380
      __driver_attach+0xcf/0x1e0
      do_one_initcall+0x56/0x220
      """)
    func holder(_ frame: String) -> String {
      """
      [  149.000000] INFO: task kworker/2:1:61 blocked for more than 120 seconds.
      [  149.000001] task:kworker/2:1     state:D stack:0     pid:61    ppid:2      flags:0x00004000
      [  149.000002] Workqueue: events slow_reset_work
      [  149.000003] Call Trace:
      [  149.000004]  wait_for_completion+0x86/0x160
      [  149.000005]  slow_hw_reset+0xb1/0x1d0 [slow_hw]
      [  149.000006]  \(frame)
      [  149.000007]  process_one_work+0x1c7/0x380

      """
    }
    let held = stuck(holder("slow_reset_work+0x3c/0xc0 [slow_bus]") + waits)
    #expect(held?.culprit.name == "slow_hw" && held?.chain[.activity]?.name == "slow_dog")
    let apart = stuck(holder("slow_reset_work+0x3c/0xc0 [slow_tape]") + waits)
    #expect(apart?.culprit.name == "slow_dog")
  }

  /// Whoever has the lock of a USB device is not seen, but that one device alone answers nothing.
  @Test func lockOfDeviceThatDoesNotAnswer() {
    let waits = blocked(
      """
      __schedule+0x3e8/0x1410
      schedule_preempt_disabled+0x15/0x30
      __mutex_lock.constprop.0+0x39a/0x6a0
      __driver_attach+0x1b6/0x1c0
      bus_add_driver+0x116/0x220
      usb_register_driver+0x8c/0x150
      slow_acm_init+0xce/0xff0 [slow_acm]
      do_one_initcall+0x5a/0x320
      """)
    func silent(_ devices: [String]) -> String {
      devices.enumerated().map { number, device in
        "[   \(20 + number).000000] usb \(device): 14:3: cannot get freq at ep 0x1: -110\n"
      }.joined()
    }
    let one = stuck(silent(["5-4", "5-4", "5-4"]) + waits)
    #expect(one?.culprit.kind == .hardware && one?.culprit.name == "5-4")
    #expect(stuck(silent(["5-4", "5-4", "5-4", "1-1"]) + waits)?.culprit.kind == .unknown)
    #expect(stuck(silent(["5-4"]) + waits)?.culprit.kind == .unknown)
  }

  /// Who only registers a driver waits for whoever has the device's lock.
  @Test func lockOfDeviceAccusesNobody() {
    let waits = """
      __schedule+0x3e8/0x1410
      schedule_preempt_disabled+0x15/0x30
      __mutex_lock.constprop.0+0x39a/0x6a0
      __driver_attach+0x1b6/0x1c0
      bus_for_each_dev+0x85/0xd0
      bus_add_driver+0x116/0x220
      slow_fpga_init+0xce/0xff0 [slow_fpga]
      do_one_initcall+0x5a/0x320
      """
    let finding = stuck(blocked(waits))
    #expect(finding?.culprit.kind == .unknown)
    #expect(finding?.chain[.activity]?.name == "slow_fpga")
    #expect(finding?.chain[.wait]?.kind == .lock)
    // the same lock, wanted by the module itself
    let own = waits.replacing("__driver_attach+0x1b6/0x1c0\n", with: "")
      .replacing("bus_for_each_dev+0x85/0xd0\n", with: "")
      .replacing("bus_add_driver+0x116/0x220\n", with: "")
    #expect(stuck(blocked(own))?.culprit.name == "slow_fpga")
    // of no device is anything shown: there is no firmware to update
    #expect(
      stuck(blocked(own))?.remedies.contains(.updateKernel(module: "slow_fpga", isBug: false))
        == true)
  }

  /// A worker that spins is as stuck as one that sleeps.
  @Test func softLockupIsTold() {
    let log = """
      [  128.000000] watchdog: BUG: soft lockup - CPU#62 stuck for 26s! [systemd-udevd:2610]
      [  128.000020] CPU: 62 PID: 2610 Comm: systemd-udevd Not tainted 6.0.0-rc2+ #7
      [  128.000040] RIP: 0010:slow_fpga_send+0xfa/0x140 [slow_fpga]
      [  128.000050] Call Trace:
      [  128.000060]  slow_fpga_probe+0x8ea/0xb90 [slow_fpga]
      [  128.000070]  local_pci_probe+0x3e/0x80

      """
    let finding = stuck(log)
    #expect(finding?.culprit.name == "slow_fpga")
    #expect(
      finding?.remedies.contains(
        .updateKernel(module: "slow_fpga", isBug: false, isOfDevice: true)) == true)
    #expect(stuck(log.replacing("systemd-udevd", with: "setfont")) == nil)
  }

  /// Mails keep the functions alone.
  @Test func framesWithoutOffsets() {
    let log = blocked("__schedule\nschedule\nasync_synchronize_cookie_domain\ndo_init_module")
    #expect(stuck(log)?.blockage?.place == .asyncProbe)
  }

  /// The open of a disk may wait for its answer, or for whoever else opens or closes it.
  @Test func anOpenMayWaitForALock() {
    let open = "blkdev_get_by_dev+0x24b/0xae0\nblkdev_open+0x52/0xb0\ndo_dentry_open+0x1b3/0x3e0"
    func waits(_ first: String) -> Bool? {
      guard case .blockDevice(_, let waits) = stuck(blocked("\(first)\n\(open)"))?.blockage?.place
      else { return nil }
      return waits
    }
    #expect(waits("schedule+0x27/0x90\n__mutex_lock+0x39a/0x6a0") == true)
    #expect(waits("schedule+0x27/0x90\nfolio_wait_bit_common+0x138/0x310") == false)
  }

  /// What is waited for is the one thing that has trouble.
  @Test func onlyTroubleIsNamed() {
    let waits = blocked("schedule+0x27/0x90\nasync_synchronize_full+0x78/0xa0\nload_module+0x1/0x2")
    func timeouts(_ names: [String]) -> String {
      names.enumerated().map {
        "[   9\($0).000000] nvme \($1): I/O tag 4 (1004) QID 0 timeout, completion polled\n"
      }.joined()
    }
    #expect(stuck(timeouts(["nvme1", "nvme1"]) + waits)?.culprit.name == "nvme1")
    #expect(stuck(timeouts(["nvme1"]) + waits)?.culprit.kind == .unknown)
    let other = "[   95.000000] ata3: SRST failed (errno=-16)\n"
    #expect(stuck(timeouts(["nvme1", "nvme1"]) + other + waits)?.culprit.kind == .unknown)
    // a disk that never spins up, while somebody wants to open one
    let opens = blocked("mutex_lock+0x1f/0x2f\n__blkdev_get+0x63/0x4c0\nblkdev_open+0x5b/0x80")
    func capacity(_ disks: [String], _ word: String) -> String {
      disks.map { "[   95.000000] sd 6:0:0:0: [\($0)] READ CAPACITY\(word) failed \n" }.joined()
    }
    for word in ["", "(16)"] {
      #expect(stuck(capacity(["sdd", "sdd"], word) + opens)?.culprit.name == "sdd")
      #expect(stuck(capacity(["sdd", "sde"], word) + opens)?.culprit.name == nil)
    }
  }

  /// Of all locks, the one that the worker is about to take stands last in its own list: who has it too
  /// holds it.
  @Test("blkid is udev's, and hardly anybody else's; what it reads does not answer")
  func programOfARuleHangs() throws {
    func log(_ comm: String, _ function: String = "read_dev_sector+0x2d/0x90") -> String {
      """
      [  702.928019] usb 1-8: reset high-speed USB device number 5 using ehci_hcd
      [  710.928019] usb 1-8: reset high-speed USB device number 5 using ehci_hcd
      [  720.704139] INFO: task \(comm):2763 blocked for more than 120 seconds.
      [  720.704142] \(comm)           D ffffffff81806240     0  2763   2502 0x00000004
      [  720.704157] Call Trace:
      [  720.704164]  [<ffffffff8165a88f>] schedule+0x3f/0x60
      [  720.704166]  [<ffffffff8165a93f>] io_schedule+0x8f/0xd0
      [  720.704169]  [<ffffffff811171be>] sleep_on_page+0xe/0x20
      [  720.704174]  [<ffffffff811171a7>] __lock_page+0x67/0x70
      [  720.704199]  [<ffffffff811e3b3d>] \(function)
      """
    }
    let scan = "rescan_partitions+0xb7/0x2b0"
    let found = try #require(stuck(log("blkid", scan)))
    #expect(found.program == "blkid" && found.workerPID == nil)
    #expect(found.chain[.activity]?.kind == .reader)
    #expect(found.culprit.name == "1-8")
    #expect(stuck(log("mount", scan)) == nil)
    #expect(stuck(log("blkid", "futex_wait+0xd9/0x240")) == nil)
  }

  @Test("errors of a port and of its device are one's, those of two ports nobody's")
  func troubleOfOnePort() {
    func culprit(_ other: String) -> String? {
      let errors = """
        [  100.000000] ata5.00: exception Emask 0x0 SAct 0x40 SErr 0x0 action 0x6 frozen
        [  110.000000] \(other): hard resetting link
        [  120.000000] \(other): softreset failed (1st FIS failed)

        """
      let stack = """
        schedule+0x5a/0xd0
        schedule_preempt_disabled+0x11/0x20
        __mutex_lock.constprop.0+0x399/0x700
        btrfs_control_ioctl+0xb6/0x1e0 [btrfs]
        """
      return stuck(errors + blocked(stack))?.culprit.name
    }
    #expect(culprit("ata5") == "ata5")
    #expect(culprit("ata6") == nil)
  }

  @Test(arguments: [
    (
      "online_pages+0x3b/0x520",
      "#6:  (mem_hotplug.lock#2){......}, at: [<ffff>] mem_hotplug_begin",
      "hot_add_req+0x33f/0xf90 [hv_balloon]", "hv_balloon"
    ),
    (
      "register_netdev+0x1a/0x40",
      "#1: ffffffff8f5e3a68 (rtnl_mutex){+.+.}-{4:4}, at: register_netdev+0x12/0x40",
      "wg_set_device+0x1c6/0x8d0 [wireguard]", "wireguard"
    ),
  ])
  func listOfLocksTellsTheHolder(caller: String, lock: String, frame: String, driver: String) {
    let waits = blocked("__schedule+0x3e8/0x1410\n__mutex_lock+0x39a/0x6a0\n\(caller)")
    let other = """
      [  149.000000] INFO: task kworker/0:1:27 blocked for more than 120 seconds.
      [  149.000001] task:kworker/0:1     state:D stack:0     pid:27    ppid:2      flags:0x00004000
      [  149.000002] Call Trace:
      [  149.000003]  __mutex_lock+0x14b/0x470
      [  149.000004]  device_attach+0x23/0xb0
      [  149.000005]  \(frame)

      """
    func locks(_ held: String) -> String {
      """
      [  151.000000] 2 locks held by kworker/0:1/27:
      [  151.000001]  \(held)
      [  151.000002]  #9: ffff88810a4c21a0 (&dev->mutex){....}-{4:4}, at: device_attach+0x23/0xb0
      [  151.000003] 1 lock held by dd/808:
      [  151.000004]  #0: ffff88810a4c0001 (sb_writers#3){.+.+}-{0:0}, at: vfs_write+0x1b3/0x1f0
      [  151.000005] 1 lock held by (udev-worker)/120:
      [  151.000006]  \(lock)

      """
    }
    #expect(stuck(other + waits + locks(lock))?.culprit.name == driver)
    let another = "#0: ffff88810a4c0002 (&p->lock){+.+.}-{4:4}, at: seq_read_iter+0x4f/0x4b0"
    #expect(stuck(other + waits + locks(another))?.culprit.kind == .unknown)
  }

  /// A driver that waits in the kernel's own code for a lock is not to blame for that while somebody
  /// else hangs as well.
  @Test func driverThatWantsALockOfTheKernels() {
    let waits = blocked(
      """
      __schedule+0x3e8/0x1410
      __mutex_lock.constprop.0+0x39a/0x6a0
      clk_prepare_lock+0x60/0x108
      clk_get_rate+0x24/0x28
      slow_uart_probe+0x3a0/0x538 [slow_uart]
      i2c_device_probe+0x270/0x290
      """)
    let other = """
      [  149.000000] INFO: task kworker/1:1:32 blocked for more than 120 seconds.
      [  149.000001] task:kworker/1:1     state:D stack:0     pid:32    ppid:2      flags:0x00004000
      [  149.000002] Call Trace:
      [  149.000003]  __rt_mutex_slowlock+0xf8/0x138
      [  149.000004]  i2c_adapter_lock_bus+0x1c/0x20
      [  149.000005]  slow_codec_read+0x38/0x68 [slow_codec]
      [  149.000006]  platform_probe+0x58/0xa8

      """
    #expect(stuck(waits)?.culprit.name == "slow_uart")
    let together = stuck(other + waits)
    #expect(together?.culprit.kind == .unknown)
    #expect(together?.chain[.activity]?.name == "slow_uart")
    #expect(together?.chain[.wait]?.name == "prepare_lock")
    // another task of the same driver is no stranger
    let own = other.replacing("slow_codec", with: "slow_uart")
    #expect(stuck(own + waits)?.culprit.name == "slow_uart")
  }

  /// What only happened to lie on the stack wants no lock; a library is looked at where nothing else is
  /// known, and is to blame where its own call has the lock.
  @Test func lastCloseWaitsForALock() {
    func finding(_ outer: String) -> Finding? {
      stuck(
        blocked(
          """
          __schedule+0x247/0x6f0
          __mutex_lock.constprop.0+0x2a4/0x470
          ? __kernfs_remove.part.0+0x174/0x1f0
          del_gendisk+0x99/0x230
          nvme_mpath_remove_disk+0x97/0xb0 [nvme_core]
          \(outer)+0x115/0x160
          """))
    }
    let other = finding("nvme_put_ns_head")
    #expect(other?.chain[.wait]?.name == "open_mutex")
    #expect(other?.suspects.map(\.name) == ["nvme_core"])
    #expect(other?.culprit.kind == .unknown)
    #expect(finding("__blkdev_put")?.culprit.name == "nvme_core")
  }

  /// A module whose init runs is not what a worker hangs in that reads a file or ends.
  @Test(arguments: ["do_exit+0xa14/0x1c5c", "vfs_read+0x26a/0x310"])
  func initOfSomebodyElse(call: String) {
    func log(_ outer: String) -> String {
      """
      [  128.000000] watchdog: BUG: soft lockup - CPU#0 stuck for 23s! [(udev-worker):595]
      [  128.000010] Modules linked in: snd_slow cfg_slow(+) drm
      [  128.000020] CPU: 0 PID: 595 Comm: (udev-worker) Tainted: G    B D      6.8.0-rc7 #1
      [  128.000050] Call Trace:
      [  128.000060]  do_raw_spin_lock+0x1b8/0x2b4
      [  128.000070]  \(outer)
      [  152.000000] watchdog: BUG: soft lockup - CPU#0 stuck for 45s! [(udev-worker):595]
      [  152.000010] Modules linked in: snd_slow cfg_slow(+) drm

      """
    }
    #expect(stuck(log("load_module+0x21fe/0x24e0"))?.culprit.name == "cfg_slow")
    #expect(stuck(log(call))?.culprit.kind == .unknown)
  }

  /// A worker that no suspend can freeze is told by its stack alone, in the words of both eras.
  @Test(arguments: [
    "systemd-udevd   D13440   382    330 0x80004124",
    "task:(udev-worker)   state:D stack:24720 pid:  382 ppid:   330 flags:0x00004006",
  ])
  func workerThatCannotBeFrozen(head: String) {
    let log = """
      [   28.150219] Freezing user space processes ...
      [   48.153282] Freezing of tasks failed after 20.003 seconds (1 tasks refusing to freeze, wq_busy=0):
      [   48.153447] \(head)
      [   48.153457] Call Trace:
      [   48.153622]  schedule+0x45/0xb0
      [   48.153850]  slow_bus_wait+0x3a/0xa0 [slow_bus]
      [   48.154242]  slow_port_probe+0xf4/0x200 [slow_port]
      [   48.154377]  i2c_device_probe+0x113/0x210
      [   48.170000] OOM killer enabled.

      """
    #expect(stuck(log)?.workerPID == 382)
    #expect(stuck(log)?.culprit.name == "slow_port")
    #expect(stuck(log.replacing("failed after", with: "aborted after")) == nil)
    let asked = log.replacing("Freezing of tasks failed after 20.003 seconds (1", with: "sysrq: (")
    #expect(stuck(asked.replacing("28.150219", with: "48.150219")) == nil)
  }

  /// Who alone hangs in the close or removal of a disk keeps others from opening it.
  @Test(arguments: [
    "filemap_write_and_wait+0x47/0x70\n__blkdev_put+0x71/0x1e0",
    "folio_wait_writeback+0x47/0x70\nbdev_mark_dead+0x71/0x1e0\n__del_gendisk+0x674/0x1260",
  ])
  func userOfTheDisk(stack: String) {
    let waits = blocked("__schedule+0x1/0x2\n__mutex_lock+0x39a/0x6a0\n__blkdev_get+0x83/0x540")
    func user(_ comm: String, _ pid: Int) -> String {
      """
      [  149.000000] INFO: task \(comm):\(pid) blocked for more than 120 seconds.
      [  149.000001] task:\(comm)     state:D stack:0     pid:\(pid)    ppid:2      flags:0x00004000
      [  149.000002] Call Trace:
      [  149.000003]  io_schedule+0x12/0x40

      """
        + stack.split(separator: "\n").map { "[  149.000005]  \($0)\n" }.joined()
    }
    #expect(stuck(user("dd", 899) + waits)?.culprit.name == "dd")
    let second = user("parted", 900).replacing("149.", with: "149.1")
    #expect(stuck(user("dd", 899) + second + waits)?.culprit.kind == .unknown)
    let other = user("dd", 899).replacing("__blkdev_put", with: "ext4_sync_fs")
      .replacing("__del_gendisk", with: "ext4_sync_fs")
      .replacing("bdev_mark_dead", with: "ext4_sync_fs")
    #expect(stuck(other + waits)?.culprit.kind == .unknown)
  }

  /// The thread of a hub or a slot lets a driver go, and has the device's lock meanwhile: whoever reads the
  /// device's uevent waits for it.
  @Test(arguments: [
    ("usb_hub_wq hub_event", "slow_sound_disconnect", "usb_unbind_interface+0x1e8/0x970"),
    ("pciehp pciehp_power_thread", "slow_sound_remove", "pci_device_remove+0x3b/0xa0"),
  ])
  func removalHoldsTheDevice(queue: String, function: String, core: String) {
    let waits = blocked(
      "schedule_preempt_disabled+0x1/0x2\n__mutex_lock+0x5b8/0x9c0\nuevent_show+0x188/0x3b0")
    let thread = """
      [  149.000000] INFO: task kworker/0:4:5903 blocked for more than 120 seconds.
      [  149.000001] task:kworker/0:4     state:D stack:0     pid:5903  ppid:2      flags:0x00004000
      [  149.000002] Workqueue: \(queue)
      [  149.000003] Call Trace:
      [  149.000004]  schedule_timeout+0x258/0x2a0
      [  149.000005]  \(function)+0x1aa/0x230 [slow_sound]
      [  149.000006]  \(core)
      [  149.000007]  device_release_driver_internal+0x44a/0x610
      [  149.000008]  process_one_work+0x9c5/0x1ba0
      [  149.000009]  worker_thread+0x6c8/0xf00

      """
    #expect(stuck(thread + waits)?.culprit.name == "slow_sound")
    let second = thread.replacing("slow_sound", with: "slow_radio").replacing("5903", with: "5904")
    #expect(stuck(thread + second + waits)?.culprit.kind == .unknown)
  }

  /// Who waits for the same lock is in no better place than the worker, and who holds another one alone
  /// holds nobody up.
  @Test func waitersForTheLockHoldNothing() {
    let waits = blocked("schedule+0x27/0x90\n__mutex_lock+0x39a/0x6a0\nbdev_open+0xe0/0xd30")
    let fellow = """
      [  151.000000] INFO: task dd:300 blocked for more than 120 seconds.
      [  151.000001] task:dd              state:D stack:0     pid:300   ppid:1     flags:0x00004002
      [  151.000002] Call Trace:
      [  151.000003]  schedule+0x27/0x90
      [  151.000004]  __mutex_lock+0x39a/0x6a0
      [  151.000005]  bdev_release+0x1a9/0x650

      """
    func locks(_ others: String) -> String {
      """
      [  152.000000] 1 lock held by (udev-worker)/120:
      [  152.000001]  #0: ffff888024977358 (&disk->open_mutex){+.+.}-{4:4}, at: bdev_open+0xe0/0xd30
      [  152.000002] \(others)

      """
    }
    let same = "#0: ffff888024977358 (&disk->open_mutex){+.+.}-{4:4}, at: bdev_release+0x1a9/0x650"
    let another = "#0: ffff888024aa0000 (&mm->mmap_lock){++++}-{4:4}, at: do_mmap+0x1a9/0x650"
    let head = "1 lock held by dd/300:\n[  152.000003]  "
    #expect(stuck(waits + fellow + locks(head + same))?.culprit.kind == .unknown)
    #expect(stuck(waits + locks(head + another))?.culprit.kind == .unknown)
    // who is not seen to wait may be the holder
    #expect(stuck(waits + locks(head + same))?.culprit.name == "dd")
    // a worker of udev's is a victim as well
    #expect(
      stuck(waits + locks((head + same).replacing("dd/300", with: "(udev-worker)/121")))?
        .culprit.kind == .unknown)
  }

  /// Up to 4.16 lists tell kinds of locks: the one other task has to hold one of the kind.
  @Test func oneHolderOfThatKind() {
    let waits = blocked("schedule+0x27/0x90\n__mutex_lock+0x39a/0x6a0\nrfkill_register+0x2a/0x2a0")
    func log(_ kind: String) -> String {
      waits + """
        [  152.000000] 1 lock held by (udev-worker)/120:
        [  152.000001]  #0:  (&rdev->mutex){+.+.}, at: [<ffffffff815ed773>] rfkill_register+0x2a/0x2a0
        [  152.000002] 1 lock held by wpa_supplicant/300:
        [  152.000003]  #0:  (\(kind)){+.+.}, at: [<ffffffff815ed773>] some_call+0x2a/0x2a0

        """
    }
    #expect(stuck(log("&rdev->mutex"))?.culprit.name == "wpa_supplicant")
    #expect(stuck(log("&tty->ldisc_sem"))?.culprit.kind == .unknown)
  }

  /// Who opens a disk and waits for its answer has the lock, and is no culprit; nor is the driver of all
  /// disks, in whose open it stands.
  @Test(arguments: [
    "sr_drive_status+0x57/0x120 [sr_mod]\nsr_block_open+0x71/0x110 [sr_mod]",
    "sd_check_events+0xb4/0x164 [sd_mod]\nsd_open+0x5c/0x130 [sd_mod]",
  ])
  func whoOpensADiskWaitsForIt(frames: String) {
    let stack = "blk_execute_rq+0xee/0x170\n\(frames)\nbdev_open+0x201/0x3d0\nblkdev_open+0xa5/0x1"
    #expect(stuck(blocked(stack))?.culprit.kind == .unknown)
    let waits = blocked("schedule+0x27/0x90\n__mutex_lock+0x39a/0x6a0\nbdev_open+0xe0/0xd30")
    func owned(_ stack: String) -> String {
      waits + """
        [  151.000000] INFO: task (udev-worker):120 is blocked on a mutex likely owned by task dd:706.
        [  151.000001] task:dd              state:D stack:0     pid:706   ppid:1     flags:0x00004002
        [  151.000002] Call Trace:

        """
        + stack.split(separator: "\n").map { "[  151.000003]  \($0)\n" }.joined()
    }
    #expect(stuck(owned(stack))?.culprit.kind == .unknown)
    // who closes it writes what is left
    let close = "folio_wait_writeback+0x10/0x20\nsync_blockdev+0x1/0x2\nbdev_release+0x1a9/0x650"
    #expect(stuck(owned(close))?.culprit.name == "dd")
  }

  /// Mails and lists of blocked tasks show a stack without the line that says for how long.
  @Test(arguments: [
    ("systemd-udevd   D    0   501      1 0x80000000", "beiscsi_module_init+0x6/0x10 [be2iscsi]"),
    ("udevd           D    0  2177    306 0x00400209", "slow_fpga_init+0x62/0x1000 [slow_fpga]"),
    (
      "task:(udev-worker)   state:D stack:0     pid:3121  tgid:3121  ppid:2191   flags:0x00000006",
      "slow_fpga_init+0x62/0x1000 [slow_fpga]"
    ),
  ])
  func stackWithoutItsFirstLine(head: String, frame: String) {
    let log = """
      \(head)
      Call Trace:
       schedule+0x33/0xa0
       schedule_timeout+0x205/0x330
       \(frame)
       do_one_initcall+0x4a/0x1fa
       do_init_module+0x60/0x230

      """
    let driver = frame.split(separator: "[").last?.dropLast()
    #expect(stuck(log)?.culprit.name == driver.map(String.init))
    // asleep, and not blocked
    let asleep = log.replacing("state:D", with: "state:S").replacing("  D  ", with: "  S  ")
    #expect(stuck(asleep) == nil)
    #expect(stuck(log.replacing("udevd", with: "logind").replacing("udev-w", with: "w")) == nil)
  }

  /// What somebody asks for shows a moment: that a worker hangs there tells the silence before, or a second
  /// stack in the same call.
  @Test func stackThatWasAskedFor() {
    func dump(_ time: Int, in probe: String, state: String = "D") -> String {
      """
      [   \(time).912233] sysrq: Show Blocked State
      [   \(time).912240] task:(udev-worker)   state:\(state) stack:0     pid:233   ppid:211    flags:0x00004002
      [   \(time).912250] Call Trace:
      [   \(time).912254]  __schedule+0x34d/0x9e0
      [   \(time).912267]  msleep+0x29/0x40
      [   \(time).912271]  wait_for_\(time)+0x45/0xe0 [slow_net]
      [   \(time).912300]  \(probe)+0x6a2/0xd30 [slow_net]
      [   \(time).912310]  local_pci_probe+0x41/0x90
      [   \(time).912358]  do_syscall_64+0x58/0xc0

      """
    }
    let before = "[   30.112233] slow_net 0000:01:00.0: firmware 1.2\n"
    let busy = "[   30.902233] usb 1-1: new high-speed USB device number 2 using xhci_hcd\n"
    #expect(stuck(before + dump(41, in: "slow_probe"))?.culprit.name == "slow_net")
    #expect(stuck(before + dump(31, in: "slow_probe")) == nil)
    #expect(stuck(before + dump(41, in: "slow_probe", state: "S")) == nil)
    let two = busy + dump(31, in: "slow_probe") + "[   41.800000] usb 1-1: reset\n"
    #expect(stuck(two + dump(42, in: "slow_probe"))?.culprit.name == "slow_net")
    #expect(stuck(two + dump(42, in: "slow_open")) == nil)
  }

  /// Up to 175 udev loads modules by modprobe; who runs one that hangs its report does not say.
  @Test(arguments: ["megasas_init+0x9e/0x1000 [megaraid_sas]", "cx18_init+0x1e/0x1000 [cx18]"])
  func modprobeThatHangsInAnInit(frame: String) {
    func log(_ frames: String) -> String {
      """
      [  840.980093] INFO: task modprobe:239 blocked for more than 120 seconds.
      [  840.980126] modprobe        D ffffffff81806200     0   239    154 0x00000004
      [  840.980155] Call Trace:
      [  840.980176]  [<ffffffff816579cf>] schedule+0x3f/0x60
      \(frames)
      [  840.980358]  [<ffffffff810a82fe>] sys_init_module+0xbe/0x230

      """
    }
    let call = "[  840.980350]  [<ffffffff81002040>] do_one_initcall+0x40/0x180"
    let hangs = stuck(log("[  840.980200]  \(frame)\n\(call)"))
    #expect(hangs?.culprit.name == frame.split(separator: "[").last.map { String($0.dropLast()) })
    #expect(hangs?.program == "modprobe")
    #expect(hangs?.workerPID == nil)
    // it waits for another load
    #expect(stuck(log("[  840.980200]  [<ffffffff810a82fe>] load_module+0x1be/0x230")) == nil)
  }

  // MARK: - Errors of the kernel

  private static let died = """
    [   11.067201] BUG: unable to handle page fault for address: fffffffffffffdfb
    [   11.067261] Oops: 0000 [#1] PREEMPT SMP PTI
    [   11.067280] CPU: 2 PID: 2011 Comm: udevd Not tainted 6.2.10 #1
    [   11.067402] RAX: 0000000000000000 RBX: 00000000fffffdfb RCX: 0000000000000000
    [   12.000000] udevd[1980]: worker [2011] terminated by signal 9 (Killed)

    """

  @Test("an error of which only the task stands in the log is the worker's end")
  func errorWithoutStack() throws {
    let deaths = try #require(diagnose(Self.died)?.otherDeaths)
    #expect(deaths.map(\.kind) == [.oops] && deaths.first?.workerPID == 2011)
    let other = try #require(diagnose(Self.died.replacing("PID: 2011", with: "PID: 2012")))
    #expect(other.otherDeaths.map(\.kind).contains(.signal))
  }

  @Test("the end of one report stands in the head of the next, which another processor prints")
  func mixedErrors() throws {
    let second = """
      [   11.067500] Oops: general protection fault: 0000 [#2] SMP NOPTI
      [   11.067510] ---[ end trace 0000000000000000 ]---
      [   11.067520] CPU: 3 PID: 2012 Comm: udevd Not tainted 6.2.10 #1
      [   11.067530] RIP: 0010:kfree+0x6b/0x360
      [   12.100000] udevd[1980]: worker [2012] terminated by signal 11 (Segmentation fault)

      """
    let deaths = try #require(diagnose(Self.died + second)?.otherDeaths)
    #expect(deaths.map(\.kind) == [.oops, .oops])
    #expect(Set(deaths.compactMap(\.workerPID)) == [2011, 2012])
  }
}
