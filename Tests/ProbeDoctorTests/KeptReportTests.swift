import Foundation
import LogModel
import Testing
import Watcher

@testable import probe_doctor

/// What `list` and `info` find.
@Suite struct KeptReportTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "kept-\(UUID())")
  private let log = Recorded.root.appending(path: "Tests/Fixtures/demo.log").path

  @Test func reportsAndBundlesAreListed() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let report = folder.appending(path: "kill-1.json").path
    let bundle = folder.appending(path: "probe-doctor-1.tar.gz").path
    #expect(ProbeDoctor.run([log, "--format", "json", "-o", report]) == ExitStatus.found.rawValue)
    #expect(ProbeDoctor.run(["bundle", "-q", "-o", bundle, log]) == ExitStatus.found.rawValue)
    try "no report".write(
      to: folder.appending(path: "other.json"), atomically: true, encoding: .utf8)

    let kept = KeptReport.all(among: [folder.path], keptBy: [])
    #expect(Set(kept.map(\.path)) == [report, bundle])
    let rows = KeptReport.rows(of: kept, areNumbered: true)
    #expect(rows.map(\.number) == [1, 2])
    #expect(KeptReport.rows(of: kept, areNumbered: false).allSatisfy { $0.number == nil })
    #expect(rows.allSatisfy { $0.culprit == "vortex_fc" && $0.confidence == "certain" })
    // what watch keeps has a name that tells its boot
    let state = KeptReport.all(among: [], keptBy: [StateDirectory(path: folder.path)])
    #expect(state.map(\.path) == [report])
  }

  @Test func aNumberThatIsNotThereIsRefused() {
    #expect(
      ProbeDoctor.run(["info", "3", "--state-directory", folder.path])
        == ExitStatus.wrongInput.rawValue)
  }
}
