public import LogModel

/// A kill, a near miss or another death of a worker: all are told in this one form, and what does
/// not apply is nil.
public struct Finding: Sendable {
  public enum Kind: String, Sendable {
    /// A uevent that ended in a signal because a time limit ran out.
    case kill
    /// udevd's notice at a third of the limit, that no kill followed: a near miss.
    case warning
    /// The kernel's out-of-memory killer.
    case oom
    /// The kernel ended the worker after an error of its own.
    case oops
    /// The worker crashed in user space.
    case crash
    /// udevadm settle gave up waiting; nothing was killed.
    case settle
    /// PID 1's watchdog found udevd silent.
    case watchdog
    /// udevd could not talk to its worker and killed it.
    case refused
    /// A kernel report says that a worker is stuck; nobody killed it in this log.
    case stuck
    /// Gone by a signal that nothing in the log explains.
    case signal
  }
  /// Which limit ran out.
  public enum Cause: String, Sendable {
    /// udevd's own limit for one event.
    case eventTimeout = "event-timeout"
    /// PID 1's limit for stopping udevd.
    case stopTimeout = "stop-timeout"
  }
  /// Who sent the signal, or gave up.
  public enum Sender: String, Sendable {
    case udevd, pid1, kernel
  }
  public enum During: String, Sendable {
    case shutdown
    case switchRoot = "switch-root"
    case restart
    /// Nobody stopped it: it had died of a signal, and what it left was ended.
    case crash
  }
  public enum Victim: String, Sendable {
    /// The process that handles the event.
    case worker
    /// What it had spawned.
    case program
    /// The manager itself: it can only hang.
    case udevd
  }
  public enum Certainty: String, Sendable {
    /// A line says so.
    case stated
    /// Only its consequences are in the log.
    case inferred
  }

  /// Stable within one input, and among findings of its kind.
  public var id: String
  public var kind: Kind
  /// Nil for other deaths.
  public var cause: Cause?
  public var by: Sender?
  /// The signal's name without `SIG`, where a line says it.
  public var signal: String?
  /// For a stop-timeout.
  public var during: During?
  public var victim: Victim?
  public var certainty: Certainty?
  /// Nil if no line names it.
  public var device: Device?
  public var workerPID: Int?
  /// The number of the uevent; it starts anew with each boot.
  public var seqnum: UInt64?
  /// The command line of the program that was killed, or that udevd warned of.
  public var program: String?
  public var programPID: Int?
  /// When the worker took the event.
  public var started: Moment?
  /// When udevd warned; of a stuck worker, when the kernel reported it.
  public var warned: Moment?
  /// When the limit of an event that was warned of runs out.
  public var killDue: Moment?
  /// When the signal was sent.
  public var killed: Moment?
  /// When the victim was gone; of other deaths, when that was reported.
  public var ended: Moment?
  /// The last that was read of the boot, where the victim's end is not in the log.
  public var logEnds: Moment?
  /// The limit in seconds that ran out; of a near miss, the one that did not.
  public var limit: Double?
  /// What the time was spent on.
  public var chain = Chain()
  public var culprit: Culprit { chain.culprit }
  /// Best first.
  public var suspects: [Suspect] = []
  /// Whether the victim only waited for what the culprit did with another device.
  public var isBystander = false
  /// Nil but for kills, and where the event had nothing to do with the device's driver.
  public var outcome: Outcome?
  public var outcomeConfidence = Culprit.Confidence.none
  /// How the log shows the outcome, or what else it shows of the end.
  public var outcomeEvidence: [OutcomeEvidence] = []
  /// What is known beside the suspects.
  public var notes: [Note] = []
  /// How many victims of unrelated drivers were killed around the same time, this one included;
  /// 0 if it stood alone or one culprit explains them.
  public var crowd = 0
  /// What other boots of the machine say of its device.
  public var comparison: Comparison?
  /// Drivers that were active at the time and are not suspected.
  public var cleared: [Clearing] = []
  public var remedies: [Remedy] = []
  /// What a maintainer has already explained.
  public var knownIssue: KnownIssueMatch?
  /// Where a fault of the culprit is reported, if it is a driver of the kernel's tree.
  public var reportTo: ReportAddress?
  /// Of a stuck worker: where it is.
  public var blockage: Blockage?
  /// Of other deaths: the driver that the kernel's own report names.
  public var driver: String?
  /// The lines that report it.
  public var report: [Entry]

  public init(id: String, kind: Kind, report: [Entry] = []) {
    self.id = id
    self.kind = kind
    self.report = report
  }

  /// The one moment that says when it was.
  public var moment: Moment? {
    switch kind {
    case .kill: killed ?? ended ?? warned ?? started
    case .warning, .stuck: warned
    default: ended
    }
  }
}

/// What became of the device.
public enum Outcome: String, Sendable {
  /// The driver has set the device up: it works.
  case bound
  /// The device has no driver.
  case unbound
  /// The driver gave up and left something behind that a later attempt trips over.
  case halfInitialised = "half-initialised"
  /// The victim was still in the kernel when the log ended.
  case stuck
  case unknown
}

/// Who looks after a driver of the kernel's tree.
public struct ReportAddress: Sendable, Hashable {
  /// The address of a mailing list.
  public var list: String
  /// Where the driver is in the kernel's source.
  public var directory: String
}
