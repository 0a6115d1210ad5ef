import Examination
import Foundation
import JournalReader
import LogModel
import MachineFacts
import Redaction
import ReportModel
import Testing

@testable import Bundle

@Suite struct BundleTests {
  @Test(arguments: Recorded.cases)
  func aBundleIsDiagnosedAsItsLogIs(_ name: String) throws {
    let contents = try contents([try #require(Recorded.input(of: name)).path])
    guard !contents.boots.isEmpty else { return }
    let bytes = try contents.bundle(name: "bundle", isRedacted: true).archive(.zstd)
    try inFile(bytes, "x.tar.zst") { path in
      // a boot without a finding is not passed on
      let first = contents.report.boots.filter { !$0.isUneventful }
      let second = try read(path).boots.filter { !$0.isUneventful }
      #expect(findings(first) == findings(second))
    }
  }

  /// A journal, and what journalctl shows of the same boot.
  @Test func aBootOfTwoSourcesStaysOne() throws {
    let folder = Recorded.root.appending(path: "Tests/Fixtures/lab/bookworm-b-killable")
    let contents = try contents(
      ["journal-export.txt.zst", "journal-short-monotonic.txt.zst"].map {
        folder.appending(path: $0).path
      })
    try #require(contents.boots.count == 1)
    let bundle = try contents.bundle(name: "bundle", isRedacted: true)
    let text = try #require(bundle.members.first { $0.name == "log/boot-1.txt" })
    #expect(text.bytes.firstRange(of: Array("[   36.456269] ".utf8)) != nil)
    try inFile(try bundle.archive(.zstd), "x.tar.zst") { path in
      let again = try read(path)
      #expect(again.boots.count == 1)
      #expect(findings(again.boots) == findings(contents.report.boots))
    }
  }

  @Test(arguments: ["x.tar.zst", "x.tar.gz", "x.tar.xz"])
  func theNameTellsTheCompression(_ name: String) throws {
    let contents = try contents([demo])
    let compression = try #require(ArchiveWriter.Compression(path: name))
    let bytes = try contents.bundle(name: "bundle", isRedacted: true).archive(compression)
    try inFile(bytes, name) { path in
      let again = try read(path)
      #expect(again.killCount == contents.report.killCount)
    }
  }

  @Test func nothingOfTheHostIsInIt() throws {
    let contents = try contents([demo])
    for member in try contents.bundle(name: "bundle", isRedacted: true).members {
      #expect(member.bytes.firstRange(of: Array(" ridge ".utf8)) == nil, "\(member.name)")
    }
    let plain = try contents.bundle(name: "bundle", isRedacted: false).members
    #expect(plain.contains { $0.bytes.firstRange(of: Array(" ridge ".utf8)) != nil })
  }

  /// Whatever the machine is that runs the tests: what is private of it does not get in.
  @Test func whatTheMachineKnowsOfItselfIsRedactedToo() throws {
    let contents = try contents([demo], isHere: true)
    #expect(!contents.machine.files.isEmpty)
    let bundle = try contents.bundle(name: "bundle", isRedacted: true)
    let names = Set(bundle.members.map(\.name))
    #expect(names.isSuperset(of: ["README.txt", "report.md", "udevadm_info_--export-db"]))
    #expect(names.count == bundle.members.count)
  }

  @Test func changedRulesAreTold() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "sums-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let list = "900150983cd24fb0d6963f7d28e17f72  lib/udev/rules.d/60-x.rules\n"
    try Data(list.utf8).write(to: folder.appending(path: "udev.md5sums"))
    let rules = PackagedRules(database: folder.path)
    #expect(rules.isKnown)
    #expect(rules.has("/usr/lib/udev/rules.d/60-x.rules", Array("abc".utf8)))
    #expect(!rules.has("/usr/lib/udev/rules.d/60-x.rules", Array("abd".utf8)))
    #expect(!rules.has("/usr/lib/udev/rules.d/61-y.rules", Array("abc".utf8)))
  }

  @Test func sumsAreAsDpkgHasThem() {
    #expect(PackagedRules.md5(Array("abc".utf8)) == "900150983cd24fb0d6963f7d28e17f72")
    #expect(PackagedRules.md5([]) == "d41d8cd98f00b204e9800998ecf8427e")
  }

  @Test func aReportIsNoLog() throws {
    let members = try contents([demo]).bundle(name: "bundle", isRedacted: true).members
      .filter { $0.name.hasPrefix("report") }
    #expect(members.count == 3)
    for member in members {
      try inFile(member.bytes, "report") { path in
        #expect(throws: ReadError.self) { _ = try read(path) }
      }
    }
  }

  // MARK: - Helpers

  private let demo = Recorded.root.appending(path: "Tests/Fixtures/demo.log").path

  private func contents(_ paths: [String], isHere: Bool = false) throws -> BundleContents {
    try BundleContents(
      of: paths.map { .path($0) }, selecting: Selection(), isHere: isHere, by: Examiner(),
      version: "test")
  }

  private func read(_ path: String) throws -> Report {
    try Examiner().report(on: [.path(path)], version: "test")
  }

  /// What a reader of the report would notice.
  private func findings(_ boots: [Report.Boot]) -> [String] {
    boots.map { boot in
      let times = { (time: Report.Time?) in
        "\(time?.monotonic?.description ?? "-1") \(time?.basis.rawValue ?? "-")"
      }
      let findings = (boot.kills + boot.warnings + boot.otherDeaths).map { finding in
        """
        \(finding.kind) \(String(describing: finding.cause)) \(String(describing: finding.victim)) \
        \(String(describing: finding.certainty)) \(finding.device?.sysname ?? "-") \
        \(finding.workerPID ?? 0) \(finding.seqnum ?? 0) \(finding.limit ?? 0) \(finding.culprit) \
        \(String(describing: finding.outcome)) \(times(finding.started)) \(times(finding.warned)) \
        \(times(finding.killed)) \(times(finding.ended)) \(finding.driver ?? "-") \
        \(finding.suspects.map { "\($0.name) \($0.score) \($0.evidence.map(\.rule))" })
        """
      }
      return """
        \(boot.kernel ?? "-") \(boot.udev ?? "-") \(boot.eventTimeout.seconds ?? 0) \
        \(boot.eventTimeout.source) \(findings)
        """
    }
  }

  private func inFile(_ bytes: [UInt8], _ name: String, _ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "bundle-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: name)
    try Data(bytes).write(to: file)
    try body(file.path)
  }
}
