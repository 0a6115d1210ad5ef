import Foundation
import KillCorrelator
import ReportModel
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

  /// A message of udevd's, PID 1's or the kernel's leads to what it tells of.
  @Test(arguments: [
    ("0000:00:05.0: Worker [219] processing SEQNUM=1428 killed", "kill"),
    ("0000:00:05.0: Worker [219] processing SEQNUM=1428 is taking a long time", "near miss"),
    ("systemd-udevd.service: State 'stop-sigterm' timed out. Killing.", "stop timeout"),
    ("INFO: task systemd-udevd:12 blocked for more than 120 seconds.", "stuck"),
  ])
  func messagesLeadToTerms(message: String, word: String) throws {
    let found = try #require(Report.LookedUpWord(message, in: NoKernels()))
    let term = try #require(Term(word))
    #expect(found.kind == "message" && found.text.hasSuffix(term.text))
    #expect(Report.LookedUpWord("Worker processing nothing", in: NoKernels()) == nil)
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
