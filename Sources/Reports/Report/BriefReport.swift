internal import ReportModel

/// The whole answer on one screen, for a shell without scrollback: a photograph of it is a usable
/// report of a bug. At most 20 lines of at most 80 columns.
struct BriefReport {
  private let report: Report
  private let width: Int
  private let ascii: Bool

  private static let mostLines = 20
  private static let mostColumns = 80

  init(_ report: Report, width: Int, ascii: Bool, utc: Bool) {
    self.report = report.withOwnTimes(utc: utc)
    self.width = min(width, Self.mostColumns)
    self.ascii = ascii
  }

  var text: String {
    let last = lines(of: closing)
    var room = Self.mostLines - last.count
    var shown: [Substring] = []
    func add(_ blocks: [Block], atMost: Int = .max) {
      let lines = lines(of: blocks)
      guard lines.count <= atMost, lines.count <= room else { return }
      shown += lines
      room -= lines.count
    }
    let groups = Stories(report).groups + slow
    if let first = groups.first {
      // the rest of them need a line each
      let others = groups.dropFirst().prefix(3)
      let kept = others.isEmpty ? 0 : min(others.count * 2, 6)
      room -= kept
      for blocks in told(first) { add(blocks) }
      room += kept
      for group in others { add([.headline(Headline(group.lead))]) }
    }
    for harm in groups.isEmpty ? report.boots.flatMap(\.harm).prefix(4) : [] {
      let line = harm.evidence.first?.entries.first?.quoted.first
      add([
        .items([
          Item(
            kind: .event, lead: "", says: SafeText(sentence: harm.says ?? harm.kind),
            lines: line.map { [$0] } ?? [])
        ])
      ])
    }
    for death in groups.isEmpty ? report.boots.flatMap(\.otherDeaths).prefix(4) : [] {
      add([.list([SafeText(sentence: death.says ?? death.headline)])])
    }
    return (shown + last).joined(separator: "\n") + "\n"
  }

  private var slow: [KillGroup] {
    Stories(report) { $0.warnings + $0.stuckWorkers }.groups
  }

  /// The first story, what matters most first: each piece is shown whole or not at all.
  private func told(_ group: KillGroup) -> [[Block]] {
    let kill = group.lead
    var pieces: [[Block]] = [[.headline(Headline(kill, tellsConfidence: false))]]
    func put(_ label: SafeText, _ texts: [SafeText], sure: String? = nil) {
      pieces.append([
        .facts(
          texts.enumerated().map { index, text in
            Fact(
              label: (index == 0 ? label : "").padded(to: 9), text: text,
              sure: sure.map { SafeText($0) } ?? "")
          })
      ])
    }
    func fact(_ label: SafeText, _ text: String?, _ sure: String? = nil) {
      if let text { put(label, [SafeText(sentence: text)], sure: sure) }
    }
    let named = kill.culprit.kind != .unknown && kill.culprit.confidence != .none
    fact("To blame", kill.blame, named ? kill.culprit.confidence.rawValue : nil)
    fact(kill.verb, kill.who, kill.certainty?.rawValue)
    fact("It means", kill.consequence)
    let remedies = [Report.Remedy.Scope.now, .lasting, .learn, .report].flatMap { scope in
      kill.remedies.filter { $0.scope == scope }
    }
    if let remedy = remedies.first {
      put("To do", ([remedy.text] + remedy.commands).map { SafeText(sentence: $0) })
    }
    if let line = evidence(kill)?.quoted.first { put("Line", [line]) }
    let identity = Identity(
      boot: group.boot, ordinal: group.ordinal, device: kill.device, machine: group.machine
    ).line
    if !identity.isEmpty { put("Where", [identity]) }
    fact("Fault", kill.signature)
    return pieces
  }

  /// The one line that shows it best.
  private func evidence(_ kill: Report.Finding) -> Report.Entry? {
    let suspect = kill.suspects.first { $0.name == kill.culprit.name }
    return (suspect?.strongest.first ?? kill.chain.last?.evidence.first)?.entries
      .first { !$0.isOrnament } ?? kill.report.last
  }

  private var closing: [Block] {
    let summary = ReportSummary(report)
    return [
      .paragraph("\(summary.found) \(summary.read)", mark: summary.headline.mark)
    ]
  }

  private func lines(of blocks: [Block]) -> [Substring] {
    let outlet = Outlet()
    TextWriter.write(Document(blocks), width: width, ascii: ascii, to: outlet)
    return String(decoding: outlet.bytes, as: UTF8.self).split(separator: "\n")
  }
}
