internal import LogModel

/// What is found out about one journal file, beside its entries.
struct JournalSurvey: Sendable {
  struct Loss: Sendable {
    var boot: BootID
    var message: String
  }

  /// The boots that it has entries of.
  var parts: [JournalFile.Part] = []
  /// Around the triggers of each boot.
  var spans: [BootID: TimeSpans] = [:]
  /// How many triggers of each were seen by whom entries around triggers are read of.
  var triggers: [BootID: Int] = [:]
  /// What journald says that it lost, each entry once however many files have it.
  var losses: [JournalCursor.Identity: Loss] = [:]
  var notices: [BootID: Set<JournalNotice>] = [:]
  /// Why nothing of it can be read.
  var refusal: JournalFailure?
  /// How many entries were read, and what was found wrong with the file on the way.
  var steps = 0
  var damage: JournalFailure?
  /// Whether the entry that the header calls the last was not found.
  var lacksEnd = false
  /// Of how many bytes, and how many of them are missing, if it was read on all the same.
  var cut: (size: Int, missing: Int)?
  /// Whether nobody writes to it any more, and it is whole: whoever opens it later will find the
  /// same.
  var isPutAway = false
  /// Whether its index leads to all that it has.
  var isIndexTrusted = false

  /// Adds what was found out later, or in another file.
  mutating func add(_ other: JournalSurvey) {
    for (boot, theirs) in other.spans {
      for range in theirs.ranges { spans[boot, default: TimeSpans()].add(range) }
    }
    triggers.merge(other.triggers) { max($0, $1) }
    losses.merge(other.losses) { mine, _ in mine }
    notices.merge(other.notices) { $0.union($1) }
    steps += other.steps
    damage = damage ?? other.damage
  }
}

/// What is asked about a file.
struct JournalRequest: Sendable {
  var file: Int
  /// Of which of its boots; nil stands for those that can be asked about before other files are seen.
  var boots: [BootID]?
  /// Nil if only the index is asked; else see
  /// ``JournalSearch/entries(of:in:among:within:hasStart:to:)``.
  var spans: [ClosedRange<Int64>]?
  var hasStart = false
  /// How many triggers of the boot the file was found to have.
  var triggers = 0
}
