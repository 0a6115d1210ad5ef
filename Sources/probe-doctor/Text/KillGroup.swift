import KillCorrelator

/// Kills that are one story: the first is told in full, each other one takes a line.
struct KillGroup {
  /// Which of the diagnosis' boots, and that boot.
  let place: Int
  let boot: BootDiagnosis
  /// `2 of 3` where the log has several boots and no dates.
  let ordinal: Shown?
  /// The machine's name, where the logs of several were read.
  let machine: Shown?
  let lead: Kill
  var others: [Kill] = []

  /// The kills of a diagnosis in groups, in the order of the log.
  ///
  /// Kills of one boot belong together if one and the same culprit is named, whenever they were:
  /// a driver that is slow on ten devices is one problem. Those without a culprit belong together
  /// if they are one crowd or fell within a few seconds of each other.
  static func all(in diagnosis: Diagnosis) -> [KillGroup] {
    let machines = Set(diagnosis.boots.compactMap { $0.machineID ?? $0.hostname })
    return diagnosis.boots.enumerated().flatMap { index, boot in
      let name = boot.hostname ?? boot.machineID
      let machine: Shown? = machines.count > 1 ? name.map { Shown($0) } : nil
      let ordinal: Shown? =
        diagnosis.boots.count > 1 ? "\(index + 1) of \(diagnosis.boots.count)" : nil
      var groups: [KillGroup] = []
      var stories: [Story: Int] = [:]
      for kill in boot.kills {
        let story = Story(kill)
        let known = story.flatMap { stories[$0] }
        // kills stand in the order of time
        let near = groups.indices.suffix(Self.near).first { groups[$0].isJustBefore(kill) }
        if let place = known ?? near {
          groups[place].others.append(kill)
        } else {
          if let story { stories[story] = groups.count }
          groups.append(
            KillGroup(
              place: index, boot: boot, ordinal: ordinal, machine: machine, lead: kill))
        }
      }
      return groups
    }
  }

  private static let near = 64

  /// What kills have in common that belong together whenever they were.
  private struct Story: Hashable {
    var cause: Kill.Cause
    var culprit: Suspect.Kind
    /// Nil for a crowd.
    var name: String?

    init?(_ kill: Kill) {
      guard kill.culprit.name != nil || kill.crowd > 0 else { return nil }
      cause = kill.cause
      culprit = kill.culprit.kind
      name = kill.culprit.name
    }
  }

  /// Whether nothing is known of either kill but that they fell together.
  private func isJustBefore(_ kill: Kill) -> Bool {
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
    guard let name = lead.culprit.name else { return "Also killed in the same moment" }
    return lead.culprit.confidence == .possible
      ? "Also killed, perhaps because of \(name)" : "Also killed because of \(name)"
  }

  /// When, which device, who, what became of it, and how sure that is if not as for the first.
  var otherRows: [[Shown]] {
    others.map { kill in
      [
        kill.killed?.shown ?? "", kill.device?.name ?? "", kill.victimName,
        kill.outcome == .unknown ? "" : kill.outcome.inBrief,
        kill.culprit.confidence == lead.culprit.confidence
          ? "" : Shown(kill.culprit.confidence.rawValue),
      ]
    }
  }

  /// The line for each other kill of the group.
  func writeOthers(to page: inout Page) {
    guard !others.isEmpty else { return }
    page.blank()
    page.line((othersTitle, .title), indent: 2)
    Table(rows: otherRows, numbers: [0]).write(to: &page, indent: 4)
  }
}
