internal import LogModel

/// Weighs what the rules found about one event, and makes the chain of it.
///
/// For somebody the weights are added up, each witness counted once. 4 and more is certain (the
/// worker itself, or the moment of the kill, points at it and something else agrees), 2.5 likely; less
/// is only possible, and nobody is accused by that. Only who stands at the same place of the chain
/// can take somebody's place: two that lie close together there are both only possible.
struct SuspectRanking: Sendable {
  /// What a rule found.
  typealias Found = (rule: Rule, finding: Suspicion)

  var suspects: [Suspect] = []
  var chain = Chain()
  var notes: [Note] = []
  /// Victims of unrelated drivers at the same time; 0 where somebody is named all the same.
  var crowd = 0
  var culprit: Culprit { chain.culprit }
  /// Whether any link of the chain is.
  var isProved: Bool { chain.links.contains { $0.confidence.isProved } }

  private static let certain = 4.0
  private static let likely = 2.5
  private static let close = 0.75
  /// Weaker reasons make no link of the chain.
  private static let least = 1.25

  /// - Parameters:
  ///   - crowd: how many victims of unrelated drivers hung at the same time, where they are many.
  ///   - hasCompany: whether any did.
  ///   - wasSlow: whether all of the machine was slower than in other boots.
  ///   - isDoubtful: whether the kill itself follows from what is found.
  init(
    _ findings: [Found], crowd: Int = 0, hasCompany: Bool = false, wasSlow: Bool = false,
    isDoubtful: Bool = false, in boot: BootContext
  ) {
    // in a crowd, what only shows a driver busy proves nothing of any
    let counted = findings.filter { crowd == 0 && !wasSlow || $0.finding.strength == .direct }
    var subjects = Self.subjects(counted, boot)
    let all = crowd == 0 ? subjects : Self.subjects(findings, boot)
    if hasCompany {
      for number in subjects.indices { subjects[number].isOneOfSeveral = true }
    }
    chain.links = Chain.Link.Place.allCases.compactMap { place in
      if let link = Self.link(at: place, subjects, boot) { return link }
      guard crowd > 0, var link = Self.link(at: place, all, boot) else { return nil }
      link.confidence = .possible
      return link
    }
    if isDoubtful {
      for number in chain.links.indices {
        chain.links[number].confidence = chain.links[number].confidence.lowered
      }
    }
    dropRepetitions()
    waitForRoot()
    // who is seen to hold it up explains it better than that everybody was slow
    if chain.links.contains(where: { $0.kind != .cpu && $0.confidence.isProved }) {
      chain.links.removeAll { $0.kind == .cpu }
    }
    suspects = Self.suspects(subjects, in: chain)
    if boot.isIncomplete, !chain.links.isEmpty { notes.append(.kernelMessagesMissing) }
    if culprit.kind == .unknown, crowd > 0 {
      suspects = []
      self.crowd = crowd
      notes.append(.killedTogether(victims: crowd))
    }
  }

  /// Somebody or something, and all that speaks of it.
  private struct Subject {
    let kind: Chain.Link.Kind
    let name: String?
    var reasons: [Reason] = []
    /// Others hung at the same time.
    var isOneOfSeveral = false

    struct Reason {
      let found: Found
      let evidence: Evidence
      var place: Chain.Link.Place { found.finding.place ?? found.rule.link }
    }

    /// Each witness counts once, by the weightiest of what it says.
    var score: Double {
      var weights: [Rule.Witness: Double] = [:]
      var against = 0.0
      for reason in reasons {
        let weight = reason.evidence.weight
        if weight < 0 { against += weight }
        weights[reason.found.rule.witness] = max(weights[reason.found.rule.witness] ?? 0, weight)
      }
      return ((weights.values.reduce(0, +) + against) * 100).rounded() / 100
    }

    /// Whether one reason alone shows the worker or the moment, as no other does.
    var isSeen: Bool {
      reasons.contains { $0.found.finding.strength == .direct && $0.evidence.weight >= 3 }
    }

    /// Whether it is only known to have had to do with the device. Of several that hang together one
    /// holds the others as a rule, and all drivers speak of their devices: then that shows nobody.
    var isOnlyAround: Bool {
      isOneOfSeveral && kind == .driver
        && reasons.allSatisfy {
          $0.found.finding.strength == .circumstantial
            && [.words, .table, .name, .otherBoots].contains($0.found.rule.witness)
        }
    }

    func isSame(_ finding: Suspicion, _ boot: BootContext) -> Bool {
      (kind.accused ?? .unknown) == (finding.kind.accused ?? .unknown)
        && (kind.accused != nil || kind == finding.kind)
        && (name == finding.name
          || name.map { mine in
            finding.name.map { boot.isSame(mine, $0) } ?? false
          } ?? false)
    }

    /// Its evidence, at one place or in all; the strongest first.
    func evidence(at place: Chain.Link.Place? = nil) -> [Evidence] {
      var rules: Set<String> = []
      return reasons.filter { place == nil || $0.place == place }.map(\.evidence)
        .sorted { $0.weight > $1.weight }.filter { rules.insert($0.rule).inserted }
    }
  }

  private static func subjects(_ findings: [Found], _ boot: BootContext) -> [Subject] {
    var subjects: [Subject] = []
    for found in findings {
      let finding = found.finding
      let evidence = Evidence(
        rule: found.rule.id, weight: finding.weight, statement: finding.statement,
        entries: finding.entries.map { boot.entries[$0] } + finding.records)
      let reason = Subject.Reason(found: found, evidence: evidence)
      if let known = subjects.firstIndex(where: { $0.isSame(finding, boot) }) {
        // a rule counts once for a suspect
        guard
          !subjects[known].reasons.contains(where: {
            $0.evidence.rule == found.rule.id && $0.place == reason.place
          })
        else { continue }
        subjects[known].reasons.append(reason)
      } else {
        let name =
          finding.kind.accused == .driver
          ? finding.name.map { boot.moduleName(ofDriver: $0) } : finding.name
        subjects.append(Subject(kind: finding.kind, name: name, reasons: [reason]))
      }
    }
    return subjects
  }

  private static func link(
    at place: Chain.Link.Place, _ subjects: [Subject], _ boot: BootContext
  ) -> Chain.Link? {
    var here = subjects.filter { subject in subject.reasons.contains { $0.place == place } }
      .sorted { $0.score > $1.score }
    // a lock that nobody is seen to hold is no rival of who is seen with it
    let named = here.filter { $0.kind != .lock }
    if named.first.map({ $0.score >= likely }) == true { here = named }
    guard let best = here.first, best.score >= least else { return nil }
    var confidence = confidence(of: best, boot)
    // what a driver is built upon, and loads with it, speaks for it
    let rivals = here.dropFirst().filter {
      best.score - $0.score < close && (!best.isSeen || $0.isSeen)
    }
    if rivals.contains(where: { !isBelow($0, best, boot) }) { confidence = .possible }
    let evidence = best.evidence(at: place)
    let kind =
      best.reasons.filter { $0.place == place }
      .max { $0.evidence.weight < $1.evidence.weight }?.found.finding.kind ?? best.kind
    return Chain.Link(
      place: place, kind: kind, name: best.name, confidence: confidence, evidence: evidence)
  }

  private static func isBelow(_ library: Subject, _ user: Subject, _ boot: BootContext) -> Bool {
    guard user.kind == .driver, let name = user.name, let module = library.name?.moduleName else {
      return false
    }
    return boot.knowledge.kernels.dependencies(of: name.moduleName).contains(module)
  }

  private static func confidence(of subject: Subject, _ boot: BootContext) -> Culprit.Confidence {
    if subject.isOnlyAround { return .possible }
    let confidence: Culprit.Confidence =
      subject.score >= certain ? .certain : subject.score >= likely ? .likely : .possible
    // what is missing from the log may speak for somebody else
    return boot.isIncomplete && !subject.isSeen ? confidence.lowered : confidence
  }

  /// A driver that is waited for in its own load or probe is told once, as the activity.
  private mutating func dropRepetitions() {
    guard let activity = chain[.activity], activity.kind == .driver else { return }
    chain.links.removeAll {
      $0.place == .wait && $0.kind == .driver && $0.name?.moduleName == activity.name?.moduleName
    }
  }

  /// What did not answer is what was waited for.
  private mutating func waitForRoot() {
    guard chain[.wait] == nil, let number = chain.links.firstIndex(where: { $0.place == .root }),
      [.hardware, .firmware].contains(chain.links[number].kind),
      chain.links[number].confidence.isProved
    else { return }
    var wait = chain.links[number]
    wait.place = .wait
    chain.links.insert(wait, at: number)
  }

  /// The culprit first, then by how much speaks against each.
  private static func suspects(_ subjects: [Subject], in chain: Chain) -> [Suspect] {
    let culprit = chain.culprit
    let suspects = subjects.compactMap { subject -> Suspect? in
      guard let kind = subject.kind.accused, let name = subject.name else { return nil }
      let link = chain.links.last {
        $0.kind.accused == kind && $0.name?.moduleName == name.moduleName
      }
      return Suspect(
        kind: kind, name: name, confidence: link?.confidence ?? .possible, score: subject.score,
        evidence: subject.evidence())
    }
    func isCulprit(_ suspect: Suspect) -> Bool {
      suspect.kind == culprit.kind && suspect.name.moduleName == culprit.name?.moduleName
    }
    return suspects.sorted { $0.score > $1.score }
      .sorted { isCulprit($0) && !isCulprit($1) }
  }
}

extension BootContext {
  /// The module of a driver that is called otherwise (`i801_smbus`), where that is known.
  func moduleName(ofDriver name: String) -> String {
    moduleNames.value(of: name) {
      let modules = knowledge.kernels.modules(ofDriver: name, kernel: system.kernelRelease)
      return modules.count == 1 && modules[0].moduleName != name.moduleName ? modules[0] : name
    }
  }

  /// Whether two names are of one module, or of a driver and its module.
  func isSame(_ one: String, _ other: String) -> Bool {
    one.moduleName == other.moduleName
      || moduleName(ofDriver: one).moduleName == moduleName(ofDriver: other).moduleName
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
