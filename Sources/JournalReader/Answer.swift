/// All that was found out about one or more logs, in answer to a ``Question``.
public struct Answer: Sendable {
  /// Oldest first, also those in which nothing that was asked for stands.
  public var boots: [BootLog]
  public var coverage: Coverage

  public init(boots: [BootLog] = [], coverage: Coverage = Coverage()) {
    self.boots = boots
    self.coverage = coverage
  }
}

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
  /// Whether each of those inputs ends with this boot.
  public var isLast = false
  /// Which of them were brought onto the clock of another.
  public var alignments: [ClockAlignment.Result] = []
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

/// What was read and what could not be.
public struct Coverage: Sendable {
  public struct Source: Sendable {
    public enum Kind: String, Sendable {
      case journal, text, export, json
    }
    public var name: String
    public var kind: Kind
    /// Records looked at. In a journal, those that its index offered.
    public var entries: Int
    public var boots: Int
    /// Why it was not read, or not to its end; nil if all of it was.
    public var skipped: String?

    public init(
      name: String, kind: Kind, entries: Int = 0, boots: Int = 0, skipped: String? = nil
    ) {
      self.name = name
      self.kind = kind
      self.entries = entries
      self.boots = boots
      self.skipped = skipped
    }
  }
  /// Something that is missing from what was read.
  public struct Gap: Sendable {
    /// A stable word: `missed-kernel-messages`, `permission`, `truncated`, …
    public var kind: String
    /// How much is missing, if that is known.
    public var count: Int?
    /// One sentence for a human: what and where.
    public var detail: String

    public init(kind: String, count: Int? = nil, detail: String) {
      self.kind = kind
      self.count = count
      self.detail = detail
    }
  }
  public var sources: [Source]
  public var gaps: [Gap]

  public init(sources: [Source] = [], gaps: [Gap] = []) {
    self.sources = sources
    self.gaps = gaps
  }

  /// Whether all that was named could be read: only then does "no kill" mean that there is none.
  public var isComplete: Bool {
    gaps.isEmpty && sources.allSatisfy { $0.skipped == nil }
  }
}

/// An input could not be read at all.
public struct ReadError: Error, Sendable, CustomStringConvertible {
  /// The input's name.
  public var name: String
  /// What is wrong with it, and where.
  public var reason: String
  /// What the user can do about it, if there is anything.
  public var cure: String?

  public init(name: String, reason: String, cure: String? = nil) {
    self.name = name
    self.reason = reason
    self.cure = cure
  }

  public var description: String {
    "\(name): \(reason)" + (cure.map { "; \($0)" } ?? "")
  }
}
