import Examination
import Foundation
import JournalReader
import KillCorrelator
import MachineFacts
import Redaction
import LogModel
import ReportModel
import Testing

@testable import probe_doctor

@Suite struct BundleTests {
  @Test(arguments: Recorded.cases)
  func aBundleIsDiagnosedAsItsLogIs(_ name: String) throws {
    let correlator = Correlator()
    let made = try Made(try #require(Recorded.input(of: name)).path, correlator)
    guard !made.boots.isEmpty else { return }
    let bytes = try made.bundle(isRedacted: true).archive(.zstd)
    try inFile(bytes, "x.tar.zst") { path in
      let again = Report(try correlator.diagnose([.path(path)]))
      // a boot without a finding is not passed on
      let first = made.diagnosis.boots.filter { !$0.isUneventful }
      let second = again.boots.filter { !$0.isUneventful }
      #expect(findings(first) == findings(second))
    }
  }

  /// A journal, and what journalctl shows of the same boot.
  @Test func aBootOfTwoSourcesStaysOne() throws {
    let folder = Recorded.root.appending(path: "Tests/Fixtures/lab/bookworm-b-killable")
    let inputs = ["journal-export.txt.zst", "journal-short-monotonic.txt.zst"].map {
      Input.path(folder.appending(path: $0).path)
    }
    let made = try Made(inputs, Correlator())
    try #require(made.boots.count == 1)
    let bundle = try made.bundle(isRedacted: true)
    let text = try #require(bundle.members.first { $0.name == "log/boot-1.txt" })
    #expect(text.bytes.firstRange(of: Array("[   36.456269] ".utf8)) != nil)
    try inFile(try bundle.archive(.zstd), "x.tar.zst") { path in
      let again = try Correlator().diagnose([.path(path)])
      #expect(again.boots.count == 1)
      #expect(findings(Report(again).boots) == findings(made.diagnosis.boots))
    }
  }

  @Test(arguments: ["x.tar.zst", "x.tar.gz", "x.tar.xz"])
  func theNameTellsTheCompression(_ name: String) throws {
    let made = try Made(Recorded.root.appending(path: "Tests/Fixtures/demo.log").path, Correlator())
    let compression = try #require(ArchiveWriter.Compression(path: name))
    let bytes = try made.bundle(isRedacted: true).archive(compression)
    try inFile(bytes, name) { path in
      let again = try Correlator().diagnose([.path(path)])
      #expect(again.kills.count == made.diagnosis.kills.count)
    }
  }

  @Test func nothingOfTheHostIsInIt() throws {
    let made = try Made(Recorded.root.appending(path: "Tests/Fixtures/demo.log").path, Correlator())
    for member in try made.bundle(isRedacted: true).members {
      #expect(member.bytes.firstRange(of: Array(" ridge ".utf8)) == nil, "\(member.name)")
    }
    let plain = try made.bundle(isRedacted: false).members
    #expect(plain.contains { $0.bytes.firstRange(of: Array(" ridge ".utf8)) != nil })
  }

  /// Whatever the machine is that runs the tests: what is private of it does not get in.
  @Test func whatTheMachineKnowsOfItselfIsRedactedToo() throws {
    let made = try Made(Recorded.root.appending(path: "Tests/Fixtures/demo.log").path, Correlator())
    var machine = MachineFiles(beside: [])
    machine.addThisMachine()
    #expect(!machine.files.isEmpty)
    var values = made.values
    values.learn(MachineIdentity())
    for file in machine.files { values.learn(file.bytes) }
    let bundle = try ReportBundle(
      name: "bundle", made.diagnosis, made.boots, machine: machine, redactor: Redactor(values))
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
    let made = try Made(Recorded.root.appending(path: "Tests/Fixtures/demo.log").path, Correlator())
    let members = try made.bundle(isRedacted: true).members.filter { $0.name.hasPrefix("report") }
    #expect(members.count == 3)
    for member in members {
      try inFile(member.bytes, "report") { path in
        #expect(throws: ReadError.self) { _ = try Correlator().diagnose([.path(path)]) }
      }
    }
  }

  // MARK: - Helpers

  /// A log that was read and diagnosed.
  private struct Made {
    let diagnosis: Report
    let values: PrivateValues
    let boots: [BootLog]

    init(_ path: String, _ correlator: Correlator) throws {
      try self.init([.path(path)], correlator)
    }

    init(_ inputs: [Input], _ correlator: Correlator) throws {
      var values = PrivateValues(correlator.question)
      var eventful: [BootLog] = []
      diagnosis = Report(
        try correlator.diagnose(inputs) { log, boot in
          values.learn(log)
          if !boot.isUneventful { eventful.append(log) }
        })
      values.learn(diagnosis)
      self.values = values
      boots = eventful
    }

    func bundle(isRedacted: Bool) throws -> ReportBundle {
      try ReportBundle(
        name: "bundle", diagnosis, boots, machine: MachineFiles(beside: boots),
        redactor: isRedacted ? Redactor(values) : nil)
    }
  }

  /// What a reader of the report would notice.
  private func findings(_ boots: [Report.Boot]) -> [String] {
    boots.map { boot in
      let times = { (time: Report.Time?) in
        "\(time?.monotonic?.description ?? "-1") \(time?.basis.rawValue ?? "-")"
      }
      let kills = boot.kills.map { kill in
        """
        \(kill.cause?.rawValue ?? "-") \(kill.victim?.rawValue ?? "-") \(kill.certainty?.rawValue ?? "-") \(kill.device?.sysname ?? "-") \
        \(kill.workerPID ?? 0) \(kill.seqnum ?? 0) \(kill.limit ?? 0) \(kill.culprit) \
        \(kill.outcome?.rawValue ?? "-") \(times(kill.started)) \(times(kill.warned)) \(times(kill.killed)) \
        \(times(kill.ended)) \
        \(kill.suspects.map { "\($0.name) \($0.score) \($0.evidence.map(\.rule))" })
        """
      }
      let deaths = boot.otherDeaths.map { "\($0.kind) \($0.workerPID ?? 0) \($0.driver ?? "-")" }
      return """
        \(boot.kernel ?? "-") \(boot.udev ?? "-") \(boot.eventTimeout.seconds ?? 0) \
        \(boot.eventTimeout.source) \(kills) \
        \(boot.warnings.map { "\($0.culprit) \($0.seqnum ?? 0)" }) \(deaths)
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
