internal import LogModel

/// Weighs what the rules found about one kill.
///
/// Sums of weights: 4 and more is certain (the worker itself, or the moment of the kill, points at
/// it and something else agrees), 2.5 likely, 1.25 possible; below that nobody is named. Two
/// suspects that lie close together are both only possible.
struct SuspectRanking: Sendable {
  /// What a rule found, with the rule's id.
  typealias Found = (rule: String, finding: Suspicion)

  var suspects: [Suspect]
  var culprit: Culprit
  var notes: [Note] = []
  /// Victims of unrelated drivers at the same time; 0 where somebody is named all the same.
  var crowd = 0

  private static let certain = 4.0
  private static let likely = 2.5
  private static let possible = 1.25
  private static let close = 0.75

  init(_ findings: [Found], crowd: Int, in boot: BootContext) {
    let counted = findings.filter { crowd == 0 || $0.finding.strength == .direct }
    suspects = Self.suspects(counted, boot)
    culprit = Self.culprit(suspects)
    if boot.isIncomplete, culprit.kind != .unknown {
      notes.append(.kernelMessagesMissing)
      let best = counted.filter { $0.finding.name.moduleName == culprit.name?.moduleName }
      if !best.contains(where: { $0.finding.strength == .direct && $0.finding.weight >= 3 }) {
        culprit.confidence = culprit.confidence.lowered
      }
    }
    if culprit.kind == .unknown, crowd > 0 {
      suspects = []
      self.crowd = crowd
      notes.append(.killedTogether(victims: crowd))
    }
  }

  /// One line of evidence for each rule and suspect, best suspect first.
  private static func suspects(_ findings: [Found], _ boot: BootContext) -> [Suspect] {
    var suspects: [Suspect] = []
    for (rule, finding) in findings {
      let evidence = Evidence(
        rule: rule, weight: finding.weight, statement: finding.statement,
        entries: finding.entries.map { boot.entries[$0] } + finding.records)
      if let known = suspects.firstIndex(where: { isSame($0, finding) }) {
        // a rule counts once for a suspect
        guard !suspects[known].evidence.contains(where: { $0.rule == rule }) else { continue }
        suspects[known].evidence.append(evidence)
        suspects[known].score += finding.weight
      } else {
        suspects.append(
          Suspect(
            kind: finding.kind, name: finding.name, score: finding.weight, evidence: [evidence]))
      }
    }
    for index in suspects.indices {
      suspects[index].evidence.sort { $0.weight > $1.weight }
      suspects[index].score = (suspects[index].score * 100).rounded() / 100
    }
    return suspects.sorted { $0.score > $1.score }
  }

  private static func isSame(_ suspect: Suspect, _ finding: Suspicion) -> Bool {
    suspect.kind == finding.kind && suspect.name.moduleName == finding.name.moduleName
  }

  private static func culprit(_ suspects: [Suspect]) -> Culprit {
    guard let best = suspects.first, best.score >= possible else { return .unknown }
    var confidence: Culprit.Confidence =
      best.score >= certain ? .certain : best.score >= likely ? .likely : .possible
    if let second = suspects.dropFirst().first, best.score - second.score < close {
      confidence = .possible
    }
    return Culprit(kind: best.kind, name: best.name, confidence: confidence)
  }
}

extension Culprit.Confidence {
  /// One step less sure.
  fileprivate var lowered: Self {
    switch self {
    case .certain: .likely
    case .likely, .possible: .possible
    case .none: .none
    }
  }
}
