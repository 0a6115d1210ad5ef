internal import LogModel

/// A reason to suspect somebody, or not to. One rule is one file, named as the sentence it proves.
struct Rule: Sendable {
  /// What bears witness. Two rules that look at the same witness say one thing twice: of them the
  /// weightier counts.
  enum Witness: String, Sendable {
    /// What was printed while the event ran.
    case words
    /// What happened in the moment of the kill, or of the victim's end.
    case end
    /// A kernel stack.
    case stack
    /// A table of modules, or what the machine said of the device later.
    case table
    /// How the device is called.
    case name
    /// What udevd and the kernel tell of each step, where they were asked to, or the watcher saw.
    case steps
    /// The other victims of the boot.
    case others
    /// Other boots of the machine.
    case otherBoots = "other boots"
  }
  /// Stable: it stands in the JSON.
  let id: String
  /// One sentence.
  let title: String
  let proves: String
  /// When it misleads, or is silent.
  let misleads: String
  /// Where the fact can be looked up.
  let source: String
  /// Which part of the chain it speaks of, where what it finds does not say otherwise.
  let link: Chain.Link.Place
  let witness: Witness
  let weights: [Weight]
  /// What it finds about one kill.
  let examine: @Sendable (_ kill: KillCase, _ boot: BootContext) -> [Suspicion]
}

/// What a reason counts for; see ``SuspectRanking`` for what the sums mean.
struct Weight: Sendable {
  let value: Double
  /// For what.
  let reason: String

  init(_ value: Double, _ reason: String) {
    self.value = value
    self.reason = reason
  }
}

/// What a rule found: one reason for one link of the chain.
struct Suspicion: Sendable {
  /// How close the evidence is to the act itself.
  enum Strength: Sendable {
    /// Shows the worker, or the very moment of the kill.
    case direct
    /// Shows the driver busy with the device. On a machine where many unrelated workers were
    /// killed at once that is true of all of them, and proves nothing of any.
    case circumstantial
  }
  var kind: Chain.Link.Kind
  var name: String?
  var weight: Double
  var strength: Strength
  var statement: Evidence.Statement
  var entries: [Int]
  /// Lines of files beside the log.
  var records: [Entry]
  /// Where it belongs in the chain; nil for the rule's own place.
  var place: Chain.Link.Place?

  init(
    _ kind: Chain.Link.Kind, _ name: String?, _ weight: Weight, _ statement: Evidence.Statement,
    _ entries: [Int], _ strength: Strength = .direct, records: [Entry] = [],
    at place: Chain.Link.Place? = nil
  ) {
    self.kind = kind
    self.name = name
    self.weight = weight.value
    self.strength = strength
    self.statement = statement
    self.entries = entries
    self.records = records
    self.place = place
  }
}

/// All rules, in the order in which the report lists what they find at equal weight.
enum Rules {
  static let all: [Rule] = [
    // the victim's activity
    ProbeFailedAfterKill.rule, WorkerStackInModule.rule, InitWasRunning.rule,
    DriverWasBeingBound.rule, InitcallNeverReturned.rule, WorkerSpokeForDriver.rule,
    ProgramWasRunning.rule, ProgramWasStartedLast.rule, BuiltinWasRunning.rule,
    StackShowsCall.rule,
    SignOfInterruption.rule, DriverBrokeTheSilence.rule, DriverRegisteredWhenDone.rule,
    DriverSpokeAroundStop.rule, DriverSpokeOfDevice.rule, DriverOfItsBusComplained.rule,
    ControllerKeptComplaining.rule,
    DriverKeptWaiting.rule, ModuleSpokeFirst.rule, DriverFinishedLate.rule, LoadWasRunning.rule,
    ModaliasNamesDriver.rule, PlatformNameIsDriver.rule, NothingElseWasAtWork.rule,
    // what it waited for
    OtherStackInModule.rule, LockWasHeld.rule, QueueWasFrozen.rule, ReleasedTogether.rule,
    ModuleWasWaitedFor.rule,
    ProgramWaitsForService.rule, FirmwareWasMissing.rule, BlockDeviceIsRead.rule,
    RemovalHeldItUp.rule, RootHubOfController.rule, AuxiliaryNameNamesParent.rule,
    VirtualDiskNamesDriver.rule,
    // why that did not come
    HardwareFailed.rule, DeviceOfItsKindIsSilent.rule, InterruptWasShutOff.rule,
    DeviceWasRemoved.rule, OopsBeforeKill.rule, FirmwareNeverReturned.rule,
    LoaderDiedBefore.rule,
    ClockWentOn.rule, MachineWasStarved.rule,
    // seen with other boots
    StoppedWhereItNeverStopped.rule, TookAsLongAsAlways.rule, EverythingWasSlower.rule,
    // seen with the other events of the boot
    SameLoadHangs.rule,
  ]
}
