import JournalReader
import LogModel
import Testing

@testable import KillCorrelator

@Suite struct RowTests {
  /// What a row says, in the mouth of somebody who can say it.
  private func entry(_ text: String, of row: Row) -> Entry {
    let speaker: Speaker =
      switch row.voice {
      case .kernel: .kernel
      case .udev: Speaker(kind: .program, identifier: "systemd-udevd", pid: 402)
      case .watcher: Speaker(kind: .program, identifier: "probe-doctor", pid: 190)
      case .serviceManager, .anyone: Speaker(kind: .program, identifier: "systemd", pid: 1)
      }
    return Entry(
      place: Place(source: "test", position: .line(1)), stamp: .none, speaker: speaker,
      line: Array(text.utf8))
  }

  @Test("every row matches its example", arguments: Catalogue.standard.rows.map(\.id))
  func example(id: String) throws {
    let row = try #require(Catalogue.standard.rows.first { $0.id == id })
    let found = Catalogue.standard.recognise(entry(row.example, of: row))
    #expect(found?.row.meaning == row.meaning, "\(id) reads \(found?.row.id ?? "nothing")")
    #expect(row.form.match(Array(row.example.utf8)[...]) != nil)
  }

  @Test("no row matches its near miss", arguments: Catalogue.standard.rows.map(\.id))
  func nearMiss(id: String) throws {
    let row = try #require(Catalogue.standard.rows.first { $0.id == id })
    #expect(row.form.match(Array(row.nearMiss.utf8)[...]) == nil)
    let found = Catalogue.standard.recognise(entry(row.nearMiss, of: row))
    #expect(found?.row.id != row.id)
  }

  @Test func identifiersAreUnique() {
    let ids = Catalogue.standard.rows.map(\.id)
    #expect(Set(ids).count == ids.count)
  }

  @Test("every needle is long enough to search for", arguments: Catalogue.standard.rows.map(\.id))
  func needle(id: String) throws {
    let row = try #require(Catalogue.standard.rows.first { $0.id == id })
    #expect(row.form.needle.utf8.count >= 4)
  }
}

@Suite struct FormTests {
  private func match(_ form: String, _ text: String) throws -> [String: String]? {
    try #require(Form(form)).match(Array(text.utf8)[...])
  }

  @Test func splitsAtTheLastColonBeforeTheWords() throws {
    let found = try match(
      "«{sysname}: »Worker [{pid}] processing SEQNUM={seqnum} killed«.»",
      "1-1:1.0: Worker [12] processing SEQNUM=7 killed.")
    #expect(found == ["sysname": "1-1:1.0", "pid": "12", "seqnum": "7"])
  }

  @Test func mayLackTheDevice() throws {
    let found = try match("«{sysname}: »worker [{pid}] failed", "Worker [9] failed")
    #expect(found == ["pid": "9"])
  }

  @Test func takesQuotesAndBracketsInsideACommand() throws {
    let found = try match(
      "timeout: killing '{command}' [{program_pid}]", "timeout: killing 'sh -c 'a [1]'' [77]")
    #expect(found == ["command": "sh -c 'a [1]'", "program_pid": "77"])
  }

  @Test func describesTheWholeMessage() throws {
    #expect(try match("worker [{pid}] failed", "worker [9] failed while handling '/x'") == nil)
    #expect(try match("worker [{pid}] failed", "a worker [9] failed") == nil)
  }

  @Test(arguments: ["{open", "«open", "shut»", ""])
  func refusesAMalformedForm(_ source: String) {
    #expect(Form(source) == nil)
  }
}
