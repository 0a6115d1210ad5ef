internal import ReportModel

/// What other boots of the machine say of a device, and a picture of its times in them.
struct OtherBoots {
  let usually: Report.Usually

  var blocks: [Block] {
    let lines =
      [("here", usually.stoppedAfter), ("there", usually.expectedNext)]
      .compactMap { lead, evidence -> Item? in
        evidence.map {
          Item(
            kind: .reason, lead: SafeText(lead), says: SafeText(sentence: $0.says),
            lines: $0.entries.flatMap(\.quoted))
        }
      }
    var blocks: [Block] = [.story([SafeText(sentence: usually.says)])]
    if !lines.isEmpty { blocks.append(.only([.text, .page], [.items(lines)])) }
    if let picture { blocks.append(.only([.page], [.picture(picture)])) }
    return [.part("In other boots", blocks)]
  }

  private var picture: Illustration? {
    let chart = CourseChart(usually)
    guard chart.rows.count > 1 else { return nil }
    return Illustration(
      title: "This boot and the good ones",
      subtitle: "how long the device took, in seconds",
      name: "How long the device took in each boot",
      drawing: { chart.drawing(width: $0) })
  }
}

/// A bar for this boot above those of the boots in which the device was well.
struct CourseChart {
  struct Row {
    var label: SafeText
    var seconds: Double
    var isGood: Bool
    /// It had not come to its end.
    var isOpen = false
  }

  private(set) var rows: [Row] = []

  private static let edge = 8.0
  private static let most = 20

  init(_ usually: Report.Usually) {
    let here = usually.secondsHere ?? usually.waited
    if let here {
      rows.append(
        Row(label: "this boot", seconds: here, isGood: false, isOpen: usually.secondsHere == nil))
    }
    for boot in usually.history.suffix(Self.most).reversed() {
      guard let seconds = boot.seconds else { continue }
      let label = [boot.bootID.map { SafeText($0.prefix(8)) }, boot.kernel.map { SafeText($0) }]
        .compactMap { $0 }.joined(separator: " ")
      rows.append(Row(label: label.isEmpty ? "a good boot" : label, seconds: seconds, isGood: true))
    }
  }

  func drawing(width: Double) -> Drawing {
    var drawing = Drawing(width: width)
    let room = width * 0.42
    let longest = max(rows.map(\.seconds).max() ?? 0, 0.001)
    let letters = Int(room / Drawing.letter) - 1
    let right = width - Self.edge - 8 * Drawing.letter
    var top = Self.edge
    for row in rows {
      drawing.texts.append(
        .init(
          text: row.label.cut(to: letters), left: Self.edge, base: top + 11,
          style: row.isGood ? "faint" : "title", title: row.label))
      let end = room + max(1, (right - room) * row.seconds / longest)
      let text =
        "\(duration((row.seconds * 10).rounded() / 10))\(row.isOpen ? " …" : "")" as SafeText
      drawing.bars.append(
        .init(
          from: room, to: end, top: top + 2, height: 10, style: row.isGood ? "running" : "warned",
          title: "\(row.label): \(text)"))
      drawing.texts.append(.init(text: text, left: end + 4, base: top + 11))
      top += Drawing.row
    }
    drawing.height = top + Self.edge
    return drawing
  }
}
