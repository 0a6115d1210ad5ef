import KillCorrelator
import LogModel
import Telling

/// What the logs mean: the plain value that every renderer reads and none of them changes.
struct ToldDiagnosis: Sendable {
  var boots: [ToldBoot]
  var coverage: Coverage

  init(boots: [ToldBoot], coverage: Coverage) {
    self.boots = boots
    self.coverage = coverage
  }

  /// All kills of all boots, in the order of the boots.
  var kills: [Kill] { boots.flatMap(\.kills) }
  /// How many those are.
  var killCount: Int { boots.reduce(0) { $0 + $1.kills.count } }
}

/// One boot: what ran, which limit applied, and what came of it.
struct ToldBoot: Sendable {
  var bootID: String?
  var machineID: String?
  var hostname: String?
  /// The first record that was read of this boot.
  var first: Stamp?
  var last: Stamp?
  /// The release in the kernel's banner (`6.1.0-50-amd64`).
  var kernel: String?
  /// udev's or systemd's version (`252.39-1~deb12u2`, `eudev-3.2.14`).
  var udev: String?
  var eventTimeout: EventTimeout
  var kills: [Kill]
  /// Warnings that no kill followed: near misses.
  var warnings: [NearMiss]
  /// Ends of udev's processes that no time limit explains.
  var otherDeaths: [OtherDeath]
  /// Which logs of the boot were brought onto the clock of another.
  var alignments: [ClockAlignment.Result] = []

  init(
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

  /// One after the other, as they were found.
  var findings: some Sequence<BootFinding> {
    [
      AnySequence(kills.lazy.map(BootFinding.kill)),
      AnySequence(warnings.lazy.map(BootFinding.warning)),
      AnySequence(otherDeaths.lazy.map(BootFinding.otherDeath)),
    ].joined()
  }

  /// Takes one more.
  mutating func add(_ finding: BootFinding) {
    switch finding {
    case .kill(let kill): kills.append(kill)
    case .warning(let warning): warnings.append(warning)
    case .otherDeath(let death): otherDeaths.append(death)
    }
  }
}

/// One thing that came of a boot.
enum BootFinding: Sendable {
  case kill(Kill)
  case warning(NearMiss)
  case otherDeath(OtherDeath)
}

/// A uevent that ended in a SIGKILL because a time limit ran out.
struct Kill: Sendable {
  typealias Cause = Finding.Cause
  typealias During = Finding.During
  typealias Victim = Finding.Victim
  typealias Certainty = Finding.Certainty

  /// Stable within one input.
  var id: String
  var cause: Cause
  var during: During?
  var victim: Victim
  var certainty: Certainty
  /// Nil if no line names it.
  var device: Device?
  var workerPID: Int?
  /// The number of the uevent; it starts anew with each boot.
  var seqnum: UInt64?
  /// The command line of a killed program.
  var program: String?
  var programPID: Int?
  /// When the worker took the event.
  var started: Moment?
  var warned: Moment?
  /// When the signal was sent.
  var killed: Moment?
  /// When the victim was gone.
  var ended: Moment?
  /// The limit that ran out, in seconds.
  var limit: Double?
  var culprit: Culprit
  /// Best first.
  var suspects: [ToldSuspect]
  /// Whether the victim only waited for what the culprit did with another device.
  var isBystander: Bool
  var outcome: Outcome
  /// One sentence: how the log shows the outcome; nil if it does not.
  var outcomeReason: String?
  /// Whether the log does not show it, but what was collected on the machine later: somebody may
  /// have helped by then.
  var isOutcomeRecorded = false
  /// What is known beside the suspects: that others were killed in the same moment, that the
  /// journal filed lines late.
  var notes: [String]
  /// How many victims of unrelated drivers were killed around the same time, this one included;
  /// 0 if it stood alone or one culprit explains them.
  var crowd: Int
  /// Drivers that were active at the time and are not suspected, each with the reason.
  var cleared: [String]
  var remedies: [ToldRemedy]
  /// The lines that report the kill itself.
  var report: [Entry]
}

/// A warning at a third of the limit that no kill followed.
struct NearMiss: Sendable {
  var device: Device?
  var workerPID: Int?
  var seqnum: UInt64?
  var program: String?
  var time: Moment?
  var culprit: Culprit
  var suspects: [ToldSuspect]
  var report: [Entry]
}

/// The end of one of udev's processes, or of a wait for them, that is no timeout kill.
struct OtherDeath: Sendable {
  typealias Kind = Finding.Kind
  var kind: Kind
  var device: Device?
  var workerPID: Int?
  var time: Moment?
  var says: String
  /// The driver that the kernel's own report names, if there is one.
  var driver: String?
  var report: [Entry]
}

/// A suspect, with sentences.
struct ToldSuspect: Sendable {
  var kind: Suspect.Kind
  var name: String
  var score: Double
  var evidence: [ToldEvidence]
}

/// One reason, as a sentence.
struct ToldEvidence: Sendable {
  var rule: String
  var weight: Double
  var says: String
  var entries: [Entry]
}

/// Something to do, in words.
struct ToldRemedy: Sendable, Equatable {
  typealias Scope = Remedy.Scope
  var id: String
  var scope: Scope
  var text: String
  var commands: [String]
}

extension ToldDiagnosis {
  init(_ diagnosis: KillCorrelator.Diagnosis) {
    self.init(boots: diagnosis.boots.map { ToldBoot($0) }, coverage: diagnosis.coverage)
  }
}

extension ToldBoot {
  init(_ boot: BootDiagnosis) {
    self.init(
      bootID: boot.bootID, machineID: boot.machineID, hostname: boot.hostname, first: boot.first,
      last: boot.last, kernel: boot.kernel, udev: boot.udev, eventTimeout: boot.eventTimeout)
    alignments = boot.alignments
    for finding in boot.findings { add(BootFinding(finding)) }
  }
}

extension BootFinding {
  init(_ finding: Finding) {
    let suspects = finding.suspects.map { suspect in
      ToldSuspect(
        kind: suspect.kind, name: suspect.name, score: suspect.score,
        evidence: suspect.evidence.map {
          ToldEvidence(rule: $0.rule, weight: $0.weight, says: $0.sentence, entries: $0.entries)
        })
    }
    switch finding.kind {
    case .kill:
      self = .kill(
        Kill(
          id: finding.id, cause: finding.cause ?? .eventTimeout, during: finding.during,
          victim: finding.victim ?? .worker, certainty: finding.certainty ?? .stated,
          device: finding.device, workerPID: finding.workerPID, seqnum: finding.seqnum,
          program: finding.program, programPID: finding.programPID, started: finding.started,
          warned: finding.warned, killed: finding.killed, ended: finding.ended,
          limit: finding.limit, culprit: finding.culprit, suspects: suspects,
          isBystander: finding.isBystander, outcome: finding.outcome ?? .unknown,
          outcomeReason: finding.outcomeEvidence?.sentence,
          isOutcomeRecorded: finding.outcomeEvidence?.isRecorded ?? false,
          notes: finding.notes.map(\.sentence), crowd: finding.crowd,
          cleared: finding.cleared.map { "\($0.name) (\($0.sentence))" },
          remedies: finding.remedies.map {
            ToldRemedy(id: $0.id, scope: $0.scope, text: $0.text, commands: $0.commands)
          }, report: finding.report))
    case .warning:
      self = .warning(
        NearMiss(
          device: finding.device, workerPID: finding.workerPID, seqnum: finding.seqnum,
          program: finding.program, time: finding.warned, culprit: finding.culprit,
          suspects: suspects, report: finding.report))
    default:
      self = .otherDeath(
        OtherDeath(
          kind: finding.kind, device: finding.device, workerPID: finding.workerPID,
          time: finding.moment, says: finding.sentence ?? "", driver: finding.driver,
          report: finding.report))
    }
  }
}
