import Examination
import Foundation
import JournalReader
import LogModel
import Testing

@testable import KillCorrelator

/// Findings that are handed out one by one are those of the whole diagnosis.
struct FindingTests {
  private var fixtures: URL { URL(filePath: #filePath).deletingLastPathComponent() }

  @Test(arguments: ["demo.log", "real/02-usb1-kdump-iommu/log.txt"])
  func theyAreThoseOfTheDiagnosis(file: String) throws {
    let path = fixtures.appending(path: "../Fixtures/\(file)").path
    let correlator = Correlator()
    let whole = try correlator.diagnose([.path(path)])
    try #require(whole.killCount > 0)
    var parts: [String] = []
    let coverage = try correlator.examine([.path(path)]) { _, examination in
      let boot = examination.boot
      #expect(boot.kills.isEmpty && boot.warnings.isEmpty && boot.otherDeaths.isEmpty)
      examination.findings { parts.append("\($0)") }
    }
    #expect(parts == whole.boots.flatMap { $0.findings.map { "\($0)" } })
    #expect(coverage.sources.map(\.entries) == whole.coverage.sources.map(\.entries))
  }

  @Test func eudevTellsItsVersion() throws {
    for (words, version) in [
      ("starting eudev-3.2.14", "eudev-3.2.14"), ("starting eudev version 1.0", "eudev-1.0"),
      ("starting version 237", "237"),
    ] {
      let boot = try #require(
        diagnose(
          """
          [    1.000000] udevd[65]: \(words)
          [   61.000000] udevd[65]: worker [70] /devices/pci0000:00/0000:00:06.0 is taking a long time
          [  181.000000] udevd[65]: worker [70] /devices/pci0000:00/0000:00:06.0 timeout; kill it
          """))
      #expect(boot.udev == version)
    }
  }
}
