import Glibc
import Testing

@testable import JournalReader
@testable import LogModel

/// A log of two machines' worth of kills, packed in every way by the programs that people use.
extension JournalFixture {
  static let log = """
    [    0.000000] Linux version 6.1.0-50-amd64
    [    1.500000] systemd-udevd[141]: x: Worker [7] processing SEQNUM=1428 killed
    [    2.500000] acme: probe failed

    """

  /// Runs a shell command in the fixture's directory.
  func shell(_ command: String) throws {
    try Self.run(["/bin/sh", "-ec", "cd \(directory); \(command)"])
  }

  func path(_ name: String) -> String { "\(directory)/\(name)" }

  /// A journal with one kill.
  func killJournal(_ name: String) throws -> String {
    try journal(
      name,
      of: [
        .kernel("Linux version 6.1", said: 0),
        .udevd("x: Worker [7] processing SEQNUM=1 killed", said: 100),
      ].export)
  }

  func read(_ names: String...) throws -> Answer {
    try Input.read(names.map { .path(path($0)) }, question: .kills)
  }
}

extension Answer {
  /// All messages that were kept, whatever boot they belong to.
  var messages: [String] { boots.flatMap { $0.entries.map(\.text) } }
  var names: [String] { coverage.sources.map(\.name) }
}
