import Examination
import Foundation
import JournalReader
import LogModel
import Testing

@testable import KillCorrelator

/// Exports and JSON in which something has changed: what they still say of a kill is read, or missed aloud.
@Suite struct DamagedRecordTests {
  private func diagnosis(_ log: some Sequence<UInt8>) -> Diagnosis {
    let correlator = Correlator()
    var reader = TextReader(name: "log", question: correlator.question)
    Array(log).withUnsafeBytes { reader.feed($0) }
    return correlator.diagnose(reader.finish())
  }

  private func kills(_ log: some Sequence<UInt8>) -> Int {
    diagnosis(log).boots.reduce(0) { $0 + $1.kills.count }
  }

  private static let worker = "0000:00:05.0: Worker [217] processing SEQNUM=1433 killed"
  private static let stop = "systemd-udevd.service: State 'stop-sigterm' timed out. Killing."

  private static func export(_ message: String, by speaker: String) -> String {
    """
    __CURSOR=s=1;i=1
    __REALTIME_TIMESTAMP=1795461089961662
    __MONOTONIC_TIMESTAMP=96412662
    _BOOT_ID=8416d4c922624f0eb137bda55635f33f
    _TRANSPORT=journal
    SYSLOG_IDENTIFIER=\(speaker)
    MESSAGE=\(message)


    """
  }

  private static func json(_ message: String) -> String {
    #"{"__REALTIME_TIMESTAMP":"1795461089961662","_BOOT_ID":"8416d4c922624f0eb137bda55635f33f","#
      + #""SYSLOG_IDENTIFIER":"systemd-udevd","MESSAGE":"\#(message)","_PID":"201"}"# + "\n"
  }

  @Test(arguments: [(worker, "systemd-udevd"), (stop, "systemd")])
  func linesOfAnotherSystemEndInTwoBytes(_ message: String, _ speaker: String) {
    let export = Self.export(message, by: speaker)
    #expect(kills(export.utf8) == 1)
    let answer = diagnosis(export.replacing("\n", with: "\r\n").utf8)
    #expect(answer.boots.flatMap(\.kills).count == 1 && answer.coverage.isComplete)
  }

  /// Each change stands for what one damaged byte does.
  @Test(arguments: [
    ("MESSAGE=", "MESAGE="), ("\nMESSAGE=", "\nMESSAGD="), ("\nMESSAGE=", "\u{1a}MESSAGE="),
  ])
  func aMessageUnderAnotherNameIsMissedAloud(_ name: String, _ other: String) {
    let export = Self.export(Self.worker, by: "systemd-udevd").replacing(name, with: other)
    let answer = diagnosis(export.utf8)
    #expect(answer.boots.allSatisfy { $0.kills.isEmpty } && !answer.coverage.isComplete)
  }

  @Test func anExportWithNumberedLinesIsMissedAloud() {
    // of a text of this length not all letters are looked at
    let lead = (0..<40_000).map { "CODE_LINE=\($0)\n" }.joined()
    let log = (lead + Self.export(Self.stop, by: "systemd")).split(separator: "\n").enumerated()
      .map { "\($0 + 1)\t\($1)\n" }.joined()
    let answer = diagnosis(log.utf8)
    #expect(answer.boots.allSatisfy { $0.kills.isEmpty })
    #expect(answer.coverage.gaps.contains { $0.detail.contains("where a kill may stand") })
  }

  @Test func aLineWithinAnotherIsMissedAloud() {
    let log = "2026-11-23T19:40:41.160690+00:00 ridge kernel: powernow_k8: Power state transitions "
    let answer = diagnosis((log + "206-140 ridge systemd[1]: \(Self.stop)\n").utf8)
    #expect(!answer.coverage.isComplete)
  }

  @Test func ofTwoInOneLineOneIsMissedAloud() {
    let line = "Nov 23 18:41:20 ridge systemd-udevd[187]: \(Self.worker)"
    #expect(diagnosis("\(line)\n".utf8).coverage.isComplete)
    for other in [
      line.replacing("1433", with: "1434"), line.replacing("killed", with: "is taking a long time"),
      "vd[113]: worker [119] /devices/platform/x timeout; kill it",
    ] {
      for joined in ["\(line)\u{2}\(other)", "\(other)\u{2}\(line)"] {
        let answer = diagnosis("\(joined)\n".utf8)
        let kills = answer.boots.flatMap(\.kills).count
        let isOne = !other.contains("kill")
        #expect(kills == 2 || kills == 1 && isOne || !answer.coverage.isComplete)
      }
    }
  }

  /// What is read of one line does not speak for another.
  @Test(arguments: [
    ("systemd-udevd[187]: ", "syste\u{1}\u{0}\u{0}\u{0}\u{0}[187]: "),
    ("killed", "k&#105;lled"), ("killed", "k\u{ad}illed"), ("Nov 23 ", "demo: probe at "),
  ])
  func aLineThatIsNotUnderstoodIsMissedAloudBesideOthers(_ part: String, _ other: String) {
    let line = "Nov 23 18:41:20 ridge systemd-udevd[187]: \(Self.worker)\n"
    let second = line.replacing("1433", with: "1434")
    #expect(diagnosis((line + second).utf8).coverage.isComplete)
    let damaged = line.replacing(part, with: other)
    for log in [damaged + second, second + damaged] {
      let answer = diagnosis(log.utf8)
      let kills = answer.boots.flatMap(\.kills).count
      #expect(kills == 2 || kills == 1 && !answer.coverage.isComplete, "\(log)")
    }
  }

  @Test(arguments: [
    (#""MESSAGE""#, "\"MESSA\u{fffd}E\""), (#""MESSAGE":"#, #""MESS"#),
    (#""MESSAGE":"#, "\"MESSAGE\":\u{0}"),
  ])
  func aRecordWithoutItsMessageIsMissedAloud(_ part: String, _ other: String) {
    let record = Self.json(Self.worker)
    #expect(kills(record.utf8) == 1)
    // another one that is whole does not speak for it
    let second = Self.json(Self.worker.replacing("1433", with: "1434"))
    let answer = diagnosis((second + record.replacing(part, with: other)).utf8)
    let kills = answer.boots.flatMap(\.kills).count
    #expect(kills == 2 || kills == 1 && !answer.coverage.isComplete)
  }

  /// What journald writes of a message that is no UTF-8, passed on by another program.
  @Test(arguments: [worker, stop])
  func numbersBehindTheHeadOfALineAreMissedAloud(_ message: String) {
    func numbers(_ text: String) -> String {
      text.utf8.map { String($0) }.joined(separator: ",")
    }
    let head = "Nov 23 18:41:20 ridge shipper[9]: "
    for said in [
      #"{"MESSAGE":[\#(numbers(message))]}"#, "[\(numbers(message))]",
      #"{"log":"{\"MESSAGE\" : [ \#(numbers(message)) ]}"}"#,
    ] {
      #expect(!diagnosis("\(head)\(said)\n".utf8).coverage.isComplete)
    }
    let other = numbers("the link of eth0 is down again")
    #expect(diagnosis("\(head)[\(other)]\n".utf8).coverage.isComplete)
  }

  @Test func aTextWithinARecordIsMissedAloud() {
    let log = """
      { "dmesg": [ { "pri": 7,
      351]: x
      Sep 25 22:05:55 host udevd[11351]: timeout: killing '/sbin/blkid -o udev -p /dev/sdf' [11368]
      "time": 1.5, "msg": "x" } ] }
      """
    #expect(!diagnosis(log.utf8).coverage.isComplete)
  }

  @Test func aValueThatIsAnObjectHidesNoMessage() {
    let record = Self.json(Self.worker).replacing(#""201""#, with: "{}")
    #expect(kills(record.utf8) == 1)
  }

  @Test func aValueThatIsLongerThanItSaysIsAGap() {
    let value = "MESSAGE\n\u{3}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}"
    let export = Self.export("x", by: "y")
    #expect(diagnosis(export.replacing("MESSAGE=x", with: value + "a\nb").utf8).coverage.isComplete)
    let longer = export.replacing("MESSAGE=x", with: value + "a\nbc")
    #expect(!diagnosis(longer.utf8).coverage.isComplete)
  }

  @Test func aByteTooManyCostsAFewLettersOfUTF16() {
    let log = "[   90.1] systemd-udevd[201]: \(Self.worker)\n"
    let before = String(repeating: "[   80.1] kernel: x\n", count: 8)
    var bytes: [UInt8] = [0xff, 0xfe]
    for byte in (before + before + log).utf8 { bytes += [byte, 0] }
    bytes.remove(at: before.utf8.count * 2)
    #expect(kills(bytes) == 1)
  }
}
