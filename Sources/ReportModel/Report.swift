/// The answer of --format json.
///
/// What one run found, in the form in which it is written, sent and read back. The keys are a
/// contract with other people's scripts: they may grow in number, but keep their names and meaning.
/// A key without a value is written as null. The documentation of each key, here and in
/// docs/json.md and docs/schema.json, is its comment here.
public struct Report: Codable, Sendable, Equatable {
  /// Changes only if a name or a meaning does.
  public var schemaVersion = 1
  /// What wrote this.
  public var tool: Tool
  /// Oldest first, also those without findings.
  public var boots: [Boot]
  /// What was read and what could not be.
  public var coverage: Coverage

  public init(tool: Tool, boots: [Boot], coverage: Coverage) {
    self.tool = tool
    self.boots = boots
    self.coverage = coverage
  }

  enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
    case tool, boots, coverage
  }

  /// All kills of all boots, in the order of the boots.
  public var kills: [Finding] { boots.flatMap(\.kills) }
  /// How many boots were read, told or not.
  public var bootCount: Int { boots.count + (coverage.omitted.boots ?? 0) }
  /// How many there are, told or not.
  public var killCount: Int { boots.reduce(coverage.omitted.kills) { $0 + $1.kills.count } }
}

extension Report {
  /// The words that a key of a report may have for a value, where those are all that there are.
  public protocol Word: RawRepresentable<String>, CaseIterable, Codable, Sendable, Hashable {}

  /// What wrote a report.
  public struct Tool: Codable, Sendable, Equatable {
    /// Always probe-doctor.
    public var name = Tool.ours
    /// Its version.
    public var version: String

    static let ours = "probe-doctor"
    /// The version that this is.
    public static let current = "0.1.0"

    /// Whether it is this program, in whatever version.
    public var isOurs: Bool { name == Tool.ours }

    public init(version: String) { self.version = version }
  }

  /// What was read and what could not be.
  public struct Coverage: Codable, Sendable, Equatable {
    /// Whether all that was named could be read. If not, the absence of kills proves nothing.
    public var complete: Bool
    /// Each log that was looked at.
    public var sources: [Source]
    /// What is missing from what was read.
    public var gaps: [Gap]
    /// What was found beyond the most that one run tells: counted, not told.
    public var omitted = Omitted()
    /// Every boot that was read, with findings or without; only in a line of ndjson, for in a report
    /// they stand beside this.
    public var boots: [BootIdentity]?

    public init(complete: Bool, sources: [Source] = [], gaps: [Gap] = []) {
      self.complete = complete
      self.sources = sources
      self.gaps = gaps
    }
  }

  /// One log.
  public struct Source: Codable, Sendable, Equatable {
    /// As the user would recognise it: a path, -, or a path within an archive.
    public var name: String
    /// journal, text, export, json; more may come.
    public var kind: String
    /// Records looked at. In a journal, those that its index offered.
    public var entries: Int
    /// Boots found.
    public var boots: Int
    /// Why it was not read, or not to its end; null if all of it was.
    public var skipped: String?

    public init(name: String, kind: String, entries: Int, boots: Int, skipped: String?) {
      self.name = name
      self.kind = kind
      self.entries = entries
      self.boots = boots
      self.skipped = skipped
    }
  }

  /// Something that is missing.
  public struct Gap: Codable, Sendable, Equatable {
    /// A stable word: missed-kernel-messages, permission, rate-limited, truncated, boot-id,
    /// archive-damaged, archive-limit, unchecked, damaged, rotated, journal-ends, too-long,
    /// not-compared; more may come.
    public var kind: String
    /// How much, if that is known.
    public var count: Int?
    /// One sentence: what and where.
    public var place: String

    public init(kind: String, count: Int?, place: String) {
      self.kind = kind
      self.count = count
      self.place = place
    }

    enum CodingKeys: String, CodingKey {
      case kind, count
      case place = "where"
    }
  }

  /// How many findings are not told one by one.
  public struct Omitted: Codable, Sendable, Equatable {
    /// Kills.
    public var kills = 0
    /// Near misses.
    public var warnings = 0
    /// Boots without findings; null where each is told.
    public var boots: Int?

    public init() {}
  }

  /// One boot and what happened in it.
  public struct Boot: Codable, Sendable, Equatable {
    /// The kernel's boot id, 32 hexadecimal digits; null in text, which does not have it.
    public var bootID: String?
    /// The machine's id.
    public var machineID: String?
    /// The machine's name.
    public var hostname: String?
    /// The release in the kernel's banner.
    public var kernel: String?
    /// The version of udev or systemd.
    public var udev: String?
    /// The first record of it that was read.
    public var first: Time?
    /// The last.
    public var last: Time?
    /// How long udevd allows for one event.
    public var eventTimeout: EventTimeout
    /// Logs of the boot that were brought onto the clock of another.
    public var alignments: [Alignment] = []
    /// Events that ended in a kill because a time limit ran out.
    public var kills: [Finding] = []
    /// Near misses: warnings that no kill followed.
    public var warnings: [Finding] = []
    /// Ends of udev's processes that no time limit explains, and workers that are stuck.
    public var otherDeaths: [Finding] = []
    /// What the machine lost.
    public var harm: [Harm] = []
    /// The healthy boots that it was compared with.
    public var against: Against?

    public init(eventTimeout: EventTimeout) { self.eventTimeout = eventTimeout }

    enum CodingKeys: String, CodingKey {
      case bootID = "boot_id"
      case machineID = "machine_id"
      case hostname, kernel, udev, first, last
      case eventTimeout = "event_timeout"
      case alignments, kills, warnings
      case otherDeaths = "other_deaths"
      case harm, against
    }

    /// Whether the kernel reports a worker as stuck whom nobody has killed.
    public var hasStuckWorker: Bool { !stuckWorkers.isEmpty }

    /// Kills, near misses and other deaths.
    public var findings: [Finding] { kills + warnings + otherDeaths }

    /// Workers that are stuck.
    public var stuckWorkers: [Finding] { otherDeaths.filter { $0.kind == "stuck" } }

    /// Changes each of them.
    package mutating func changeFindings(_ change: (inout Finding) -> Void) {
      for place in kills.indices { change(&kills[place]) }
      for place in warnings.indices { change(&warnings[place]) }
      for place in otherDeaths.indices { change(&otherDeaths[place]) }
    }

    /// Whether there is nothing to tell of it.
    public var isUneventful: Bool { hasNoFinding && harm.isEmpty }

    /// Whether nothing tells when or of what it is, either: a text that is no log leaves such a boot.
    package var isSilent: Bool {
      isUneventful && [bootID, machineID, hostname, kernel].allSatisfy { $0 == nil }
        && first?.monotonic == nil && first?.calendar == nil
    }

    /// Whether there is no kill, no near miss and no other death.
    public var hasNoFinding: Bool { kills.isEmpty && warnings.isEmpty && otherDeaths.isEmpty }
  }

  /// How long udevd allows for one event.
  public struct EventTimeout: Codable, Sendable, Equatable {
    /// Null if the log does not tell.
    public var seconds: Double?
    /// Where that comes from. What is measured in a log of whole seconds may be 1.5 s off.
    public var source: Origin
    /// By how many seconds it may be wrong, because the log's clock does not tell it better.
    public var margin: Double
    /// The lines of files beside the log that tell it; none where the log does.
    public var entries: [Entry]

    public enum Origin: String, Word {
      case `default`
      case commandLine = "command-line"
      case udevConf = "udev.conf"
      case measured, unknown
    }

    public init(
      seconds: Double? = nil, source: Origin = .unknown, margin: Double = 0, entries: [Entry] = []
    ) {
      self.seconds = seconds
      self.source = source
      self.margin = margin
      self.entries = entries
    }
  }

  /// That logs without a good clock were placed by the lines that they share with one that has it.
  public struct Alignment: Codable, Sendable, Equatable {
    /// What was placed.
    public var sources: [String]
    /// Whose clock it is now.
    public var by: [String]
    /// How many lines both have.
    public var lines: Int

    public init(sources: [String], by: [String], lines: Int) {
      self.sources = sources
      self.by = by
      self.lines = lines
    }
  }

  /// Healthy boots of the same machine.
  public struct Against: Codable, Sendable, Equatable {
    /// How many.
    public var boots: Int
    /// What ran in them, oldest first.
    public var kernels: [String]

    public init(boots: Int, kernels: [String]) {
      self.boots = boots
      self.kernels = kernels
    }
  }

  /// Something that the machine lost.
  public struct Harm: Codable, Sendable, Equatable {
    /// root, emergency, panic, file-system, swap, crypt, array, device, network, settle, service,
    /// shutdown, boot-delay, other: the first that fits; more may come.
    public var kind: String
    /// The unit, device or path as the log names it.
    public var what: String?
    /// How long it was missing or what was lost of the boot.
    public var seconds: Double?
    /// What was lost, in one sentence.
    public var says: String?
    /// Whether device or unit connect it to a finding; else it is only of the same boot.
    public var tied: Bool
    /// The ids of those that it is tied to.
    public var findings: [String]
    /// What shows it.
    public var evidence: [Evidence]

    public init(
      kind: String, what: String? = nil, seconds: Double? = nil, findings: [String] = [],
      evidence: [Evidence]
    ) {
      self.kind = kind
      self.what = what
      self.seconds = seconds
      tied = !findings.isEmpty
      self.findings = findings
      self.evidence = evidence
    }
  }
}
