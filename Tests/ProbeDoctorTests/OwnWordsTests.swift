import Foundation
import JournalReader
import KillCorrelator
import LogModel
import Redaction
import ReportModel
import Reports
import Telling
import Testing

/// A machine may be called as the program's own sentences and pages are made of words.
@Suite struct OwnWordsTests {
  private static let rooms = ["Telling", "Reports", "ReportModel", "Bundle"]

  /// What stands in quotes in the sources of all that writes reports, and the names of their cases.
  private static func words() throws -> [String] {
    let literal = try Regex(#""""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"|(?m:^ *case [A-Za-z, ]+$)"#)
    let word = try Regex("[A-Za-z]{3,}")
    var words: Set<String> = []
    for room in rooms {
      let folder = Recorded.root.appending(path: "Sources/\(room)")
      let files = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String }
      for file in files ?? [] where file.hasSuffix(".swift") {
        let text = try String(contentsOf: folder.appending(path: file), encoding: .utf8)
        for found in text.matches(of: literal) {
          words.formUnion(
            text[found.range].matches(of: word).map { text[$0.range].lowercased() })
        }
      }
    }
    return words.sorted()
  }

  @Test func allAreKnown() throws {
    var lines = [""]
    for word in try Self.words() {
      if lines[lines.count - 1].count + word.count > 92 { lines.append("") }
      lines[lines.count - 1] += (lines[lines.count - 1].isEmpty ? "" : " ") + word
    }
    let text = """
      /// The words of which the program's own sentences and pages are made: a report without them would
      /// say nothing. Written by OwnWordsTests with UPDATE_GOLDEN=1.
      enum OwnWords {
        static let text = \"\"\"
      \(lines.map { "    \($0)" }.joined(separator: "\n"))
          \"\"\"
      }

      """
    try Golden.check(Array(text.utf8), againstFile: "Sources/Redaction/OwnWords.swift")
  }

  @Test(
    "a report of a machine that is called like one of them can be passed on",
    arguments: ["box", "color", "body", "limit", "log", "svg"], OutputFormat.allCases)
  func aHostOfThatName(_ host: String, _ format: OutputFormat) throws {
    let log = """
      Nov 23 19:17:01 \(host) kernel: Linux version 6.1.0-50-amd64 (debian-kernel@lists.debian.org)
      Nov 23 19:17:10 \(host) systemd-udevd[1]: 0000:00:05.0: Worker [7] processing SEQNUM=1 is taking a long time
      Nov 23 19:19:10 \(host) systemd-udevd[1]: 0000:00:05.0: Worker [7] processing SEQNUM=1 killed
      """
    let correlator = Correlator()
    var reader = TextReader(name: "log.txt", question: correlator.question)
    Array(log.utf8).withUnsafeBytes { reader.feed($0) }
    let answer = reader.finish()
    var values = PrivateValues(correlator.question)
    for boot in answer.boots { values.learn(boot) }
    let report = Report(correlator.diagnose(answer), version: "test")
    values.learn(report)
    var redactor = Redactor(values)
    let bytes = Rendering(format).bytes(of: redactor.redacted(report))
    try LeakCheck(redactor, spellings: OutputFormat.spellings).prove(bytes, name: "the report")
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(!text.contains(" \(host) systemd-udevd["))
  }
}
