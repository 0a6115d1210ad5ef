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
    CaptureReading(capture, by: Correlator()).notices(by: Correlator(), limit: limit)
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

  /// The machine of the recording, put together again from what it shows, gives the same records. Only
  /// their order has changed since: other tasks come last now.
  @Test("a capture's records are the recorded ones, byte for byte")
  func records() throws {
    let recorded = try recorded("00000025577490")
    let machine = try FakeMachine()
    try machine.addProcess(198, "systemd-udevd")
    var lines: [KernelBuffer.Line] = []
    for record in String(decoding: recorded, as: UTF8.self).components(separatedBy: "\n\n") {
      if let task = record.firstRange(of: "task:") {
        try addTask(String(record[task.lowerBound...]), to: machine)
      } else if record.contains("_TRANSPORT=kernel") {
        let field = { (name: String) in
          record.components(separatedBy: "\n\(name)=").dropFirst().first?.prefix { $0 != "\n" }
        }
        let pid = field("SYSLOG_PID").map { "[\($0)]" } ?? ""
        let isKernel = field("SYSLOG_IDENTIFIER") == "kernel"
        let tag = isKernel ? "" : "\(field("SYSLOG_IDENTIFIER") ?? "")\(pid): "
        let priority = try #require(field("PRIORITY").flatMap { Int($0) }) + (isKernel ? 0 : 24)
        let time = try #require(field("_SOURCE_MONOTONIC_TIMESTAMP"))
        let text = "\(priority),1,\(time),-;\(tag)\(field("MESSAGE") ?? "")"
        lines.append(try #require(KernelBuffer.Line(record: text)))
      }
    }
    var uevents: [OverdueUevent] = []
    for (device, driver, pid, id) in [
      ("0000:00:05.0", "acme_daq", 203, "pci:v00001234d000011E8"),
      ("0000:00:06.0", "vortex_fc", 211, "pci:v00001B36d00000005"),
    ] {
      let devpath = "/devices/pci0000:00/\(device)"
      try machine.addDevice(devpath, bus: "pci", driver: driver)
      try machine.write("sys\(devpath)/modalias", "\(id)sv00001AF4sd00001100bc00scFFi00\n")
      uevents.append(
        OverdueUevent(pid: pid, sysname: device, devpath: devpath, since: 14_600_000))
    }
    let origin = CaptureOrigin(
      bootID: "c88de4458f3c41f394d6519699fcdbd5", machineID: "d3fd940c30f58fcb708055c0c1c53ad1",
      hostname: "ridge", pid: 205, monotonic: 25_578_334, realtime: 1_795_481_565_117_612)
    var count = 0
    Capture(
      uevents: uevents, limit: limit, marks: [""],
      knowledge: NoKnowledge(), origin: origin, processes: machine.processes,
      devices: machine.devices, kernel: nil, kernelLines: { [lines] in lines }
    ).take { record in
      // who is not root says so
      if record.firstRange(of: Array("Not seen: ".utf8)) != nil { return }
      #expect(recorded.firstRange(of: record) != nil)
      count += record.count
    }
    #expect(count == recorded.count)
  }

  /// `task:COMM state:S pid:1 ppid:1`, the stack, and the system call.
  private func addTask(_ text: String, to machine: FakeMachine) throws {
    let lines = text.split(separator: "\n")
    let words = lines[0].split(separator: " ").map { $0.split(separator: ":", maxSplits: 1)[1] }
    let pid = try #require(Int(words[2]))
    let stack = lines.filter { $0.hasPrefix(" [") }.map { "\($0.dropFirst())\n" }.joined()
    try machine.addProcess(
      pid, String(words[0]), state: String(words[1]), parent: try #require(Int(words[3])),
      stack: stack)
    let call = try #require(lines.first { $0.hasPrefix("system call ") })
    try machine.write("proc/\(pid)/syscall", "\(call.dropFirst(12))\n")
  }
}
