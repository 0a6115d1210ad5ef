public import LogModel

/// What the logs mean, as a plain value without a sentence in it.
public struct Diagnosis: Sendable {
  public var boots: [BootDiagnosis]
  public var coverage: Coverage

  public init(boots: [BootDiagnosis], coverage: Coverage) {
    self.boots = boots
    self.coverage = coverage
  }

  /// All kills of all boots, in the order of the boots.
  public var kills: [Finding] { boots.flatMap(\.kills) }
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
  public var kills: [Finding] = []
  /// Warnings that no kill followed: near misses.
  public var warnings: [Finding] = []
  /// Ends of udev's processes that no time limit explains.
  public var otherDeaths: [Finding] = []
  /// What the machine lost.
  public var harm: [Harm] = []
  /// Which logs of the boot were brought onto the clock of another.
  public var alignments: [ClockAlignment.Result] = []

  /// Kills first, then warnings and other deaths, each in the order of the log.
  public var findings: [Finding] { kills + warnings + otherDeaths }

  /// Whether nothing was found.
  public var isUneventful: Bool {
    kills.isEmpty && warnings.isEmpty && otherDeaths.isEmpty && harm.isEmpty
  }

  /// Takes one more.
  public mutating func add(_ finding: Finding) {
    switch finding.kind {
    case .kill: kills.append(finding)
    case .warning: warnings.append(finding)
    default: otherDeaths.append(finding)
    }
  }
}
