import Testing

@testable import KillCorrelator
@testable import LogModel

/// Warnings of udevd and of its worker that are about one event.
@Suite struct WarningPairsTests {
  private static let udevd =
    "[  60.0] systemd-udevd[588]: seq 2801 '/devices/pci0000:00/0000:04:00.1/net/enp4s0f1' is taking a long time\n"
  private static let worker =
    "[  60.4] systemd-udevd[611]: spawned process '/lib/x/handler start' [1021] is taking longer than 47 years to complete\n"
  private static let killed =
    "[ 180.4] systemd-udevd[611]: spawned process '/lib/x/handler start' [1021] timed out after 47 years, killing\n"

  @Test(
    "two warnings of one moment are one near miss", arguments: [udevd + worker, worker + udevd])
  func one(_ log: String) throws {
    let warnings = try #require(diagnose(log)?.warnings)
    #expect(warnings.count == 1)
    #expect(warnings.first?.seqnum == 2801 && warnings.first?.workerPID == 611)
    #expect(warnings.first?.program == "/lib/x/handler start")
    #expect(warnings.first?.device?.sysname == "enp4s0f1")
  }

  @Test("the program's kill is the event's", arguments: [udevd + worker, worker + udevd])
  func killed(_ log: String) throws {
    let boot = try #require(diagnose(log + Self.killed))
    #expect(boot.kills.count == 1 && boot.warnings.isEmpty)
    #expect(boot.kills.first?.device?.sysname == "enp4s0f1" && boot.kills.first?.seqnum == 2801)
  }

  @Test("of another moment, or where several programs were slow, they are told apart")
  func others() {
    let later = Self.udevd.replacing("60.0", with: "63.0")
    #expect(diagnose(Self.worker + later)?.warnings.count == 2)
    let second = Self.worker.replacing("611", with: "612").replacing("1021", with: "1022")
    #expect(diagnose(Self.udevd + Self.worker + second)?.warnings.count == 3)
    let two = Self.udevd.replacing("2801", with: "2802").replacing("f1", with: "f0")
    #expect(diagnose(Self.udevd + two + Self.worker)?.warnings.count == 3)
  }

  // MARK: - An empty queue

  private static let slow =
    "[  64.6] systemd-udevd[331]: 0000:00:1f.4: Worker [352] processing SEQNUM=2219 is taking a long time\n"

  @Test(
    "settle ends when no event is left",
    arguments: [
      "Finished systemd-udev-settle.service - Wait for udev To Complete Device Initialization.",
      "Finished Wait for udev To Complete Device Initialization.",
      "Started udev Wait for Complete Device Initialization.",
    ])
  func settled(_ line: String) throws {
    let settled = "[  94.0] systemd[1]: \(line)\n"
    let warning = try #require(diagnose(Self.slow + settled)?.warnings.first)
    #expect(warning.outcomeEvidence.map(\.reason) == [.queueEmptied])
    let early = settled.replacing("94.0", with: "54.0")
    let before = try #require(diagnose(early + Self.slow)?.warnings.first)
    #expect(before.outcomeEvidence.isEmpty)
  }

  @Test("settle that gave up shows nothing") func gaveUp() throws {
    let failed =
      "[  94.0] systemd[1]: Failed to start Wait for udev To Complete Device Initialization.\n"
    let warning = try #require(diagnose(Self.slow + failed)?.warnings.first)
    #expect(warning.outcomeEvidence.isEmpty)
  }

  @Test("a worker whose end no line tells does not hang after that") func noBlockage() throws {
    let kill = """
      [ 180.0] systemd-udevd[331]: 0000:00:1f.4: Worker [352] processing SEQNUM=2219 killed
      [ 300.0] kernel: usb 1-1: new high-speed USB device number 2 using xhci_hcd

      """
    #expect(diagnose(kill)?.kills.first?.outcome == .stuck)
    let settled =
      "[ 200.0] systemd[1]: Finished Wait for udev To Complete Device Initialization.\n"
    #expect(diagnose(kill + settled)?.kills.first?.outcome == .unknown)
  }

  private static let both = """
    [ 180.0] systemd-udevd[611]: spawned process '/lib/x/handler /dev/ttyS7' [1021] timed out after 47 years, killing
    [ 180.4] systemd-udevd[588]: seq 2801 '/devices/platform/slow/tty/ttyS7' killed
    [ 180.5] systemd-udevd[588]: worker [611] terminated by signal 9 (Killed)

    """

  @Test("a worker and its program that are killed in one moment are one kill")
  func killedTogether() throws {
    let kills = try #require(diagnose(Self.both)?.kills)
    #expect(kills.count == 1)
    #expect(kills[0].workerPID == 611 && kills[0].programPID == 1021 && kills[0].seqnum == 2801)
    #expect(kills[0].culprit.name == "/lib/x/handler")
  }

  @Test("where the program names no device, its worker's death ties them")
  func killedWithItsWorker() throws {
    let log = Self.both.replacing("handler /dev/ttyS7", with: "handler start")
    let kills = try #require(diagnose(log)?.kills)
    #expect(kills.count == 1 && kills.first?.programPID == 1021)
    #expect(kills.first?.seqnum == 2801 && kills.first?.workerPID == 611)
    let other = log.replacing("[611] term", with: "[612] term")
    #expect(diagnose(other)?.kills.count == 2)
  }

  @Test(
    "of another device, or another time, they are two",
    arguments: [("tty/ttyS7", "tty/ttyS8"), ("180.4", "240.4")])
  func killedApart(one: String, other: String) throws {
    let log = Self.both.replacing(one, with: other).replacing("[611] term", with: "[612] term")
    #expect(diagnose(log)?.kills.count == 2)
  }
}
