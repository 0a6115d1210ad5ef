extension Evidence {
  /// What a rule found out about a suspect. Each case belongs to one rule, whose file says what it
  /// proves; ``Telling`` has the sentence.
  public enum Statement: Sendable, Hashable {
    // probe-failed-after-kill
    case probeInterrupted(errno: Int)
    /// The same where nothing else tells of a kill.
    case probeEndedBySignal(errno: Int)
    case probePerhapsInterrupted(errno: Int)
    case probeFailed(errno: Int)
    /// A command of its own had timed out before.
    case probeFailedAfterOwnTimeout(errno: Int)
    case laterProbeFailed(errno: Int)

    // worker-stack-in-module
    case stackInDriver(StackObservation)
    case probeStandsInDriver(String)
    case worksThrough(String)
    case onlyInitRunning

    // other-stack-in-module
    /// A task in the driver held the lock that the worker waited for.
    case heldLock(comm: String?, pid: Int)
    case probedInKernelThread
    /// The worker waits for the load of a module, and this was the only other one that hung.
    case onlyLoadRunning(comm: String?)
    case otherTaskStuck(comm: String?)
    /// The thread that handles the errors of the device's SCSI host.
    case hostStuck(comm: String)
    /// In the driver of the bus on which the worker has sent something.
    case pumpStuck(task: String)
    /// In the only module of those that make disks of others.
    case onlyMappingStuck(task: String)
    /// Under the one lock of the input core.
    case hungUnderInputLock(comm: String?)
    /// All others wait; it does not.
    case onlyOneNotWaiting(comm: String?)
    case kernelTaskStuck(function: String, workqueue: String?)
    /// What it was the stack of is cut off.
    case stackWithoutTask(function: String?)

    // driver-was-being-bound
    case wasBeingBound

    // initcall-never-returned
    case initNeverReturned
    case initReturnedLate
    case probeTook(seconds: Double, limit: Double)

    // worker-spoke-for-driver
    case workerPrintedIt

    // program-was-running
    case programKilled
    case programWarnedOf
    /// Its worker waited for what it prints, and said so.
    case programOutputAwaited
    /// udevd warned of it, and killed nobody.
    case programWasSlow
    /// When udevd was killed because it did not stop.
    case programLeft
    case programReadDevice
    case programStuckInKernel
    case firmwareNotHandedOver

    // program-was-started-last, builtin-was-running
    case programNotSeenEnding
    case builtinBegunLast

    // stack-shows-call
    case askedKernel(StackCall)

    // program-waits-for-service
    case startsService(unit: String)
    case waitsForService(program: String)

    // sign-of-interruption
    case brokenOff

    // driver-broke-the-silence
    case brokeSilence(seconds: Double?)
    case announcedDevice
    case spokeAgain(seconds: Double)
    /// Of no device, and before anybody else.
    case spokeFirstAgain(seconds: Double)
    case spokeAroundStop

    // init-was-running
    case initWasRunning

    // load-was-running
    case loadWasSeen

    // nothing-else-was-at-work
    case nothingElse

    // lock-was-held
    /// - Parameter isStated: else it is the only one that hangs in the open or close of a disk.
    case heldLockOf(worker: Int?, isStated: Bool)
    /// - Parameter holder: the task that has it, as far as the log tells.
    case waitsForLock(holder: String?)
    // queue-was-frozen
    case frozeQueue(comm: String?, pid: Int)
    case drainsQueue

    // driver-registered-when-done
    /// - Parameter seconds: after the warning; nil at the worker's end.
    case registered(seconds: Double?)

    // driver-spoke-of-device
    case spokeOfDevice(alone: Bool)
    /// Not before the kill.
    case spokeOfDeviceLate(alone: Bool)
    /// It serves the device, and named none.
    case spokeOfNoDevice
    case spokeOfDeviceAbove
    case spokeOfDeviceBelow

    // driver-of-its-bus-complained
    case complainedOnBus

    // module-spoke-first
    case firstWords

    // driver-finished-late
    case finishedLate

    // driver-kept-waiting
    case keptWaiting(times: Int)
    case keptDriverWaiting(String, times: Int)

    // device-of-its-kind-is-silent
    case onlyOneOfItsKind(times: Int)

    // firmware-was-missing
    case waitedForFirmware(file: String?)
    case firmwareNeverCame(driver: String)

    // module-was-waited-for
    case waitedForInVain(by: String?)

    // modalias-names-driver
    case loadedByName
    /// - Parameter modalias: nil stands for the device of the event.
    case servesModalias(String?, ModuleTable)
    case machineHasItFor(modalias: String?)
    case hadItLater(modalias: String?)

    // platform-name-is-driver, auxiliary-name-names-parent, root-hub-of-controller
    case sameName
    case sameNameAsDisk
    case madeAuxiliaryDevice
    case servesRootHub

    // oops-before-kill, loader-died-before
    case oopsBefore
    /// The task itself died of such an error, in this function of the driver's.
    case diedOfError(function: String?)
    /// The error happened in the kernel's own function that is named.
    case kernelFailed
    /// A kernel thread that has the device's name.
    case worksForDevice(task: String)
    case complainedAllTheWhile(times: Int, by: Complainer)
    /// A call of EFI's runtime services did not come back.
    case firmwareNeverReturned
    case loaderDied

    // hardware-failed, block-device-is-read
    case reset(times: Int)
    case reportedErrors
    /// The same, all of them when the victim had been killed.
    case reportedErrorsAfterKill
    /// The number of its interrupt.
    case interruptShutOff(String)
    case severalOfIt(devices: Int)
    case onlyTrouble
    /// While udevd was being stopped.
    case onlyTroubleOfStop
    case onlyPortWithErrors(String)
    case severalBehindIt(disks: Int)
    /// - Parameter survival: seconds for which the worker outlived the signal, where it did.
    case readsDisk(survival: Double?)
    /// The kernel's report of who was stuck in this function.
    case hungAtDisk(function: String)
    // device-was-removed
    case wasRemoved
    case lostLastPath
    // removal-held-it-up
    case letGoLate(seconds: Double)

    // clock-went-on
    case sleptBefore
    case warnedAndKilledTogether(seconds: Double)
    // machine-was-starved
    case starved(victims: Int, ofMemory: Bool = false)
    case stalled

    // same-load-hangs
    case sameLoad(worker: Int?)

    // released-together
    case releasedTogether(workers: Int)
    case usedUpTime

    // stopped-where-it-never-stopped
    case stopped(boots: Int, waited: Double?, usual: Double?, finished: Int)
    case neverBegan(boots: Int)
    // took-as-long-as-always
    case tookAsLong(boots: Int, UsualTime, limit: Double?)
    // everything-was-slower
    case slower([Comparison.SlowDevice])
  }
}

/// Who complained over most of an event.
public enum Complainer: Sendable, Hashable {
  /// The bus itself that the device is on.
  case bus
  /// The one controller of such a bus that did.
  case controller
  /// The one of all that did.
  case anybody
}

/// A stack that stands in a driver, and who saw it.
public struct StackObservation: Sendable, Hashable {
  public enum Observer: Sendable, Hashable {
    case kernel
    /// A warning of the kernel that it ran into.
    case warning
    /// The stacks of all that wait, which somebody asked the kernel for: one moment's.
    case list
    /// Somebody who looked at /proc/PID/stack.
    case reader
    /// `probe-doctor watch`, so many seconds before the kill where that is known.
    case watch(secondsBefore: Double?)
  }
  public enum Process: Sendable, Hashable {
    case killedWorker, worker, program
    /// udevd itself.
    case manager
  }
  public enum Place: Sendable, Hashable {
    case probe, initialisation, removal, module
  }
  public var observer: Observer
  public var process: Process
  public var place: Place
  /// The driver's innermost function.
  public var function: String?
}

/// Whose module tables name a driver, or the packages of a kernel; of which kernel where that is not
/// the one that ran.
public struct ModuleTable: Sendable, Hashable {
  public var owner: ModuleLookup.Owner
  /// Nil if it is the kernel that ran.
  public var kernel: String?
  /// Whether that is the nearest to the kernel that ran: of some logs nobody knows which that was.
  public var isNearest: Bool
}
