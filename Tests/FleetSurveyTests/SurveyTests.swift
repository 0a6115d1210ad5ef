import LogModel
import ReportModel
import Testing

@testable import FleetSurvey

@Suite struct SurveyTests {
  @Test func aFindingCountsOnceHoweverOftenItIsRead() {
    var survey = Survey()
    let kill = Sample.kill(machine: 1)
    for _ in 0..<3 { survey.add(kill) }
    #expect(survey.census().kills == 1)
    #expect(survey.census().boots.count == 1)
  }

  @Test func whatCameFirstDoesNotMatter() throws {
    var short = Sample.kill(machine: 1)
    short.outcome = .unknown
    var long = Sample.kill(machine: 1)
    long.boot.last = 2_000_000_000
    long.model = nil
    var warning = Sample.kill(machine: 1)
    warning.kind = .warning
    warning.culprit = .unknown
    let all = [short, long, warning]
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0], [1, 0, 2]] {
      var survey = Survey()
      for place in order { survey.add(all[place]) }
      let found = try #require(survey.census().cases.first?.finding)
      #expect(survey.census().cases.count == 1)
      #expect(found.kind == .kill)
      #expect(found.outcome == .unbound)
      #expect(found.model == "a device")
      #expect(found.culprit.name == "acme")
    }
  }

  @Test func aTextThatNamesTheBootButNoMachineIdIsNoOtherKill() {
    var survey = Survey()
    let kill = Sample.kill(machine: 1)
    let text = Sample.kill(machine: 1) { $0.machineID = nil }
    for finding in [kill, text] { survey.add(finding) }
    #expect(text.id != kill.id)
    #expect(survey.census().kills == 1)
    #expect(survey.census().machines == 1)
  }

  @Test func machinesThatWereClonedWhileTheyRanAreTwo() {
    var survey = Survey()
    survey.add(Sample.kill(machine: 1))
    survey.add(Sample.kill(machine: 1) { $0.machineID = "m2" })
    #expect(survey.census().kills == 2)
  }

  @Test("reports of one fault are named by their files; of something unknown each stands alone")
  func whichReports() {
    func rows(_ signature: String) -> [[String]] {
      var survey = Survey()
      for machine in 1...3 {
        var kill = Sample.kill(machine: machine)
        kill.signature = signature
        kill.input = "folder/\(machine).txt"
        survey.add(kill)
      }
      return FleetReport(survey, by: .fault, since: nil, version: "1").rows.map(\.inputs)
    }
    let files = (1...3).map { "folder/\($0).txt" }
    #expect(rows("event-timeout/driver:acme/-4") == [files])
    #expect(rows("event-timeout/unknown:acme?/pci") == [files])
    #expect(rows("event-timeout/unknown/pci") == files.map { [$0] })
  }

  @Test func whatIsOlderIsLeftOut() {
    var survey = Survey()
    survey.add(Sample.kill(machine: 1, day: 1))
    survey.add(Sample.kill(machine: 2, day: 3))
    var timeless = Sample.kill(machine: 3)
    timeless.time = nil
    survey.add(timeless)
    let census = survey.census(since: 2 * Sample.day)
    #expect(census.kills == 1)
    #expect(census.timeless == 1)
  }

  @Test func theTableHasMostMachinesFirst() {
    var survey = Survey()
    for machine in 0..<2 { survey.add(Sample.kill(machine: machine, driver: "two-machines")) }
    for seqnum in 0..<5 {
      survey.add(Sample.kill(machine: 9, driver: "one", seqnum: UInt64(seqnum)))
    }
    let report = FleetReport(survey, by: .driver, since: nil, version: "1")
    #expect(report.rows.map(\.key) == ["two_machines", "one"])
    #expect(report.rows.map(\.machines) == [2, 1])
    #expect(report.rows.map(\.kills) == [2, 5])
    #expect(report.days.culprits == ["one", "two_machines"])
    #expect(report.days.days == [FleetReport.Day(date: "1970-01-02", kills: [5, 2])])
  }

  @Test func versionsAreOrderedAsTheyCame() {
    let versions = ["6.12.117+deb13-amd64", "6.1.0-50-amd64", "6.1.0-9-amd64", "5.10.0-32-amd64"]
    #expect(versions.sortedAsVersions() == versions.reversed())
  }
}

@Suite struct NewSinceTests {
  @Test func theNumbersSayIt() throws {
    var survey = Survey()
    for machine in 0..<50 { survey.add(Sample.boot(machine: machine, kernel: "6.1.0-9")) }
    for machine in 50..<100 { survey.add(Sample.boot(machine: machine, kernel: "6.12.1")) }
    for machine in 50..<70 { survey.add(Sample.kill(machine: machine, kernel: "6.12.1")) }
    let new = try #require(FleetReport.NewSince.all(in: survey.census()).first)
    #expect(new.culprit == "acme")
    #expect(new.version == "6.12.1")
    #expect((new.machinesHit, new.machinesAfter, new.machinesBefore) == (20, 50, 50))
    #expect(new.machinesThatChanged == 0)
    #expect(new.chance < 1e-6)
  }

  @Test func theTestIsFishers() {
    // 3 of 5 after, 0 of 5 before: C(5,3) / C(10,3) = 10 / 120
    #expect(abs(Exposure.chance(hit: 3, after: 5, before: 5) - 10.0 / 120) < 1e-12)
  }

  @Test("nothing is claimed of few", arguments: [(1, 1), (2, 100), (3, 3)])
  func nothingIsClaimedOfFew(_ hit: Int, _ before: Int) {
    var survey = Survey()
    for machine in 0..<before { survey.add(Sample.boot(machine: machine, kernel: "6.1.0")) }
    for machine in 0..<hit {
      survey.add(Sample.kill(machine: 1000 + machine, kernel: "6.12.1"))
    }
    #expect(FleetReport.NewSince.all(in: survey.census()).isEmpty)
  }

  @Test func whatOlderVersionsHadIsNotNew() {
    var survey = Survey()
    for machine in 0..<50 { survey.add(Sample.boot(machine: machine, kernel: "6.1.0")) }
    survey.add(Sample.kill(machine: 7, kernel: "6.1.0"))
    for machine in 50..<70 { survey.add(Sample.kill(machine: machine, kernel: "6.12.1")) }
    #expect(FleetReport.NewSince.all(in: survey.census()).isEmpty)
  }
}

@Suite struct FindingReaderTests {
  private static let line =
    #"{"schema_version":1,"tool":{"name":"probe-doctor","version":"1"},"type":"kill","boot":{"boot_id":"b","machine_id":"m"},"finding":{"seqnum":7,"device":{"sysname":"sda"},"culprit":{"kind":"driver","name":"acme","confidence":"certain"}}}"#
  private static let end =
    #"{"schema_version":1,"tool":{"name":"probe-doctor","version":"1"},"type":"coverage","boot":null,"finding":{"sources":[],"gaps":[],"boots":[{"boot_id":"quiet","machine_id":"m"}]}}"#

  private func read(_ text: String, pieces: Int = 1 << 20) -> Survey {
    var survey = Survey()
    var reader = FindingReader(input: "x") { survey.add($0) }
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: pieces) {
      reader.feed(bytes[start..<min(start + pieces, bytes.count)])
    }
    reader.finish()
    return survey
  }

  @Test(arguments: [1, 7, 1 << 20]) func piecesMayBeOfAnySize(_ size: Int) {
    let survey = read("\(Self.line)\n\(Self.line)\n\(Self.end)\n", pieces: size)
    #expect(survey.census().kills == 1)
    #expect(survey.census().boots.count == 2)
    #expect(survey.unread.isEmpty)
  }

  @Test func aDamagedLineCostsItself() {
    let survey = read("\(Self.line)\n{\"schema_ver\n\(Self.end)\n")
    #expect(survey.census().kills == 1)
    #expect(survey.unread.map(\.reason) == ["line 2 is damaged and was left out"])
  }

  @Test func whatWasCutShortIsSaid() {
    #expect(read("\(Self.line)\n").unread.count == 1)
  }

  @Test func otherTextIsNone() {
    #expect(FindingReader.canRead(Array(Self.line.utf8)))
    #expect(FindingReader.canRead(Array(#" {"boot": {"boot_id": null}, "finding""#.utf8)))
    #expect(!FindingReader.canRead(Array(#"{"MESSAGE":"hello"}"#.utf8)))
    #expect(!FindingReader.canRead(Array(#"{"_BOOT_ID":"e72c"}"#.utf8)))
  }
}

enum Sample {
  static let day: Int64 = 86_400_000_000

  private static func report(machine: Int, kernel: String) -> Report.Boot {
    var boot = Report.Boot(eventTimeout: Report.EventTimeout())
    boot.machineID = "m\(machine)"
    boot.hostname = "host\(machine)"
    boot.bootID = "boot\(machine)-\(kernel)"
    boot.kernel = kernel
    boot.first = Report.Time(Stamp(realtime: 0))
    boot.last = Report.Time(Stamp(realtime: 1_000_000_000))
    return boot
  }

  static func boot(machine: Int, kernel: String = "6.1.0") -> BootSeen {
    BootSeen(report(machine: machine, kernel: kernel), input: "x")
  }

  static func kill(
    machine: Int, kernel: String = "6.1.0", driver: String = "acme", seqnum: UInt64 = 7,
    day: Int64 = 1, in change: (inout Report.Boot) -> Void = { _ in }
  ) -> FindingSummary {
    var boot = report(machine: machine, kernel: kernel)
    change(&boot)
    var kill = Report.Finding(id: "", kind: "kill", headline: "")
    kill.seqnum = seqnum
    kill.device = Report.Device()
    kill.device?.sysname = "sda"
    kill.device?.description = "a device"
    kill.culprit = Report.Culprit(kind: .driver, name: driver, confidence: .certain)
    kill.cause = .eventTimeout
    kill.outcome = .unbound
    kill.limit = 30
    kill.killed = Report.Time(Stamp(realtime: day * Self.day))
    return FindingSummary(kill, .kill, of: boot, input: "x")
  }
}
