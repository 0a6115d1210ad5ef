import Examination
import JournalReader
import LogModel
import Telling
import KillCorrelator
import MachineFacts
import Testing

@testable import Watcher

@Suite struct CaptureTests {
  private static let second: Int64 = 1_000_000
  private let machine: FakeMachine
  private let limit = WorkerLimit(
    commandLine: "", arguments: [], configuration: "", version: "252")

  init() throws {
    machine = try FakeMachine()
    try machine.addProcess(200, "systemd-udevd")
    try machine.addProcess(217, "(udev-worker)", state: "D", parent: 200, stack: Stacks.daq)
    try machine.addProcess(218, "(udev-worker)", parent: 200, stack: Stacks.idle)
    try machine.addDevice("/devices/pci0000:00/0000:00:05.0", bus: "pci", driver: "acme_daq")
  }

  private func bytes(
    _ events: [UeventQueue.Item], _ stuck: Set<Int> = [217], at seconds: Int64 = 75,
    said: [Int: UInt64] = [:], over: [WorkerCase] = [], of machine: FakeMachine? = nil,
    knowledge: any DeviceKnowledge = NoKnowledge(), kernel: [KernelBuffer.Line]? = [],
    moving: Set<Int> = [], sample: @escaping (Int) -> RunningTask? = { _ in nil }
  ) -> [UInt8] {
    let machine = machine ?? self.machine
    let processes = machine.processes
    let origin = CaptureOrigin(
      bootID: "e72c902f95ed40228e846bd80bb94def", machineID: nil, hostname: "ridge", pid: 190,
      monotonic: seconds * Self.second, realtime: 1_795_000_000_000_000 + seconds * Self.second)
    let workers = processes.all().udevWorkers.compactMap { processes.sighting(of: $0.pid) }
      .filter { !$0.isIdle }
    var bytes: [UInt8] = []
    Capture(
      workers: workers, stuck: stuck, events: events, said: said,
      since: { pid, item in item.map { ($0.since, false) } ?? (12 * Self.second, true) },
      firstSeen: { _ in 15 * Self.second }, isHeld: { !moving.contains($0) }, over: over,
      limit: limit, marks: ["Linux version "],
      knowledge: { knowledge }, origin: origin, processes: processes, devices: machine.devices,
      kernel: nil, kernelLines: { kernel }, sample: sample, pause: {}
    ).take { bytes += $0 }
    return bytes
  }

  private func entries(_ bytes: [UInt8]) -> [Entry] {
    var reader = TextReader(name: "capture", question: Correlator().question)
    bytes.withUnsafeBytes { reader.feed($0) }
    return reader.finish().boots.flatMap(\.entries)
  }

  private func event(_ seqnum: UInt64, _ devpath: String) -> UeventQueue.Item {
    UeventQueue.Item(
      uevent: Uevent(seqnum: seqnum, devpath: devpath), since: 12 * Self.second)
  }

  private var pending: UeventQueue.Item { event(1428, "/devices/pci0000:00/0000:00:05.0") }

  @Test("the worker, its event, its driver and the function are told before the kill")
  func stuckWorker() throws {
    let verdict = try #require(Verdict.read(bytes([pending])).first)
    #expect(verdict.hold.name == "acme_daq")
    #expect(verdict.hold.function == "acme_daq_probe")
    #expect(verdict.hold.confidence == .certain)
    #expect(verdict.sysname == "0000:00:05.0")
    #expect(verdict.pid == 217)
    #expect(verdict.seqnum == 1428)
    #expect(!verdict.isGuess)
    let notice = Notice(verdict, limit: limit)
    #expect(notice[.seconds] == "63")
    #expect(notice[.secondsLeft] == "117")
  }

  @Test("a worker that is over its limit has no time left")
  func overTime() throws {
    let verdict = try #require(Verdict.read(bytes([pending], at: 200)).first)
    let notice = Notice(verdict, limit: limit)
    #expect(notice[.secondsLeft] == nil)
    #expect(notice.message.contains("its time is over"))
  }

  @Test("without its event a worker is told with the device that its driver is taking")
  func stranger() throws {
    let verdict = try #require(Verdict.read(bytes([])).first)
    #expect(verdict.sysname == "0000:00:05.0")
    #expect(verdict.hold.name == "acme_daq")
    #expect(verdict.seqnum == nil)
    #expect(verdict.isAtLeast)
  }

  @Test("two workers at once are told apart by their drivers")
  func two() throws {
    try machine.addProcess(220, "(udev-worker)", parent: 200, stack: Stacks.fibre)
    try machine.addDevice("/devices/pci0000:00/0000:00:06.0", bus: "pci", driver: "vortex_fc")
    let other = event(1429, "/devices/pci0000:00/0000:00:06.0")
    let found = Verdict.read(bytes([other, pending], [217, 220])).sorted { $0.pid < $1.pid }
    #expect(found.map(\.hold.name) == ["acme_daq", "vortex_fc"])
    #expect(found.map(\.seqnum) == [1428, 1429])
    #expect(found.last?.hold.function == "vortex_fc_wait_link")
  }

  @Test("who reads an attribute of a hot-plugged device waits for the thread that probes it")
  func deviceLock() throws {
    let usb = try FakeMachine()
    let device = "/devices/pci0000:00/0000:00:0b.0/usb1/1-2"
    try usb.addProcess(200, "systemd-udevd")
    try usb.addProcess(
      217, "(udev-worker)", parent: 200,
      stack: "[<0>] manufacturer_show+0x22/0x60 [usbcore]\n[<0>] dev_attr_show+0x19/0x40\n")
    try usb.addProcess(
      9, "kworker/0:0+usb_hub_wq", state: "D", parent: 2,
      stack: """
        [<0>] msleep+0x2b/0x40
        [<0>] usbhid_parse+0x9/0x310 [usbhid]
        [<0>] hid_add_device+0x6b/0x270 [hid]
        [<0>] usbhid_probe+0x4aa/0x5f0 [usbhid]
        [<0>] usb_probe_interface+0x11c/0x300 [usbcore]
        [<0>] really_probe+0xdb/0x340
        [<0>] process_one_work+0x188/0x340

        """)
    try usb.addDevice("\(device)/1-2:1.0", bus: "usb", driver: "usbhid")
    let verdict = try #require(Verdict.read(bytes([event(1794, device)], of: usb)).first)
    #expect(verdict.sysname == "1-2" && verdict.hold.holder == 9)
    #expect(verdict.hold.name == "usbhid" && verdict.hold.function == "usbhid_parse")
    #expect(verdict.hold.confidence == .likely)
  }

  @Test("without stacks, the module's open file tells what it loads, and is no proof")
  func running() throws {
    let bare = try FakeMachine()
    try bare.addProcess(200, "systemd-udevd")
    try bare.addProcess(217, "(udev-worker)", state: "R", parent: 200)
    try bare.open("/usr/lib/modules/6.1/kernel/acme-daq.ko.xz", in: 217, as: 9)
    let found = bytes([pending], of: bare, kernel: nil)
    let verdict = try #require(Verdict.read(found).first)
    #expect(verdict.hold.name == "acme_daq")
    #expect(verdict.hold.confidence == .possible)
    #expect(entries(found).contains { $0.text.contains("the kernel's buffer (no permission)") })
  }

  @Test("a running worker's samples tell the function in which it runs")
  func sampled() throws {
    let bare = try FakeMachine()
    try bare.addProcess(200, "systemd-udevd")
    try bare.addProcess(217, "(udev-worker)", state: "R", parent: 200)
    let names: [UInt64: String] = [
      1: "delay_tsc+0x1b/0x50", 2: "e1000_poll_eerd+0x40/0x60 [e1000e]",
      3: "e1000_probe+0x52f/0xc50 [e1000e]", 4: "local_pci_probe+0x3e/0x80",
    ]
    let chains = Array(repeating: [1, 2, 3, 4] as [UInt64], count: 49) + [[3, 4]]
    let sample = RunningTask(chains) { names[$0] }
    let found = bytes([], of: bare, sample: { _ in sample })
    let verdict = try #require(Verdict.read(found).first)
    #expect(verdict.hold.name == "e1000e")
    #expect(verdict.hold.function == "e1000_poll_eerd")
    #expect(verdict.hold.confidence == .certain)
    let text = "runs in e1000_poll_eerd [e1000e]: 98 % of 50 samples"
    #expect(entries(found).contains { $0.text.contains(text) })
  }

  @Test("a worker that waits for another one's module load is held by what that hangs in")
  func moduleLoad() throws {
    try machine.open("/usr/lib/modules/6.1/acme_daq.ko", in: 217, as: 7)
    try machine.addProcess(221, "(udev-worker)", parent: 200, stack: Stacks.waitsForLoad)
    try machine.open("/usr/lib/modules/6.1/acme_daq.ko", in: 221, as: 7)
    let found = Verdict.read(bytes([pending], [217, 221])).sorted { $0.pid < $1.pid }
    #expect(found.map(\.hold.name) == ["acme_daq", "acme_daq"])
    #expect(found.map(\.hold.holder) == [217, 217])
    #expect(found.map(\.hold.confidence) == [.certain, .likely])
  }

  @Test("who waits for one that gets on is held by nobody")
  func slowLoader() throws {
    try machine.addProcess(221, "(udev-worker)", parent: 200, stack: Stacks.waitsForLoad)
    try machine.open("/usr/lib/modules/6.1/acme_daq.ko", in: 217, as: 7)
    let verdict = try #require(Verdict.read(bytes([pending], [221], moving: [217])).first)
    #expect(verdict.hold.name == nil)
    #expect(verdict.hold.getsOn)
  }

  @Test("a worker that waits for an asynchronous probe is held by the kernel thread's driver")
  func asyncProbe() throws {
    try machine.addProcess(
      221, "(udev-worker)", state: "D", parent: 200, stack: Stacks.waitsForAsync)
    try machine.addProcess(31, "kworker/u8:2", parent: 2, stack: Stacks.asynchronous)
    let verdict = try #require(Verdict.read(bytes([], [221])).first)
    #expect(verdict.hold.name == "nvme")
    #expect(verdict.hold.function == "nvme_wait_ready")
    #expect(verdict.hold.holder == 31)
    #expect(entries(bytes([], [221])).contains { $0.text.contains("task:kworker/u8:2") })
  }

  @Test("an asynchronous probe that never sleeps is sampled twice, and told where it is the same")
  func busyAsyncProbe() throws {
    try machine.addProcess(
      221, "(udev-worker)", state: "D", parent: 200, stack: Stacks.waitsForAsync)
    try machine.addProcess(31, "kworker/u8:2", state: "R", parent: 2)
    let names: [UInt64: String] = [
      1: "delay_tsc+0x1b/0x50", 2: "__sdhci_read_caps+0x40/0x260 [sdhci]",
      3: "sdhci_reset+0x21/0x90 [sdhci]", 4: "sdhci_pci_probe+0x52f/0xc50 [sdhci_pci]",
      5: "local_pci_probe+0x3e/0x80", 6: "async_run_entry_fn+0x2d/0x130",
    ]
    func sampling(_ places: [UInt64]) -> (Int) -> RunningTask? {
      var places = places
      return { pid in
        guard pid == 31, let place = places.popLast() else { return nil }
        return RunningTask(Array(repeating: [1, place, 4, 5, 6], count: 50)) { names[$0] }
      }
    }
    let found = bytes([], [221], sample: sampling([2, 2]))
    let verdict = try #require(Verdict.read(found).first)
    #expect(verdict.hold.name == "sdhci_pci" && verdict.hold.function == "__sdhci_read_caps")
    #expect(verdict.hold.holder == 31 && verdict.hold.confidence == .likely)
    #expect(entries(found).contains { $0.text.contains("runs in __sdhci_read_caps [sdhci]") })
    let moving = try #require(Verdict.read(bytes([], [221], sample: sampling([3, 2]))).first)
    #expect(moving.hold.name == nil)
  }

  @Test("a probe that waits for its own work on a kernel thread stands where that does")
  func flushedWork() throws {
    try machine.addProcess(
      221, "(udev-worker)", state: "D", parent: 200, stack: Stacks.waitsForAsync)
    try machine.addProcess(31, "kworker/u8:2", parent: 2, stack: Stacks.flushing)
    try machine.addProcess(32, "kworker/u8:3", parent: 2, stack: Stacks.resetWork)
    let verdict = try #require(Verdict.read(bytes([], [221])).first)
    #expect(verdict.hold.name == "nvme")
    #expect(verdict.hold.function == "nvme_init_ctrl_finish")
    #expect(verdict.hold.holder == 32)
  }

  @Test("who reads the root disk is held by no file system and by no disk")
  func pageFault() throws {
    try machine.addProcess(221, "(udev-worker)", state: "D", parent: 200, stack: Stacks.pageFault)
    let verdict = try #require(Verdict.read(bytes([], [221])).first)
    #expect(verdict.hold.name == nil)
    #expect(verdict.hold.words == "for a block device to answer")
  }

  private func daq(seconds: Int64, over: [WorkerCase] = [], kernel: [KernelBuffer.Line] = [])
    -> [UInt8]
  {
    bytes([pending], at: seconds, over: over, kernel: kernel)
  }

  private func kills(_ captures: [UInt8]) -> [Finding] {
    var reader = TextReader(name: "captures", question: Correlator().question)
    captures.withUnsafeBytes { reader.feed($0) }
    return Correlator().diagnose(reader.finish()).kills
  }

  @Test("SIGKILL pending after the limit is a kill, and the diagnosis has the stack from before")
  func killed() throws {
    let before = daq(seconds: 180)
    try machine.addProcess(
      217, "(udev-worker)", state: "D", parent: 200, stack: Stacks.daq,
      pending: "0000000000000100")
    let found = kills(before + daq(seconds: 193))
    let kill = try #require(found.first)
    #expect(found.count == 1)
    #expect(kill.certainty == .inferred)
    #expect(kill.seqnum == 1428)
    #expect(kill.limit == 180)
    #expect(kill.culprit == Culprit(kind: .driver, name: "acme_daq", confidence: .certain))
    let stack = kill.suspects.first?.evidence.first { $0.rule == "worker-stack-in-module" }
    #expect(stack?.sentence.hasPrefix("13 s before the kill, probe-doctor watch found") == true)
  }

  @Test("SIGKILL before the limit is none of udevd's, and a worker that is gone was not killed")
  func otherKills() throws {
    let before = daq(seconds: 100)
    var over = WorkerCase(pid: 217, seqnum: 1428, sysname: "0000:00:05.0", since: 12 * Self.second)
    over.ended = 193 * Self.second
    #expect(kills(before + daq(seconds: 193, over: [over])).isEmpty)
    try machine.addProcess(
      217, "(udev-worker)", state: "D", parent: 200, stack: Stacks.daq,
      pending: "0000000000000100")
    #expect(kills(before + daq(seconds: 101)).isEmpty)
  }

  @Test("the kernel's word of the exit is a kill, and its end is kept")
  func exited() throws {
    let before = daq(seconds: 180)
    var over = WorkerCase(pid: 217, seqnum: 1428, sysname: "0000:00:05.0", since: 12 * Self.second)
    over.killed = 192 * Self.second
    over.sign = .exit
    over.cause = .eventTimeout
    over.ended = 192 * Self.second
    let found = kills(before + daq(seconds: 193, over: [over]))
    #expect(found.map(\.seqnum) == [1428])
    over.sign = .udevd
    over.ended = 204 * Self.second
    let line = try #require(
      KernelBuffer.Line(
        record: "28,700,192100000,-;systemd-udevd[200]: "
          + "0000:00:05.0: Worker [217] processing SEQNUM=1428 killed"))
    let told = kills(before + daq(seconds: 204, over: [over], kernel: [line]))
    #expect(told.count == 1)
    #expect(told.first?.ended != nil)
  }

  @Test("udevd's own line makes it a stated kill, and one kill still")
  func statedByUdevd() throws {
    try machine.addProcess(
      217, "(udev-worker)", state: "D", parent: 200, stack: Stacks.daq,
      pending: "0000000000000100")
    let line = try #require(
      KernelBuffer.Line(
        record: "28,700,192100000,-;systemd-udevd[200]: "
          + "0000:00:05.0: Worker [217] processing SEQNUM=1428 killed"))
    let found = kills(daq(seconds: 193, kernel: [line]))
    #expect(found.map(\.certainty) == [.stated])
    #expect(found.first?.seqnum == 1428)
  }

  /// The tables of a machine on which one module serves one modalias.
  private struct OneModule: DeviceKnowledge {
    func modules(for modalias: String, kernel: String?) -> ModuleLookup? {
      ModuleLookup(
        modules: modalias == "platform:helios-pmc" ? ["helios-pmc"] : [], kernel: "6.1",
        isExact: true, owner: .here)
    }
    func description(of modalias: String) -> String? { nil }
  }

  @Test("a module whose init hangs has no device yet: the module tables tell whose it is")
  func initialisation() throws {
    let machine = try FakeMachine()
    try machine.addProcess(200, "systemd-udevd")
    try machine.addProcess(212, "(udev-worker)", parent: 200, stack: Stacks.initialising)
    try machine.write("sys/devices/platform/helios-pmc/modalias", "platform:helios-pmc\n")
    let events = [
      event(1072, "/devices/platform/other"), event(1073, "/devices/platform/helios-pmc"),
    ]
    let found = bytes(events, [212], of: machine, knowledge: OneModule())
    let verdict = try #require(Verdict.read(found).first)
    #expect(verdict.sysname == "helios-pmc")
    #expect(verdict.seqnum == 1073)
    #expect(verdict.hold.name == "helios_pmc")
    #expect(verdict.hold.function == "helios_pmc_load_firmware")
  }

  @Test("a program that the worker waits for is the one to name: the script, not its interpreter")
  func program() throws {
    try machine.addProcess(230, "(udev-worker)", parent: 200, stack: Stacks.idle)
    try machine.addProcess(231, "sh", parent: 230, stack: Stacks.idle)
    try machine.write("proc/231/cmdline", "/bin/sh\0-e\0/usr/local/sbin/slow-helper\0eth0\0")
    try machine.write("proc/231/environ", "ACTION=add\0SEQNUM=1500\0")
    try machine.write("proc/230/task/230/children", "231 ")
    let found = bytes([event(1500, "/devices/virtual/net/eth0")], [230])
    let verdict = try #require(Verdict.read(found).first)
    #expect(verdict.hold.name == "/usr/local/sbin/slow-helper")
    #expect(verdict.hold.kind == .program)
    #expect(verdict.seqnum == 1500)
    #expect(verdict.sysname == "eth0")
  }

  @Test("where two events fit one worker, neither is given")
  func ambiguous() throws {
    try machine.addProcess(230, "(udev-worker)", parent: 200, stack: Stacks.waitsForAsync)
    try machine.addProcess(231, "(udev-worker)", parent: 200, stack: Stacks.waitsForAsync)
    let events = [event(1, "/devices/a"), event(2, "/devices/b")]
    #expect(Verdict.read(bytes(events, [230, 231])).map(\.seqnum) == [nil, nil])
    let one = Verdict.read(bytes([event(1, "/devices/a")], [217, 230]))
    #expect(one.first { $0.pid == 230 }?.seqnum == nil)
  }

  @Test("the kernel's lines since the event began are in it, and those that tell of the boot")
  func kernelLines() throws {
    let lines = [
      "6,1,0,-;Linux version 6.1.0-50-amd64 (debian-kernel@lists.debian.org)",
      "6,2,5000000,-;pci 0000:00:01.0: something old",
      "6,339,12500000,-;acme_daq 0000:00:05.0: ACME DAQ card, calibrating ADC\n SUBSYSTEM=pci",
    ].compactMap { KernelBuffer.Line(record: $0) }
    let kept = entries(bytes([pending], kernel: lines)).filter { $0.speaker.kind == .kernel }
    #expect(
      kept.map(\.text) == [
        "Linux version 6.1.0-50-amd64 (debian-kernel@lists.debian.org)",
        "acme_daq 0000:00:05.0: ACME DAQ card, calibrating ADC",
      ])
    #expect(kept.last?.stamp.monotonic == 12_500_000)
  }
}
