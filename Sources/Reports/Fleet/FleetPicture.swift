internal import LogModel
internal import ReportModel

/// Kills over time: a bar for each day, or for each span of several where there are many, with the
/// culprits on each other.
struct FleetPicture {
  private let kills: FleetReport.Days
  private let width: Double
  private let title: SafeText
  /// Days in a bar.
  private let step: Int
  private let bars: [Range<Int>]

  private static let height = 180.0
  private static let margin = 8.0
  private static let leastBar = 6.0
  /// Wide enough to see, and not so wide that a week looks like a block.
  private static let mostBar = 24.0

  /// A fill for each culprit, in an order in which neighbours differ by lightness too.
  static let sheet: StaticString = """
    svg .c0 { fill: #c01025; } svg .c1 { fill: #9db4dc; } svg .c2 { fill: #a35a00; }
    svg .c3 { fill: #62cf8d; } svg .c4 { fill: #2453b3; } svg .c5 { fill: #f0a94a; }
    svg .c6 { fill: #6b3fa0; } svg .c7 { fill: #a1a7b7; }
    main { max-width: 1500px; }
    .many td:first-child { overflow-wrap: anywhere; min-width: 16em; }
    @media (max-width: 1400px) { .scroll .many { font-size: .8rem; }
      .scroll .many th, .scroll .many td { padding-right: .5rem; } }
    @media print { .scroll table { font-size: .6rem; } }

    """
  private static let styles: [SafeText] = ["c0", "c1", "c2", "c3", "c4", "c5", "c6", "c7"]

  init(_ kills: FleetReport.Days, width: Double, title: SafeText) {
    self.kills = kills
    self.width = width
    self.title = title
    let all = kills.days.compactMap(\.number)
    guard let first = all.min(), let last = all.max() else {
      (step, bars) = (1, [])
      return
    }
    let days = first...last
    let room = Int((width - 60) / Self.leastBar)
    let step = [1, 7, 28, 91, 364].first { days.count / $0 < room } ?? days.count / room + 1
    bars = stride(from: days.lowerBound, through: days.upperBound, by: step).map { $0..<$0 + step }
    self.step = step
  }

  /// What it shows.
  var name: SafeText { step == 1 ? "Kills a day" : "Kills in \(step) days each" }

  var drawing: Drawing {
    var drawing = Drawing(width: width)
    var top = Self.margin
    if !title.isEmpty {
      top += Drawing.row
      let room = Int((width - 2 * Self.margin) / Drawing.letter)
      drawing.texts.append(
        .init(
          text: title.cut(to: room), left: Self.margin, base: top - 4, style: "title", title: title)
      )
    }
    let heights = bars.map { bar in
      kills.days.filter { $0.number.map(bar.contains) ?? false }.map(\.kills)
        .reduce(kills.culprits.map { _ in 0 }) { sums, counts in zip(sums, counts).map(+) }
    }
    let most = max(1, heights.map { $0.reduce(0, +) }.max() ?? 1)
    let left = Self.margin + Drawing.width(of: grouped(most)) + 6
    let ground = top + Self.height
    drawAxis(most, left: left, top: top + 12, ground: ground, in: &drawing)
    let share = min(Self.mostBar, (width - left - Self.margin) / Double(max(1, bars.count)))
    for (place, bar) in bars.enumerated() {
      draw(
        heights[place], of: bar, from: left + Double(place) * share, width: share * 0.85,
        ground: ground,
        scale: (Self.height - 12) / Double(most), in: &drawing)
    }
    drawDates(left: left, share: share, base: ground + Drawing.row, in: &drawing)
    drawing.height = ground + 2 * Drawing.row
    drawLegend(in: &drawing)
    return drawing
  }

  private func drawAxis(
    _ most: Int, left: Double, top: Double, ground: Double, in drawing: inout Drawing
  ) {
    for (count, height) in [(most, top), (0, ground)] {
      let label = grouped(count)
      drawing.texts.append(
        .init(
          text: label, left: left - 6 - Drawing.width(of: label), base: height + 4, style: "faint"))
      drawing.lines.append(
        .init(
          from: (left, height), to: (width - Self.margin, height),
          style: count == 0 ? "axis" : "ground"))
    }
  }

  private func draw(
    _ counts: [Int], of bar: Range<Int>, from: Double, width: Double, ground: Double, scale: Double,
    in drawing: inout Drawing
  ) {
    var base = ground
    for (number, culprit) in kills.culprits.enumerated() {
      let count = counts[number]
      guard count > 0 else { continue }
      let height = Double(count) * scale
      base -= height
      drawing.bars.append(
        .init(
          from: from, to: from + width, top: base, height: height, style: style(number),
          title: "\(date(bar.lowerBound)): \(label(culprit)), \(counted(count, "kill"))"))
    }
  }

  /// As many as there is room for, from left to right.
  private func drawDates(
    left: Double, share: Double, base: Double, in drawing: inout Drawing
  ) {
    var free = 0.0
    for (place, bar) in bars.enumerated() {
      let x = left + Double(place) * share
      let text = date(bar.lowerBound)
      guard x >= free, x + Drawing.width(of: text) <= width - Self.margin else { continue }
      drawing.texts.append(.init(text: text, left: x, base: base, style: "faint"))
      free = x + Drawing.width(of: text) + 24
    }
  }

  private func drawLegend(in drawing: inout Drawing) {
    var x = Self.margin
    for (number, culprit) in kills.culprits.enumerated() {
      let most = Int((width - 2 * Self.margin - 16) / Drawing.letter)
      let text = label(culprit).cut(to: min(32, most))
      let length = 16 + Drawing.width(of: text)
      if x > Self.margin, x + length > width - Self.margin {
        x = Self.margin
        drawing.height += Drawing.row
      }
      drawing.bars.append(
        .init(
          from: x, to: x + 10, top: drawing.height - 9, height: 10, style: style(number), title: "")
      )
      drawing.texts.append(
        .init(text: text, left: x + 16, base: drawing.height, title: label(culprit)))
      x += length + 16
    }
    drawing.height += Self.margin
  }

  private func style(_ number: Int) -> SafeText { Self.styles[number % Self.styles.count] }

  private func label(_ culprit: String?) -> SafeText {
    guard let culprit else { return "others" }
    return culprit == "unknown" ? "not known" : SafeText(culprit)
  }

  private func date(_ day: Int) -> SafeText {
    SafeText(CivilTime(microseconds: Int64(day) * 86_400_000_000).dateText)
  }
}

extension FleetReport.Day {
  /// Days since 1970.
  fileprivate var number: Int? {
    CivilTime.microseconds(rfc3339: "\(date)T00:00:00Z").map {
      Int($0 / CivilTime.microsPerDay)
    }
  }
}
