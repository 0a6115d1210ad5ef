import Examination
import JournalReader
import KillCorrelator
import LogModel
import ReportModel
import Telling
import Testing

@testable import Reports

/// Logs that tell less than usual: whole seconds, or several machines that look alike.
@Suite struct CoarseLogTests {
  private static let wholeSeconds = """
    Nov 23 19:00:00 host systemd-udevd[9]: starting version 252
    Nov 23 19:00:10 host systemd-udevd[9]: 0000:00:06.0: Worker [7] processing SEQNUM=9 is taking a long time
    Nov 23 19:00:18 host systemd-udevd[9]: 0000:00:06.0: Worker [7] processing SEQNUM=9 killed
    Nov 23 19:00:18 host kernel: vortex_fc: probe of 0000:00:06.0 failed with error -4
    Nov 23 19:00:18 host systemd-udevd[9]: Worker [7] terminated by signal 9 (KILL).
    """

  private func diagnose(_ log: String) -> Report {
    let correlator = Correlator()
    var reader = TextReader(name: "log.txt", question: correlator.question)
    Array(log.utf8).withUnsafeBytes { reader.feed($0) }
    return Report(correlator.diagnose(reader.finish()), version: "test")
  }

  private func render(_ diagnosis: Report, _ format: OutputFormat) -> String {
    String(
      decoding: Rendering(format).bytes(of: diagnosis), as: UTF8.self)
  }

  @Test func aLimitInWholeSecondsIsAboutThat() {
    let diagnosis = diagnose(Self.wholeSeconds)
    let words = render(diagnosis, .text).split(whereSeparator: \.isWhitespace)
    #expect(words.joined(separator: " ").contains("allows it about 12 s"))
    #expect(render(diagnosis, .markdown).contains("about 12 s, by the times in the log"))
  }

  @Test func whatFellInOneSecondKeepsTheOrderOfTheLog() throws {
    let kill = try #require(diagnose(Self.wholeSeconds).kills.first)
    let steps = Timeline(kill).steps.map(\.text.text)
    let order = ["SIGKILL", "failed with error -4", "is gone"].map { words in
      steps.firstIndex { $0.contains(words) }
    }
    let places = try order.map { try #require($0, "\(steps)") }
    #expect(places == places.sorted(), "\(steps)")
  }

  @Test func whatWasFiledAfterTheEndIsNotInTheLine() throws {
    func steps(filedAt time: Int64) -> [String] {
      var kill = Samples.kill("0000:00:06.0", worker: 219, at: 36_450_000)
      kill.ended = Report.Time(Samples.at(40_000_000), basis: .stated)
      let line = Report.Entry(
        source: "log.txt", position: "line 9", line: "vortex_fc: task blocked".utf8,
        messageStart: 0,
        speaker: "kernel", time: Report.Time(Samples.at(time, clock: .reception)))
      kill.chain = [
        Report.Link(
          .activity, kind: "driver", name: "vortex_fc", confidence: .certain, says: "",
          evidence: [Report.Evidence(rule: "r", weight: 3, says: "", entries: [line])])
      ]
      return Timeline(kill).steps.map(\.text.text)
    }
    #expect(steps(filedAt: 38_000_000).contains { $0.contains("task blocked") })
    #expect(!steps(filedAt: 44_000_000).contains { $0.contains("task blocked") })
  }

  @Test(arguments: [OutputFormat.text, .markdown, .html])
  func eachOfSeveralMachinesIsNamed(_ format: OutputFormat) {
    var diagnosis = Samples.driver
    diagnosis.boots += diagnosis.boots
    #expect(!render(diagnosis, format).contains("gamma"))
    for (number, name) in ["gamma", "delta"].enumerated() {
      diagnosis.boots[number].hostname = name
      diagnosis.boots[number].machineID = "\(number)"
    }
    let report = render(diagnosis, format)
    #expect(report.contains("gamma · ") && report.contains("delta · "))
  }
}
