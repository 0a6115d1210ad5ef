import Testing

@testable import KillCorrelator
@testable import LogModel

/// Which controller ATA ports and SCSI hosts are of, by the order of their lines.
@Suite struct HostPortsTests {
  private static let kill = """
    [    1.0] systemd-udevd[90]: starting version 247
    [  183.0] systemd-udevd[90]: 0000:03:04.0: Worker [151] processing SEQNUM=1102 killed

    """
  private static let errors = """
    [    9.0] ata5.00: qc timeout (cmd 0xec)
    [    9.1] ata5.00: failed to IDENTIFY (I/O error, err_mask=0x4)
    [   40.0] ata5.00: qc timeout (cmd 0xec)
    [   40.1] ata5.00: failed to IDENTIFY (I/O error, err_mask=0x4)

    """

  private func culprit(_ lines: String) -> String? {
    func time(_ line: Substring) -> Double {
      Double(line.dropFirst().prefix { $0 != "]" }.filter { $0 != " " }) ?? 0
    }
    let log = (lines + "\n" + Self.errors + Self.kill).split(separator: "\n")
      .sorted { time($0) < time($1) }
    return diagnose(log.joined(separator: "\n"))?.kills.first?.culprit.name
  }

  @Test("a controller's ports are those of the hosts that its driver made, in their order")
  func portsOfAController() {
    let own = """
      [    1.1] slow_sata 0000:03:04.0: version 2.12
      [    1.2] scsi host4: slow_sata
      [    1.3] scsi host5: slow_sata
      [    1.4] ata5: SATA max UDMA/133 mmio m4096@0xfdbff000 ata 0xfdbff200 irq 18
      [    1.5] ata6: SATA max UDMA/133 mmio m4096@0xfdbff000 ata 0xfdbff280 irq 18
      """
    #expect(culprit(own) == "ata5.00")
    // another controller's
    #expect(culprit(own.replacing("0000:03:04.0", with: "0000:00:1f.2")) != "ata5.00")
    // fewer ports than hosts
    #expect(culprit(own.replacing("ata6:", with: "ata6.00:")) != "ata5.00")
    // of which of two it is the order does not tell
    #expect(
      culprit("[    1.0] slow_sata 0000:00:1f.2: version 2.12\n" + own) != "ata5.00")
  }

  @Test("libsas says at which host a disk is")
  func portsBehindAnExpander() {
    let own = """
      [    1.1] slow_sas 0000:03:04.0: driver version 0.8.16
      [    1.2] scsi host6: slow_sas
      [    1.3] sas: ata5: end_device-6:0: dev error handler
      """
    #expect(culprit(own) == "ata5.00")
    #expect(culprit(own.replacing("end_device-6", with: "end_device-7")) != "ata5.00")
  }

  @Test("a disk's errors are those of its own port")
  func portOfADisk() throws {
    let log = """
      [    1.0] systemd-udevd[90]: starting version 247
      [    1.1] ahci 0000:00:1f.2: AHCI 0001.0300 32 slots 2 ports 6 Gbps 0x3 impl SATA mode
      [    1.2] scsi host0: ahci
      [    1.3] scsi host1: ahci
      [    1.4] ata1: SATA max UDMA/133 abar m2048@0xf7d3d000 port 0xf7d3d100 irq 27
      [    1.5] ata2: SATA max UDMA/133 abar m2048@0xf7d3d000 port 0xf7d3d180 irq 27
      [    2.0] sd 0:0:0:0: [sda] 976773168 512-byte logical blocks: (500 GB/465 GiB)
      [    2.1] sd 1:0:0:0: [sdb] 976773168 512-byte logical blocks: (500 GB/465 GiB)
      [   33.0] ata2.00: exception Emask 0x0 SAct 0x0 SErr 0x0 action 0x6 frozen
      [   33.1] ata2: hard resetting link
      [   73.0] ata2.00: exception Emask 0x0 SAct 0x0 SErr 0x0 action 0x6 frozen
      [  182.0] systemd-udevd[90]: sdX: Worker [151] processing SEQNUM=1102 killed
      """
    let own = try #require(diagnose(log.replacing("sdX", with: "sdb"))?.kills.first)
    #expect(own.culprit.name == "sdb" && own.rules.contains("hardware-failed"))
    let other = try #require(diagnose(log.replacing("sdX", with: "sda"))?.kills.first)
    #expect(!other.rules.contains("hardware-failed"))
  }
}
