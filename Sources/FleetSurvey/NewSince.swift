public import ReportModel

/// A culprit that appears first with one version of the kernel or of udev, and the numbers that
/// say so.
///
/// Compared are the machines that were read with an older version and those that were read with
/// this one or a newer; a machine that ran both is in both groups, for it was seen in both states.
/// Fisher's exact test (one-sided) gives the chance that the culprit's machines are all in the
/// second group if the version had nothing to do with it. The version is chosen by what was found,
/// and there are many culprits and versions: the chance is multiplied by how many there were to
/// choose from (Bonferroni's correction).
public struct NewSince: Sendable, Equatable {
  public enum Component: String, Sendable, CaseIterable {
    case kernel, udev
  }
  public var culprit: String
  public var kind: Report.Culprit.Kind
  public var component: Component
  /// The oldest version with which the culprit killed.
  public var version: String
  /// Machines that ran this version or a newer one, and those of them that it hit.
  public var machinesAfter: Int
  public var machinesHit: Int
  /// Machines that ran an older version: it hit none of them.
  public var machinesBefore: Int
  public var bootsAfter: Int
  public var bootsBefore: Int
  /// Machines that it hit and that had run an older version without it.
  public var machinesThatChanged: Int
  /// Machines that it hit too, and no log tells with which version: they are in no other number.
  public var machinesUnplaced: Int
  /// How likely such numbers are if the version had nothing to do with it.
  public var chance: Double

  /// Beyond this chance nothing is claimed.
  public static let highestChance = 0.01
  /// Nor where more than one machine is unplaced for so many that are not.
  static let oneUnplacedIn = 10
  /// Nor of fewer machines: one may be broken.
  public static let fewestMachines = 3

  /// Surest first.
  public static func all(in census: Census) -> [NewSince] {
    var found: [NewSince] = []
    var choices = 0
    for component in Component.allCases {
      let exposure = Exposure(census, component)
      let culprits = Dictionary(
        grouping: census.cases.filter { $0.finding.kind == .kill && $0.finding.culprit.name != nil }
      ) { Suspected(kind: $0.finding.culprit.kind, name: $0.finding.culprit.title ?? "") }
      choices += culprits.count * max(0, exposure.versions.count - 1)
      for (culprit, cases) in culprits {
        guard let candidate = exposure.candidate(culprit, cases) else { continue }
        found.append(candidate)
      }
    }
    return found.compactMap { candidate in
      var candidate = candidate
      candidate.chance = min(1, candidate.chance * Double(max(1, choices)))
      return candidate.chance <= highestChance ? candidate : nil
    }.sorted {
      ($0.chance, $0.culprit, $0.component.rawValue) < (
        $1.chance, $1.culprit, $1.component.rawValue
      )
    }
  }
}

struct Suspected: Hashable {
  var kind: Report.Culprit.Kind
  var name: String
}

/// Which machines ran which version, with a kill or without.
struct Exposure {
  let component: NewSince.Component
  /// Oldest first.
  let versions: [String]
  private let ranks: [String: Int]
  /// Machines and boots by the rank of their version.
  private var machines: [Set<String>]
  private var boots: [Int]

  init(_ census: Census, _ component: NewSince.Component) {
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
  func candidate(_ culprit: Suspected, _ cases: [Census.Case]) -> NewSince? {
    let ranked = cases.map { item in
      (item.machine, (component == .kernel ? item.kernel : item.udev).flatMap { ranks[$0] })
    }
    guard let first = ranked.compactMap(\.1).min(), first > 0 else { return nil }
    let hit = Set(ranked.filter { $0.1 != nil }.map(\.0))
    let unplaced = Set(ranked.map(\.0)).subtracting(hit)
    guard unplaced.count * NewSince.oneUnplacedIn <= hit.count else { return nil }
    let before = machines[..<first].reduce(into: Set()) { $0.formUnion($1) }
    let after = machines[first...].reduce(into: Set()) { $0.formUnion($1) }
    guard hit.count >= NewSince.fewestMachines, !before.isEmpty else { return nil }
    return NewSince(
      culprit: culprit.name, kind: culprit.kind, component: component, version: versions[first],
      machinesAfter: after.count, machinesHit: hit.count, machinesBefore: before.count,
      bootsAfter: boots[first...].reduce(0, +), bootsBefore: boots[..<first].reduce(0, +),
      machinesThatChanged: hit.intersection(before).count, machinesUnplaced: unplaced.count,
      chance: Self.chance(hit: hit.count, after: after.count, before: before.count))
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
