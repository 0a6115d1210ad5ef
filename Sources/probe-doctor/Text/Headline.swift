import KillCorrelator
import LogModel

/// The first line about a kill: the finding itself.
struct Headline {
  let kill: Kill

  /// `✗` where somebody is named, `?` where not.
  var mark: Shown { isKnown ? "✗" : "?" }
  var style: Style { isKnown ? .bad : .doubtful }

  /// How sure the culprit is; empty where nobody is named.
  var confidence: Shown {
    kill.culprit.confidence == .none ? "" : Shown(kill.culprit.confidence.rawValue)
  }

  var sentence: Shown {
    switch kill.cause {
    case .eventTimeout: byUdevd + outcome
    // Nobody misses the device of a machine that is going down.
    case .stopTimeout: byInit + (kill.during == .shutdown ? "" : outcome)
    }
  }

  private var isKnown: Bool { kill.culprit.name != nil && kill.culprit.kind != .unknown }
  private var probably: Shown { kill.certainty == .inferred ? "probably " : "" }
  private var device: Shown? { kill.device?.name }
  private var onDevice: Shown {
    let word: Shown = kill.device?.sysname == nil ? "for" : "on"
    return device.map { " \(word) \($0)" } ?? ""
  }

  /// Whether the culprit is what was killed, so that the sentence is about one thing.
  private var namesVictim: Bool {
    guard kill.cause == .eventTimeout, kill.culprit.confidence != .possible, !kill.isBystander
    else { return false }
    return (kill.culprit.kind == .driver && kill.victim == .worker)
      || (kill.culprit.kind == .program && kill.victim == .program)
  }

  private var byUdevd: Shown {
    let killing: Shown = "udevd \(probably)killed"
    guard isKnown, let name = kill.culprit.name else {
      return "\(killing) \(kill.victimName)\(onDevice) \(after), "
        + "and the log does not show what held it up"
    }
    if kill.culprit.confidence == .possible {
      return "\(killing) \(kill.victimName)\(onDevice) \(after), perhaps because of \(name)"
    }
    switch kill.culprit.kind {
    case .driver where namesVictim:
      let doing: Shown = device.map { "starting \($0)" } ?? "it was starting"
      return "\(name) was \(probably)killed while \(doing)"
    case .program where namesVictim:
      let doing: Shown = device.map { " while handling \($0)" } ?? ""
      return "\(name) was \(probably)killed\(doing)"
    case .hardware:
      return "\(name) did not answer, and \(killing) \(kill.victimName)\(onDevice)"
    default:
      let doing: Shown = device.map { " \($0)" } ?? " an event"
      return "\(name) held up\(doing), and \(killing) \(kill.victimName)"
    }
  }

  private var byInit: Shown {
    let act: Shown = "PID 1 \(probably)killed systemd-udevd when stopping it\(occasion)"
    guard isKnown, let name = kill.culprit.name else {
      return "\(act), and the log does not show what held it up"
    }
    let perhaps: Shown = kill.culprit.confidence == .possible ? "perhaps " : ""
    switch kill.culprit.kind {
    case .driver:
      let what: Shown = device.map { " \($0)" } ?? ""
      return "\(act), \(perhaps)because \(name) was still starting\(what)"
    case .hardware:
      return "\(act), \(perhaps)because \(name) did not answer"
    default:
      return "\(act), \(perhaps)because \(name) was still running\(onDevice)"
    }
  }

  private var occasion: Shown {
    switch kill.during {
    case .shutdown: " at shutdown"
    case .switchRoot: " before the switch to the real root"
    case .restart: " for a restart"
    case nil: ""
    }
  }

  private var after: Shown {
    kill.limit.map { "after \(duration($0))" } ?? "because it took too long"
  }

  private var outcome: Shown {
    guard isKnown else { return "" }
    return switch kill.outcome {
    case .bound where kill.isOutcomeRecorded:
      namesVictim
        ? ", but the device had its driver in the end" : "; the device had its driver in the end"
    case .bound:
      namesVictim ? ", but it finished later and the device works" : "; the device works now"
    case .unbound: "\(namesVictim ? ", and" : ";") the device has no driver now"
    case .halfInitialised: "\(namesVictim ? ", and" : ";") the device is only half set up"
    case .stuck: "\(namesVictim ? ", and it" : "; the worker") was still stuck when the log ended"
    case .unknown: ""
    }
  }
}
