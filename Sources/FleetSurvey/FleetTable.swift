public import ReportModel

/// The findings of a fleet, counted.
public struct FleetTable: Sendable {
  /// What a row is about.
  public enum Grouping: String, Sendable, CaseIterable {
    /// The culprit, whichever kind it is of.
    case driver
    case kernel
    case machine
    /// The device's.
    case model
  }

  /// How often each of several words was counted.
  public struct Tally: Sendable, Equatable {
    public private(set) var counts: [String: Int] = [:]

    mutating func add(_ word: String) { counts[word, default: 0] += 1 }

    /// The most frequent first.
    public var ordered: [(word: String, count: Int)] {
      counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
    }
    /// The oldest version first.
    public var versions: [String] { counts.keys.sortedAsVersions() }
  }

  /// One line of the table.
  public struct Row: Sendable {
    /// What the row is about; nil where no log tells it.
    public var key: String?
    /// Of a culprit.
    public var kind: Report.Culprit.Kind?
    public internal(set) var culprits = Tally()
    public internal(set) var models = Tally()
    public internal(set) var kernels = Tally()
    public internal(set) var udevs = Tally()
    public internal(set) var outcomes = Tally()
    public internal(set) var confidences = Tally()
    /// In seconds, as text.
    public internal(set) var limits = Tally()
    /// Machines and boots with at least one kill.
    public internal(set) var machines: Set<String> = []
    public internal(set) var boots: Set<String> = []
    public internal(set) var kills = 0
    /// Those of the kills for which not udevd's limit for an event was at fault, but PID 1's for
    /// stopping udevd.
    public internal(set) var stopKills = 0
    public internal(set) var nearMisses = 0
    /// Machines with a near miss, whether they had a kill or not.
    public internal(set) var nearMissMachines: Set<String> = []
    /// µs since 1970, UTC, of kills and near misses.
    public internal(set) var first: Int64?
    public internal(set) var last: Int64?
    /// Machines and boots that were read, where the row is about a kernel or a machine.
    public internal(set) var machinesRead: Int?
    public internal(set) var bootsRead: Int?
  }

  public let grouping: Grouping
  /// Most machines first.
  public let rows: [Row]

  public init(_ census: Census, by grouping: Grouping) {
    self.grouping = grouping
    var rows: [Key: Row] = [:]
    for item in census.cases {
      let key = Key(item, grouping, census)
      rows[key, default: Row(key: key.name, kind: key.kind)].add(item)
    }
    if grouping == .kernel || grouping == .machine {
      let read = Dictionary(grouping: census.boots) {
        grouping == .kernel ? $0.kernel : census.titles[$0.machine]
      }
      for key in rows.keys {
        let boots = read[key.name] ?? []
        rows[key]?.bootsRead = boots.count
        rows[key]?.machinesRead = Set(boots.map(\.machine)).count
      }
    }
    self.rows = rows.values.sorted { Row.precedes($0, $1) }
  }

  private struct Key: Hashable {
    var name: String?
    var kind: Report.Culprit.Kind?

    init(_ item: Census.Case, _ grouping: Grouping, _ census: Census) {
      switch grouping {
      case .driver:
        let culprit = item.finding.culprit
        (name, kind) = (culprit.name == nil ? nil : culprit.title, culprit.kind)
        if name == nil { kind = .unknown }
      case .kernel: name = item.kernel
      case .machine: name = census.titles[item.machine] ?? item.machine
      case .model: name = item.finding.model
      }
    }
  }
}

extension FleetTable.Row {
  mutating func add(_ item: Census.Case) {
    let finding = item.finding
    culprits.add(finding.culprit.title ?? "unknown")
    finding.model.map { models.add($0) }
    item.kernel.map { kernels.add($0) }
    item.udev.map { udevs.add($0) }
    switch finding.kind {
    case .kill:
      kills += 1
      if finding.cause == .stopTimeout { stopKills += 1 }
      machines.insert(item.machine)
      boots.insert(item.boot)
      outcomes.add(finding.outcome.rawValue)
      confidences.add(finding.culprit.confidence.rawValue)
      finding.limit.map { limits.add($0.description) }
    case .warning:
      nearMisses += 1
      nearMissMachines.insert(item.machine)
    }
    if let time = finding.time {
      first = min(first ?? time, time)
      last = max(last ?? time, time)
    }
  }

  /// Most machines first, then most kills; the name makes the order the same each time.
  static func precedes(_ left: Self, _ right: Self) -> Bool {
    if left.machines.count != right.machines.count {
      return left.machines.count > right.machines.count
    }
    if left.kills != right.kills { return left.kills > right.kills }
    if left.nearMisses != right.nearMisses { return left.nearMisses > right.nearMisses }
    return (left.key ?? "", left.kind?.rawValue ?? "")
      < (right.key ?? "", right.kind?.rawValue ?? "")
  }
}
