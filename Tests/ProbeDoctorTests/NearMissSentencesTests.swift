import JournalReader
import KillCorrelator
import LogModel
import ReportModel
import Telling
import Testing

/// What is said of those whom udevd only warned of is not more than the log shows.
@Suite struct NearMissSentencesTests {
  private func warning(_ after: [String]) throws -> Report.Finding {
    let log = [
      "[    0.0] Linux version 6.1.0-50-amd64 (debian-kernel@lists.debian.org)",
      "[    2.0] systemd[1]: systemd 252.39-1~deb12u2 running in system mode",
      "[   60.0] systemd-udevd[203]: 1-4:1.0: Worker [222] processing SEQNUM=9 is taking a long time",
    ]
    let correlator = Correlator()
    var reader = TextReader(name: "log.txt", question: correlator.question)
    Array((log + after).joined(separator: "\n").utf8).withUnsafeBytes { reader.feed($0) }
    let report = Report(correlator.diagnose(reader.finish()), version: "test")
    return try #require(report.boots.first?.warnings.first)
  }

  @Test func aRegistrationShowsTheEnd() throws {
    let found = try warning(["[   70.0] usbcore: registered new interface driver btusb"])
    let consequence = try #require(found.consequence)
    #expect(consequence.hasPrefix("What took long is over: USB reported btusb as registered"))
    #expect(!consequence.contains("not shown"))
    #expect(found.headline.hasSuffix("udevd warned, and it came to its end after that"))
  }

  @Test(
    "who came to its end when the kill was long due was not spared",
    arguments: [(70.0, "did not have to kill"), (400.0, "no kill is in the log")])
  func ended(at time: Double, _ words: String) throws {
    let found = try warning([
      "[   50.0] cp210x 1-4:1.0: cp210x converter detected",
      "[  \(time)] usb 1-4: cp210x converter now attached to ttyUSB0", "[  600.0] systemd[1]: idle",
    ])
    #expect(found.outcome == .bound)
    #expect(found.headline.contains(words), "\(found.headline)")
  }
}
