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
    let expected = try written()
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
      try expected.write(to: document, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: document, encoding: .utf8) == expected)
  }

  @Test func everyRuleIsDocumented() throws {
    let text = try written()
    for rule in Rules.all {
      #expect(text.contains("`\(rule.id)`"), "\(rule.id)")
    }
  }

  private func written() throws -> String {
    let weights = try weightTable()
    var text = """
      # The rules of evidence

      Each rule looks at one kill and the log around it, and finds reasons to suspect somebody. A rule
      counts once for a suspect; the weights of its reasons are added up: 4 and more is `certain`, 2.5
      `likely`, 1.25 `possible`, less is `unknown`. Two suspects within 0.75 are both only `possible`.
      Reasons that only show a driver busy are left out where many unrelated workers hung together, and
      missing kernel messages lower the confidence by one step unless a direct reason of 3 or more stands.

      This page is written from the rules' own descriptions (see `RuleDocumentationTests`).

      """
    for rule in Rules.all {
      let source = try source(of: rule)
      text += "\n## `\(rule.id)`\n\n\(description(in: source))\n"
      let used = weights.filter { source.contains("Weight.\($0.name)") }
      if !used.isEmpty {
        text += "\n| weight | for |\n|---|---|\n"
        for weight in used { text += "| \(weight.value) | \(words(weight.name)) |\n" }
      }
    }
    let group = try String(
      contentsOf: root.appending(path: "Sources/KillCorrelator/Verdict/KillNeighbours.swift"),
      encoding: .utf8)
    text +=
      "\n## `released-together`\n\n" + comment(above: "  private func released", in: group) + "\n"
    let released = weights.filter { ["releasedTogether", "timeUsedUp"].contains($0.name) }
    text += "\n| weight | for |\n|---|---|\n"
    for weight in released { text += "| \(weight.value) | \(words(weight.name)) |\n" }
    return text
  }

  private func source(of rule: any Rule.Type) throws -> String {
    try String(
      contentsOf: root.appending(path: "Sources/KillCorrelator/Rules/\(rule).swift"),
      encoding: .utf8)
  }

  private func description(in source: String) -> String {
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
    guard let declaration = lines.firstIndex(where: { $0.contains(": Rule {") }) else { return "" }
    return comment(endingAt: declaration, in: lines)
  }

  private func comment(above declaration: String, in source: String) -> String {
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
    guard let index = lines.firstIndex(where: { $0.hasPrefix(declaration) }) else { return "" }
    return comment(endingAt: index, in: lines)
  }

  private func comment(endingAt declaration: Int, in lines: [Substring]) -> String {
    let block = lines[..<declaration].reversed().prefix {
      $0.trimmingCharacters(in: .whitespaces).hasPrefix("///")
    }.reversed()
    return block.map { line in
      String(line.trimmingCharacters(in: .whitespaces).dropFirst(3)).trimmingCharacters(
        in: .whitespaces)
    }.joined(separator: "\n")
  }

  private func weightTable() throws -> [(name: String, value: String)] {
    let table = try String(
      contentsOf: root.appending(path: "Sources/KillCorrelator/Rules/Rule.swift"), encoding: .utf8)
    return table.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      guard words.count == 5, words[0] == "static", words[1] == "let", words[3] == "=" else {
        return nil
      }
      return (String(words[2]), String(words[4]))
    }
  }

  /// `probeInterrupted` → `probe interrupted`.
  private func words(_ name: String) -> String {
    name.reduce(into: "") { text, character in
      text += character.isUppercase ? " " + character.lowercased() : String(character)
    }
  }
}
