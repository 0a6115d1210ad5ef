import KillCorrelator
import LogModel

/// The pictures alone: one below the other, a boot each.
struct SVGReport {
  let diagnosis: ToldDiagnosis

  func write(to svg: inout MarkupWriter) {
    let boots = diagnosis.boots.enumerated().filter { !$0.element.kills.isEmpty }
    let drawings = boots.map { index, boot -> (name: Shown, drawing: Drawing) in
      let name = Self.name(of: boot, number: index + 1, of: diagnosis.boots.count)
      let picture = TimelinePicture(Lanes(boot), title: name, width: TimelinePicture.wide) { _ in
        ""
      }
      return (name, picture.drawing)
    }
    let closing = closingLines
    let height = drawings.reduce(closing.height) { $0 + $1.drawing.height }
    svg.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
    svg.element(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": "0 0 \(pixels(closing.width)) \(pixels(height))",
        "width": pixels(closing.width), "height": pixels(height),
      ]
    ) { svg in
      svg.newLine()
      svg.element("title", Closing(digest: Digest(diagnosis)).found)
      svg.element("style") { svg in
        svg.raw(PictureStyle.colours)
        svg.raw(PictureStyle.sheet)
      }
      svg.raw("<rect width=\"100%\" height=\"100%\" style=\"fill: var(--paper)\"/>\n")
      var top = 0.0
      for (name, drawing) in drawings {
        drawing.write(to: &svg, name: "Time line \(name)", top: top)
        top += drawing.height
      }
      closing.write(to: &svg, name: "what was read", top: top)
    }
    svg.newLine()
  }

  /// `boot of 2026-11-23 18:48 UTC · Linux 6.1.0, systemd 252`; empty if nothing is known.
  static func name(of boot: ToldBoot, number: Int, of count: Int) -> Shown {
    let ordinal: Shown? = count > 1 ? "\(number) of \(count)" : nil
    return Identity(device: nil, boot: boot, ordinal: ordinal).line
  }

  /// How much was found, and in what.
  private var closingLines: Drawing {
    var drawing = Drawing(width: TimelinePicture.wide)
    let closing = Closing(digest: Digest(diagnosis))
    let rows = Page(width: 115, colour: false).wrapped("\(closing.found) \(closing.read)", to: 115)
    drawing.height = 8
    for row in rows {
      drawing.height += Drawing.row
      drawing.texts.append(Drawing.Text(text: row.cut(to: 118), left: 8, base: drawing.height - 4))
    }
    drawing.height += 8
    return drawing
  }
}
