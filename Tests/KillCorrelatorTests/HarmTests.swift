import LogModel
import ReportModel
import Telling
import Testing

@testable import KillCorrelator

/// What boots lost, in the words of each era's PID 1, initrd and kernel; and boots that lost nothing.
@Suite struct HarmTests {
  private func harm(_ log: String) throws -> [Harm] { try #require(diagnose(log)).harm }

  private static let kill = """
    [   30.000000] systemd-udevd[95]: 0000:02:00.0: Worker [120] processing SEQNUM=900 killed
    [   30.100000] mptsas: probe of 0000:02:00.0 failed with error -4
    [   30.200000] systemd-udevd[95]: 0000:02:00.0: Worker [120] terminated by signal 9 (KILL).

    """

  @Test(
    "a unit of a path is named after it",
    arguments: [
      ("srv.mount", "/srv"), (#"mnt-back\x2dup.mount"#, "/mnt/back-up"),
      ("dev-etherd-e7.0p1.device", "/dev/etherd/e7.0p1"), ("a-b.service", nil), ("/srv", nil),
    ])
  func paths(_ unit: String, _ path: String?) { #expect(LostUnit.path(ofUnit: unit) == path) }

  @Test func aFileSystemWhosePathNamesTheDevice() throws {
    let lost = try harm(
      Self.kill + #"""
        [   30.300000] systemd[1]: Expecting device dev-disk-by\x2dpath-pci\x2d0000:02:00.0\x2dsas\x2dphy0.device - /dev/disk/by-path/pci-0000:02:00.0-sas-phy0...
        [  120.300000] systemd[1]: Timed out waiting for device dev-disk-by\x2dpath-pci\x2d0000:02:00.0\x2dsas\x2dphy0.device - /dev/disk/by-path/pci-0000:02:00.0-sas-phy0.
        [  120.310000] systemd[1]: Dependency failed for srv.mount - /srv.
        [  120.320000] systemd[1]: Dependency failed for local-fs.target - Local File Systems.
        [  120.330000] systemd[1]: srv.mount: Job srv.mount/start failed with result 'dependency'.
        [  120.500000] systemd[1]: Started emergency.service - Emergency Shell.
        [  120.600000] systemd[1]: Reached target emergency.target - Emergency Mode.
        """#)
    #expect(lost.map(\.kind) == [.emergency, .fileSystem])
    #expect(lost.map(\.what) == ["emergency.service", "srv.mount"])
    #expect(lost[1].seconds == 90)
    #expect(lost.allSatisfy { $0.findings == ["kill/seqnum-900"] })
  }

  /// Debian's networking waits for udev in a unit of its own.
  @Test func networkThatNeededTheQueue() throws {
    func log(_ unit: String) -> String {
      """
      [   61.0] systemd-udevd[95]: 0000:02:00.0: Worker [120] processing SEQNUM=900 is taking a long time
      [  121.0] systemd[1]: ifupdown2-pre.service: Main process exited, code=exited, status=1/FAILURE
      [  121.1] systemd[1]: Dependency failed for \(unit).

      """
    }
    let lost = try harm(log("networking.service - Network initialization"))
    #expect(lost.map(\.kind) == [.network, .settle])
    #expect(lost[0].what == "networking.service")
    #expect(lost[0].findings == lost[1].findings && !lost[0].findings.isEmpty)
    let pools = try harm(log("zfs-import-cache.service - Import ZFS pools"))
    #expect(pools.map(\.kind) == [.settle, .service])
    #expect(pools[1].what == "zfs-import-cache.service" && pools[1].findings == pools[0].findings)
  }

  /// Which disk is at a port no line tells, and the port is what did not answer.
  @Test func aDiskThatWasGivenUp() throws {
    let log = """
      [   38.0] ata2.00: exception Emask 0x0 SAct 0x0 SErr 0x0 action 0x6 frozen
      [   48.0] ata2: device not ready (errno=-16), forcing hardreset
      [   53.2] ata2.00: qc timeout (cmd 0xa0)
      [   80.0] udevd[402]: timeout: killing 'cdrom_id --lock-media /dev/sr0' [455]
      [   84.0] udevd[402]: 'cdrom_id --lock-media /dev/sr0' [455] terminated by signal 9 (Killed)

      """
    let lost = try harm(log + "[   89.1] ata2.00: disabled\n")
    #expect(lost.map(\.kind) == [.device] && lost.first?.what == "ata2.00")
    #expect(lost.first?.findings.isEmpty == false)
    #expect(try harm(log + "[   89.1] ata4.00: disabled\n").isEmpty)
  }

  @Test("what OpenRC, mount and Ubuntu's failsafe job say")
  func otherInits() throws {
    let kill = """
      Dec  3 19:21:12 larry udevd[1402]: worker [1421] /devices/pci0000:00/0000:03:00.0/net/wlp3s0 is taking a long time
      Dec  3 19:23:13 larry udevd[1402]: worker [1421] /devices/pci0000:00/0000:03:00.0/net/wlp3s0 timeout; kill it

      """
    func lost(_ line: String) throws -> Harm? { try harm(kill + line + "\n").first }
    let own = try lost("Dec  3 19:23:13 larry rc[1490]: ERROR: net.wlp3s0 failed to start")
    #expect(own?.kind == .network && own?.what == "net.wlp3s0" && own?.findings.isEmpty == false)
    let rest = try lost(
      "Dec  3 19:23:13 larry rc[2]: ERROR: cannot start netmount as net.wlp3s0 would not start")
    #expect(rest?.kind == .network && rest?.what == "netmount")
    #expect(try lost("Dec  3 19:23:13 larry rc[1490]: ERROR: ntpd failed to start") == nil)
    let failsafe = try lost("Booting system without full network configuration...")
    #expect(failsafe?.kind == .network && failsafe?.what == nil)
    #expect(try lost("Waiting for network configuration...") == nil)
    let mount = try lost("Dec  3 19:23:14 larry mount[5]: mount: /dev/sdb1: can't read superblock")
    #expect(mount?.kind == .fileSystem && mount?.what == "/dev/sdb1")
  }

  @Test("what the bus gives up, where a worker was at it")
  func givenUpByTheBus() throws {
    let warning = """
      [   12.7] vfio-pci 0000:10:00.0: not ready 1023ms after FLR; waiting
      [   71.5] systemd-udevd[702]: 0000:10:00.0: Worker [1290] processing SEQNUM=4410 is taking a long time

      """
    let lost = try harm(
      warning + "[   82.4] vfio-pci 0000:10:00.0: not ready 65535ms after FLR; giving up\n")
    #expect(lost.map(\.kind) == [.device] && lost.first?.what == "0000:10:00.0")
    #expect(try harm(warning).isEmpty)
  }

  @Test("the words before 249, where a unit is its description")
  func descriptions() throws {
    let lost = try harm(
      Self.kill + """
        [  120.300000] systemd[1]: Job dev-sdb1.device/start timed out.
        [  120.300000] systemd[1]: Timed out waiting for device dev-sdb1.device.
        [  120.310000] systemd[1]: Dependency failed for /srv/archive.
        [  120.320000] systemd[1]: Dependency failed for File System Check on /dev/sdb1.
        [  120.330000] systemd[1]: Timed out waiting for device dev-sdc.device.
        [  120.340000] systemd[1]: Dependency failed for /dev/sdc.
        [  120.350000] systemd[1]: Dependency failed for Swap.
        [  120.360000] systemd[1]: Timed out waiting for device dev-ttyS9.device.
        """)
    #expect(lost.map(\.kind) == [.fileSystem, .swap, .device])
    #expect(lost.map(\.what) == ["/srv/archive", "/dev/sdc", "dev-ttyS9.device"])
    #expect(lost.allSatisfy { $0.findings.isEmpty })
  }

  @Test(
    "the root file system, by each initrd and by the kernel",
    arguments: [
      ("Gave up waiting for root device.  Common problems:", nil),
      (
        "ALERT!  /dev/disk/by-uuid/17-A9 does not exist.  Dropping to a shell!",
        "/dev/disk/by-uuid/17-A9"
      ),
      ("ERROR: Unable to find root device 'UUID=17-A9'.", "UUID=17-A9"),
      ("!! Could not find the root block device in UUID=17-A9.", nil),
      (
        "Can not mount /dev/loop0 (/cdrom/casper/filesystem.squashfs) on //filesystem.squashfs",
        "/dev/loop0"
      ),
      (
        "[    3.000000] VFS: Cannot open root device \"sda1\" or unknown-block(0,0): error -6",
        "sda1"
      ),
      (
        "[    3.000000] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)",
        nil
      ),
      ("dracut-initqueue[429]: Warning: dracut-initqueue timeout - starting timeout scripts", nil),
    ])
  func root(line: String, what: String?) throws {
    let lost = try harm(line + "\n")
    #expect(lost.map(\.kind) == [.root])
    #expect(lost.first?.what == what)
  }

  @Test("dracut names what is missing when it starts its shell")
  func rootByDracutsShell() throws {
    let lost = try harm(
      """
      Warning: /dev/mapper/rhel-root does not exist
      Entering emergency mode. Exit the shell to continue.
      """)
    #expect(lost.map(\.kind) == [.root, .emergency])
    #expect(lost.first?.what == "/dev/mapper/rhel-root")
  }

  @Test("dracut waited, and went on when the root had come")
  func rootThatCameLate() throws {
    let lost = try harm(
      #"""
      [  130.000000] dracut-initqueue[270]: Warning: dracut-initqueue: timeout, still waiting for following initqueue hooks:
      [  130.100000] dracut-initqueue[270]: Warning: /lib/dracut/hooks/initqueue/finished/devexists-\x2fdev\x2fmapper\x2fvg-root.sh: "[ -e "/dev/mapper/vg-root" ]"
      [  140.000000] systemd[1]: Switching root.
      """#)
    #expect(lost.map(\.kind) == [.bootDelay])
    #expect(lost.first?.what == "/dev/mapper/vg-root")
  }

  @Test func settleByPID1Alone() throws {
    let lost = try harm(
      """
      [   60.000000] systemd-udevd[95]: 0000:02:00.0: Worker [120] processing SEQNUM=900 is taking a long time
      [  120.000000] systemd[1]: systemd-udev-settle.service: Main process exited, code=exited, status=1/FAILURE
      [  120.100000] systemd[1]: Failed to start udev Wait for Complete Device Initialization.
      """)
    #expect(lost.map(\.kind) == [.settle])
    #expect(lost.first?.findings == ["warning/seqnum-900"])
  }

  @Test func lastStopOfAll() throws {
    func log(_ seconds: Int) -> String {
      """
      [  900.000000] systemd-shutdown[1]: Sending SIGTERM to remaining processes...
      [  \(900 + seconds).000000] systemd-shutdown[1]: Sending SIGKILL to remaining processes...
      [  \(900 + seconds).000001] systemd-shutdown[1]: Sending SIGKILL to PID 3302 ((udev-worker)).

      """
    }
    let lost = try harm(log(90))
    #expect(lost.map(\.kind) == [.shutdown])
    #expect(lost.first?.seconds.map { Int($0) } == 90)
    #expect(try harm(log(5)).isEmpty)
  }

  @Test("a service that waited for a device is lost with it")
  func serviceOfADevice() throws {
    let lost = try harm(
      """
      [   95.401402] systemd[1]: Timed out waiting for device dev-video0.device - /dev/video0.
      [   95.401403] systemd[1]: Dependency failed for frigate.service - Frigate NVR.
      [   95.401404] systemd[1]: frigate.service: Job frigate.service/start failed with result 'dependency'.

      """)
    #expect(lost.map(\.kind) == [.device, .service])
    #expect(lost.last?.what == "frigate.service")
  }

  @Test("PID 1 tells a device's job, and then the device: one loss")
  func jobOfADevice() throws {
    func log(_ sentence: String) -> String {
      """
      [   95.401377] systemd[1]: dev-sda3.device: Job dev-sda3.device/start timed out.
      \(sentence)[   95.401402] systemd[1]: Dependency failed for /data.

      """
    }
    let both = "[   95.401380] systemd[1]: Timed out waiting for device /dev/sda3.\n"
    for lost in [try harm(log("")), try harm(log(both))] {
      #expect(lost.count == 1)
      #expect(lost.first?.what == "/data")
    }
  }

  @Test("systemd-shutdown says whom it waits for")
  func lastWait() throws {
    func log(_ seconds: Int, _ task: String) -> String {
      """
      [ 8140.204377] systemd-shutdown[1]: Sending SIGTERM to remaining processes...
      [ 8150.210377] systemd-shutdown[1]: Waiting for process: 418 (systemd-udevd), 9120 (\(task))
      [ \(8140 + seconds).211377] systemd-shutdown[1]: Waiting for process: 9120 (\(task))

      """
    }
    let lost = try harm(log(100, "(udev-worker)"))
    #expect(lost.map(\.kind) == [.shutdown])
    #expect(lost.first?.seconds.map { Int($0) } == 100)
    #expect(try harm(log(100, "nfsd")).isEmpty)
  }

  @Test("udevd's stop held up the way out of the initrd")
  func stopInTheInitrd() throws {
    let lost = try harm(
      """
      [   22.000000] systemd[1]: Stopping systemd-udevd.service - Rule-based Manager for Device Events and Files...
      [   67.000000] systemd[1]: systemd-udevd.service: State 'stop-sigterm' timed out. Killing.
      [   67.100000] systemd[1]: systemd-udevd.service: Killing process 252 (systemd-udevd) with signal SIGKILL.
      [  109.000000] systemd[1]: Stopped systemd-udevd.service - Rule-based Manager for Device Events and Files.
      [  110.000000] systemd[1]: Switching root.
      """)
    #expect(lost.map(\.kind) == [.bootDelay])
    #expect(lost.first?.seconds == 87)
    #expect(lost.first?.findings.count == 1)
  }

  @Test func theNetworkOfAKilledCard() throws {
    let lost = try harm(
      """
      [    1.000000] pci 0000:02:00.0: [10ec:8139] type 00 class 0x020000
      """ + "\n" + Self.kill + """
        [   31.000000] systemd[1]: networking.service: Failed with result 'exit-code'.
        [   31.100000] systemd[1]: Failed to start Raise network interfaces.
        [   31.200000] systemd[1]: Failed to start Send inventory to the depot.
        """)
    #expect(lost.map(\.kind) == [.network])
    #expect(lost.first?.what == "networking.service")
    #expect(lost.first?.findings == ["kill/seqnum-900"])
  }

  /// What a driver gave up is told with what was on it.
  @Test func diskWithItsFileSystem() throws {
    let kill = """
      [   30.000000] systemd-udevd[95]: nvme1n1: Worker [120] processing SEQNUM=900 killed
      [   32.200000] nvme nvme1: Removing after probe failure status: -19

      """
    let mount = """
      [   20.300000] systemd[1]: Timed out waiting for device /dev/nvme1n1p1.
      [   20.310000] systemd[1]: Dependency failed for /srv/data.

      """
    #expect(try harm(mount + kill).map(\.kind) == [.fileSystem])
    #expect(try harm(mount + kill).first?.evidence.last?.reason == .deviceLost)
    #expect(try harm(kill).map(\.what) == ["nvme1"])
    #expect(try harm(mount.replacing("nvme1n1p1", with: "sda1") + kill).count == 2)
  }

  /// A service whose start took too long while an event lasted; one that failed at once is anybody's.
  @Test func servicesThatWereNotUpInTime() throws {
    func log(_ text: String) -> String {
      Self.kill + "[   30.500000] systemd[1]: slow-proxy.service: \(text)\n"
    }
    let lost = try harm(log("start operation timed out. Terminating."))
    #expect(lost.map(\.kind) == [.service] && lost.first?.what == "slow-proxy.service")
    #expect(try harm(log("Failed with result 'exit-code'.")).isEmpty)
  }

  /// Of an event whose first line is its kill the log does not tell when it began: a limit before at most.
  @Test func interfaceThatWasMissingBeforeTheKill() throws {
    func log(_ time: String) -> String {
      """
      Oct 12 \(time) ridge ifup[811]: Failed to bring up wwan0.
      Oct 12 07:41:42 ridge udevd[408]: timeout: killing 'usb_modeswitch 3-1/3-1:1.0' [433]
      Oct 12 07:41:43 ridge udevd[408]: 'usb_modeswitch 3-1/3-1:1.0' [433] terminated by signal 9 (Killed)
      """
    }
    #expect(try harm(log("07:40:52")).map(\.what) == ["wwan0"])
    #expect(try harm(log("07:20:52")).isEmpty)
  }

  /// The interface is why the unit failed that was to bring it up; without one it is what is missing.
  @Test(arguments: [
    #"ifup[611]: Cannot find device "enp2s0""#,
    "network[4650]: Bringing up interface enp2s0:  ERROR     : [/etc/sysconfig/network-scripts/ifup-eth] Device enp2s0 does not seem to be present, delaying initialization.",
    "ifup[611]: enp2s0: ERROR while getting interface flags: No such device",
  ])
  func interfaceThatWasMissing(line: String) throws {
    let card = "[    1.000000] pci 0000:02:00.0: [10ec:8139] type 00 class 0x020000\n"
    let missing = "[   31.000000] \(line)\n"
    let lost = try harm(card + Self.kill + missing)
    #expect(lost.map(\.kind) == [.network])
    #expect(lost.first?.what == "enp2s0")
    #expect(lost.first?.findings == ["kill/seqnum-900"])
    let unit = "[   31.100000] systemd[1]: networking.service: Failed with result 'exit-code'.\n"
    let start = "[   31.200000] systemd[1]: Failed to start Raise network interfaces.\n"
    let both = try harm(card + Self.kill + missing + unit + start)
    #expect(both.map(\.what) == ["networking.service"])
    #expect(both.first?.evidence.map(\.reason) == [.startFailed, .interfaceMissing])
    // nobody was held up
    #expect(diagnose(missing)?.harm.isEmpty ?? true)
  }

  @Test(
    "a name that follows from the device's place is the device's",
    arguments: [
      ("0000:03:00.0", #"sys-subsystem-net-devices-wlp3s0.device"#, true),
      ("0000:03:00.0", #"sys-subsystem-net-devices-wlp4s0.device"#, false),
      ("0000:00:1f.6", #"sys-subsystem-net-devices-enp0s31f6.device"#, true),
      ("etherd!e7.0", #"dev-etherd-e7.0p1.device"#, true),
      ("etherd!e7.0", #"dev-etherd-e7.1p1.device"#, false),
      ("nvme0n1", #"dev-nvme0n1p3.device"#, true), ("nvme0n1", #"dev-nvme0n10p3.device"#, false),
    ])
  func namesOfPlaces(sysname: String, unit: String, isTied: Bool) throws {
    let lost = try harm(
      """
      [   60.0] systemd-udevd[95]: \(sysname): Worker [120] processing SEQNUM=900 is taking a long time
      [   96.0] systemd[1]: \(unit): Job \(unit)/start timed out.
      [  180.0] systemd-udevd[95]: \(sysname): Worker [120] processing SEQNUM=900 killed
      """)
    #expect(lost.count == 1)
    #expect(lost.first?.findings.isEmpty == !isTied)
  }

  @Test func poolOfWhichNoDiskWasThere() throws {
    let storage = "[    1.000000] pci 0000:02:00.0: [1000:0058] type 00 class 0x010000\n"
    let missing = "[   31.000000] zpool[700]: cannot import 'tank': no such pool available\n"
    let boot = Report.Boot(try #require(diagnose(storage + Self.kill + missing)))
    #expect(boot.harm.map(\.kind) == ["array"])
    #expect(boot.harm.first?.findings == boot.kills.map(\.id))
    #expect(boot.harm.first?.says == "The pool tank was not imported.")
    #expect(diagnose(missing)?.harm.isEmpty ?? true)
  }

  @Test(
    "boots that lost nothing",
    arguments: [
      "[    1.000000] systemd[1]: Failed to start Send inventory to the depot.",
      "[    1.000000] systemd[1]: NetworkManager-wait-online.service: start operation timed out. Terminating.",
      "[    1.000000] Kernel panic - not syncing: sysrq triggered crash",
      "[    1.000000] systemd[1]: Reached target Switch Root.",
      "mdadm: /dev/md0 has been started with 1 drive (out of 2).",
      "Begin: Waiting for root file system ... done.",
    ])
  func quiet(line: String) throws {
    #expect(diagnose(line + "\n")?.harm.isEmpty ?? true)
  }

  @Test("one sentence of each kind", arguments: Harm.Kind.allCases)
  func sentences(kind: Harm.Kind) throws {
    var boot = try #require(diagnose(Self.kill))
    for (what, seconds) in [("x.service", 87.4), (nil, nil)] as [(String?, Double?)] {
      boot.harm = [Harm(kind, what, seconds: seconds, [])]
      let says = try #require(Report.Boot(boot).harm.first?.says)
      #expect(says.hasSuffix(".") && !says.contains("SafeText") && !says.contains("  "))
      #expect(what == nil || says.contains("x.service") || [.emergency, .panic].contains(kind))
    }
  }

  @Test func emergencyThatSomebodyAskedFor() throws {
    let lost = try harm(
      """
      [    0.000000] Command line: root=/dev/sda1 systemd.unit=emergency.target
      [    5.000000] systemd[1]: Reached target emergency.target - Emergency Mode.
      """)
    #expect(lost.isEmpty)
  }
}
