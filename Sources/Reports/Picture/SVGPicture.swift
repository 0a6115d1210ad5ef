internal import ReportModel

/// Pictures alone, one below the other, for a page of somebody else's.
struct SVGPicture {
  private let title: SafeText
  /// Each drawn when it is its turn, and before that for its height: a thousand are not kept.
  private let parts: [(name: SafeText, drawing: () -> Drawing)]
  /// Rules of style beside those of all pictures.
  private let style: StaticString

  init(
    title: SafeText, parts: [(name: SafeText, drawing: () -> Drawing)],
    style: StaticString = ""
  ) {
    self.title = title
    self.parts = parts
    self.style = style
  }

  func write(to outlet: Outlet) {
    var svg = MarkupWriter(to: outlet)
    let height = pixels(parts.reduce(0) { $0 + $1.drawing().height })
    let width = pixels(Drawing.wide)
    svg.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
    svg.element(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "viewBox": "0 0 \(width) \(height)",
        "width": width, "height": height,
      ]
    ) { svg in
      svg.newLine()
      svg.element("title", title)
      svg.element("style") { svg in
        for sheet in [PictureStyle.colours, PictureStyle.sheet, style] { svg.raw(sheet) }
      }
      svg.raw("<rect width=\"100%\" height=\"100%\" style=\"fill: var(--paper)\"/>\n")
      var top = 0.0
      for (name, draw) in parts {
        let drawing = draw()
        drawing.write(to: &svg, name: name, top: top)
        top += drawing.height
      }
    }
    svg.newLine()
  }
}

extension SVGPicture {
  /// The time lines of all boots with kills, and what was read.
  init(_ report: Report) {
    let boots = report.boots.enumerated().filter { !$1.kills.isEmpty }
    let ordinals = Identity.ordinals(of: report)
    let drawings = boots.map { index, boot -> (name: SafeText, drawing: () -> Drawing) in
      let name = Self.name(of: boot, ordinals[index])
      return (
        "Time line \(name)",
        { TimelinePicture(Lanes(boot), title: name, width: Drawing.wide) { _ in "" }.drawing }
      )
    }
    let summary = ReportSummary(report)
    self.init(
      title: summary.found,
      parts: drawings + [("what was read", { Self.lines("\(summary.found) \(summary.read)") })])
  }

  /// `boot of 2026-11-23 18:48 UTC · Linux 6.1.0, systemd 252`; empty if nothing is known.
  static func name(of boot: Report.Boot, _ ordinal: SafeText?) -> SafeText {
    Identity(boot: boot, ordinal: ordinal).line
  }

  private static func lines(_ text: SafeText) -> Drawing {
    var drawing = Drawing(width: Drawing.wide)
    drawing.height = 8
    for row in text.wrapped(to: 115) {
      drawing.height += Drawing.row
      drawing.texts.append(.init(text: row.cut(to: 118), left: 8, base: drawing.height - 4))
    }
    drawing.height += 8
    return drawing
  }
}
