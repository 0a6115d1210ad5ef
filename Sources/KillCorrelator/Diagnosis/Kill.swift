public import LogModel

/// A uevent that ended in a SIGKILL because a time limit ran out.
public struct Kill: Sendable {
  public enum Cause: String, Sendable {
    /// udevd's own limit for one event.
    case eventTimeout = "event-timeout"
    /// PID 1's limit for stopping udevd.
    case stopTimeout = "stop-timeout"
  }
  public enum During: String, Sendable {
    case shutdown
    case switchRoot = "switch-root"
    case restart
  }
  public enum Victim: String, Sendable {
    /// The process that handles the event.
    case worker
    /// What it had spawned.
    case program
  }
  public enum Certainty: String, Sendable {
    /// A line says so.
    case stated
    /// Only its consequences are in the log.
    case inferred
  }

  /// Stable within one input.
  public var id: String
  public var cause: Cause
  public var during: During?
  public var victim: Victim
  public var certainty: Certainty
  /// Nil if no line names it.
  public var device: Device?
  public var workerPID: Int?
  /// The number of the uevent; it starts anew with each boot.
  public var seqnum: UInt64?
  /// The command line of a killed program.
  public var program: String?
  public var programPID: Int?
  /// When the worker took the event.
  public var started: Moment?
  public var warned: Moment?
  /// When the signal was sent.
  public var killed: Moment?
  /// When the victim was gone.
  public var ended: Moment?
  /// The limit that ran out, in seconds.
  public var limit: Double?
  public var culprit: Culprit
  /// Best first.
  public var suspects: [Suspect]
  /// Whether the victim only waited for what the culprit did with another device.
  public var isBystander: Bool
  public var outcome: Outcome
  /// One sentence: how the log shows the outcome; nil if it does not.
  public var outcomeReason: String?
  /// Whether the log does not show it, but what was collected on the machine later: somebody may
  /// have helped by then.
  public var isOutcomeRecorded = false
  /// What is known beside the suspects: that others were killed in the same moment, that the
  /// journal filed lines late.
  public var notes: [String]
  /// How many victims of unrelated drivers were killed around the same time, this one included;
  /// 0 if it stood alone or one culprit explains them.
  public var crowd: Int
  /// Drivers that were active at the time and are not suspected, each with the reason.
  public var cleared: [String]
  public var remedies: [Remedy]
  /// The lines that report the kill itself.
  public var report: [Entry]
}

/// What became of the device.
public enum Outcome: String, Sendable {
  /// The driver finished after the kill; the device works.
  case bound
  /// The device has no driver.
  case unbound
  /// The driver gave up and left something behind that a later attempt trips over.
  case halfInitialised = "half-initialised"
  /// The victim was still in the kernel when the log ended.
  case stuck
  case unknown
}
