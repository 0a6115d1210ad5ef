import KillCorrelator

/// What happened, in two or three sentences for somebody who has never heard of the limit.
struct Account {
  let kill: Kill
  let timeout: EventTimeout

  var sentences: Shown {
    ([limit, victim, outcome] + [kill.outcomeReason.map(asSentence)]).compactMap { $0 }
      .joined(separator: " ")
  }

  private var allowed: Double? { kill.limit ?? timeout.seconds }
  private var name: String? { kill.culprit.kind == .unknown ? nil : kill.culprit.name }
  private var worker: Shown { kill.workerPID.map { " (worker \($0))" } ?? "" }

  private var limit: Shown? {
    guard kill.cause == .eventTimeout else { return limitForStopping }
    guard let allowed else { return "udevd allows each device event a limited time." }
    let amount = duration(allowed)
    guard timeout.seconds == nil || timeout.seconds == allowed else {
      return "udevd allowed \(amount) for this event."
    }
    return switch timeout.source {
    case .default: "udevd allows \(amount) for each device event, its default."
    case .commandLine:
      "udevd allows \(amount) for each device event here, "
        + "as udev.event_timeout= on the kernel command line says."
    case .udevConf:
      "udevd allows \(amount) for each device event here, as event_timeout= in udev.conf says."
    case .measured:
      "udevd allows \(amount) for each device event here, by the times in the log."
    case .unknown: "udevd allows \(amount) for each device event here."
    }
  }

  private var limitForStopping: Shown {
    let purpose: Shown =
      switch kill.during {
      case .shutdown: "when the machine went down"
      case .switchRoot: "before it left the initrd for the real root"
      case .restart: "to start it anew"
      case nil: "for a reason that the log does not show"
      }
    let time: Shown =
      kill.limit.map { "did not get that within \(duration($0))" }
      ?? "did not get that in time"
    return "PID 1 (systemd) wanted udevd to stop \(purpose), \(time), "
      + "and killed it with its workers."
  }

  private var victim: Shown? {
    let what = kill.cause == .eventTimeout ? killedByUdevd : heldUpStopping
    guard kill.certainty == .inferred else { return what }
    return "\(what) No line reports the kill itself; what followed shows it."
  }

  private var killedByUdevd: Shown {
    guard let name else {
      let device: Shown = kill.device.map { " with \($0.sysname)" } ?? ""
      let who = kill.victimName.capitalised
      return "\(who) had not finished\(device) by then, so udevd killed it. "
        + "No line shows what it was waiting for."
    }
    let culprit: Shown =
      switch kill.culprit.confidence {
      case .certain, .none: "\(name)"
      case .likely: "Most likely it was \(name) that"
      case .possible: "It may have been \(name) that"
      }
    switch kill.culprit.kind {
    case .program where kill.victim == .program:
      let process: Shown = kill.programPID.map { " (process \($0))" } ?? ""
      return "\(culprit) had not finished by then, so udevd killed it\(process)."
    case .program:
      return "\(culprit) had not finished by then, so udevd killed "
        + "the process that had started it\(worker)."
    case .builtin:
      return "\(culprit), a step of udevd itself, had not finished by then, so udevd killed "
        + "the process that was doing it\(worker)."
    case .hardware:
      return "\(culprit) had not answered by then, so udevd killed \(waiting)."
    case .driver, .unknown:
      let waiting: Shown =
        kill.victim == .worker ? "the process that was loading it\(worker)" : waiting
      return "\(culprit) was not ready by then, so udevd killed \(waiting)."
    }
  }

  private var waiting: Shown {
    kill.victim == .worker ? "the process that waited for it\(worker)" : kill.killedProgram
  }

  private var heldUpStopping: Shown {
    let device: Shown = kill.device.map { " \($0.sysname)" } ?? " a device"
    let who = kill.worker.capitalised
    guard let name else {
      return "\(who) was still busy with\(device). No line shows what it was waiting for."
    }
    let sure: Shown =
      switch kill.culprit.confidence {
      case .certain, .none: ""
      case .likely: "most likely "
      case .possible: "perhaps "
      }
    return "\(who) was still busy with\(device), \(sure)because of \(name)."
  }

  private var outcome: Shown? {
    switch kill.outcome {
    case .bound: "The driver went on and finished later: the device works."
    case .unbound: "The device has no driver now."
    case .halfInitialised:
      "The driver gave up halfway and left something behind that a new attempt trips over."
    case .stuck: "When the log ended, the worker was still in the kernel, where no signal ends it."
    case .unknown:
      kill.during == .shutdown || name == nil
        ? nil : "What became of the device, the log does not show."
    }
  }

  private func asSentence(_ reason: String) -> Shown {
    let text = Shown(reason).capitalised
    return reason.hasSuffix(".") ? text : text + "."
  }
}
