internal import LogModel

/// How a device gets the time that it needs: a longer limit, or a probe that no limit ends.
extension RemedyChoice {
  /// Seconds from the start of the event to the end of what no signal ended: who was set up in the end,
  /// or outlived the signal and came to an end nevertheless.
  var took: Double? {
    // a starved machine is slow to bury as well
    let outlived = kill.draft.victim == .worker && root?.kind != .cpu && (kill.survival ?? 0) > 2
    guard outcome == .bound || outlived,
      let start = kill.startTime, let end = kill.endTime, end > start,
      !kill.isFiledLate || kill.killed?.basis == .workedOut
    else { return nil }
    return Double(end - start) / 1_000_000
  }

  private var course: Remedy.Course {
    Remedy.Course(took: took, isComplete: outcome == .bound, hasFailed: hasFailed)
  }

  private var enough: Int { Int(((took ?? 0) * 2 / 60).rounded(.up)) * 60 }

  /// Somebody set less than usual.
  var shortTimeout: Remedy? {
    func remove(_ set: Double, in place: Remedy.Setting) -> Remedy {
      .removeShortTimeout(
        set: Int(set), in: place, least: max(180, enough), course, os)
    }
    if let option = system.eventTimeoutOption(inInitrd: isInInitrd), option < 180 {
      return remove(option, in: .commandLine)
    }
    if let set = system.configuredEventTimeout?.value, set < 180,
      kill.limit.map({ $0 >= set && $0 <= set + 10 }) ?? true
    {
      return remove(set, in: .udevConf)
    }
    return nil
  }

  var timeout: Remedy? {
    if let shortTimeout { return shortTimeout }
    switch era.limitSetting {
    case .inRules where kill.draft.victim == .program:
      return .setLimitInRule(seconds: max(300, Int((kill.limit ?? 180) * 2)))
    case .none, .inRules: return update(from: system.udevVersion)
    case .option(let option, let isPerhapsFixed):
      if system.udev == nil, kill.draft.row.has(.fixedLimit) {
        return update(from: nil)
      }
      return .raiseEventTimeout(
        Remedy.EventTimeoutSetting(
          seconds: max(300, enough, Int((kill.limit ?? 180) * 2 / 60) * 60), option: option,
          isInConfiguration: era.readsConfiguration, isInInitrd: isInInitrd,
          isPerhapsFixed: isPerhapsFixed && !hasNewKernel, isTrial: isTrial, course: course), os)
    }
  }

  /// With kernels of 2019 and later nobody runs an udev of before 2014 (218).
  private var hasNewKernel: Bool { system.kernel.map { $0 >= Version(5, 0) } ?? false }

  /// Nobody updates a system to try whether more than three minutes help.
  private func update(from version: String?) -> Remedy? {
    isTrial && (kill.limit ?? 0) > 60 ? nil : .updateUdev(version: version)
  }

  /// Where nothing is known of what took the time, whether more of it helps can only be tried.
  private var isTrial: Bool { culprit.kind == .unknown && root == nil && took == nil }

  /// The limit for one boot, of a machine that does not come up.
  var bootOnce: Remedy? {
    // a board's boot loader has no menu for that
    if os == .board { return nil }
    switch timeout {
    case .removeShortTimeout(let set, .commandLine, _, _, _):
      let option = system.option("rd.udev.event_timeout") == nil ? "" : "rd."
      return .bootOnce(option: "\(option)udev.event_timeout=\(set)", isAdded: false)
    case .raiseEventTimeout(let setting, _):
      return .bootOnce(option: "\(setting.option)=\(setting.seconds)", isAdded: true)
    default: return nil
    }
  }

  /// Whether the driver failed with words of its own: whether the signal made it fail is not shown.
  private var hasFailed: Bool {
    guard outcome == .unbound, culprit.kind == .driver, let suspect = suspects.first else {
      return false
    }
    return !suspect.evidence.contains { evidence in
      switch evidence.statement {
      case .brokenOff, .probeInterrupted, .probeEndedBySignal, .probePerhapsInterrupted: true
      default: false
      }
    }
  }

  /// The option exists since 4.2. It keeps the signal away from the probe, but the end of every
  /// other module's load waits for it (kernel-messages: `async_synchronize_full`).
  ///
  /// - Parameter isAlternative: a longer limit is advised as well.
  func asynchronousProbe(isAlternative: Bool) -> Remedy? {
    guard let module, !system.isRootMissing, kill.draft.victim == .worker,
      !Self.graphics.contains(module),
      !Self.probesAtOnceOnly.contains(module), !isTakenFromGeneric(module),
      !bindsToNoDevice(module),
      let kernel = system.kernel, kernel >= Version(4, 2),
      !suspects.contains(where: { $0.evidence.contains { $0.rule == ReleasedTogether.rule.id } })
    else { return nil }
    return .probeAsynchronously(module: module, isAlternative: isAlternative)
  }

  /// An algorithm or a file system has no probe that could be put into the background.
  private func bindsToNoDevice(_ module: String) -> Bool {
    let folder = kernels.module(named: module)?.directory ?? ""
    return ["arch", "crypto", "fs", "kernel", "lib"].contains(folder.split(separator: "/").first)
      || folder.hasPrefix("drivers/md")
  }

  /// A HID device is taken from hid-generic in the call that adds the driver (`__hid_bus_driver_added`).
  private func isTakenFromGeneric(_ module: String) -> Bool {
    kernels.module(named: module)?.directory?.hasPrefix("drivers/hid") == true
  }

  /// Drivers that insist on probing at once, or that do so already.
  private static let probesAtOnceOnly: Set<String> = ["hv_netvsc", "hv_vmbus", "nvme", "sd_mod"]
}
