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
    for finding in findings {
      // a warning of an event that was killed after all, or a text's reading of what a journal has
      if finding.kind == .warning, events[finding.id.event] != nil { continue }
      if duplicates.isKnown(finding) { continue }
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
  private var ofBoots: Set<Key> = []
  private var ofHosts: [Key: [FindingSummary]] = [:]
  private static let near: Int64 = 900_000_000

  init(_ findings: some Sequence<FindingSummary>) {
    for finding in findings {
      guard let boot = finding.boot.id else { continue }
      if finding.boot.machine.id != nil, let key = Self.key(finding, boot) { ofBoots.insert(key) }
      let machine = finding.boot.machine
      if machine.hasOwnHostname, let host = machine.hostname, let key = Self.key(finding, host) {
        ofHosts[key, default: []].append(finding)
      }
    }
  }

  func isKnown(_ finding: FindingSummary) -> Bool {
    let machine = finding.boot.machine
    if let boot = finding.boot.id {
      return machine.id == nil && Self.key(finding, boot).map(ofBoots.contains) ?? false
    }
    guard machine.hasOwnHostname, let host = machine.hostname, let key = Self.key(finding, host)
    else { return false }
    return ofHosts[key, default: []].contains { other in
      guard let mine = finding.time, let theirs = other.time else {
        return finding.boot.kernel == other.boot.kernel
      }
      return abs(mine - theirs) <= Self.near
    }
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
