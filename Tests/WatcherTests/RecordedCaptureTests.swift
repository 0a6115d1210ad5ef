import Examination
import Foundation
import JournalReader
import LogModel
import KillCorrelator
import Testing

@testable import Watcher

/// Captures of Debian 12 (systemd 252, Linux 6.1) with a limit of 30 s: acme_daq's probe holds its
/// device's lock and takes no signal, vortex_fc's can be killed.
@Suite struct RecordedCaptureTests {
  private let limit = WorkerLimit(
    commandLine: "udev.event_timeout=30", arguments: [], configuration: "", version: "252")

  private func recorded(_ time: String) throws -> [UInt8] {
    let name = "capture-c88de4458f3c41f394d6519699fcdbd5-\(time)"
    let file = try #require(
      Bundle.module.url(forResource: name, withExtension: "export", subdirectory: "Recorded"))
    return Array(try Data(contentsOf: file))
  }

  private func answer(_ captures: [UInt8]...) -> Answer {
    var reader = TextReader(name: "captures", question: Correlator().question)
    for capture in captures { capture.withUnsafeBytes { reader.feed($0) } }
    return reader.finish()
  }

  private func notices(_ capture: [UInt8]) -> [Notice] {
    CaptureReading(capture, Correlator().question).notices(by: Correlator(), limit: limit)
  }

  @Test("at a third of the limit both drivers and their functions are named")
  func beforeTheKill() throws {
    let notices = notices(try recorded("00000025577490"))
    let found = notices.map { [$0[.device], $0[.driver], $0[.function], $0[.confidence]] }
    #expect(
      found == [
        ["0000:00:05.0", "acme_daq", "acme_daq_calibrate", "certain"],
        ["0000:00:06.0", "vortex_fc", "vortex_fc_wait_link", "certain"],
      ])
    #expect(notices.map { $0[.secondsLeft] } == ["20", "20"])
  }

  @Test("cut off anywhere, a capture is read as far as it goes")
  func cutOff() throws {
    let whole = try recorded("00000025577490")
    for length in stride(from: 0, to: whole.count, by: 997) {
      for notice in notices(Array(whole[..<length])) {
        #expect(["acme_daq", "vortex_fc", nil].contains(notice[.driver]))
      }
    }
  }

  @Test("captures alone tell the kill where the journal has nothing")
  func withoutJournal() throws {
    let diagnosis = Correlator().diagnose(
      answer(try recorded("00000025577490"), try recorded("00000050436383")))
    let boot = try #require(diagnosis.boots.first)
    #expect(diagnosis.boots.count == 1)
    #expect(boot.bootID == "c88de4458f3c41f394d6519699fcdbd5")
    #expect(boot.eventTimeout.seconds == 30)
    #expect(boot.eventTimeout.source == .commandLine)
    let kill = try #require(boot.kills.first { $0.device?.sysname == "0000:00:05.0" })
    #expect(kill.culprit == Culprit(kind: .driver, name: "acme_daq", confidence: .certain))
    #expect(kill.certainty == .inferred)
  }
}
