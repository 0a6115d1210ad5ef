import JournalReader
import KillCorrelator

/// Why somebody is suspected: each reason with the lines that show it.
struct Reasons {
  let kill: Kill

  /// Lines quoted for one reason.
  private static let mostLines = 3
  /// Names of those that are not suspected.
  private static let mostCleared = 6

  private var culprit: Suspect? {
    kill.culprit.kind == .unknown
      ? nil : kill.suspects.first { $0.name == kill.culprit.name && $0.kind == kill.culprit.kind }
  }

  private var others: [Suspect] {
    kill.suspects.filter { $0.score > 0 && $0.name != culprit?.name }
  }

  func write(to page: inout Page) {
    let rest = culprit == nil ? Array(others.prefix(3)) : []
    let hasEvidence = culprit.map { !$0.evidence.isEmpty } ?? !rest.isEmpty
    guard hasEvidence || !kill.cleared.isEmpty else { return }
    page.blank()
    let title: Shown = culprit.map { "Why \($0.name)" } ?? "Who it may be"
    if hasEvidence { page.line((title, .title), indent: 2) }
    if let culprit {
      for evidence in sorted(culprit.evidence) { write(evidence, to: &page) }
      writeLessLikely(to: &page)
    } else {
      for suspect in rest { write(suspect, to: &page) }
    }
    writeCleared(to: &page)
  }

  private func sorted(_ evidence: [Evidence]) -> [Evidence] {
    evidence.filter { $0.weight != 0 }.sorted { $0.weight > $1.weight }
  }

  private func write(_ evidence: Evidence, to page: inout Page) {
    page.paragraph(
      Shown(evidence.says), lead: sign(evidence.weight).padded(to: 4), leadStyle: .title, indent: 4)
    var left = Self.mostLines
    for entry in evidence.entries where left > 0 {
      for line in quote(entry).prefix(left) {
        page.line((line, .faint), indent: 10)
        left -= 1
      }
    }
    let hidden = evidence.entries.reduce(0) { $0 + quote($1).count } - Self.mostLines
    if hidden > 0 { page.line(("… and \(counted(hidden, "more line"))", .faint), indent: 10) }
  }

  private func write(_ suspect: Suspect, to page: inout Page) {
    guard let best = sorted(suspect.evidence).first else { return }
    page.paragraph("\(suspect.name): \(best.says)", lead: "?   ", indent: 4)
    if let line = best.entries.first.flatMap({ quote($0).first }) {
      page.line((line, .faint), indent: 10)
    }
  }

  private func writeLessLikely(to page: inout Page) {
    guard !others.isEmpty else { return }
    let names = others.prefix(3).map { suspect -> Shown in
      sorted(suspect.evidence).first.map { "\(suspect.name) (\($0.says))" } ?? Shown(suspect.name)
    }
    page.paragraph(names.joined(separator: ", "), lead: "Less likely: ", indent: 4)
  }

  private func writeCleared(to page: inout Page) {
    guard !kill.cleared.isEmpty else { return }
    var names = clearedByReason
    let hidden = kill.cleared.count - Self.mostCleared
    if hidden > 0 { names.append("and \(hidden) more") }
    page.paragraph(names.joined(separator: ", "), lead: "Not suspected: ", indent: 4)
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
      time = "\(CivilTime(microseconds: realtime).time) "
    }
  }
  return line.split(separator: 0x0a).enumerated().map { index, part in
    index == 0 ? time + Shown(bytes: part) : Shown(bytes: part)
  }
}
