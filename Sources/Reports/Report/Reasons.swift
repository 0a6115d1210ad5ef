internal import ReportModel

/// Where the time went and why somebody is suspected: the links of the chain, then what else speaks
/// for or against the culprit, each with the lines that show it.
struct Reasons {
  private let kill: Report.Finding
  private let culprit: Report.Suspect?
  /// Those that are suspected less, and stand nowhere in the chain.
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
    let named = Set(kill.chain.compactMap(\.name))
    let told = Set(kill.chain.flatMap(\.evidence).flatMap(\.entries).map(\.place))
    others = kill.suspects.filter { suspect in
      guard suspect.score > 0, suspect.name != culprit?.name else { return false }
      guard culprit != nil else { return true }
      // another name for what the chain has, by the same lines
      let lines = suspect.reasons.flatMap(\.entries)
      let isToldOf = !lines.isEmpty && lines.allSatisfy { told.contains($0.place) }
      return !named.contains(suspect.name) && !isToldOf
    }
  }

  var blocks: [Block] {
    var seen: Set<Place> = []
    var items = links(&seen)
    if let culprit {
      items += rest(of: culprit, &seen)
    } else {
      let named = Set(kill.chain.compactMap(\.name))
      items += others.filter { !named.contains($0.name) }.prefix(3).compactMap { item($0, &seen) }
    }
    var blocks: [Block] = items.isEmpty ? [] : [.items(items)]
    if culprit != nil, !others.isEmpty { blocks.append(.remark("Less likely: ", lessLikely)) }
    if !kill.cleared.isEmpty { blocks.append(.remark("Not suspected: ", cleared)) }
    if blocks.isEmpty { return [] }
    let title: SafeText =
      culprit.map { "Why \($0.name)" }
      ?? (kill.chain.contains { $0.confidence != .possible }
        ? "Where the time went" : "Who it may be")
    return [.part(items.isEmpty ? nil : title, blocks)]
  }

  // MARK: - The chain

  private func links(_ seen: inout Set<Place>) -> [Item] {
    var items: [Item] = []
    for (index, link) in kill.chain.enumerated() {
      let sure: SafeText = link.confidence == .certain ? "" : " (\(link.confidence.rawValue))"
      let name = link.nameInWords
      let before = kill.chain.prefix(index)
      let isRepeated = before.contains {
        $0.name == link.name && $0.evidence.first?.says == link.evidence.first?.says
      }
      // who does not go on by himself, and what is waited for and does not come, is told once
      if isRepeated { continue }
      var says: SafeText = "\(name)\(sure)"
      if let best = link.evidence.first?.says,
        !before.contains(where: { $0.evidence.first?.says == best })
      {
        says += ": \(SafeText(sentence: best))"
      }
      items.append(
        item(
          .reason, lead: link.label(of: kill), says, link.evidence.prefix(2).flatMap(\.entries),
          &seen))
    }
    return items
  }

  /// What the chain has not told yet, for and against.
  private func rest(of culprit: Report.Suspect, _ seen: inout Set<Place>) -> [Item] {
    let links = kill.chain.filter { $0.name == culprit.name }
    let told = Set(kill.chain.compactMap(\.evidence.first?.rule))
    var items: [Item] = []
    for evidence in culprit.reasons where !told.contains(evidence.rule) {
      items.append(
        item(
          .reason, lead: evidence.weight < 0 ? "but" : items.isEmpty && links.isEmpty ? "" : "also",
          SafeText(sentence: evidence.says), evidence.entries[...], &seen))
    }
    return items
  }

  /// A line is quoted once.
  private func item(
    _ kind: Item.Kind, lead: SafeText, _ says: SafeText, _ entries: some Collection<Report.Entry>,
    _ seen: inout Set<Place>
  ) -> Item {
    var lines: [SafeText] = []
    for entry in entries where seen.insert(entry.place).inserted && !entry.isOrnament {
      lines += entry.quoted.filter { !lines.contains($0) }
    }
    let hidden = lines.count - Self.mostLines
    return Item(
      kind: kind, lead: lead, says: says, lines: Array(lines.prefix(Self.mostLines)),
      rest: hidden > 0 ? "… and \(counted(hidden, "more line"))" : nil)
  }

  /// One of several suspects.
  private func item(_ suspect: Report.Suspect, _ seen: inout Set<Place>) -> Item? {
    suspect.reasons.first.map { best in
      item(
        .reason, lead: "perhaps", "\(suspect.name): \(SafeText(sentence: best.says))",
        best.entries.prefix(1), &seen)
    }
  }

  // MARK: - Who it hardly was

  /// What speaks against each; where nothing does, how little speaks for it.
  private var lessLikely: SafeText {
    others.prefix(Self.mostOthers).map { suspect -> SafeText in
      if let against = suspect.against.min(by: { $0.weight < $1.weight }) {
        return "\(suspect.name) (\(SafeText(sentence: against.says)))"
      }
      guard let best = suspect.strongest.first else { return SafeText(suspect.name) }
      return "\(suspect.name) (no more than this points to it: \(SafeText(sentence: best.says)))"
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

extension Report.Link {
  /// What stands before it.
  fileprivate func label(of finding: Report.Finding) -> SafeText {
    switch (link, kind) {
    case (.activity, "driver"), (.activity, "kernel-bug"):
      evidence.first?.rule == "worker-stack-in-module"
        ? "was in" : finding.isOfProgramThatLoads ? "was loading" : "was held by"
    case (.activity, "firmware"): "was handing"
    case (.activity, "reader"): isCall ? "was in" : "was read by"
    case (.activity, "removal"): "was removing"
    case (.activity, _): "was running"
    case (.wait, _): "waited for"
    case (.root, _): "root"
    }
  }

  /// Whether it is what the worker asked of the kernel, by its stack.
  private var isCall: Bool { evidence.first?.rule == "stack-shows-call" }

  /// Its name; what it is, where it has none.
  fileprivate var nameInWords: SafeText {
    if evidence.first?.rule == "queue-was-frozen", kind == "lock" {
      return "a disk's queue to run empty"
    }
    if let name {
      return kind == "lock" ? "a lock (\(name))" : isCall ? "\(name)()" : SafeText(name)
    }
    return switch kind {
    case "lock": "a lock"
    case "entropy": "random numbers"
    case "cpu": "a processor"
    case "clock": "the clock: the limit went on while nothing ran"
    case "limit": "the limit itself"
    case "removal": "the device was taken away"
    case "unknown": "unknown"
    case "reader": "one of udev's rules"
    case "firmware": "a firmware file"
    default: "some \(kind)"
    }
  }
}

extension Report.Finding {
  /// Workers load modules themselves, or did so by modprobe.
  fileprivate var isOfProgramThatLoads: Bool {
    guard victim == .program, let words = program?.split(separator: " "), let first = words.first
    else {
      return true
    }
    return ["modprobe", "insmod"].contains(first.split(separator: "/").last ?? "")
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
