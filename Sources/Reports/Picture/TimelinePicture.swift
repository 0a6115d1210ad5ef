internal import ReportModel

/// The time line of one boot, laid out for a given width.
struct TimelinePicture {
  private let lanes: Lanes
  private let anchor: (Report.Entry) -> SafeText
  private let axis: TimeAxis
  /// Where times are drawn.
  private let room: ClosedRange<Double>
  /// With many lanes their titles stand beside them, and marks have no words of their own.
  private let isDense: Bool
  private let titlesAside: Bool
  private(set) var drawing: Drawing

  private static let edge = 8.0
  private static let aside = 250.0
  /// Half the width of a mark.
  private static let half = 5.0
  private static let mostRows = 8

  /// - Parameters:
  ///   - title: above the picture; cut to its width.
  ///   - anchor: the id of a log line on the same page; empty if there is none.
  init(_ lanes: Lanes, title: SafeText, width: Double, anchor: @escaping (Report.Entry) -> SafeText)
  {
    self.lanes = lanes
    self.anchor = anchor
    isDense = lanes.all.count(where: { $0.kind == .victim }) > 4
    titlesAside = isDense && width >= 600
    let left = titlesAside ? Self.aside : Self.edge + Self.half
    room = left...(width - Self.edge - Self.half)
    axis = TimeAxis(busy: lanes.all.flatMap(\.times), room: room, finest: lanes.resolution)
    drawing = Drawing(width: width)

    drawing.height = Self.edge
    if !title.isEmpty { writeLine(title, style: "title") }
    if lanes.all.isEmpty {
      writeLine("The log does not tell when the kills were.", style: "faint")
      drawing.height += Self.edge
      return
    }
    drawAxis()
    for lane in lanes.all { draw(lane) }
    if lanes.left > 0 {
      writeLine("… and \(counted(lanes.left, "more kill")) without a place here", style: "faint")
    }
    drawLegend()
    drawing.height += Self.edge
  }

  // MARK: - The axis

  private mutating func drawAxis() {
    let base = drawing.height + Drawing.row
    var free = -Double.infinity
    for (time, step) in axis.ticks {
      let x = axis.x(time)
      drawing.lines.append(.init(from: (x, base + 4), to: (x, base + 8), style: "axis"))
      let microseconds = Int64(min(max(time * 1_000_000, -9.2e18), 9.2e18).rounded())
      let label = lanes.clock.text(microseconds, resolution: step < 1 ? 1 : 1_000_000)
      let width = Drawing.width(of: label)
      let left = min(max(x - width / 2, Self.edge), drawing.width - Self.edge - width)
      guard left > free else { continue }
      drawing.texts.append(.init(text: label, left: left, base: base, style: "faint"))
      free = left + width + 10
    }
    let lines = axis.lines
    for (number, line) in lines.enumerated() {
      let y = base + 8
      drawing.lines.append(
        .init(from: (line.lowerBound, y), to: (line.upperBound, y), style: "axis"))
      guard number > 0 else { continue }
      let middle = line.lowerBound - (line.lowerBound - lines[number - 1].upperBound) / 2
      for x in [middle - 3, middle + 3] {
        drawing.lines.append(
          .init(
            from: (x - 3, y + 5), to: (x + 3, y - 5), style: "axis",
            title: "nothing happened for a while"))
      }
    }
    drawing.height = base + 18
  }

  // MARK: - A lane

  private mutating func draw(_ lane: Lane) {
    let top = drawing.height
    if !titlesAside { writeLine(lane.title, style: "") }
    let places = spread(lane.marks.map { axis.x($0.time) })
    let hasLabels = !isDense || lane.kind != .victim
    func rows(_ label: (Int) -> SafeText) -> LabelRows {
      LabelRows(
        hasLabels ? lane.marks.indices.map { (places[$0], label($0)) } : [], room: room,
        letter: Drawing.letter, most: Self.mostRows)
    }
    var labels = rows { lane.marks[$0].label }
    // words for which there is no room beside their marks stand below, by number
    let isNumbered = !labels.areWhole
    let order = lane.marks.indices.sorted { (places[$0], $0) < (places[$1], $1) }
    if isNumbered { labels = rows { "\((order.firstIndex(of: $0) ?? 0) + 1)" } }
    let middle = drawing.height + Double(labels.rowsAbove) * Drawing.row + 10
    if titlesAside {
      let most = Int((Self.aside - 2 * Self.edge - Self.half) / Drawing.letter)
      drawing.texts.append(
        .init(text: lane.title.cut(to: most), left: Self.edge, base: middle + 4, title: lane.title))
    }
    drawBars(of: lane, at: middle)
    for label in labels.placed {
      let distance = 10 + Double(label.row) * Drawing.row
      let base = label.isAbove ? middle - distance - 4 : middle + distance + 12
      let x = places[label.index]
      drawing.lines.append(
        .init(from: (x, middle), to: (x, label.isAbove ? base - 8 : base), style: "thread"))
      drawing.texts.append(
        .init(text: label.text, left: label.left, base: base, title: lane.marks[label.index].label))
    }
    for (mark, x) in zip(lane.marks, places) {
      drawing.signs.append(
        .init(
          mark: mark.kind, x: x, y: middle, title: title(of: mark),
          anchor: mark.entry.map(anchor) ?? ""))
    }
    drawing.height = middle + 10 + Double(labels.rowsBelow) * Drawing.row
    if isNumbered {
      drawing.height += 4
      for (number, index) in order.enumerated() {
        writeLine("\(number + 1) \(lane.marks[index].label)", style: "")
      }
    }
    drawing.height += isDense && lane.kind == .victim ? 0 : 14
    if lane.kind != .victim, titlesAside { drawing.height = max(drawing.height, top + 24) }
  }

  private mutating func drawBars(of lane: Lane, at middle: Double) {
    drawing.lines.append(
      .init(from: (room.lowerBound, middle), to: (room.upperBound, middle), style: "ground"))
    for (span, style, says) in [
      (lane.running, "running", "the event runs"), (lane.dying, "dying", "after the signal"),
    ] as [(ClosedRange<Double>?, SafeText, SafeText)] {
      guard let span else { continue }
      let from = axis.x(span.lowerBound)
      drawing.bars.append(
        .init(
          from: from, to: max(from + 1, axis.x(span.upperBound)), top: middle - 4, height: 8,
          style: style,
          title: "\(lane.title): \(says), \(duration(span.upperBound - span.lowerBound))"))
    }
    for (time, says) in [
      (lane.third, "a third of the limit"), (lane.limit, "the limit"),
    ] as [(Double?, SafeText)] {
      guard let time else { continue }
      let x = axis.x(time)
      drawing.lines.append(
        .init(from: (x, middle - 8), to: (x, middle + 8), style: "limit", title: says))
    }
  }

  /// Marks of the same moment stand side by side: far enough apart to be seen and hit.
  private func spread(_ wanted: [Double]) -> [Double] {
    let order = wanted.indices.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
    let step = 2 * Self.half + 2
    var places = wanted
    var free = room.lowerBound
    for index in order {
      places[index] = max(wanted[index], free)
      free = places[index] + step
    }
    free = room.upperBound
    for index in order.reversed() {
      places[index] = min(places[index], free)
      free = places[index] - step
    }
    return places
  }

  /// The exact line, where there is one.
  private func title(of mark: TimelineMark) -> SafeText {
    guard let entry = mark.entry else { return mark.label }
    let line = entry.quoted.first ?? ""
    return mark.kind == .word ? line : "\(mark.label): \(line)"
  }

  // MARK: - Words below and above

  /// On as many lines as it takes.
  private mutating func writeLine(_ text: SafeText, style: SafeText) {
    let most = Int((drawing.width - 2 * Self.edge) / Drawing.letter)
    for row in text.wrapped(to: most) {
      drawing.height += Drawing.row
      drawing.texts.append(
        .init(
          text: row.cut(to: most), left: Self.edge, base: drawing.height - 4, style: style,
          title: row.columns > most ? row : ""))
    }
  }

  /// What the marks mean, for those that are in the picture.
  private mutating func drawLegend() {
    let used = Set(drawing.signs.map(\.mark))
    drawing.height += Drawing.row
    var left = Self.edge + Self.half
    func isFull(_ width: Double) -> Bool { left + width > drawing.width - Self.edge }
    for mark in TimelineMark.Kind.allCases where used.contains(mark) {
      let says = mark.look.legend
      let width = 10 + Drawing.width(of: says) + 16
      if isFull(width) {
        left = Self.edge + Self.half
        drawing.height += Drawing.row
      }
      drawing.signs.append(.init(mark: mark, x: left, y: drawing.height, title: says))
      drawing.texts.append(
        .init(text: says, left: left + 10, base: drawing.height + 4, style: "faint"))
      left += width
    }
    guard lanes.all.contains(where: { $0.limit != nil }) else { return }
    let says: SafeText = "the limit and a third of it"
    if isFull(26 + Drawing.width(of: says)) {
      left = Self.edge + Self.half
      drawing.height += Drawing.row
    }
    drawing.lines.append(
      .init(from: (left, drawing.height - 7), to: (left, drawing.height + 7), style: "limit"))
    drawing.texts.append(
      .init(text: says, left: left + 10, base: drawing.height + 4, style: "faint"))
  }
}
