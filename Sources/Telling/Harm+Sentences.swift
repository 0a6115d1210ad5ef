public import KillCorrelator
internal import ReportModel

extension HarmEvidence {
  /// What its lines say: a sentence.
  public var sentence: String {
    switch reason {
    case .deviceTimedOut: "PID 1 gave up waiting for the device."
    case .dependencyFailed: "What needs the device failed with it."
    case .needFailed: "What it needs failed, so it was not started."
    case .mountFailed: "It could not be mounted."
    case .swapFailed: "It could not be activated."
    case .startFailed: "It could not be started."
    case .startTimedOut: "It did not start in time."
    case .stopTimedOut: "It did not stop in time."
    case .watchdogFired: "PID 1 heard nothing from it and ended it."
    case .rootMissing: "The initrd gave up waiting for it."
    case .rootAwaited: "The initrd's patience was over, and it went on waiting."
    case .deviceAwaited: "This is what the initrd waited for."
    case .mountAwaited: "The boot waited for it."
    case .encryptedMissing: "The device that holds it was not there."
    case .arrayFailed: "Too few of its disks were there."
    case .poolMissing: "None of its disks was there."
    case .interfaceMissing: "Its interface was not there, or could not be brought up."
    case .networkMissing: "The boot went on without it."
    case .emergencyEntered: "A shell for repairs was started instead of the system."
    case .panicked: "The kernel stopped."
    case .deviceLost: "Its driver gave it up."
    case .settleGaveUp: "The wait for udev's queue gave up."
    case .udevdStoppedLate: "udevd was told to stop, and had not stopped for a while."
    }
  }
}

extension Report.Harm {
  init(_ harm: Harm) {
    self.init(
      kind: harm.kind.rawValue, what: harm.what, seconds: harm.seconds, findings: harm.findings,
      evidence: harm.evidence.map { Report.Evidence($0) })
    says = sentence.text
  }

  /// What was lost: a sentence.
  var sentence: SafeText { "\(clause.capitalised)." }

  /// The same, to be read in a sentence.
  var clause: SafeText {
    let name: SafeText = what.map { " \($0)" } ?? ""
    let named: SafeText = what.map { " (\($0))" } ?? ""
    let waited: SafeText = seconds.map { ", and the boot waited \(duration($0)) for it" } ?? ""
    let span: SafeText = seconds.map { " for \(duration($0))" } ?? ""
    let after: SafeText = seconds.map { " after \(duration($0))" } ?? ""
    switch kind {
    case "root": return "the root file system\(named) did not come\(waited)"
    case "emergency": return "the boot stopped in an emergency shell"
    case "panic": return "the kernel panicked"
    case "file-system":
      let path = what.flatMap { LostUnit.path(ofUnit: $0) }
      let place: SafeText = path.map { " \(SafeText($0))" } ?? name
      return "the file system\(place) was not mounted\(waited)"
    case "swap": return "the swap space\(name) did not come\(waited)"
    case "crypt":
      let volume: SafeText = what.map { " \(LostUnit($0).volume ?? $0)" } ?? ""
      return "the encrypted volume\(volume) was not unlocked\(waited)"
    case "array" where isPool: return "the pool\(name) was not imported\(waited)"
    case "array": return "the array\(name) was not started\(waited)"
    case "device" where isGivenUp: return "the device\(name) was given up by its driver"
    case "device": return "the device\(name) did not come in time\(waited)"
    case "network": return "the network\(named) did not come up"
    case "settle": return "the wait until udev has set up all devices\(named) gave up\(after)"
    case "service" where didNotStart: return "the service\(name) did not start"
    case "service": return "the service\(name) hung\(span)"
    case "shutdown":
      let long: SafeText = seconds.map { duration($0) } ?? "long"
      return "the machine took \(long) to stop\(name)"
    case "boot-delay":
      return "the boot was held up\(span) by" + (what == nil ? " a wait" : name)
    default: return "something was lost\(named)"
    }
  }

  private var didNotStart: Bool {
    let reasons: [HarmEvidence.Reason] = [.startFailed, .startTimedOut, .needFailed]
    return reasons.contains { evidence.first?.rule == $0.rawValue }
  }

  private var isPool: Bool {
    evidence.first?.rule == HarmEvidence.Reason.poolMissing.rawValue
  }

  private var isGivenUp: Bool {
    evidence.first?.rule == HarmEvidence.Reason.deviceLost.rawValue
  }
}

extension Report.Evidence {
  fileprivate init(_ evidence: HarmEvidence) {
    self.init(
      rule: evidence.reason.rawValue, weight: 0, says: evidence.sentence,
      entries: evidence.entries.map { Report.Entry($0) })
  }
}
