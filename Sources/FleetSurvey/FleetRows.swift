internal import LogModel
internal import ReportModel

/// The findings of a fleet, counted by what a row is about.
struct FleetRows {
  /// Most machines first.
  let rows: [FleetReport.Row]

  init(_ census: Census, by grouping: FleetReport.Grouping) {
    var counts: [Key: Counts] = [:]
    for item in census.cases {
      counts[Key(item, grouping, census), default: Counts()].add(item)
    }
    let ofKernel = grouping == .kernel
    let read =
      ofKernel || grouping == .machine
      ? Dictionary(grouping: census.boots) { ofKernel ? $0.kernel : census.titles[$0.machine] }
      : nil
    rows = counts.map { key, counts in
      var row = FleetReport.Row(key, counts, census)
      row.bootsRead = read.map { $0[key.name]?.count ?? 0 }
      row.machinesRead = read.map { Set(($0[key.name] ?? []).map(\.machine)).count }
      return row
    }.sorted(by: Self.precedes)
  }

  fileprivate struct Key: Hashable {
    var name: String?
    var kind: Report.Culprit.Kind?
    /// Where nobody is named: two reports of something unknown need not be of the same.
    private var report: String?

    init(_ item: Census.Case, _ grouping: FleetReport.Grouping, _ census: Census) {
      switch grouping {
      case .driver:
        let culprit = item.finding.culprit
        name = culprit.title
        kind = name == nil ? .unknown : culprit.kind
      case .kernel: name = item.kernel
      case .machine: name = census.titles[item.machine] ?? item.machine
      case .model: name = item.finding.model
      case .fault:
        name = item.finding.signature
        if name?.split(separator: "/").contains("unknown") ?? true { report = item.finding.input }
      }
    }
  }

  /// Most machines first, then most kills; the name makes the order the same each time.
  private static func precedes(_ left: FleetReport.Row, _ right: FleetReport.Row) -> Bool {
    let (mine, theirs) = (
      [left.machines, left.kills, left.nearMisses], [right.machines, right.kills, right.nearMisses]
    )
    if mine != theirs { return theirs.lexicographicallyPrecedes(mine) }
    return (left.key ?? "", left.kind?.rawValue ?? "", left.inputs.first ?? "")
      < (right.key ?? "", right.kind?.rawValue ?? "", right.inputs.first ?? "")
  }
}

/// What is counted for one row.
private struct Counts {
  /// Machines and boots with at least one kill.
  var machines: Set<String> = []
  var boots: Set<String> = []
  var nearMissMachines: Set<String> = []
  var inputs: Set<String> = []
  var kills = 0
  var stopKills = 0
  var nearMisses = 0
  var culprits = Tally()
  var models = Tally()
  var kernels = Tally()
  var udevs = Tally()
  var outcomes = Tally()
  var confidences = Tally()
  var limits = Tally()
  /// µs since 1970, UTC, of kills and near misses.
  var first: Int64?
  var last: Int64?

  mutating func add(_ item: Census.Case) {
    let finding = item.finding
    culprits.add(finding.culprit.title ?? Report.Culprit.Kind.unknown.rawValue)
    models.add(finding.model)
    kernels.add(item.kernel)
    udevs.add(item.udev)
    if let input = finding.input { inputs.insert(input) }
    switch finding.kind {
    case .kill:
      kills += 1
      if finding.cause == .stopTimeout { stopKills += 1 }
      machines.insert(item.machine)
      boots.insert(item.boot)
      outcomes.add(finding.outcome.rawValue)
      confidences.add(finding.culprit.confidence.rawValue)
      limits.add(finding.limit?.description)
    case .warning:
      nearMisses += 1
      nearMissMachines.insert(item.machine)
    }
    if let time = finding.time {
      first = min(first ?? time, time)
      last = max(last ?? time, time)
    }
  }
}

/// How often each of several words was counted.
private struct Tally {
  private var counts: [String: Int] = [:]

  mutating func add(_ word: String?) {
    if let word { counts[word, default: 0] += 1 }
  }

  /// The most frequent first.
  var byCount: [FleetReport.Count] {
    counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { FleetReport.Count(name: $0.key, count: $0.value) }
  }

  /// The oldest version first.
  var byVersion: [FleetReport.Count] {
    counts.keys.sortedAsVersions().map { FleetReport.Count(name: $0, count: counts[$0] ?? 0) }
  }
}

extension FleetReport.Row {
  fileprivate init(_ key: FleetRows.Key, _ counts: Counts, _ census: Census) {
    self.init(key: key.name, kind: key.kind)
    machines = counts.machines.count
    boots = counts.boots.count
    kills = counts.kills
    stopKills = counts.stopKills
    nearMisses = counts.nearMisses
    nearMissMachines = counts.nearMissMachines.count
    culprits = counts.culprits.byCount
    models = counts.models.byCount
    kernels = counts.kernels.byVersion
    udevs = counts.udevs.byVersion
    outcomes = counts.outcomes.byCount
    confidences = counts.confidences.byCount
    let limits = counts.limits.byCount.compactMap { Double($0.name) }
    self.limits = limits.sorted()
    commonLimits = limits.prefix(4).sorted()
    first = counts.first.map(CivilTime.rfc3339)
    last = counts.last.map(CivilTime.rfc3339)
    inputs = counts.inputs.sorted()
    machineNames = counts.machines.map { census.titles[$0] ?? $0 }.sorted()
  }
}
