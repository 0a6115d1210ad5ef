internal import LogModel
internal import ReportModel

/// What a finding means for who uses the machine: is the device usable, what was lost, did the boot
/// go on, is a reboot needed. Nothing is said to be well without something that shows it.
struct Consequence {
  let finding: Report.Finding
  let boot: Report.Boot

  var sentences: SafeText {
    let parts: [SafeText?]
    switch finding.kind {
    case "kill": parts = [device, data, loss, boots]
    case "warning": parts = [sinceWarning ?? noKill, loss]
    case "stuck": parts = [hanging, loss]
    default: parts = [loss]
    }
    let told = parts.compactMap { $0 }.joined(separator: " ")
    guard told.isEmpty, finding.kind == "kill", finding.during != .shutdown else { return told }
    return
      "What \(finding.victimName) was at was not finished; what that costs is not known."
  }

  private var name: SafeText { finding.device?.sysname.map { SafeText($0) } ?? "the device" }

  // MARK: - The device

  private var device: SafeText? {
    // nobody misses a device of a machine that is going down
    if finding.during == .shutdown { return nil }
    // nor of one that no line names
    if finding.cause == .stopTimeout, finding.device?.sysname == nil { return nil }
    switch finding.outcome {
    case .bound where finding.outcomeRecorded:
      return "\(name.capitalisedUnlessName(finding)) had its driver when facts about the machine "
        + "were collected later."
    case .bound where finding.hadTrouble:
      return "\(name.capitalisedUnlessName(finding)) has its driver, which told of trouble when "
        + "the signal came: it may not work before the driver is loaded again."
    case .bound: return "\(name.capitalisedUnlessName(finding)) \(finding.seems)works."
    case .unbound:
      let again: SafeText = "as long as it has no driver"
      let maybe: SafeText = finding.outcomeConfidence == .certain ? "cannot" : "probably cannot"
      return "\(name.capitalisedUnlessName(finding)) \(maybe) be used \(again)."
    case .halfInitialised:
      return "\(name.capitalisedUnlessName(finding)) cannot be used before a reboot."
    case .stuck:
      let hung: SafeText = "hung in the kernel, where no signal ends it"
      let seen: SafeText =
        finding.isLoadOfCulprit
        ? "\(name.capitalisedUnlessName(finding)) was \(finding.seems)not usable when the log ended: the \(finding.victim == .program ? "program" : "worker") \(hung)."
        : "When the log ended, the \(finding.victim == .program ? "program" : "worker") on \(name) \(finding.seems)still \(hung): whether \(name) could be used is "
          + "not known."
      return "\(seen) If it still hangs, only a reboot helps, and that may hang as well."
    case .unknown: return "What became of \(name) this report cannot tell."
    case nil: return unfinished
    }
  }

  /// The driver had the device all the time: what is missing is what the rules were to do.
  private var unfinished: SafeText? {
    guard finding.cause == .eventTimeout, finding.device?.sysname != nil else { return nil }
    return finding.victim == .program
      ? "What the killed program was to do for \(name) was cut short."
      : "Links, properties and permissions that udev had not yet given \(name) are missing until it "
        + "is triggered again."
  }

  /// Where something that stores data reported errors.
  private var data: SafeText? {
    guard finding.culprit.kind == .hardware, let name = finding.culprit.name else { return nil }
    let errors = finding.suspects.first { $0.name == name }?.evidence.contains {
      $0.rule == "hardware-failed"
    }
    guard errors == true, Self.storage.contains(where: name.hasPrefix) else { return nil }
    return "What is stored on \(SafeText(name)) may be at risk: it had errors, or had to be reset."
  }

  /// What data is on, or behind.
  private static let storage = [
    "sd", "sr", "hd", "vd", "xvd", "nvme", "mmcblk", "md", "dm-", "mpath", "ata", "host", "loop",
    "nbd",
  ]

  // MARK: - The machine

  /// What the boot lost, but for that udevd itself hung: of its stop that is said already.
  private var harm: [Report.Harm] {
    boot.harm.filter {
      !(finding.cause == .stopTimeout && $0.kind == "service"
        && $0.what?.hasPrefix("systemd-udevd") == true)
    }
  }

  private var tied: [Report.Harm] { harm.filter { $0.findings.contains(finding.id) } }

  private var loss: SafeText? {
    let lost = tied.isEmpty ? harm : tied
    guard !lost.isEmpty else { return nil }
    let clauses = lost.prefix(3).map(\.clause).joined(separator: "; ")
    let more: SafeText = lost.count > 3 ? "; and \(lost.count - 3) more, below" : ""
    return tied.isEmpty
      ? "In the same boot, \(clauses)\(more)." : "With it, \(clauses)\(more)."
  }

  private var boots: SafeText? {
    guard finding.during != .shutdown, boot.harm.isEmpty,
      let rest = Report.Time.seconds(from: finding.ended ?? finding.killed, to: boot.last),
      rest >= 10
    else { return nil }
    // how long the log goes on tells that it is stuck, and stands there
    if finding.outcome == .stuck {
      return "The machine went on, and no line that was understood tells of another loss."
    }
    return
      "The machine went on: the log has \(duration(rest.rounded())) more, and no line that was "
      + "understood tells of another loss."
  }

  // MARK: - Near misses

  /// What the log shows of the device since udevd warned.
  private var sinceWarning: SafeText? {
    guard let shown = finding.outcomeEvidence.first else { return nil }
    let device = name.capitalisedUnlessName(finding)
    let state: SafeText
    switch finding.outcome {
    case .bound: state = "\(device) works"
    case .unbound: state = "\(device) has no driver"
    case .halfInitialised: state = "\(device) is only half set up"
    case .stuck, .unknown: return nil
    // not how it ended, but that it did
    case nil: state = "What took long is over"
    }
    let later = Report.Time.seconds(from: finding.warned, to: shown.entries.first?.time)
    let when: SafeText = later.map { $0 >= 1 ? ", \(duration($0)) after the warning" : "" } ?? ""
    let rest = finding.secondsBeyondDue ?? -1
    return
      "\(state): \(SafeText(sentence: shown.says))\(when). "
      + (Self.secondsTooLate(finding).map {
        "The kill was due \(duration($0)) before that, and is not in the log."
      } ?? (rest >= 0 ? noKill : "The log shows no kill."))
  }

  private var noKill: SafeText {
    guard finding.killDue != nil, finding.logEnds != nil else {
      return "The log shows no kill; it does not tell when one would have been due."
    }
    guard let rest = finding.secondsBeyondDue else { return "The log shows no kill." }
    if rest >= 0 {
      return
        "The \(finding.victim == .program ? "program" : "worker") was not killed: the log goes on for \(duration(rest)) after the moment at which "
        + "the kill would have been due."
    }
    // by stamps of whole seconds, that may be either side of it
    let isEither = Report.Time.seconds(from: finding.killDue, to: finding.logEnds) ?? rest >= 0
    let before: SafeText = isEither ? "about when" : "\(duration(-rest)) before"
    return
      "Whether it was killed is not shown: what was read of the log ends \(before) the kill was due."
  }

  private var hanging: SafeText {
    if boot.harm.contains(where: { $0.kind == "panic" && $0.findings.contains(finding.id) }) {
      return "It still hung when the kernel panicked."
    }
    guard let last = Report.Time.seconds(from: finding.warned, to: boot.last), last >= 1 else {
      return "Whether it went on later is not shown."
    }
    let who: SafeText =
      finding.victim == .udevd
      ? "udevd itself" : finding.program == nil ? "The worker" : "It"
    let cost: SafeText =
      finding.victim == .udevd
      ? "; no device is set up until it goes on"
      : finding.program == nil ? "; its device waits with it" : ""
    return
      "\(who) hangs in the kernel, where no signal ends it\(cost). The log has "
      + "\(duration(last.rounded())) more and shows no kill."
  }

  /// By how much what shows the outcome came after the kill would have been due: then udevd did not spare it,
  /// but was busy, or gone.
  static func secondsTooLate(_ finding: Report.Finding) -> Double? {
    let shown = finding.outcomeEvidence.first?.entries.first?.time
    return Report.Time.seconds(from: finding.killDue, to: shown).flatMap { $0 >= 5 ? $0 : nil }
  }
}

extension SafeText {
  /// A device's own name keeps its spelling at the beginning of a sentence.
  func capitalisedUnlessName(_ finding: Report.Finding) -> SafeText {
    finding.device?.sysname == nil ? capitalised : self
  }
}
