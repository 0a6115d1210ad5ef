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

      Each rule looks at one kill and the log around it, and finds reasons to suspect somebody. A rule
      counts once for a suspect; the weights of its reasons are added up: 4 and more is `certain`, 2.5
      `likely`, 1.25 `possible`, less is `unknown`. Two suspects within 0.75 are both only `possible`.
      Reasons that only show a driver busy are left out where many unrelated workers hung together, and
      missing kernel messages lower the confidence by one step unless a direct reason of 3 or more stands.

      A rule speaks of one link of the chain from the victim to the culprit: of the *activity* of the
      victim, of what it had to *wait* for, or of the *root*, why that did not come.

      This page is written from the rules themselves (see `RuleDocumentationTests`).

      """
    for rule in Rules.all {
      text += """

        ## `\(rule.id)`

        **\(rule.title).** \(rule.proves)

        *Misleads:* \(rule.misleads)

        *Source:* \(rule.source)

        *Speaks of:* the \(rule.link.rawValue).

        | weight | for |
        |---|---|

        """
      for weight in rule.weights { text += "| \(weight.value) | \(weight.reason) |\n" }
    }
    return text
  }
}
