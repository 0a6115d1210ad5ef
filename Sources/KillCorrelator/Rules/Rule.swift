internal import LogModel

/// A reason to suspect somebody, or not to. One rule is one file, named as the sentence it proves.
protocol Rule: Sendable {
  /// Stable: it stands in the JSON.
  static var id: String { get }
  /// What the rule finds about one kill.
  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion]
}

/// What a rule found.
struct Suspicion: Sendable {
  /// How close the evidence is to the act itself.
  enum Strength: Sendable {
    /// Shows the worker, or the very moment of the kill.
    case direct
    /// Shows the driver busy with the device. On a machine where many unrelated workers were
    /// killed at once that is true of all of them, and proves nothing of any.
    case circumstantial
  }
  var kind: Suspect.Kind
  var name: String
  var weight: Double
  var strength: Strength
  var statement: Evidence.Statement
  var entries: [Int]
  /// Lines of files beside the log.
  var records: [Entry]

  init(
    _ kind: Suspect.Kind, _ name: String, _ weight: Double, _ statement: Evidence.Statement,
    _ entries: [Int],
    _ strength: Strength = .direct, records: [Entry] = []
  ) {
    self.kind = kind
    self.name = name
    self.weight = weight
    self.strength = strength
    self.statement = statement
    self.entries = entries
    self.records = records
  }
}

/// All rules, in the order in which the report lists what they find at equal weight.
enum Rules {
  static let all: [any Rule.Type] = [
    ProbeFailedAfterKill.self,
    WorkerStackInModule.self,
    OtherStackInModule.self,
    DriverWasBeingBound.self,
    InitcallNeverReturned.self,
    WorkerSpokeForDriver.self,
    ProgramWasRunning.self,
    ProgramWasStartedLast.self,
    BuiltinWasRunning.self,
    SignOfInterruption.self,
    DriverSpokeOfDevice.self,
    ModuleSpokeFirst.self,
    DriverFinishedLate.self,
    DriverKeptWaiting.self,
    FirmwareWasMissing.self,
    ModuleWasWaitedFor.self,
    ModaliasNamesDriver.self,
    PlatformNameIsDriver.self,
    AuxiliaryNameNamesParent.self,
    OopsBeforeKill.self,
    LoaderDiedBefore.self,
    HardwareFailed.self,
    BlockDeviceIsRead.self,
    RootHubOfController.self,
  ]
}

/// The weights side by side. One point is about 20 of the 100 that a verdict needs; see
/// ``SuspectRanking`` for what the sums mean.
enum Weight {
  static let probeInterrupted = 4.0
  static let probeFailedMaybeInterrupted = 2.0
  static let probeFailedLaundered = 2.5
  static let probeFailedOtherwise = 2.0
  static let laterAttemptFailed = 1.0
  static let workerStackProbing = 3.0
  static let workerStackHelperOnly = 1.5
  static let initRunning = 2.25
  static let beingBound = 1.5
  static let lockOwnerStack = 2.5
  static let kworkerStack = 2.25
  static let builtinFunctionName = 1.5
  static let initcallNeverReturned = 3.0
  static let probeDuration = 2.25
  static let callerIsWorker = 2.5
  static let programKilled = 4.0
  static let programRunning = 2.25
  static let programReadsDevice = 1.5
  static let programStuck = 1.0
  static let programDebug = 2.5
  static let builtinDebug = 2.5
  static let interruptedSameDevice = 2.0
  static let interruptedElsewhere = 1.0
  static let spokeOfDevice = 1.75
  static let spokeOfRelative = 1.0
  static let firstWords = 0.5
  static let finishedLate = 1.5
  static let keptWaiting = 1.25
  static let releasedTogether = 2.5
  static let timeUsedUp = 1.75
  static let firmwareWait = 1.5
  static let waitedFor = 1.75
  static let modalias = 2.0
  static let classAlias = 1.5
  static let platformName = 1.5
  static let auxiliaryName = 1.3
  static let oopsBefore = 1.75
  static let loaderDied = 1.3
  static let firmwareFile = 1.5
  static let hardwareRelated = 2.5
  static let hardwareUnrelated = 1.75
  static let blockDevice = 1.3
  static let rootHub = 1.3
}
