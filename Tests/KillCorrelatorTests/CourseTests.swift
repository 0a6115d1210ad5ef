import Testing

@testable import KillCorrelator
@testable import LogModel

/// What a device did in one boot beside what it did in others: its lines by their form, where it
/// stopped, what is usual.
@Suite struct CourseTests {
  private func form(_ text: String) -> LineForm { LineForm(text.utf8) }

  @Test func aFormIsALineWithoutItsNumbersAndNames() {
    #expect(
      form("e1000 0000:00:05.0 eth0: (PCI:33MHz:32-bit) 52:54:00:12:34:56")
        == form("e1000 0000:00:1c.0 eth1: (PCI:66MHz:64-bit) 0c:ab:cd:ef:fe:56"))
    #expect(
      form("sd 2:0:0:0: [sda] Attached SCSI disk") == form("sd 3:0:1:0: [sdab] Attached SCSI disk"))
    #expect(form("ahci 0000:00:05.0: version 3.0") != form("ahci 0000:00:05.0: flags: 64bit ncq"))
  }

  @Test func anotherKernelsWordingIsNear() {
    #expect(
      form("mpt3sas_cm0: sending diag reset !!").isNear(form("mpt3sas_cm0: sending a diag reset")))
    #expect(
      !form("mpt3sas_cm0: sending diag reset !!").isNear(form("mpt3sas_cm0: port enable: SUCCESS")))
  }

  private func lines(_ texts: String...) -> [Course.Line] {
    texts.enumerated().map { number, text in
      Course.Line(
        entry: Entry(
          place: Place(source: "log.txt", position: .line(number + 1)), stamp: .none,
          speaker: .kernel, line: Array(text.utf8)),
        number: number, time: Int64(number) * 1_000_000, form: form(text), isKnownReady: false,
        isOfDevice: true)
    }
  }

  @Test func aCourseThatBreaksOffStopsAtItsLastUsualLine() {
    let usual = lines("x 1: one", "x 1: two", "x 1: three", "x 1: four")
    let broken = Alignment(lines("x 1: one", "x 1: two", "x 1: where is it?"), usual)
    #expect(broken.last?.here == 1)
    #expect(broken.next == 2)
    // what came early does not come next
    let swapped = Alignment(lines("x 1: three", "x 1: one", "x 1: two"), usual)
    #expect(swapped.next == 3)
    #expect(Alignment([], usual).next == 0)
    #expect(Alignment(usual, usual).next == nil)
  }

  @Test func whatIsUsualIsExceededByFarMoreOnly() throws {
    let usual = try #require(UsualTime([4.1, 5, 6.2]))
    #expect(usual.median == 5)
    #expect(!usual.isExceeded(by: 9))
    #expect(usual.isExceeded(by: 20))
    #expect(!usual.isExceeded(by: 20, times: 10))
    #expect(usual.isExceeded(by: 71, times: 10))
    #expect(UsualTime([]) == nil)
    #expect(UsualTime.grows([4, 6, 9, 14]))
    #expect(!UsualTime.grows([4, 6, 5, 4.5]))
  }

  /// udevd kills the worker of a card after 30 s, of which other boots tell.
  private func comparison(_ lines: [String], beside others: [[String]]) -> Comparison? {
    let limit = "[    0.000000] Command line: udev.event_timeout=30\n"
    let log =
      limit + lines.joined(separator: "\n")
      + "\n[   50.000000] systemd-udevd[95]: 0000:04:00.0: Worker [120] processing SEQNUM=900 killed\n"
    return diagnose(log, beside: others.map { limit + $0.joined(separator: "\n") + "\n" })?
      .kills.first?.comparison
  }

  private let usual = [
    "[   20.000000] slow_fpga 0000:04:00.0: rev 2",
    "[   21.000000] slow_fpga 0000:04:00.0: engine is up",
    "[   22.000000] slow_fpga 0000:04:00.0: ready",
  ]
  /// The same, as no other boot has it: later by some microseconds.
  private var own: [String] { later(usual[...]) }
  private func later(_ lines: ArraySlice<String>) -> [String] {
    lines.map { $0.replacing("00000]", with: "00123]") }
  }

  @Test func theStoppingPlaceAndTheNextLineAreTold() throws {
    let found = try #require(comparison(Array(own.prefix(2)), beside: [usual, usual]))
    #expect(found.boots == 2)
    #expect(found.stoppedAfter?.text == "slow_fpga 0000:04:00.0: engine is up")
    #expect(found.expectedNext?.text == "slow_fpga 0000:04:00.0: ready")
    #expect(found.seconds?.median == 2)
    #expect(found.verdict == .hang)
  }

  @Test func aCardThatMovedIsFoundByWhatItIs() throws {
    let id = "[    1.000000] pci 0000:04:00.0: [1234:5678] type 00 class 0x118000"
    let others = [[id] + usual].map {
      $0.map { $0.replacing("0000:04:00.0", with: "0000:09:00.0") }
    }
    let found = try #require(comparison([id] + own.prefix(1), beside: others))
    #expect(found.stoppedAfter?.text == "slow_fpga 0000:04:00.0: rev 2")
    #expect(found.expectedNext?.text == "slow_fpga 0000:09:00.0: engine is up")
  }

  @Test func anotherCardInItsPlaceSaysNothing() {
    let id = "[    1.000000] pci 0000:04:00.0: [1234:5678] type 00 class 0x118000"
    let other = "[    1.000000] pci 0000:04:00.0: [1234:9999] type 00 class 0x118000"
    #expect(comparison([id] + own.prefix(1), beside: [[other] + usual]) == nil)
  }

  @Test func aBootInWhichItWasKilledIsNotHealthy() {
    let killed =
      "[   50.000000] systemd-udevd[95]: 0000:04:00.0: Worker [120] processing SEQNUM=900 killed"
    #expect(comparison(Array(own.prefix(2)), beside: [usual + [killed]]) == nil)
  }

  @Test func theSameBootToldTwiceIsNoOther() {
    #expect(comparison(Array(usual.prefix(2)), beside: [Array(usual.prefix(2))]) == nil)
  }

  @Test func ofALogThatBeginsTooLateNothingIsSaid() {
    let late = ["[   49.000000] e1000e 0000:00:19.0: unrelated"]
    let found = diagnose(
      late.joined()
        + "\n[   50.000000] systemd-udevd[95]: 0000:04:00.0: Worker [120] processing SEQNUM=900 killed\n",
      beside: [usual.joined(separator: "\n")])?.kills.first?.comparison
    #expect(found?.stoppedAfter == nil)
    #expect(found?.expectedNext == nil)
    #expect(found?.verdict == nil)
  }

  @Test func aDeviceIsKnownByWhatItsDriverNumbersItBy() throws {
    let id = "[    1.000000] pci 0000:04:00.0: [1000:0012] type 00 class 0x010000"
    let words = [
      id, "[   20.000000] sym0: <895a> rev 0x0 at pci 0000:04:00.0 irq 10",
      "[   20.100000] sym0: No NVRAM, ID 7, Fast-40, LVD, parity checking",
      "[   20.200000] sym0: SCSI BUS has been reset.", "[   20.300000] scsi host3: sym-2.2.3",
    ]
    let moved = words.map {
      $0.replacing("0000:04:00.0", with: "0000:09:00.0").replacing("sym0", with: "sym1")
    }
    let here = words.prefix(3).map { $0.replacing("00000]", with: "00123]") }
    let found = try #require(comparison(here, beside: [words, moved]))
    #expect(found.boots == 2)
    #expect(found.stoppedAfter?.text == "sym0: No NVRAM, ID 7, Fast-40, LVD, parity checking")
    #expect(found.expectedNext?.text == "sym1: SCSI BUS has been reset.")
    #expect(found.verdict == .hang)
  }

  @Test func aNearMissAsLongAsAlwaysIsNoShortLimit() throws {
    let limit = "[    0.000000] Command line: udev.event_timeout=60\n"
    let words = [
      "[   20.000000] slow_fpga 0000:04:00.0: rev 2",
      "[   38.000000] slow_fpga 0000:04:00.0: ready",
    ]
    let warning =
      "[   37.000123] systemd-udevd[95]: 0000:04:00.0: Worker [120] processing SEQNUM=900 "
      + "is taking a long time\n"
    let here = words.map { $0.replacing("00000]", with: "00123]") }
    let log = limit + here[0] + "\n" + warning + here[1] + "\n[   90.000000] later: on\n"
    let diagnosis = try #require(
      diagnose(log, beside: [limit + words.joined(separator: "\n") + "\n"]))
    let found = try #require(diagnosis.warnings.first)
    #expect(found.comparison?.verdict == .slowAsAlways)
    #expect(!found.chain.links.contains { $0.kind == .limit })
  }

  @Test func whoAloneStoppedHalfwayHoldsThoseThatHadSaidAll() throws {
    func lines(_ micro: String, _ held: Int) -> [String] {
      ["one", "two", "three", "four"].enumerated().flatMap { number, name in
        ["rev 2", "ready"].enumerated().compactMap { step, word in
          number == 0 && step >= held
            ? nil
            : "[   2\(number).\(step)00\(micro)] \(name)_fpga 0000:0\(number + 4):00.0: \(word)"
        }
      }
    }
    let limit = "[    0.000000] Command line: udev.event_timeout=30\n"
    let kills = (0..<4).map {
      "[   50.00\($0)000] systemd-udevd[95]: 0000:0\($0 + 4):00.0: Worker [12\($0)] "
        + "processing SEQNUM=90\($0) killed"
    }
    let log = limit + (lines("123", 1) + kills).joined(separator: "\n") + "\n"
    let others = (0..<2).map { limit + lines("00\($0)", 2).joined(separator: "\n") + "\n" }
    let diagnosis = try #require(diagnose(log, beside: others))
    #expect(diagnosis.kills.count == 4)
    #expect(diagnosis.kills.first?.culprit.name == "one_fpga")
    #expect(diagnosis.kills.dropFirst().allSatisfy { $0.culprit.name == nil })
  }

  @Test func whoSaidNothingMayWaitForTheOneThatStoppedHalfway() throws {
    func boot(_ steps: [String], _ micro: String) -> String {
      "[    0.000000] Command line: udev.event_timeout=30\n"
        + steps.enumerated().map { "[   2\($0).000\(micro)] \($1)\n" }.joined()
    }
    let usual = [
      "one_fpga 0000:04:00.0: rev 2", "one_fpga 0000:04:00.0: ready",
      "two_fpga 0000:05:00.0: rev 2", "two_fpga 0000:05:00.0: ready",
    ]
    func kill(_ number: Int) -> String {
      "[   5\(number).000000] systemd-udevd[95]: 0000:0\(number):00.0: Worker [12\(number)] "
        + "processing SEQNUM=90\(number) killed\n"
    }
    let others = (0..<2).map { boot(usual, "00\($0)") }
    let both = try #require(diagnose(boot([usual[0]], "123") + kill(4) + kill(5), beside: others))
    #expect(both.kills.map(\.comparison?.verdict) == [.hang, nil])
    // alone it waits for nobody
    let alone = try #require(
      diagnose(boot(Array(usual[..<2]), "123") + kill(5), beside: others))
    #expect(alone.kills.map(\.comparison?.verdict) == [.hang])
  }

  @Test func whatNamesOnlyTheDriverIsOfItsOneDevice() throws {
    let usual = [
      "[   20.000000] Acme frobnix virtual NIC driver - version 1.2",
      "[   20.100000] frobnix 0000:04:00.0: # of Tx queues : 2",
      "[   21.000000] net eth0: Digital DS1 Frobnix rev 2 at Port 0xc680, IRQ 10",
      "[   22.000000] scsi host4: Acme based Frobnix driver",
    ]
    let found = try #require(comparison(later(usual.prefix(2)), beside: [usual, usual]))
    #expect(found.seconds?.median == 2)
    #expect(found.expectedNext?.text.hasPrefix("net eth0: ") == true)
    #expect(found.verdict == .hang)
  }

  @Test func whateverTakesLongerThanTheLimitIsAsSlowAsAlways() throws {
    let usual = [
      "[   20.000000] frobnix 0000:04:00.0: hello", "[   55.000000] frobnix 0000:04:00.0: ready",
    ]
    let late = ["[    1.000000] pci 0000:04:00.0: [1000:0073] type 00"]
    let found = try #require(
      comparison(late + ["[   60.000000] frobnix 0000:04:00.0: hello"], beside: [usual, usual]))
    #expect(found.verdict == .slowAsAlways)
  }

  @Test func whatElseIsDifferentIsTold() throws {
    let there = ["[    0.000000] Linux version 6.10.9 (a@b) #1"] + usual
    let here = ["[    0.000000] Linux version 6.12.1 (a@b) #1"] + own.prefix(1)
    let found = try #require(comparison(here, beside: [there]))
    #expect(found.lastGood.kernel == "6.10.9")
    #expect(found.firstBad.kernel == "6.12.1")
    #expect(found.differences.map(\.kind) == [.kernel])
    // the kernel's own word of the table, in newer ones, is no firmware
    let firmware = "[    0.000000] DMI: Acme Box/B1, BIOS 2.3 01/02/2024"
    let table = "[    0.000000] DMI: SMBIOS 2.8 present."
    let same = try #require(
      comparison([table, firmware] + own.prefix(1), beside: [[firmware] + usual]))
    #expect(same.differences.isEmpty)
    let newer = firmware.replacing("2.3", with: "2.4")
    let other = try #require(
      comparison([table, newer] + own.prefix(1), beside: [[firmware] + usual]))
    #expect(other.differences.map(\.kind) == [.firmware])
  }
}
