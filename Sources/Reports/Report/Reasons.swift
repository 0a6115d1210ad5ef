internal import ReportModel

/// Why somebody is suspected: each reason with the lines that show it.
struct Reasons {
  private let kill: Report.Finding
  private let culprit: Report.Suspect?
  private let others: [Report.Suspect]

  /// Lines quoted for one reason.
  private static let mostLines = 3
  /// Names of those that are not suspected, and of those that are less likely.
  private static let mostCleared = 6
  private static let mostOthers = 3

  init(_ kill: Report.Finding) {
    self.kill = kill
    let culprit =
      kill.culprit.kind == .unknown
      ? nil
      : kill.suspects.first { $0.name == kill.culprit.name && $0.kind == kill.culprit.kind }
    self.culprit = culprit
    others = kill.suspects.filter { $0.score > 0 && $0.name != culprit?.name }
  }

  var blocks: [Block] {
    // Against the culprit; where there is none, the best of what speaks against each suspect.
    let items = culprit.map { $0.reasons.map(item) } ?? others.prefix(3).compactMap(item)
    var blocks: [Block] = items.isEmpty ? [] : [.items(items)]
    if culprit != nil, !others.isEmpty { blocks.append(.remark("Less likely: ", lessLikely)) }
    if !kill.cleared.isEmpty { blocks.append(.remark("Not suspected: ", cleared)) }
    if blocks.isEmpty { return [] }
    let title: SafeText = culprit.map { "Why \($0.name)" } ?? "Who it may be"
    return [.part(items.isEmpty ? nil : title, blocks)]
  }

  private func item(_ evidence: Report.Evidence) -> Item {
    let lines = evidence.entries.flatMap(\.quoted)
    let hidden = lines.count - Self.mostLines
    let sign: SafeText =
      switch evidence.weight {
      case 3...: "+++"
      case 1.5..<3: "++"
      case 0..<1.5: "+"
      default: "−"
      }
    return Item(
      kind: .reason, lead: sign, says: SafeText(evidence.says),
      lines: Array(lines.prefix(Self.mostLines)),
      rest: hidden > 0 ? "… and \(counted(hidden, "more line"))" : nil)
  }

  /// One of several suspects.
  private func item(_ suspect: Report.Suspect) -> Item? {
    suspect.reasons.first.map { best in
      Item(
        kind: .reason, lead: "?", says: "\(suspect.name): \(best.says)",
        lines: best.entries.first?.quoted.first.map { [$0] } ?? [])
    }
  }

  private var lessLikely: SafeText {
    others.prefix(Self.mostOthers).map { suspect -> SafeText in
      suspect.reasons.first.map { "\(suspect.name) (\($0.says))" } ?? SafeText(suspect.name)
    }.joined(separator: ", ")
  }

  /// `ata_piix, e1000 (spoke of another device)`: a reason that several share is given once.
  private var cleared: SafeText {
    var groups: [(says: String?, names: [SafeText])] = []
    for clearing in kill.cleared.prefix(Self.mostCleared) {
      let name = SafeText(clearing.name)
      if let place = groups.firstIndex(where: { $0.says == clearing.says }) {
        groups[place].names.append(name)
      } else {
        groups.append((clearing.says, [name]))
      }
    }
    var parts = groups.map { group -> SafeText in
      let names = group.names.joined(separator: ", ")
      return group.says.map { "\(names) (\($0))" } ?? names
    }
    let hidden = kill.cleared.count - Self.mostCleared
    if hidden > 0 { parts.append("and \(hidden) more") }
    return parts.joined(separator: ", ")
  }
}

extension Report.Suspect {
  /// What speaks against it, the strongest first.
  var strongest: [Report.Evidence] {
    evidence.filter { $0.weight > 0 }.sorted { $0.weight > $1.weight }
  }

  /// The same, and then what speaks for it.
  fileprivate var reasons: [Report.Evidence] {
    strongest + against.sorted { $0.weight > $1.weight }
  }
}
