import Foundation
import Testing

@testable import JournalReader
@testable import LogModel

/// A whole journal is walked by its own index: what comes of that is what libsystemd finds that reads
/// it through.
@Suite struct JournalIndexTests {
  private let fixture: JournalFixture

  init() throws { fixture = try JournalFixture() }

  private static let tests = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()
  static let recorded: [String] = {
    let lab = tests.appending(path: "Fixtures/lab").path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: lab)) ?? []
    return names.sorted().map { "\(lab)/\($0)/journal" }
      .filter { FileManager.default.fileExists(atPath: $0) }
  }()

  /// All that was read, and by how many steps.
  private func both(
    _ path: String, _ question: Question = .kills
  ) throws -> (index: Answer, through: Answer) {
    var thorough = question
    thorough.isThorough = true
    return try (
      Input.read([.path(path)], question: question), Input.read([.path(path)], question: thorough)
    )
  }

  private func expectSame(_ both: (index: Answer, through: Answer)) throws {
    #expect(both.index.boots.map(\.id) == both.through.boots.map(\.id))
    for (one, other) in zip(both.index.boots, both.through.boots) {
      #expect(one.entries == other.entries)
      #expect(one.first == other.first)
      #expect(one.last == other.last)
      #expect(one.hostname == other.hostname)
      #expect(one.machineID == other.machineID)
    }
    #expect(both.index.coverage.gaps.map(\.detail) == both.through.coverage.gaps.map(\.detail))
    let (few, all) = (both.index.coverage.sources, both.through.coverage.sources)
    #expect(few.map(\.skipped) == all.map(\.skipped))
  }

  @Test(arguments: recorded)
  func readsARecordedJournalAsLibsystemdDoes(_ path: String) throws {
    for pid in [["systemd"], []] {
      var question = Question.kills
      question.triggers += ["is taking a long time", "Timed out", "blocked for more than"]
      question.units = ["systemd-udevd.service"]
      question.wantsQuietBoots = true
      question.identifiers += pid
      try expectSame(both(path, question))
    }
  }

  @Test func boots() throws {
    let entries = [ExportEntry.boot, ExportEntry.otherBoot].flatMap { boot in
      [
        ExportEntry.kernel("Linux version 6.1", said: 0),
        .udevd("x: Worker [7] processing SEQNUM=1 killed", said: 100, written: 190),
        .kernel("said in time", said: 109, written: 191), .kernel("too late", said: 400),
      ].map { $0.of(boot: boot, machine: String(repeating: "1", count: 32), hostname: "two") }
    }
    let path = try fixture.journal("boots.journal", of: entries.export)
    try expectSame(both(path))
    let file = try JournalFile(path: path)
    file.isIndexTrusted = true
    let parts = try #require(try file.index?.parts())
    file.isIndexTrusted = false
    let others = try file.parts()
    let byBoot = { (parts: [JournalFile.Part]) in parts.sorted { $0.firstNumber < $1.firstNumber } }
    for (one, other) in zip(byBoot(parts), byBoot(others)) {
      #expect(one.first == other.first)
      #expect(one.last == other.last)
      #expect(one.counter == other.counter)
      #expect(one.firstNumber == other.firstNumber)
      #expect(one.machineID == other.machineID)
      #expect(one.hostname == other.hostname)
    }
    #expect(parts.count == others.count)
  }

  /// journald packs what is long.
  @Test func longMessages() throws {
    let long = "Modules linked in:" + String(repeating: " some_module", count: 400)
    let path = try fixture.journal(
      "long.journal",
      of: [
        ExportEntry.kernel("Linux version 6.1", said: 0), .kernel(long, said: 90),
        .udevd("x: Worker [7] processing SEQNUM=1 killed", said: 100),
        .udevd(long + " killed", said: 110),
      ].export)
    let both = try both(path)
    try expectSame(both)
    #expect(both.index.messages.count == 4)
  }

  /// Of what PID 1 says around a trigger only some is wanted; its first and last lines tell how far the
  /// log goes.
  @Test func whatFirstProcessSays() throws {
    func systemd(_ message: String, _ said: Double) -> ExportEntry {
      ExportEntry(
        seconds: said,
        fields: [
          ("_TRANSPORT", "journal"), ("SYSLOG_IDENTIFIER", "systemd"), ("_PID", "1"),
          ("MESSAGE", message),
        ])
    }
    let path = try fixture.journal(
      "pid1.journal",
      of: [
        systemd("Started one.", 90), systemd("Started two.", 95),
        .udevd("x: Worker [7] processing SEQNUM=1 killed", said: 100),
        systemd("Failed to start three.", 110), systemd("Started four.", 120),
        systemd("Started five.", 130),
      ].export)
    var question = Question.kills
    let all = try Input.read([.path(path)], question: question)
    question.firstProcess = ["Failed to start"]
    let some = try Input.read([.path(path)], question: question)
    let messages = some.messages
    #expect(messages.first == "Started one.")
    #expect(messages.last == "Started five.")
    #expect(messages.contains("Failed to start three."))
    #expect(messages.count == 4)
    #expect(all.messages.count == 6)
    #expect(all.coverage.sources.map(\.entries) == some.coverage.sources.map(\.entries))
  }

  /// What turns out to be no entry, where the counts did not tell: all is read then as if there was no
  /// index.
  @Test func anEntryThatIsNone() throws {
    let entries = (0..<60).map {
      ExportEntry.udevd("x: Worker [7] processing SEQNUM=\($0) killed", said: Double($0))
    }
    let path = try fixture.journal("bent.journal", of: entries.export)
    var bytes = try JournalFixture.bytes(path)
    let file = try JournalFile(path: path)
    let index = try #require(file.index)
    var count = 0
    try index.walk(
      JournalFile.Match(any: [("SYSLOG_IDENTIFIER", ["systemd-udevd"])]), from: nil
    ) { _, _ throws(JournalFailure) in
      count += 1
      return true
    }
    #expect(count == 60)
    // an item that leads nowhere
    let number = JournalIndexAuditTests.number
    var at = number(bytes, 88)
    var seen = 0
    while at + 16 < bytes.count, seen < 30 {
      if bytes[at] == 3 { seen += 1 }
      if seen < 30 { at += (number(bytes, at + 8) + 7) & ~7 }
    }
    for place in at + 64..<at + number(bytes, at + 8) { bytes[place] = 0xff }
    let bent = try fixture.write("bent.journal", bytes)
    let both = try both(bent)
    #expect(both.index.messages == both.through.messages)
    #expect(
      both.index.coverage.sources.map(\.skipped) == both.through.coverage.sources.map(\.skipped))
  }
}
