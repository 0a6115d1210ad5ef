internal import ReportModel

/// The kills of a report, put together that are told as one story, in the order of the log.
struct Stories {
  private(set) var groups: [KillGroup] = []
  /// Kills of stories for which there was no room.
  private(set) var untold = 0

  /// More than these nobody reads to the end one by one.
  static let many = 10
  private static let most = 1000

  /// - Parameter findings: which of a boot's findings are told.
  init(_ report: Report, _ findings: (Report.Boot) -> [Report.Finding] = \.kills) {
    let machines = Set(report.boots.lazy.compactMap { $0.machineID ?? $0.hostname })
    let ordinals = Identity.ordinals(of: report)
    for (place, boot) in report.boots.enumerated() {
      var stories = BootStories(room: Self.most - groups.count)
      for kill in findings(boot) { stories.add(kill, place, boot) }
      untold += stories.untold
      groups += stories.groups.map { group in
        var group = group
        if machines.count > 1 {
          group.machine = (boot.hostname ?? boot.machineID).map { SafeText($0) }
        }
        group.ordinal = ordinals[place]
        return group
      }
    }
  }

  /// `… and 9,900 more kills`, where not all are told.
  var restOfKills: SafeText? { untold > 0 ? KillGroup.rest(untold) : nil }
}

/// Kills that are one story: the first is told in full, each other one takes a line.
struct KillGroup {
  /// Which of the report's boots, and that boot.
  let place: Int
  let boot: Report.Boot
  let lead: Report.Finding
  private(set) var others: [Report.Finding] = []
  /// `2 of 3` where the log has several boots and no dates.
  var ordinal: SafeText?
  /// The machine's name, where the logs of several were read.
  var machine: SafeText?
  /// Whether it is told of other moments as well, though nobody is named.
  private var comesAgain = false

  /// Of more than these, and of one and the same thing again and again, a few lines tell enough.
  private static let mostOthers = 110
  private static let mostAlike = 10

  init(place: Int, boot: Report.Boot, lead: Report.Finding) {
    self.place = place
    self.boot = boot
    self.lead = lead
  }

  mutating func add(_ kill: Report.Finding) {
    others.append(kill)
    if lead.culprit.name == nil, lead.crowd == 0, !isJustBefore(kill) { comesAgain = true }
  }

  /// Whether nothing is known of either kill but that they fell together.
  func isJustBefore(_ kill: Report.Finding) -> Bool {
    guard lead.cause == kill.cause, lead.culprit.kind == kill.culprit.kind,
      lead.culprit.name == nil, kill.culprit.name == nil, lead.suspects.isEmpty,
      kill.suspects.isEmpty, let mine = lead.moment, let theirs = kill.moment,
      let clock = TimeScale([mine]),
      let first = clock.microseconds(mine), let second = clock.microseconds(theirs)
    else { return false }
    let (distance, overflow) = first.subtractingReportingOverflow(second)
    return !overflow && distance.magnitude <= 5_000_000
  }

  /// Whether more than some seconds lie between the kills.
  private var isSpread: Bool {
    let moments = (others + [lead]).compactMap(\.moment)
    guard let clock = TimeScale(moments) else { return false }
    let times = moments.compactMap { clock.microseconds($0) }
    guard let first = times.min(), let last = times.max() else { return false }
    return last - first > 5_000_000
  }

  /// What stands above the other kills.
  var othersTitle: SafeText {
    guard lead.kind == "kill" else {
      return lead.culprit.name.map { "Also slow because of \($0)" } ?? "Also slow"
    }
    guard let name = lead.culprit.name else {
      return comesAgain
        ? "Also killed, in the same way"
        : isSpread ? "Also killed at about that time" : "Also killed in the same moment"
    }
    return "Also killed because of \(name)"
  }

  /// Those that have a line of their own.
  var listed: ArraySlice<Report.Finding> {
    comesAgain || others.count > Self.mostOthers ? others.prefix(Self.mostAlike) : others[...]
  }

  private var unlisted: Int { others.count - listed.count }
  /// When the last of the others was.
  private var last: SafeText? { others.last { $0.moment != nil }?.moment?.text }

  /// What stands below the other kills, if those are not all.
  var restOfOthers: SafeText? { unlisted > 0 ? Self.rest(unlisted, until: last) : nil }

  /// `and 9 others`; where that is a storm, when it ended.
  var othersInBrief: SafeText {
    guard !others.isEmpty else { return "" }
    let end: SafeText = unlisted > 0 ? last.map { " until \($0)" } ?? "" : ""
    return "and \(counted(others.count, "other"))\(end)"
  }

  /// `… and 9,900 more kills; --format json has them all`
  static func rest(_ count: Int, until last: SafeText? = nil) -> SafeText {
    let end: SafeText = last.map { ", the last at \($0)" } ?? ""
    return "… and \(counted(count, "more kill"))\(end); --format json has them all"
  }
}

/// The kills of one boot, sorted into stories.
///
/// Kills belong together if one and the same culprit is named, whenever they were: a driver that is
/// slow on ten devices is one problem. Those without a culprit belong together if they are one crowd
/// or fell within a few seconds of each other; and, where there are more stories than anybody reads
/// to the end, if they are alike in all that is known of them.
private struct BootStories {
  private(set) var groups: [KillGroup] = []
  private(set) var untold = 0
  private let room: Int
  private var known: [Kinship: Int] = [:]
  private var foldsAlike = false

  private static let most = 50
  private static let near = 64

  /// - Parameter room: So many stories may be told.
  init(room: Int) { self.room = min(room, Self.most) }

  mutating func add(_ kill: Report.Finding, _ place: Int, _ boot: Report.Boot) {
    if !foldsAlike, groups.count == Stories.many, group(of: kill) == nil { foldAlike() }
    if let place = group(of: kill) {
      groups[place].add(kill)
    } else if groups.count < room {
      begin(KillGroup(place: place, boot: boot, lead: kill))
    } else {
      untold += 1
    }
  }

  private func group(of kill: Report.Finding) -> Int? {
    Kinship(kill, foldsAlike: foldsAlike).flatMap { known[$0] }
      // kills stand in the order of time
      ?? groups.indices.suffix(Self.near).first { groups[$0].isJustBefore(kill) }
  }

  private mutating func begin(_ group: KillGroup) {
    if let kinship = Kinship(group.lead, foldsAlike: foldsAlike) { known[kinship] = groups.count }
    groups.append(group)
  }

  /// From now on kills that are alike are one story.
  private mutating func foldAlike() {
    foldsAlike = true
    let all = groups
    groups = []
    known = [:]
    for group in all {
      if let place = Kinship(group.lead, foldsAlike: true).flatMap({ known[$0] }) {
        for kill in [group.lead] + group.others { groups[place].add(kill) }
      } else {
        begin(group)
      }
    }
  }
}

/// What kills have in common that belong together whenever they were.
private struct Kinship: Hashable {
  private var kind: String
  private var cause: Report.Cause?
  private var culprit: Report.Culprit.Kind
  /// Nil for a crowd.
  private var name: String?
  /// All that is known where nobody is named.
  private var likeness: [String?]

  /// - Parameter foldsAlike: whether kills of which nothing is known belong together if they are
  ///   alike.
  init?(_ kill: Report.Finding, foldsAlike: Bool) {
    kind = kill.kind
    cause = kill.cause
    culprit = kill.culprit.kind
    name = kill.culprit.name
    likeness = []
    guard name == nil, kill.crowd == 0 else { return }
    guard foldsAlike else { return nil }
    likeness =
      [
        kill.device?.sysname ?? kill.device?.modalias, kill.victim?.rawValue, kill.program,
        kill.certainty?.rawValue, kill.outcome?.rawValue,
      ] + kill.suspects.map(\.name)
  }
}
