import KillCorrelator

/// What to do, sooner before later, with the commands to copy.
struct Advice {
  let remedies: [Remedy]

  func write(to page: inout Page) {
    guard !remedies.isEmpty else { return }
    page.blank()
    page.line(("What to do", .title), indent: 2)
    for scope in [Remedy.Scope.now, .lasting, .report, .learn] {
      var label = Shown(scope.rawValue)
      for remedy in remedies where remedy.scope == scope {
        page.paragraph(
          Shown(remedy.text), lead: label.padded(to: 9), leadStyle: .title, indent: 4)
        for command in remedy.commands { page.line((Shown(command), .plain), indent: 15) }
        label = ""
      }
    }
  }
}
