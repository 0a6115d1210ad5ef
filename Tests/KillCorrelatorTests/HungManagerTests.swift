import Testing

@testable import KillCorrelator
@testable import LogModel

/// udevd itself that hangs, and not one of its workers.
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
}
