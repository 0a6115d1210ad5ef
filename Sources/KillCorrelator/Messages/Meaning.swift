/// What a row says.
public enum Meaning: String, Sendable, CaseIterable {
  // udevd's manager about a worker
  case workerKilled, workerSlow
  /// `probe-doctor watch` saw it at work.
  case workerBusy
  case workerSignalled, workerExited
  /// With a wait status.
  case workerStatus
  case workerFailed, eventAge, workerRefused, stopsWaiting
  // a worker about what it spawned
  case programKilled, programSlow, programPipeTimedOut, programSkipped, programSignalled
  // udev's debug log
  case eventStarted, builtinStarted, programStarted, programFinished
  case moduleRequested, moduleInserted
  // PID 1 and its kin
  case stopTimedOut, udevdStarts, processKilled
  /// At shutdown, when all that is left is killed.
  case remainingProcessKilled
  case watchdogFired, deviceGivenUp, settleTimedOut, inInitrd, switchingRoot, shuttingDown
  // versions and options
  case udevVersion, kernelVersion, commandLine
  // the kernel about drivers
  case probeFailed, initcallStarted, initcallReturned, probeReturned, waitsForModule
  case interrupted, leftover, firmwareFailed, firmwareWaits, driverReady, driverBinding
  // the kernel about tasks
  case taskBlocked, lockOwner, taskStuck, oomKilled, oops, oopsEnded
  // the kernel about hardware
  case hardwareError, deviceReset, messagesLost

  /// - Parameter text: in small letters, with hyphens between the words (`worker-killed`).
  init?(hyphenated text: String) {
    let words = text.split(separator: "-", omittingEmptySubsequences: false)
    guard text == text.lowercased() else { return nil }
    self.init(
      rawValue: words.prefix(1).joined()
        + words.dropFirst().map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined())
  }

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
    case .moduleInserted: [[.module]]
    case .stopTimedOut: [[.state]]
    case .processKilled, .remainingProcessKilled, .oomKilled, .taskBlocked, .taskStuck:
      [[.pid], [.comm]]
    case .deviceGivenUp: [[.sysname]]
    case .udevVersion: [[.version, .eudev]]
    case .kernelVersion: [[.release]]
    case .commandLine: [[.options]]
    case .probeFailed: [[.driverName], [.device, .prefix], [.errno]]
    case .initcallStarted: [[.function], [.module], [.pid]]
    case .initcallReturned: [[.function]]
    case .probeReturned: [[.device], [.usecs]]
    case .waitsForModule: [[.ownerModule]]
    case .firmwareFailed: [[.errno]]
    case .driverReady, .hardwareError, .deviceReset: [[.device]]
    case .driverBinding: [[.sysname], [.module]]
    case .lockOwner: [[.pid], [.ownerPID]]
    case .stopsWaiting, .udevdStarts, .watchdogFired, .settleTimedOut, .inInitrd, .switchingRoot,
      .shuttingDown, .interrupted, .leftover, .firmwareWaits, .oops, .messagesLost:
      []
    }
  }

  /// Why an entry that says it is kept.
  enum Retention {
    /// A finding can be in it: all that stands around it is kept too.
    case trigger
    /// It tells what was booted, and is kept wherever it stands.
    case mark
    /// Only near a trigger.
    case context
  }

  var retention: Retention {
    switch self {
    case .workerKilled, .workerSlow, .workerBusy, .workerSignalled, .workerStatus, .workerFailed,
      .eventAge, .workerRefused, .programKilled, .programSlow, .programPipeTimedOut,
      .programSignalled, .stopTimedOut, .processKilled, .remainingProcessKilled, .watchdogFired,
      .settleTimedOut, .oomKilled, .taskBlocked:
      .trigger
    case .kernelVersion, .commandLine, .udevVersion, .inInitrd, .switchingRoot, .messagesLost:
      .mark
    case .workerExited, .stopsWaiting, .programSkipped, .eventStarted, .builtinStarted,
      .programStarted, .programFinished, .moduleRequested, .moduleInserted, .udevdStarts,
      .deviceGivenUp, .shuttingDown, .probeFailed, .initcallStarted, .initcallReturned,
      .probeReturned, .waitsForModule, .interrupted, .leftover, .firmwareFailed, .firmwareWaits,
      .driverReady, .driverBinding, .lockOwner, .taskStuck, .oops, .oopsEnded, .hardwareError,
      .deviceReset:
      .context
    }
  }
}
