import Testing

@testable import KillCorrelator
@testable import LogModel

/// The lines of a task's report, as kernels of all ages write them, and near misses.
@Suite struct TraceTests {
  private func frame(_ line: String) -> String? {
    Frame(line.utf8.span).map { frame in
      "\(frame.function)|\(frame.module ?? "-")|\(frame.isReliable)"
    }
  }

  @Test(arguments: [
    (" mptsas_probe+0x1a/0x90 [mptsas]", "mptsas_probe|mptsas|true"),
    ("[<ffffffff8109f6ba>] ? kthread+0xda/0xf0", "kthread|-|false"),
    (" [<0>] probe.isra.0+0x1/0x2 [a_b]", "probe|a_b|true"),
    ("RIP: 0010:__pfx_init.cold+0x5/0x10 [bad b]", "init|bad|true"),
    ("[c0000000] [d0000001] .do_probe+0x5/0x10 (unreliable)", ".do_probe|-|false"),
    ("pc : foo+0x1/0x2", "foo|-|true"),
    ("\tfoo+0x1/0x2", "foo|-|true"),
  ])
  func frames(_ line: String, _ parts: String) { #expect(frame(line) == parts) }

  @Test(arguments: [
    "", "calling  foo+0x0/0x1 @ 1", " +0x1/0x2", " foo+0x1", " foo+1/0x2", "x: foo+0x1/0x2",
    "worker foo+0x1/0x2",
  ])
  func nearFrames(_ line: String) { #expect(frame(line) == nil) }

  private func bare(_ line: String) -> String? {
    Frame(bare: line.utf8.span).map { "\($0.function)|\($0.isReliable)" }
  }

  @Test(arguments: [
    ("  raid5_make_request", "raid5_make_request|true"), ("? __schedule", "__schedule|false"),
    ("schedule", "schedule|true"), ("probe_one.isra.0", "probe_one|true"),
  ])
  func bareFrames(_ line: String, _ parts: String) { #expect(bare(line) == parts) }

  @Test(arguments: ["", "done", "[...]", "1_a", "a_b c_d", "eth0:", "a-b_c"])
  func nearBareFrames(_ line: String) { #expect(bare(line) == nil) }

  private func task(_ line: String) -> String? {
    TaskLine(line.utf8.span).map { task in
      "\(task.comm)|\(task.pid)|\(task.ppid ?? 0)|\(task.flags ?? 0)"
    }
  }

  @Test(arguments: [
    (
      "task:(udev-worker)   state:D stack:0     pid:236   tgid:236   ppid:230    flags:0x00000818",
      "(udev-worker)|236|230|2072"
    ),
    ("task:a  b state:D pid:7", "a b|7|0|0"),
    ("systemd-udevd   D    0   326    313 0x00000104", "systemd-udevd|326|313|260"),
  ])
  func tasks(_ line: String, _ parts: String) { #expect(task(line) == parts) }

  @Test(arguments: [
    "", "task:a pid:7", "task:a state:D pid:x", " task:a state:D pid:7",
    "systemd-udevd   D    0   326    313 0x00000104 ", "systemd-udevd   DD   0   326    313 0x104",
    "systemd-udevd   Q    0   326    313 0x00000104", "read D 0 x 313 0x104", "memory at 0x104",
    "0x104",
  ])
  func nearTasks(_ line: String) { #expect(task(line) == nil) }

  private func processor(_ line: String) -> String? {
    CPULine(line.utf8.span).map { "\($0.comm)|\($0.pid)" }
  }

  @Test func processorsSayWhatTheyRan() {
    #expect(processor("CPU: 0 PID: 199 Comm: lab Tainted: G") == "lab|199")
    #expect(processor("Pid: 199, comm: lab Not tainted") == "lab|199")
    #expect(processor("CPU: 0 PID: x Comm: lab Tainted: G") == nil)
    #expect(processor("CPU: 0 PID:199 Comm: lab Tainted: G") == nil)
    #expect(processor("CPU: 0 PID: 199 Comm:") == nil)
  }

  @Test func aCaptureIsOneEntryOfManyLines() throws {
    var reader = TraceReader()
    let capture = "task:(udev-worker) state:D pid:9\n foo+0x1/0x2 [a]\n bar+0x1/0x2"
    reader.readCapture(4, capture.utf8.span)
    reader.readCapture(5, "Worker [9] has been busy for 60 s of 180 s".utf8.span)
    let traces = reader.finish()
    let trace = try #require(traces.first)
    #expect(traces.count == 1 && trace.kind == .captured && trace.pid == 9)
    #expect(trace.frames.map(\.function) == ["foo", "bar"] && trace.entries == [4])
  }

  @Test func aReportEndsAfterForeignLines() {
    var reader = TraceReader()
    let report = [
      "task:lab state:D pid:9", "Call Trace:", " foo+0x1/0x2", "eth0: link is up",
      "Modules linked in: b(+) a(E) c(OE+)", "eth0: link is up", "eth0: link is up",
      "eth0: link is up", " late+0x1/0x2",
    ]
    for (number, line) in report.enumerated() { reader.read(number, line.utf8.span, fact: nil) }
    let traces = reader.finish()
    #expect(traces.map { $0.frames.map(\.function) } == [["foo"]])
    #expect(traces.first?.initialising == ["b", "c"])
  }
}
