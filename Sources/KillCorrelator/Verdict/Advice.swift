/// What to do about a kill, by what is known of it.
struct Advice {
  let kill: KillCase
  let culprit: Culprit
  let suspects: [Suspect]
  let outcome: Outcome
  let facts: BootFacts

  var remedies: [Remedy] {
    var remedies: [Remedy] = []
    if culprit.kind == .driver { remedies += now }
    remedies += lasting
    if culprit.kind == .unknown || culprit.confidence == .possible { remedies.append(learn) }
    return remedies
  }

  /// The module to handle: a firmware file that stands for its driver is none.
  private var module: String? {
    guard culprit.kind == .driver, let name = culprit.name?.moduleName, !name.contains(".") else {
      return nil
    }
    return name
  }

  private var now: [Remedy] {
    switch outcome {
    case .unbound:
      return module.map { module in
        [
          Remedy(
            id: "reload-module", scope: .now,
            text: "Load the driver again, this time without udevd's limit. This takes all devices "
              + "that it serves away for a moment.",
            commands: ["modprobe -r \(module) && modprobe \(module)"])
        ]
      } ?? []
    case .halfInitialised:
      return [
        Remedy(
          id: "reboot", scope: .now,
          text:
            "Reboot: what the interrupted probe left behind keeps the driver from starting again.",
          commands: [])
      ]
    case .stuck:
      return [
        Remedy(
          id: "leave-it", scope: .now,
          text: "Do not unload the driver or unbind the device while the worker is in the kernel; "
            + "see where it waits.",
          commands: kill.workerPID.map { ["cat /proc/\($0)/stack"] } ?? [])
      ]
    case .bound, .unknown: return []
    }
  }

  private var lasting: [Remedy] {
    if kill.draft.cause == .stopTimeout { return [stopTimeout] }
    switch culprit.kind {
    case .program:
      return [
        Remedy(
          id: "fix-program", scope: .lasting,
          text: "Let the rule start it as a service (SYSTEMD_WANTS=) instead of waiting for it; "
            + "find the rule with:",
          commands: ["grep -rF '\(culprit.name ?? "")' /etc/udev/rules.d /usr/lib/udev/rules.d"])
      ]
    case .hardware:
      return [
        Remedy(
          id: "check-hardware", scope: .lasting,
          text: "Check the device, its cable and its slot first: a longer limit only waits longer.",
          commands: [])
      ]
    case .driver, .builtin, .unknown:
      return [firmware, timeout, asynchronousProbe].compactMap { $0 }
    }
  }

  private var firmware: Remedy? {
    guard suspects.first?.evidence.contains(where: { $0.rule == FirmwareWasMissing.id }) == true
    else { return nil }
    return Remedy(
      id: "install-firmware", scope: .lasting,
      text: "Install the package with the firmware that the driver asked for, into the initrd too.",
      commands: [])
  }

  private var stopTimeout: Remedy {
    Remedy(
      id: "raise-stop-timeout", scope: .lasting,
      text: "Give udevd longer to stop, in a drop-in for systemd-udevd.service; in the initrd too, "
        + "if it happened there.",
      commands: ["systemctl edit systemd-udevd.service    # [Service] TimeoutStopSec=300"])
  }

  /// Seconds from the start of the event to the end of a driver that finished.
  private var needed: Double? {
    guard outcome == .bound, let start = kill.startTime, let end = kill.endTime, end > start,
      !kill.isFiledLate || kill.killed?.basis == .workedOut
    else { return nil }
    return Double(end - start) / 1_000_000
  }

  private var timeout: Remedy? {
    let inInitrd = facts.isInInitrd(kill.draft.anchor)
    let measured = needed.map { " It needed \(Seconds.text($0)) here." } ?? ""
    let enough = Int(((needed ?? 0) * 2 / 60).rounded(.up)) * 60
    if let option = facts.eventTimeoutOption(inInitrd: inInitrd), option < 180 {
      return Remedy(
        id: "remove-short-timeout", scope: .lasting,
        text: "Remove udev.event_timeout=\(Int(option)) from the kernel command line, or set it to "
          + "\(max(180, enough)) or more; normal is 180 s.\(measured)",
        commands: [])
    }
    if let set = facts.configuredEventTimeout?.value, set < 180,
      kill.limit.map({ $0 >= set && $0 <= set + 10 }) ?? true
    {
      return Remedy(
        id: "remove-short-timeout", scope: .lasting,
        text: "Remove event_timeout=\(Int(set)) from /etc/udev/udev.conf, or set it to "
          + "\(max(180, enough)) or more; normal is 180 s.\(measured)",
        commands: [])
    }
    // before 216 the limit could not be set; 216 itself misreads the option
    if facts.udev.map({ $0 < Version(217) && !facts.isEudev })
      ?? Self.isOldWording(kill.draft.rowID)
    {
      return Remedy(
        id: "update-udev", scope: .lasting,
        text: "Update udev: its limit cannot be raised before version 217.", commands: [])
    }
    let longer = max(300, enough, Int((kill.limit ?? 180) * 2 / 60) * 60)
    // udev.conf is read for it from 240 on; before 233 only the spelling with a hyphen is known
    let file = (facts.udev.map { $0 >= Version(240) } ?? true) && !facts.isEudev
    let option =
      facts.udev.map { $0 < Version(233) || facts.isEudev } ?? false
      ? "udev.event-timeout" : "udev.event_timeout"
    return Remedy(
      id: "raise-event-timeout", scope: .lasting,
      text: "Give slow devices more time, on the kernel command line"
        + (file ? " or as event_timeout=\(longer) in /etc/udev/udev.conf" : "")
        + (inInitrd ? "; rebuild the initrd" : "") + "." + measured,
      commands: ["\(option)=\(longer)"])
  }

  /// The option exists since 4.2. It keeps the signal away from the probe, but the end of every
  /// other module's load waits for it (kernel-messages: `async_synchronize_full`).
  private var asynchronousProbe: Remedy? {
    guard let module, culprit.confidence != .possible, kill.draft.victim == .worker,
      let kernel = facts.kernel, kernel >= Version(4, 2),
      !suspects.contains(where: { $0.evidence.contains { $0.rule == "released-together" } })
    else { return nil }
    return Remedy(
      id: "async-probe", scope: .lasting,
      text: "Or let it probe in the background, where no signal reaches it. Not for the driver of "
        + "the root disk, nor where names like eth0 or sda must keep their order.",
      commands: ["\(module).async_probe=1    # on the kernel command line"])
  }

  /// Forms of releases without the option. eudev prints the first one too and has the option; its
  /// version tells it apart, where the log has that.
  private static func isOldWording(_ row: String) -> Bool {
    [
      "program.kill-168", "kill.pid", "death.status", "death.handling", "death.age",
      "death.cleanup",
    ].contains(row)
  }

  private var learn: Remedy {
    if culprit.kind == .program || culprit.kind == .builtin {
      // 247 renamed the option, and still takes the old name
      return Remedy(
        id: "debug-next-boot", scope: .learn,
        text: "To learn more next time, boot with this option; udevd then says what each worker "
          + "starts, and when it ends.", commands: ["udev.log_priority=debug"])
    }
    let early = max(5, Int((kill.limit ?? 180) / 4))
    return Remedy(
      id: "trace-next-boot", scope: .learn,
      text: "To learn more next time, boot with these options; the kernel then says what each "
        + "worker loads, and shows the stack of one that hangs.",
      commands: [
        "initcall_debug log_buf_len=16M sysctl.kernel.hung_task_timeout_secs=\(early)"
      ])
  }
}
