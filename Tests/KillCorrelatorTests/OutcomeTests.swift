import LogModel
import ReportModel
import Telling
import Testing

@testable import KillCorrelator

/// What shows that a device works, or that it does not, and what shows neither.
@Suite struct OutcomeTests {
  private func kill(_ lines: String, device: String = "0000:00:05.0") throws -> Finding {
    let log = """
      [   60.000000] systemd-udevd[201]: \(device): Worker [208] processing SEQNUM=1438 is taking a long time
      [  180.000000] systemd-udevd[201]: \(device): Worker [208] processing SEQNUM=1438 killed
      \(lines)
      """
    return try #require(diagnose(log)?.kills.first)
  }

  private static let end =
    "[  230.000000] systemd-udevd[201]: X: Worker [208] terminated by signal 9 (KILL)."

  @Test("a late end alone shows that the call ended, not how")
  func lateEnd() throws {
    let kill = try kill(Self.end)
    #expect(kill.outcome == .unknown)
    #expect(kill.outcomeEvidence.map(\.reason) == [.endedLate(seconds: 50)])
  }

  @Test(
    "what only a driver that has its device makes the kernel say",
    arguments: [
      (
        "0000:00:05.0", "e1000e 0000:00:05.0 eth1: (PCI Express:2.5GT/s:Width x1) 52:54:00:12:34:56"
      ),
      ("0000:00:05.0", "e1000e 0000:00:05.0 enp0s5: renamed from eth1"),
      (
        "1-2:1.0",
        "input: QEMU QEMU USB Keyboard as /devices/pci0000:00/0000:00:0b.0/usb1/1-2/1-2:1.0/0003:0627:0001.0001/input/input5"
      ),
      ("0000:00:05.0", "mmc0: SDHCI controller on PCI [0000:00:05.0] using ADMA"),
      ("1-3:1.0", "usb 1-3: FTDI USB Serial Device converter now attached to ttyUSB0"),
      ("8:0:0:0", "sd 8:0:0:0: [sdb] Attached SCSI removable disk"),
    ])
  func bound(device: String, line: String) throws {
    let kill = try kill("[  229.000000] \(line)\n\(Self.end)", device: device)
    #expect(kill.outcome == .bound && kill.outcomeConfidence == .certain)
  }

  @Test(
    "one that has the same trouble as before the kill has come no further",
    arguments: [("isr : global=0x0,status=0x0.", false), ("firmware is up", true)])
  func sameTrouble(line: String, isBound: Bool) throws {
    let log = """
      [   60.000000] systemd-udevd[201]: 0000:02:00.0: Worker [208] processing SEQNUM=1438 is taking a long time
      [  179.000000] slow 0000:02:00.0: no handshake response at state 0x1.
      [  179.000100] slow 0000:02:00.0: isr : global=0x0,status=0x0.
      [  180.000000] systemd-udevd[201]: 0000:02:00.0: Worker [208] processing SEQNUM=1438 killed
      [  229.000000] slow 0000:02:00.0: no handshake response at state 0x1.
      [  229.000100] slow 0000:02:00.0: \(line)
      \(Self.end)
      """
    let kill = try #require(diagnose(log)?.kills.first)
    #expect((kill.outcome == .bound) == isBound)
    #expect(kill.chain.links.contains { $0.place == .wait && $0.kind == .hardware })
  }

  @Test(
    "what a driver had made before its probe hung does not show that it is done",
    arguments: [(20.0, false), (229, true)])
  func madeBefore(time: Double, isBound: Bool) throws {
    let log = """
      [   12.0] usb 3-5: New USB device found, idVendor=046d, idProduct=c547, bcdDevice= 4.02
      [   \(time)] input: Wireless Mouse as /devices/pci0000:00/0000:00:08.1/usb3/3-5/3-5:1.2/0003:046D:C547.0007/input/input29
      [   60.0] systemd-udevd[201]: 0003:046D:C547.0007: Worker [208] processing SEQNUM=1438 is taking a long time
      [  180.0] systemd-udevd[201]: 0003:046D:C547.0007: Worker [208] processing SEQNUM=1438 killed
      \(Self.end)
      """
    let lines = log.split(separator: "\n").map(String.init)
    let sorted = lines.sorted {
      Double($0.dropFirst().prefix { $0 != "]" }.trimmed)! < Double(
        $1.dropFirst().prefix { $0 != "]" }.trimmed)!
    }
    let kill = try #require(diagnose(sorted.joined(separator: "\n") + "\n")?.kills.first)
    #expect((kill.outcome == .bound) == isBound)
  }

  @Test(
    "who gives up before the limit is over has failed by himself",
    arguments: [
      ("Failed to initialize hl2. Device is NOT usable !", true), ("card 2 found", false),
    ])
  func gaveUpAfterTheWarning(line: String, isOver: Bool) throws {
    let log = """
      [   12.0] vortex 0000:1a:00.0: device found [1da3:1000] (rev 1)
      [   71.9] systemd-udevd[203]: 0000:1a:00.0: Worker [277] processing SEQNUM=11842 is taking a long time
      [   73.0] vortex 0000:1a:00.0: \(line)
      [   80.0] systemd[1]: Started cron.service.
      """
    let warning = try #require(diagnose(log)?.warnings.first)
    #expect((warning.outcome == .unbound) == isOver)
    #expect(warning.remedies.contains { $0.id == "raise-event-timeout" } != isOver)
  }

  @Test(
    "what a class makes of a device has no driver that it could lose",
    arguments: ["enp0s20f0u3", "ttyUSB0", "zd176", "wlp3s0", "video33"])
  func classDevices(name: String) throws {
    #expect(try kill("", device: name).outcome == nil)
    #expect(try kill("", device: "0000:00:05.0").outcome == .unknown)
  }

  @Test("the driver went on and was content")
  func wentOn() throws {
    let kill = try kill(
      "[  229.000000] i801_smbus 0000:00:05.0: SMBus using PCI interrupt\n\(Self.end)")
    #expect(kill.outcome == .bound && kill.outcomeConfidence == .likely)
  }

  @Test("its last words are that it failed, in whatever words drivers have")
  func gaveUp() throws {
    for words in [
      "Failed from megasas_init_fw 6550", "Init cmd return status FAILED for SCSI host 0",
      "initialization failed", "giving up", "probe failure status: -19",
    ] {
      let kill = try kill("[  229.000000] acme_sas 0000:00:05.0: \(words)\n\(Self.end)")
      #expect(kill.outcome == .unbound && kill.outcomeConfidence == .likely, "\(words)")
    }
  }

  @Test(
    "trouble on the way shows nothing by itself",
    arguments: [
      "EEPROM Read Error", "no suitable firmware found!", "no codecs found!",
      "azx_get_response timeout, switching to polling mode", "sending diag reset !!",
    ])
  func trouble(words: String) throws {
    let kill = try kill("[  229.000000] acme 0000:00:05.0: \(words)\n\(Self.end)")
    #expect(kill.outcome == .unknown)
  }

  @Test("who is still at it has not said his last word")
  func stillAtIt() throws {
    let kill = try kill(
      """
      [  182.000000] acme 0000:00:05.0: calibrating channel 4
      [  400.000000] usb 1-1: new high-speed USB device number 2 using xhci_hcd
      """)
    #expect(kill.outcome == .stuck)
  }

  @Test("who says that the device is given up has said it, whether or not the worker's end is told")
  func givenUpForGood() throws {
    func outcome(_ words: String) throws -> Outcome? {
      try kill(
        """
        [  180.100000] nvme nvme0: pci function 0000:00:05.0
        [  188.400000] nvme nvme0: \(words)
        """
      ).outcome
    }
    #expect(try outcome("Removing after probe failure status: -19") == .unbound)
    #expect(try outcome("Disabling device after reset failure: -19") == .unbound)
    #expect(try outcome("Device not ready; aborting initialisation, CSTS=0x0") == .unknown)
  }

  @Test("another interface's children are not this one's")
  func siblings() throws {
    let other =
      "[  229.000000] input: Keyboard as /devices/pci0000:00/0000:00:0b.0/usb1/1-2/1-2:1.1/input/input5"
    #expect(try kill("\(other)\n\(Self.end)", device: "1-2:1.0").outcome == .unknown)
  }

  @Test("a probe that failed long before was another driver's")
  func otherDriverFirst() throws {
    let kill = try kill(
      "[   62.000000] ata_generic: probe of 0000:00:05.0 failed with error -22\n\(Self.end)")
    #expect(kill.outcome == .unknown)
  }

  @Test("a probe that failed, and one that was called again")
  func failedAndCameBack() throws {
    let failed = "[  180.100000] usbhid: probe of 1-2:1.0 failed with error -4"
    #expect(try kill("\(failed)\n\(Self.end)", device: "1-2:1.0").outcome == .unbound)
    let back =
      "[  300.000000] input: Keyboard as /devices/pci0000:00/0000:00:0b.0/usb1/1-2/1-2:1.0/input/input5"
    #expect(try kill("\(failed)\n\(Self.end)\n\(back)", device: "1-2:1.0").outcome == .bound)
  }

  @Test("a child's failure is not the device's")
  func child() throws {
    let kill = try kill(
      "[  229.000000] ftdi_sio: probe of ttyUSB0 failed with error -5\n\(Self.end)",
      device: "1-3:1.0")
    #expect(kill.outcome == .unknown)
  }

  @Test func unplugged() throws {
    let gone = "[  190.000000] usb 1-7: USB disconnect, device number 13"
    #expect(try kill("\(gone)\n\(Self.end)", device: "1-7:1.0").outcome == .unbound)
    let back = "[  190.400000] usb 1-7: new high-speed USB device number 14 using xhci_hcd"
    #expect(try kill("\(gone)\n\(back)\n\(Self.end)", device: "1-7:1.0").outcome == .unknown)
  }

  @Test("a disk that was pulled has no driver of its own to lose")
  func unpluggedDisk() throws {
    let kill = try kill(
      """
      [   50.000000] scsi host8: usb-storage 1-8:1.0
      [  190.000000] usb 1-8: USB disconnect, device number 13
      \(Self.end)
      """, device: "8:0:0:0")
    #expect(kill.outcome == .unbound)
    let disk = try self.kill(
      """
      [   50.000000] scsi host8: usb-storage 1-8:1.0
      [   51.000000] sd 8:0:0:0: [sdb] Attached SCSI removable disk
      [  190.000000] usb 1-8: USB disconnect, device number 13
      \(Self.end)
      """, device: "sdb")
    #expect(disk.outcome == nil && disk.outcomeEvidence.map(\.reason) == [.removed])
  }

  @Test("a reader of a disk that was there had nothing to do with its driver")
  func reader() throws {
    #expect(try kill(Self.end, device: "sda").outcome == nil)
    #expect(try kill(Self.end, device: "cpu0").outcome == nil)
    #expect(
      try kill("[  229.000000]  sda: sda1 sda2\n\(Self.end)", device: "sda").outcome == .bound)
  }

  @Test(
    "what a driver calls its device counts for the device",
    arguments: [
      ("sym0: <895a> rev 0x0 at pci 0000:00:05.0 irq 10", "sym0", true),
      ("acme_daq 0000:00:05.0: enabling device (0140 -> 0142)", "acme_daq_cm0", true),
      ("acme_daq 0000:00:05.0: enabling device (0140 -> 0142)", "acme_daq_cm1", false),
      ("acme_daq 0000:00:05.0: on\n[   61.000000] acme_daq 0000:00:06.0: on", "acme_daq0", false),
      ("acme_daq 0000:00:06.0: on\n[   61.000000] acme_daq 0000:00:05.0: on", "acme_daq1", true),
    ])
  func instance(_ first: String, _ name: String, _ isOfDevice: Bool) throws {
    let kill = try kill(
      """
      [   61.000000] \(first)
      [  180.200000] \(name): giving up ...
      \(Self.end)
      """)
    #expect((kill.outcome == .unbound) == isOfDevice)
  }

  /// A call that the signal ended may have left the driver without what it asked for.
  @Test func hasItsDriverAndTroubleWithIt() throws {
    func log(_ line: String) -> String {
      """
      [   35.000000] systemd-udevd[95]: 0000:02:00.0: Worker [120] processing SEQNUM=900 killed
      [   35.100000] slow_net 0000:02:00.0 0000:02:00.0 (uninitialized): \(line)
      [   35.200000] slow_net 0000:02:00.0 eth0: (PCI:33MHz:32-bit)
      [   35.300000] systemd-udevd[95]: 0000:02:00.0: Worker [120] terminated by signal 9 (KILL).

      """
    }
    func says(_ line: String) throws -> String {
      let boot = Report.Boot(try #require(diagnose(log(line))))
      #expect(boot.kills.first?.outcome == .bound)
      return try #require(boot.kills.first?.consequence)
    }
    #expect(try says("EEPROM Read Error").contains("has its driver, which told of trouble"))
    #expect(try says("EEPROM version 3.1").contains("works."))
  }

  /// Up to 220 udevd repeats each second that it kills a program, until that is gone.
  @Test func aProgramThatDoesNotEnd() throws {
    let kill = "[   75.0] udevd[331]: timeout: killing '/sbin/blkid -o udev -p /dev/sdc' [402]\n"
    func later(_ second: Int) -> String { kill.replacing("75.0", with: "\(second).0") }
    func outcome(_ log: String) -> Outcome? { diagnose(log)?.kills.first?.outcome }
    #expect(outcome(kill + later(76) + later(79)) == .stuck)
    #expect(outcome(kill + later(76)) != .stuck)
    // of what was typed from a screen each line is a second
    let typed = "udevd[331]: timeout: killing '/sbin/blkid -o udev -p /dev/sdc' [402]\n"
    #expect(outcome(String(repeating: typed, count: 5)) == .stuck)
    #expect(outcome(String(repeating: typed, count: 2)) != .stuck)
    let end =
      "[   80.0] udevd[331]: '/sbin/blkid -o udev -p /dev/sdc' [402] terminated by signal 9 (Killed)\n"
    #expect(outcome(kill + later(79) + end) != .stuck)
  }

  @Test("PID 1 tells who outlived its signal") func whoRemains() throws {
    let kill = """
      [  190.0] systemd[1]: systemd-udevd.service: State 'stop-sigterm' timed out. Killing.
      [  190.1] systemd[1]: systemd-udevd.service: Killing process 300 (systemd-udevd) with signal SIGKILL.
      [  190.2] systemd[1]: systemd-udevd.service: Killing process 5120 ((udev-worker)) with signal SIGKILL.

      """
    let remains =
      "[  191.0] systemd[1]: systemd-udevd.service: Unit process 5120 ((udev-worker)) remains running after unit stopped.\n"
    let found = try #require(diagnose(kill + remains)?.kills.first)
    #expect(found.outcome == .stuck && found.outcomeEvidence.map(\.reason) == [.remained])
    #expect(!found.remedies.contains { $0.id == "raise-stop-timeout" })
    #expect(diagnose(kill)?.kills.first?.outcome != .stuck)
    let other = remains.replacing("5120", with: "5121")
    #expect(diagnose(kill + other)?.kills.first?.outcome != .stuck)
  }
}

extension Substring {
  fileprivate var trimmed: String { filter { $0 != " " } }

  @Test("whoever still hangs has not come to what was shown before", arguments: [true, false])
  func stillHangs(isReported: Bool) {
    let log = """
      [   14.402266] usbserial: USB Serial support registered for Qualcomm USB modem
      [   14.402411] usb 2-4: Qualcomm USB modem converter now attached to ttyUSB0
      [  194.611870] systemd-udevd[371]: 2-4: Worker [399] processing SEQNUM=2207 killed

      """
    let blocked = """
      [  242.760122] INFO: task (udev-worker):399 blocked for more than 120 seconds.
      [  242.760136] task:(udev-worker)   state:D stack:0     pid:399   ppid:371    flags:0x00004006
      [  242.760141] Call Trace:
      [  242.760150]  __schedule+0x34d/0x9e0
      [  242.760177]  bConfigurationValue_show+0x25/0x60 [usbcore]

      """
    let outcome = diagnose(log + (isReported ? blocked : ""))?.kills.first?.outcome
    #expect(outcome == (isReported ? .stuck : .bound))
  }

  @Test(
    "what a HID device's own driver did not take the generic one takes", arguments: [true, false])
  func takenByTheGenericDriver(isTaken: Bool) throws {
    let device = "0003:256C:006D.0005"
    let log = """
      [   60.000000] systemd-udevd[241]: \(device): Worker [2417] processing SEQNUM=88 is taking a long time
      [   68.000000] uclogic \(device): failed probing parameters: -110
      [   68.000010] uclogic: probe of \(device) failed with error -110

      """
    let taken =
      "[   69.000000] hid-generic \(device): hiddev97,hidraw3: USB HID v1.11 Device [HUION Huion Tablet] on usb-0000:00:14.0-6/input1\n"
    let warning = try #require(diagnose(log + (isTaken ? taken : ""))?.warnings.first)
    #expect(warning.outcome == (isTaken ? .bound : .unbound))
  }
}
