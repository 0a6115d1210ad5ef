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
    ("[c0000000] [d0000001] .do_probe+0x5/0x10 (unreliable)", "do_probe|-|false"),
    ("pc : foo+0x1/0x2", "foo|-|true"),
    ("\tfoo+0x1/0x2", "foo|-|true"),
    ("[<bf0a3110>] (do_it [a_b]) from [<c05f1a3c>] (really_probe+0x5c/0xc0)", "do_it|a_b|true"),
    (" do_it [a_b] from a_probe+0x5c/0xc0 [a_b]", "do_it|a_b|true"),
    (" ret_fast_syscall from 0xbe9c4b98", "ret_fast_syscall|-|true"),
    ("PC is at foo+0x1/0x2 [a_b]", "foo|a_b|true"),
    ("EIP: [<f8a3b0c2>] foo+0x1/0x2 [a_b] SS:ESP 0068:f6e0bdf0", "foo|a_b|true"),
    ("NIP [c00800000a2b3054] foo+0x1/0x2 [a_b]", "foo|a_b|true"),
    ("epc   : c04b3054 foo+0x1/0x2 [a_b]", "foo|a_b|true"),
    ("Krnl PSW : 0704c00180000000 000003ff801a3054 (foo+0x1/0x2 [a_b])", "foo|a_b|true"),
    ("([<000003ff801a3000>] foo+0x0/0x1c8 [a_b])", "foo|a_b|true"),
    ("foo.isra.0 (drivers/a/b.c:97 drivers/a/b.c:12) a_b", "foo|a_b|true"),
    ("? foo (drivers/a/b.c:97)", "foo|-|false"),
  ])
  func frames(_ line: String, _ parts: String) { #expect(frame(line) == parts) }

  @Test(arguments: [
    "", "calling  foo+0x0/0x1 @ 1", " +0x1/0x2", " foo+0x1", " foo+1/0x2", "x: foo+0x1/0x2",
    "worker foo+0x1/0x2", "packet from foo+0x1/0x2 lost", "a b c from foo+0x1/0x2",
    "0xc05c from foo+0x1/0x2", "reset from 1", "see foo (drivers/a/b.c:97)", "foo (b.c:x)",
    "foo (drivers/a/b.c:97) with a_b",
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
    #expect(processor("Process lab (pid: 199, stack limit = 0xd9b40210)") == "lab|199")
    #expect(processor("Process lab (199) exited") == nil)
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

  private func traces(_ lines: String, caller: Int? = nil) -> [Trace] {
    var reader = TraceReader()
    for (number, line) in lines.split(separator: "\n", omittingEmptySubsequences: false)
      .enumerated()
    {
      let entry = Entry(
        place: Place(source: "log", position: .line(number)), stamp: .none,
        speaker: .kernel, line: Array(line.utf8))
      let fact = Catalogue.standard.recognise(entry).map {
        Fact(entry: number, row: $0.row, values: $0.values)
      }
      reader.read(number, line.utf8.span, fact: fact, caller: caller)
    }
    return reader.finish()
  }

  @Test func anErrorOnAnOldMachineIsOneReport() throws {
    let found = traces(
      """
      BUG: unable to handle kernel NULL pointer dereference at 00000004
      IP: [<f8a3b0c2>] foo_start+0x42/0x1a0 [foo]
      *pde = 00000000
      Oops: 0000 [#1] SMP
      last sysfs file: /sys/devices/pci0000:00/0000:00:1c.0/class
      Modules linked in: foo(+) snd

      Pid: 187, comm: modprobe Not tainted (2.6.32-5-686 #1) OptiPlex 745
      EIP: 0060:[<f8a3b0c2>] EFLAGS: 00010246 CPU: 0
      EAX: 00000000 EBX: f6d3c000 ECX: 00000000 EDX: 00000000
      Process modprobe (pid: 187, ti=f6e0a000 task=f6d0c000 task.ti=f6e0a000)
      Stack:
      <0> f6d3c000 f6d3c060 f8a40000 f6e0be20
      Call Trace:
       [<f8a3b2ee>] ? foo_probe+0x7e/0x120 [foo]
      Code: 8b 45 f0 e8
      EIP: [<f8a3b0c2>] foo_start+0x42/0x1a0 [foo] SS:ESP 0068:f6e0bdf0
      """)
    let trace = try #require(found.first)
    #expect(found.count == 1 && trace.kind == .oops && trace.pid == 187)
    #expect(trace.initialising == ["foo"])
  }

  @Test func anAbortOnARMIsAnError() throws {
    let found = traces(
      """
      8<--- cut here ---
      Unhandled fault: external abort on non-linefetch (0x1008) at 0xe0c4d000
      Internal error: : 1008 [#1] SMP ARM
      CPU: 1 PID: 187 Comm: (udev-worker) Not tainted 6.6.0 #1
      PC is at foo_start+0x54/0x1c8 [foo]
      pc : [<bf0a3054>]    lr : [<bf0a405c>]    psr: 60000013
      Register r0 information: non-paged memory
      Stack: (0xe0b41c58 to 0xe0b42000)
      1c40:                                     d9f0a810 00000000
       foo_start [foo] from foo_probe+0x5c/0xc0 [foo]
       foo_probe [foo] from platform_probe+0x5c/0xc0
       platform_probe from really_probe+0xc8/0x2dc
      """)
    let trace = try #require(found.first)
    #expect(found.count == 1 && trace.kind == .oops && trace.isUdev)
    #expect(StackReading(trace.frames).probing == "foo")
  }

  @Test(
    "a library that the bus calls stands for the driver that uses it, as far as that is to be seen",
    arguments: [
      (
        """
         uhci_start+0x9/0x430 [uhci_hcd]
         usb_add_hcd.cold+0x35b/0x590 [usbcore]
         usb_hcd_pci_probe+0x173/0x3f0 [usbcore]
         local_pci_probe+0x42/0x90
        """, "uhci_hcd"
      ),
      (
        """
         msleep+0x2d/0x40
         ahci_reset_controller+0x6c/0x120 [libahci]
         ahci_init_one+0x88a/0xd40 [ahci]
         local_pci_probe+0x42/0x90
        """, "ahci"
      ),
      (
        """
         msleep+0x2d/0x40
         hub_port_reset+0x1f1/0x6a0 [usbcore]
         hub_probe+0x2a2/0x8c0 [usbcore]
         usb_probe_interface+0xe4/0x2f0
        """, "usbcore"
      ),
    ])
  func libraries(stack: String, probing: String) throws {
    let trace = try #require(traces(stack, caller: 187).first)
    #expect(StackReading(trace.frames).probing == probing)
  }

  @Test func whoIsToldOfItHoldsNobody() throws {
    func module(_ chain: String, _ driver: String = " [netdevsim]") throws -> String? {
      let stack = """
         __flush_work+0x5bd/0xc60
         bpq_device_event+0x76e/0xaf0 [bpqether]
         \(chain)+0xb9/0x410
         nsim_destroy+0x107/0x6a0\(driver)
         device_release_driver_internal+0x44a/0x610
        """
      return StackReading(try #require(traces(stack, caller: 187).first).frames).module
    }
    #expect(try module("notifier_call_chain") == "netdevsim")
    #expect(try module("notifier_call_chain", "") == nil)
    #expect(try module("net_call", "") == "bpqether")
  }

  @Test func whoPrintedAStackWithoutAHeadHadIt() {
    let stack = " foo_start+0x54/0x1c8 [foo]\n foo_probe+0x5c/0xc0 [foo]"
    #expect(traces(stack, caller: 187).map(\.pid) == [187])
    #expect(traces(stack).map(\.pid) == [nil])
  }

  @Test func registersAreNobodysWords() {
    func isPart(_ line: String) -> Bool { ReportLine.isPart(line.utf8.span) }
    for line in ["r10: 00000000  r9 : bf0a5000", "CR2: 0000000000000004", "epc : 1", " "] {
      #expect(isPart(line), "\(line)")
    }
    #expect(!isPart("foo 0000:03:00.0: started"))
  }
}
