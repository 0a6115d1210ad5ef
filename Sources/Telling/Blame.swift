internal import ReportModel

/// Who was killed, and apart from it who is to blame: clauses for the lines of their own that a
/// report has for them.
struct Blame {
  let finding: Report.Finding
  let timeout: Report.EventTimeout

  // MARK: - Who was killed

  /// Nil for what is neither a kill nor something slow.
  var who: SafeText? {
    switch finding.kind {
    case "kill":
      return finding.cause == .stopTimeout ? stopped : "\(victim)\(after)\(signal)"
    case "warning":
      let limit: SafeText = timeout.limit.map { "its \($0)" } ?? "its time"
      return "\(victim): not done when a third of \(limit) was over, and udevd warned"
    case "stuck":
      return "\(finding.hanging), found stuck in the kernel"
    default: return nil
    }
  }

  private var victim: SafeText {
    if finding.victim == .program || finding.kind == "warning" && finding.program != nil {
      let parent: SafeText =
        finding.workerPID.map { ", which worker \($0) of udevd had started" } ?? ""
      return "\(finding.killedProgram)\(parent)"
    }
    let program: SafeText =
      finding.program == nil
      ? "" : ", and \(finding.killedProgram), which it had started"
    let role: SafeText =
      finding.isLoadOfCulprit
      ? "the process that was loading the driver" : "the process that handled the device"
    return "\(finding.worker) of udevd (\(role))\(program)"
  }

  private var after: SafeText { finding.limit.map { ", after \(duration($0))" } ?? "" }

  private var signal: SafeText {
    guard let signal = finding.signal, signal != "KILL" else { return "" }
    return ", with SIG\(signal)"
  }

  /// PID 1 or udevd itself ended what would not stop.
  private var stopped: SafeText {
    let program: SafeText = finding.program == nil ? "" : " and \(finding.killedProgram)"
    let parts: [SafeText?] = [
      finding.workerPID == nil ? nil : finding.worker,
      finding.program == nil ? nil : finding.killedProgram,
    ]
    let with = parts.compactMap { $0 }.joined(separator: " and ")
    let others: SafeText = with.isEmpty ? "" : ", with \(with)"
    if finding.by == "udevd" {
      return
        "\(finding.worker) of udevd\(program): still running when udevd "
        + "gave up waiting for it"
    }
    if finding.during == .crash {
      return
        "\(finding.worker) of udevd\(program), by PID 1 (systemd), after udevd itself had died of a signal"
    }
    return "udevd itself\(others), by PID 1 (systemd)\(after)\(signal)"
  }

  // MARK: - Who is to blame

  var blame: SafeText {
    if let name = finding.accused {
      guard let reason else { return name }
      return "\(name): \(reason)"
    }
    if finding.kind != "kill", finding.kind != "warning", finding.kind != "stuck" { return "" }
    if let link = proved {
      return "nobody is shown to be at fault. \(SafeText(sentence: link.says))"
    }
    if finding.crowd > 0 {
      return
        "not proved: \(finding.crowd) victims hung at once, and nothing in the log connects them"
    }
    guard let suspect = finding.suspects.first else {
      if let link = finding.chain.filter({ $0.name != nil }).max(by: { $0.weight < $1.weight }),
        let name = link.name
      {
        let first: SafeText = "not proved; look first at \(name)"
        return link.evidence.first.map { "\(first), because \(SafeText(sentence: $0.says))" }
          ?? first
      }
      // where it stands its headline may tell
      return finding.kind == "stuck"
        ? "not known: no line that was understood names who holds it up"
        : "not known: no line that was understood tells what it was waiting for"
    }
    let first: SafeText = "not proved; look first at \(suspect.name)"
    return Self.best(of: suspect).map { "\(first), because \(SafeText(sentence: $0))" } ?? first
  }

  /// The innermost link that is more than possible, where nobody is accused.
  private var proved: Report.Link? {
    finding.chain.last { $0.confidence == .certain || $0.confidence == .likely }
  }

  /// The strongest reason, as a clause that goes on behind the name.
  private var reason: SafeText? {
    let suspect = finding.suspects.first {
      $0.kind == finding.culprit.kind && $0.name == finding.culprit.name
    }
    // tables tell where to look, and prove nothing
    var told = suspect
    told?.evidence.removeAll { ["modalias-names-driver", "load-was-running"].contains($0.rule) }
    return (told.flatMap(Self.best) ?? suspect.flatMap(Self.best)).map { SafeText(sentence: $0) }
  }

  private static func best(of suspect: Report.Suspect) -> String? {
    suspect.evidence.filter { $0.weight > 0 }.max { $0.weight < $1.weight }?.says
  }
}

extension Report.Finding {
  /// The culprit as sentences call it; nil where nobody is accused.
  var accused: SafeText? {
    guard let name = culprit.name, culprit.kind != .unknown else { return nil }
    switch culprit.kind {
    case .hardware: return HardwareClass.named(name)
    case .firmware: return "firmware file \(SafeText(name))"
    default: return SafeText(name)
    }
  }

  /// Whether the culprit is a driver that made the kernel stumble: it was not slow.
  var isKernelBug: Bool {
    chain.contains {
      $0.link == .root && $0.kind == "kernel-bug" && $0.name == culprit.name
        && ($0.confidence == .certain || $0.confidence == .likely)
    }
  }

  /// Whether the culprit is the driver of the bus on which the device is: it was ready itself.
  var isBehindBus: Bool {
    chain.contains { link in
      link.link == .wait && link.kind == "driver" && link.name == culprit.name
        && link.evidence.contains { $0.rule == "controller-kept-complaining" }
    }
  }

  /// Of a device that has its driver.
  var worksNow: SafeText {
    hadTrouble ? "has its driver now, which told of trouble" : "\(seems)works now"
  }

  /// Before what became of the device.
  var seems: SafeText { outcomeConfidence == .certain ? "" : "probably " }

  /// Why udevd was stopped.
  var occasion: SafeText {
    switch during {
    case .shutdown: " at shutdown"
    case .switchRoot: " before the switch to the real root"
    case .restart: " for a restart"
    case .crash: " after udevd had died of a signal"
    case nil: ""
    }
  }

  /// What the hardware that is accused did, or what was done to it.
  var failing: SafeText {
    guard isGone else { return "did not answer" }
    return isWithoutPath ? "had lost its last path" : "was gone"
  }

  var isGone: Bool { chain.contains { $0.kind == "removal" && $0.name == culprit.name } }

  /// A map of several paths to a disk is not taken away: its paths are.
  var isWithoutPath: Bool { isGone && device?.sysname?.hasPrefix("dm-") == true }

  /// Whether the victim is shown to have been at work for the culprit itself: loading it, or in its
  /// probe. Else it only waited for it.
  var isLoadOfCulprit: Bool {
    culprit.kind == .driver && !bystander && (kind != "kill" || outcome != nil)
      && chain.contains {
        $0.link == .activity && $0.name == culprit.name
          && ($0.confidence == .certain || $0.confidence == .likely)
      }
  }
}

extension Report.Link {
  /// Whether it is a proved root that is nobody's fault: the machine got no time, or its clock went on.
  var isNobodys: Bool {
    link == .root && ["cpu", "clock"].contains(kind)
      && (confidence == .certain || confidence == .likely)
  }

  /// That of its best reason.
  fileprivate var weight: Double { evidence.first?.weight ?? 0 }
}
