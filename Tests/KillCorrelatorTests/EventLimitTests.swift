import Testing

@testable import KillCorrelator
@testable import LogModel

/// The limit that the time between udevd's warning and its kill shows, as exactly as the log's
/// clock tells it.
@Suite struct EventLimitTests {
  /// A log as journalctl's short forms show it; the warning is said at second 10.
  private static func log(killed: String, warned: String = "10") -> String {
    """
    Nov 23 19:00:00 host systemd-udevd[9]: starting version 252
    Nov 23 19:00:\(warned) host systemd-udevd[9]: sda: Worker [7] processing SEQNUM=9 is taking a long time
    Nov 23 19:00:\(killed) host systemd-udevd[9]: sda: Worker [7] processing SEQNUM=9 killed
    """
  }

  /// What a limit of 12 s looks like in whole seconds: 8 s, give or take one.
  @Test(arguments: [("18", 12.0), ("17", 10), ("19", 14), ("30", 30), ("50", 60)])
  func wholeSecondsTellAboutHowMuch(_ killed: String, _ seconds: Double) throws {
    let limit = try #require(diagnose(Self.log(killed: killed))?.eventTimeout)
    #expect(limit.source == .measured)
    #expect(limit.seconds == seconds)
    #expect(limit.margin == 1.5)
  }

  @Test(arguments: [("18.000123", 12.0), ("18.300123", 12), ("30.100123", 30), ("16.700123", 10)])
  func aFineClockTellsMore(_ killed: String, _ seconds: Double) throws {
    let log = Self.log(killed: killed, warned: "10.000456")
    let limit = try #require(diagnose(log)?.eventTimeout)
    #expect(limit.source == .measured)
    #expect(limit.seconds == seconds)
    #expect(limit.margin == 0)
  }

  /// What lies within the margin of udevd's own default is that.
  @Test(arguments: ["11:59", "12:00", "12:01"])
  func theDefaultIsPreferred(_ killed: String) throws {
    let log = """
      Nov 23 19:00:00 host systemd-udevd[9]: starting version 252
      Nov 23 19:10:00 host systemd-udevd[9]: sda: Worker [7] processing SEQNUM=9 is taking a long time
      Nov 23 19:\(killed) host systemd-udevd[9]: sda: Worker [7] processing SEQNUM=9 killed
      """
    let limit = try #require(diagnose(log)?.eventTimeout)
    #expect(limit.source == .default)
    #expect(limit.seconds == 180 && limit.margin == 0)
  }

  /// A limit of 180 s cannot have run out 42 s after the kernel began: the start is not stated.
  @Test(arguments: [("42", false), ("242", true)])
  func noStartBeforeTheKernels(_ killed: String, _ isKnown: Bool) throws {
    let log = """
      [   12.000100] host systemd-udevd[9]: starting version 252
      [   \(killed).000456] host systemd-udevd[9]: sda: Worker [7] processing SEQNUM=9 killed
      """
    let kill = try #require(diagnose(log)?.kills.first)
    #expect((kill.started != nil) == isKnown)
  }

  /// No event began before the kernel did, by either clock.
  @Test(arguments: ["[   32.500000] ", "May 18 08:49:46 host "])
  func aLimitLongerThanTheBootIsNone(_ stamp: String) throws {
    func source(_ uptime: String) throws -> EventTimeout.Source {
      let log = """
        May 18 08:49:16 host kernel: [    \(uptime).001711] acme 0000:3d:00.0: firmware load started
        \(stamp)systemd-udevd[150]: 0000:3d:00.0: Worker [1822] processing SEQNUM=23088 killed
        """
      return try #require(diagnose(log)?.eventTimeout).source
    }
    #expect(try source("2") == .unknown)
    if !stamp.hasPrefix("[") { #expect(try source("402") == .default) }
  }

  @Test("eudev counts as udev never did", arguments: [("3.2.7", 180.0), ("220", 180), ("208", 30)])
  func eudevByItsNumber(version: String, seconds: Double) {
    let log = """
      udevd[204]: starting version \(version)
      udevd[205]: worker [208] /devices/platform/soc/mmc0/block/mmcblk0 is taking a long time

      """
    #expect(diagnose(log)?.eventTimeout.seconds == seconds)
  }
}
