import ReportModel
import Testing

/// One fault has one signature on whatever kernel it was recorded; other faults have others.
@Suite struct SignatureTests {
  /// Scenarios that were recorded on several releases.
  private static let scenarios: [(name: String, expected: String)] = [
    ("a-uninterruptible", "event-timeout/driver:acme_daq"),
    ("b-killable", "event-timeout/driver:vortex_fc/-4"),
    ("d-init-killable", "event-timeout/driver:helios_pmc"),
    ("h-program", "event-timeout/program:slow-helper"),
    ("l-hung-task", "event-timeout/driver:acme_daq/acme_daq_probe"),
    ("t-kmsg", "event-timeout/driver:vortex_fc/-4"),
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
    #expect(signatures.count == Self.scenarios.count - 1, "t-kmsg records what b-killable does")
  }

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
