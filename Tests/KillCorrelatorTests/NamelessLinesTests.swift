import Testing

@testable import KillCorrelator
@testable import LogModel

/// Lines of a driver that name no device, and are about the only one that it has.
@Suite struct NamelessLinesTests {
  private static let start =
    "[    3.1] aacraid 0000:05:00.0: can't disable ASPM; OS doesn't have ASPM control\n"
  private static let kill = """
    [   64.1] systemd-udevd[278]: worker [291] /devices/pci0000:00/0000:00:03.0/0000:05:00.0 is taking a long time
    [  184.1] systemd-udevd[278]: worker [291] /devices/pci0000:00/0000:00:03.0/0000:05:00.0 timeout; kill it
    [  184.1] systemd-udevd[278]: seq 1216 '/devices/pci0000:00/0000:00:03.0/0000:05:00.0' killed

    """
  private static let failed = "[  185.6] AAC0: adapter kernel failed to start, init status = 0.\n"
  private static let end =
    "[  185.7] systemd-udevd[278]: worker [291] terminated by signal 9 (Killed)\n"

  @Test("its own failure is the device's") func own() throws {
    let kill = try #require(diagnose(Self.start + Self.kill + Self.failed + Self.end)?.kills.first)
    #expect(kill.outcome == .unbound && kill.outcomeEvidence.map(\.reason) == [.gaveUp])
    #expect(kill.suspects.map(\.name) == ["aacraid", "0000:05:00.0"])
    let without = try #require(diagnose(Self.start + Self.kill + Self.end)?.kills.first)
    #expect(without.outcome == .unknown)
  }

  @Test(
    "of which of two devices it speaks cannot be told",
    arguments: [
      "[    3.3] aacraid 0000:06:00.0: can't disable ASPM; OS doesn't have ASPM control\n",
      """
      [    0.3] pci 0000:05:00.0: [9005:028b] type 00 class 0x010700
      [    0.3] pci 0000:06:00.0: [9005:028b] type 00 class 0x010700

      """,
    ])
  func twins(_ other: String) throws {
    let log = other + Self.start + Self.kill + Self.failed + Self.end
    #expect(diagnose(log)?.kills.first?.outcome == .unknown)
  }

  @Test(
    "what another driver says is not its", arguments: ["ips0: Error flashing BIOS", "AAC0 is well"])
  func anothers(_ line: String) {
    let log = Self.start + Self.kill + "[  185.6] \(line)\n" + Self.end
    #expect(diagnose(log)?.kills.first?.outcome == .unknown)
  }

  /// A driver that alone serves an ACPI device, and names none.
  @Test func theOnlyDriverOfItsDevice() {
    let said = (0..<3).map {
      "[   \(38 + 30 * $0).1] toshiba_acpi: ACPI call to query HCI_VIDEO_OUT failed\n"
    }.joined()
    func culprit(_ device: String, _ before: String = "") -> String? {
      diagnose(
        before + said
          + "[  187.8] systemd-udevd[290]: \(device): Worker [318] processing SEQNUM=2044 killed\n"
      )?.kills.first?.culprit.name
    }
    #expect(culprit("TOS6208:00") == "toshiba_acpi")
    let named = diagnose(
      said
        + "[  187.8] systemd-udevd[290]: TOS6208:00: Worker [318] processing SEQNUM=2044 killed\n")
    let statements = named?.kills.first?.suspects.flatMap(\.evidence).map(\.statement) ?? []
    #expect(
      statements.contains(.spokeOfNoDevice) && !statements.contains(.spokeOfDevice(alone: true)))
    #expect(culprit("PNP0C0A:00") != "toshiba_acpi")
    // it has another device
    let other = "[    7.8] toshiba_acpi TOS1900:00: ready\n"
    #expect(culprit("TOS6208:00", other) == nil)
  }

  /// `mpt2sas0` is first heard of when the event begins, and again before anybody else.
  @Test(
    "who names no device and breaks the silence after a warning",
    arguments: [("", "mpt2sas"), ("[  100.0] e1000e 0000:02:00.0 eth0: link is up\n", nil)])
  func breaksTheSilence(_ between: String, _ name: String?) throws {
    let log = """
      [   10.1] mpt2sas0: sending port enable !!
      [   70.0] systemd-udevd[512]: 0000:08:00.0: Worker [540] processing SEQNUM=77 is taking a long time
      \(between)[  101.0] mpt2sas0: port enable: SUCCESS

      """
    #expect(try #require(diagnose(log)?.warnings.first).culprit.name == name)
    // it had spoken long before
    let early = "[    1.0] mpt2sas0: sending diag reset !!\n" + log
    #expect(try #require(diagnose(early)?.warnings.first).culprit.name == nil)
  }

  /// `uvcvideo` names its camera by its numbers alone.
  @Test(arguments: [("1bcf:2284", true), ("1bcf:2285", false)])
  func aDeviceThatIsToldByItsNumbers(numbers: String, isNamed: Bool) {
    let trouble = (0..<8).map {
      "[   \(20 + $0 * 5).0] uvcvideo: Failed to query (GET_DEF) UVC control \($0) on unit 2: -110 (exp. 1).\n"
    }
    let log =
      "[   10.0] usb 3-1.2: New USB device found, idVendor=1bcf, idProduct=2284, bcdDevice= 9.22\n"
      + "[   11.0] uvcvideo: Found UVC 1.00 device Full HD webcam (\(numbers))\n" + trouble.joined()
      + "[   71.0] systemd-udevd[401]: 3-1.2:1.0: Worker [512] processing SEQNUM=4410 is taking a long time\n"
      + "[  191.0] systemd-udevd[401]: 3-1.2:1.0: Worker [512] processing SEQNUM=4410 killed\n"
    #expect((diagnose(log)?.kills.first?.culprit.name == "uvcvideo") == isNamed)
  }
}
