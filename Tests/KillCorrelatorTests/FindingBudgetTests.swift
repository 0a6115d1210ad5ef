import JournalReader
import LogModel
import Testing

@testable import KillCorrelator

/// What is beyond the stated cap is counted.
@Suite struct FindingBudgetTests {
  private static func log(kills: Int, warnings: Int) -> BootLog {
    let lines =
      (0..<warnings).map {
        "sd\($0): Worker [\(5_000 + $0)] processing SEQNUM=\(5_000 + $0) is taking a long time"
      }
      + (0..<kills).map { "sda\($0): Worker [\(1 + $0)] processing SEQNUM=\(1 + $0) killed" }
    let entries = lines.enumerated().map { number, line in
      Entry(
        place: Place(source: "log.txt", position: .line(number + 1)),
        stamp: Stamp(monotonic: 200_000_000 + Int64(number) * 1_000),
        speaker: Speaker(kind: .program, identifier: "systemd-udevd", pid: 9),
        line: Array(line.utf8))
    }
    return BootLog(entries: entries)
  }

  @Test func itIsSharedByAllBoots() {
    let boots = [Self.log(kills: 3, warnings: 2), Self.log(kills: 4, warnings: 1)]
    let budget = FindingBudget(kills: 5, warnings: 2)
    let found = boots.map { Correlator().examination(of: $0, within: budget).diagnosis }
    #expect(found.map(\.kills.count) == [3, 2])
    #expect(found.map(\.warnings.count) == [2, 0])
    let coverage = budget.told(in: Coverage())
    #expect(coverage.omittedKills == 2 && coverage.omittedWarnings == 1)
  }

  /// What there was no room for in the log is counted with them.
  @Test func whatWasNotKeptIsCounted() {
    var log = Self.log(kills: 3, warnings: 2)
    log.tally = Tally(kills: 40, warnings: 45)
    let budget = FindingBudget()
    #expect(Correlator().examination(of: log, within: budget).diagnosis.kills.count == 3)
    #expect(budget.kills.omitted == 40 && budget.warnings.omitted == 5)
  }

  @Test func everyLineIsCountedAsWhatItIs() {
    let log = Self.log(kills: 2, warnings: 3)
    let tally = Correlator().question.tally
    var sum = Tally()
    for entry in log.entries { sum += tally(entry) }
    #expect(sum == Tally(kills: 2, warnings: 3))
  }

  /// The first are told as they are without a cap.
  @Test func whatIsToldIsTheSame() {
    let log = Self.log(kills: 9, warnings: 3)
    let whole = Correlator().examination(of: log).diagnosis
    let part = Correlator().examination(of: log, within: FindingBudget(kills: 4)).diagnosis
    #expect(whole.kills.count == 9 && part.kills.count == 4)
    for (one, other) in zip(whole.kills, part.kills) { #expect("\(one)" == "\(other)") }
    #expect(part.warnings.count == whole.warnings.count)
  }

  /// Who was killed is no near miss, and not stuck either, though the kill is only counted.
  @Test func aKillThatIsOnlyCountedIsNoNearMiss() throws {
    let log = """
      [   10.000000] udevd[9]: sda: Worker [7] processing SEQNUM=9 is taking a long time
      [  130.000000] udevd[9]: sda: Worker [7] processing SEQNUM=9 killed
      """
    var reader = TextReader(name: "log.txt", question: Correlator().question)
    Array(log.utf8).withUnsafeBytes { reader.feed($0) }
    let boot = try #require(reader.finish().boots.first)
    let budget = FindingBudget(kills: 0)
    #expect(Correlator().examination(of: boot, within: budget).diagnosis.isUneventful)
    #expect(budget.kills.omitted == 1)
  }

  /// A limit that nobody lives to see is none; it stopped the program once.
  @Test func anAbsurdLimitIsNoLimit() throws {
    let log = """
      [    0.600000] Kernel command line: udev.event_timeout=9223372036854775807
      [  230.000000] systemd-udevd[9]: sda: Worker [7] processing SEQNUM=9 killed
      """
    let boot = try #require(diagnose(log))
    #expect(boot.kills.count == 1 && boot.eventTimeout.source == .default)
  }
}
