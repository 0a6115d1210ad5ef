import JournalReader
import LogModel
import KillCorrelator

/// What reports for people tell of a diagnosis. Of an ordinary one that is all; of a storm of kills
/// no more than anybody reads, so that no more of it has to be in memory. What is counted is counted
/// exactly.
struct Digest {
  /// Without their findings.
  private(set) var boots: [ToldBoot] = []
  /// The kills of each of them.
  private var stories: [BootStories] = []
  /// How many stories there are in all of them but the last.
  private var told = 0
  /// The first ones, in the order of the log, and how many there are.
  private(set) var warnings: [NearMiss] = []
  private(set) var warningCount = 0
  private(set) var deaths: [OtherDeath] = []
  private(set) var deathCount = 0
  var coverage = Coverage()

  private static let mostStories = 1000

  init() {}

  init(_ diagnosis: ToldDiagnosis) {
    for boot in diagnosis.boots {
      begin(boot.withoutFindings)
      for finding in boot.findings { add(finding) }
    }
    coverage = diagnosis.coverage
  }

  /// - Parameter boot: without its findings.
  mutating func begin(_ boot: ToldBoot) {
    told += stories.last?.groups.count ?? 0
    boots.append(boot)
    stories.append(
      BootStories(place: stories.count, boot: boot, room: Self.mostStories - told))
  }

  /// Takes a finding of the boot that was begun last.
  mutating func add(_ finding: BootFinding) {
    switch finding {
    case .kill(let kill): stories[stories.count - 1].add(kill)
    case .warning(let warning):
      warningCount += 1
      if warnings.count < OtherFindings.most { warnings.append(warning) }
    case .otherDeath(let death):
      deathCount += 1
      if deaths.count < OtherFindings.most { deaths.append(death) }
    }
  }

  var killCount: Int { stories.reduce(0) { $0 + $1.killCount } }
  /// The boots in which somebody was killed.
  var bootsWithKills: [ToldBoot] {
    zip(boots, stories).filter { $1.killCount > 0 }.map(\.0)
  }

  /// So many kills are in no group, for the log has more stories than are told.
  var untoldKills: Int { stories.reduce(0) { $0 + $1.untold } }

  /// `… and 9,900 more kills`, where not all are told.
  var untold: Shown? { untoldKills > 0 ? restOfKills(untoldKills) : nil }

  /// The stories of all boots, in the order of the log.
  var groups: [KillGroup] {
    let machines = Set(boots.lazy.compactMap { $0.machineID ?? $0.hostname })
    return stories.flatMap(\.groups).map { group in
      var group = group
      let name = group.boot.hostname ?? group.boot.machineID
      if machines.count > 1 { group.machine = name.map { Shown($0) } }
      if boots.count > 1 { group.ordinal = "\(group.place + 1) of \(boots.count)" }
      return group
    }
  }
}

/// `… and 9,900 more kills; --format json has them all`
func restOfKills(_ count: Int, until last: Moment? = nil) -> Shown {
  let end: Shown = last?.shown.map { ", the last at \($0)" } ?? ""
  return "… and \(counted(count, "more kill"))\(end); --format json has them all"
}

extension ToldBoot {
  /// What ran, and which limit applied.
  var withoutFindings: ToldBoot {
    var boot = self
    boot.kills = []
    boot.warnings = []
    boot.otherDeaths = []
    return boot
  }
}
