import ArgumentParser
import Examination
import Foundation
import JournalReader
import KillCorrelator
import LogModel
import ReportModel
import Testing

@testable import probe_doctor

@Suite struct CommandLineTests {
  @Test(arguments: [
    (["-b"], ["--boot=0"]),
    (["-b", "-1", "a.log"], ["--boot=-1", "a.log"]),
    (["-b-2"], ["--boot=-2"]),
    (["--boot", "a.log"], ["--boot=0", "a.log"]),
    (["--boot=-1"], ["--boot=-1"]),
    (["-b", "all"], ["--boot=all"]),
    (["-b", "e72c902f95ed40228e846bd80bb94def"], ["--boot=e72c902f95ed40228e846bd80bb94def"]),
    (["--", "-b"], ["--", "-b"]),
    (["x", "--", "--boot"], ["x", "--", "--boot"]),
  ])
  func bootMayStandAlone(_ arguments: [String], _ expected: [String]) throws {
    #expect(try BootArgument.spellOut(arguments) == expected)
  }

  @Test func aWordThatIsNeitherBootNorFileIsRefused() {
    #expect(throws: Complaint.self) { try BootArgument.spellOut(["-b", "zzzz", "a.log"]) }
    #expect(throws: Never.self) { try BootArgument.spellOut(["-b", "./zzzz"]) }
  }

  @Test(arguments: [
    ("bundel", "bundle"), ("diagnos", "diagnose"), ("lst", "list"), ("watsh", "watch"),
    ("Fleet", "fleet"), ("explian", "explain"),
  ])
  func aMisspeltVerbIsNoFile(_ word: String, _ verb: String) {
    let complaint = MisspeltVerb.complaint(about: [word, "a.log"])
    #expect(complaint?.cure?.contains("`probe-doctor \(verb)`") == true)
  }

  @Test(arguments: [
    [], ["list"], ["syslog"], ["./lst"], ["lst.txt"], ["-lst"], ["a", "lst"], ["log"], ["kern"],
    ["proc"],
  ])
  func whatMayBeAFileIsNoMisspeltVerb(_ arguments: [String]) {
    #expect(MisspeltVerb.complaint(about: arguments) == nil)
  }

  @Test func withoutInputTheCurrentBootIsRead() throws {
    let command = try diagnose([])
    #expect(command.input.choice.selection.boot == .offset(0))
    #expect(command.input.choice.all.count == 1)
  }

  @Test func ofAnInputAllBootsAreRead() throws {
    #expect(try diagnose(["a.log"]).input.choice.selection.boot == .all)
    #expect(try diagnose(["-D", "/x"]).input.choice.selection.boot == .all)
    #expect(try diagnose(["-b", "-1", "a.log"]).input.choice.selection.boot == .offset(-1))
  }

  @Test func journalctlsNamesAreUnderstood() throws {
    let command = try diagnose([
      "-q", "-m", "--no-pager", "--file", "a", "--file", "b", "-S", "-1h", "-U", "now", "-", "c",
    ])
    #expect(command.input.choice.all.count == 5)
    #expect(command.output.quiet)
  }

  @Test(arguments: [
    ["--format", "pdf"], ["--nonsense"], ["-S", "soon"], ["-b=x"], ["-", "-"],
    ["-S", "now", "-U", "yesterday"], ["-D", "/x", "--root", "/y"],
  ])
  func wrongCommandLinesAreRefused(_ arguments: [String]) {
    #expect(throws: (any Error).self) { try diagnose(arguments) }
  }

  @Test(arguments: [
    ("@1795459280.5", Int64(1_795_459_280_500_000)),
    ("now", 1_000_000_000_000_000),
    ("-1h", 999_996_400_000_000),
    ("-1h 30min", 999_994_600_000_000),
    ("+5min", 1_000_000_300_000_000),
    ("2 days ago", 999_827_200_000_000),
    ("2026-11-23 18:41:20 UTC", 1_795_459_280_000_000),
    ("2026-11-23T18:41:20.25Z", 1_795_459_280_250_000),
    ("2026-11-23 UTC", 1_795_392_000_000_000),
    ("today UTC", 999_993_600_000_000),
    ("yesterday UTC", 999_907_200_000_000),
    ("01:46 UTC", 999_999_960_000_000),
    ("Mon 2026-11-23 18:41:20 UTC", 1_795_459_280_000_000),
    ("monday 2026-11-23 UTC", 1_795_392_000_000_000),
    ("26-11-23 18:41:20 UTC", 1_795_459_280_000_000),
    ("2026-11-23T20:41:20+02:00", 1_795_459_280_000_000),
    ("2026-11-23 13:11:20 -0530", 1_795_459_280_000_000),
    ("2026-11-23 19:41:20 Europe/Berlin", 1_795_459_280_000_000),
    ("2026-07-01 02:00 Europe/Berlin", 1_782_864_000_000_000),
  ])
  func timesAreReadAsJournalctlDoes(_ text: String, _ expected: Int64) {
    // 2001-09-09 01:46:40 UTC
    #expect(PointInTime(text, now: 1_000_000_000_000_000)?.microseconds == expected)
  }

  @Test(arguments: [
    "", "soon", "-", "-1 fortnight", "25:00", "2026-13-01", "2026-11-23 18", "@", "@-1", "@nan",
    "18:41 2026-11-23", "-999999999999y", "18:41:99", "Tue 2026-11-23", "Mon", "Mon 18:41",
    "2026-11-23 18:41 Nowhere/Town", "2026-11-23 18:41+25:00", "2026-11-23 18:41 ../passwd",
  ])
  func nonsenseIsNoTime(_ text: String) {
    #expect(PointInTime(text, now: 1_000_000_000_000_000) == nil)
  }

  @Test(arguments: [
    [], ["a.log"], ["-"], ["a.log", "diagnose", "-"], ["", "b c"], ["./watch"], ["a", "a"],
    ["--format", "json"], ["a.log", "--format", "ndjson", "-"], ["--against", "none", "a.log"],
    ["a", "--format", "html", "b", "--against", "none"],
  ])
  func whatIsPlainMeansTheSameWithoutTheParser(_ arguments: [String]) throws {
    let command = try diagnose(arguments)
    let plain = try #require(DiagnosisRun(plain: arguments))
    #expect(plain.logs == command.input.choice)
    #expect(plain.against == command.compare.choice)
    #expect(plain.output == command.output.choice)
    #expect(!command.options.listBoots)
    #expect(plain.failOn == command.options.failOn)
  }

  @Test("what --fail-on names includes what stands before it")
  func failOn() throws {
    func finding(_ kind: String) -> Report.Finding {
      Report.Finding(id: "1", kind: kind, headline: "")
    }
    func fails(_ change: (inout Report.Boot) -> Void) -> [FailOn] {
      var boot = Report.Boot(eventTimeout: Report.EventTimeout())
      change(&boot)
      return FailOn.allCases.filter { $0.isMet(by: boot) }
    }
    #expect(fails { _ in }.isEmpty)
    #expect(fails { $0.kills = [finding("kill")] } == [.kill, .stuck, .warning, .harm])
    #expect(fails { $0.otherDeaths = [finding("stuck")] } == [.stuck, .warning, .harm])
    #expect(fails { $0.otherDeaths = [finding("oom")] }.isEmpty)
    #expect(fails { $0.warnings = [finding("warning")] } == [.warning, .harm])
    #expect(fails { $0.harm = [Report.Harm(kind: "swap", evidence: [])] } == [.harm])
    #expect(try diagnose(["--fail-on", "harm", "a.log"]).options.failOn == .harm)
  }

  @Test("a text that quotes a few lines of a log and has nothing in them need be no log")
  func aTextThatIsNoLog() {
    let output = FileManager.default.temporaryDirectory.appending(path: "no-log-\(UUID())").path
    defer { try? FileManager.default.removeItem(atPath: output) }
    for name in ["CONTRIBUTING.md", "docs/architecture.md"] {
      let path = Recorded.root.appending(path: name).path
      #expect(ProbeDoctor.run([path, "-o", output]) == ExitStatus.incomplete.rawValue, "\(name)")
    }
  }

  @Test(arguments: [
    ["-q"], ["a.log", "-q"], ["--", "a.log"], ["--help"], ["-", "-"], ["diagnose", "a.log"],
    ["help"], ["watch"], ["--format", "jsn"], ["--format"],
    ["--format", "json", "--format", "text"],
    ["--against", "-1"], ["--against", "a.log"], ["--format=json"], ["--format", "json", "watch"],
    ["list", "--format", "json"],
  ])
  func whatHasAnotherOptionOrAVerbIsParsed(_ arguments: [String]) {
    #expect(DiagnosisRun(plain: arguments) == nil)
  }

  @Test(arguments: ["--help", "-h", "--version"])
  func theParserAnswersTheSame(_ question: String) throws {
    let error = #expect(throws: (any Error).self) {
      var command = try ProbeDoctor.parseAsRoot([question])
      try command.run()
    }
    let answer = try ProbeDoctor.answer(to: #require(error))
    #expect(ProbeDoctor.plainAnswer(to: [question]) == answer)
    #expect(ProbeDoctor.plainAnswer(to: ["a.log", question]) == nil)
  }

  @Test func theHelpIsTheParsers() throws {
    let text = DocumentedCommand.helpMessage(columns: 80) + "\n"
    try Golden.check(Array(text.utf8), againstFile: "Sources/probe-doctor/help.txt")
  }

  @Test func allVerbsAreKnownWithoutTheParser() {
    let verbs = ProbeDoctor.configuration.subcommands.map { $0._commandName }
    #expect(Set(verbs).union(["help"]) == Set(InputChoice.verbs))
  }

  @Test(arguments: [
    (["-k"], "k"), (["-xeu", "udev"], "x"), (["-b", "-n", "50"], "n"), (["--grep=timeout"], "g"),
    (["--", "-k"], nil), (["a.log", "-q", "-D", "/x"], nil),
  ])
  func habitsOfJournalctlAreAnswered(_ arguments: [String], _ letter: String?) {
    #expect(JournalctlOption.first(in: arguments)?.letter.map(String.init) == letter)
  }

  @Test func noOptionOfOursIsTakenForOneOfJournalctls() throws {
    for option in JournalctlOption.all {
      let words = [option.letter.map { "-\($0)" }, "--\(option.name)"].compactMap { $0 }
      for word in words {
        #expect(throws: (any Error).self, "\(word)") { try diagnose([word]) }
      }
    }
  }

  @Test func firstDigitsOfABootIDDo() throws {
    let log = FileManager.default.temporaryDirectory.appending(path: "boots-\(UUID()).export")
    defer { try? FileManager.default.removeItem(at: log) }
    let ids = ["e72c902f95ed40228e846bd80bb94def", "e72c902f00000000000000000000000b"]
    let entries = ids.enumerated().map { number, id in
      "__REALTIME_TIMESTAMP=179545928000000\(number)\n__MONOTONIC_TIMESTAMP=1000000\n_BOOT_ID=\(id)\n"
        + "_TRANSPORT=kernel\nSYSLOG_IDENTIFIER=kernel\nMESSAGE=Linux version 6.1.0\n\n"
    }
    try entries.joined().write(to: log, atomically: true, encoding: .utf8)
    func whole(_ id: String) throws -> Selection.Boot? {
      var choice = InputChoice(inputs: [log.path])
      choice.boot = BootArgument(argument: id)?.boot
      return try choice.withWholeBootID(Correlator().question).boot
    }
    #expect(try whole("e72c902f95") == .id(ids[0]))
    #expect(try whole("E72C902F-0000") == .id(ids[1]))
    #expect(try whole(ids[0]) == .id(ids[0]))
    #expect(throws: Complaint.self) { try whole("e72c902f") }
    #expect(throws: Complaint.self) { try whole("e72c902fff") }
    #expect(BootArgument(argument: "e72c90") == nil)
  }

  private func diagnose(_ arguments: [String]) throws -> Diagnose {
    let command = try ProbeDoctor.parseAsRoot(BootArgument.spellOut(arguments))
    return try #require(command as? Diagnose)
  }
}
