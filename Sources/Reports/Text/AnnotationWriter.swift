package import ReportModel

/// Writes lines of the kernel's as text, each with who printed it before it, and behind it how that is
/// known.
package struct AnnotationWriter {
  private let outlet: Outlet
  private let isColoured: Bool

  package init(to outlet: Outlet, colour: Bool) {
    self.outlet = outlet
    isColoured = colour
  }

  /// A sign and a colour for each tone.
  private static let looks: [String?: (mark: String, colour: String)] = [
    "trouble": ("!", "33"), "gave-up": ("x", "31;1"), "ready": ("+", "32"), "progress": (".", ""),
  ]

  /// - Parameters:
  ///   - bytes: the line as the log has it.
  ///   - hasTime: whether a time is in it; a journal's message has none.
  package func write(_ told: Report.AnnotatedLine, _ bytes: [UInt8], hasTime: Bool) {
    let (mark, colour) = Self.looks[told.tone] ?? (" ", "")
    let isKernel = told.how == "kernel"
    let module = SafeText(told.module ?? (isKernel ? "(kernel)" : "")).text
    let padding = String(repeating: " ", count: max(0, 18 - module.count))
    var line = SafeText(bytes: bytes).text
    if !hasTime, let time = told.time?.monotonic { line = "[\(time)] \(line)" }
    var notes = [told.directory].compactMap { $0 }
    if let how = told.how, told.module != nil { notes.append("by \(how)") }
    if told.module == nil, !told.modules.isEmpty, !isKernel {
      notes.append("one of " + told.modules.prefix(6).joined(separator: ", "))
    }
    if let device = told.device {
      notes.append([device.sysname, device.description].compactMap { $0 }.joined(separator: ", "))
    }
    let tail = notes.isEmpty ? "" : "  ← " + SafeText(notes.joined(separator: "; ")).text
    outlet.write(
      coloured(mark, colour) + " " + coloured(module, "36") + padding + " "
        + coloured(line, colour) + coloured(tail, "2") + "\n")
  }

  private func coloured(_ text: String, _ code: String) -> String {
    isColoured && !code.isEmpty && !text.isEmpty ? "\u{1b}[\(code)m\(text)\u{1b}[0m" : text
  }
}
