import Examination
import JournalReader
import LogModel
import Testing

@testable import KillCorrelator

/// Lines that a pager, a terminal or the end of a file cut.
@Suite struct CutLineTests {
  private func diagnosis(_ log: String) -> Diagnosis {
    let correlator = Correlator()
    var reader = TextReader(name: "log.txt", question: correlator.question)
    Array(log.utf8).withUnsafeBytes { reader.feed($0) }
    return correlator.diagnose(reader.finish())
  }

  private static let tag = "Nov 23 18:41:20 host1 systemd-udevd[187]: "

  @Test(arguments: [
    "0000:3d:00.0: Worker [1822] processing SEQNUM=23088 kil>",
    "0000:3d:00.0: Worker [1822] processing SEQNUM=23088 k…",
    "0000:3d:00.0: Worker [1822] proces...UM=23088 killed",
  ])
  func whatCanOnlyBeAKillIsOne(_ text: String) throws {
    let kill = try #require(diagnose(Self.tag + text + "\n")?.kills.first)
    #expect(kill.certainty == .inferred)
    #expect(kill.device?.sysname == "0000:3d:00.0" && kill.workerPID == 1822)
  }

  @Test func whatAnAuthorBrokeIsWhole() {
    let text = """
      17:10 systemd-udevd[187]: sdb: Spawned process '/sbin/foo' [1116]
            timed out after 2min 59s, killing.

      """
    #expect(diagnose(text)?.kills.map(\.device?.sysname) == ["sdb"])
    // what is not indented is another line
    #expect(diagnose(text.replacing("\n      ", with: "\n"))?.kills.isEmpty != false)
  }

  @Test(arguments: ["devd", "ystemd-udevd", "dev-worker)"])
  func whoLostTheFirstLettersIsUdevd(_ name: String) {
    let line = "\(name)[48]: timeout: killing '/sbin/modprobe -b scsi:t-0x00' [99]\n"
    #expect(diagnose(line)?.kills.first?.workerPID == 48)
    for other in ["sentry", "event", "work"] {
      #expect(diagnose("\(other)[48]: timeout: killing '/sbin/foo' [99]\n")?.kills.isEmpty != false)
    }
  }

  @Test(arguments: [
    "0000:3d:00.0: Worker [1822] processing SEQNUM=230>", "worker [504] /devices/pci0000:00/0…",
  ])
  func whatMayBeAKillIsSaidToBeCut(_ text: String) {
    let diagnosis = self.diagnosis(Self.tag + text + "\n")
    #expect(diagnosis.kills.isEmpty)
    #expect(diagnosis.coverage.gaps.map(\.kind) == ["cut-line"])
  }

  @Test(arguments: [
    "0000:3d:00.0: Worker [1822] processing SEQNUM=23088 is tak>", "worker [12] exit",
  ])
  func whatIsNoKillIsNone(_ text: String) {
    let diagnosis = self.diagnosis(Self.tag + text + "\n")
    #expect(diagnosis.kills.isEmpty && diagnosis.coverage.gaps.isEmpty)
  }
}
