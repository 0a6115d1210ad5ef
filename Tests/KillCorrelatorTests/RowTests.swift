import JournalReader
import LogModel
import Testing

@testable import KillCorrelator

@Suite struct RowTests {
  /// What a row says, in the mouth of somebody who can say it.
  private func entry(_ text: String, of row: Row) -> Entry {
    let speaker: Speaker =
      switch row.speaker {
      case .kernel: .kernel
      case .udev, .udevNamed: Speaker(kind: .program, identifier: "systemd-udevd", pid: 402)
      case .watcher: Speaker(kind: .program, identifier: "probe-doctor", pid: 190)
      case .pid1, .anyone: Speaker(kind: .program, identifier: "systemd", pid: 1)
      }
    return Entry(
      place: Place(source: "test", position: .line(1)), stamp: .none, speaker: speaker,
      line: Array(text.utf8))
  }

  @Test("the project's own tables keep to the rules for a user's", arguments: Catalogue.tables)
  func ownTables(table: [UInt8]) {
    let read = MessageTable(table)
    #expect(read.faults.isEmpty)
    #expect(!read.rows.isEmpty)
  }

  @Test func noNameStandsTwice() {
    let all = MessageTable(Catalogue.tables.flatMap { $0 })
    #expect(all.faults.isEmpty)
    #expect(all.rows.count == Catalogue.standard.rows.count)
  }

  @Test("every row reads its example, whatever other rows there are")
  func example() {
    for row in Catalogue.standard.rows {
      let found = Catalogue.standard.recognise(entry(row.example, of: row))
      #expect(
        found?.row.meaning == row.meaning, "\(row) is read as \(found?.row.description ?? "-")")
    }
  }

  @Test("no row reads its near miss")
  func nearMiss() {
    for row in Catalogue.standard.rows {
      let found = Catalogue.standard.recognise(entry(row.nearMiss, of: row))
      #expect(found?.row !== row, "\(row)")
    }
  }

  /// A string's escapes and quotes, a page's tags, an editor's ends of lines, a terminal's frames.
  @Test(arguments: ["\\r\\n", "<br>", "\"},", "'", "$", " |", "   │", " "])
  func whatClosesACarrierIsNoPartOfAMessage(end: String) throws {
    let row = try #require(Catalogue.standard.rows.first { $0.example.hasSuffix("error -22") })
    func found(_ text: String) -> Row? { Catalogue.standard.recognise(entry(text, of: row))?.row }
    #expect(found(row.example + end) === row)
    #expect(found(row.example + ", retrying" + end) !== row)
  }

  /// Meanings without a row would be asked for in vain.
  @Test(arguments: Meaning.allCases)
  func everyMeaningHasARow(meaning: Meaning) {
    #expect(Catalogue.standard.rows.contains { $0.meaning == meaning })
  }

  @Test("the watcher's sentences are read")
  func watchWords() {
    let worker = WatchWords.Worker(pid: 275, seqnum: 1591, sysname: "0000:00:05.0")
    let bare = WatchWords.Worker(pid: 275, seqnum: nil, sysname: nil)
    let sentences: [(String, Meaning?)] = [
      (WatchWords.busy(worker, seconds: 60, limit: 180), .workerBusy),
      (WatchWords.busy(bare, seconds: 60, limit: 180), .workerBusy),
      (WatchWords.killed(worker, seconds: 181, limit: 180), .workerKilled),
      (WatchWords.killed(bare, seconds: 181, limit: 180), .workerKilled),
      (WatchWords.busy(bare, seconds: 60, isAtLeast: true, limit: 180), .workerBusy),
      (WatchWords.signalled(worker, seconds: 181, limit: 180), .workerKilled),
      (WatchWords.goneAfterKill(worker, seconds: 12), .workerSignalled),
      (WatchWords.killedByOthers(worker, seconds: 12), nil),
      (WatchWords.endedLate(worker, seconds: 190, limit: 180), nil),
      (WatchWords.program(worker, pid: 301, command: "/bin/slow-helper eth0"), .programSlow),
      (WatchWords.binding("eth0", driver: "acme_daq", module: "acme"), .driverBinding),
    ]
    for (sentence, meaning) in sentences {
      let row = Catalogue.standard.rows.first {
        $0.speaker == .watcher && $0.form.match(Array(sentence.utf8)[...]) != nil
      }
      #expect(row?.meaning == meaning, "\(sentence)")
    }
  }
}

@Suite struct FormTests {
  private func match(_ form: String, _ text: String) throws -> [Hole: String]? {
    try Form(form).match(Array(text.utf8)[...]).map { found in
      Dictionary(
        zip(found.holes, found.values).compactMap { hole, value in value.map { (hole, $0) } },
        uniquingKeysWith: { $1 })
    }
  }

  @Test func splitsAtTheLastColonBeforeTheWords() throws {
    let found = try match(
      "«{sysname}: »Worker [{pid}] processing SEQNUM={seqnum} killed«.»",
      "1-1:1.0: Worker [12] processing SEQNUM=7 killed.")
    #expect(found == [.sysname: "1-1:1.0", .pid: "12", .seqnum: "7"])
  }

  @Test func mayLackTheDevice() throws {
    let found = try match("«{sysname}: »worker [{pid}] failed", "Worker [9] failed")
    #expect(found == [.pid: "9"])
  }

  @Test func takesQuotesAndBracketsInsideACommand() throws {
    let found = try match(
      "timeout: killing '{command}' [{program_pid}]", "timeout: killing 'sh -c 'a [1]'' [77]")
    #expect(found == [.command: "sh -c 'a [1]'", .programPID: "77"])
  }

  @Test func describesTheWholeMessage() throws {
    #expect(try match("worker [{pid}] failed", "worker [9] failed while handling '/x'") == nil)
    #expect(try match("worker [{pid}] failed", "a worker [9] failed") == nil)
  }

  @Test func aBraceIsWrittenTwice() throws {
    #expect(try match("error: {{ {text} }", "error: { UNC }") == [:])
    #expect(try match("error: {{ {text} }", "error: UNC }") == nil)
  }

  @Test(arguments: [
    ("{open", Form.Fault.brackets), ("«open", .brackets), ("shut»", .brackets), ("", .empty),
    ("Worker [{pidd}]", .unknownHole("pidd")), ("CPU {bus}", .unknownHole("bus")),
  ])
  func refusesAMalformedForm(_ source: String, _ fault: Form.Fault) {
    #expect(throws: fault) { try Form(source) }
  }
}
