import Examination
import Foundation
import JournalReader
import KillCorrelator
import LogModel
import MachineFacts
import ReportModel
import Reports
import Testing

@testable import Bundle
@testable import probe_doctor

/// A bad boot beside good ones of the same machine, from logs to what is shown.
@Suite struct AgainstTests {
  /// A boot with one kernel line a second for a card, and others; killed after 30 s if it is bad.
  private func boot(_ number: Int, lines count: Int, isBad: Bool, kernel: String) -> String {
    let words = ["rev 2", "resetting the engine", "engine is up", "registered as fpga0"]
    func line(_ seconds: Double, _ text: String) -> String {
      let time = String(Int64((seconds + Double(number) / 100) * 1_000_000) + 1_000_000_000_000)
      return "[\(time.dropFirst().prefix(6)).\(time.dropFirst(7))] ridge \(text)\n"
    }
    var log =
      line(0, "kernel: Linux version \(kernel) (a@b) #1 SMP")
      + line(0, "kernel: Command line: ro udev.event_timeout=30")
      + line(1, "kernel: pci 0000:04:00.0: [1234:5678] type 00 class 0x118000")
    for (place, word) in words.prefix(count).enumerated() {
      log += line(20 + Double(place), "kernel: slow_fpga 0000:04:00.0: \(word)")
    }
    if isBad {
      log += line(
        49, "systemd-udevd[95]: 0000:04:00.0: Worker [120] processing SEQNUM=900 killed")
    }
    return log + line(200, "systemd[1]: Started something.")
  }

  private func inFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for number in 0..<4 {
      try boot(
        number, lines: number < 3 ? 4 : 2, isBad: number == 3,
        kernel: number < 3 ? "6.1.0" : "6.9.1"
      )
      .write(to: folder.appending(path: "boot\(number).txt"), atomically: true, encoding: .utf8)
    }
    try body(folder)
  }

  private func report(_ inputs: [Input], _ against: Against = .others) throws -> Report {
    var examiner = Examiner(Correlator(knowledge: Machine(modules: "/nonexistent")))
    examiner.against = against
    return try examiner.report(on: inputs, version: ProbeDoctor.version)
  }

  @Test func otherBootsOfAFolderAreComparedByThemselves() throws {
    try inFolder { folder in
      let report = try report([.path(folder.path)])
      let usually = try #require(report.kills.first?.usually)
      #expect(usually.boots == 3)
      #expect(usually.verdict == .hang)
      #expect(usually.seconds?.median == 3)
      #expect(usually.stoppedAfter?.entries.first?.text.contains("resetting the engine") == true)
      #expect(usually.expectedNext?.entries.first?.text.contains("engine is up") == true)
      #expect(usually.lastGood?.kernel == "6.1.0")
      #expect(usually.firstBad?.kernel == "6.9.1")
      let boot = try #require(report.boots.first { !$0.kills.isEmpty })
      #expect(boot.against == Report.Against(boots: 3, kernels: ["6.1.0"]))
      let text = String(decoding: Rendering(.text).bytes(of: report), as: UTF8.self)
      #expect(text.contains("In other boots"))
      let page = String(decoding: Rendering(.html).bytes(of: report), as: UTF8.self)
      #expect(page.contains("This boot and the good ones"))
      // what was saved is shown again
      let saved = try Report(json: Rendering(.json).bytes(of: report))
      #expect(saved == report)
    }
  }

  @Test func anotherLogIsComparedWhereItIsNamed() throws {
    try inFolder { folder in
      let bad = Input.path(folder.appending(path: "boot3.txt").path)
      let good = Input.path(folder.appending(path: "boot0.txt").path)
      let alone = try report([bad])
      let compared = try report([bad], .inputs([good]))
      let plain = try report([.path(folder.path)], .nothing)
      #expect(alone.kills.first?.usually == nil)
      #expect(compared.kills.first?.usually?.boots == 1)
      #expect(plain.kills.count == 1 && plain.kills.first?.usually == nil)
    }
  }

  @Test func aBundleHasTheLastGoodBootsPart() throws {
    try inFolder { folder in
      let examiner = Examiner(Correlator(knowledge: Machine(modules: "/nonexistent")))
      let contents = try BundleContents(
        of: [.path(folder.path)], selecting: Selection(), isHere: false, by: examiner,
        version: ProbeDoctor.version)
      let bundle = try contents.bundle(name: "bundle", isRedacted: true)
      let part = try #require(bundle.members.first { $0.name == "log/good-boot-1.txt" })
      #expect(String(decoding: part.bytes, as: UTF8.self).contains("engine is up"))
      #expect(!String(decoding: part.bytes, as: UTF8.self).contains("ridge"))
      let path = folder.appending(path: "x.tar.gz").path
      try Data(bundle.archive(.gzip)).write(to: URL(filePath: path))
      let again = try report([.path(path)])
      #expect(again.kills.first?.usually?.boots == 1)
    }
  }
}
