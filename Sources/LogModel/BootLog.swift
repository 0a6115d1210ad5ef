/// What was kept of one boot: all entries between one kernel start and the next.
public struct BootLog: Sendable {
  /// The kernel's boot id, 32 hexadecimal digits; nil in text, which does not have it.
  public var id: String?
  public var machineID: String?
  public var hostname: String?
  /// What was asked for, ordered by the best clock there is. Every entry has a monotonic time
  /// if the boot's log allowed to work one out (see ``ClockAlignment``).
  public var entries: [Entry]
  /// The first and the last record of this boot that was read, kept or not.
  public var first: Stamp?
  public var last: Stamp?
  /// The inputs that it was read from, as ``Coverage/Source/name`` calls them.
  public var sources: [String]
  /// Whether one of those inputs is the journal of the machine that this runs on. It may hold other
  /// machines' boots too.
  public var isFromOwnJournal = false
  /// Whether each of those inputs ends with this boot.
  public var isLast = false
  /// Which of them were brought onto the clock of another.
  public var alignments: [ClockAlignment.Result] = []
  /// What entries would have come to that there was no room for.
  public var tally = Tally()
  /// What was found of ``Question/noticeIDs``.
  public var notices: [JournalNotice] = []
  /// What stood beside those inputs and was asked for: usually in one place.
  public var surroundings: [Surroundings] = []

  public init(
    id: String? = nil, machineID: String? = nil, hostname: String? = nil, entries: [Entry] = [],
    first: Stamp? = nil, last: Stamp? = nil, sources: [String] = []
  ) {
    self.id = id
    self.machineID = machineID
    self.hostname = hostname
    self.entries = entries
    self.first = first
    self.last = last
    self.sources = sources
  }
}

/// An entry of a program that says what it means in fields.
public struct JournalNotice: Sendable, Hashable {
  /// When it was said.
  public var stamp: Stamp
  /// Those that were asked for and that it has.
  public var fields: [String: String]

  public init(stamp: Stamp, fields: [String: String]) {
    self.stamp = stamp
    self.fields = fields
  }
}
