import Examination
import JournalReader
import LogModel
import Telling
import KillCorrelator
import Testing

@testable import Watcher

@Suite struct CaptureTests {
  private static let second: Int64 = 1_000_000
  private let machine: FakeMachine
  private let limit = WorkerLimit(
    commandLine: "", arguments: [], configuration: "", version: "252")

  init() throws {
    machine = try FakeMachine()
    try machine.write("proc/modules", "acme_daq 16384 1 - Loading 0x0 (OE+)\next4 1 0 - Live 0x0\n")
    try machine.addProcess(200, "systemd-udevd")
    try machine.addProcess(217, "(udev-worker)", state: "D", parent: 200, stack: Stacks.daq)
    try machine.addProcess(218, "(udev-worker)", parent: 200, stack: Stacks.idle)
    try machine.addDevice("/devices/pci0000:00/0000:00:05.0", bus: "pci", driver: "acme_daq")
  }

  private func capture(
    _ uevents: [OverdueUevent], at seconds: Int64 = 75, of machine: FakeMachine? = nil,
    knowledge: any DeviceKnowledge = NoKnowledge(), kernel: [KernelBuffer.Line]? = []
  ) -> [UInt8] {
    let machine = machine ?? self.machine
    let origin = CaptureOrigin(
      bootID: "e72c902f95ed40228e846bd80bb94def", machineID: nil, hostname: "ridge", pid: 190,
      monotonic: seconds * Self.second, realtime: 1_795_000_000_000_000 + seconds * Self.second)
    var bytes: [UInt8] = []
    Capture(
      uevents: uevents, limit: limit, marks: ["Linux version "], knowledge: knowledge,
      origin: origin, processes: machine.processes, devices: machine.devices, kernel: nil,
      kernelLines: { kernel }
    ).take { bytes += $0 }
    return bytes
  }

  private func entries(_ bytes: [UInt8]) -> [Entry] {
    var reader = TextReader(name: "capture", question: Correlator().question)
    bytes.withUnsafeBytes { reader.feed($0) }
    return reader.finish().boots.flatMap(\.entries)
  }

  private func notices(_ bytes: [UInt8]) -> [Notice] {
    CaptureReading(bytes, by: Correlator()).notices(by: Correlator(), limit: limit)
  }

  private let pending = OverdueUevent(
    seqnum: 1428, sysname: "0000:00:05.0", devpath: "/devices/pci0000:00/0000:00:05.0",
    since: 12 * second)

  @Test("the worker, its device, its driver and the function are told before the kill")
  func overdueEvent() throws {
    let notice = try #require(notices(capture([pending])).first)
    #expect(notice[.driver] == "acme_daq")
    #expect(notice[.function] == "acme_daq_probe")
    #expect(notice[.device] == "0000:00:05.0")
    #expect(notice[.workerPID] == "217")
    #expect(notice[.seqnum] == "1428")
    #expect(notice[.confidence] == "certain")
    #expect(notice[.seconds] == "63")
    #expect(notice[.secondsLeft] == "117")
  }

  @Test("a worker that was there before the watcher is found by itself, with its device")
  func stranger() throws {
    let notice = try #require(notices(capture([])).first)
    #expect(notice[.workerPID] == "217")
    #expect(notice[.device] == "0000:00:05.0")
    #expect(notice[.driver] == "acme_daq")
    #expect(notice[.seqnum] == nil)
  }

  @Test("a worker that is young or idle is nobody's concern")
  func youngWorker() {
    #expect(notices(capture([], at: 60)).isEmpty)
  }

  @Test("two workers at once are told apart by their drivers")
  func two() throws {
    try machine.addProcess(220, "(udev-worker)", parent: 200, stack: Stacks.fibre)
    try machine.addDevice("/devices/pci0000:00/0000:00:06.0", bus: "pci", driver: "vortex_fc")
    let other = OverdueUevent(
      seqnum: 1429, sysname: "0000:00:06.0", devpath: "/devices/pci0000:00/0000:00:06.0",
      since: 13 * Self.second)
    let found = notices(capture([other, pending])).sorted { $0.message < $1.message }
    #expect(found.map { $0[.driver] } == ["acme_daq", "vortex_fc"])
    #expect(found.map { $0[.workerPID] } == ["217", "220"])
    #expect(found.map { $0[.seqnum] } == ["1428", "1429"])
    #expect(found.last?[.function] == "vortex_fc_wait_link")
  }

  @Test("without stacks, the link in sysfs and the loading module still tell")
  func withoutRoot() throws {
    let bare = try FakeMachine()
    try bare.write("proc/modules", "acme_daq 16384 1 - Loading 0x0 (OE+)\n")
    try bare.addProcess(200, "systemd-udevd")
    try bare.addProcess(217, "(udev-worker)", state: "D", parent: 200)
    try bare.addDevice("/devices/pci0000:00/0000:00:05.0", bus: "pci", driver: "acme_daq")
    let bytes = capture([pending], of: bare, kernel: nil)
    let notice = try #require(notices(bytes).first)
    #expect(notice[.driver] == "acme_daq")
    #expect(notice[.function] == nil)
    #expect(entries(bytes).contains { $0.text.contains("the kernel's buffer (no permission)") })
  }

  @Test("SIGKILL pending after the limit is a kill, and the diagnosis has the stack from before")
  func killed() throws {
    let before = capture([pending], at: 180)
    try machine.addProcess(
      217, "(udev-worker)", state: "D", parent: 200, stack: Stacks.daq,
      pending: "0000000000000100")
    let after = capture([pending], at: 193)
    #expect(notices(after).isEmpty)
    var reader = TextReader(name: "captures", question: Correlator().question)
    (before + after).withUnsafeBytes { reader.feed($0) }
    let diagnosis = Correlator().diagnose(reader.finish())
    let kill = try #require(diagnosis.kills.first)
    #expect(diagnosis.kills.count == 1)
    #expect(kill.certainty == .inferred)
    #expect(kill.seqnum == 1428)
    #expect(kill.limit == 180)
    #expect(kill.culprit == Culprit(kind: .driver, name: "acme_daq", confidence: .certain))
    let stack = kill.suspects.first?.evidence.first { $0.rule == "worker-stack-in-module" }
    #expect(stack?.sentence.hasPrefix("13 s before the kill, probe-doctor watch found") == true)
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
    var reader = TextReader(name: "captures", question: Correlator().question)
    capture([pending], at: 193, kernel: [line]).withUnsafeBytes { reader.feed($0) }
    let kills = Correlator().diagnose(reader.finish()).kills
    #expect(kills.map(\.certainty) == [.stated])
    #expect(kills.first?.seqnum == 1428)
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
    let others = OverdueUevent(
      seqnum: 1072, sysname: "other", devpath: "/devices/platform/other", since: 12 * Self.second)
    let event = OverdueUevent(
      seqnum: 1073, sysname: "helios-pmc", devpath: "/devices/platform/helios-pmc",
      since: 12 * Self.second)
    let bytes = capture([others, event], of: machine, knowledge: OneModule())
    let notice = try #require(notices(bytes).first { $0[.workerPID] == "212" })
    #expect(notice[.device] == "helios-pmc")
    #expect(notice[.seqnum] == "1073")
    #expect(notice[.driver] == "helios_pmc")
    #expect(notice[.function] == "helios_pmc_load_firmware")
  }

  @Test("a program that the worker waits for is the one to name")
  func program() throws {
    try machine.addProcess(230, "(udev-worker)", parent: 200, stack: Stacks.idle)
    try machine.addProcess(231, "slow-helper", parent: 230, stack: Stacks.idle)
    try machine.write("proc/231/cmdline", "/usr/local/sbin/slow-helper\0eth0\0")
    try machine.write("proc/230/task/230/children", "231 ")
    let event = OverdueUevent(
      pid: 230, seqnum: 1500, sysname: "eth0", devpath: "/devices/virtual/net/eth0",
      since: 12 * Self.second)
    let notice = try #require(notices(capture([event])).first { $0[.workerPID] == "230" })
    #expect(notice[.driver] == "/usr/local/sbin/slow-helper")
    #expect(notice[.culpritKind] == "program")
  }

  @Test("the kernel's lines since the event began are in it, and those that tell of the boot")
  func kernelLines() throws {
    let lines = [
      "6,1,0,-;Linux version 6.1.0-50-amd64 (debian-kernel@lists.debian.org)",
      "6,2,5000000,-;pci 0000:00:01.0: something old",
      "6,339,12500000,-;acme_daq 0000:00:05.0: ACME DAQ card, calibrating ADC\n SUBSYSTEM=pci",
    ].compactMap { KernelBuffer.Line(record: $0) }
    let kept = entries(capture([pending], kernel: lines)).filter { $0.speaker.kind == .kernel }
    #expect(
      kept.map(\.text) == [
        "Linux version 6.1.0-50-amd64 (debian-kernel@lists.debian.org)",
        "acme_daq 0000:00:05.0: ACME DAQ card, calibrating ADC",
      ])
    #expect(kept.last?.stamp.monotonic == 12_500_000)
  }
}
