import Foundation
import KillCorrelator
import LogModel
import Testing

@testable import Redaction

/// Lines in which each private value is marked by ⟦ ⟧, and lines with what only looks like one.
@Suite struct RedactionCorpusTests {
  private static func lines(_ name: String) throws -> [String] {
    let folder =
      ProcessInfo.processInfo.environment["REDACTION_CORPUS"].map { URL(filePath: $0) }
      ?? URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Fixtures/redaction")
    return try String(contentsOf: folder.appending(path: name), encoding: .utf8)
      .split(separator: "\n").map(String.init)
  }

  private func redacted(_ line: String) -> String {
    var values = PrivateValues(Correlator().question)
    values.learn(Array(line.utf8))
    var redactor = Redactor(values)
    return redactor.redacted(line)
  }

  @Test func nothingMarkedStays() throws {
    for line in try Self.lines("private.txt") {
      let parts = line.split(separator: "⟦", omittingEmptySubsequences: false)
      let marked = parts.dropFirst().compactMap { $0.split(separator: "⟧").first }
      let result = redacted(parts.joined().replacing("⟧", with: ""))
      for value in marked { #expect(!result.contains(value), "\(value) in \(result)") }
    }
  }

  @Test func nothingPublicGoes() throws {
    for line in try Self.lines("public.txt") { #expect(redacted(line) == line) }
  }
}
