import Testing

@testable import KillCorrelator
@testable import LogModel

/// One uevent is one kill, in the words of every era of udev.
@Suite struct EraTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    var era: String
    var log: String
    var sysname: String?
    var worker: Int?
    var seqnum: UInt64?
    var victim = Finding.Victim.worker
    var limit: Double?
    var testDescription: String { era }
  }

  static let samples = [
    Sample(
      era: "K: 258 and later",
      log: """
        [  60.0] systemd-udevd[402]: usb3: Worker [419] processing SEQNUM=2194 is taking a long time.
        [ 190.0] systemd-udevd[402]: usb3: Worker [419] processing SEQNUM=2194 killed.
        [ 190.1] systemd-udevd[402]: usb3: Worker [419] terminated by signal 9 (KILL).
        """,
      sysname: "usb3", worker: 419, seqnum: 2194, limit: 190),
    Sample(
      era: "I: 240 to 255",
      log: """
        Jun 01 07:24:24 host systemd-udevd[1691]: 0000:3d:00.0: Worker [1822] processing SEQNUM=23088 is taking a long time
        Jun 01 07:26:24 host systemd-udevd[1691]: 0000:3d:00.0: Worker [1822] processing SEQNUM=23088 killed
        Jun 01 07:26:45 host systemd-udevd[1691]: Worker [1822] terminated by signal 9 (KILL)
        Jun 01 07:26:45 host systemd-udevd[1691]: 0000:3d:00.0: Worker [1822] failed
        """,
      sysname: "0000:3d:00.0", worker: 1822, seqnum: 23088, limit: 180),
    Sample(
      era: "H: 221 to 239, no pid at the kill",
      log: """
        [   66.967202] systemd-udevd[395]: seq 3198 '/devices/pci0000:20/0000:23:00.3/usb1' is taking a long time
        [  186.967741] systemd-udevd[395]: seq 3198 '/devices/pci0000:20/0000:23:00.3/usb1' killed
        [  186.978323] systemd-udevd[395]: worker [419] terminated by signal 9 (KILL)
        [  186.987747] systemd-udevd[395]: worker [419] failed while handling '/devices/pci0000:20/0000:23:00.3/usb1'
        """,
      sysname: "usb1", worker: 419, seqnum: 3198, limit: 180),
    Sample(
      era: "SUSE 234, capitals in other places",
      log: """
        [  186.967741] systemd-udevd[395]: seq 3198 '/devices/virtual/block/cciss!c0d0' killed
        [  186.978323] systemd-udevd[395]: Worker [419] terminated by signal 9 (Killed)
        [  186.987747] systemd-udevd[395]: Worker [419] failed while handling '/devices/virtual/block/cciss!c0d0'
        """,
      sysname: "cciss/c0d0", worker: 419, seqnum: 3198, limit: nil),
    Sample(
      era: "ChromeOS, era H under another name",
      log:
        "[  63.8] udevd[181]: seq 1719 '/devices/pci0000:00/INT3438:00/haswell-pcm-audio' killed",
      sysname: "haswell-pcm-audio", worker: nil, seqnum: 1719, limit: nil),
    Sample(
      era: "F: 217 to 219 and eudev, two lines",
      log: """
        Jul  1 09:17:57 rx2620 kernel: udevd[421]: worker [495] /devices/pci0000:00/0000:00:01.1 is taking a long time
        Jul  1 09:19:57 rx2620 kernel: udevd[421]: worker [495] /devices/pci0000:00/0000:00:01.1 timeout; kill it
        Jul  1 09:19:57 rx2620 kernel: udevd[421]: seq 627 '/devices/pci0000:00/0000:00:01.1' killed
        Jul  1 09:19:57 rx2620 kernel: udevd[421]: worker [495] terminated by signal 9 (Killed)
        """,
      sysname: "0000:00:01.1", worker: 495, seqnum: 627, limit: 180),
    Sample(
      era: "D: 178 to 182, the pid alone",
      log: """
        Feb 12 10:00:33 host udevd[65]: worker [82] timeout, kill it
        Feb 12 10:00:33 host udevd[65]: seq 1379 '/devices/pci0000:00/0000:00:1c.1/0000:03:00.0' killed
        Feb 12 10:00:33 host udevd[65]: worker [82] terminated by signal 9 (Killed)
        """,
      sysname: "0000:03:00.0", worker: 82, seqnum: 1379, limit: 30),
    Sample(
      era: "C: 168 to 177, the program, once a second",
      log: """
        udevd[604]: timeout '/sbin/blkid -o udev -p /dev/sdm'
        udevd[604]: timeout: killing '/sbin/blkid -o udev -p /dev/sdm' [953]
        udevd[604]: timeout: killing '/sbin/blkid -o udev -p /dev/sdm' [953]
        udevd[604]: timeout: killing '/sbin/blkid -o udev -p /dev/sdm' [953]
        udevd[604]: '/sbin/blkid -o udev -p /dev/sdm' [953] terminated by signal 9 (Killed)
        """,
      sysname: "sdm", worker: 604, seqnum: nil, victim: .program, limit: nil),
    Sample(
      era: "B: 143 to 167, the alarm",
      log: """
        udevd[66]: worker [76] unexpectedly returned with status 0x0100
        udevd[66]: worker [76] failed while handling '/devices/pci0000:00/0000:00:1b.0'
        """,
      sysname: "0000:00:1b.0", worker: 76, seqnum: nil, limit: 180),
    Sample(
      era: "A: up to 142, the age",
      log: "udevd[612]: udev_done: seq 1034, pid [1820] exit with 1, 180 seconds old",
      sysname: nil, worker: 1820, seqnum: 1034, limit: 180),
    Sample(
      era: "256 and later, a program alone",
      log: """
        [ 10.0] (udev-worker)[331]: eth0: Spawned process '/usr/local/sbin/helper eth0' [400] is taking longer than 59s to complete.
        [ 10.0] systemd-udevd[256]: eth0: Worker [331] processing SEQNUM=1713 is taking a long time
        [130.0] (udev-worker)[331]: eth0: Spawned process '/usr/local/sbin/helper eth0' [400] timed out after 2min 59s, killing.
        [130.1] (udev-worker)[331]: eth0: Process '/usr/local/sbin/helper eth0' terminated by signal KILL.
        """,
      sysname: "eth0", worker: 331, seqnum: 1713, victim: .program, limit: 180),
    Sample(
      era: "221 to 255, worker and program",
      log: """
        [ 10.0] (udev-worker)[217]: eth0: Spawned process '/usr/local/sbin/helper eth0' [245] is taking longer than 59s to complete
        [ 10.0] systemd-udevd[201]: eth0: Worker [217] processing SEQNUM=1558 is taking a long time
        [129.9] (udev-worker)[217]: eth0: Spawned process '/usr/local/sbin/helper eth0' [245] timed out after 2min 59s, killing
        [130.0] systemd-udevd[201]: eth0: Worker [217] processing SEQNUM=1558 killed
        [130.1] systemd-udevd[201]: eth0: Worker [217] terminated by signal 9 (KILL).
        """,
      sysname: "eth0", worker: 217, seqnum: 1558, limit: 180),
    Sample(
      era: "a signal of the user's choice",
      log: """
        [ 10.0] systemd-udevd[255]: sda: Worker [269] processing SEQNUM=1586 is taking a long time
        [130.0] systemd-udevd[255]: sda: Worker [269] processing SEQNUM=1586 killed
        [131.0] systemd-udevd[255]: sda: Worker [269] terminated by signal 6 (ABRT).
        """,
      sysname: "sda", worker: 269, seqnum: 1586, limit: 180),
  ]

  @Test("one kill", arguments: samples)
  func oneKill(sample: Sample) throws {
    let boot = try #require(diagnose(sample.log))
    #expect(boot.kills.count == 1)
    let kill = try #require(boot.kills.first)
    #expect(kill.cause == .eventTimeout)
    #expect(kill.victim == sample.victim)
    #expect(kill.device?.sysname == sample.sysname)
    #expect(kill.workerPID == sample.worker)
    #expect(kill.seqnum == sample.seqnum)
    #expect(kill.limit == sample.limit)
    #expect(boot.warnings.isEmpty)
    #expect(boot.otherDeaths.isEmpty)
  }

  static let others: [(String, Finding.Kind?)] = [
    ("udevd[192]: worker [190] did not accept message -1 (Connection refused), kill it", .refused),
    ("systemd-udevd[402]: sda: Worker [419] terminated by signal 9 (KILL).", .signal),
    ("systemd-udevd[402]: sda: Worker [419] terminated by signal 11 (SEGV).", .crash),
    ("systemd-udevd[402]: sda: Worker [419] exited with return code 1.", nil),
    ("systemd-udevd[402]: sda: Worker [419] processing SEQNUM=1 is taking a long time", nil),
    ("(udev-worker)[4]: event260: Process '/bin/x' failed with exit code 4.", nil),
    (
      "(udev-worker)[4]: 8:16: Process '/usr/libexec/nfsrahead 8:16' terminated by signal ABRT.",
      nil
    ),
    ("dracut-initqueue[429]: Warning: dracut-initqueue timeout - starting timeout scripts", nil),
    ("systemd[1]: systemd-udevd.service: Watchdog timeout (limit 3min)!", .watchdog),
    ("multipathd[3]: worker [82] timeout, kill it", nil),
    ("systemd[1]: multipathd.service: State 'stop-sigterm' timed out. Killing.", nil),
    (
      "kernel: Out of memory: Killed process 412 ((udev-worker)) total-vm:33040kB, anon-rss:2104kB",
      .oom
    ),
  ]

  @Test("what is no timeout kill", arguments: others.indices)
  func noKill(index: Int) {
    let (line, kind) = Self.others[index]
    let boot = diagnose(line)
    #expect(boot?.kills.isEmpty ?? true)
    #expect(boot?.otherDeaths.first?.kind == kind)
  }

  @Test func suspendedProcessesAreStoppedByPIDOne() throws {
    let boot = try #require(
      diagnose(
        """
        [ 53.870] systemd[1]: Stopping systemd-udevd.service - Rule-based Manager for Device Events and Files...
        [ 65.844] vortex_fc: probe of 0000:00:06.0 failed with error -4
        [ 65.888] systemd[1]: systemd-udevd.service: State 'stop-sigterm' timed out. Killing.
        [ 65.894] systemd[1]: systemd-udevd.service: Killing process 203 (systemd-udevd) with signal SIGKILL.
        [ 66.000] systemd[1]: Starting systemd-udevd.service - Rule-based Manager for Device Events and Files...
        """))
    let kill = try #require(boot.kills.first)
    #expect(boot.kills.count == 1)
    #expect(kill.cause == .stopTimeout)
    #expect(kill.during == .restart)
    #expect(kill.device?.sysname == "0000:00:06.0")
    #expect(kill.culprit.name == "vortex_fc")
  }

  @Test("each stage of a stop has its own patience, and the stop is one")
  func stagesOfAStop() throws {
    let boot = try #require(
      diagnose(
        """
        [  9.204] systemd[1]: Stopping udev Kernel Device Manager...
        [ 99.210] systemd[1]: systemd-udevd.service: State 'stop-sigterm' timed out. Killing.
        [ 99.211] systemd[1]: systemd-udevd.service: Killing process 241 (systemd-udevd) with signal SIGKILL.
        [ 99.212] systemd[1]: systemd-udevd.service: Killing process 263 (systemd-udevd) with signal SIGKILL.
        [ 99.213] systemd[1]: systemd-udevd.service: Main process exited, code=killed, status=9/KILL
        [189.220] systemd[1]: systemd-udevd.service: State 'final-sigterm' timed out. Killing.
        [189.221] systemd[1]: systemd-udevd.service: Killing process 263 (systemd-udevd) with signal SIGKILL.
        """))
    #expect(boot.kills.map(\.workerPID) == [263])
    #expect(boot.kills.first?.during == nil)
  }

  @Test("a modalias that somebody typed is known by its vendor, its model and its class")
  func typedModalias() {
    func culprit(_ alias: String) -> String? {
      diagnose("udevd[94]: timeout: killing '/sbin/modprobe -bv \(alias)' [143]\n")?.kills.first?
        .culprit.name
    }
    #expect(culprit("pci:v000010DEd00001080sv00003842sc100001580bc03sc00i00") == "nouveau")
    #expect(culprit("pci: v00008086d00000116sv0001025sd00000504bc03sc00i00") == "i915")
    #expect(culprit("pci:v0000FFF0d00001080sv00003842sc100001580bc03sc00i00") == nil)
  }

  @Test("a modalias that a terminal cut in two is one")
  func cutModalias() {
    let rest = "d000001B3bc02sc00i00"
    let line = "/sbin/modprobe -b pci:v000014E4d0000164Csv00001028s \(rest)"
    #expect(Command(line).modalias == "pci:v000014E4d0000164Csv00001028s\(rest)")
    #expect(Command("/sbin/modprobe -b usb:v1 quirks=1").modalias == "usb:v1")
    #expect(Command("/sbin/modprobe -C /etc/m.conf zfs").modalias == "zfs")
  }

  /// `service_sigchld_event` in systemd's core/service.c: what is left of its processes is ended.
  @Test func aCrashIsNoRestart() throws {
    func log(_ first: String, _ status: String) -> String {
      """
      [  9.214] e1000e: Intel(R) PRO/1000 Network Driver
      [ 21.214] systemd-udevd[231]: 0000:05:00.0: Worker [260] processing SEQNUM=1432 is taking a long time
      \(first)[ 41.500] systemd[1]: systemd-udevd.service: Main process exited, code=\(status)
      [131.600] systemd[1]: systemd-udevd.service: State 'stop-sigterm' timed out. Killing.
      [131.601] systemd[1]: systemd-udevd.service: Killing process 260 (systemd-udevd) with signal SIGKILL.
      [131.900] systemd[1]: Starting systemd-udevd.service - Rule-based Manager for Device Events and Files...
      """
    }
    let crash = try #require(diagnose(log("", "dumped, status=11/SEGV"))?.kills.first)
    #expect(crash.during == .crash)
    #expect(crash.workerPID == 260)
    #expect(crash.remedies.map(\.id).contains("look-at-crash"))
    let stopping = "[ 41.400] systemd[1]: Stopping Rule-based Manager for Device Events…\n"
    let stop = try #require(diagnose(log(stopping, "killed, status=15/TERM"))?.kills.first)
    #expect(stop.during == .restart)
    #expect(!stop.remedies.map(\.id).contains("look-at-crash"))
  }

  /// Up to 167 a worker has an alarm of its own: its exit status 1 is all that shows.
  @Test func alarmOfAWorker() {
    let alarm = "udevd[102]: worker [402] unexpectedly returned with status 0x0100\n"
    #expect(diagnose(alarm)?.kills.first?.signal == "ALRM")
    let killed = "udevd[102]: worker [402] unexpectedly returned with status 0x0009\n"
    #expect(diagnose(killed)?.kills.first?.signal != "ALRM")
  }
}
