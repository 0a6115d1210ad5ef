import KillCorrelator
import LogModel

/// Kills that are one story: the first is told in full, each other one takes a line.
struct KillGroup {
  /// Which of the diagnosis' boots, and that boot.
  let place: Int
  let boot: ToldBoot
  /// `2 of 3` where the log has several boots and no dates.
  var ordinal: Shown?
  /// The machine's name, where the logs of several were read.
  var machine: Shown?
  let lead: Kill
  /// The first of the others, without their reasons.
  private(set) var others: [Kill] = []
  /// How many others there are.
  private(set) var othersCount = 0
  /// When the last of them was.
  private var last: Moment?
  /// Whether it is told of other moments as well, though nobody is named.
  private var comesAgain = false

  /// Of more than these, and of one and the same thing again and again, a few lines tell enough.
  private static let mostOthers = 110
  private static let mostAlike = 10

  init(place: Int, boot: ToldBoot, lead: Kill) {
    self.place = place
    self.boot = boot
    self.lead = lead
  }

  mutating func add(_ kill: Kill) {
    othersCount += 1
    last = kill.killed ?? last
    if !isJustBefore(kill), lead.culprit.name == nil, lead.crowd == 0 { comesAgain = true }
    guard others.count < Self.mostOthers else { return }
    others.append(kill.withoutReasons)
  }

  /// Takes the kills of another one that is the same story.
  mutating func add(_ group: KillGroup) {
    add(group.lead)
    for kill in group.others { add(kill) }
    othersCount += group.othersCount - group.others.count
    last = group.last ?? last
  }

  /// Whether nothing is known of either kill but that they fell together.
  func isJustBefore(_ kill: Kill) -> Bool {
    guard lead.cause == kill.cause, lead.culprit.kind == kill.culprit.kind,
      lead.culprit.name == nil, kill.culprit.name == nil, lead.suspects.isEmpty,
      kill.suspects.isEmpty,
      let clock = TimeScale([lead.killed?.stamp]),
      let first = lead.killed.flatMap({ clock.microseconds($0.stamp) }),
      let second = kill.killed.flatMap({ clock.microseconds($0.stamp) })
    else { return false }
    let (distance, overflow) = first.subtractingReportingOverflow(second)
    return !overflow && distance.magnitude <= 5_000_000
  }

  /// What stands above the other kills.
  var othersTitle: Shown {
    guard let name = lead.culprit.name else {
      return comesAgain ? "Also killed, in the same way" : "Also killed in the same moment"
    }
    return lead.culprit.confidence == .possible
      ? "Also killed, perhaps because of \(name)" : "Also killed because of \(name)"
  }

  /// Those that have a line of their own.
  var listed: ArraySlice<Kill> {
    comesAgain || othersCount > others.count ? others.prefix(Self.mostAlike) : others[...]
  }

  /// When, which device, who, what became of it, and how sure that is if not as for the first.
  var otherRows: [[Shown]] {
    listed.map { kill in
      [
        kill.killed?.shown ?? "", kill.device?.name ?? "", kill.victimName,
        kill.outcome == .unknown ? "" : kill.outcome.inBrief,
        kill.culprit.confidence == lead.culprit.confidence
          ? "" : Shown(kill.culprit.confidence.rawValue),
      ]
    }
  }

  /// Others that have no line.
  private var unlisted: Int { othersCount - listed.count }

  /// What stands below the other kills, if those are not all.
  var restOfOthers: Shown? { unlisted > 0 ? restOfKills(unlisted, until: last) : nil }

  /// `and 9 others`; where that is a storm, when it ended.
  var othersInBrief: Shown {
    guard othersCount > 0 else { return "" }
    let end: Shown = unlisted > 0 ? last?.shown.map { " until \($0)" } ?? "" : ""
    return "and \(counted(othersCount, "other"))\(end)"
  }

  /// The line for each other kill of the group.
  func writeOthers(to page: inout Page) {
    guard !others.isEmpty else { return }
    page.blank()
    page.line((othersTitle, .title), indent: 2)
    Table(rows: otherRows, numbers: [0]).write(to: &page, indent: 4)
    if let rest = restOfOthers { page.line((rest, .faint), indent: 4) }
  }
}

extension Kill {
  /// What a line about it needs: a storm has thousands of them.
  fileprivate var withoutReasons: Kill {
    var kill = self
    kill.suspects = []
    kill.notes = []
    kill.cleared = []
    kill.remedies = []
    kill.report = []
    return kill
  }
}
