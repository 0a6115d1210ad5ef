public import KillCorrelator
internal import LogModel

extension OutcomeEvidence {
  /// How the log shows the outcome: a clause without a full stop.
  public var sentence: String {
    switch reason {
    case .probeFailed(let errno): "its probe ended with \(errorText(errno))"
    case .nextAttemptFailed(let errno): "the next attempt failed with \(errorText(errno))"
    case .nameTaken: "the kernel then refused a name that was already taken"
    case .probeSucceeded: "its driver's probe of it returned 0"
    case .announcedReady: "the kernel announced it as ready"
    case .childAppeared(let name): "\(name) appeared below it, which only its driver can do"
    case .interfaceRegistered(let name): "its driver speaks in the name of \(name)"
    case .partitionsRead: "the kernel read its partition table"
    case .stillSpeaks:
      "its driver spoke of it in its own name after the worker had ended, which the kernel prints "
        + "only while the driver has the device"
    case .wentOn:
      "its driver went on with it after the signal, and its last words tell of no failure"
    case .hadTrouble: "its driver told of trouble when the signal had come"
    case .gaveUp: "its driver's last words of it are that it failed"
    case .removed: "it was unplugged"
    case .cameBack:
      "it was unplugged, or the kernel let it go, and it came back as a new device; what the log says of "
        + "that one is not about this event"
    case .endedLate(let seconds):
      "what was killed was not gone until \(seconds.map { "\(secondsText($0)) after" } ?? "long after") "
        + "the signal, which shows that its call ended, and not how"
    case .stillBlocked: "after the kill the kernel still reported it as blocked"
    case .neverEnded(let seconds):
      "no line says that the worker ended, and the log goes on for \(secondsText(seconds))"
    case .remained: "PID 1 found the worker still there after it had killed it"
    case .killedAgain(let seconds):
      "udevd went on killing it for \(secondsText(seconds)), and no line says that it ended"
    case .loadEnded(let driver):
      "USB reported \(driver) as registered, which is printed when its load has called all its probes"
    case .programEnded: "udevd says that the program has ended"
    case .nextProgram(let command): "the worker went on to its next program, \(command)"
    case .queueEmptied:
      "`udevadm settle` came to its end, which it does when udevd has no event left to work on"
    case .deviceCame:
      "PID 1 found the device, which udevd tells it when the event is over"
    case .recordedDriver(let driver):
      "when facts about the machine were collected, \(driver) had it (\(place)); somebody may have "
        + "loaded it again by then"
    case .recordedDriverless:
      "when facts about the machine were collected, no driver had it (\(place))"
    }
  }

  /// The last part of a file's name, and the line.
  private var place: String {
    guard let place = entries.first?.place else { return "" }
    let file = place.source.split(separator: "/").last.map(String.init) ?? ""
    return "\(file), \(place.position)"
  }
}

extension Note {
  public var sentence: String {
    switch self {
    case .kernelMessagesMissing:
      "Kernel messages are missing from this log: what they said is not weighed."
    case .killedTogether(let victims):
      "udevd killed \(victims) processes close together, for different devices: the machine was "
        + "starved, or all of them waited for the same thing. A driver that merely spoke or "
        + "finished late is no suspect then."
    case .nothingToCompare(let boots):
      "What its driver usually does cannot be said: "
        + (boots == 1 ? "the other boot does not show" : "none of \(boots) other boots shows")
        + " this device at work."
    case .filedLate:
      "The journal filed udevd's lines late: journald itself waited for this device. "
        + "Their times are too late, their order is right."
    case .workerWaited(let wait):
      "By its stack the worker itself only waited: \(wait.words)."
    case .shortLimit(let seconds):
      "The limit of \(secondsText(seconds)) was set by hand and is far below the usual 180 s: a "
        + "healthy driver can need longer."
    case .watchLost:
      "The killed worker has left the disk without udev's watch, and this version does not set it again: "
        + "until the disk is triggered, what changes on it (a partition table, a label) is not noticed."
    case .beginsLate:
      "The log begins in the middle of this: what was said at the start is not in it."
    }
  }
}

extension Clearing {
  /// Why somebody is not suspected: what stands in brackets behind the name.
  public var sentence: String {
    switch reason {
    case .spokeOfAnotherDevice(let device): "was at \(device), another device"
    }
  }
}

extension Finding {
  /// Where it happened, of an error in the kernel's own code.
  private var inFunction: String {
    for suspect in suspects {
      for case .kernelFailed in suspect.evidence.map(\.statement) {
        return ", in its own function \(suspect.name)"
      }
    }
    return ""
  }

  /// What happened, of another death than a kill; nil for kills and near misses.
  public var sentence: String? {
    switch kind {
    case .kill, .warning: nil
    case .oom:
      "The kernel killed \(worker) for lack of memory. The machine needs more of it, or fewer "
        + "workers at once (udev.children_max=8 on the kernel command line)."
    case .oops:
      "\(capitalWorker) died of an error in the kernel\(driver.map { ", with \($0) at work" } ?? inFunction)."
        + " More time does not help: try another version of the kernel, and report these lines."
    case .crash: "\(capitalWorker) crashed."
    case .settle: "A wait for udev's queue gave up; that kills nothing."
    case .watchdog: "PID 1 found udevd silent and ended it."
    case .refused: "udevd could not hand an event to \(worker), and ended it."
    case .stuck:
      (blockage?.isLookedAt == true
        ? "Its stack in /proc shows \(worker) " : "The kernel reports \(worker) as ")
        + (blockage?.isSpinning == true ? "stuck: it keeps a processor busy" : "blocked")
        + "\(blockage?.clause ?? "")."
        + " Nobody has killed it in this log."
        + (blockage?.isSignalPending == true
          ? " A signal is pending for it, most likely udevd's SIGKILL, which cannot reach it there."
          : "")
    case .signal:
      "\(capitalWorker) was killed by a signal; no line says that udevd's limit had run out."
    }
  }

  private var worker: String {
    if let program, let programPID { return "\(program) (process \(programPID))" }
    if victim == .udevd {
      return workerPID.map { "udevd itself (process \($0))" } ?? "udevd itself"
    }
    let name = workerPID.map { "worker \($0) of udevd" } ?? "a worker of udevd"
    return device?.sysname.map { "\(name) (\($0))" } ?? name
  }

  /// A program's name stays as it is.
  private var capitalWorker: String {
    program == nil ? worker.prefix(1).uppercased() + worker.dropFirst() : worker
  }
}

extension Blockage {
  /// What is known of it, to be read behind "blocked".
  fileprivate var clause: String {
    switch place {
    case .asyncProbe: ": it waits for another driver's asynchronous probe"
    case .deviceLock: ": it waits for a device that another task has locked"
    case .driver(let name): " in \(name)"
    case .blockDevice(let activity, waitsForLock: false) where isQueueClosed:
      " while \(activity.words): the disk's queue is closed"
    case .blockDevice(let activity, _) where isSpinning: " while \(activity.words)"
    case .blockDevice(let activity, waitsForLock: false):
      " while \(activity.words): the device does not answer"
    case .blockDevice(let activity, waitsForLock: true):
      " while \(activity.words): it waits for a lock that another task has"
    case .unknown: ""
    }
  }
}

extension StackWait {
  /// For whom, to be read after "it waits".
  public var words: String {
    switch self {
    case .asyncProbe: "for an asynchronous probe, somebody else's perhaps"
    case .kworker: "for a kernel worker thread that runs the probe"
    case .sameModule: "for another task that loads the same module"
    case .neededModule: "for a module that its own one needs"
    case .moduleLoad: "for a module that somebody else is loading"
    case .deviceLock: "for the lock of a device"
    case .blockRead: "for a block device to answer"
    case .lock: "for a lock"
    }
  }
}

extension BlockActivity {
  /// What the task was doing, to be read after "while".
  public var words: String {
    switch kind {
    case .scansPartitions: "scanning the partitions of a block device (\(function))"
    case .opens: "opening a block device (\(function))"
    case .reads: "reading from a block device (\(function))"
    }
  }
}

extension WorkerStack {
  /// For whom the task waits, to be read after "it waits".
  public var waitsFor: String? { wait?.words ?? activity?.words }
}
