public import ReportModel

/// All that was read of a fleet, each boot and each finding once.
///
/// What comes in may come in any order and any number of times: the survey is the same.
public struct Survey: Sendable {
  private var boots: [String: BootSeen] = [:]
  /// The readings of each finding.
  private var findings: [FindingID: Set<FindingSummary>] = [:]
  /// What could not be read.
  public private(set) var unread: Set<FleetReport.Unread> = []
  /// How many inputs there were: files of findings, archives, the journals of a machine.
  public var inputs = 0

  public init() {}

  public mutating func add(_ boot: BootSeen) {
    boots[boot.key] = boots[boot.key].map { $0.merged(with: boot) } ?? boot
  }

  public mutating func add(_ finding: FindingSummary) {
    add(finding.boot)
    findings[finding.id, default: []].insert(finding)
  }

  public mutating func add(_ unread: some Sequence<FleetReport.Unread>) {
    self.unread.formUnion(unread)
  }

  public mutating func add(_ item: SurveyItem) {
    switch item {
    case .boot(let boot): add(boot)
    case .finding(let finding): add(finding)
    case .unread(let unread): self.unread.insert(unread)
    }
  }

  /// Whether nothing is known of any boot.
  public var isEmpty: Bool { boots.isEmpty }

  /// What a table is made of: which machine each boot and each finding is of, and what happened
  /// since a point in time.
  ///
  /// - Parameter since: µs since 1970. What is older is left out, and what tells no time as well.
  public func census(since: Int64? = nil) -> Census {
    var names = MachineNames()
    for boot in boots.values { names.note(boot.machine) }
    let findings = findings.values.compactMap(FindingSummary.combined)
    let events = Dictionary(grouping: findings.filter { $0.kind == .kill }) {
      $0.id.event
    }
    let duplicates = DuplicateIndex(findings)
    var census = Census()
    var retold: [FindingID: [FindingSummary]] = [:]
    for finding in findings {
      // a warning of an event that was killed after all, or a text's reading of what a journal has
      if finding.kind == .warning, events[finding.id.event] != nil { continue }
      if let known = duplicates.original(of: finding) {
        retold[known, default: []].append(finding)
        continue
      }
      if let since {
        guard let time = finding.time else {
          census.timeless += 1
          continue
        }
        guard time >= since else { continue }
      }
      let boot = boots[finding.boot.key] ?? finding.boot
      census.cases.append(
        Census.Case(
          finding: finding, machine: names.key(of: finding.boot.machine),
          boot: finding.boot.key, kernel: finding.boot.kernel ?? boot.kernel,
          udev: finding.boot.udev ?? boot.udev))
    }
    for place in census.cases.indices {
      for other in retold[census.cases[place].finding.id] ?? [] {
        census.cases[place].finding.add(reportsOf: other)
      }
    }
    census.nameCulprits()
    for (key, boot) in boots {
      if let since, let last = boot.last, last < since { continue }
      census.boots.append(
        Census.Boot(
          key: key, machine: names.key(of: boot.machine), kernel: boot.kernel, udev: boot.udev))
    }
    for key in Set(census.boots.map(\.machine)).union(census.cases.map(\.machine)) {
      census.titles[key] = names.title(of: key)
    }
    return census
  }
}

/// Finds what a text tells of a kill that a journal tells of too, under another identity.
///
/// A text names no machine id, and a boot's id only where journalctl has put it between two boots:
/// then the boot says that the two are one. Else they name the same host, device, SEQNUM and worker,
/// and where both have a date, it is the same within a quarter of an hour: that is how much later
/// than it was said a line may have been filed.
private struct DuplicateIndex {
  private struct Key: Hashable {
    /// Whose event it is: a boot by its id, or a host.
    var owner: String
    var uevent: Substring
    var part: String?
    var kind: FindingSummary.Kind
  }
  private var ofBoots: [Key: FindingID] = [:]
  private var ofHosts: [Key: [FindingSummary]] = [:]
  private static let near: Int64 = 900_000_000

  init(_ findings: some Sequence<FindingSummary>) {
    for finding in findings {
      guard let boot = finding.boot.id else { continue }
      if finding.boot.machine.id != nil, let key = Self.key(finding, boot) {
        ofBoots[key] = finding.id
      }
      let machine = finding.boot.machine
      if machine.hasOwnHostname, let host = machine.hostname, let key = Self.key(finding, host) {
        ofHosts[key, default: []].append(finding)
      }
    }
  }

  /// The finding that it tells of again; nil if it is one by itself.
  func original(of finding: FindingSummary) -> FindingID? {
    let machine = finding.boot.machine
    if let boot = finding.boot.id {
      return machine.id == nil ? Self.key(finding, boot).flatMap { ofBoots[$0] } : nil
    }
    guard machine.hasOwnHostname, let host = machine.hostname, let key = Self.key(finding, host)
    else { return nil }
    return ofHosts[key, default: []].first { other in
      guard let mine = finding.time, let theirs = other.time else {
        return finding.boot.kernel == other.boot.kernel
      }
      return abs(mine - theirs) <= Self.near
    }?.id
  }

  private static func key(_ finding: FindingSummary, _ owner: String) -> Key? {
    // behind the machine and the boot
    let parts = finding.id.event.split(separator: "/", maxSplits: 2)
    guard parts.count == 3 else { return nil }
    return Key(
      owner: owner, uevent: parts[2], part: finding.id.part, kind: finding.kind)
  }
}

/// What a survey holds, with each machine named in one way.
public struct Census: Sendable {
  /// A kill or a near miss.
  public struct Case: Sendable {
    public var finding: FindingSummary
    /// Whom it names, in the spelling that most of them have; nil where nobody is named.
    public var culprit: String?
    /// Which machine; see ``Census/titles`` for its name.
    public var machine: String
    public var boot: String
    public var kernel: String?
    public var udev: String?
  }
  /// A boot that was read.
  public struct Boot: Sendable {
    public var key: String
    public var machine: String
    public var kernel: String?
    public var udev: String?
  }

  public internal(set) var cases: [Case] = []
  public internal(set) var boots: [Boot] = []
  /// What people call a machine, by its key.
  public internal(set) var titles: [String: String] = [:]
  /// Findings without a time, left out because a time was asked for.
  public internal(set) var timeless = 0

  public var kills: Int { cases.count { $0.finding.kind == .kill } }
  public var nearMisses: Int { cases.count { $0.finding.kind == .warning } }
  /// Machines of which anything was read.
  public var machines: Int { titles.count }
  /// Machines with a kill.
  public var machinesHit: Int {
    Set(cases.lazy.filter { $0.finding.kind == .kill }.map(\.machine)).count
  }
}

extension Census {
  /// One name for each culprit: as the logs have it, for that is what reports say.
  fileprivate mutating func nameCulprits() {
    let drivers = cases.filter { $0.finding.culprit.kind == .driver }
    let spellings = Dictionary(grouping: drivers.compactMap(\.finding.culprit.name)) {
      $0.replacing("-", with: "_")
    }
    let names = spellings.mapValues { all in
      Dictionary(all.map { ($0, 1) }, uniquingKeysWith: +)
        .min { ($1.value, $0.key) < ($0.value, $1.key) }?.key
    }
    for place in cases.indices {
      let finding = cases[place].finding
      let name = finding.culpritName
      let spelling = finding.culprit.kind == .driver ? name.flatMap { names[$0] } : nil
      cases[place].culprit = (spelling ?? nil) ?? name
    }
  }
}
