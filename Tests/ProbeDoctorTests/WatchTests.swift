import ArgumentParser
import Testing
import Watcher

@testable import probe_doctor

@Suite struct WatchTests {
  private var notice: Notice {
    var notice = Notice(.warning, message: "0000:00:05.0: acme_daq has kept worker 203\u{1b}[2J")
    notice[.device] = "0000:00:05.0"
    notice[.workerPID] = "203"
    return notice
  }

  @Test("a notice is one line, and no control character gets to the terminal")
  func text() {
    let line = String(decoding: notice.line, as: UTF8.self)
    #expect(line.hasSuffix(" ! 0000:00:05.0: acme_daq has kept worker 203\\x1b[2J\n"))
  }

  @Test("ndjson has all keys, numbers as numbers, and null for what is not known")
  func ndjson() {
    let line = String(decoding: notice.json, as: UTF8.self)
    #expect(line.contains(#""type":"watch-warning""#))
    #expect(line.contains(#""worker_pid":203"#))
    #expect(line.contains(#""device":"0000:00:05.0""#))
    #expect(line.contains(#""driver":null"#))
    #expect(line.contains("worker 203\\u001b[2J"))
    #expect(line.split(separator: "\n").count == 1)
  }

  @Test("the verb has options of its own")
  func options() throws {
    let parsed = try ProbeDoctor.parseAsRoot([
      "watch", "--until-match", "--timeout", "1min 30s", "--format", "ndjson",
    ])
    let watch = try #require(parsed as? WatchVerb)
    #expect(watch.untilMatch)
    #expect(watch.timeout?.microseconds == 90_000_000)
    #expect(watch.format == .ndjson)
    for wrong in [["watch", "--timeout", "0"], ["watch", "--format", "html"], ["watch", "x"]] {
      #expect(throws: (any Error).self) { try ProbeDoctor.parseAsRoot(wrong) }
    }
  }
}
