internal import ReportModel

/// The first line about a finding: the finding itself.
struct Headline {
  let finding: Report.Finding
  /// What its boot lost.
  var harm: [Report.Harm] = []

  var sentence: SafeText {
    switch finding.kind {
    // Nobody misses the device of a machine that is going down.
    case "kill" where kill.cause == .stopTimeout:
      byInit + (kill.during == .shutdown ? "" : outcome) + loss
    case "kill": byUdevd + outcome + loss
    case "warning": slow
    case "stuck": "\(kill.hanging) hangs in the kernel\(onDevice)\(inCulprit)"
    default: SafeText(sentence: firstSentence)
    }
  }

  /// Of what happened, without what can be done about it.
  private var firstSentence: String {
    let says = finding.says ?? ""
    return says.firstRange(of: ". ").map { says[..<$0.lowerBound] + "." } ?? says
  }

  private var kill: Report.Finding { finding }

  private var culprit: SafeText? { kill.accused }
  private var probably: SafeText { kill.certainty == .inferred ? "probably " : "" }
  private var device: SafeText? { kill.device?.name }
  private var onDevice: SafeText {
    let word: SafeText = kill.device?.sysname == nil ? "for" : "on"
    return device.map { " \(word) \($0)" } ?? ""
  }

  /// Whether the culprit is what was killed, so that the sentence is about one thing.
  private var namesVictim: Bool {
    guard kill.cause != .stopTimeout, !kill.bystander
    else { return false }
    return (kill.isLoadOfCulprit && kill.victim == .worker)
      || (kill.culprit.kind == .program && kill.victim == .program)
  }

  /// A near miss: what took long, and what would have come of it.
  private var slow: SafeText {
    let due: SafeText
    if finding.outcome == nil, !finding.outcomeEvidence.isEmpty {
      due = "udevd warned, and it came to its end after that"
    } else if finding.outcome == .bound || finding.outcome == .unbound {
      let now: SafeText = finding.outcome == .bound ? "works now" : "has no driver now"
      let rest = finding.secondsBeyondDue ?? -1
      let kill: SafeText =
        Consequence.secondsTooLate(finding) != nil
        ? ", and no kill is in the log" : rest >= 0 ? ", and did not have to kill" : ""
      due = "udevd warned\(kill); the device \(now)"
    } else {
      due = untilWarned
    }
    guard let name = culprit else {
      return "\(finding.victimName)\(onDevice) took long: \(due)"
    }
    switch finding.culprit.kind {
    case .driver where finding.isLoadOfCulprit:
      return "\(name) took long to start \(device ?? "a device"): \(due)"
    case .hardware where finding.isGone:
      let lost: SafeText = finding.isWithoutPath ? "lost its last path" : "was taken away"
      return "\(name) \(lost) while udevd was at work on it: \(due)"
    case .hardware: return "\(name) did not answer for a long time: \(due)"
    case .firmware: return "\(name) did not come for a long time: \(due)"
    case .driver: return "\(finding.victimName)\(onDevice) took long, because of \(name): \(due)"
    default: return "\(name) took long\(onDevice): \(due)"
    }
  }

  private var untilWarned: SafeText {
    switch finding.secondsBeyondDue {
    case nil: "udevd warned"
    case let rest? where rest >= 0: "udevd warned, and did not have to kill"
    default: "udevd warned, and what was read ends too early to show a kill"
    }
  }

  private var inCulprit: SafeText {
    culprit.map { ", because of \($0)" } ?? ""
  }

  /// A driver that was starting the device itself, by what became of that.
  private func interrupted(_ name: SafeText) -> SafeText {
    let what: SafeText = device ?? "a device"
    let starting: SafeText =
      "\(name) was still starting it when udevd \(probably)killed the worker"
    switch kill.outcome {
    case .unbound: return "\(what) \(kill.seems)has no driver: \(starting)"
    case .halfInitialised: return "\(what) is only half set up: \(starting)"
    case .stuck:
      return "\(name) hangs while it is starting \(what), and udevd's kill did not end it"
    case .bound where kill.outcomeRecorded:
      return "\(name) took too long to start \(what), and udevd \(probably)killed the worker; "
        + "the device had its driver in the end"
    case .bound:
      return "\(name) took too long to start \(what), and udevd \(probably)killed the worker; "
        + "the device \(kill.worksNow)"
    case .unknown, nil:
      return
        "\(name) took too long to start \(what), and udevd \(probably)killed the worker"
        + (kill.limit == nil ? "" : " \(after)")
    }
  }

  private var byUdevd: SafeText {
    let killing: SafeText = "udevd \(probably)killed"
    guard let name = culprit else {
      return "\(killing) \(kill.victimName)\(onDevice) \(after), \(unproved)"
    }
    switch kill.culprit.kind {
    case .driver where kill.isKernelBug:
      return "\(name) ran into an error of the kernel, and \(killing) \(kill.victimName)\(onDevice)"
    case .driver where namesVictim: return interrupted(name)
    case .program where namesVictim:
      let doing: SafeText = device.map { " while handling \($0)" } ?? ""
      return "\(name) was \(probably)killed by udevd\(doing)"
    case .hardware:
      return "\(name) \(kill.failing), and \(killing) \(kill.victimName)\(onDevice)"
    case .firmware:
      return "\(name) did not come, and \(killing) \(kill.victimName)\(onDevice)"
    default:
      let doing: SafeText = device.map { " \($0)" } ?? " an event"
      return "\(name) held up\(doing), and \(killing) \(kill.victimName)"
    }
  }

  private var byInit: SafeText {
    let act: SafeText =
      kill.by == "udevd"
      ? "udevd gave up waiting for its worker when it was stopped\(kill.occasion)"
      : kill.during == .crash
        ? "PID 1 \(probably)killed a worker\(kill.occasion)"
        : "PID 1 \(probably)killed systemd-udevd when stopping it\(kill.occasion)"
    guard let name = culprit else {
      return "\(act), \(unproved)"
    }
    switch kill.culprit.kind {
    case .driver:
      let what: SafeText = device.map { " \($0)" } ?? ""
      return "\(act), because \(name) was still starting\(what)"
    case .hardware:
      return "\(act), because \(name) \(kill.failing)"
    default:
      return "\(act), because \(name) was still running\(onDevice)"
    }
  }

  /// Nobody is accused; who is only possible is where to look.
  private var unproved: SafeText {
    // a starved machine, or a clock that went on
    if kill.chain.contains(where: { $0.isNobodys }) { return "and nobody is shown to be at fault" }
    guard let name = kill.suspects.first?.name else {
      return "and what held it up is not known"
    }
    let itself: SafeText = name == kill.device?.sysname ? " itself" : ""
    return "and it is not proved what held it up: look first at \(name)\(itself)"
  }

  private var after: SafeText {
    kill.limit.map { "after \(duration($0))" } ?? "because it took too long"
  }

  /// The worst that can come of it.
  private var loss: SafeText {
    let lost = harm.filter { $0.kind == "root" }
    if lost.contains(where: { $0.findings.contains(kill.id) }) {
      return "; the machine lost its root file system by it"
    }
    return lost.isEmpty ? "" : "; in the same boot the root file system did not come"
  }

  private var outcome: SafeText {
    guard culprit != nil, !(namesVictim && kill.culprit.kind == .driver) else { return "" }
    return switch kill.outcome {
    case .bound where kill.outcomeRecorded:
      namesVictim
        ? ", but the device had its driver in the end" : "; the device had its driver in the end"
    case .bound: "\(namesVictim ? ", but" : ";") the device \(kill.worksNow)"
    case .unbound: "\(namesVictim ? ", and" : ";") the device \(kill.seems)has no driver now"
    case .halfInitialised: "\(namesVictim ? ", and" : ";") the device is only half set up"
    case .stuck:
      "\(namesVictim ? ", and it" : kill.victim == .program ? "; the program" : "; the worker") was \(kill.seems)still stuck when the log ended"
    case .unknown, nil: ""
    }
  }
}
