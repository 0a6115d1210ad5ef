/// What one run found, in the form in which it is written, sent and read back: `--format json`.
///
/// The keys are a contract with other people's scripts: they may grow in number, but keep their
/// names and meaning. A key without a value is written as null.
public struct Report: Codable, Sendable, Equatable {
  public var schemaVersion = 1
  public var tool: Tool
  public var boots: [Boot]
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
}

extension Report {
  /// The program that wrote a report.
  public struct Tool: Codable, Sendable, Equatable {
    public var name: String
    public var version: String

    public init(name: String = "probe-doctor", version: String) {
      self.name = name
      self.version = version
    }
  }

  /// What was read and what could not be.
  public struct Coverage: Codable, Sendable, Equatable {
    /// False: where nothing was found, there may be something all the same.
    public var complete: Bool
    public var sources: [Source]
    public var gaps: [Gap]
    /// What was found beyond the stated cap: counted, not told.
    public var omitted: Omitted

    public init(complete: Bool, sources: [Source], gaps: [Gap], omitted: Omitted = Omitted()) {
      self.complete = complete
      self.sources = sources
      self.gaps = gaps
      self.omitted = omitted
    }

    public struct Source: Codable, Sendable, Equatable {
      public var name: String
      /// `journal`, `text`, `export` or `json`.
      public var kind: String
      /// Records looked at. In a journal, those that its index offered.
      public var entries: Int
      public var boots: Int
      /// Why it was not read, or not to its end.
      public var skipped: String?

      public init(name: String, kind: String, entries: Int, boots: Int, skipped: String?) {
        self.name = name
        self.kind = kind
        self.entries = entries
        self.boots = boots
        self.skipped = skipped
      }
    }

    public struct Gap: Codable, Sendable, Equatable {
      /// `missed-kernel-messages`, `permission`, `truncated`, …
      public var kind: String
      public var count: Int?
      /// One sentence: what is missing, and where.
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

    public struct Omitted: Codable, Sendable, Equatable {
      public var kills: Int
      public var warnings: Int

      public init(kills: Int = 0, warnings: Int = 0) {
        self.kills = kills
        self.warnings = warnings
      }
    }
  }

  /// What ran in one boot, which limit applied, and what came of it.
  public struct Boot: Codable, Sendable, Equatable {
    public var bootID: String?
    public var machineID: String?
    public var hostname: String?
    public var kernel: String?
    public var udev: String?
    /// When the first and the last record of it were written.
    public var first: Time?
    public var last: Time?
    public var eventTimeout: EventTimeout
    public var kills: [Finding]
    /// Near misses: warnings that no kill followed.
    public var warnings: [Finding]
    public var otherDeaths: [Finding]
    public var harm: [Harm]
    /// The healthy boots that it was compared with.
    public var against: Against?

    public init(
      bootID: String? = nil, machineID: String? = nil, hostname: String? = nil,
      kernel: String? = nil, udev: String? = nil, first: Time? = nil, last: Time? = nil,
      eventTimeout: EventTimeout, kills: [Finding] = [], warnings: [Finding] = [],
      otherDeaths: [Finding] = [], harm: [Harm] = [], against: Against? = nil
    ) {
      self.bootID = bootID
      self.machineID = machineID
      self.hostname = hostname
      self.kernel = kernel
      self.udev = udev
      self.first = first
      self.last = last
      self.eventTimeout = eventTimeout
      self.kills = kills
      self.warnings = warnings
      self.otherDeaths = otherDeaths
      self.harm = harm
      self.against = against
    }

    enum CodingKeys: String, CodingKey {
      case bootID = "boot_id"
      case machineID = "machine_id"
      case hostname, kernel, udev, first, last
      case eventTimeout = "event_timeout"
      case kills, warnings
      case otherDeaths = "other_deaths"
      case harm, against
    }
  }

  /// How long udevd allows for one event.
  public struct EventTimeout: Codable, Sendable, Equatable {
    public var seconds: Double?
    /// `default`, `command-line`, `udev.conf`, `measured` or `unknown`.
    public var source: String
    /// By how many seconds it may be wrong, because the log's clock does not tell it better.
    public var margin: Double
    /// What tells it where that is not the log: lines of files that stood beside it.
    public var entries: [Entry]

    public init(seconds: Double?, source: String, margin: Double, entries: [Entry]) {
      self.seconds = seconds
      self.source = source
      self.margin = margin
      self.entries = entries
    }
  }

  public struct Against: Codable, Sendable, Equatable {
    public var boots: Int
    public var kernels: [String]

    public init(boots: Int, kernels: [String]) {
      self.boots = boots
      self.kernels = kernels
    }
  }

  /// What the machine lost.
  public struct Harm: Codable, Sendable, Equatable {
    public var kind: String
    /// The unit, device or path as the log names it.
    public var what: String?
    public var seconds: Double?
    /// Whether device or unit connect it to a finding; else it is only of the same boot.
    public var tied: Bool
    /// ``Finding/id`` of those that it is tied to.
    public var findings: [String]
    public var evidence: [Evidence]

    public init(
      kind: String, what: String?, seconds: Double?, tied: Bool, findings: [String],
      evidence: [Evidence]
    ) {
      self.kind = kind
      self.what = what
      self.seconds = seconds
      self.tied = tied
      self.findings = findings
      self.evidence = evidence
    }
  }
}
