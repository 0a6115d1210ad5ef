import KillCorrelator
import LogModel

/// The kills of one boot, sorted into stories as they come, in the order of the log.
///
/// Kills belong together if one and the same culprit is named, whenever they were: a driver that is
/// slow on ten devices is one problem. Those without a culprit belong together if they are one crowd
/// or fell within a few seconds of each other; and, where there are more stories than anybody reads
/// to the end, if they are alike in all that is known of them.
struct BootStories {
  private(set) var groups: [KillGroup] = []
  private(set) var killCount = 0
  /// Kills of stories for which there was no room.
  private(set) var untold = 0

  private let place: Int
  private let boot: ToldBoot
  private let room: Int
  private var known: [Motif: Int] = [:]
  private var isStorm = false

  private static let most = 50
  private static let near = 64

  /// - Parameters:
  ///   - place: of the boot among others.
  ///   - room: So many stories may be told.
  init(place: Int, boot: ToldBoot, room: Int = .max) {
    self.place = place
    self.boot = boot
    self.room = min(room, Self.most)
  }

  mutating func add(_ kill: Kill) {
    killCount += 1
    if !isStorm, groups.count == TextReport.manyStories, group(of: kill) == nil { foldAlike() }
    if let place = group(of: kill) {
      groups[place].add(kill)
    } else if groups.count < room {
      begin(KillGroup(place: place, boot: boot, lead: kill))
    } else {
      untold += 1
    }
  }

  private func group(of kill: Kill) -> Int? {
    Motif(kill, inStorm: isStorm).flatMap { known[$0] }
      // kills stand in the order of time
      ?? groups.indices.suffix(Self.near).first { groups[$0].isJustBefore(kill) }
  }

  private mutating func begin(_ group: KillGroup) {
    if let story = Motif(group.lead, inStorm: isStorm) { known[story] = groups.count }
    groups.append(group)
  }

  /// From now on kills that are alike are one story.
  private mutating func foldAlike() {
    isStorm = true
    let all = groups
    groups = []
    known = [:]
    for group in all {
      if let place = Motif(group.lead, inStorm: true).flatMap({ known[$0] }) {
        groups[place].add(group)
      } else {
        begin(group)
      }
    }
  }
}

/// What kills have in common that belong together whenever they were.
private struct Motif: Hashable {
  private var cause: Kill.Cause
  private var culprit: Suspect.Kind
  /// Nil for a crowd.
  private var name: String?
  /// All that is known where nobody is named.
  private var likeness: Likeness?

  private struct Likeness: Hashable {
    var device: String?
    var victim: Kill.Victim
    var program: String?
    var certainty: Kill.Certainty
    var suspects: [String]
    var outcome: Outcome
  }

  /// - Parameter inStorm: whether kills of which nothing is known belong together if they are alike.
  init?(_ kill: Kill, inStorm: Bool) {
    cause = kill.cause
    culprit = kill.culprit.kind
    name = kill.culprit.name
    guard name == nil, kill.crowd == 0 else { return }
    guard inStorm else { return nil }
    likeness = Likeness(
      device: kill.device?.sysname ?? kill.device?.modalias, victim: kill.victim,
      program: kill.program, certainty: kill.certainty, suspects: kill.suspects.map(\.name),
      outcome: kill.outcome)
  }
}
