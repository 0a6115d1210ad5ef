import Foundation
import Telling
import Testing

/// docs/terms.md is written from the terms that `probe-doctor explain` knows.
///
/// `UPDATE_GOLDEN=1 swift test --filter TermDocumentation` writes it anew.
@Suite struct TermDocumentationTests {
  @Test func documentIsUpToDate() throws {
    let document = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "docs/terms.md")
    let expected = written()
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] != nil {
      try expected.write(to: document, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: document, encoding: .utf8) == expected)
  }

  @Test func eachWordLeadsToOneTerm() {
    let words = Term.all.flatMap(\.words)
    #expect(Set(words).count == words.count)
    for term in Term.all {
      for word in term.words { #expect(Term(word)?.words == term.words, "\(word)") }
    }
    #expect(Term("Half_Initialised")?.kind == .outcome)
    #expect(Term("mpt3sas") == nil)
  }

  private func written() -> String {
    var text = """
      # The words of a report

      `probe-doctor explain WORD` says the same. The rules of evidence have a page of their own: rules.md.


      """
    for term in Term.all {
      text += "**\(term.words[0])**"
      if term.words.count > 1 { text += " (\(term.words.dropFirst().joined(separator: ", ")))" }
      text += "\(term.kind == .outcome ? ", an outcome" : ""): \(term.text)\n\n"
    }
    return String(text.dropLast())
  }
}
