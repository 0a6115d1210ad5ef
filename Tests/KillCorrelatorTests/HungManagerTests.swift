import Testing

@testable import KillCorrelator
@testable import LogModel

/// udevd itself that hangs, and not one of its workers; and workers that died of the kernel.
@Suite struct HungManagerTests {
  private func log(parent: Int, before: String = "") -> String {
    before + """
      [  368.000000] INFO: task systemd-udevd:417 blocked for more than 122 seconds.
      [  368.000001] task:systemd-udevd   state:D stack:    0 pid:  417 ppid:     \(parent) flags:0x00004006
      [  368.000002] Call Trace:
      [  368.000003]  __schedule+0x34d/0x9e0
      [  368.000004]  blk_mq_freeze_queue_wait+0x3a/0xa0
      [  368.000005]  blkdev_ioctl+0x120/0x2b0

      """
  }

  @Test("whose parent is PID 1 is udevd itself") func manager() {
    let hung = diagnose(log(parent: 1))?.otherDeaths.first
    #expect(hung?.kind == .stuck && hung?.victim == .udevd && hung?.workerPID == 417)
  }

  @Test("whose parent is udevd is a worker") func worker() {
    #expect(diagnose(log(parent: 230))?.otherDeaths.first?.victim == .worker)
  }

  @Test("what a udevd that is gone left behind has PID 1 for a parent, too") func orphan() {
    let died =
      "[  300.0] systemd[1]: systemd-udevd.service: Main process exited, code=killed, status=11/SEGV\n"
    #expect(diagnose(log(parent: 1, before: died))?.otherDeaths.first?.victim == .worker)
  }

  // MARK: - Errors of the kernel

  private func died(in frame: String) -> Finding? {
    diagnose(
      """
      [   13.272640] Internal error: synchronous external abort: 0000000096000010 [#1] PREEMPT SMP
      [   13.289088] CPU: 1 UID: 0 PID: 195 Comm: (udev-worker) Not tainted 6.14.0-rc7+ #98
      [   13.395574] Call trace:
      [   13.398013]  \(frame) (P)
      [   13.403076]  platform_probe+0x68/0xdc
      [   13.406738]  really_probe+0xbc/0x2c0
      [   13.497522] ---[ end trace 0000000000000000 ]---
      [   13.508310] systemd-udevd[181]: 15820000.usb: Worker [195] terminated by signal 11 (SEGV).

      """)?.otherDeaths.first
  }

  @Test("who dies in a driver's probe was in it, and it is to blame") func oops() {
    let death = died(in: "usbhs_bset+0x14/0x4c [renesas_usbhs]")
    #expect(death?.kind == .oops && death?.chain[.root]?.kind == .kernelBug)
    #expect(death?.chain.culprit.name == "renesas_usbhs")
    #expect(death?.chain.culprit.confidence == .likely)
  }

  @Test("in the kernel's own code nobody is") func builtIn() {
    let death = died(in: "kmem_cache_alloc+0x14/0x4c")
    #expect(death?.kind == .oops && death?.chain.culprit.kind == .unknown)
  }
}
