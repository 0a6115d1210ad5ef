import Testing

@testable import KillCorrelator
@testable import LogModel

/// What a worker had asked of the kernel, and through whom it waits, by its own stack.
@Suite struct StackCallTests {
  private func frames(_ functions: String...) -> [Frame] {
    functions.compactMap { Frame(Array("  \($0)+0x10/0x40".utf8).span) }
  }

  @Test func theOutermostCallTells() {
    let open = StackCall(frames("md_open", "__blkdev_get", "blkdev_open", "do_sys_openat2"))
    #expect(open?.kind == .open && open?.name == "open")
    let read = StackCall(
      frames("uevent_show", "dev_attr_show", "sysfs_kf_seq_show", "kernfs_seq_show", "vfs_read"))
    #expect(read?.kind == .read && read?.name == "uevent_show")
    let write = StackCall(frames("msleep", "remove_store", "dev_attr_store", "vfs_write"))
    #expect(write?.name == "remove_store")
    #expect(StackCall(frames("evdev_release", "__fput", "task_work_run"))?.kind == .close)
    #expect(StackCall(frames("slow_probe", "really_probe", "do_init_module")) == nil)
  }

  private func stuck(_ stack: String, before: String = "") -> Finding? {
    let report = """
      [  150.000000] INFO: task (udev-worker):120 blocked for more than 120 seconds.
      [  150.000001] task:(udev-worker)   state:D stack:0     pid:120   ppid:95    flags:0x00004002
      [  150.000002] Call Trace:

      """
    let lines = stack.split(separator: "\n").enumerated().map {
      "[  150.00\($0 + 100)]  \($1)\n"
    }
    return diagnose(before + report + lines.joined())?.otherDeaths.first { $0.kind == .stuck }
  }

  /// Who opens a device is not loading the driver that it waits for.
  @Test func whoOpensWaitsForTheDriver() {
    let finding = stuck(
      """
      schedule_timeout+0x10/0x40
      slow_touch_open+0x10/0x40 [slow_touch]
      evdev_open+0x10/0x40
      do_sys_openat2+0x10/0x40
      """)
    #expect(finding?.chain[.activity]?.kind == .reader)
    #expect(finding?.chain[.activity]?.name == "open")
    #expect(finding?.chain[.wait]?.name == "slow_touch")
    #expect(finding?.culprit.name == "slow_touch")
  }

  @Test func locksHaveTheirOwnNames() {
    let finding = stuck(
      """
      __schedule+0x10/0x40
      schedule_preempt_disabled+0x10/0x40
      __mutex_lock+0x10/0x40
      uevent_show+0x10/0x40
      dev_attr_show+0x10/0x40
      vfs_read+0x10/0x40
      """)
    #expect(finding?.chain[.wait]?.kind == .lock && finding?.chain[.wait]?.name == "dev->mutex")
    #expect(finding?.chain[.activity]?.name == "uevent_show")
    #expect(KernelLock.name(takenIn: "__blkdev_get") == "bd_mutex")
    #expect(KernelLock.name(takenIn: "slow_reset") == nil)
  }

  /// The driver whose probe it is stays named; what it works through is only possible.
  @Test func whatADriverWorksThrough() {
    let finding = stuck(
      """
      msleep+0x10/0x40
      slow_i2c_transfer+0x10/0x40 [slow_i2c]
      slow_port_read+0x10/0x40 [slow_port]
      slow_port_probe+0x10/0x40 [slow_port]
      i2c_device_probe+0x10/0x40
      """)
    #expect(finding?.culprit.name == "slow_port")
    #expect(finding?.chain[.wait]?.name == "slow_i2c")
    #expect(finding?.chain[.wait]?.confidence == .possible)
  }

  /// Whose code keeps the processor busy is to blame, and not who called it.
  @Test func whoSpinsForAnother() {
    let log = """
      [  119.007735] watchdog: BUG: soft lockup - CPU#0 stuck for 26s! [(udev-worker):384]
      [  119.008820] CPU: 0 UID: 0 PID: 384 Comm: (udev-worker) Tainted: G           OE      6.14.0 #33
      [  119.009630] RIP: 0010:native_queued_spin_lock_slowpath+0x7c/0x2f0
      [  119.010870] Call Trace:
      [  119.011390]  slow_guard_entry+0x5e/0x1d0 [slow_guard]
      [  119.012340]  __static_call_update+0xe1/0x230
      [  119.012980]  slow_kvm_init+0x1d/0xff0 [slow_kvm]
      [  119.013060]  do_one_initcall+0x5c/0x340
      """
    let finding = diagnose(log)?.otherDeaths.first { $0.kind == .stuck }
    #expect(finding?.chain[.activity]?.name == "slow_kvm")
    #expect(finding?.culprit.name == "slow_guard")
  }

  /// A probe that stands in the driver's own code mostly waits for its device, where one alone is known.
  @Test func aProbeMostlyAsksItsDevice() {
    let stack = """
      msleep+0x10/0x40
      slow_fpga_wait+0x10/0x40 [slow_fpga]
      slow_fpga_probe+0x10/0x40 [slow_fpga]
      local_pci_probe+0x10/0x40
      """
    func spoken(_ devices: [String]) -> String {
      devices.map { "[   20.000000] slow_fpga 0000:\($0):00.0: enabling device\n" }.joined()
    }
    let one = stuck(stack, before: spoken(["04"]))
    #expect(one?.chain[.wait]?.name == "0000:04:00.0")
    #expect(one?.chain[.wait]?.confidence == .possible)
    #expect(one?.culprit.name == "slow_fpga")
    #expect(stuck(stack, before: spoken(["04", "05"]))?.chain[.wait] == nil)
  }

  /// What keeps a processor busy waits for nobody, be it a library.
  @Test func aLibraryThatSpins() {
    func log(_ innermost: String) -> String {
      """
      [  128.000000] watchdog: BUG: soft lockup - CPU#1 stuck for 22s! [systemd-udevd:2439]
      [  128.000020] CPU: 1 PID: 2439 Comm: systemd-udevd Not tainted 5.4.74 #1
      [  128.000030] RIP: 0010:\(innermost)
      [  128.000040] Call Trace:
      [  128.000050]  md_open+0x16/0xd0 [md_mod]
      [  128.000060]  __blkdev_get+0xe1/0x550
      [  128.000070]  do_sys_open+0x184/0x220

      """
    }
    func culprit(_ log: String) -> String? {
      diagnose(log)?.otherDeaths.first { $0.kind == .stuck }?.culprit.name
    }
    #expect(culprit(log("md_open+0x16/0xd0 [md_mod]")) == "md_mod")
    #expect(culprit(log("native_queued_spin_lock_slowpath+0x16/0xd0")) == nil)
  }
}
