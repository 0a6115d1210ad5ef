extension Report {
  /// A kill, a near miss or another death of a worker: all are told in this one form.
  ///
  /// What does not apply is null.
  public struct Finding: Codable, Sendable, Equatable {
    /// The same for each reading of one finding, from whatever log; see ndjson's finding_id.
    public var id: String
    /// kill, warning, stuck, oom, oops, crash, settle, watchdog, refused, signal; more may come.
    public var kind: String
    /// The finding in one sentence.
    public var headline: String
    /// One line, without names of this machine.
    public var title: String?
    /// The same for the same fault on any machine.
    public var signature: String?
    /// udevd's own limit for an event, or PID 1's for stopping udevd; null for other deaths.
    public var cause: Cause?
    /// Who sent the signal or gave up: udevd, pid1, kernel; more may come.
    public var by: String?
    /// KILL, ABRT; more may come.
    public var signal: String?
    /// Why udevd was stopped; null for event-timeout.
    public var during: During?
    /// What was killed, or hangs: the process that handled the event, one that it had started, or udevd itself.
    public var victim: Victim?
    /// Whether a line says so, or only its consequences are in the log.
    public var certainty: Certainty?
    /// Null if no line names it.
    public var device: Device?
    /// The worker's process.
    public var workerPID: Int?
    /// The number of the uevent; it starts anew with each boot.
    public var seqnum: UInt64?
    /// The command line of a killed program, or of one that udevd warned of.
    public var program: String?
    /// Its process.
    public var programPID: Int?
    /// When the worker took the event.
    public var started: Time?
    /// When udevd warned, at a third of the limit; of a stuck worker, when the kernel reported it.
    public var warned: Time?
    /// When the limit of an event that was warned of runs out.
    public var killDue: Time?
    /// When the signal was sent.
    public var killed: Time?
    /// When the victim was gone; of other deaths, when that was reported.
    public var ended: Time?
    /// The last that was read of the boot, where the victim's end is not in the log.
    public var logEnds: Time?
    /// The limit that ran out, in seconds; of a near miss, the one that did not; null if it cannot
    /// be told.
    public var limit: Double?
    /// What happened, in two or three sentences for somebody who has never heard of the limit; null
    /// for other deaths than stuck workers.
    public var story: String?
    /// What it means for who uses the machine: whether the device can be used, what was lost, whether
    /// the boot went on.
    public var consequence: String?
    /// Who was killed, or is late, and after how long: a clause.
    public var who: String?
    /// Whom it is on, and why; or that this is not proved, and where to look first: a clause.
    public var blame: String?
    /// From the activity inwards to the root.
    public var chain: [Link] = []
    /// Who is at fault.
    public var culprit = Culprit.unknown
    /// Best first.
    public var suspects: [Suspect] = []
    /// Drivers that were active at the time and are not suspected.
    public var cleared: [Clearing] = []
    /// What became of the device's driver; null where the event had nothing to do with it.
    public var outcome: Outcome?
    /// How sure that is.
    public var outcomeConfidence: Confidence?
    /// How the log shows the outcome.
    public var outcomeEvidence: [Evidence] = []
    /// Whether the log does not show it, but what was collected on the machine later.
    public var outcomeRecorded = false
    /// Sentences about what is known beside the suspects.
    public var notes: [String] = []
    /// Whether the victim only waited for what the culprit did with another device.
    public var bystander = false
    /// How many victims of unrelated drivers were killed around the same time, this one included; 0
    /// if it stood alone or one culprit explains them.
    public var crowd = 0
    /// What healthy boots of the same machine say of this device.
    public var usually: Usually?
    /// A fault that a maintainer has already explained.
    public var knownIssue: KnownIssue?
    /// What to do.
    public var remedies: [Remedy] = []
    /// Where to report it, if the culprit is a driver of the kernel's tree.
    public var reportTo: ReportTo?
    /// For other deaths: one sentence.
    public var says: String?
    /// For other deaths: the driver that the kernel's own report names.
    public var driver: String?
    /// The lines that report the finding itself.
    public var report: [Entry] = []

    public init(id: String, kind: String, headline: String) {
      self.id = id
      self.kind = kind
      self.headline = headline
    }

    enum CodingKeys: String, CodingKey {
      case id, kind, headline, title, signature, cause, by, signal, during, victim, certainty
      case device
      case workerPID = "worker_pid"
      case seqnum, program
      case programPID = "program_pid"
      case started, warned
      case killDue = "kill_due"
      case killed, ended
      case logEnds = "log_ends"
      case limit, story, consequence, who, blame, chain, culprit, suspects, cleared, outcome
      case outcomeConfidence = "outcome_confidence"
      case outcomeEvidence = "outcome_evidence"
      case outcomeRecorded = "outcome_recorded"
      case notes, bystander, crowd, usually
      case knownIssue = "known_issue"
      case remedies
      case reportTo = "report_to"
      case says, driver, report
    }

    /// The one moment that says when it was.
    public var moment: Time? {
      switch kind {
      case "kill": killed ?? ended ?? warned ?? started
      case "warning", "stuck": warned
      default: ended
      }
    }
  }

  public enum Cause: String, Word {
    case eventTimeout = "event-timeout"
    case stopTimeout = "stop-timeout"
  }

  public enum During: String, Word {
    case shutdown
    case switchRoot = "switch-root"
    case restart
    case crash
  }

  public enum Victim: String, Word {
    case worker, program, udevd
  }

  public enum Certainty: String, Word {
    case stated, inferred
  }

  public enum Outcome: String, Word {
    case bound, unbound
    case halfInitialised = "half-initialised"
    case stuck, unknown
  }

  public enum Confidence: String, Word {
    case certain, likely, possible, none
  }

  /// The device of an event.
  public struct Device: Codable, Sendable, Hashable {
    /// The last part of the devpath.
    public var sysname: String?
    /// The path below /sys.
    public var devpath: String?
    /// pci, usb, block, net, …
    public var subsystem: String?
    /// What modprobe is asked for.
    public var modalias: String?
    /// What people call it.
    public var description: String?

    public init() {}
  }
}
