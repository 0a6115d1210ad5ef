import Examination
import Foundation
import JournalReader
import KillCorrelator
import Redaction
import LogModel
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
    let input = try #require(Self.input(of: name))
    let correlator = Correlator()
    return Report(
      correlator.diagnose(try Input.read([.path(input.path)], question: correlator.question)))
  }

  /// The same, with what is private in it.
  static func redactable(_ name: String) throws -> (Report, PrivateValues) {
    let input = try #require(Self.input(of: name))
    let correlator = Correlator()
    var values = PrivateValues(correlator.question)
    let diagnosis = try correlator.diagnose([.path(input.path)]) { log, _ in values.learn(log) }
    return (Report(diagnosis), values)
  }

  /// The first of the forms in which a case was recorded.
  static func input(of name: String) -> URL? {
    let folder = root.appending(path: "Tests/Fixtures/\(name)")
    return ["journal", "log.txt", "journal-export.txt.zst"].map { folder.appending(path: $0) }
      .first { FileManager.default.fileExists(atPath: $0.path) }
  }
}

extension Report {
  /// What this program makes of a diagnosis.
  init(_ diagnosis: Diagnosis) { self.init(diagnosis, version: ProbeDoctor.version) }
}
