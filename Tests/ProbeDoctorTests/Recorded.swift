import Examination
import Foundation
import JournalReader
import KillCorrelator
import LogModel
import MachineFacts
import Redaction
import ReportModel
import Telling
import Testing

@testable import probe_doctor

/// The recorded cases, and what the program makes of them without knowing this machine.
enum Recorded {
  static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static let cases: [String] = ["lab", "real"].flatMap { group in
    let folder = root.appending(path: "Tests/Fixtures/\(group)")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().map { "\(group)/\($0)" }.filter { input(of: $0) != nil }
  }

  static func report(of name: String) throws -> Report {
    try Examiner(Correlator(knowledge: Machine(modules: "/nonexistent"))).report(
      on: [.path(try #require(input(of: name)).path)], version: ProbeDoctor.version)
  }

  /// The same, with what is private in it.
  static func redactable(_ name: String) throws -> (Report, PrivateValues) {
    try redactable([.path(try #require(input(of: name)).path)])
  }

  static func redactable(_ inputs: [Input]) throws -> (Report, PrivateValues) {
    let examiner = Examiner(Correlator(knowledge: Machine(modules: "/nonexistent")))
    var values = PrivateValues(examiner.question)
    let report = try examiner.report(on: inputs, version: ProbeDoctor.version) { log, _ in
      values.learn(log)
    }
    return (report, values)
  }

  /// The first of the forms in which a case was recorded.
  static func input(of name: String) -> URL? {
    let folder = root.appending(path: "Tests/Fixtures/\(name)")
    return ["journal", "log.txt", "journal-export.txt.zst"].map { folder.appending(path: $0) }
      .first { FileManager.default.fileExists(atPath: $0.path) }
  }
}
