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

    // whatever a bundle is called, and whatever else is packed beside it
    let other = folder.appending(path: "report.tar.zst").path
    #expect(ProbeDoctor.run(["bundle", "-q", "-o", other, log]) == ExitStatus.found.rawValue)
    try tar(log, into: folder.appending(path: "logs.tar").path)

    let kept = try KeptReport.all(among: [folder.path], keptBy: [])
    #expect(Set(kept.map(\.path)) == [report, bundle, other])
    let rows = KeptReport.rows(of: kept, areNumbered: true)
    #expect(rows.map(\.number) == [1, 2, 3])
    #expect(KeptReport.rows(of: kept, areNumbered: false).allSatisfy { $0.number == nil })
    #expect(rows.allSatisfy { $0.culprit == "vortex_fc" && $0.confidence == "certain" })
    // what watch keeps has a name that tells its boot
    let state = try KeptReport.all(among: [], keptBy: [StateDirectory(path: folder.path)])
    #expect(state.map(\.path) == [report])
  }

  @Test func whatIsNamedIsRead() throws {
    #expect(try KeptReport.all(among: [log], keptBy: []).map(\.path) == [log])
    #expect(throws: ReadError.self) { try KeptReport.all(among: ["/nonexistent"], keptBy: []) }
  }

  private func tar(_ file: String, into archive: String) throws {
    let process = try Process.run(
      URL(filePath: "/usr/bin/env"), arguments: ["tar", "cf", archive, file])
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  @Test func aNumberThatIsNotThereIsRefused() {
    #expect(
      ProbeDoctor.run(["info", "3", "--state-directory", folder.path])
        == ExitStatus.wrongInput.rawValue)
  }
}
