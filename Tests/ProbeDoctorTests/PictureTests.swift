import LogModel
import ReportModel
import Testing

@testable import Reports

@Suite struct PictureTests {
  private static let widths = [Drawing.wide, Drawing.narrow]

  @Test(arguments: Samples.all + [("fifty", Samples.fifty), ("crowded", Samples.crowded)])
  func samplesAreDrawnWithoutOverlap(_ name: String, _ diagnosis: Report) {
    for width in Self.widths { check(diagnosis, width: width) }
  }

  @Test(arguments: Recorded.cases)
  func casesAreDrawnWithoutOverlap(_ name: String) throws {
    let diagnosis = try Recorded.report(of: name)
    for width in Self.widths { check(diagnosis, width: width) }
  }

  @Test func eachMarkLeadsToItsLine() {
    let boot = Samples.driver.boots[0]
    let lanes = Lanes(boot)
    let lines = LogLines(lanes.entries, boot: 1)
    let anchors = lanes.all.flatMap(\.marks).compactMap(\.entry).map { lines.anchor($0).text }
    #expect(!anchors.isEmpty && !anchors.contains(""))
    let page = String(decoding: Rendering(.html).bytes(of: Samples.driver), as: UTF8.self)
    for anchor in anchors {
      #expect(page.contains("href=\"#\(anchor)\""))
      #expect(page.contains("id=\"\(anchor)\""))
    }
  }

  /// Words for which there is no room beside their mark stand below the line.
  @Test(arguments: widths)
  func noWordIsCut(_ width: Double) {
    // a word that is longer than the line has no other place
    for (name, report) in Samples.all where name != "hostile" {
      for boot in report.boots {
        let picture = TimelinePicture(Lanes(boot), title: "", width: width) { _ in "" }
        let cut = picture.drawing.texts.filter { $0.text.text.hasSuffix("…") && !$0.title.isEmpty }
        #expect(cut.isEmpty, "\(name): \(cut.map(\.text.text))")
      }
    }
  }

  /// udevd warns at a third of its own limit, without what it adds before it kills.
  @Test(arguments: [(30.0, 110.0), (40.0, 110.0), (21.0, 107.0)])
  func aThirdIsOfTheLimitWithoutWhatIsAdded(_ limit: Double, _ expected: Double) {
    var boot = Report.Boot(eventTimeout: Report.EventTimeout(seconds: 30))
    var kill = Report.Finding(id: "", kind: "kill", headline: "")
    kill.limit = limit
    kill.started = Report.Time(Stamp(monotonic: 100_000_000))
    kill.killed = Report.Time(Stamp(monotonic: 100_000_000 + Int64(limit * 1_000_000)))
    boot.kills = [kill]
    #expect(Lanes(boot).all.map(\.third) == [expected])
  }

  @Test func longTimesWithoutEventsAreLeftOut() {
    let axis = TimeAxis(busy: [10...20, 12...30, 9_000...9_020], room: 0...800)
    #expect(axis.lines.count == 2)
    #expect(axis.x(30) < axis.x(9_000))
    #expect(axis.x(20) - axis.x(10) > 100)
    #expect(TimeAxis(busy: [10...20, 21...30], room: 0...800).lines.count == 1)
    #expect(TimeAxis(busy: [5...5], room: 0...800).x(5) == 400)
  }

  @Test func theMarkOfAThirdStandsWhereUdevdWarned() {
    var boot = Samples.driver.boots[0]
    boot.eventTimeout.seconds = 12
    boot.kills[0].started = Report.Time(Samples.at(10_000_000), basis: .workedOut)
    boot.kills[0].warned = nil
    // the worker has ten seconds more than its event
    boot.kills[0].limit = 22
    func third() -> Double? { Lanes(boot).all.first?.third }
    #expect(third() == 14)
    boot.kills[0].warned = Report.Time(Samples.at(14_250_000), basis: .stated)
    #expect(third() == 14.25)
  }

  private struct Box {
    var left: Double
    var right: Double
    var top: Double
    var bottom: Double

    func overlaps(_ other: Box) -> Bool {
      left < other.right && other.left < right && top < other.bottom && other.top < bottom
    }

    func isCrossed(by line: Drawing.Line) -> Bool {
      let (from, to) = (min(line.from.y, line.to.y), max(line.from.y, line.to.y))
      return left < line.from.x && line.from.x < right && from < bottom && top < to
    }
  }

  private func check(_ diagnosis: Report, width: Double) {
    for boot in diagnosis.boots where !boot.kills.isEmpty {
      let title: SafeText = "boot of 2026-11-23 18:48 UTC"
      let drawing = TimelinePicture(Lanes(boot), title: title, width: width) { _ in "" }.drawing
      checkTexts(in: drawing)
      checkMarks(in: drawing)
    }
  }

  /// No text leaves the picture, stands on another, or is crossed by the thread of a mark.
  private func checkTexts(in drawing: Drawing) {
    let boxes = drawing.texts.map { text in
      Box(
        left: text.left, right: text.left + Drawing.width(of: text.text), top: text.base - 9,
        bottom: text.base + 3)
    }
    for (place, box) in boxes.enumerated() {
      let text = drawing.texts[place].text.text
      #expect(
        box.left >= 0 && box.right <= drawing.width && box.bottom <= drawing.height,
        "\(text) leaves the picture")
      for other in boxes.dropFirst(place + 1) where box.overlaps(other) {
        Issue.record("something is drawn over \(text)")
      }
      for line in drawing.lines where line.style == "thread" && box.isCrossed(by: line) {
        Issue.record("a thread crosses \(text)")
      }
    }
  }

  /// Marks stand apart, so that each can be seen and hit.
  private func checkMarks(in drawing: Drawing) {
    for (place, sign) in drawing.signs.enumerated() {
      #expect(sign.x >= 5 && sign.x <= drawing.width - 5)
      for other in drawing.signs.dropFirst(place + 1) {
        #expect(abs(sign.x - other.x) >= 10 || abs(sign.y - other.y) >= 10)
      }
    }
  }
}
