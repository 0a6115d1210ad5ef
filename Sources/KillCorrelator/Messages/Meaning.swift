/// What a row says; its raw value is how a table of messages calls it.
public enum Meaning: String, Sendable, CaseIterable {
  // udevd's manager about a worker
  case workerKilled = "worker-killed", workerSlow = "worker-slow"
  /// `probe-doctor watch` saw it at work.
  case workerBusy = "worker-busy"
  case workerSignalled = "worker-signalled", workerExited = "worker-exited"
  /// With a wait status.
  case workerStatus = "worker-status"
  case workerFailed = "worker-failed", eventAge = "event-age", workerRefused = "worker-refused",
    stopsWaiting = "stops-waiting"
  // a worker about what it spawned
  case programKilled = "program-killed", programSlow = "program-slow",
    programPipeTimedOut = "program-pipe-timed-out", programSkipped = "program-skipped",
    programSignalled = "program-signalled"
  // udev's debug log
  case eventStarted = "event-started", builtinStarted = "builtin-started",
    programStarted = "program-started", programFinished = "program-finished"
  case moduleRequested = "module-requested", moduleInserted = "module-inserted",
    moduleOutOfTree = "module-out-of-tree"
  // PID 1 and its kin
  case stopTimedOut = "stop-timed-out", udevdStarts = "udevd-starts",
    /// By a signal.
    udevdDied = "udevd-died", processKilled = "process-killed"
  /// At shutdown, when all that is left is killed.
  case remainingProcessKilled = "remaining-process-killed"
  case watchdogFired = "watchdog-fired", deviceGivenUp = "device-given-up",
    settleTimedOut = "settle-timed-out", queueEmpty = "queue-empty",
    inInitrd = "in-initrd", switchingRoot = "switching-root",
    shuttingDown = "shutting-down", udevdStops = "udevd-stops", udevdStopped = "udevd-stopped",
    udevdStopAwaited = "udevd-stop-awaited"
  /// A process of udevd's is still there when PID 1 has stopped that.
  case workerRemains = "worker-remains"
  /// A worker is still there when the machine goes down.
  case workerAwaited = "worker-awaited"
  // what a boot lost
  case deviceTimedOut = "device-timed-out", deviceJobTimedOut = "device-job-timed-out",
    deviceExpected = "device-expected", deviceCame = "device-came",
    dependencyFailed = "dependency-failed", jobFailed = "job-failed",
    mountFailed = "mount-failed", mountAwaited = "mount-awaited", swapFailed = "swap-failed",
    startFailed = "start-failed", startTimedOut = "start-timed-out",
    unitStopTimedOut = "unit-stop-timed-out", unitWatchdogFired = "unit-watchdog-fired"
  /// The initrd gave up on the root file system.
  case rootMissing = "root-missing"
  /// The initrd's patience is over, and it goes on waiting.
  case rootAwaited = "root-awaited"
  /// What the initrd waits for.
  case deviceAwaited = "device-awaited"
  case encryptedMissing = "encrypted-missing", arrayFailed = "array-failed",
    poolMissing = "pool-missing", interfaceMissing = "interface-missing",
    networkMissing = "network-missing",
    emergencyEntered = "emergency-entered", panicked
  // versions and options
  case udevVersion = "udev-version", kernelVersion = "kernel-version", commandLine = "command-line"
  // the kernel about drivers
  case probeFailed = "probe-failed", probeInterrupted = "probe-interrupted",
    initcallStarted = "initcall-started",
    initcallReturned = "initcall-returned", probeReturned = "probe-returned",
    waitsForModule = "waits-for-module"
  case interrupted, leftover, firmwareFailed = "firmware-failed", firmwareWaits = "firmware-waits",
    driverReady = "driver-ready", driverBinding = "driver-binding"
  /// Its load has called the probe of each device that was there.
  case driverRegistered = "driver-registered"
  /// Something that only a driver which has its device makes appear.
  case deviceAppeared = "device-appeared"
  /// Given up by its own driver.
  case deviceLost = "device-lost"
  // the kernel about tasks
  case taskBlocked = "task-blocked", lockOwner = "lock-owner", taskStuck = "task-stuck",
    oomKilled = "oom-killed", oops, oopsEnded = "oops-ended"
  /// The head of the stack of a worker of udev's that is in an uninterruptible wait.
  case taskDumped = "task-dumped"
  /// A line of /proc/PID/stack, which somebody shows.
  case stackShown = "stack-shown"
  /// Tasks for which a suspend waited in vain; their stacks follow.
  case tasksNotFrozen = "tasks-not-frozen"
  // the kernel about hardware
  case hardwareError = "hardware-error", deviceReset = "device-reset"
  /// It was pulled, or its link went down; and it was found (again).
  case deviceRemoved = "device-removed", deviceFound = "device-found"
  /// A lock and who holds it, in the list of all locks.
  case lockHeld = "lock-held"
  /// The machine had slept.
  case resumed
  /// The calendar's clock was set.
  case clockSet = "clock-set"
  /// Which machine the device tree is of.
  case boardModel = "board-model"
  /// A processor did not get to its work.
  case starved
  /// A task waited for memory.
  case memoryAwaited = "memory-awaited"
  /// An interrupt that no driver wanted, and that the kernel has shut off.
  case interruptLost = "interrupt-lost"
  case messagesLost = "messages-lost"

  /// The holes that a form of this meaning must have: of each list, one.
  var neededHoles: [[Hole]] {
    switch self {
    case .workerKilled, .workerSlow: [[.pid, .seqnum, .sysname, .devpath]]
    case .workerBusy: [[.pid], [.seconds], [.limit]]
    case .workerSignalled, .workerExited, .workerFailed, .workerRefused, .oopsEnded: [[.pid]]
    case .workerStatus: [[.pid], [.status]]
    case .eventAge: [[.seqnum, .pid], [.code], [.seconds]]
    case .programKilled, .programSlow, .programPipeTimedOut, .programSkipped, .programSignalled,
      .programStarted, .programFinished:
      [[.command]]
    case .eventStarted: [[.sysname], [.seqnum]]
    case .builtinStarted: [[.builtin]]
    case .moduleRequested: [[.modalias]]
    case .moduleInserted, .moduleOutOfTree: [[.module]]
    case .stopTimedOut: [[.state]]
    case .deviceTimedOut, .deviceJobTimedOut, .deviceExpected, .deviceCame, .dependencyFailed,
      .jobFailed,
      .mountFailed,
      .mountAwaited, .swapFailed, .startFailed, .startTimedOut, .unitStopTimedOut,
      .unitWatchdogFired:
      [[.unit]]
    case .deviceAwaited, .encryptedMissing: [[.path]]
    case .udevdStopAwaited: [[.duration]]
    case .udevdDied: [[.signal], [.signalName]]
    case .deviceAppeared: [[.device, .devpath]]
    case .workerAwaited, .workerRemains: [[.pid]]
    case .processKilled, .remainingProcessKilled, .oomKilled, .taskBlocked, .taskStuck:
      [[.pid], [.comm]]
    case .deviceGivenUp: [[.sysname]]
    case .udevVersion: [[.version, .eudev]]
    case .kernelVersion: [[.release]]
    case .commandLine: [[.options]]
    case .probeFailed: [[.driverName], [.device, .prefix], [.errno]]
    case .probeInterrupted: [[.driverName], [.device, .prefix]]
    case .initcallStarted: [[.function], [.module], [.pid]]
    case .initcallReturned: [[.function]]
    case .probeReturned: [[.device], [.usecs]]
    case .waitsForModule: [[.ownerModule]]
    case .firmwareFailed: [[.errno]]
    case .driverReady, .hardwareError, .deviceReset, .deviceRemoved, .deviceFound, .deviceLost,
      .arrayFailed, .poolMissing, .interfaceMissing:
      [[.device]]
    case .driverRegistered: [[.driver]]
    case .lockHeld: [[.comm], [.pid]]
    case .interruptLost: [[.count]]
    case .tasksNotFrozen: [[.seconds]]
    case .driverBinding: [[.sysname], [.module]]
    case .lockOwner: [[.pid], [.ownerPID]]
    case .stopsWaiting, .udevdStarts, .watchdogFired, .settleTimedOut, .queueEmpty, .inInitrd,
      .switchingRoot, .shuttingDown, .udevdStops, .udevdStopped, .rootMissing, .rootAwaited,
      .emergencyEntered,
      .panicked, .interrupted, .leftover, .firmwareWaits, .oops, .messagesLost, .resumed,
      .starved, .memoryAwaited, .taskDumped, .networkMissing, .stackShown, .boardModel, .clockSet:
      []
    }
  }

  /// Why an entry that says it is kept.
  enum Retention {
    /// A finding can be in it: all that stands around it is kept too.
    case trigger
    /// It tells what was booted, and is kept wherever it stands.
    case mark
    /// Any program may say it: in a text of a boot that has a trigger it is kept wherever it stands.
    case listing
    /// Only near a trigger.
    case context
  }

  var retention: Retention {
    switch self {
    case .workerKilled, .workerSlow, .workerBusy, .workerSignalled, .workerStatus, .workerFailed,
      .eventAge, .workerRefused, .programKilled, .programSlow, .programPipeTimedOut,
      .programSignalled, .stopTimedOut, .processKilled, .remainingProcessKilled, .watchdogFired,
      .settleTimedOut, .oomKilled, .taskBlocked, .taskStuck, .taskDumped, .stackShown,
      .udevdStopAwaited,
      .workerAwaited,
      .deviceTimedOut, .deviceJobTimedOut, .mountAwaited, .rootMissing, .rootAwaited,
      .encryptedMissing, .arrayFailed,
      .emergencyEntered,
      .panicked, .oops, .oopsEnded, .probeInterrupted, .tasksNotFrozen, .stopsWaiting, .starved,
      .memoryAwaited:
      .trigger
    case .kernelVersion, .commandLine, .udevVersion, .inInitrd, .switchingRoot, .messagesLost,
      .boardModel:
      .mark
    case .workerExited, .programSkipped, .eventStarted, .builtinStarted,
      .programStarted, .programFinished, .moduleRequested, .moduleInserted, .moduleOutOfTree,
      .udevdStarts,
      .udevdDied, .deviceGivenUp, .shuttingDown, .probeFailed, .initcallStarted, .initcallReturned,
      .probeReturned, .waitsForModule, .interrupted, .leftover, .firmwareFailed, .firmwareWaits,
      .driverReady, .driverBinding, .driverRegistered, .lockOwner, .hardwareError,
      .deviceReset, .deviceRemoved, .deviceFound, .deviceLost, .deviceAppeared, .lockHeld, .resumed,
      .interruptLost, .udevdStops, .udevdStopped, .deviceExpected, .deviceCame, .dependencyFailed,
      .jobFailed,
      .mountFailed, .swapFailed, .startFailed, .startTimedOut, .unitStopTimedOut,
      .unitWatchdogFired, .deviceAwaited, .queueEmpty, .workerRemains, .clockSet:
      .context
    case .poolMissing, .interfaceMissing, .networkMissing: .listing
    }
  }
}
