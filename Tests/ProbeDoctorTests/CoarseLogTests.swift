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

  /// A logger that comes up late stamps all at once; the kernel's own clock stands in each line.
  @Test func stampsOfALateLoggerAreNoTimes() throws {
    func page(_ end: String) -> String {
      render(
        diagnose(
          """
          May 29 10:02:10 node kernel: [    4.001204] myri10ge: Version 1.5.3-1.534
          May 29 10:02:10 node kernel: [   34.410219] udevd[387]: worker [402] timeout, kill it
          May 29 10:02:10 node kernel: [   34.410262] udevd[387]: seq 1190 '/devices/pci0000:00/0000:05:00.0' killed
          May 29 \(end) node kernel: [   64.404410] udevd[387]: worker [402] terminated by signal 9 (Killed)

          """), .text)
    }
    let late = page("10:02:10")
    #expect(late.contains("34.4 s  ✗ limit reached") && late.contains("30 s after the signal"))
    #expect(!late.contains("10:01:40"))
    #expect(page("10:02:40").contains("10:02:10  ✗ limit reached"))
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
