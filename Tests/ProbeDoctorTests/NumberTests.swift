import Examination
import Foundation
import JournalReader
import LogModel
import MachineFacts
import ReportModel
import Reports
import Testing

@testable import KillCorrelator
@testable import probe_doctor

/// A log can hold any number: none of them may stop the program, or be believed.
@Suite struct NumberTests {
  /// What is beyond some type, or beyond all sense, and what is just within.
  static let numbers = [
    "0", "2147483648", "9223372036854", "9223372036854775807", "18446744073709551616",
    String(repeating: "9", count: 400),
  ]

  /// The example of each row with a number in place of each of its own.
  private func log(_ number: String, of rows: some Sequence<Row>, at time: String) -> String {
    var lines = [
      "Linux version 6.12.9", "Command line: udev.event_timeout=\(number)",
      "systemd-udevd[141]: starting version 257",
      "systemd-udevd[141]: sda: Worker [\(number)] processing SEQNUM=\(number) is taking a long time",
    ]
    for row in rows {
      var example = ""
      var isInNumber = false
      for character in row.example {
        let isDigit = character.isASCII && character.isNumber
        if !isDigit { example.append(character) } else if !isInNumber { example += number }
        isInNumber = isDigit
      }
      let speaker =
        switch row.speaker {
        case .kernel: ""
        case .udev, .udevNamed: "systemd-udevd[141]: "
        case .watcher: "probe-doctor[190]: "
        case .pid1, .anyone: "systemd[1]: "
        }
      lines += example.split(separator: "\n").map { speaker + $0 }
      lines += row.example.split(separator: "\n").map { speaker + $0 }
    }
    lines += [
      "systemd-udevd[141]: sda: Worker [\(number)] processing SEQNUM=\(number) killed",
      "systemd-udevd[141]: sda: Worker [77] processing SEQNUM=12 is taking a long time",
      "systemd-udevd[141]: sda: Worker [77] processing SEQNUM=12 killed",
    ]
    return lines.map { "[\(time)] \($0)\n" }.joined()
  }

  /// Reads it, and shows it in all forms.
  private func report(_ log: String) throws -> Report {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).log")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(log.utf8).write(to: file)
    let report = try Examiner(Correlator(knowledge: Machine(modules: "/nonexistent"))).report(
      on: [.path(file.path)], version: "0")
    for format in OutputFormat.allCases { #expect(!Rendering(format).bytes(of: report).isEmpty) }
    return report
  }

  @Test("any number in any place of any message is survived", arguments: numbers)
  func everyRow(number: String) throws {
    // together they meet each other's rules, in dozens they are not drowned
    let rows = Catalogue.standard.rows
    for start in stride(from: 0, to: rows.count, by: 60) {
      let report = try report(log(number, of: rows[start..<min(start + 60, rows.count)], at: "1.5"))
      #expect(report.boots.contains { $0.kills.contains { $0.seqnum == 12 } })
    }
  }

  @Test(
    "any number may be a time",
    arguments: [
      "9999999999.999999", "0.000000", "99999999999999999999.1", "9223372036854.775807",
      "-1.000000",
      "4294967296.5", "1795459280.5",
    ])
  func everyTime(time: String) throws {
    let report = try report(log("5", of: Catalogue.standard.rows.prefix(40), at: time))
    #expect(!report.boots.isEmpty)
  }

  @Test("a journal's times are believed as far as clocks go")
  func stamps() {
    for time in [Int64.min, .max, .max - 1, 1 << 60, -(1 << 60)] {
      var stamp = Stamp(monotonic: time, realtime: time)
      #expect(stamp.monotonic == nil && stamp.realtime == nil)
      stamp.monotonic = time
      stamp.realtime = time
      #expect(stamp.monotonic == nil && stamp.realtime == nil)
    }
    let stamp = Stamp(monotonic: 85_509_335, realtime: 1_795_459_894_493_315)
    #expect(stamp.monotonic == 85_509_335 && stamp.realtime == 1_795_459_894_493_315)
  }

  @Test func spansBeyondSenseAreNone() {
    #expect(KillCorrelator.TimeSpan.seconds("9223372036854775807") == nil)
    #expect(KillCorrelator.TimeSpan.seconds(String(repeating: "9", count: 400)) == nil)
    #expect(KillCorrelator.TimeSpan.seconds("999999999 days") == nil)
    #expect(KillCorrelator.TimeSpan.seconds("2min 59s") == 179)
  }
}
