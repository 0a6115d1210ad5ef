import KillCorrelator
import LogModel

/// What to do, sooner before later, with the commands to copy.
struct Advice {
  let remedies: [ToldRemedy]

  /// Each with its remedies; those without any are left out.
  var scopes: [(scope: Remedy.Scope, remedies: [ToldRemedy])] {
    [Remedy.Scope.now, .lasting, .report, .learn].compactMap { scope in
      let remedies = remedies.filter { $0.scope == scope }
      return remedies.isEmpty ? nil : (scope, remedies)
    }
  }

  func write(to page: inout Page) {
    guard !remedies.isEmpty else { return }
    page.blank()
    page.line(("What to do", .title), indent: 2)
    for (scope, remedies) in scopes {
      var label = Shown(scope.rawValue)
      for remedy in remedies {
        page.paragraph(
          Shown(remedy.text), lead: label.padded(to: 9), leadStyle: .title, indent: 4)
        for command in remedy.commands { page.line((Shown(command), .plain), indent: 15) }
        label = ""
      }
    }
  }
}
