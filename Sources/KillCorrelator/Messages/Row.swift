internal import LogModel

/// One message that means something to us: its form, who says it, since when and until when, one
/// line that it must match and a similar one that it must not.
///
/// What others want to know of a row is a trait of it; no code knows which row it has.
/// A class, for each of many thousand facts refers to one.
public final class Row: Sendable, CustomStringConvertible {
  /// What a wording shows beside its meaning.
  enum Trait: String, Sendable, CaseIterable {
    /// The line gives a killed worker's pid alone; the next one, of a row that ends a pair, the rest.
    case pairBegins = "pair-begins"
    case pairEnds = "pair-ends"
    /// udevd has its workers end themselves by an alarm: status 1 is what that looks like.
    case alarm
    /// May be all that a log has of such an end.
    case alarmReport = "alarm-report"
    /// The releases that say it have no option for the limit. Where other udevs say it too, their
    /// version tells them apart.
    case fixedLimit = "fixed-limit"
    /// Nothing shows where what the last hole stands for ends, and what else was typed begins.
    case openEnded = "open-ended"
  }

  private let name: String
  public let meaning: Meaning
  let speaker: ExpectedSpeaker
  /// The first version (udev ≤ 182, systemd ≥ 183, or a kernel) that prints it, and the last.
  let since: Version
  let until: Version?
  public let form: Form
  let example: String
  let nearMiss: String
  /// Seconds: udevd's default limit in the versions that say it.
  let defaultLimit: Double?
  /// The driver that says it when one of its own commands has timed out.
  let timedOutDriver: String?
  private let traits: Set<Trait>

  init(
    name: String, meaning: Meaning, speaker: ExpectedSpeaker, since: Version, until: Version?,
    form: Form, example: String, nearMiss: String, defaultLimit: Double?, timedOutDriver: String?,
    traits: Set<Trait>
  ) {
    self.name = name
    self.meaning = meaning
    self.speaker = speaker
    self.since = since
    self.until = until
    self.form = form
    self.example = example
    self.nearMiss = nearMiss
    self.defaultLimit = defaultLimit
    self.timedOutDriver = timedOutDriver
    self.traits = traits
  }

  func has(_ trait: Trait) -> Bool { traits.contains(trait) }

  /// Whether it names an event by its number or its device's path, which no other program has.
  var namesEvent: Bool { form.holes.contains(.seqnum) || form.holes.contains(.devpath) }

  /// Whether it tells of a worker's kill without saying which worker.
  var namesNoWorker: Bool { meaning == .workerKilled && !form.holes.contains(.pid) }

  public var description: String { "[\(name)] \(example)" }
}

/// Who says a message.
public enum ExpectedSpeaker: String, Sendable {
  case udev, pid1, kernel, anyone
  /// udev, and the line says so: of words that anybody may write.
  case udevNamed = "udev-named"
  /// `probe-doctor watch`
  case watcher

  /// Identifiers that udev's manager and workers have had (udev-messages, section 10).
  static let udevIdentifiers = ["systemd-udevd", "(udev-worker)"] + formerUdevIdentifiers
  /// Also what a worker forks to announce that a disk has changed (`synthesize_change` in
  /// src/udev/udev-watch.c, since 258).
  static let udevProcesses = Set(udevIdentifiers + ["(udev-synth)"])
  /// Those before systemd 183, of other udevs, and of 240.0 alone.
  static let formerUdevIdentifiers = [
    "(worker)", "udevd", "udevd-work", "udevd-event", "udev", "eudev",
  ]

  /// Whether it is the end of udev's name: who copies from a terminal often misses what comes first.
  static func lostItsBeginning(_ identifier: String) -> Bool {
    identifier.count >= 4
      && udevIdentifiers.contains {
        $0.hasSuffix(identifier) && $0.count - identifier.count <= 3
      }
  }

  /// Whether an entry's speaker may be it. A line that does not tell its speaker may be anybody's.
  func fits(_ speaker: Speaker) -> Bool {
    switch (self, speaker.kind) {
    case (.udevNamed, .unknown): false
    case (.anyone, _), (_, .unknown): true
    case (.kernel, .kernel): true
    case (.udevNamed, .program): Self.udevIdentifiers.contains(speaker.identifier)
    case (.udev, .program):
      Self.udevIdentifiers.contains(speaker.identifier) || speaker.identifier.isEmpty
    case (.pid1, .program): speaker.identifier == "systemd" || speaker.pid == 1
    case (.watcher, .program): speaker.identifier == WatchWords.identifier
    case (.kernel, .program), (.udev, .kernel), (.udevNamed, .kernel), (.pid1, .kernel),
      (.watcher, .kernel):
      false
    }
  }
}
