import Testing

@testable import KillCorrelator
@testable import LogModel

/// Programs of which only the end is in the log.
@Suite struct ProgramEndTests {
  private static let end =
    "udevd[149]: '/sbin/modprobe -bv pci:v00001000d00000073' [183] terminated by signal 9 (Killed)\n"

  /// What a rule started is killed by udevd alone.
  @Test func endBySignalShowsTheKill() {
    let kill = diagnose(Self.end)?.kills.first
    #expect(kill?.certainty == .inferred && kill?.programPID == 183 && kill?.workerPID == 149)
  }

  @Test(arguments: [
    end.replacing("9 (Killed)", with: "15 (Terminated)"),
    "[    6.719709] Process modprobe (pid: 183, threadinfo ffff88010f82c000, task ffff88010d104500)\n"
      + end,
    "Out of memory: Killed process 149 ((udev-worker)) total-vm:33040kB, anon-rss:2104kB\n" + end,
  ])
  func otherEnds(_ log: String) { #expect(diagnose(log)?.kills.isEmpty ?? true) }

  @Test("an error of another program's explains nothing")
  func anotherError() {
    let other = "[    6.719709] Process modprobe (pid: 182, threadinfo ffff88010f82c000)\n"
    #expect(diagnose(other + Self.end)?.kills.count == 1)
  }

  @Test(
    "whoever types a line from a screen mistypes its first word, or leaves out the last",
    arguments: [
      "timelout: killing '/sbin/blkid -o udev /dev/sda' [386]",
      "timeou: killing ' /sbin/blkid -o udev /dev/sda'",
    ])
  func typed(_ line: String) {
    let kill = diagnose("udevd[95]: \(line)\n")?.kills.first
    #expect(kill?.program == "/sbin/blkid -o udev /dev/sda" && kill?.workerPID == 95)
    let other = line.replacing(/^time[a-z]+/, with: "watchdog")
    #expect(diagnose("udevd[95]: \(other)\n")?.kills.isEmpty ?? true)
  }

  @Test(
    "what is typed may have no end, and no quotes",
    arguments: [
      ("udevd[95]: timeout killing '/sbin/modprobe -bv pci:<a long name>, [214]", 214),
      ("udevd[95]: timeout : killing ' /sbin/modprobe -bv pci ....... and so on", nil),
      ("udevd[95]: timeout: killing /sbin/modprobe -bc pci:xxxx", nil),
      ("timeout killing '/sbin/modprobe -bv pci:v0001 blah", nil),
    ])
  func openEnded(_ line: String, _ pid: Int?) throws {
    let kill = try #require(diagnose("\(line)\n")?.kills.first)
    #expect(kill.program?.hasPrefix("/sbin/modprobe -b") == true && kill.programPID == pid)
    #expect(kill.culprit.kind == .unknown)
  }

  @Test(
    "not what anybody may say",
    arguments: [
      "timeout killing the boot", "timeouts: killing /sbin/modprobe is not nice",
      "watchdog[95]: timeout: killing /sbin/modprobe -bc pci:xxxx",
    ])
  func anybody(_ line: String) { #expect(diagnose("\(line)\n")?.kills.isEmpty ?? true) }

  @Test("of a program that was typed without an end nobody knows the name")
  func openEndedProgram() throws {
    func culprit(_ line: String) -> String? { diagnose("\(line)\n")?.kills.first?.culprit.name }
    #expect(culprit("udevd[95]: timeout: killing '/lib/udev/slow sda' [12]") == "/lib/udev/slow")
    #expect(culprit("udevd[95]: timeout: killing '/lib/udev/slow sda it says") == nil)
  }

  @Test("a word behind a module's name is none of it") func modules() {
    #expect(Command("/sbin/modprobe -b e1000e debug=1").modalias == "e1000e")
    #expect(Command("/sbin/modprobe -b pci and so on").modalias == nil)
  }

  // MARK: - Programs that udevd warned of

  private static let slow = """
    [  70.0] (udev-worker)[217]: eth0: Spawned process '/bin/sh /usr/local/sbin/slow eth0' [245] is taking longer than 59s to complete.

    """
  private static let next =
    "[  71.0] (udev-worker)[217]: eth0: Process '/bin/mknod /dev/x c 1 2' failed with exit code 1.\n"

  @Test("a script is named, not its interpreter") func script() throws {
    let warning = try #require(diagnose(Self.slow)?.warnings.first)
    #expect(warning.culprit.name == "/usr/local/sbin/slow")
    #expect(warning.suspects.first?.evidence.first?.statement == .programWasSlow)
  }

  @Test(
    "of a command line the script is meant",
    arguments: [
      ("/bin/sh -e /usr/lib/foo eth0", "/usr/lib/foo"), ("/bin/sh -c 'a b'", "/bin/sh"),
      ("/usr/bin/env A=1 python3 -u /opt/x.py", "/opt/x.py"),
      ("/sbin/blkid /dev/sda", "/sbin/blkid"),
      ("awk {print} /etc/x", "awk"), ("", ""),
    ])
  func meant(_ line: String, _ program: String) { #expect(Command(line).program == program) }

  @Test("whose worker runs the next program has ended") func itEnded() throws {
    let over = try #require(diagnose(Self.slow + Self.next)?.warnings.first)
    #expect(over.outcome == nil)
    #expect(over.outcomeEvidence.map(\.reason) == [.nextProgram("/bin/mknod /dev/x c 1 2")])
    let open = try #require(diagnose(Self.slow)?.warnings.first)
    #expect(open.outcomeEvidence.isEmpty)
  }

  @Test("and is not what a later kill was for") func itIsNoCulprit() throws {
    let killed = "[ 190.0] systemd-udevd[203]: eth0: Worker [217] processing SEQNUM=1428 killed\n"
    let kill = try #require(diagnose(Self.slow + killed)?.kills.first)
    #expect(kill.culprit.name == "/usr/local/sbin/slow")
    #expect(kill.suspects.first?.evidence.first?.statement == .programWarnedOf)
    let other = try #require(diagnose(Self.slow + Self.next + killed)?.kills.first)
    #expect(other.culprit.name != "/usr/local/sbin/slow")
  }

  @Test("a load that USB reports as registered is over") func loaded() throws {
    let log = """
      [ 70.0] systemd-udevd[203]: 1-4:1.0: Worker [222] processing SEQNUM=1428 is taking a long time
      [ 82.0] usbcore: registered new interface driver btusb
      """
    let warning = try #require(diagnose(log)?.warnings.first)
    #expect(warning.outcomeEvidence.map(\.reason) == [.loadEnded("btusb")])
    #expect(!warning.remedies.contains { $0.id == "raise-event-timeout" })
  }
}
