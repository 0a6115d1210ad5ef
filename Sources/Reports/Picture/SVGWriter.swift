internal import ReportModel

extension Drawing {
  /// The drawing as an SVG element.
  ///
  /// - Parameters:
  ///   - name: for those who hear the page instead of seeing it.
  ///   - top: where it stands in the picture around it; nil if it stands in a page.
  func write(
    to svg: inout MarkupWriter, name: SafeText, style: SafeText = "", top: Double? = nil
  ) {
    let box: SafeText = "0 0 \(pixels(width)) \(pixels(height))"
    svg.element(
      "svg",
      [
        "xmlns": "http://www.w3.org/2000/svg", "class": style, "viewBox": box,
        "width": top == nil ? "" : pixels(width), "height": top == nil ? "" : pixels(height),
        "y": top.map(pixels) ?? "", "role": "img", "aria-label": name,
      ]
    ) { svg in
      svg.newLine()
      for line in lines {
        svg.shape(
          "line", line.title,
          [
            "class": line.style, "x1": pixels(line.from.x), "y1": pixels(line.from.y),
            "x2": pixels(line.to.x), "y2": pixels(line.to.y),
          ])
      }
      for bar in bars {
        svg.shape(
          "rect", bar.title,
          [
            "class": bar.style, "x": pixels(bar.from), "y": pixels(bar.top),
            "width": pixels(bar.to - bar.from), "height": pixels(bar.height), "rx": "2",
          ])
      }
      for text in texts {
        svg.shape(
          "text", text.title == text.text ? "" : text.title,
          [
            "class": text.style, "x": pixels(text.left), "y": pixels(text.base),
            "textLength": pixels(Drawing.width(of: text.text)), "lengthAdjust": "spacingAndGlyphs",
          ], content: text.text)
      }
      for sign in signs {
        let look = sign.mark.look
        svg.shape(
          "path", sign.title,
          [
            "class": look.style, "transform": "translate(\(pixels(sign.x)) \(pixels(sign.y)))",
            "d": look.path,
          ], anchor: sign.anchor)
      }
    }
    svg.newLine()
  }
}

extension MarkupWriter {
  /// - Parameter anchor: where it leads on the same page; empty for nowhere.
  fileprivate mutating func shape(
    _ name: StaticString, _ title: SafeText, _ attributes: KeyValuePairs<StaticString, SafeText>,
    content: SafeText = "", anchor: SafeText = ""
  ) {
    if !anchor.isEmpty { begin("a", ["href": "#\(anchor)"]) }
    begin(name, attributes)
    if !title.isEmpty { element("title", title) }
    text(content)
    end(name)
    if !anchor.isEmpty { end("a") }
    newLine()
  }
}

/// A length, to a tenth of a pixel.
func pixels(_ length: Double) -> SafeText {
  decimal(Int64((min(max(length, -1e6), 1e6) * 10).rounded()), places: 1)
}

/// How a picture looks, alone or in a page, by day and by night.
enum PictureStyle {
  static let sheet: StaticString = """
    svg text { font: 11px "DejaVu Sans Mono", "Liberation Mono", Menlo, Consolas, monospace;
      fill: var(--ink); white-space: pre; }
    svg .title { font-weight: bold; }
    svg .faint { fill: var(--faint); }
    svg .axis, svg .thread { stroke: var(--faint); fill: none; }
    svg .thread { stroke-width: .6; }
    svg .ground { stroke: var(--line); }
    svg .limit { stroke: var(--warn); stroke-width: 1.5; stroke-dasharray: 3 2; }
    svg .running { fill: var(--run); }
    svg .dying { fill: var(--bad); opacity: .35; }
    svg .start { fill: var(--good); }
    svg .warned { fill: var(--warn); }
    svg .kill { fill: none; stroke: var(--bad); stroke-width: 2.5; }
    svg .end { fill: var(--ink); }
    svg .word { fill: var(--note); }
    svg .death { fill: var(--note); }
    svg a:hover path, svg a:focus path { stroke: var(--ink); stroke-width: 2; }

    """
  static let colours: StaticString = """
    :root { color-scheme: light dark; --paper: #fff; --ink: #1c1d21; --faint: #5b6070;
      --line: #d5d8e0; --shade: #f3f4f7; --bad: #c01025; --warn: #a35a00; --good: #14713a;
      --run: #9db4dc; --note: #2453b3; }
    @media (prefers-color-scheme: dark) { :root { --paper: #16181d; --ink: #e7e8ec;
      --faint: #a1a7b7; --line: #3a3f4b; --shade: #22252d; --bad: #ff7281; --warn: #f0a94a;
      --good: #62cf8d; --run: #46618f; --note: #8db4ff; } }
    @media print { :root { --paper: #fff; --ink: #000; --faint: #444; --line: #bbb;
      --shade: #f3f4f7; --bad: #b00020; --warn: #8a4b00; --good: #0d5c2d; --run: #b4c5e4;
      --note: #1d4699; } }

    """
}
