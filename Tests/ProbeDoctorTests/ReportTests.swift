import LogModel
import Reports
import Telling
import Testing

@testable import ReportModel

@Suite struct ReportTests {
  @Test(arguments: Samples.all.map(\.name))
  func textReadsAsReviewed(_ name: String) throws {
    let diagnosis = try sample(name)
    try Golden.check(render(diagnosis, .text), against: "\(name).txt")
  }

  @Test("a foreign word is cut where it is too long, advice is not")
  func longAdvice() {
    var report = Samples.driver
    let advice = String(repeating: "Look at the cable. ", count: 30) + "Then at the card."
    report.boots[0].kills[0].remedies = [
      Report.Remedy(id: "check-hardware", scope: .lasting, text: advice, commands: [])
    ]
    let text = String(decoding: render(report, .text), as: UTF8.self)
    #expect(text.split { $0.isWhitespace }.joined(separator: " ").contains(advice))
  }

  @Test(arguments: ["driver", "hostile", "incomplete", "near-misses"])
  func jsonKeepsItsForm(_ name: String) throws {
    let diagnosis = try sample(name)
    try Golden.check(render(diagnosis, .json), against: "\(name).json")
  }

  @Test(arguments: ["driver", "hostile", "incomplete", "near-misses"])
  func linesKeepTheirForm(_ name: String) throws {
    let diagnosis = try sample(name)
    try Golden.check(render(diagnosis, .ndjson), against: "\(name).ndjson")
  }

  @Test func aLineForEachFindingAndOneForWhatWasRead() throws {
    for sample in Samples.all {
      let lines = render(sample.diagnosis, .ndjson).split(separator: 0x0a)
      let findings = sample.diagnosis.boots.reduce(0) {
        $0 + $1.kills.count + $1.warnings.count + $1.otherDeaths.count
      }
      #expect(lines.count == findings + 1, "in \(sample.name)")
      #expect(lines.allSatisfy { $0.starts(with: Array(#"{"schema_version":1,"tool":{"#.utf8)) })
    }
  }

  @Test(arguments: Samples.all.map(\.name))
  func markdownReadsAsReviewed(_ name: String) throws {
    try Golden.check(render(sample(name), .markdown), against: "\(name).md")
  }

  @Test(arguments: ["driver", "hostile", "near-misses", "stop-timeout"])
  func pageReadsAsReviewed(_ name: String) throws {
    try Golden.check(render(sample(name), .html), against: "\(name).html")
  }

  @Test(arguments: ["driver", "hostile", "clean", "stop-timeout"])
  func pictureLooksAsReviewed(_ name: String) throws {
    try Golden.check(render(sample(name), .svg), against: "\(name).svg")
  }

  @Test(arguments: ["many-victims", "clean", "incomplete"])
  func quietIsHeadlinesOnly(_ name: String) throws {
    let diagnosis = try sample(name)
    try Golden.check(render(diagnosis, .text, quiet: true), against: "\(name).quiet.txt")
  }

  @Test("what is longer than the terminal says the verdict again where one looks first")
  func theVerdictIsInSight() {
    func headlines(height: Int?) -> Int {
      var rendering = Rendering(.text)
      rendering.height = height
      let text = String(decoding: rendering.bytes(of: Samples.driver), as: UTF8.self)
      return text.split(separator: "\n").count { $0.hasPrefix("✗ ") }
    }
    #expect([24, 500, nil].map { headlines(height: $0) } == [2, 1, 1])
  }

  @Test func narrowTerminalBreaksLines() throws {
    try Golden.check(render(Samples.driver, .text, width: 60), against: "driver.narrow.txt")
  }

  /// A photograph of a screen is a report, whatever was found.
  @Test(arguments: Samples.all.map(\.name))
  func briefFitsAScreen(_ name: String) throws {
    var rendering = Rendering(.text, width: 80)
    rendering.brief = true
    let text = String(decoding: rendering.bytes(of: try sample(name)), as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    #expect((1...20).contains(lines.count))
    if name != "hostile" { #expect(lines.allSatisfy { $0.count <= 80 }, "\(text)") }
    rendering.ascii = true
    #expect(rendering.bytes(of: try sample(name)).allSatisfy { $0 < 0x80 })
  }

  @Test(arguments: [40, 60, 80])
  func narrowTextHasTheSameWords(_ width: Int) {
    for sample in Samples.all where sample.name != "hostile" && sample.name != "programs" {
      let lines = String(
        decoding: render(sample.diagnosis, .text, width: width), as: UTF8.self
      ).split(separator: "\n")
      // commands are there to be copied and stay whole, and so does a word
      let long = lines.filter {
        $0.count > width && !$0.contains("modprobe") && !$0.contains("initcall")
          && $0.split(separator: " ").count > 1
      }
      #expect(long.isEmpty, "\(sample.name): \(long)")
    }
  }

  @Test(arguments: OutputFormat.allCases)
  func noFormatPrintsWhatATerminalObeys(_ format: OutputFormat) {
    for sample in Samples.all {
      let text = String(decoding: render(sample.diagnosis, format), as: UTF8.self)
      for scalar in text.unicodeScalars where scalar != "\n" {
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator:
          Issue.record("U+\(hexadecimal(scalar.value, digits: 4)) in \(sample.name)")
        default: break
        }
      }
    }
  }

  @Test func colourIsTheOnlyDifference() {
    let plain = String(decoding: render(Samples.driver, .text), as: UTF8.self)
    var coloured = String(decoding: render(Samples.driver, .text, colour: true), as: UTF8.self)
    #expect(coloured != plain)
    coloured.replace(/\u{1b}\[[0-9;]*m/, with: "")
    #expect(coloured == plain)
  }

  @Test func nothingTrailsOrDoublesInText() {
    for sample in Samples.all {
      let text = String(decoding: render(sample.diagnosis, .text), as: UTF8.self)
      #expect(!text.contains(" \n"), "spaces at the end of a line in \(sample.name)")
      #expect(!text.contains("\n\n\n"), "two empty lines in \(sample.name)")
      #expect(!text.contains(".."), "two full stops in \(sample.name)")
    }
  }

  @Test(arguments: [Int64.min, -1, 0, Int64.max])
  func timesBeyondReasonDoNoHarm(_ time: Int64) {
    for stamp in [
      Stamp(monotonic: time), Stamp(realtime: time), Stamp(realtime: time, calendar: .local),
    ] {
      var diagnosis = Samples.manyVictims
      for place in diagnosis.boots[0].kills.indices.dropFirst(2) {
        diagnosis.boots[0].kills[place].killed = Report.Time(stamp)
        diagnosis.boots[0].kills[place].limit = Double(time)
      }
      diagnosis.boots[0].first = Report.Time(stamp)
      diagnosis.boots[0].kills[0].ended = Report.Time(stamp)
      diagnosis.boots[0].tell()
      for format in OutputFormat.allCases { #expect(!render(diagnosis, format).isEmpty) }
    }
  }

  /// A saved report is shown again by the same code, with the same result.
  @Test(arguments: Recorded.cases)
  func aReportReadBackReadsTheSame(_ name: String) throws {
    try checkReadingBack(try Recorded.report(of: name))
  }

  @Test(arguments: Samples.all.map(\.name))
  func aSampleReadBackReadsTheSame(_ name: String) throws { try checkReadingBack(sample(name)) }

  private func checkReadingBack(_ report: Report) throws {
    let json = render(report, .json)
    #expect(Report.begins(json))
    let again = try Report(json: json)
    // all formats are made from this alone
    #expect(again == report)
    #expect(render(again, .text) == render(report, .text))
  }

  @Test func kindredKillsBeyondTheMostAreCounted() {
    var report = Samples.driver
    report.coverage.omitted.kills = 190_000
    for format in [OutputFormat.text, .markdown, .html] {
      let text = String(decoding: render(report, format), as: UTF8.self)
      #expect(text.contains("… and 190,000 more kills like these, counted but not told"))
      #expect(text.contains("190,001 timeout kills in at least 1 boot."))
    }
  }

  private func sample(_ name: String) throws -> Report {
    try #require(Samples.all.first { $0.name == name }).diagnosis
  }

  private func render(
    _ diagnosis: Report, _ format: OutputFormat, quiet: Bool = false, width: Int = 100,
    colour: Bool = false
  ) -> [UInt8] {
    Rendering(format, quiet: quiet, width: width, colour: colour).bytes(of: diagnosis)
  }
}
