internal import ReportModel

/// Compared are the machines that were read with an older version and those that were read with
/// this one or a newer; a machine that ran both is in both groups, for it was seen in both states.
/// Fisher's exact test (one-sided) gives the chance that the culprit's machines are all in the
/// second group if the version had nothing to do with it. The version is chosen by what was found,
/// and there are many culprits and versions: the chance is multiplied by how many there were to
/// choose from (Bonferroni's correction).
extension FleetReport.NewSince {
  /// Beyond this chance nothing is claimed.
  private static let highestChance = 0.01
  /// Nor where more than one machine is unplaced for so many that are not.
  fileprivate static let oneUnplacedIn = 10
  /// Nor of fewer machines: one may be broken.
  fileprivate static let fewestMachines = 3

  /// Surest first.
  static func all(in census: Census) -> [FleetReport.NewSince] {
    let culprits = Dictionary(
      grouping: census.cases.filter { $0.finding.kind == .kill && $0.culprit != nil }
    ) { Culprit(kind: $0.finding.culprit.kind, name: $0.culprit ?? "") }
    var found: [FleetReport.NewSince] = []
    var choices = 0
    for component in VersionedComponent.allCases {
      let exposure = Exposure(census, component)
      choices += culprits.count * max(0, exposure.versions.count - 1)
      found += culprits.compactMap { exposure.candidate($0, $1) }
    }
    for place in found.indices {
      found[place].chance = min(1, found[place].chance * Double(max(1, choices)))
    }
    return found.filter { $0.chance <= highestChance }.sorted {
      ($0.chance, $0.culprit, $0.component) < ($1.chance, $1.culprit, $1.component)
    }
  }
}

/// What has versions.
enum VersionedComponent: String, CaseIterable {
  case kernel, udev
}

struct Culprit: Hashable {
  var kind: Report.Culprit.Kind
  var name: String
}

/// Which machines ran which version, with a kill or without.
struct Exposure {
  let component: VersionedComponent
  /// Oldest first.
  let versions: [String]
  private let ranks: [String: Int]
  /// Machines and boots by the rank of their version.
  private var machines: [Set<String>]
  private var boots: [Int]

  init(_ census: Census, _ component: VersionedComponent) {
    self.component = component
    let versionOf = { (kernel: String?, udev: String?) in component == .kernel ? kernel : udev }
    let found = census.boots.compactMap { versionOf($0.kernel, $0.udev) }
    versions = Set(found).sortedAsVersions()
    ranks = Dictionary(uniqueKeysWithValues: versions.enumerated().map { ($1, $0) })
    machines = versions.map { _ in [] }
    boots = versions.map { _ in 0 }
    for boot in census.boots {
      guard let rank = versionOf(boot.kernel, boot.udev).flatMap({ ranks[$0] }) else { continue }
      machines[rank].insert(boot.machine)
      boots[rank] += 1
    }
  }

  /// Nil if there is nothing to compare with, or too many kills that no version can be told of.
  func candidate(_ culprit: Culprit, _ cases: [Census.Case]) -> FleetReport.NewSince? {
    let ranked = cases.map { item in
      (item.machine, (component == .kernel ? item.kernel : item.udev).flatMap { ranks[$0] })
    }
    guard let first = ranked.compactMap(\.1).min(), first > 0 else { return nil }
    let hit = Set(ranked.filter { $0.1 != nil }.map(\.0))
    let unplaced = Set(ranked.map(\.0)).subtracting(hit)
    guard unplaced.count * FleetReport.NewSince.oneUnplacedIn <= hit.count else { return nil }
    let before = machines[..<first].reduce(into: Set()) { $0.formUnion($1) }
    let after = machines[first...].reduce(into: Set()) { $0.formUnion($1) }
    guard hit.count >= FleetReport.NewSince.fewestMachines, !before.isEmpty else { return nil }
    var new = FleetReport.NewSince(
      culprit: culprit.name, kind: culprit.kind, component: component.rawValue,
      version: versions[first])
    new.machinesHit = hit.count
    new.machinesAfter = after.count
    new.machinesBefore = before.count
    new.machinesThatChanged = hit.intersection(before).count
    new.machinesUnplaced = unplaced.count
    new.bootsAfter = boots[first...].reduce(0, +)
    new.bootsBefore = boots[..<first].reduce(0, +)
    new.chance = Self.chance(hit: hit.count, after: after.count, before: before.count)
    return new
  }

  /// The chance that all of `hit` fall among `after` of `after + before`: the one-sided tail of the
  /// hypergeometric distribution, which has one term where none of them fell among `before`.
  static func chance(hit: Int, after: Int, before: Int) -> Double {
    guard hit <= after else { return 1 }
    return (0..<hit).reduce(1) { chance, drawn in
      chance * Double(after - drawn) / Double(after + before - drawn)
    }
  }
}
