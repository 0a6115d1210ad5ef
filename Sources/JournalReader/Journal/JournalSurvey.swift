internal import LogModel

/// What a first look at a journal file tells, before the entries around any trigger are read.
struct JournalSurvey: Sendable {
  /// A survey, or why there is none.
  typealias Outcome = Result<JournalSurvey, JournalFailure>

  var parts: [JournalFile.Part] = []
  var sighting = JournalSighting()
  var toll = JournalToll()
  /// Whether the entry that the header calls the last was not found.
  var lacksEnd = false
  /// Of how many bytes, and how many of them are missing, if it was read on all the same.
  var cut: (size: Int, missing: Int)?
  /// Whether nobody writes to it any more, and it is whole: whoever opens it later will find the
  /// same.
  var isPutAway = false
}

/// What was found in a file by its indexes alone.
struct JournalSighting: Sendable {
  /// Around the triggers of each boot.
  var spans: [BootID: TimeSpans] = [:]
  /// What journald says that it lost, each entry once however many files have it.
  var losses: [JournalCursor.Identity: Loss] = [:]
  var notices: [BootID: Set<JournalNotice>] = [:]

  struct Loss: Sendable {
    var boot: BootID
    var message: String
  }

  mutating func add(_ other: JournalSighting) {
    for (boot, theirs) in other.spans {
      for range in theirs.ranges { spans[boot, default: TimeSpans()].add(range) }
    }
    losses.merge(other.losses) { mine, _ in mine }
    notices.merge(other.notices) { $0.union($1) }
  }
}

/// What it took to read in a file, and what was found wrong with it on the way.
struct JournalToll: Sendable {
  /// How many entries were read.
  var steps = 0
  var damage: JournalFailure?

  mutating func add(_ other: JournalToll) {
    steps += other.steps
    damage = damage ?? other.damage
  }
}

/// What is asked about a file once all have been seen.
enum JournalRequest: Sendable {
  /// To survey it after all.
  case survey(file: Int)
  /// What can be found of some of its boots by its indexes.
  case sighting(file: Int, boots: [BootID])
  /// A boot's entries of some spans of time, in µs since its start; and, where the boot may begin
  /// in the file, its first marks.
  case excerpt(file: Int, boot: BootID, spans: [ClosedRange<Int64>], hasStart: Bool)

  var file: Int {
    switch self {
    case .survey(let file), .sighting(let file, _), .excerpt(let file, _, _, _): file
    }
  }
}

/// What is answered, beside the entries.
struct JournalReply: Sendable {
  var survey: JournalSurvey.Outcome?
  var sighting = JournalSighting()
  var toll = JournalToll()
}

/// An entry that a file has, and what tells it from all others of its boot.
struct FoundEntry: Sendable {
  var entry: Entry
  var identity: JournalCursor.Identity
  var meaning: LogPhrases.Meaning
}

/// Who reads journal files: this process, or one of its own.
///
/// What is asked is answered in the order of asking.
protocol JournalDesk: AnyObject {
  /// Whether it is there to be asked.
  var isOpen: Bool { get }
  /// Takes the next wanted file that nobody has surveyed; nil if none is left.
  func survey() -> (file: Int, outcome: JournalSurvey.Outcome)?
  /// Asks for something about a file.
  func ask(_ request: JournalRequest)
  /// The answer to the first request that has none yet. `each` takes an excerpt's entries.
  func answer(each: (FoundEntry) -> Void) -> JournalReply
}

/// A journal file among all that are to be read.
struct JournalPlace: Sendable {
  /// What it is called.
  var path: String
  /// Where it is, if that is not what it is called.
  var copy: String?
  /// What the input is called that it belongs to.
  var source: String
  /// Whether it is of the machine we run on.
  var isThisMachine = false
}
