import Testing

@testable import KillCorrelator
@testable import LogModel

/// Reports of hanging tasks in the forms of many kernels, and whom several of them show together.
@Suite struct HungTaskTests {
  private func stuck(_ log: String) -> Finding? {
    diagnose(log)?.otherDeaths.first { $0.kind == .stuck }
  }

  /// lockdep tells where interrupts were let through last, in front of the stack.
  @Test func linesAboutInterruptsAreNoStack() {
    let finding = stuck(
      """
      [  292.259324] watchdog: BUG: soft lockup - CPU#3 stuck for 23s! [modprobe:2437]
      [  292.302880] irq event stamp: 519660
      [  292.306555] hardirqs last  enabled at (519659): [<ffffa00010082a18>] el1_irq+0xd8/0x180
      [  292.340720] CPU: 3 PID: 2437 Comm: modprobe Not tainted 5.6.0 #96
      [  292.400112] Call trace:
      [  292.402700]  slow_fpga_wait+0x18/0x20 [slow_fpga]
      [  292.412001]  slow_fpga_init+0x1c0/0x1000 [slow_fpga]
      [  292.417120]  do_one_initcall+0x2ec/0x860
      """)
    #expect(finding?.program == "modprobe" && finding?.culprit.name == "slow_fpga")
  }

  /// A module that is being removed hangs as well; one that says nothing of modules is nobody's.
  @Test func aModuleThatIsRemoved() {
    func log(_ frame: String) -> String {
      """
      INFO: task modprobe:5295 blocked for more than 120 seconds.
      Call Trace:
       __schedule+0x4df/0xfd0
       schedule_timeout+0xbd/0x100
       \(frame)
       __do_sys_delete_module+0x1b5/0x320
      """
    }
    #expect(stuck(log("slow_fpga_exit+0xbb/0xd0 [slow_fpga]"))?.culprit.name == "slow_fpga")
    #expect(stuck(log("synchronize_srcu+0xbb/0xd0")) == nil)
  }

  /// Who died while a module was removed keeps the lock of all modules.
  @Test func whoDiedInARemovalHoldsUpTheNextLoad() {
    func log(_ call: String) -> String {
      """
      [   44.572381] BUG: unable to handle kernel NULL pointer dereference at 00000021
      [   44.572386] IP: [<c027c1b0>] sysfs_delete_link+0x30/0x70
      [   44.572459] Pid: 1607, comm: rmmod Tainted: P         C  2.6.35-23-generic-pae #40-Ubuntu
      [   44.572466] EIP is at sysfs_delete_link+0x30/0x70
      [   44.572512]  [<c0412497>] ? device_del+0x67/0x180
      [   44.572520]  [<f8bcf467>] ? slow_oled_disconnect+0x47/0xb0 [slow_oled]
      [   44.572530]  [<c049aad0>] ? usb_unbind_interface+0x40/0x150
      [   44.572563]  [<c01867dd>] ? \(call)+0x13d/0x200
      [   44.572618] ---[ end trace 4127c1143962ee98 ]---
      [  148.177003] BUG: soft lockup - CPU#1 stuck for 61s! [modprobe:1754]
      [  148.177006] Modules linked in: slow_aes(+) slow_generic
      """
    }
    #expect(stuck(log("sys_delete_module"))?.culprit.name == "slow_oled")
    #expect(stuck(log("sys_ioctl"))?.culprit.name == "slow_aes")
  }

  /// A stall's second report names its own task; the one before it has no stack.
  @Test func aStackFromProcBelongsToTheStalledWorker() {
    func log(_ pid: Int) -> String {
      """
      # cat /proc/2201/stack      # udevd worker, 100% CPU
      [<ffffffffc0b3e4b7>] slow_fpga_open+0x67/0x190 [slow_fpga]
      [<ffffffff8123dfce>] __blkdev_get+0x2be/0x4e0
      [<ffffffff81202699>] do_sys_open+0x129/0x270
      [  842.310220] INFO: task zpool:1734 blocked for more than 120 seconds.
      [  842.310231]       Tainted: P           OE   4.4.0-112-generic
      [  964.118102] INFO: rcu_sched self-detected stall on CPU
      [  964.118402] CPU: 3 PID: \(pid) Comm: systemd-udevd Tainted: P           OE   4.4.0-112-generic
      """
    }
    #expect(stuck(log(2201))?.culprit.name == "slow_fpga")
    #expect(stuck(log(2202))?.culprit.name == nil)
  }

  /// A driver that is only read waits for the bus that another one's probe holds.
  @Test func whoHoldsTheBusIsToBlame() {
    func dump(_ holder: String) -> String {
      """
      [  301.110010] sysrq: Show Blocked State
      [  301.110420] task:kworker/u8:3    state:D stack:0     pid:61    ppid:2      flags:0x00000008
      [  301.110433] Workqueue: events_unbound deferred_probe_work_func
      [  301.110440] Call trace:
      [  301.110470]  schedule+0x3d0/0x530
      [  301.110497]  slow_i2c_xfer+0x84/0x220 [slow_i2c]
      [  301.110569]  \(holder)
      [  301.110578]  i2c_device_probe+0x2a4/0x390
      [  301.110641]  worker_thread+0x34/0x50
      [  301.110801] task:(udev-worker)   state:D stack:0     pid:318   ppid:301    flags:0x00000001
      [  301.110812] Call trace:
      [  301.110838]  schedule+0x3d0/0x530
      [  301.110856]  rt_mutex_slowlock_block.constprop.0+0x348/0x3c0
      [  301.110883]  i2c_adapter_lock_bus+0x230/0x4b0
      [  301.110910]  slow_sensor_read+0x124/0x170 [slow_sensor]
      [  301.110919]  hwmon_attr_show+0x190/0x3f0
      [  301.110928]  dev_attr_show+0x50/0xd0
      [  301.110946]  vfs_read+0x2b8/0x460
      [  312.402190] systemd-udevd[301]: hwmon2: Worker [318] processing SEQNUM=1871 is taking a long time

      """
    }
    let warning = diagnose(dump("slow_power_probe+0x4c/0x280 [slow_power]"))?.warnings.first
    #expect(warning?.culprit.name == "slow_power")
    #expect(warning?.chain[.activity]?.name == "slow_sensor")
  }

  /// PID 1 hears of a device when its event is over.
  @Test func aDeviceThatWasFoundAfterTheWarning() {
    func log(_ found: String) -> String {
      """
      [   60.000000] (udev-worker)[431]: ptp0: Spawned process '/usr/local/sbin/slow-sync' [519] is taking longer than 59s to complete
      [   60.100000] systemd-udevd[95]: ptp0: Worker [431] processing SEQNUM=900 is taking a long time
      [   88.000000] systemd[1]: Found device \(found).
      """
    }
    let over = diagnose(log("dev-ptp0.device - /dev/ptp0"))?.warnings.first
    #expect(over?.outcomeEvidence.map(\.reason) == [.deviceCame])
    #expect(diagnose(log("dev-ptp1.device"))?.warnings.first?.outcomeEvidence.isEmpty == true)
  }

  /// What udevd says of a program goes before a driver that speaks later.
  @Test func aSlowProgramIsNoDriversWait() {
    func log(_ program: String) -> String {
      """
      [   20.000000] slow_net 4-1.2:1.5: MAC address is known
      [   60.000000] (udev-worker)[431]: 4-1.2: \(program)
      [   60.100000] systemd-udevd[95]: 4-1.2: Worker [431] processing SEQNUM=900 is taking a long time
      [   90.000000] slow_net 4-1.2:1.5: link is ready
      """
    }
    let slow =
      "Spawned process '/opt/slow/udev.sh 4-1.2' [519] is taking longer than 59s to complete"
    let warning = diagnose(log(slow))?.warnings.first
    #expect(warning?.chain[.activity]?.name == "/opt/slow/udev.sh")
    #expect(warning?.culprit.name == "/opt/slow/udev.sh")
    #expect(warning?.remedies.contains { $0.id == "look-at-holder" } == false)
    #expect(diagnose(log("Handling event"))?.warnings.first?.suspects.first?.name == "slow_net")
  }

  /// Modules of file systems read files; ZFS makes disks as well.
  @Test func zfsMakesDisks() {
    func log(_ function: String) -> String {
      """
      INFO: task systemd-udevd:371 blocked for more than 120 seconds.
      Call Trace:
       schedule+0x25/0x70
       spa_open_common+0x4e/0x460 [zfs]
       \(function)+0x1b1/0x2f0 [zfs]
       do_filp_open+0x89/0x120
      """
    }
    #expect(stuck(log("zvol_open"))?.culprit.name == "zfs")
    #expect(stuck(log("zpl_open"))?.culprit.name == nil)
  }

  /// Where a stack has hardly a frame that the kernel is sure of, the others have to do.
  @Test func whoClosesADiskByFramesThatAreNotSure() {
    func log(_ frame: String) -> String {
      """
      [  371.440691] INFO: task udevd:197 blocked for more than 120 seconds.
      [  371.461261] udevd           D    0   197      1 0x00000000
      [  371.467511] Call Trace:
      [  371.498001]  schedule+0x112/0x13c
      [  371.511634]  __mutex_lock_common+0xe69/0x22b4
      [  371.543694]  __blkdev_get+0x10f/0xdf2
      [  371.685974]  do_sys_open+0x2af/0x967
      [  371.804377]   task                        PC stack   pid father
      [  372.715995] dd              D    0  5250   4342 0x00000080
      [  372.722293] Call Trace:
      [  372.754170]  schedule+0x112/0x13c
      [  372.766682]  ? blk_mq_get_tag+0x4ff/0xaee
      [  373.036955]  ? \(frame)+0x1a4/0x54f
      """
    }
    #expect(stuck(log("__blkdev_put"))?.culprit.name == "dd")
    #expect(stuck(log("ksys_read"))?.culprit.name == nil)
  }

  /// `do_one_initcall` leaves the address of the init that it called.
  @Test func theInitThatWasCalledNamesTheModule() {
    func log(_ frame: String) -> String {
      """
      INFO: task (udev-worker):666 blocked for more than 122 seconds.
      Call Trace:
       schedule+0x27/0xf0
       led_classdev_unregister+0x8f/0x110
       hid_device_remove+0x8c/0xa0
       device_release_driver_internal+0x19c/0x200
       __hid_register_driver+0x74/0x80
       \(frame)
       do_one_initcall+0x58/0x310
      """
    }
    let named = stuck(log("? __pfx_slow_dj_driver_init+0x10/0x10 [slow_dj]"))
    #expect(named?.chain[.activity]?.name == "slow_dj")
    #expect(stuck(log("? slow_dj_read+0x10/0x10 [slow_dj]"))?.chain[.activity]?.name != "slow_dj")
  }

  /// Who waits until a module is loaded waits for the one task that is loading one.
  @Test func theOnlyLoadThatHangs() {
    func log(_ others: [String]) -> String {
      let loads = others.enumerated().map { number, module in
        """
        [  150.0\(number)0000] INFO: task (udev-worker):\(700 + number) blocked for more than 122 seconds.
        [  150.0\(number)0001] Call Trace:
        [  150.0\(number)0002]  schedule+0x27/0xf0
        [  150.0\(number)0003]  \(module)_init+0x8f/0x110 [\(module)]
        [  150.0\(number)0004]  do_one_initcall+0x58/0x310

        """
      }
      return loads.joined() + """
        [  150.100000] INFO: task dhcpcd:633 blocked for more than 122 seconds.
        [  150.100001] Call Trace:
        [  150.100002]  schedule+0x27/0xf0
        [  150.100003]  slow_net_open+0x2ce/0x490 [slow_net]
        [  150.200000] INFO: task (udev-worker):641 blocked for more than 122 seconds.
        [  150.200001] Call Trace:
        [  150.200002]  schedule_timeout+0x12f/0x160
        [  150.200003]  wait_for_completion+0x86/0x170
        [  150.200004]  idempotent_init_module+0x1d0/0x2b0
        [  150.200005]  __x64_sys_finit_module+0x5e/0xb0
        """
    }
    func waits(_ log: String) -> String? {
      diagnose(log)?.otherDeaths.first { $0.workerPID == 641 }?.culprit.name
    }
    #expect(waits(log(["slow_dj"])) == "slow_dj")
    #expect(waits(log(["slow_dj", "slow_hub"])) == nil)
  }

  /// Whose stack is not shown is known by the other locks that he took.
  @Test func whoTookHisLocksInADriver() {
    func log(_ function: String) -> String {
      """
      INFO: task udevd:5809 blocked for more than 143 seconds.
      task:udevd           state:D stack:26840 pid:5809  tgid:5809  ppid:5186   flags:0x00080002
      Call Trace:
       schedule_preempt_disabled+0x13/0x30
       __mutex_lock+0x81b/0x1060
       manufacturer_show+0x26/0xa0
       dev_attr_show+0x53/0xe0
       vfs_read+0x38c/0x540
      Showing all locks held in the system:
      3 locks held by kworker/1:2/3733:
       #0: ffff888144ec0d48 ((wq_completion)usb_hub_wq){+.+.}-{0:0}, at: process_one_work+0x12a2/0x1b70
       #1: ffff88801b7bb198 (&dev->mutex){....}-{4:4}, at: __device_attach+0x7e/0x4b0
       #2: ffff888075830068 (&state->mutex){+.+.}-{4:4}, at: \(function)+0x2f0/0x800
      1 lock held by udevd/5809:
       #0: ffff88801b7bb198 (&dev->mutex){....}-{4:4}, at: manufacturer_show+0x26/0xa0
      """
    }
    #expect(stuck(log("az6007_power_ctrl"))?.culprit.name == "dvb_usb_az6007")
    #expect(stuck(log("no_such_function"))?.culprit.name == nil)
  }

  /// lockdep's list has the lock's own name; a queue that runs empty is waited for like a lock.
  @Test func namesOfLocks() {
    func log(_ function: String, _ list: String) -> String {
      """
      INFO: task udevd:2397 blocked for more than 144 seconds.
      task:udevd           state:D stack:26672 pid:2397  tgid:2397  ppid:1      flags:0x00000002
      Call Trace:
       schedule+0xe7/0x270
       \(function)+0xf0/0x470
       kernfs_dop_revalidate+0xf0/0x5a0
       do_sys_openat2+0x176/0x1e0
      Showing all locks held in the system:
      1 lock held by udevd/2397:
       #0: ffff88810165d948 (\(list)){++++}-{3:3}, at: kernfs_dop_revalidate+0xf0/0x5a0
      """
    }
    let wait = stuck(log("down_read", "&root->kernfs_rwsem"))?.chain[.wait]
    #expect(wait?.kind == .lock && wait?.name == "kernfs_rwsem")
    let drains = stuck(log("blk_mq_freeze_queue_wait", "x"))?.chain[.wait]
    #expect(drains?.kind == .lock && drains?.name == "blk_mq_freeze_queue_wait")
  }

  @Test("a program that hangs is of the worker that had started it", arguments: [140, 141])
  func childOfTheWorker(parent: Int) {
    let log = """
      [   36.011108] systemd-udevd[121]: worker [140] /devices/pci0000:00/0000:00:1f.2/ata2/host1/target1:0:0/1:0:0:0/block/sdb/sdb1 timeout; kill it
      [   36.011190] systemd-udevd[121]: seq 1411 '/devices/pci0000:00/0000:00:1f.2/ata2/host1/target1:0:0/1:0:0:0/block/sdb/sdb1' killed
      [   36.012204] systemd-udevd[121]: worker [140] terminated by signal 9 (Killed)
      [  140.400120] INFO: task vgchange:166 blocked for more than 120 seconds.
      [  140.400202] vgchange        D ffff88021fc94440     0   166    \(parent) 0x00000000
      [  140.400221] Call Trace:
      [  140.400240]  [<ffffffff8171c0c9>] schedule+0x29/0x70
      [  140.400251]  [<ffffffffa01a9f2d>] dm_bufio_read+0x1d/0x30 [dm_bufio]
      [  140.400262]  [<ffffffffa01c2d11>] persistent_read_metadata+0x1c1/0x4b0 [dm_snapshot]
      [  140.400282]  [<ffffffff815b1a77>] dm_table_add_target+0x177/0x460

      """
    #expect((diagnose(log)?.kills.first?.culprit.name == "dm_snapshot") == (parent == 140))
  }
}
