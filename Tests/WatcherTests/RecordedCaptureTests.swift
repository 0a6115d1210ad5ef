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

  @Test("at a third of the limit both drivers are named, and the functions in which they are")
  func beforeTheKill() throws {
    let boot = try #require(
      Correlator().diagnose(answer(try recorded("00000025577490"))).boots.first)
    let found = boot.warnings.sorted { $0.workerPID ?? 0 < $1.workerPID ?? 0 }
    #expect(found.map(\.culprit.name) == ["acme_daq", "vortex_fc"])
    #expect(found.map(\.culprit.confidence) == [.certain, .certain])
  }

  @Test("cut off anywhere, a capture is read as far as it goes")
  func cutOff() throws {
    let whole = try recorded("00000025577490")
    for length in stride(from: 0, to: whole.count, by: 997) {
      for warning in Correlator().diagnose(answer(Array(whole[..<length]))).boots
        .flatMap(\.warnings)
      {
        #expect(["acme_daq", "vortex_fc", nil].contains(warning.culprit.name))
      }
      _ = Verdict.read(Array(whole[..<length]))
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
