public import KillCorrelator

extension Evidence {
  /// What it says of the suspect, as a sentence that begins with "it" or goes on behind its name.
  public var sentence: String { statement.sentence }
}

extension Evidence.Statement {
  var sentence: String {
    switch self {
    case .probeInterrupted(let errno):
      "its probe of this very device failed after the kill with \(errorText(errno)): "
        + "a signal does that"
    case .probeEndedBySignal(let errno):
      "its probe of this very device ended with \(errorText(errno)): a signal came"
    case .probePerhapsInterrupted(let errno):
      "its probe of this very device failed with \(errorText(errno)) after the kill; "
        + "an interruption may be behind that"
    case .probeFailed(let errno):
      "its probe of this very device failed with \(errorText(errno))"
    case .probeFailedAfterOwnTimeout(let errno):
      "its probe of this device failed with \(errorText(errno)), after a command timeout of its own"
    case .laterProbeFailed(let errno):
      "a later attempt to probe the device failed with \(errorText(errno))"

    case .stackInDriver(let observation): observation.sentence
    case .probeStandsInDriver(let driver):
      "\(driver) hung in its probe of it, where a driver mostly waits for its device"
    case .worksThrough(let driver): "\(driver) works through it, and stands in its code"
    case .onlyInitRunning:
      "its init was the only one that ran when the kernel made its report"
    case .heldLock(let comm, let pid):
      "the worker waited for a lock that \(comm ?? "task"):\(pid) held, and that task was in this "
        + "driver"
    case .onlyLoadRunning(let comm):
      "the worker waited until a module was loaded, and the only other load that hung was this one's, by "
        + (comm ?? "a task")
    case .probedInKernelThread: "its probe was running in a kernel worker thread"
    case .otherTaskStuck(let comm):
      "\(comm ?? "a task") was reported as stuck in it at the same time"
    case .hostStuck(let comm):
      "\(comm), which handles the errors of this device's host, was stuck in it at the same time"
    case .onlyOneNotWaiting(let comm):
      "of all tasks that the kernel reported, \(comm ?? "one") alone was not waiting for a lock: it "
        + "stood in this"
    case .kernelTaskStuck(let function, let workqueue):
      "a kernel task is stuck in \(function) (\(workqueue ?? "no workqueue"))"
    case .stackWithoutTask(let function):
      "a stack of that time, whose head is missing, is of a load of a module and stands in "
        + "\(function ?? "it")"

    case .wasBeingBound: "sysfs showed that it was taking this very device, and had not finished"
    case .initNeverReturned: "the killed worker was running its init, which never returned"
    case .initReturnedLate:
      "the killed worker was running its init, which returned only after the kill"
    case .probeTook(let seconds, let limit):
      "its probe of this device took \(secondsText(seconds)), the limit being "
        + secondsText(limit)
    case .workerPrintedIt: "the killed worker itself was in it, and printed its lines"

    case .programKilled: "udevd says that it killed this program because it did not end in time"
    case .programWarnedOf:
      "udevd had warned about this program, and no line says that it ended by itself"
    case .programOutputAwaited:
      "the worker itself said that it had waited for this program's output until its time was over"
    case .programWasSlow: "udevd warned that this program itself took long"
    case .programLeft: "it was still running when the time for udevd to stop was over"
    case .programReadDevice: "it was reading the device when the time ran out"
    case .programStuckInKernel: "it was itself stuck in the kernel"
    case .firmwareNotHandedOver:
      "udev's helper could not hand this firmware file to the driver that asked for it"
    case .programNotSeenEnding:
      "the debug log shows that the worker had started it and did not see it end"
    case .builtinBegunLast: "it was the last thing that the worker had begun"
    case .askedKernel: "the stack shows that this was asked of the kernel"

    case .startsService(let unit): "it was telling PID 1 to start \(unit), and waited for that"
    case .waitsForService(let program): "\(program) waits until it has started"

    case .brokeSilence(let seconds?):
      "after \(secondsText(seconds)) of silence it was the one that spoke just before the worker "
        + "ended"
    case .brokeSilence(nil): "it was the one that spoke just before the worker ended"
    case .spokeFirstAgain(let seconds):
      "its first words in this boot came when the event began, and \(secondsText(seconds)) after the warning "
        + "it was the first to speak again"
    case .spokeAgain(let seconds):
      "it spoke of this device again \(secondsText(seconds)) after the warning"
    case .spokeAroundStop:
      "it alone spoke both while udevd was being stopped and after that: it was still setting something "
        + "up"
    case .complainedOnBus:
      "it complained again and again at the time, and no other driver of this device's bus did"
    case .announcedDevice: "it announced the device as ready just before the worker ended"
    case .initWasRunning:
      "its init was running while the event did, as the kernel's list of modules shows"
    case .loadWasSeen: "udevd was loading what serves this device when the time ran out"
    case .nothingElse:
      "no other driver was seen at this device"
    case .heldLockOf(let worker, let isStated):
      (isStated
        ? "it held the lock that "
        : "it alone hung in the open or close of a disk, which holds the lock that ")
        + "\(worker.map { "worker \($0)" } ?? "the worker") waited for"
    case .waitsForLock(nil): "the stack of what hangs stands in a lock"
    case .waitsForLock(let holder?):
      "the stack of what hangs stands in a lock, and \(holder) is the one that has it"
    case .frozeQueue(let comm, let pid):
      "the worker waited for a disk's queue to be opened again, and \(comm ?? "a task"):\(pid), which "
        + "closes one, hung in it"
    case .drainsQueue:
      "the worker's stack closes a disk's queue, and waits for the requests that are under way"
    case .registered(nil):
      "it was the one driver that USB reported as registered just before the worker ended, which is "
        + "printed when its load has called all its probes"
    case .registered(let seconds?):
      "USB reported it as registered \(secondsText(seconds)) after the warning, and no other driver "
        + "since; that is printed when its load has called all its probes"

    case .brokenOff: "it was broken off by a signal after the kill"
    case .spokeOfNoDevice:
      "it spoke while the event ran, in no device's name, and is not seen to have another device"
    case .spokeOfDeviceLate(let isAlone):
      "it spoke of this device when the signal had come"
        + (isAlone ? ", and no other driver did" : "")
    case .spokeOfDevice(alone: true):
      "it spoke of this device while the event ran, and no other driver did"
    case .spokeOfDevice(alone: false): "it spoke of this device while the event ran"
    case .spokeOfDeviceAbove: "it spoke of a device above this one while the event ran"
    case .spokeOfDeviceBelow: "it spoke of a device below this one while the event ran"
    case .firstWords: "its first words in this boot came when the event began"
    case .finishedLate:
      "it went on with this device after the kill, and the worker was gone only when it had finished"
    case .keptWaiting(let times):
      "it said at least \(times) times while the event ran that the device kept it waiting"
    case .keptDriverWaiting(let driver, times: 0):
      "the probe of \(driver) ended with a time-out, which drivers mostly say of a device that does not "
        + "answer"
    case .keptDriverWaiting(let driver, let times):
      "\(driver) said \(times == 1 ? "" : "at least \(times) times ")that it did not answer, or not as asked"
    case .onlyOneOfItsKind(let times):
      "it did not answer its driver \(times) times while the event ran, and no other device of this kind "
        + "is spoken of so"
    case .waitedForFirmware(let file):
      "it was waiting for the firmware\(file.map { " \($0)" } ?? "")"
    case .firmwareNeverCame(let driver):
      "\(driver) asked for this firmware file, and its next word came long after, without it"
    case .waitedForInVain(let module):
      "\(module ?? "another module") gave up waiting for it to initialise"

    case .loadedByName: "udevd was loading this module by its name"
    case .servesModalias(let modalias, let table):
      "it is the driver for \(deviceText(modalias)), by \(table.name)"
    case .machineHasItFor(let modalias):
      "it is the driver that this machine has for \(deviceText(modalias))"
    case .hadItLater(let modalias):
      "it is the driver that had \(deviceText(modalias)) later in this boot"
    case .sameName: "it is the driver for platform devices of this name"
    case .sameNameAsDisk:
      "no bus leads to this disk: a driver made it, and most call theirs after themselves"
    case .madeAuxiliaryDevice: "it made this device, as the first part of the name says"
    case .servesRootHub: "this is the root hub of the controller that it serves"

    case .stopped(let boots, let waited, let usual, let finished):
      "in \(bootsText(boots)) in which the device was well it went on from here"
        + (usual.map { " within \(secondsText($0))" } ?? "") + "; here it did not"
        + (waited.map { " for \(secondsText($0))" } ?? "")
        + (finished > 0
          ? ", and it alone stopped there: \(finished) drivers that hung with it had said all that they"
            + " usually say" : "")
    case .neverBegan(let boots):
      "in \(bootsText(boots)) in which the device was well it spoke of it; here it said nothing"
    case .tookAsLong(let boots, let usual, let limit):
      "in \(bootsText(boots)) in which the device was well it took \(usual.text)"
        + (limit.map { "; the limit is \(secondsText($0))" } ?? "")
    case .slower([]): "all of this boot was slower than others"
    case .slower(let devices):
      "other devices were slower than in other boots as well: "
        + devices.map {
          "\($0.sysname) (\($0.driver)) took \(secondsText($0.seconds)), usually "
            + secondsText($0.usual)
        }.joined(separator: ", ")

    case .diedOfError(let function):
      "what died of an error of the kernel was in it\(function.map { " (in \($0))" } ?? "")"
    case .worksForDevice(let task):
      "\(task), which is called after the device, was stuck in it at the same time"
    case .complainedAllTheWhile(let times, by: .bus):
      "\(times) lines say of this very bus that it failed, over more than half of the event"
    case .complainedAllTheWhile(let times, by: .controller):
      "it complained \(times) times, over more than half of the event, and no other controller of such a bus did"
    case .complainedAllTheWhile(let times, by: .anybody):
      "\(times) lines say that it did not answer, over more than half of the event, and nothing else is spoken "
        + "of so often; whether the device depends on it the log does not tell"
    case .firmwareNeverReturned:
      "a task that called it never came back: the kernel shows it in efi_call_rts"
    case .kernelFailed: "the error happened in this function of the kernel's own"
    case .oopsBefore:
      "an error of the kernel in this driver came before; a task that dies of one leaves its locks "
        + "held"
    case .loaderDied:
      "the modprobe that loaded it had died of a signal that udevd did not send, and may hold what "
        + "this load waited for"
    case .reset(let times): "the kernel had to reset it \(times) times while the event ran"
    case .reportedErrors: "it reported errors at that time"
    case .reportedErrorsAfterKill: "it reported errors, and those that name it come after the kill"
    case .onlyPortWithErrors(let port):
      "\(port) reported errors while the event ran, and no other did"
    case .interruptShutOff(let number):
      "the kernel had shut off interrupt \(number), which is its own, for no driver wanted it"
    case .onlyTrouble:
      "it had errors or had to be reset while the event ran, and nothing else had"
    case .onlyTroubleOfStop:
      "it had errors or had to be reset while udevd was being stopped, and nothing else had"
    case .severalOfIt(let devices):
      "\(devices) of its devices reported errors while the event ran, and nothing else did"
    case .severalBehindIt(let disks): "\(disks) disks behind it reported errors while the event ran"
    case .wasRemoved: "it was taken away before the time ran out, and did not come back"
    case .lostLastPath: "its last path was taken away, and what is read from it waits for another"
    case .letGoLate(let seconds):
      "the device was pulled, and what stood on it was torn down only \(secondsText(seconds)) later, "
        + "when the event was over: letting it go lasted so long, and holds the device's lock"
    case .sleptBefore: "the machine came back from sleep just before"
    case .warnedAndKilledTogether(let seconds):
      "udevd warned and killed within \(secondsText(seconds)), where two thirds of the limit lie "
        + "between the two"
    case .starved(let victims, let ofMemory):
      "\(victims) victims hung at once, for different devices, and the kernel itself reports that "
        + (ofMemory ? "there was no memory to give" : "processors did not get to their work")
    case .stalled:
      "the kernel reports, for the time in which the worker hung, that a processor did not get to its "
        + "work"
    case .sameLoad(let worker):
      "\(worker.map { "worker \($0)" } ?? "another worker") hung in it at the same time, for a device "
        + "of the same kind: one load of a module waits for the other"
    case .pumpStuck(let task):
      "\(task), which does what is sent on the bus, and for which the worker waits, was stuck in it"
    case .onlyMappingStuck(let task):
      "\(task) was stuck in it, and no other driver of arrays or mappings is among the tasks that the kernel "
        + "reported"
    case .hungUnderInputLock(let comm):
      "\(comm ?? "a task") hung in it while it held the one lock under which input devices and their handlers "
        + "are registered, which this device's event needs"
    case .hungAtDisk(let function):
      "the kernel found who opened or read it stuck there (in \(function)), and in no lock"
    case .readsDisk(nil): "what udev runs for a disk only reads from it, and waits for its answers"
    case .readsDisk(let seconds?):
      "the killed worker was not gone until \(secondsText(seconds)) after the signal, as happens while a disk "
        + "does not answer: what udev runs for a disk only reads from it"
    case .releasedTogether(let workers):
      "\(workers) killed workers all ended in the moment in which it had finished: one was at its "
        + "device, \(workers == 2 ? "the other was" : "the others were") waiting for it"
    case .usedUpTime:
      "it had held up other workers until shortly before, and most of this event's time with them"
    }
  }
}

extension StackObservation {
  fileprivate var sentence: String {
    let found =
      switch observer {
      case .kernel: "the kernel found "
      case .warning: "a warning of the kernel shows "
      case .list: "the list of tasks that somebody asked for shows "
      case .reader: "its stack in /proc, which somebody looked at, shows "
      case .watch(nil): "probe-doctor watch found "
      case .watch(let seconds?):
        "\(secondsText(seconds)) before the kill, probe-doctor watch found "
      }
    let who =
      switch process {
      case .killedWorker: "the killed worker"
      case .worker: "the worker"
      case .program: "the program"
      case .manager: "udevd itself"
      }
    let stuck =
      switch place {
      case .probe: "in its probe"
      case .initialisation: "in its initialisation"
      case .removal: "giving a device away"
      case .module: "in it"
      }
    let isStuck = ![.warning, .list, .reader].contains(observer)
    let stuckThere = isStuck ? "stuck \(stuck)" : stuck
    return "\(found)\(who) \(stuckThere)\(function.map { " (in \($0))" } ?? "")"
  }
}

extension ModuleTable {
  fileprivate var name: String {
    let owned: String
    switch owner {
    case .logged: owned = "the module tables beside the log"
    case .here: owned = "the module tables of the machine that this report was made on"
    case .given: owned = "the given module tables"
    case .packages:
      let why = isNearest ? "the nearest that is known" : "the log does not tell which kernel ran"
      return kernel.map { "the packages of kernel \($0) (\(why))" }
        ?? "the packages of this version of the kernel"
    }
    return kernel.map { "\(owned) (kernel \($0))" } ?? owned
  }
}

/// The device that a modalias is of, as short as it can be said.
private func deviceText(_ modalias: String?) -> String {
  modalias.map { HardwareID.name(ofModalias: $0) ?? $0 } ?? "this device"
}
