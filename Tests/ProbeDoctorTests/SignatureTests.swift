import KillCorrelator
import ReportModel
import Testing

@testable import Telling

/// One fault has one signature on whatever kernel it was recorded; other faults have others.
@Suite struct SignatureTests {
  /// Scenarios that were recorded on several releases.
  private static let scenarios: [(name: String, expected: String)] = [
    ("a-uninterruptible", "event-timeout/driver:acme_daq"),
    ("b-killable", "event-timeout/driver:vortex_fc"),
    ("d-init-killable", "event-timeout/driver:helios_pmc"),
    ("h-program", "event-timeout/program:slow-helper"),
    // the kernel told of the function in which it hung
    ("l-hung-task", "event-timeout/driver:acme_daq"),
    ("t-kmsg", "event-timeout/driver:vortex_fc"),
  ]

  @Test(arguments: scenarios.map(\.name))
  func theReleasesOfAScenarioAgree(_ scenario: String) throws {
    let expected = try #require(Self.scenarios.first { $0.name == scenario }).expected
    for release in ["bookworm", "trixie"] {
      let name = "lab/\(release)-\(scenario)"
      guard Recorded.input(of: name) != nil else { continue }
      let kills = try Recorded.report(of: name).kills
      #expect(kills.contains { $0.signature == expected }, "\(name): \(kills.map(\.signature))")
    }
  }

  @Test func differentFaultsAreApart() throws {
    let signatures = Set(Self.scenarios.map(\.expected))
    #expect(signatures.count == Self.scenarios.count - 2, "l- and t- record what a- and b- do")
  }

  /// A disk that cannot be read is another fault than a stick that is reset every 31 s, whatever letter
  /// either has.
  @Test(arguments: [
    ("real/24-usb-stick-vpd-regression", "event-timeout/hardware:usb/reset"),
    ("real/25-himd-walkman-vpd-regression", "event-timeout/hardware:usb/reset"),
    ("real/30-sda5-unreadable", "event-timeout/hardware:disk/unreadable"),
    ("real/09-multipath-no-path", "event-timeout/hardware:device/no-path"),
  ])
  func whatWasWrongTellsFaultsOfHardwareApart(_ name: String, _ expected: String) throws {
    #expect(try Recorded.report(of: name).kills.map(\.signature) == [expected])
  }

  /// Two faults that nobody knows are not one; what is known of them is which devices they are of.
  @Test(arguments: ["real/05-ntb-many-disks", "real/41-w520-seq-killed-only"])
  func whatIsNotKnownHasNone(_ name: String) throws {
    let kills = try Recorded.report(of: name).kills
    #expect(!kills.isEmpty && kills.allSatisfy { $0.signature == nil })
  }

  /// `fd0` is a kind of thing, `foo0` is not, and neither is `fdm0`.
  @Test(arguments: [
    ("fd0", "floppy"), ("foo0", "device"), ("fdm0", "device"), ("sdb", "disk"), ("1-8", "usb"),
    ("0000:00:1f.2", "pci"),
  ])
  func whatADeviceIsShowsInItsName(_ name: String, _ expected: String) {
    #expect(HardwareClass.name(of: name) == expected)
  }

  @Test func ofADeviceOfAKnownModelThatStandsForIt() throws {
    let kills = try Recorded.report(of: "lab/bookworm-a-quiet-driver").kills
    #expect(kills.map(\.signature) == ["event-timeout/unknown:pci:1234:11e8"])
    #expect(DeviceModel(device("usb:v1D6Bp0002d0000dc09")) == nil, "each machine has that hub")
    #expect(DeviceModel(device("scsi:t-0x00")) == nil, "each disk is that")
    #expect(DeviceModel(device("usb:v04D9p1603d0310dc00"))?.text == "usb:04d9:1603")
    #expect(DeviceModel(device("acpi:IFX0102:PNP0C31:"))?.text == "acpi:IFX0102")
  }

  private func device(_ modalias: String) -> Device { Device(sysname: "x", modalias: modalias) }

  /// Nothing in them is one machine's own: no address, process, serial number or host.
  @Test(arguments: [
    "lab/bookworm-g-crowd", "lab/bookworm-h-import", "lab/bookworm-i-slow-disk", "lab/trixie-j-oom",
    "real/09-multipath-no-path", "real/19-gtx550ti-nouveau", "real/24-usb-stick-vpd-regression",
    "real/27-sas-expander-blkid-storm", "real/49-uvcdynctrl-rule",
  ])
  func nothingOfTheMachineIsInThem(_ name: String) throws {
    let report = try Recorded.report(of: name)
    for boot in report.boots {
      for finding in boot.kills + boot.warnings + boot.otherDeaths {
        for text in [finding.signature, finding.title].compactMap({ $0 }) {
          #expect(!text.contains("\n"))
          #expect(!text.contains(/[0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]/), "\(text)")
          #expect(!text.contains(/\[[0-9]+\]|SEQNUM|\/dev\//), "\(text)")
          if let host = boot.hostname, host.count > 4 { #expect(!text.contains(host)) }
        }
      }
    }
  }

  /// In the recordings every driver of the kernel's tree that is accused has somebody to write to.
  @Test func driversOfTheTreeHaveAList() throws {
    let kill = try #require(
      try Recorded.report(of: "real/43-virtio-blk-kdump-ppc").kills.first)
    #expect(kill.reportTo?.directory == "drivers/block")
    #expect(kill.reportTo?.list.contains("@") == true)
    // this one is not in the kernel's tree
    let other = try #require(try Recorded.report(of: "lab/bookworm-b-killable").kills.first)
    #expect(other.reportTo == nil)
  }
}
