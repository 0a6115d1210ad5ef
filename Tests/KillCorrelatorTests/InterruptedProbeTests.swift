import Testing

@testable import KillCorrelator

/// Kills of which only the kernel tells.
@Suite struct InterruptedProbeTests {
  private func kills(
    _ seconds: Double, limit: String = "", errno: Int = -4, udevd: String = "",
    kernel: String = "6.1.0-50-amd64"
  ) -> [Finding] {
    let end = 10 + seconds
    return diagnose(
      "[    0.000000] Linux version \(kernel) (a@b) (gcc 12) #1 SMP\n[    0.000000] Command line: quiet \(limit)\n"
        + "[   10.000000] slow_fpga 0000:04:00.0: loading its bitstream\n" + udevd
        + "[  \(end)] slow_fpga: probe of 0000:04:00.0 failed with error \(errno)\n"
    )?.kills ?? []
  }

  @Test func probeThatASignalEndsAtTheLimitWasKilled() throws {
    let kill = try #require(kills(179.5).first)
    #expect(kill.certainty == .inferred)
    #expect(kill.device?.sysname == "0000:04:00.0")
    #expect(kill.culprit.name == "slow_fpga")
    #expect(kill.culprit.confidence == .likely)
    #expect(kills(44.0, limit: "udev.event_timeout=45").count == 1)
  }

  @Test func probeThatASignalEndsEarlierOrLaterIsNone() {
    #expect(kills(75).isEmpty)
    #expect(kills(240).isEmpty)
    // the limit is known here
    #expect(kills(179.5, limit: "udev.event_timeout=45").isEmpty)
  }

  /// Up to 216 udevd gave 30 s; no kernel of today has such a one.
  @Test func shortLimitIsOfItsTime() {
    #expect(kills(29.8, kernel: "3.13.0-24-generic").count == 1)
    #expect(kills(29.8).isEmpty)
  }

  @Test func probeThatFailsOtherwiseIsNone() {
    #expect(kills(179.5, errno: -5).isEmpty)
    #expect(kills(179.5, errno: -42).isEmpty)
  }

  @Test func whereUdevdTellsOfItsWorkersItIsBelieved() {
    let said =
      "[  100.000000] systemd-udevd[212]: 0000:05:00.0: Worker [300] processing SEQNUM=9 is taking a long time\n"
    #expect(kills(179.5, udevd: said).isEmpty)
    let other =
      "[  100.000000] systemd-udevd[212]: sda: Process '/bin/true' failed with exit code 1.\n"
    #expect(kills(179.5, udevd: other).isEmpty)
  }

  /// A task that dies of an error of the kernel's ends as if by SIGKILL.
  @Test func modprobeThatDiedOfAnOopsIsNoKill() {
    func log(_ oops: String) -> String {
      "[    0.000000] Linux version 3.2.0-4-amd64\n" + oops
        + "[   10.200000] udevd[310]: '/sbin/modprobe -b pci:v00008086d00001C20' [345] "
        + "terminated by signal 9 (Killed)\n"
    }
    let oops =
      "[   10.100000] BUG: unable to handle kernel NULL pointer dereference at 0000000000000010\n"
      + "[   10.100002] Oops: 0000 [#1] SMP\n"
      + "[   10.100003] Pid: 345, comm: modprobe Not tainted 3.2.0-4-amd64\n"
    #expect(diagnose(log(oops))?.kills.isEmpty == true)
    #expect(diagnose(log(""))?.kills.map(\.certainty) == [.inferred])
  }
}
