import Foundation
import KillCorrelator
import Testing

@testable import Watcher

@Suite struct NoticeTests {
  private var notice: Notice {
    var notice = Notice(.warning, message: "0000:00:05.0: acme_daq has kept worker 217 = busy")
    notice[.device] = "0000:00:05.0"
    notice[.driver] = "acme_daq"
    notice[.cause] = "event-timeout"
    return notice
  }

  @Test func survivesThePipe() {
    var kill = Notice(.kill, message: "killed")
    kill[.seqnum] = "7"
    #expect(Notice.decoded(notice.encoded + kill.encoded) == [notice, kill])
  }

  /// A device may call itself anything; a control character would make the record a binary one.
  @Test func controlCharactersBecomeBlanks() {
    let odd = Notice(.kill, message: "killed\n\u{1b}[31m\tsda\r\nMESSAGE_ID=forged")
    #expect(
      Notice.decoded(odd.encoded).map(\.message) == ["killed  [31m sda MESSAGE_ID=forged"])
  }

  @Test("half a notice is none, and no message is none")
  func brokenPipe() {
    #expect(Notice.decoded(Array("DEVICE=sda\n".utf8)).isEmpty)
    #expect(Notice.decoded([]).isEmpty)
  }

  @Test("the kernel's buffer shows a line once it is ended")
  func endsItsLine() throws {
    let machine = try FakeMachine()
    try machine.write("kmsg", "")
    KernelBuffer.write("two\nlines", priority: 4, pid: 219, to: machine.path("kmsg"))
    let written = try String(contentsOfFile: machine.path("kmsg"), encoding: .utf8)
    #expect(written == "<28>probe-doctor[219]: two lines\n")
    let long = String(repeating: "x", count: 2000)
    KernelBuffer.write(long, priority: 4, pid: 219, to: machine.path("kmsg"))
    #expect(try String(contentsOfFile: machine.path("kmsg"), encoding: .utf8).utf8.count < 960)
  }

  @Test("a worker kills its program at the limit itself, without udevd's grace")
  func timeLeft() {
    let limit = WorkerLimit(
      commandLine: "udev.event_timeout=45", arguments: [], configuration: "", version: "257")
    func left(_ kind: Hold.Kind) -> String? {
      let hold = Hold(kind: kind, name: "slow", confidence: .certain, holder: 353)
      let verdict = Verdict(
        pid: 308, start: 1, since: 88_000_000, hold: hold, time: 103_000_000)
      return Notice(verdict, limit: limit)[.secondsLeft]
    }
    #expect(left(.program) == "30")
    #expect(left(.driver) == "40")
  }

  @Test func metricsCountByDriverAndCause() {
    var metrics = Metrics()
    metrics.count(notice)
    metrics.count(notice)
    var kill = Notice(.kill, message: "killed")
    kill[.driver] = "we\"ird\\"
    metrics.count(kill)
    metrics.captures = 3
    metrics.lastRead = 1_795_000_000_250_000
    let lines = Set(metrics.text().split(separator: "\n").map(String.init))
    #expect(
      lines.contains(
        #"probe_doctor_warnings_total{driver="acme_daq",cause="event-timeout"} 2"#))
    #expect(lines.contains(#"probe_doctor_kills_total{driver="we\"ird\\",cause="unknown"} 1"#))
    #expect(lines.contains("probe_doctor_captures_total 3"))
    #expect(lines.contains("probe_doctor_journal_last_read_timestamp_seconds 1795000000.2"))
    #expect(
      Metrics(continuing: metrics.text()).text().contains(
        #"{driver="we\"ird\\",cause="unknown"} 1"#))
    #expect(Metrics(continuing: metrics.text()).captures == 3)
    for line in lines where line.hasPrefix("# TYPE") {
      #expect(line.hasSuffix(" counter") || line.hasSuffix(" gauge"))
    }
  }
}

@Suite struct NoticeHistoryTests {
  private func kill(_ pid: String, _ seqnum: String?) -> Notice {
    var notice = Notice(.kill, message: "killed")
    notice[.workerPID] = pid
    notice[.seqnum] = seqnum
    return notice
  }

  @Test("a kill whose number comes later is the same kill")
  func numberComesLater() {
    var told = NoticeHistory(reports: [])
    #expect(told.insert(kill("206", nil)) == true)
    #expect(told.insert(kill("206", nil)) == false)
    #expect(told.insert(kill("206", "1433")) == false)
    #expect(told.insert(kill("206", "2000")) == true)
    #expect(told.insert(kill("207", "1434")) == true)
  }

  @Test("what a watcher before this one has told is not told again")
  func afterRestart() {
    let boot = "826e503225204d4a9369c0669acb3d03"
    var told = NoticeHistory(reports: [
      "/var/lib/probe-doctor/" + StateDirectory.reportName("826e5032-seqnum-1433", boot, "json"),
      "/var/lib/probe-doctor/" + StateDirectory.reportName("826e5032-worker-221", boot, "txt"),
    ])
    #expect(told.insert(kill("206", "1433")) == false)
    #expect(told.insert(kill("221", "1434")) == false)
    #expect(told.insert(kill("206", "1500")) == true)
  }
}

@Suite struct StateDirectoryTests {
  private let machine: FakeMachine

  init() throws { machine = try FakeMachine() }

  private var state: StateDirectory { StateDirectory(path: machine.path("state")) }
  private let boot = "e72c902f95ed40228e846bd80bb94def"

  @Test("captures are found by their boot, in the order of time")
  func captures() {
    for time in [180_000_000, 9_000_000] as [Int64] {
      let name = StateDirectory.captureName(bootID: boot, monotonic: time)
      #expect(state.keep(Array("x".utf8), as: name) == nil)
    }
    let other = StateDirectory.captureName(
      bootID: String(repeating: "a", count: 32), monotonic: 1)
    #expect(state.keep([], as: other) == nil)
    #expect(
      state.captures(ofBoot: boot).map { $0.split(separator: "-").last } == [
        "00000009000000.export", "00000180000000.export",
      ])
    #expect(state.captures().count == 3)
  }

  @Test("no more is kept than there is room for")
  func prunes() {
    for number in 0..<(StateDirectory.mostFiles + 5) {
      let name = StateDirectory.captureName(bootID: boot, monotonic: Int64(number))
      #expect(state.keep([0], as: name) == nil)
    }
    #expect(state.captures().count == StateDirectory.mostFiles)
    let piece = [UInt8](repeating: 0x20, count: StateDirectory.mostBytes / 2)
    for number in 1...3 {
      let name = StateDirectory.captureName(bootID: boot, monotonic: 1_000_000 + Int64(number))
      #expect(state.keep(piece, as: name) == nil)
    }
    #expect(state.captures().count == 2)
  }

  @Test("a folder is made, but none above it")
  func makesNoParents() throws {
    try machine.write("file", "")
    let failure = StateDirectory(path: machine.path("none/state")).keep([0], as: "capture-x.export")
    #expect(failure?.contains("capture-x.export") == true)
    #expect(!FileManager.default.fileExists(atPath: machine.path("none")))
    #expect(StateDirectory(path: machine.path("own")).keep([0], as: "capture-x.export") == nil)
    #expect(StateDirectory.write([0], to: machine.path("none/metrics")) != nil)
    #expect(!FileManager.default.fileExists(atPath: machine.path("none")))
  }

  @Test("nothing but a regular file is replaced")
  func replacesFilesOnly() throws {
    try machine.write("other", "kept")
    try machine.link("metrics", to: "other")
    #expect(StateDirectory.write([0], to: machine.path("metrics"))?.contains("link") == true)
    #expect(try String(contentsOfFile: machine.path("other"), encoding: .utf8) == "kept")
  }

  @Test("what cannot be written is said")
  func refuses() throws {
    try machine.write("file", "")
    let failure = StateDirectory(path: machine.path("file")).keep([0], as: "capture-x.export")
    #expect(failure?.contains("capture-x.export") == true)
  }
}
