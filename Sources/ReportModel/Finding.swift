extension Report {
  /// A kill, a near miss or another death of a worker: all are told in this one form, and what does
  /// not apply is null.
  public struct Finding: Codable, Sendable, Equatable {
    /// Stable; the same as ndjson's `finding_id`.
    public var id: String
    /// `kill`, `warning`, `stuck`, `oom`, `oops`, `crash`, `settle`, `watchdog`, `refused`, `signal`
    public var kind: String
    /// One line, without names of this machine.
    public var title: String?
    /// The same for the same fault on any machine.
    public var signature: String?
    /// `event-timeout` or `stop-timeout`; null for other deaths.
    public var cause: String?
    /// Who sent the signal or gave up: `udevd`, `pid1`, `kernel`, …
    public var by: String?
    /// `KILL` or `ABRT`
    public var signal: String?
    /// For a stop-timeout: `shutdown`, `switch-root` or `restart`.
    public var during: String?
    /// `worker` or `program`
    public var victim: String?
    /// `stated`, or `inferred` where only its consequences are in the log.
    public var certainty: String?
    public var device: Device?
    public var workerPID: Int?
    public var seqnum: UInt64?
    /// The command line of the program that was killed, or that udevd warned of.
    public var program: String?
    public var programPID: Int?
    public var started: Time?
    public var warned: Time?
    public var killDue: Time?
    public var killed: Time?
    public var ended: Time?
    public var logEnds: Time?
    /// Seconds
    public var limit: Double?
    /// From the activity inwards.
    public var chain: [Link]
    public var culprit: Culprit
    /// Best first.
    public var suspects: [Suspect]
    /// Drivers that were active at the time and are not suspected.
    public var cleared: [Clearing]
    /// `bound`, `unbound`, `half-initialised`, `stuck` or `unknown`
    public var outcome: String?
    public var outcomeConfidence: String?
    public var outcomeEvidence: [Evidence]
    /// Whether the log does not show it, but what was collected on the machine later.
    public var outcomeRecorded: Bool
    /// What is known beside the suspects: sentences.
    public var notes: [String]
    /// Whether the victim only waited for what the culprit did with another device.
    public var bystander: Bool
    /// How many victims of unrelated drivers were killed around the same time, this one included; 0
    /// if it stood alone or one culprit explains them.
    public var crowd: Int
    public var usually: Usually?
    public var knownIssue: KnownIssue?
    public var remedies: [Remedy]
    public var reportTo: ReportTo?
    /// For other deaths: one sentence.
    public var says: String?
    /// For other deaths: the driver that the kernel's own report names.
    public var driver: String?
    /// The lines that report the finding itself.
    public var report: [Entry]

    public init(id: String, kind: String, culprit: Culprit = .unknown) {
      self.id = id
      self.kind = kind
      self.culprit = culprit
      chain = []
      suspects = []
      cleared = []
      outcomeEvidence = []
      outcomeRecorded = false
      notes = []
      bystander = false
      crowd = 0
      remedies = []
      report = []
    }

    enum CodingKeys: String, CodingKey {
      case id, kind, title, signature, cause, by, signal, during, victim, certainty, device
      case workerPID = "worker_pid"
      case seqnum, program
      case programPID = "program_pid"
      case started, warned
      case killDue = "kill_due"
      case killed, ended
      case logEnds = "log_ends"
      case limit, chain, culprit, suspects, cleared, outcome
      case outcomeConfidence = "outcome_confidence"
      case outcomeEvidence = "outcome_evidence"
      case outcomeRecorded = "outcome_recorded"
      case notes, bystander, crowd, usually
      case knownIssue = "known_issue"
      case remedies
      case reportTo = "report_to"
      case says, driver, report
    }
  }

  /// The device of a uevent.
  public struct Device: Codable, Sendable, Hashable {
    public var sysname: String?
    public var devpath: String?
    public var subsystem: String?
    public var modalias: String?
    public var description: String?

    public init(
      sysname: String?, devpath: String? = nil, subsystem: String? = nil, modalias: String? = nil,
      description: String? = nil
    ) {
      self.sysname = sysname
      self.devpath = devpath
      self.subsystem = subsystem
      self.modalias = modalias
      self.description = description
    }
  }

  /// A point in time, as far as the log tells it.
  public struct Time: Codable, Sendable, Hashable {
    /// Seconds since the kernel's start.
    public var monotonic: Double?
    /// RFC 3339, UTC.
    public var realtime: String?
    /// `stated` by the line itself, `filed` by the log's writer, who may have been late, or
    /// `worked-out` from the limit and another time.
    public var basis: String

    public init(monotonic: Double?, realtime: String?, basis: String) {
      self.monotonic = monotonic
      self.realtime = realtime
      self.basis = basis
    }
  }

  /// Who is accused.
  public struct Culprit: Codable, Sendable, Hashable {
    /// `driver`, `program`, `builtin`, `hardware` or `unknown`
    public var kind: String
    public var name: String?
    /// `certain`, `likely`, `possible` or `none`
    public var confidence: String

    public init(kind: String, name: String?, confidence: String) {
      self.kind = kind
      self.name = name
      self.confidence = confidence
    }

    public static let unknown = Culprit(kind: "unknown", name: nil, confidence: "none")
  }

  /// One that may be at fault, with all that speaks for and against that.
  public struct Suspect: Codable, Sendable, Equatable {
    public var kind: String
    public var name: String
    public var confidence: String?
    /// The sum of the weights of its evidence.
    public var score: Double
    public var evidence: [Evidence]
    public var against: [Evidence]

    public init(
      kind: String, name: String, confidence: String? = nil, score: Double, evidence: [Evidence],
      against: [Evidence] = []
    ) {
      self.kind = kind
      self.name = name
      self.confidence = confidence
      self.score = score
      self.evidence = evidence
      self.against = against
    }
  }

  /// Somebody who was active and is not suspected.
  public struct Clearing: Codable, Sendable, Equatable {
    public var name: String
    /// Why not; null where only that is known.
    public var says: String?

    public init(name: String, says: String?) {
      self.name = name
      self.says = says
    }
  }

  /// One link of what the time was spent on.
  public struct Link: Codable, Sendable, Equatable {
    /// `activity`, `wait` or `root`
    public var link: String
    public var kind: String
    public var name: String?
    public var confidence: String
    /// ``Finding/id`` of the one whose chain goes on here.
    public var of: String?
    public var says: String
    public var evidence: [Evidence]

    public init(
      link: String, kind: String, name: String?, confidence: String, of: String?, says: String,
      evidence: [Evidence]
    ) {
      self.link = link
      self.kind = kind
      self.name = name
      self.confidence = confidence
      self.of = of
      self.says = says
      self.evidence = evidence
    }
  }

  /// One reason, with the lines that show it.
  public struct Evidence: Codable, Sendable, Equatable {
    public var rule: String
    /// Positive: against the suspect. Negative: it speaks for its innocence.
    public var weight: Double
    /// One sentence.
    public var says: String
    public var entries: [Entry]

    public init(rule: String, weight: Double, says: String, entries: [Entry]) {
      self.rule = rule
      self.weight = weight
      self.says = says
      self.entries = entries
    }
  }

  /// One line of a log and where it stands.
  public struct Entry: Codable, Sendable, Equatable {
    public var source: String
    /// `line 412`, `record 7` or `seqnum 1034`
    public var position: String
    /// The line as the user knows it; what is not UTF-8 in it shows as U+FFFD.
    public var text: String
    /// The exact bytes, where the line is not UTF-8.
    public var bytesBase64: String?
    /// When it was said, where the line itself does not show that.
    public var time: Time?

    public init(
      source: String, position: String, text: String, bytesBase64: String? = nil,
      time: Time? = nil
    ) {
      self.source = source
      self.position = position
      self.text = text
      self.bytesBase64 = bytesBase64
      self.time = time
    }

    enum CodingKeys: String, CodingKey {
      case source, position, text
      case bytesBase64 = "bytes_base64"
      case time
    }
  }

  /// Something to do.
  public struct Remedy: Codable, Sendable, Equatable {
    /// Stable (`raise-event-timeout`).
    public var id: String
    /// `now`, `lasting`, `report` or `learn`
    public var scope: String
    public var text: String
    public var commands: [String]

    public init(id: String, scope: String, text: String, commands: [String]) {
      self.id = id
      self.scope = scope
      self.text = text
      self.commands = commands
    }
  }

  /// What healthy boots of the same machine say of this device.
  public struct Usually: Codable, Sendable, Equatable {
    public struct Seconds: Codable, Sendable, Equatable {
      public var min: Double
      public var median: Double
      public var max: Double
    }
    public struct Boot: Codable, Sendable, Equatable {
      public var bootID: String?
      public var kernel: String?

      enum CodingKeys: String, CodingKey {
        case bootID = "boot_id"
        case kernel
      }
    }
    public var boots: Int
    public var seconds: Seconds?
    public var stoppedAfter: Evidence?
    public var expectedNext: Evidence?
    public var lastGood: Boot?
    public var firstBad: Boot?

    enum CodingKeys: String, CodingKey {
      case boots, seconds
      case stoppedAfter = "stopped_after"
      case expectedNext = "expected_next"
      case lastGood = "last_good"
      case firstBad = "first_bad"
    }
  }

  /// A fault that a maintainer has already explained.
  public struct KnownIssue: Codable, Sendable, Equatable {
    public var id: String
    public var title: String
    public var fixedIn: String?
    public var url: String?
    public var evidence: [Evidence]

    enum CodingKeys: String, CodingKey {
      case id, title
      case fixedIn = "fixed_in"
      case url, evidence
    }
  }

  /// Where a fault of a driver in the kernel's tree is reported.
  public struct ReportTo: Codable, Sendable, Equatable {
    public var list: String
    public var directory: String
  }
}
