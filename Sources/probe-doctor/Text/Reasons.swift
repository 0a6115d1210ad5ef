import JournalReader
import LogModel
import KillCorrelator

/// Why somebody is suspected: each reason with the lines that show it.
struct Reasons {
  let kill: Kill

  /// Lines quoted for one reason.
  private static let mostLines = 3
  /// Names of those that are not suspected.
  private static let mostCleared = 6

  private var culprit: ToldSuspect? {
    kill.culprit.kind == .unknown
      ? nil : kill.suspects.first { $0.name == kill.culprit.name && $0.kind == kill.culprit.kind }
  }

  private var others: [ToldSuspect] {
    kill.suspects.filter { $0.score > 0 && $0.name != culprit?.name }
  }

  /// One reason as the report gives it.
  struct Item {
    /// `+++` proves much, `−` speaks for innocence, `?` belongs to one of several suspects.
    var sign: Shown
    var says: Shown
    var lines: [Shown] = []
    /// `… and 2 more lines`
    var rest: Shown?
  }

  var title: Shown { culprit.map { "Why \($0.name)" } ?? "Who it may be" }

  /// Against the culprit; where there is none, the best of what speaks against each suspect.
  var items: [Item] {
    if let culprit { return sorted(culprit.evidence).map(item) }
    return others.prefix(3).compactMap(item)
  }

  /// What stands below the reasons.
  var remarks: [(lead: Shown, text: Shown)] {
    var remarks: [(lead: Shown, text: Shown)] = []
    if culprit != nil, !others.isEmpty { remarks.append(("Less likely: ", lessLikely)) }
    if !kill.cleared.isEmpty { remarks.append(("Not suspected: ", cleared)) }
    return remarks
  }

  func write(to page: inout Page) {
    let items = items
    let remarks = remarks
    guard !items.isEmpty || !remarks.isEmpty else { return }
    page.blank()
    if !items.isEmpty { page.line((title, .title), indent: 2) }
    for item in items {
      page.paragraph(
        item.says, lead: item.sign.padded(to: 4),
        leadStyle: item.sign == Self.oneOfSeveral ? .plain : .title, indent: 4)
      for line in item.lines { page.line((line, .faint), indent: 10) }
      if let rest = item.rest { page.line((rest, .faint), indent: 10) }
    }
    for remark in remarks { page.paragraph(remark.text, lead: remark.lead, indent: 4) }
  }

  private static let oneOfSeveral: Shown = "?"

  private func sorted(_ evidence: [ToldEvidence]) -> [ToldEvidence] {
    evidence.filter { $0.weight != 0 }.sorted { $0.weight > $1.weight }
  }

  private func item(_ evidence: ToldEvidence) -> Item {
    let lines = evidence.entries.flatMap(quote)
    let hidden = lines.count - Self.mostLines
    return Item(
      sign: sign(evidence.weight), says: Shown(evidence.says),
      lines: Array(lines.prefix(Self.mostLines)),
      rest: hidden > 0 ? "… and \(counted(hidden, "more line"))" : nil)
  }

  private func item(_ suspect: ToldSuspect) -> Item? {
    guard let best = sorted(suspect.evidence).first else { return nil }
    return Item(
      sign: Self.oneOfSeveral, says: "\(suspect.name): \(best.says)",
      lines: best.entries.first.flatMap { quote($0).first }.map { [$0] } ?? [])
  }

  private var lessLikely: Shown {
    others.prefix(3).map { suspect -> Shown in
      sorted(suspect.evidence).first.map { "\(suspect.name) (\($0.says))" } ?? Shown(suspect.name)
    }.joined(separator: ", ")
  }

  private var cleared: Shown {
    var names = clearedByReason
    let hidden = kill.cleared.count - Self.mostCleared
    if hidden > 0 { names.append("and \(hidden) more") }
    return names.joined(separator: ", ")
  }

  /// `ata_piix, e1000 (spoke of another device)`: a reason that several share is given once.
  private var clearedByReason: [Shown] {
    var groups: [(reason: Substring, names: [Shown])] = []
    for cleared in kill.cleared.prefix(Self.mostCleared) {
      let name = cleared.hasSuffix(")") ? cleared.prefix { $0 != "(" } : cleared[...]
      let reason = cleared.dropFirst(name.count)
      let shown = Shown(reason.isEmpty ? name : name.dropLast())
      if let place = groups.firstIndex(where: { $0.reason == reason }) {
        groups[place].names.append(shown)
      } else {
        groups.append((reason, [shown]))
      }
    }
    return groups.map { group in
      let names = group.names.joined(separator: ", ")
      return group.reason.isEmpty ? names : "\(names) \(group.reason)"
    }
  }

  private func sign(_ weight: Double) -> Shown {
    switch weight {
    case 3...: "+++"
    case 1.5..<3: "++"
    case 0..<1.5: "+"
    default: "−"
    }
  }
}

/// The lines of an entry as the report quotes them. A text log's line has its time in it; a
/// journal's entry gets one.
func quote(_ entry: Entry) -> [Shown] {
  let line = entry.quotable
  var time: Shown = ""
  if line.count != entry.line.count {
    if let monotonic = entry.stamp.monotonic {
      time = "[\(decimal(monotonic, places: 6))] "
    } else if let realtime = entry.stamp.realtime {
      time = "\(CivilTime(microseconds: realtime).timeText) "
    }
  }
  return line.split(separator: 0x0a).enumerated().map { index, part in
    index == 0 ? time + Shown(bytes: part) : Shown(bytes: part)
  }
}
