import Foundation
import Testing

@testable import KillCorrelator
@testable import LogModel

/// One test for each rule, by its name: a log that makes it speak, and one that differs in a little
/// and must not.
@Suite struct EachRuleTests {
  /// udevd kills worker 120 of a PCI card after 180 s, and it is gone at once.
  private static let killed =
    "[  200.000000] systemd-udevd[95]: 0000:04:00.0: Worker [120] processing SEQNUM=900 killed\n"
  private static let gone =
    "[  200.100000] systemd-udevd[95]: 0000:04:00.0: Worker [120] terminated by signal 9 (KILL).\n"
  private static let goneLate =
    "[  230.100000] systemd-udevd[95]: 0000:04:00.0: Worker [120] terminated by signal 9 (KILL).\n"

  private func expect(
    _ rule: Rule, names suspect: String, in log: String, butNotIn other: String,
    at location: SourceLocation = #_sourceLocation
  ) {
    func named(_ log: String) -> [String] {
      (diagnose(log)?.kills ?? []).flatMap { kill in
        let suspects = kill.suspects.map { ($0.name, $0.evidence) }
        return suspects + kill.chain.links.map { ($0.name ?? $0.kind.rawValue, $0.evidence) }
      }.filter { $0.1.contains { $0.rule == rule.id } }.map(\.0)
    }
    #expect(named(log).contains(suspect), sourceLocation: location)
    #expect(diagnose(other)?.kills.isEmpty == false, sourceLocation: location)
    #expect(named(other).isEmpty, sourceLocation: location)
  }

  @Test(arguments: Rules.all.map(\.id))
  func everyRuleHasATestOfItsName(id: String) throws {
    let name = id.split(separator: "-").map(\.capitalized).joined()
    let source = try String(contentsOfFile: #filePath, encoding: .utf8)
    #expect(source.contains("func \(name.prefix(1).lowercased())\(name.dropFirst())() {"))
  }

  @Test func probeFailedAfterKill() {
    func log(_ time: String) -> String {
      Self.killed + "[  \(time)] slow_fpga: probe of 0000:04:00.0 failed with error -4\n"
    }
    expect(
      ProbeFailedAfterKill.rule, names: "slow_fpga", in: log("200.010000"),
      butNotIn: "[   20.000000] slow_fpga: probe of 0000:04:00.0 failed with error -4\n"
        + Self.killed)
  }

  @Test func deviceOfItsKindIsSilent() {
    func log(_ second: String) -> String {
      let lines = ["3-4", second, "3-4", "3-4"].enumerated().map { number, device in
        "[  \(60 + number * 20).000000] usb \(device): Failed to query (GET_CUR) UVC control 3 on unit 2: "
          + "-110 (exp. 1).\n"
      }
      return lines.joined()
        + "[  200.000000] systemd-udevd[95]: video2: Worker [120] processing SEQNUM=900 killed\n"
    }
    expect(
      DeviceOfItsKindIsSilent.rule, names: "3-4", in: log("3-4"), butNotIn: log("3-5"))
  }

  @Test func stackShowsCall() {
    func log(_ innermost: String) -> String {
      """
      [  150.000000] INFO: task (udev-worker):120 blocked for more than 120 seconds.
      [  150.000001] task:(udev-worker)   state:D stack:0     pid:120   ppid:95    flags:0x00004002
      [  150.000002] Call Trace:
      [  150.000003]  schedule_timeout+0x2d/0x40
      [  150.000004]  \(innermost)+0x3e/0x80

      """ + Self.killed
    }
    expect(
      StackShowsCall.rule, names: "open", in: log("do_sys_openat2"), butNotIn: log("do_wait"))
  }

  @Test func workerStackInModule() {
    func log(_ pid: Int) -> String {
      """
      [  150.000000] INFO: task (udev-worker):\(pid) blocked for more than 120 seconds.
      [  150.000001] task:(udev-worker)   state:D stack:0     pid:\(pid)   ppid:95    flags:0x00004002
      [  150.000002] Call Trace:
      [  150.000003]  msleep+0x2d/0x40
      [  150.000004]  slow_fpga_probe+0x20/0x60 [slow_fpga]
      [  150.000005]  local_pci_probe+0x3e/0x80

      """ + Self.killed
    }
    expect(WorkerStackInModule.rule, names: "slow_fpga", in: log(120), butNotIn: log(121))
  }

  @Test func otherStackInModule() {
    func log(_ seconds: Int, _ time: String) -> String {
      """
      [  \(time)] INFO: task kworker/0:2:404 blocked for more than \(seconds) seconds.
      [  \(time)] task:kworker/0:2     state:D stack:0     pid:404   ppid:2      flags:0x00004000
      [  \(time)] Workqueue: events work_for_cpu_fn
      [  \(time)] Call Trace:
      [  \(time)]  slow_fpga_probe+0x20/0x60 [slow_fpga]
      [  \(time)]  local_pci_probe+0x3e/0x80

      """
    }
    expect(
      OtherStackInModule.rule, names: "slow_fpga", in: log(120, "150.000001") + Self.killed,
      // it hung long before the event, and not while it ran
      butNotIn: log(10, "012.000001") + Self.killed)
  }

  @Test("the error handler of its own SCSI host is a disk's, and no other's")
  func errorHandlerOfItsHost() {
    func culprit(_ host: Int) -> String? {
      let path = "/devices/pci0000:00/0000:00:1d.0/usb1/1-1/1-1:1.0/host0/0:0:0:0/block/sda"
      return diagnose(
        """
        [  194.633679] udevd[74]: worker [86] \(path) timeout; kill it
        [  194.634130] udevd[74]: seq 1221 '\(path)' killed
        [  243.715919] INFO: task scsi_eh_\(host):88 blocked for more than 120 seconds.
        [  243.716084] scsi_eh_\(host)       D    0    88      2 0x00000000
        [  243.716100] Call Trace:
        [  243.716266]  mutex_lock+0x24/0x30
        [  243.716410]  slow_reset+0x1c/0x48 [slow_storage]
        [  243.716489]  scsi_eh_ready_devs+0x250/0x80c
        """)?.kills.first?.culprit.name
    }
    #expect(culprit(0) == "slow_storage")
    #expect(culprit(1) == nil)
  }

  @Test func driverWasBeingBound() {
    func log(_ device: String) -> String {
      """
      [  150.000000] probe-doctor[7]: \(device): Driver slow_fpga of module slow_fpga is being bound to it

      """ + Self.killed
    }
    expect(
      DriverWasBeingBound.rule, names: "slow_fpga", in: log("0000:04:00.0"),
      butNotIn: log("0000:05:00.0"))
  }

  @Test func initcallNeverReturned() {
    let call = "[   20.000000] calling  fpga_init+0x0/0x1000 [slow_fpga] @ 120\n"
    let end = "initcall fpga_init+0x0/0x1000 [slow_fpga] returned 0 after 190000 usecs\n"
    expect(
      InitcallNeverReturned.rule, names: "slow_fpga", in: call + Self.killed,
      butNotIn: call + "[   20.200000] " + end + Self.killed)
    expect(
      InitcallNeverReturned.rule, names: "slow_fpga",
      in: call + Self.killed + "[  230.000000] " + end,
      butNotIn: call.replacing("@ 120", with: "@ 121") + Self.killed)
  }

  @Test func workerSpokeForDriver() {
    func log(_ caller: String) -> String {
      "[   20.000000][  \(caller)] slow_fpga: waiting for the bitstream\n" + Self.killed
    }
    expect(WorkerSpokeForDriver.rule, names: "slow_fpga", in: log("T120"), butNotIn: log("T121"))
  }

  @Test func programWasRunning() {
    func log(_ command: String) -> String {
      "[  200.000000] (udev-worker)[352]: card0: Spawned process '\(command)' [400] timed out after "
        + "2min 59s, killing.\n"
    }
    expect(
      ProgramWasRunning.rule, names: "/usr/local/bin/hotplug.sh",
      in: log("/usr/local/bin/hotplug.sh --all"),
      butNotIn: log("/sbin/modprobe -bv pci:v000010B7d00009200sv000010B7sd00001000bc02sc00i00"))
  }

  @Test func programWasStartedLast() {
    let start = "[   20.100000] (udev-worker)[120]: eth0: Starting '/usr/local/sbin/helper eth0'\n"
    let end =
      "[   20.200000] (udev-worker)[120]: eth0: Process '/usr/local/sbin/helper eth0' succeeded.\n"
    expect(
      ProgramWasStartedLast.rule, names: "/usr/local/sbin/helper", in: start + Self.killed,
      butNotIn: start + end + Self.killed)
  }

  @Test func builtinWasRunning() {
    func log(_ builtin: String) -> String {
      "[   20.100000] (udev-worker)[120]: usb3: Running built-in command \"\(builtin)\"\n"
        + Self.killed
    }
    expect(BuiltinWasRunning.rule, names: "usb_id", in: log("usb_id"), butNotIn: log("kmod load"))
  }

  @Test func signOfInterruption() {
    func log(_ time: String) -> String {
      "[  \(time)] be2net 0000:04:00.0: Waiting for POST aborted\n"
    }
    expect(
      SignOfInterruption.rule, names: "be2net",
      in: Self.killed + log("200.010000") + Self.gone, butNotIn: log("150.010000") + Self.killed)
  }

  // MARK: With other boots

  /// A card's driver says four things, so many seconds apart.
  private static func boot(
    _ steps: [Double], from start: Double = 20, until end: Double = .infinity
  )
    -> String
  {
    let words = ["rev 2", "resetting the engine", "engine is up", "registered as fpga0"]
    var time = start
    var lines = [(start - 10, "pci 0000:04:00.0: [1234:5678] type 00 class 0x118000")]
    for (step, word) in zip([0] + steps, words) {
      time += step
      lines.append((time, "slow_fpga 0000:04:00.0: \(word)"))
    }
    for (name, step) in [("abc_uart 0000:05:00.0", 0.2), ("def_ata 0000:06:00.0", 0.4)] {
      lines.append((start, "\(name): rev 1"))
      lines.append((start + step * start / 20, "\(name): ready"))
    }
    return lines.filter { $0.0 <= end }.sorted { $0.0 < $1.0 }.map { time, text in
      let seconds = String(Int(time * 1_000_000) + 1_000_000_000_000).dropFirst(1)
      return "[\(seconds.prefix(6)).\(seconds.dropFirst(6))] \(text)\n"
    }.joined()
  }

  private func expect(
    _ rule: Rule, in log: String, butNotIn other: String, beside boots: [String],
    at location: SourceLocation = #_sourceLocation
  ) {
    func speaks(_ log: String, _ boots: [String]) -> Bool {
      let kill = diagnose(log, beside: boots)?.kills.first
      return kill?.chain.links.contains { $0.evidence.contains { $0.rule == rule.id } } == true
    }
    #expect(speaks(log, boots), sourceLocation: location)
    #expect(!speaks(other, boots), sourceLocation: location)
    #expect(!speaks(log, []), sourceLocation: location)
  }

  @Test func stoppedWhereItNeverStopped() {
    expect(
      StoppedWhereItNeverStopped.rule,
      in: Self.boot([1, 900, 1], until: 190) + Self.killed + Self.gone,
      // all that it says in other boots has come
      butNotIn: Self.boot([1, 2, 1]) + Self.killed + Self.gone,
      beside: (1...3).map { Self.boot([1, 2 + Double($0) / 10, 1], from: 20 + Double($0) / 10) })
  }

  @Test func tookAsLongAsAlways() {
    expect(
      TookAsLongAsAlways.rule, in: Self.boot([1, 900, 1], until: 190) + Self.killed + Self.gone,
      butNotIn: Self.boot([900, 1, 1], until: 190) + Self.killed + Self.gone,
      beside: (1...3).map { Self.boot([1, 190 + Double($0), 1], from: 20 + Double($0) / 10) })
  }

  @Test func everythingWasSlower() {
    expect(
      EverythingWasSlower.rule,
      in: Self.boot([20, 500, 20], from: 160, until: 199) + Self.killed + Self.gone,
      butNotIn: Self.boot([1, 500, 1], until: 190) + Self.killed + Self.gone,
      beside: (1...3).map { Self.boot([2, 5 + Double($0), 2], from: 20 + Double($0) / 10) })
  }

  @Test func initWasRunning() {
    func log(_ modules: String) -> String {
      """
      [  120.000000] WARNING: CPU: 1 PID: 77 at kernel/foo.c:170 foo_wait+0x8a/0xa0
      [  120.000001] Modules linked in: \(modules) ext4 crc16
      [  120.000002] CPU: 1 PID: 77 Comm: kworker/1:1 Not tainted 6.1.0 #1
      [  120.000003] Call Trace:
      [  120.000004]  foo_work+0x7e/0xa0
      [  120.000005]  process_one_work+0x56/0x220

      """ + Self.killed
    }
    expect(
      InitWasRunning.rule, names: "slow_fpga", in: log("slow_fpga(OE+)"),
      butNotIn: log("slow_fpga(OE)"))
  }

  @Test func driverBrokeTheSilence() {
    func log(_ time: String) -> String {
      Self.killed + "[  \(time)] slow_fpga 0000:04:00.0: ready\n" + Self.goneLate
    }
    expect(
      DriverBrokeTheSilence.rule, names: "slow_fpga", in: log("229.900000"),
      butNotIn: log("210.000000"))
  }

  @Test func loadWasRunning() {
    func log(_ line: String) -> String {
      "[   20.100000] (udev-worker)[120]: Loading module: slow_fpga\n" + line + Self.killed
    }
    expect(
      LoadWasRunning.rule, names: "slow_fpga", in: log(""),
      butNotIn: log("[   20.200000] (udev-worker)[120]: Inserted module 'slow_fpga'\n"))
  }

  @Test func nothingElseWasAtWork() {
    let spoke = "[  120.000000] slow_fpga 0000:04:00.0: waiting for the bitstream\n"
    let other =
      "[  199.000000] systemd-udevd[95]: 0000:09:00.0: Worker [121] processing SEQNUM=901 killed\n"
    expect(
      NothingElseWasAtWork.rule, names: "slow_fpga", in: spoke + Self.killed,
      butNotIn: spoke + other + Self.killed)
  }

  @Test func lockWasHeld() {
    func log(_ holders: [String]) -> String {
      """
      [  150.000000] INFO: task (udev-worker):120 blocked for more than 120 seconds.
      [  150.000001] task:(udev-worker)   state:D stack:0     pid:120   ppid:95    flags:0x00004002
      [  150.000002] Call Trace:
      [  150.000003]  mutex_lock_nested+0x40/0x50
      [  150.000004]  __blkdev_get+0x7c/0x3d4
      [  150.000005]  blkdev_open+0x94/0xa8

      """ + holders.map { "[  150.100000] 1 lock held by \($0):\n" }.joined() + Self.killed
    }
    expect(
      LockWasHeld.rule, names: "dd", in: log(["dd/2798"]),
      butNotIn: log([]).replacing("mutex_lock_nested", with: "io_schedule"))
  }

  @Test func programWaitsForService() {
    func log(_ command: String) -> String {
      "[  200.000000] (udev-worker)[352]: wlan0: Spawned process '\(command)' [400] timed out after "
        + "2min 59s, killing.\n"
    }
    expect(
      ProgramWaitsForService.rule, names: "/usr/bin/systemctl",
      in: log("/usr/bin/systemctl restart wpa_supplicant.service"),
      butNotIn: log("/usr/bin/systemctl --no-block restart wpa_supplicant.service"))
  }

  /// A stick is pulled; its driver lets it go only when the event of the stick is over.
  @Test func removalHeldItUp() {
    let pulled = """
      [    5.000000] usb-storage 2-1:1.0: USB Mass Storage device detected
      [    5.100000] scsi host2: usb-storage 2-1:1.0
      [   30.000000] usb 2-1: USB disconnect, device number 2

      """
    let killed =
      "[  200.000000] systemd-udevd[95]: 2-1: Worker [120] processing SEQNUM=900 killed\n"
    let end = "[  212.100000] systemd-udevd[95]: 2-1: Worker [120] terminated by signal 9 (KILL).\n"
    let tornDown = "sd 2:0:0:0: [sda] Synchronizing SCSI cache\n"
    expect(
      RemovalHeldItUp.rule, names: "usb-storage",
      in: pulled + killed + "[  210.000000] " + tornDown + end,
      butNotIn: pulled + "[   30.100000] " + tornDown + killed + end)
  }

  @Test func deviceWasRemoved() {
    func log(_ rest: String) -> String {
      "[  120.000000] usb 1-8: USB disconnect, device number 13\n" + rest
        + Self.killed.replacing("0000:04:00.0", with: "1-8:1.0")
    }
    expect(
      DeviceWasRemoved.rule, names: "1-8", in: log(""),
      // it was plugged in again
      butNotIn: log("[  121.000000] usb 1-8: new high-speed USB device number 14 using xhci_hcd\n"))
    func disk(_ rest: String) -> String {
      "[   60.000000] sd 0:0:12:0: [sdl] Synchronizing SCSI cache\n" + rest
        + Self.killed.replacing("0000:04:00.0", with: "sdl")
    }
    for other in [
      "sd 0:0:12:0: [sdl] Attached SCSI disk", "PM: suspend exit",
      "systemd[1]: Reached target System Shutdown.",
    ] {
      expect(
        DeviceWasRemoved.rule, names: "sdl", in: disk(""), butNotIn: disk("[   61.0] \(other)\n"))
    }
  }

  @Test func clockWentOn() {
    func log(_ time: String) -> String {
      "[  \(time)] PM: suspend exit\n"
        + "[  199.990000] systemd-udevd[95]: 0000:04:00.0: Worker [120] processing SEQNUM=900 is "
        + "taking a long time\n" + Self.killed
    }
    expect(ClockWentOn.rule, names: "clock", in: log("199.000000"), butNotIn: log("150.000000"))
  }

  @Test func machineWasStarved() {
    func log(_ devices: [String]) -> String {
      "[  150.000000] rcu: INFO: rcu_preempt self-detected stall on CPU\n"
        + devices.enumerated().map {
          "[  200.000000] systemd-udevd[95]: \($1): Worker [12\($0)] processing SEQNUM=90\($0) killed\n"
        }.joined()
    }
    expect(
      MachineWasStarved.rule, names: "cpu",
      in: log(["0000:04:00.0", "0000:05:00.0", "0000:06:00.0", "0000:07:00.0"]),
      butNotIn: log(["0000:04:00.0"]))
  }

  @Test func sameLoadHangs() {
    func log(_ device: String) -> String {
      Self.killed
        + "[  200.010000] slow_fpga: probe of 0000:04:00.0 failed with error -4\n"
        + "[  200.500000] systemd-udevd[95]: \(device): Worker [121] processing SEQNUM=901 killed\n"
    }
    func named(_ log: String) -> [String] {
      (diagnose(log)?.kills.last?.suspects ?? []).filter {
        $0.evidence.contains { $0.rule == SameLoadHangs.rule.id }
      }.map(\.name)
    }
    #expect(named(log("0000:04:00.1")) == ["slow_fpga"])
    #expect(named(log("0000:09:00.0")).isEmpty)
  }

  @Test func driverSpokeOfDevice() {
    func log(_ device: String) -> String {
      "[  120.000000] slow_fpga \(device): waiting for the bitstream\n" + Self.killed
    }
    expect(
      DriverSpokeOfDevice.rule, names: "slow_fpga", in: log("0000:04:00.0"),
      butNotIn: log("0000:05:00.0"))
  }

  @Test func moduleSpokeFirst() {
    let device = "[  120.000000] slow_fpga 0000:04:00.0: waiting for the bitstream\n"
    expect(
      ModuleSpokeFirst.rule, names: "slow_fpga",
      in: "[   20.000000] slow_fpga: version 2\n" + device + Self.killed,
      butNotIn: "[    2.000000] slow_fpga: version 2\n" + device + Self.killed)
  }

  @Test func driverFinishedLate() {
    let late = "[  230.000000] slow_fpga 0000:04:00.0: ready\n"
    expect(
      DriverFinishedLate.rule, names: "slow_fpga", in: Self.killed + late + Self.goneLate,
      butNotIn: Self.killed + Self.gone + late)
  }

  @Test func driverKeptWaiting() {
    func log(_ words: String) -> String {
      (0..<3).map { "[  10\($0).000000] slow_fpga 0000:04:00.0: \(words)\n" }.joined() + Self.killed
    }
    expect(
      DriverKeptWaiting.rule, names: "slow_fpga", in: log("device not ready"),
      butNotIn: log("using 8 queues"))
  }

  @Test func firmwareWasMissing() {
    func log(_ text: String) -> String {
      "[  100.000000] slow_fpga 0000:04:00.0: \(text)\n" + Self.killed
    }
    expect(
      FirmwareWasMissing.rule, names: "slow_fpga",
      in: log("Falling back to sysfs fallback for: fpga.bin"),
      // without a fallback a missing file fails at once
      butNotIn: log("Direct firmware load for fpga.bin failed with error -2"))
    func asked(_ time: Int, _ answer: String) -> String {
      """
      [  100.000000] slow_fpga 0000:04:00.0: firmware: requesting fpga.bin
      [  \(time).000000] slow_fpga 0000:04:00.0: \(answer)

      """ + Self.killed
    }
    func wait(_ log: String) -> Chain.Link? { diagnose(log)?.kills.first?.chain[.wait] }
    #expect(wait(asked(160, "Cannot find firmware (fpga.bin)"))?.name == "fpga.bin")
    #expect(wait(asked(160, "firmware not found"))?.confidence == .likely)
    let second = "\n[  160.100000] slow_fpga 0000:04:00.0: firmware: requesting old.bin"
    #expect(wait(asked(160, "Cannot find firmware (fpga.bin)" + second))?.name == "fpga.bin")
    // it was there at once, or something else took the time
    #expect(wait(asked(101, "firmware not found")) == nil)
    #expect(wait(asked(160, "calibration failed")) == nil)
    // what a USB device needs is asked for in the name of the bus
    func bus(_ time: Int) -> Chain.Link? {
      let port =
        "[  100.000000] usb 1-2: Falling back to user helper\n"
        + "[  \(time).000000] usb 1-2: Direct firmware load failed with error -2\n"
      return wait(port + Self.killed.replacing("0000:04:00.0", with: "1-2:1.0"))
    }
    #expect(bus(160)?.kind == .firmware)
    #expect(bus(101) == nil)
  }

  /// Older kernels ask for a file without a word; its driver tells later.
  @Test func firmwareThatItsDriverTellsOf() throws {
    func log(_ time: String, _ word: String) -> String {
      """
      [   20.500000] slow_fpga 0000:04:00.0: enabling device
      [  200.000000] systemd-udevd[95]: 0000:04:00.0: Worker [120] processing SEQNUM=900 killed
      [  \(time)] slow_fpga 0000:04:00.0: \(word)
      [  230.100000] systemd-udevd[95]: 0000:04:00.0: Worker [120] terminated by signal 9 (KILL).
      """
    }
    let word = "Failed to load firmware file slow/fpga.fw, error -2"
    let kill = try #require(diagnose(log("230.000000", word))?.kills.first)
    #expect(kill.chain[.wait]?.kind == .firmware && kill.chain[.wait]?.name == "slow/fpga.fw")
    #expect(kill.chain[.wait]?.confidence == .possible && kill.culprit.name == "slow_fpga")
    #expect(kill.remedies.contains { $0.id == "install-firmware" })
    let other = diagnose(log("230.000000", "Failed to reset, error -2"))?.kills.first
    #expect(other?.chain[.wait]?.kind != .firmware)
  }

  @Test func moduleWasWaitedFor() {
    func log(_ time: String) -> String {
      "[  \(time)] fpga_net: gave up waiting for init of module slow_fpga.\n"
    }
    expect(
      ModuleWasWaitedFor.rule, names: "slow_fpga", in: log("100.000000") + Self.killed,
      butNotIn: log("001.000000") + Self.killed)
  }

  @Test func modaliasNamesDriver() {
    func log(_ modalias: String) -> String {
      "[   20.100000] (udev-worker)[120]: Loading module: \(modalias)\n" + Self.killed
    }
    expect(
      ModaliasNamesDriver.rule, names: "nvme",
      in: log("pci:v0000144Dd0000A80Asv00001028sd00001C5Ebc01sc08i02"),
      // no driver serves it
      butNotIn: log("pci:v0000FFFFd0000FFFFsv00001028sd00001C5EbcFFsc00i00"))
  }

  @Test func platformNameIsDriver() {
    func log(_ device: String) -> String { Self.killed.replacing("0000:04:00.0", with: device) }
    expect(
      PlatformNameIsDriver.rule, names: "sable-codec", in: log("sable-codec"),
      butNotIn: log("ff8a0000.crypto"))
  }

  @Test func auxiliaryNameNamesParent() {
    func log(_ device: String) -> String { Self.killed.replacing("0000:04:00.0", with: device) }
    expect(
      AuxiliaryNameNamesParent.rule, names: "bnxt_en", in: log("bnxt_en.rdma.0"),
      butNotIn: log("serial8250.0.auto"))
  }

  @Test func oopsBeforeKill() {
    func log(_ module: String) -> String {
      """
      [  120.000000] BUG: kernel NULL pointer dereference, address: 0000000000000028
      [  120.000001] CPU: 2 PID: 406 Comm: (udev-worker) Not tainted 6.1.0 #1
      [  120.000002] Call Trace:
      [  120.000003]  broken_open+0xbb/0x210 [\(module)]

      """
    }
    expect(
      OopsBeforeKill.rule, names: "slow_fpga", in: log("slow_fpga") + Self.killed,
      // a module that every driver of its kind uses
      butNotIn: log("usbcore") + Self.killed)
  }

  @Test func loaderDiedBefore() {
    func log(_ status: String) -> String {
      """
      udevd-work[126]: '/sbin/modprobe -b pci:v00008086d00002E32sv00001849sd00002E32bc03sc00i00' \
      unexpected exit with status \(status)
      udevd[549]: worker [564] unexpectedly returned with status 0x0100
      udevd[549]: worker [564] failed while handling '/devices/pci0000:00/0000:00:1b.0'

      """
    }
    expect(LoaderDiedBefore.rule, names: "i915", in: log("0x0009"), butNotIn: log("0x0100"))
  }

  @Test func hardwareFailed() {
    func log(_ times: Int) -> String {
      (0..<times).map {
        "[  10\($0).000000] usb 1-8: reset high-speed USB device number 8 using ehci-pci\n"
      }.joined() + Self.killed.replacing("0000:04:00.0", with: "1-8")
    }
    // one reset is normal
    expect(HardwareFailed.rule, names: "1-8", in: log(2), butNotIn: log(1))
    // a program that works on it waits for it
    let program =
      "[  200.0] (udev-worker)[352]: 1-8: Spawned process '/opt/scan 1-8' [400] timed out after 2min 59s, killing.\n"
    func culprit(_ times: Int) -> String? {
      let killed = Self.killed.replacing("0000:04:00.0", with: "1-8")
      return diagnose(log(times).replacing(killed, with: program))?.kills.first?.chain.culprit.name
    }
    #expect(culprit(2) == "1-8")
    #expect(culprit(1) == "/opt/scan")
    // a hub with errors of its own explains those behind it, and what hangs there
    func hub(_ other: String) -> String? {
      let found =
        "[   19.000000] scsi host4: usb-storage 3-2.4:1.0\n"
        + "[   19.100000] sd 4:0:0:0: [sdb] Attached SCSI disk\n"
      let errors =
        "[  101.000000] usb 3-2-port4: cannot reset (err = -110)\n"
        + "[  102.000000] hub \(other):1.0: hub_ext_port_status failed (err = -110)\n"
        + "[  103.000000] hub \(other):1.0: hub_ext_port_status failed (err = -110)\n"
      let killed = Self.killed.replacing("0000:04:00.0", with: "sdb")
      return diagnose(found + errors + killed)?.kills.first?.chain.culprit.name
    }
    #expect(hub("3-2") == "3-2")
    #expect(hub("3-5") != "3-5")
  }

  /// Who sets up the one device at a hub that does not answer holds the hub's lock.
  @Test(arguments: [("2-1.4", "2-1.4"), ("2-3.4", nil)])
  func aPortOfTheHub(name: String, culprit: String?) {
    let killed = Self.killed.replacing("0000:04:00.0", with: "2-1:1.0")
    let log =
      "[   20.0] usb 2-1: New USB device found, idVendor=1a40, idProduct=0101, bcdDevice= 1.11\n"
      + "[   20.1] hub 2-1:1.0: USB hub found\n"
      + (0..<3).map {
        "[   \(40 + $0 * 15).0] usb \(name): device descriptor read/64, error -110\n"
      }
      .joined() + killed
    let kill = diagnose(log)?.kills.first
    #expect(kill?.culprit.name == culprit)
    // its ports may fail still
    #expect(kill?.outcome != .bound)
  }

  /// Resets that began before the event and go on in it are a series; one in it is none.
  @Test(arguments: [([20, 60, 100], "1-8"), ([100], nil)])
  func seriesOfResets(times: [Int], culprit: String?) {
    let start = "[  200.000000] systemd-udevd[95]: 1-8: Worker [120] processing SEQNUM=900 killed\n"
      .replacing("200.0", with: "280.0")
    let log =
      times.map {
        "[  \($0 + 20).000000] usb 1-8: reset high-speed USB device number 8 using ehci-pci\n"
      }
      .joined() + start
    #expect(diagnose(log)?.kills.first?.chain.culprit.name == culprit)
  }

  @Test func virtualDiskNamesDriver() {
    func log(_ disk: String) -> String {
      "udevd[95]: worker [120] /devices/virtual/block/\(disk) timeout; kill it\n"
        + "udevd[95]: seq 900 '/devices/virtual/block/\(disk)' killed\n"
    }
    expect(
      VirtualDiskNamesDriver.rule, names: "acmeblk", in: log("acmeblk1"), butNotIn: log("loop1"))
  }

  @Test func driverRegisteredWhenDone() {
    func log(_ time: String) -> String {
      (Self.killed + "[  \(time)] usbcore: registered new interface driver slow_dac\n"
        + Self.goneLate)
        .replacing("0000:04:00.0", with: "1-7:1.0")
    }
    expect(
      DriverRegisteredWhenDone.rule, names: "slow_dac", in: log("230.000000"),
      butNotIn: log("210.000000"))
  }

  @Test func driverOfItsBusComplained() {
    func log(_ driver: String) -> String {
      """
      [  100.000000] \(driver): brcmf_sdio_htclk: HT Avail timeout (1000000): clkctl 0x50
      [  150.000000] \(driver): brcmf_sdio_firmware_callback: failed to enable clock

      """ + Self.killed.replacing("0000:04:00.0", with: "mmc1:0001:1")
    }
    // a controller, which may be that of another card
    expect(
      DriverOfItsBusComplained.rule, names: "brcmfmac", in: log("brcmfmac"),
      butNotIn: log("rtsx_pci_sdmmc"))
  }

  @Test func controllerKeptComplaining() {
    func log(_ controller: String, times: Int = 6) -> String {
      (1...times).map {
        "[  \($0 * 25).000000] \(controller): controller timed out\n"
      }.joined() + Self.killed.replacing("0000:04:00.0", with: "11-000f")
    }
    expect(
      ControllerKeptComplaining.rule, names: "slow-i2c", in: log("slow-i2c 1f00080000.i2c"),
      butNotIn: log("slow-i2c 1f00080000.i2c", times: 2))
  }

  @Test func firmwareNeverReturned() {
    func log(_ function: String) -> String {
      """
      [   72.043484] rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:
      [   72.068251] task:kworker/u64:5   state:R  running task     stack:0     pid:447   ppid:2      flags:0x0000000a
      [   72.078156] Workqueue: efi_rts_wq efi_call_rts
      [   72.082595] Call trace:
      [   72.085029]  __switch_to+0xbc/0x100
      [  180.510000] INFO: task (udev-worker):120 blocked for more than 120 seconds.
      [  180.540000] task:(udev-worker)   state:D stack:0     pid:120   ppid:95    flags:0x00000005
      [  180.550000] Call trace:
      [  180.555000]  __down_common+0xe8/0x2a0
      [  180.558000]  \(function)+0x54/0x160
      [  180.561000]  do_one_initcall+0x60/0x290

      """ + Self.killed
    }
    expect(
      FirmwareNeverReturned.rule, names: FirmwareNeverReturned.name,
      in: log("virt_efi_query_variable_info"), butNotIn: log("acpi_os_wait_semaphore"))
  }

  @Test func queueWasFrozen() {
    func log(_ function: String) -> String {
      """
      [  150.000000] INFO: task (udev-worker):120 blocked for more than 120 seconds.
      [  150.000001] task:(udev-worker)   state:D stack:0     pid:120   ppid:95    flags:0x00004002
      [  150.000002] Call Trace:
      [  150.000003]  __bio_queue_enter+0x12d/0x2a0
      [  150.000004]  submit_bio_noacct+0x1a0/0x540
      [  150.000005]  blkdev_read_iter+0xb8/0x140
      [  150.100000] INFO: task format:800 blocked for more than 120 seconds.
      [  150.100001] task:format          state:D stack:0     pid:800   ppid:1     flags:0x00004002
      [  150.100002] Call Trace:
      [  150.100003]  \(function)+0x59/0x100
      [  150.100004]  blkdev_ioctl+0x48c/0x990

      """ + Self.killed.replacing("0000:04:00.0", with: "nvme0n1")
    }
    expect(
      QueueWasFrozen.rule, names: "format", in: log("blk_mq_freeze_queue_wait"),
      butNotIn: log("blk_mq_get_tag"))
  }

  @Test func driverSpokeAroundStop() {
    func log(_ driver: String) -> String {
      """
      [  100.000000] systemd[1]: Stopping udev Kernel Device Manager...
      [  110.000000] slow_raid: resetting the controller
      [  130.000000] systemd-udevd[95]: timeout, giving up waiting for workers to finish
      [  150.000000] \(driver): the controller is ready

      """
    }
    expect(
      DriverSpokeAroundStop.rule, names: "slow_raid", in: log("slow_raid"),
      butNotIn: log("acme_daq"))
  }

  @Test func interruptWasShutOff() {
    func log(_ number: Int) -> String {
      """
      [   11.000000] acme_daq 0000:04:00.0: irq 16, io mem 0xf7d07000
      [   12.000000] irq \(number): nobody cared (try booting with the "irqpoll" option)
      [   12.000001] Disabling IRQ #\(number)

      """ + Self.killed
    }
    expect(InterruptWasShutOff.rule, names: "0000:04:00.0", in: log(16), butNotIn: log(17))
  }

  @Test func blockDeviceIsRead() {
    func log(_ device: String) -> String { Self.killed.replacing("0000:04:00.0", with: device) }
    expect(BlockDeviceIsRead.rule, names: "nvme0n1", in: log("nvme0n1"), butNotIn: log("nvme0"))
  }

  @Test func rootHubOfController() {
    func log(_ hub: String) -> String {
      "[    2.000000] xhci_hcd 0000:00:14.0: new USB bus registered, assigned bus number 3\n"
        + Self.killed.replacing("0000:04:00.0", with: hub)
    }
    expect(RootHubOfController.rule, names: "xhci_hcd", in: log("usb3"), butNotIn: log("usb4"))
  }

  @Test func releasedTogether() {
    let devices = ["sable-codec", "serio0", "LNXPWRBN:00"]
    func log(_ ends: [String]) -> String {
      devices.enumerated().map {
        "[   60.\($0)00000] udevd[204]: \($1): Worker [\(210 + $0)] processing SEQNUM=\(7 + $0) killed\n"
      }.joined() + "[   79.100000] sable-codec sable-codec: codec ready\n"
        + zip(devices, ends).enumerated().map {
          "[   \($1.1)] udevd[204]: \($1.0): Worker [\(210 + $0)] terminated by signal 9 (KILL).\n"
        }.joined()
    }
    expect(
      ReleasedTogether.rule, names: "sable-codec",
      in: log(["79.200000", "79.210000", "79.220000"]),
      butNotIn: log(["79.200000", "99.210000", "119.220000"]))
  }
}
