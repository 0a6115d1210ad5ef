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
    #expect(diagnose(text.replacing("\n      ", with: "\n"))?.kills.count == 1)
    // what has a beginning of its own is another line
    let next = text.replacing("\n      ", with: "\n17:10 systemd-udevd[187]: ")
    #expect(diagnose(next)?.kills.isEmpty != false)
  }

  @Test(arguments: [
    "0000:3d:00.0:\nWorker [1822] processing SEQNUM=23088 killed",
    "0000:3d:00.0: Worker [1822] processing\nSEQNUM=23088 killed",
    "0000:3d:00.0: Worker [1822]\nprocessing SEQNUM=23088 killed",
    "0000:3d:00.0: Worker [1822] processing SEQNUM=23088\nkilled",
    "0000:3d:00.0: Worker [1822] processing SEQNUM=230\n88 killed",
    "seq 23088\n'/devices/pci0000:20/0000:20:08.1/0000:3d:00.0' killed",
    "seq 23088 '/devices/pci0000:20/0000:20:08.1/0000:3d:00.0'\nkilled",
    "seq 23088 '/devices/pci0000:20/0000:20:08.1/0000\n:3d:00.0' killed",
  ])
  func aLineThatAMailBrokeIsWhole(_ text: String) throws {
    let mail = "17:09 kernel: x\n" + Self.tag + text + "\n"
    for log in [mail, mail.split(separator: "\n").map { "> \($0)\n" }.joined()] {
      let kill = try #require(diagnose(log)?.kills.first)
      #expect(kill.device?.sysname == "0000:3d:00.0" && kill.seqnum == 23088)
    }
  }

  @Test func linesThatAreAllCutAtOneWidthMayHideAKill() {
    let lines = [
      "[    1.500000] usb 1-1: new high-speed USB device number 2 using xhci_hcd and more",
      "[    2.500000] usb 1-2: new high-speed USB device number 3 using xhci_hcd and more",
      "[  188.398258] systemd-udevd[187]: 0000:3d:00.0: Worker [1822] processing SEQNUM=23088 killed",
      "[  189.098258] short",
    ]
    let cut = lines.map { "\($0.prefix(76))\n" }.joined()
    #expect(diagnosis(cut).coverage.gaps.map(\.kind) == ["cut-line"])
  }

  @Test(arguments: [
    "0000:3D:00.0: WORKER [1822] PROCESSING SEQNUM=23088 KILLED",
    "0000:3d:00.0: Wor_ker [1822] proc_essing SEQ-NUM=23088 kill-ed",
  ])
  func wordsInAnotherSpellingAreSaid(_ text: String) {
    let log = "[  188.398258] systemd-udevd[187]: \(text)\n[  189.098258] short\n"
    #expect(!diagnosis(log).coverage.isComplete)
  }

  @Test func aKillWithSomethingWithinItIsSaid() {
    let text = "sdb: Spawned process '/sbin/foo' [11] timed out after 2min%!(COMMA) killing."
    #expect(diagnosis(Self.tag + text + "\n").coverage.gaps.map(\.kind) == ["cut-line"])
    // another program's
    let line = "Nov 23 18:41:20 host1 uwsgi[187]: worker [12] will be killed\n"
    #expect(diagnosis(line).coverage.gaps.isEmpty)
  }

  /// Two lines that lost what parted them, be they of two versions of udev.
  @Test(arguments: ["udev", "udevd"]) func twoKillsInOneLine(_ name: String) {
    let line =
      "\(name)[95]: timeout: killing '/sbin/modprobe -bv usb:v04D9p1603' [263]"
      + " systemd-udevd[1702]: 0000:3d:00.0: Worker [1833] processing SEQNUM=23101 killed\n"
    #expect(diagnosis(line).coverage.gaps.map(\.kind) == ["cut-line"])
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
