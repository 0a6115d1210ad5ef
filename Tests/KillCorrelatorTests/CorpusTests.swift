import Examination
import Foundation
import JournalReader
import LogModel
import Testing

@testable import KillCorrelator

/// Every recorded case, read in each of its forms: what is said of it stands beside it in
/// `expected.txt`, and how often the words of confidence are right is counted against the truth.
///
/// `UPDATE_GOLDEN=1 swift test --filter Corpus` writes `expected.txt` anew, for review.
@Suite struct CorpusTests {
  private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures")

  static let cases: [String] = ["lab", "real"].flatMap { group in
    let folder = fixtures.appending(path: group)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().map { "\(group)/\($0)" }.filter {
      FileManager.default.fileExists(atPath: fixtures.appending(path: "\($0)/truth.json").path)
    }
  }

  @Test func thereAreCases() { #expect(Self.cases.count >= 80) }

  @Test("the same kills, culprit and outcome from each form", arguments: cases)
  func everyFormSaysTheSame(name: String) throws {
    let folder = Self.fixtures.appending(path: name)
    let file = folder.appending(path: "expected.txt")
    for (number, input) in inputs(of: folder).enumerated() {
      let said = summary(try diagnosis(of: input))
      if number == 0, ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
        try said.write(to: file, atomically: true, encoding: .utf8)
      }
      let expected = try String(contentsOf: file, encoding: .utf8)
      #expect(said == expected, "\(input.lastPathComponent)")
    }
  }

  /// A folder as support gets it: the journal, its exports and texts, dmesg in four forms, the
  /// console. All of them tell of one boot.
  @Test(
    "one boot from all its logs",
    arguments: ["bookworm-t-kmsg", "bookworm-s-default-180", "trixie-l-hung-task"])
  func oneBoot(name: String) throws {
    let folder = Self.fixtures.appending(path: "lab/\(name)")
    let all = try diagnosis(of: folder)
    let journal = try diagnosis(of: folder.appending(path: "journal"))
    #expect(all.coverage.sources.count > 5)
    #expect(all.boots.filter { !$0.kills.isEmpty }.count == 1)
    #expect(all.kills.map(\.id) == journal.kills.map(\.id))
    #expect(all.kills.map(\.culprit) == journal.kills.map(\.culprit))
    #expect(all.kills.map(\.outcome) == journal.kills.map(\.outcome))
  }

  @Test func bootsOfOneMachineStayApart() throws {
    let names = ["bookworm-b-killable", "bookworm-l-hung-killable", "bookworm-o-sigabrt"]
    let correlator = Correlator(knowledge: anyMachine)
    let inputs = names.map {
      Input.path(Self.fixtures.appending(path: "lab/\($0)").path)
    }
    let all = correlator.diagnose(try Input.read(inputs, question: correlator.question))
    #expect(all.kills.count == 3)
    #expect(all.boots.filter { !$0.kills.isEmpty }.count == 3)
  }

  @Test func wordsOfConfidenceMeanWhatTheySay() throws {
    var counts: [Culprit.Confidence: (right: Int, all: Int)] = [:]
    for name in Self.cases {
      let folder = Self.fixtures.appending(path: name)
      let truth = try JSONDecoder().decode(
        Truth.self, from: Data(contentsOf: folder.appending(path: "truth.json")))
      guard let input = inputs(of: folder).first else { continue }
      for kill in try diagnosis(of: input).kills where kill.cause == .eventTimeout {
        guard let said = kill.culprit.name, let accepted = truth.accepted(for: kill) else {
          continue
        }
        let right = accepted.contains { Truth.isSame($0, said) }
        let known = counts[kill.culprit.confidence] ?? (0, 0)
        counts[kill.culprit.confidence] = (known.right + (right ? 1 : 0), known.all + 1)
      }
    }
    for word in [Culprit.Confidence.certain, .likely, .possible] {
      let count = counts[word] ?? (0, 0)
      print("calibration: \(word.rawValue) is right \(count.right) times of \(count.all)")
    }
    let certain = try #require(counts[.certain])
    let likely = try #require(counts[.likely])
    #expect(certain.right * 50 >= certain.all * 49)
    #expect(likely.right * 10 >= likely.all * 9)
  }

  // MARK: - reading

  private func inputs(of folder: URL) -> [URL] {
    [
      "journal", "log.txt", "journal-export.txt.zst", "journal-json.txt.zst",
      "journal-short-monotonic.txt.zst", "journal-short-iso-precise.txt.zst",
    ].map { folder.appending(path: $0) }.filter { FileManager.default.fileExists(atPath: $0.path) }
  }

  private func diagnosis(of input: URL) throws -> Diagnosis {
    let correlator = Correlator(knowledge: anyMachine)
    return correlator.diagnose(try Input.read([.path(input.path)], question: correlator.question))
  }

  /// What the forms of one log have to agree on: one line a kill, a near miss, another death.
  private func summary(_ diagnosis: Diagnosis) -> String {
    let lines = diagnosis.boots.flatMap { $0.kills + $0.warnings }.map { finding -> String in
      let (device, culprit) = (finding.device?.sysname ?? "-", finding.culprit)
      guard finding.kind == .kill else {
        return "near miss | \(device) | \(culprit.name ?? "-")"
      }
      let who = "\(culprit.kind.rawValue) \(culprit.name ?? "-") \(culprit.confidence.rawValue)"
      let words: [String] = [
        "kill", finding.cause?.rawValue ?? "-", finding.victim?.rawValue ?? "-", device,
        "worker \(finding.workerPID.map(String.init) ?? "-")",
        "seqnum \(finding.seqnum.map(String.init) ?? "-")", finding.program ?? "-", who,
        finding.outcome?.rawValue ?? "-",
      ]
      return words.joined(separator: " | ")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

/// What is known of a case.
private struct Truth: Decodable {
  struct Culprit: Decodable {
    var name: String?
    var acceptable: [String]?
  }
  struct KillRow: Decodable {
    var sysname: String?
    var worker_pid: Int?
    var seqnum: UInt64?
    var culprit: Culprit?
  }
  var timeout_kills: [KillRow]
  var culprit: Culprit

  /// The names that are right for a kill; nil if the case does not say.
  func accepted(for kill: Finding) -> [String]? {
    let row = timeout_kills.first { row in
      if let mine = row.seqnum, let theirs = kill.seqnum { return mine == theirs }
      if let mine = row.worker_pid, let theirs = kill.workerPID { return mine == theirs }
      return row.sysname != nil && row.sysname == kill.device?.sysname
    }
    if let own = row?.culprit { return own.acceptable ?? [own.name].compactMap { $0 } }
    return row == nil ? nil : culprit.acceptable
  }

  /// Modules are the same with `-` and `_`, programs with and without their folder.
  static func isSame(_ left: String, _ right: String) -> Bool {
    func base(_ name: String) -> String {
      let first = name.moduleName.split(separator: " ").first.map(String.init) ?? ""
      return first.split(separator: "/").last.map(String.init) ?? first
    }
    return base(left) == base(right)
  }
}
