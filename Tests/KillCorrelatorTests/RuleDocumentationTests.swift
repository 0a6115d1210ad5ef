import Foundation
import Testing

@testable import KillCorrelator
@testable import LogModel

/// docs/rules.md is written from the rules themselves, so that it stays true.
///
/// `UPDATE_GOLDEN=1 swift test --filter RuleDocumentation` writes it anew.
@Suite struct RuleDocumentationTests {
  private var root: URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
  }

  @Test func documentIsUpToDate() throws {
    let document = root.appending(path: "docs/rules.md")
    let expected = written()
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
      try expected.write(to: document, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: document, encoding: .utf8) == expected)
  }

  @Test func everyRuleIsDocumented() throws {
    #expect(Set(Rules.all.map(\.id)).count == Rules.all.count)
    for rule in Rules.all {
      for words in [rule.title, rule.proves, rule.misleads, rule.source] {
        #expect(!words.isEmpty, "\(rule.id)")
      }
      #expect(!rule.weights.isEmpty && rule.weights.allSatisfy { !$0.reason.isEmpty }, "\(rule.id)")
    }
  }

  private func written() -> String {
    var text = """
      # The rules of evidence

      Each rule looks at one event that took too long and the log around it, and finds reasons for a
      link of its chain: what the victim was doing (*activity*), what that waited for (*wait*), and why
      it did not come (*root*). For somebody the weights are added up, each witness counted once: 4 and
      more is `certain`, 2.5 `likely`; less is only `possible`, and nobody is accused by that. The culprit
      is the innermost link that is proved. Two who lie within 0.75 at the same place are both only
      `possible`. Reasons that only show a driver busy are left out where many unrelated workers hung
      together, and missing kernel messages lower the confidence by one step unless a direct reason of
      3 or more stands.

      This page is written from the rules themselves (see `RuleDocumentationTests`), and from what
      `Tests/Record/rule-record` counted over recordings and reports whose true answer is known. A driver
      that stalled in one way under one kernel counts once there, however many workers and logs show it.
      How often the words were right, for the drivers in five parts:


      """ + words
    for rule in Rules.all {
      text += """

        ## `\(rule.id)`

        **\(rule.title).** \(rule.proves)

        *Misleads:* \(rule.misleads)

        *Source:* \(rule.source)

        *Speaks of:* the \(rule.link.rawValue). *Its witness:* \(rule.witness.rawValue).

        | weight | for |
        |---|---|

        """
      for weight in rule.weights { text += "| \(weight.value) | \(weight.reason) |\n" }
      text += "\n" + record(of: rule.id)
    }
    return text
  }

  /// What `Tests/Record/rule-record` counted over recorded cases and reports.
  private var records: [[String]] {
    let file = root.appending(path: "docs/rule-record.tsv")
    let text = (try? String(contentsOf: file, encoding: .utf8)) ?? ""
    return text.split(separator: "\n").dropFirst().map {
      $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    }
  }

  private func record(of rule: String) -> String {
    let rows = records.filter { $0.first == rule && $0.count == 5 }
    guard !rows.isEmpty else { return "*Record:* none of the counted cases shows it.\n" }
    let parts = rows.map { row in
      let place = row[1] == "none" ? "for who is in no link" : "as \(row[1])"
      return "\(place) \(row[2]) times the true one, \(row[3]) times an innocent, \(row[4]) times "
        + "where nobody is known"
    }
    return "*Record:* \(parts.joined(separator: "; ")).\n"
  }

  /// How often the words of confidence were right, fold by fold.
  private var words: String {
    var text = "| word | drivers | right | wrong |\n|---|---|---|---|\n"
    for row in records where row.first == "said" && row.count == 5 {
      text += "| \(row[1]) | \(row[4]) | \(row[2]) | \(row[3]) |\n"
    }
    return text
  }
}
