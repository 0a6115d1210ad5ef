import Foundation
import ReportModel
import Telling
import Testing

@testable import Reports

/// Of a storm of kills people are told each story once, and programs all of it.
@Suite struct StormReportTests {
  private func storm(
    _ count: Int, _ change: (Int, inout Report.Finding) -> Void = { _, _ in }
  ) -> Report {
    let kills = (0..<count).map { number in
      var kill = Samples.kill("sda", worker: number + 1, at: Int64(number + 1) * 100_000_000)
      change(number, &kill)
      return kill
    }
    return Samples.diagnosis([Samples.boot(kills: kills)], [Samples.text("a.txt", entries: count)])
  }

  private func render(
    _ diagnosis: Report, _ format: OutputFormat = .text, quiet: Bool = false
  ) -> String {
    String(
      decoding: Rendering(format, quiet: quiet)
        .bytes(of: diagnosis), as: UTF8.self)
  }

  private func stories(in text: String) -> Int {
    text.components(separatedBy: "What happened").count - 1
  }

  @Test func whatComesAgainIsToldOnce() {
    let text = render(storm(1500))
    #expect(stories(in: text) == 1)
    #expect(text.hasPrefix("? udevd killed worker 1 on sda"))
    #expect(text.contains("Also killed, in the same way"))
    #expect(
      text.contains("… and 1,489 more kills, the last at 150000.0 s; --format json has them all"))
    #expect(text.contains("1,500 timeout kills in 1 boot."))
    #expect(text.split(separator: "\n").count < 40)
  }

  @Test func aFewAreToldOneByOne() {
    let text = render(storm(Stories.many))
    #expect(stories(in: text) == Stories.many)
    #expect(!text.contains("more kill"))
  }

  @Test func whatDiffersIsToldApart() {
    let text = render(
      storm(600) { number, kill in
        switch number % 4 {
        case 0: kill.device = Samples.device(sysname: "sdb")
        case 1: kill.outcome = .stuck
        case 2:
          kill.suspects = [Report.Suspect(kind: .driver, name: "ahci", score: 1, evidence: [])]
        default: break
        }
      })
    #expect(stories(in: text) == 4)
    #expect(text.components(separatedBy: "… and 139 more kills").count == 5)
  }

  @Test func aDriverWithThousandsOfVictimsIsOneStory() {
    let text = render(
      storm(400) { number, kill in
        kill.device = Samples.device(sysname: "sd\(number)")
        kill.culprit = Report.Culprit(kind: .driver, name: "lpfc", confidence: .likely)
      })
    #expect(stories(in: text) == 1)
    #expect(text.contains("Also killed because of lpfc") && text.contains("… and 389 more kills"))
  }

  @Test func moreStoriesThanAnybodyReadsAreCounted() {
    let diagnosis = storm(80) { number, kill in kill.device = Samples.device(sysname: "sd\(number)")
    }
    for text in [render(diagnosis), render(diagnosis, quiet: true)] {
      #expect(text.contains("… and 30 more kills; --format json has them all"))
    }
    #expect(stories(in: render(diagnosis)) == 50)
    #expect(render(diagnosis).contains("80 timeout kills in 1 boot."))
    let page = render(diagnosis, .html)
    #expect(page.contains("… and 30 more kills") && page.contains("80 timeout kills in 1 boot."))
    #expect(render(diagnosis, .markdown).contains("… and 70 more"))
  }

  @Test func programsGetAll() throws {
    let diagnosis = storm(1500)
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(render(diagnosis, .json).utf8))
        as? [String: Any])
    let boots = try #require(report["boots"] as? [[String: Any]])
    let kills = try #require(boots.first?["kills"] as? [[String: Any]])
    #expect(kills.compactMap { $0["worker_pid"] as? Int } == Array(1...1500))
    #expect(render(diagnosis, .ndjson).split(separator: "\n").count == 1501)
  }

  /// The lists of a boot come one after the other, whatever is in them.
  @Test func allListsAreThere() throws {
    var diagnosis = storm(0)
    diagnosis.boots += Samples.driver.boots + storm(1).boots + diagnosis.boots
    let report = try #require(
      try JSONSerialization.jsonObject(with: Data(render(diagnosis, .json).utf8))
        as? [String: Any])
    let boots = try #require(report["boots"] as? [[String: Any]])
    #expect(boots.map { ($0["kills"] as? [Any])?.count } == [0, 1, 1, 0])
    for list in ["warnings", "other_deaths"] {
      #expect(boots.allSatisfy { $0[list] is [Any] })
    }
    #expect(report["coverage"] is [String: Any])
  }
}
