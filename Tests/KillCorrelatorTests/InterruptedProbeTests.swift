import Testing

@testable import KillCorrelator

/// Kills of which only the kernel tells.
@Suite struct InterruptedProbeTests {
  private func kills(
    _ seconds: Double, limit: String = "", errno: Int = -4, udevd: String = ""
  ) -> [Finding] {
    let end = 10 + seconds
    return diagnose(
      "[    0.000000] Linux version 6.1.0-50-amd64\n[    0.000000] Command line: quiet \(limit)\n"
        + "[   10.000000] slow_fpga 0000:04:00.0: loading its bitstream\n" + udevd
        + "[  \(end)] slow_fpga: probe of 0000:04:00.0 failed with error \(errno)\n"
    )?.kills ?? []
  }

  @Test func probeThatASignalEndsAtTheLimitWasKilled() throws {
    let kill = try #require(kills(179.5).first)
    #expect(kill.certainty == .inferred)
    #expect(kill.device?.sysname == "0000:04:00.0")
    #expect(kill.culprit.name == "slow_fpga")
    #expect(kills(29.8).count == 1)
    #expect(kills(44.0, limit: "udev.event_timeout=45").count == 1)
  }

  @Test func probeThatASignalEndsEarlierOrLaterIsNone() {
    #expect(kills(75).isEmpty)
    #expect(kills(240).isEmpty)
    // the limit is known here
    #expect(kills(179.5, limit: "udev.event_timeout=45").isEmpty)
  }

  @Test func probeThatFailsOtherwiseIsNone() {
    #expect(kills(179.5, errno: -5).isEmpty)
    #expect(kills(179.5, errno: -42).isEmpty)
  }

  @Test func whereUdevdTellsOfItsWorkersItIsBelieved() {
    let said =
      "[  100.000000] systemd-udevd[212]: 0000:05:00.0: Worker [300] processing SEQNUM=9 is taking a long time\n"
    #expect(kills(179.5, udevd: said).isEmpty)
  }
}
