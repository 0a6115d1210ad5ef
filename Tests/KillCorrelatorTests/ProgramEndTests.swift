import Testing

@testable import KillCorrelator
@testable import LogModel

/// Programs of which only the end is in the log.
@Suite struct ProgramEndTests {
  private static let end =
    "udevd[149]: '/sbin/modprobe -bv pci:v00001000d00000073' [183] terminated by signal 9 (Killed)\n"

  /// What a rule started is killed by udevd alone.
  @Test func endBySignalShowsTheKill() {
    let kill = diagnose(Self.end)?.kills.first
    #expect(kill?.certainty == .inferred && kill?.programPID == 183 && kill?.workerPID == 149)
  }

  @Test(arguments: [
    end.replacing("9 (Killed)", with: "15 (Terminated)"),
    "Out of memory: Killed process 149 ((udev-worker)) total-vm:33040kB, anon-rss:2104kB\n" + end,
  ])
  func otherEnds(_ log: String) { #expect(diagnose(log)?.kills.isEmpty ?? true) }
}
