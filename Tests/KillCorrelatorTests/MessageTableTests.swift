import Foundation
import JournalReader
import LogModel
import Telling
import Testing

@testable import KillCorrelator

/// Rows that somebody has written into a file.
@Suite struct MessageTableTests {
  private static let row = """
    # Invented, of a systemd 263 that does not exist.
    [kill.263]
    meaning: worker-killed
    speaker: udev
    since: 263
    form: «{sysname}: »Gave up on worker [{pid}] with event {seqnum} after {duration}
    example: sda: Gave up on worker [1822] with event 23088 after 3min
    near-miss: sda: Still waiting for worker [1822] with event 23088 after 1min
    default-limit: 180

    """

  private func read(_ text: String) -> MessageTable { MessageTable(Array(text.utf8)) }

  /// From the file to the culprit: the reader looks for the new words too.
  @Test func aNewWordingIsKnown() throws {
    let table = read(Self.row)
    try #require(table.faults.isEmpty)
    let log = """
      [  131.000000] slow_fpga 0000:04:00.4: waiting for the bitstream
      [  203.100000] systemd-udevd[95]: 0000:04:00.4: Gave up on worker [120] with event 900 after 3min
      [  203.110000] slow_fpga: probe of 0000:04:00.4 failed with error -4
      """
    func kills(_ correlator: Correlator) -> [Finding] {
      var reader = TextReader(name: "log.txt", question: correlator.question)
      Array(log.utf8).withUnsafeBytes { reader.feed($0) }
      return correlator.diagnose(reader.finish()).kills
    }
    #expect(kills(Correlator()).isEmpty)
    let kill = try #require(kills(Correlator(Catalogue.standard.adding(table.rows))).first)
    #expect(kill.device?.sysname == "0000:04:00.4")
    #expect(kill.workerPID == 120 && kill.seqnum == 900 && kill.limit == 180)
    #expect(kill.culprit == Culprit(kind: .driver, name: "slow_fpga", confidence: .certain))
  }

  /// docs/messages.md shows the same row.
  @Test func theDocumentsExampleIsThatRow() throws {
    let document = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../docs/messages.md")
    let text = try String(contentsOf: document, encoding: .utf8)
    let shown = text.split(separator: "\n", omittingEmptySubsequences: false)
      .drop { !$0.hasPrefix("    # Invented") }.prefix { $0.hasPrefix("    ") }
      .map { $0.dropFirst(4) + "\n" }.joined()
    #expect(shown == Self.row.trimmingCharacters(in: .newlines) + "\n")
    for meaning in Meaning.allCases {
      #expect(text.contains("`\(meaning.rawValue)`"), "\(meaning)")
    }
    for hole in Hole.allCases { #expect(text.contains("`{\(hole.rawValue)}`"), "\(hole)") }
    for trait in Row.Trait.allCases { #expect(text.contains("`\(trait.rawValue)`"), "\(trait)") }
  }

  /// One change of the row, and the line and the fault that come of it.
  @Test(arguments: [
    ("meaning: worker-killed", "meaning: worker-kiled", 3, "no message means “worker-kiled”"),
    ("meaning: worker-killed", "meaning: workerKilled", 3, "no message means “workerKilled”"),
    ("meaning: worker-killed\n", "", 2, "the row has no “meaning”"),
    ("speaker: udev", "speaker: udevd", 4, "nobody is called “udevd”"),
    ("since: 263", "since: v263", 5, "no version is called “v263”"),
    ("since: 263", "since: 263\nuntil: 262", 6, "“until” is older than “since”"),
    ("since: 263", "since: 263\nsince: 264", 6, "the field “since” stands a second time"),
    ("since: 263", "sinse: 263", 5, "there is no field “sinse”"),
    ("[{pid}]", "[{pidd}]", 6, "there is no hole {pidd}; a brace is written twice"),
    (
      "[{pid}]", "[{pid]", 6, "there is no hole {pid] with event {seqnum}; a brace is written twice"
    ),
    ("»Gave", "Gave", 6, "a hole { } or an optional part « » is not closed, or not opened"),
    ("with event 23088 after 3min", "with 23088", 7, "the form does not match its own example"),
    (
      "sda: Still waiting for worker", "sda: Gave up on worker", 8,
      "the form matches what it must not match"
    ),
    ("default-limit: 180", "default-limit: 3min", 9, "no number of seconds: “3min”"),
    ("default-limit: 180", "traits: pair-ends, pairs", 9, "no trait is called “pair-ends, pairs”"),
    ("[kill.263]", "kill.263", 2, "neither a [name] nor a field like “meaning: worker-killed”"),
  ])
  func aFaultIsToldWithItsLine(_ old: String, _ new: String, _ line: Int, _ says: String) {
    let faults = read(Self.row.replacing(old, with: new, maxReplacements: 1)).faults
    #expect(faults.contains { $0.line == line && $0.sentence == says }, "\(faults)")
  }

  @Test func aFormMustHaveWhatItsMeaningNeedsAndCanBeSearchedFor() {
    let text = """
      [short]
      meaning: worker-signalled
      speaker: udev
      since: 1
      form: {sysname} at {text}
      example: sda at 12
      near-miss: sda on 12
      """
    #expect(read(text).faults.map(\.sentence) == ["such a message needs {pid}"])
    let shorter = text.replacing(" at ", with: "@")
    #expect(read(shorter).faults.first?.sentence.hasPrefix("no literal text") == true)
  }

  @Test func aNameStandsOnce() {
    let faults = read(Self.row + Self.row).faults
    #expect(faults.map(\.sentence) == ["the name [kill.263] stands a second time"])
    #expect(read("").rows.isEmpty && read("").faults.isEmpty)
  }
}
