import Examination
import Foundation
import JournalReader
import KillCorrelator
import LogModel
import MachineFacts
import ReportModel
import Reports
import Testing

@testable import probe_doctor

/// A journal of which only what can matter is read says the same as one that is read through.
@Suite struct BothWaysTests {
  private static let journals = Recorded.cases.filter {
    Recorded.input(of: $0)?.lastPathComponent == "journal"
  }

  @Test(arguments: journals)
  func theAnswerIsTheSame(_ name: String) throws {
    let input = Input.path(try #require(Recorded.input(of: name)).path)
    let usual = Examiner(Correlator(knowledge: Machine(modules: "/nonexistent")))
    var thorough = usual
    thorough.question.isThorough = true
    thorough.question.firstProcess = []
    let few = try usual.report(on: [input], version: "1")
    let all = try thorough.report(on: [input], version: "1")
    #expect(shown(few) == shown(all))
  }

  /// But for how many entries were read.
  private func shown(_ report: Report) -> String {
    var report = report
    for number in report.coverage.sources.indices { report.coverage.sources[number].entries = 0 }
    return String(decoding: Rendering(.json).bytes(of: report), as: UTF8.self)
  }
}
