internal import KillCorrelator
internal import ReportModel

/// A finding as the subject of a report in a bug tracker: one line, without a name of the machine.
struct Title {
  let finding: Report.Finding

  var text: SafeText {
    switch finding.kind {
    case "kill" where finding.cause == .stopTimeout: stop
    case "kill": kill
    case "warning": slow
    case "stuck":
      "\(name ?? finding.driver.map { SafeText($0) } ?? "udev worker"): blocked in the kernel"
    case "oom": "udev worker killed for lack of memory"
    case "oops": "\(finding.driver ?? "kernel"): error of the kernel in a udev worker"
    case "crash": "udev worker crashed"
    case "settle": "udevadm settle gave up waiting for udev's queue"
    case "watchdog": "systemd-udevd did not answer and was ended by PID 1's watchdog"
    case "refused": "udevd could not hand an event to a worker"
    default: "udev worker ended by a signal that nothing explains"
    }
  }

  /// The culprit as it is called on any machine; nil if there is none.
  private var name: SafeText? {
    guard let name = finding.culprit.name else { return nil }
    switch finding.culprit.kind {
    case .driver, .firmware: return SafeText(name)
    case .program: return SafeText(Signature.programName(name))
    case .hardware: return SafeText(HardwareClass.noun(of: name))
    case .unknown: return nil
    }
  }

  private var device: SafeText {
    switch finding.device?.subsystem {
    case nil: finding.device?.sysname.map { Self.kind(of: $0) } ?? "a device"
    case "pci": "a PCI device"
    case "usb": "a USB device"
    case "net": "a network interface"
    case "block": "a disk"
    case .some(let subsystem): "a device of \(subsystem)"
    }
  }

  private static func kind(of sysname: String) -> SafeText {
    let noun = HardwareClass.noun(of: sysname)
    return noun.hasPrefix("A") || noun.hasPrefix("NV") ? "an \(noun)" : "a \(noun)"
  }

  private var after: SafeText { finding.limit.map { " after \(duration($0))" } ?? "" }

  private var kill: SafeText {
    let program: SafeText? =
      finding.victim == .program
      ? finding.program.map { SafeText(Signature.programName($0)) } ?? "a program" : nil
    guard let name else {
      let victim = program ?? "worker"
      let first: SafeText =
        finding.suspects.first.map {
          " (look first at \(Signature.general($0.name, .init($0.kind))))"
        } ?? ""
      return "udevd: \(victim) of \(device) killed\(after), cause not proved\(first)"
    }
    switch finding.culprit.kind {
    case .driver where finding.isKernelBug:
      return "\(name): error of the kernel, and udevd killed what waited for it\(after)"
    case .driver:
      let victim = program ?? "the worker"
      return finding.isLoadOfCulprit
        ? "\(name): udevd killed \(victim)\(after) while it was starting \(device)\(left)"
        : "\(name): udevd killed \(victim) that waited for it\(after)\(left)"
    case .program: return "\(name): still running when udevd's limit was over\(after)"
    case .hardware:
      return "\(name) \(finding.failing): udevd killed the process that waited\(after)"
    default: return "\(name): not ready when udevd's limit was over\(after)"
    }
  }

  private var left: SafeText {
    switch finding.outcome {
    case .unbound: "; the device has no driver"
    case .halfInitialised: "; the device is half set up"
    case .stuck: "; it hangs in the kernel"
    default: ""
    }
  }

  private var stop: SafeText {
    let because: SafeText = name.map { "\($0): " } ?? ""
    if finding.during == .crash {
      return "\(because)systemd-udevd died of a signal, and its worker did not end"
    }
    return "\(because)systemd-udevd did not stop in time\(finding.occasion)"
  }

  private var slow: SafeText {
    let who = name ?? finding.program.map { SafeText(Signature.programName($0)) } ?? "udev worker"
    return "\(who): slow, a third of udevd's limit was over (\(device))"
  }
}

extension Suspect.Kind {
  init(_ kind: Report.Culprit.Kind) { self = Suspect.Kind(rawValue: kind.rawValue) ?? .unknown }
}
