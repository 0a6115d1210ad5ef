import Testing

@testable import KillCorrelator

@Suite struct ToneTests {
  @Test(arguments: [
    ("SRST failed (errno=-16)", Tone.trouble),
    ("Abort failed to stop command ring: -110", .trouble),
    ("device not accepting address 5, error -71", .trouble), ("fw reset timed out", .trouble),
    ("reset high-speed USB device number 8 using ehci-pci", .trouble),
    ("Init cmd return status FAILED for SCSI host 0", .trouble),
    ("firmware not responding", .trouble),
    ("NETDEV WATCHDOG: eth0: transmit queue 0 timed out", .trouble),
    ("qcom read returned (-110)", .trouble), ("sending diag reset !!", .trouble),
    ("SATA link down (SStatus 0 SControl 300)", .trouble),
    ("giving up on cold reset", .gaveUp), ("HC died; cleaning up", .gaveUp),
    ("rejecting I/O to offline device", .gaveUp),
    ("probe of 0000:00:05.0 failed with error -12", .trouble),
    ("Device not ready; aborting initialisation, CSTS=0x0", .gaveUp),
    ("Waiting for FW to come to ready state", .progress), ("FW now in Ready state", .ready),
    ("bringing controller to ready state", .progress),
    ("eth0: NIC Link is Up 1000 Mbps Full Duplex", .ready),
    ("registered new interface driver", .ready),
    ("[sda] Attached SCSI disk", .ready), ("port enable: SUCCESS", .ready),
    ("Finished loading firmware", .ready), ("waiting for firmware", .progress),
    ("Waiting for firmware download to complete", .progress), ("Starting up", .progress),
    ("initializing adapter", .progress),
  ])
  func aLineHasATone(line: String, tone: Tone) {
    #expect(Tone(of: line.utf8) == tone, "\(line)")
  }

  @Test(arguments: [
    "PCIe AER: error reporting", "command timeout = 30", "watchdog timeout 60 s",
    "EXT4-fs options: errors=remount-ro", "[1b36:0005] type 00 class 0x00ff00",
    "irq 11, io mem 0x8000",
    "using default settings", "start_secondary+0x11f/0x160", "temperature 20-110 C",
    "reset controller", "status 0, 0 errors",
    "range 0x5-0x16", "version 1.2-22",
  ])
  func aLookAlikeHasNone(line: String) {
    #expect(Tone(of: line.utf8) == nil, "\(line)")
  }

  @Test func theLevelCountsWhereTheWordsDoNot() {
    #expect(Tone(of: "frobnicated".utf8, level: 3) == .trouble)
    #expect(Tone(of: "frobnicated".utf8, level: 4) == nil)
    #expect(Tone.level(in: Array("<3>[  1.0] ".utf8)[...]) == 3)
    #expect(Tone.level(in: Array("kern  :err   : [  1.0] ".utf8)[...]) == 3)
    #expect(Tone.level(in: Array("[  1.0] ".utf8)[...]) == nil)
  }
}
