import Testing

@testable import JournalReader
@testable import LogModel

@Suite struct JournalSearchTests {
  let fixture: JournalFixture

  init() throws { fixture = try JournalFixture() }

  func answer(
    _ entries: [ExportEntry], _ selection: Selection = Selection(), span: Int64 = 10_000_000
  ) throws -> Answer {
    var question = Question.kills
    question.span = span
    let path = try fixture.journal("test.journal", of: entries.export)
    return try Input.read([.path(path)], selecting: selection, question: question)
  }

  /// journald was blocked by the probe it would have reported: udevd's lines of 120 s apart were
  /// written within 35 ms, after all that the kernel said meanwhile.
  @Test func ordersByTheTimeOfSaying() throws {
    let path = try fixture.journal(
      "late.journal", of: JournalFixture.export("bookworm-s-default-180"))
    let answer = try Input.read([.path(path)], question: .kills)
    let boot = try #require(answer.boots.first)
    #expect(boot.id == "d952b8f2fbbe4dc58205b43ed25b175b")
    #expect(boot.hostname == "ridge")

    let texts = boot.entries.map(\.text)
    let warned = try #require(
      texts.firstIndex { $0.hasSuffix("SEQNUM=1479 is taking a long time") })
    let killed = try #require(texts.firstIndex { $0.hasSuffix("SEQNUM=1479 killed") })
    let done = try #require(texts.firstIndex { $0.contains("calibration done") })
    #expect(warned < killed)
    #expect(killed < done)

    let entry = boot.entries[killed]
    let warning = boot.entries[warned]
    let between = try #require(entry.stamp.monotonic) - (warning.stamp.monotonic ?? 0)
    #expect((119_000_000...121_000_000).contains(between))
    #expect(entry.speaker == Speaker(kind: .program, identifier: "systemd-udevd", pid: 205))
    #expect(entry.device == "0000:00:05.0")
    #expect(entry.place.source == path)
    #expect(entry.place.position.description.hasPrefix("seqnum "))
    #expect(boot.entries.contains { $0.text.hasPrefix("Linux version 6.1") })
    #expect(answer.coverage.isComplete)
    #expect(answer.coverage.sources.first?.kind == .journal)
  }

  @Test func knowsAProgramThatSpeaksThroughTheKernel() throws {
    let path = try fixture.journal("kmsg.journal", of: JournalFixture.export("trixie-t-kmsg"))
    let answer = try Input.read([.path(path)], question: .kills)
    let entries = try #require(answer.boots.first).entries
    let kill = try #require(entries.first { $0.text.hasSuffix(" killed") })
    #expect(kill.speaker.kind == .program)
    #expect(kill.speaker.identifier == "systemd-udevd")
    #expect(kill.speaker.pid != nil)
    #expect(entries.contains { $0.speaker == .kernel })
    // Such a line is the program's and the kernel's: both walks find it.
    #expect(Set(entries.map(\.place)).count == entries.count)
  }

  @Test func readsNoKernelEntryWithoutATrigger() throws {
    let path = try fixture.journal("clean.journal", of: JournalFixture.export("bookworm-p-clean"))
    let answer = try Input.read([.path(path)], question: .kills)
    #expect(answer.boots.count == 1)
    #expect(answer.boots.allSatisfy { $0.entries.isEmpty && $0.first != nil && $0.last != nil })
    let read = try #require(answer.coverage.sources.first).entries
    #expect((1..<100).contains(read))
  }

  @Test func keepsTheSpanAroundATriggerByTheTimeOfSaying() throws {
    let answer = try answer([
      .kernel("Linux version 6.1", said: 0, written: 2),
      .kernel("too early", said: 80),
      .kernel("just before", said: 91),
      .udevd("x: Worker [7] processing SEQNUM=1 killed", said: 100, written: 190),
      .kernel("said in time, written late", said: 109, written: 191),
      .kernel("too late", said: 111, written: 192),
    ])
    #expect(
      answer.boots.first?.entries.map(\.text) == [
        "Linux version 6.1", "just before", "x: Worker [7] processing SEQNUM=1 killed",
        "said in time, written late",
      ])
    #expect(answer.boots.first?.entries.map(\.stamp.monotonic).last == 109_000_000)
  }

  @Test func keepsOtherProgramsOut() throws {
    let other = ExportEntry(
      seconds: 100,
      fields: [
        ("_TRANSPORT", "stdout"), ("SYSLOG_IDENTIFIER", "backup"), ("MESSAGE", "worker killed"),
      ])
    #expect(try answer([other]).boots.first?.entries.isEmpty == true)
  }

  @Test func takesTheUnitsThatPID1SpeaksAbout() throws {
    let stop = ExportEntry(
      seconds: 100,
      fields: [
        ("_TRANSPORT", "journal"), ("_COMM", "systemd"), ("_PID", "1"),
        ("UNIT", "systemd-udevd.service"),
        ("MESSAGE", "systemd-udevd.service: State 'stop-sigterm' timed out. Killing."),
      ])
    let entries = try #require(try answer([stop]).boots.first).entries
    // Without SYSLOG_IDENTIFIER= the process's name has to do.
    #expect(entries.map(\.speaker) == [Speaker(kind: .program, identifier: "systemd", pid: 1)])
  }

  @Test func keepsBootsAndMachinesApart() throws {
    let kill = ExportEntry.udevd("x: Worker [7] processing SEQNUM=1 killed", said: 100)
    let answer = try answer([
      kill,
      .kernel("the other machine's", said: 101).of(
        boot: ExportEntry.otherBoot, machine: "22222222222222222222222222222222",
        hostname: "two"),
    ])
    #expect(Set(answer.boots.compactMap(\.hostname)) == ["one", "two"])
    let one = try #require(answer.boots.first { $0.hostname == "one" })
    #expect(one.machineID == "11111111111111111111111111111111")
    #expect(one.entries.count == 1)
    let two = try #require(answer.boots.first { $0.hostname == "two" })
    #expect(two.entries.isEmpty)
    #expect(two.first?.monotonic == 101_000_000)
  }

  @Test func takesABootFromSeveralFilesOnce() throws {
    let kill = ExportEntry.udevd("x: Worker [7] processing SEQNUM=1 killed", said: 100)
    let early = try fixture.journal(
      "b.journal", of: [.kernel("Linux version 6.1", said: 0), kill].export)
    let late = try fixture.journal(
      "a.journal~", of: [kill, .kernel("probe failed", said: 101)].export)
    let expected = [
      "Linux version 6.1", "x: Worker [7] processing SEQNUM=1 killed", "probe failed",
    ]
    for inputs in [[Input.path(early), .path(late)], [.path(fixture.directory)]] {
      let answer = try Input.read(inputs, question: .kills)
      #expect(answer.boots.count == 1)
      #expect(answer.boots.first?.entries.map(\.text) == expected)
    }
  }

  @Test func saysWhatJournaldLost() throws {
    let answer = try answer([
      ExportEntry(
        seconds: 5,
        fields: [
          ("_TRANSPORT", "driver"), ("SYSLOG_IDENTIFIER", "systemd-journald"),
          ("MESSAGE_ID", "e9bf28e6e834481bb6f48f548ad13606"),
          ("MESSAGE", "Missed 12 kernel messages"),
        ]),
      ExportEntry(
        seconds: 6,
        fields: [
          ("_TRANSPORT", "driver"), ("SYSLOG_IDENTIFIER", "systemd-journald"),
          ("MESSAGE_ID", "a596d6fe7bfa4994828e72309e95d61e"),
          ("MESSAGE", "Suppressed 7 messages from systemd-udevd.service"),
        ]),
      ExportEntry(
        seconds: 7,
        fields: [
          ("_TRANSPORT", "driver"), ("SYSLOG_IDENTIFIER", "systemd-journald"),
          ("MESSAGE_ID", "a596d6fe7bfa4994828e72309e95d61e"),
          ("MESSAGE", "Suppressed 9 messages from backup.service"),
        ]),
    ])
    #expect(answer.coverage.gaps.map(\.kind) == ["missed-kernel-messages", "rate-limited"])
    #expect(answer.coverage.gaps.map(\.count) == [12, 7])
    #expect(!answer.coverage.isComplete)
  }

  @Test func keepsBytesThatAreNotText() throws {
    var export = Array(
      ExportEntry.udevd("x: Worker [7] processing SEQNUM=1 killed", said: 100).text.utf8)
    export.replace(Array("x: Worker".utf8), with: [0xff, 0x1b] + Array(": Worker".utf8))
    // A field that is not plain text has its length before it, and no `=`.
    let message = try #require(export.firstRange(of: Array("MESSAGE=".utf8)))
    let end = try #require(export[message.upperBound...].firstIndex(of: 10))
    let length = UInt64(end - message.upperBound).littleEndian
    export.replaceSubrange(
      message, with: Array("MESSAGE\n".utf8) + withUnsafeBytes(of: length) { Array($0) })
    let path = try fixture.journal("bytes.journal", of: export)
    let answer = try Input.read([.path(path)], question: .kills)
    #expect(answer.boots.first?.entries.first?.line.prefix(2) == [0xff, 0x1b])
  }

  /// An entry that says what it means in fields comes with those that were asked for.
  @Test func noticesHaveTheirFields() throws {
    let id = "fd13505ec7504e60ac4bb9e6977a751f"
    var said = ExportEntry.udevd("a notice", said: 20, written: 30)
    said.fields += [("MESSAGE_ID", id), ("DRIVER", "acme=daq"), ("DEVICE", "sda"), ("CAUSE", "x")]
    var question = Question.kills
    question.noticeIDs = [id]
    question.noticeFields = ["MESSAGE_ID", "DRIVER", "DEVICE", "SEQNUM"]
    let path = try fixture.journal(
      "test.journal", of: [said, .udevd("no notice", said: 21)].export)
    let boot = try #require(try Input.read([.path(path)], question: question).boots.first)
    let notice = try #require(boot.notices.first)
    #expect(boot.notices.count == 1)
    #expect(notice.fields == ["MESSAGE_ID": id, "DRIVER": "acme=daq", "DEVICE": "sda"])
    #expect(notice.stamp.monotonic == 20_000_000)
    #expect(notice.stamp.realtime == ExportEntry.start + 20_000_000)
  }
}
