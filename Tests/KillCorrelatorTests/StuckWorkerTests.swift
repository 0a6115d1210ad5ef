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
    #expect(stuck(log)?.culprit.name == "slow_fpga")
    #expect(stuck(log.replacing("systemd-udevd", with: "setfont")) == nil)
  }

  /// Mails keep the functions alone.
  @Test func framesWithoutOffsets() {
    let log = blocked("__schedule\nschedule\nasync_synchronize_cookie_domain\ndo_init_module")
    #expect(stuck(log)?.blockage?.place == .asyncProbe)
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
  }
}
