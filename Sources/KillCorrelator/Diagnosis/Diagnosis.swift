public import JournalReader

/// What the logs mean: the plain value that every renderer reads and none of them changes.
public struct Diagnosis: Sendable {
  public var boots: [BootDiagnosis]
  public var coverage: Coverage

  public init(boots: [BootDiagnosis], coverage: Coverage) {
    self.boots = boots
    self.coverage = coverage
  }

  /// All kills of all boots, in the order of the boots.
  public var kills: [Kill] { boots.flatMap(\.kills) }
}

/// One boot: what ran, which limit applied, and what came of it.
public struct BootDiagnosis: Sendable {
  public var bootID: String?
  public var machineID: String?
  public var hostname: String?
  /// The first record that was read of this boot.
  public var first: Stamp?
  public var last: Stamp?
  /// The release in the kernel's banner (`6.1.0-50-amd64`).
  public var kernel: String?
  /// udev's or systemd's version (`252.39-1~deb12u2`, `eudev-3.2.14`).
  public var udev: String?
  public var eventTimeout: EventTimeout
  public var kills: [Kill]
  /// Warnings that no kill followed: near misses.
  public var warnings: [NearMiss]
  /// Ends of udev's processes that no time limit explains.
  public var otherDeaths: [OtherDeath]

  public init(
    bootID: String? = nil, machineID: String? = nil, hostname: String? = nil, first: Stamp? = nil,
    last: Stamp? = nil, kernel: String? = nil, udev: String? = nil, eventTimeout: EventTimeout,
    kills: [Kill] = [], warnings: [NearMiss] = [], otherDeaths: [OtherDeath] = []
  ) {
    self.bootID = bootID
    self.machineID = machineID
    self.hostname = hostname
    self.first = first
    self.last = last
    self.kernel = kernel
    self.udev = udev
    self.eventTimeout = eventTimeout
    self.kills = kills
    self.warnings = warnings
    self.otherDeaths = otherDeaths
  }
}

/// How long udevd allows for one event.
public struct EventTimeout: Sendable, Equatable {
  public enum Source: String, Sendable {
    /// udevd's own default in that version.
    case `default`
    /// `udev.event_timeout=` or `rd.udev.event_timeout=`, in either spelling.
    case commandLine = "command-line"
    case udevConf = "udev.conf"
    /// From the time between the warning and the kill.
    case measured
    case unknown
  }
  /// Nil if the log does not tell.
  public var seconds: Double?
  public var source: Source

  public init(seconds: Double?, source: Source) {
    self.seconds = seconds
    self.source = source
  }
}

/// The device of an event.
public struct Device: Sendable, Hashable {
  /// The last component of the devpath (`0000:00:06.0`, `sda`, `cciss/c0d0`); nil where the log
  /// gives only a modalias.
  public var sysname: String?
  /// Below `/sys` (`/devices/pci0000:00/0000:00:06.0`).
  public var devpath: String?
  public var subsystem: String?
  public var modalias: String?
  /// What a human calls it (`Red Hat QEMU PCI Test Device`).
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

/// A point in time as the report shows it.
public struct Moment: Sendable, Hashable {
  public enum Basis: Sendable, Hashable {
    /// The line's own clock says so.
    case stated
    /// The log's writer says so; it may have been late.
    case filed
    /// Worked out from the limit and another moment.
    case workedOut
  }
  public var stamp: Stamp
  public var basis: Basis

  public init(stamp: Stamp, basis: Basis) {
    self.stamp = stamp
    self.basis = basis
  }
}

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

/// The answer to "who was it".
public struct Culprit: Sendable, Equatable {
  public enum Confidence: String, Sendable {
    case certain, likely, possible, none
  }
  public var kind: Suspect.Kind
  /// Nil if unknown.
  public var name: String?
  public var confidence: Confidence

  public init(kind: Suspect.Kind, name: String?, confidence: Confidence) {
    self.kind = kind
    self.name = name
    self.confidence = confidence
  }

  public static let unknown = Culprit(kind: .unknown, name: nil, confidence: .none)
}

/// A driver, program, builtin or piece of hardware that may be at fault.
public struct Suspect: Sendable {
  public enum Kind: String, Sendable {
    case driver, program, builtin, hardware, unknown
  }
  public var kind: Kind
  public var name: String
  /// The sum of the weights of its evidence.
  public var score: Double
  public var evidence: [Evidence]

  public init(kind: Kind, name: String, score: Double, evidence: [Evidence]) {
    self.kind = kind
    self.name = name
    self.score = score
    self.evidence = evidence
  }
}

/// One reason for or against a suspect.
public struct Evidence: Sendable {
  /// The rule that found it (`probe-failed-after-kill`).
  public var rule: String
  /// Positive: against the suspect. Negative: it speaks for its innocence.
  public var weight: Double
  /// One sentence.
  public var says: String
  /// The lines that show it.
  public var entries: [Entry]

  public init(rule: String, weight: Double, says: String, entries: [Entry]) {
    self.rule = rule
    self.weight = weight
    self.says = says
    self.entries = entries
  }
}

/// A warning at a third of the limit that no kill followed.
public struct NearMiss: Sendable {
  public var device: Device?
  public var workerPID: Int?
  public var seqnum: UInt64?
  public var program: String?
  public var time: Moment?
  public var culprit: Culprit
  public var suspects: [Suspect]
  public var report: [Entry]
}

/// The end of one of udev's processes, or of a wait for them, that is no timeout kill.
public struct OtherDeath: Sendable {
  public enum Kind: String, Sendable {
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
  public var kind: Kind
  public var device: Device?
  public var workerPID: Int?
  public var time: Moment?
  public var says: String
  /// The driver that the kernel's own report names, if there is one.
  public var driver: String?
  public var report: [Entry]
}

/// Something to do about a kill.
public struct Remedy: Sendable, Equatable {
  /// When it helps.
  public enum Scope: String, Sendable {
    case now, lasting, report, learn
  }
  /// Stable (`raise-event-timeout`).
  public var id: String
  public var scope: Scope
  /// One sentence.
  public var text: String
  public var commands: [String]

  public init(id: String, scope: Scope, text: String, commands: [String]) {
    self.id = id
    self.scope = scope
    self.text = text
    self.commands = commands
  }
}
