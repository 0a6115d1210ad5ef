internal import ReportModel

/// What happened, in two or three sentences for somebody who has never heard of the limit.
struct Story {
  let kill: Report.Finding
  let timeout: Report.EventTimeout

  var sentences: SafeText {
    [limit, victim, inference, outcome].compactMap { $0 }.joined(separator: " ")
  }

  /// What udevd's workers are, and what the kernel says of this one.
  var hanging: SafeText {
    if kill.victim == .udevd {
      return
        "udevd sets up devices, each in a process of its own, and is what tells those processes what "
        + "to do. \(SafeText(sentence: kill.says ?? ""))"
    }
    let says = SafeText(sentence: kill.says ?? "")
    return kill.victim == .program || kill.program != nil
      ? says : "\(Self.workers), a worker. \(says)"
  }

  /// What a warning of udevd's means.
  var warning: SafeText {
    "\(limit) udevd warns when a third of the limit is over, and kills when all of it is."
  }

  private static let workers: SafeText =
    "udevd, which sets up devices, gives each to a process of its own"

  private var name: SafeText? { kill.accused }
  private var onWorker: SafeText { kill.workerPID.map { " (worker \($0))" } ?? "" }

  // MARK: - The limit

  private var limit: SafeText {
    guard kill.cause != .stopTimeout else { return limitForStopping }
    if kill.victim == .program, let limit = kill.limit, limit != timeout.seconds {
      return "\(Self.workers) (a worker), and allowed \(duration(limit)) for this one."
    }
    guard let seconds = timeout.seconds ?? kill.limit else {
      return "\(Self.workers) (a worker), and allows it a limited time."
    }
    let limit = timeout.limit ?? duration(seconds)
    let allows: SafeText = "\(Self.workers) (a worker), and allows it \(limit)"
    let source: SafeText =
      switch timeout.source {
      case .default: ", the default"
      case .commandLine: " here, as udev.event_timeout= on the kernel command line says\(place)"
      case .udevConf: " here, as event_timeout= in udev.conf says\(place)"
      case .measured: " here, by the times in the log"
      case .unknown: " here"
      }
    // from 256 on it gets some seconds more than what it runs
    let extra = (kill.limit ?? seconds) - seconds
    return extra > 0
      ? "\(allows)\(source), and \(duration(extra)) more to give up by itself."
      : "\(allows)\(source)."
  }

  /// Where the limit stands, if that is not in the log.
  private var place: SafeText {
    timeout.entries.first.map { entry -> SafeText in
      " (\(shortened(entry.source)), \(entry.position))"
    } ?? ""
  }

  private var limitForStopping: SafeText {
    if kill.during == .crash { return leftByCrash }
    let purpose: SafeText =
      switch kill.during {
      case .shutdown: "when the machine went down"
      case .switchRoot: "before leaving the initrd for the real root"
      case .restart: "so that it could be started anew"
      case .crash, nil: "for a reason that is not known"
      }
    let patience: SafeText = kill.limit.map { "within \(duration($0))" } ?? "in time"
    if kill.by == "udevd" {
      return
        "udevd, which sets up devices, was told to stop \(purpose). Up to version 243 it waits up to "
        + "30 s for its workers, each of which sets up one device, and then gives up "
        + "by itself; what was still running was then killed."
    }
    return "PID 1 (systemd) told udevd, which sets up devices, to stop \(purpose). "
      + "It did not stop \(patience), so PID 1 killed it with its workers, each of which sets up one device."
  }

  private var leftByCrash: SafeText {
    "udevd, which sets up devices, died of a signal. PID 1 (systemd) then told what it had left to end: "
      + "its workers, each of which sets up one device. They did not, so PID 1 killed them."
  }

  // MARK: - Who was killed

  private var victim: SafeText {
    kill.cause == .stopTimeout ? heldUpStopping : killedByUdevd
  }

  private var killedByUdevd: SafeText {
    guard let name else {
      let device: SafeText = kill.device?.name.map { " with \($0)" } ?? ""
      return "\(kill.victimName.capitalisedUnlessProgram(kill)) had not finished\(device) by then, "
        + "so udevd killed it."
    }
    let likely: SafeText = kill.culprit.confidence == .likely ? "Most likely " : ""
    switch kill.culprit.kind {
    case .program where kill.victim == .program:
      let process: SafeText = kill.programPID.map { " (process \($0))" } ?? ""
      return "\(likely)\(name) had not finished by then, so udevd killed it\(process)."
    case .program:
      return "\(likely)\(name) had not finished by then, so udevd killed the process that had "
        + "started it\(onWorker)."
    case .hardware:
      return kill.isGone
        ? "\(likely)\(name) \(kill.failing), and udevd killed \(waiting)."
        : "\(likely)\(name) had not answered by then, so udevd killed \(waiting)."
    case .firmware: return "\(likely)\(name) had not come by then, so udevd killed \(waiting)."
    case .driver where kill.isKernelBug:
      let error: SafeText = likely.isEmpty ? "An error" : "Most likely an error"
      return "\(error) of the kernel in \(name) kept it waiting, so udevd killed \(waiting)."
    case .driver where kill.isBehindBus:
      return
        "\(likely)\(name), on whose bus the device is, got no answer by then, so udevd killed "
        + "\(waiting)."
    case .driver, .unknown:
      let loading: SafeText =
        kill.victim == .worker && kill.isLoadOfCulprit
        ? "the process that was loading it\(onWorker)" : waiting
      return "\(likely)\(name) was not ready by then, so udevd killed \(loading)."
    }
  }

  private var waiting: SafeText {
    kill.victim == .worker ? "the process that waited for it\(onWorker)" : kill.killedProgram
  }

  private var heldUpStopping: SafeText {
    let device: SafeText = kill.device?.name.map { " \($0)" } ?? " a device"
    // udevd stops when all its workers are done
    let isSeen = kill.device != nil || kill.workerPID != nil
    let busy: SafeText =
      isSeen
      ? "\(kill.worker.capitalised) was still busy with\(device)"
      : "Most likely a worker was still busy with a device"
    guard let name else { return "\(busy)." }
    return kill.culprit.confidence == .certain
      ? "\(busy), because of \(name)." : "\(busy), most likely because of \(name)."
  }

  private var inference: SafeText? {
    if kill.signal == "ALRM" {
      return
        "No line says so: up to udev 167 a worker has an alarm that ends it when its time is over, and "
        + "that is what its exit status 1 shows. Here, killed stands for that."
    }
    return kill.certainty == .inferred
      ? "No line reports the kill itself; what followed shows it." : nil
  }

  // MARK: - What came of it

  private var outcome: SafeText? {
    let reason = kill.outcomeEvidence.first?.says
    let fact: SafeText
    switch kill.outcome {
    case .bound where kill.outcomeRecorded: fact = "The device had its driver in the end"
    case .bound: fact = "The device \(kill.worksNow)"
    case .unbound: fact = "The device \(kill.seems)has no driver now"
    case .halfInitialised:
      fact = "The driver gave up halfway and left something behind that a new attempt trips over"
    case .stuck:
      fact =
        "When the log ended, the \(kill.victim == .program ? "program" : "worker") was \(kill.seems)still in the kernel, where no signal ends it"
    case nil: return nil
    case .unknown:
      guard kill.during != .shutdown, reason != nil else { return nil }
      fact = "What became of the device this report cannot tell"
    }
    guard let reason, let first = reason.first else { return "\(fact)." }
    let end: SafeText = reason.hasSuffix(".") ? "" : "."
    if first.isUppercase { return "\(fact). \(reason)\(end)" }
    // One colon in a sentence is enough.
    return "\(fact)\(reason.contains(": ") ? ";" : ":") \(reason)\(end)"
  }
}

extension SafeText {
  /// A program's name keeps its spelling at the beginning of a sentence.
  func capitalisedUnlessProgram(_ kill: Report.Finding) -> SafeText {
    kill.victim == .program && kill.program != nil ? self : capitalised
  }
}
