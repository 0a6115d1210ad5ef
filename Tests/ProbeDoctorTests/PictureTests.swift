import JournalReader
import Testing

@testable import KillCorrelator
@testable import probe_doctor

@Suite struct PictureTests {
  @Test(arguments: [TimelinePicture.wide, TimelinePicture.narrow])
  func textsNeitherOverlapNorLeaveThePicture(_ width: Double) {
    for (name, drawing) in drawings(width: width) {
      let boxes = drawing.texts.map { text in
        Box(
          left: text.left, right: text.left + Drawing.width(of: text.text), top: text.base - 9,
          bottom: text.base + 3)
      }
      for (place, box) in boxes.enumerated() {
        let text = drawing.texts[place].text.text
        #expect(
          box.left >= 0 && box.right <= width && box.bottom <= drawing.height,
          "\(text) leaves the picture of \(name)")
        for other in boxes.dropFirst(place + 1) where box.overlaps(other) {
          Issue.record("something is drawn over \(text) in \(name)")
        }
        for line in drawing.lines where line.style == "thread" && box.isCrossed(by: line) {
          Issue.record("a thread crosses \(text) in \(name)")
        }
      }
    }
  }

  @Test(arguments: [TimelinePicture.wide, TimelinePicture.narrow])
  func marksDoNotHideEachOther(_ width: Double) {
    for (name, drawing) in drawings(width: width) {
      for (place, sign) in drawing.signs.enumerated() {
        #expect(sign.x >= 5 && sign.x <= width - 5)
        for other in drawing.signs.dropFirst(place + 1) {
          #expect(abs(sign.x - other.x) >= 10 || abs(sign.y - other.y) >= 10, "in \(name)")
        }
      }
    }
  }

  @Test func eachMarkLeadsToItsLine() {
    let boot = Samples.driver.boots[0]
    let lanes = Lanes(boot)
    let lines = LogLines(lanes.entries, boot: 1)
    let anchors = lanes.all.flatMap(\.marks).compactMap(\.entry).map { lines.anchor($0).text }
    #expect(!anchors.isEmpty && !anchors.contains(""))
    var html = MarkupWriter()
    HTMLReport(diagnosis: Samples.driver, quiet: false).write(to: &html)
    for anchor in anchors {
      #expect(html.text.contains("href=\"#\(anchor)\""))
      #expect(html.text.contains("id=\"\(anchor)\""))
    }
  }

  @Test func longTimesWithoutEventsAreLeftOut() {
    let axis = TimeAxis(busy: [10...20, 12...30, 9_000...9_020], room: 0...800)
    #expect(axis.lines.count == 2)
    #expect(axis.x(30) < axis.x(9_000))
    #expect(axis.x(20) - axis.x(10) > 100)
    #expect(TimeAxis(busy: [10...20, 21...30], room: 0...800).lines.count == 1)
    #expect(TimeAxis(busy: [5...5], room: 0...800).x(5) == 400)
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

  private func drawings(width: Double) -> [(name: String, drawing: Drawing)] {
    (Samples.all + [("fifty", Samples.fifty), ("crowded", Samples.crowded)])
      .flatMap { sample in
        sample.diagnosis.boots.filter { !$0.kills.isEmpty }.map { boot in
          let title: Shown = "boot of 2026-11-23 18:48 UTC"
          let picture = TimelinePicture(Lanes(boot), title: title, width: width) { _ in "" }
          return (sample.name, picture.drawing)
        }
      }
  }
}
