public import LogModel

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
  /// How many those are.
  public var killCount: Int { boots.reduce(0) { $0 + $1.kills.count } }
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
  /// Which logs of the boot were brought onto the clock of another.
  public var alignments: [ClockAlignment.Result] = []

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

  /// Whether there is nothing to tell of it.
  public var isUneventful: Bool { kills.isEmpty && warnings.isEmpty && otherDeaths.isEmpty }

  /// One after the other, as they were found.
  public var findings: some Sequence<BootFinding> {
    [
      AnySequence(kills.lazy.map(BootFinding.kill)),
      AnySequence(warnings.lazy.map(BootFinding.warning)),
      AnySequence(otherDeaths.lazy.map(BootFinding.otherDeath)),
    ].joined()
  }

  /// Takes one more.
  public mutating func add(_ finding: BootFinding) {
    switch finding {
    case .kill(let kill): kills.append(kill)
    case .warning(let warning): warnings.append(warning)
    case .otherDeath(let death): otherDeaths.append(death)
    }
  }
}

/// One thing that came of a boot.
public enum BootFinding: Sendable {
  case kill(Kill)
  case warning(NearMiss)
  case otherDeath(OtherDeath)
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
  /// By how many seconds it may be wrong, because the log's clock does not tell it better.
  public var margin: Double
  /// What tells it where that is not the log: lines of files that stood beside it.
  public var entries: [Entry]

  public init(
    seconds: Double?, source: Source, margin: Double = 0, entries: [Entry] = []
  ) {
    self.seconds = seconds
    self.source = source
    self.margin = margin
    self.entries = entries
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
  /// Where the line stands that says so; nil if none does.
  public var place: Place?

  public init(stamp: Stamp, basis: Basis, place: Place? = nil) {
    self.stamp = stamp
    self.basis = basis
    self.place = place
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
