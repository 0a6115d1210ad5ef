/// What to do about a kill, by what is known of it.
enum Advice {
  static func remedies(
    _ kill: KillCase, _ culprit: Culprit, _ outcome: Outcome, _ facts: BootFacts
  ) -> [Remedy] {
    var remedies: [Remedy] = []
    if culprit.kind == .driver, let name = culprit.name { remedies += now(kill, name, outcome) }
    remedies += lasting(kill, culprit, facts)
    if culprit.kind == .unknown || culprit.confidence == .possible {
      remedies += learn(kill, facts)
    }
    return remedies
  }

  private static func now(_ kill: KillCase, _ driver: String, _ outcome: Outcome) -> [Remedy] {
    let module = driver.moduleName
    switch outcome {
    case .unbound:
      return [
        Remedy(
          id: "reload-module", scope: .now,
          text: "Load the driver again, this time without udevd's limit.",
          commands: ["modprobe -r \(module) && modprobe \(module)"])
      ]
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

  private static func lasting(_ kill: KillCase, _ culprit: Culprit, _ facts: BootFacts) -> [Remedy]
  {
    if kill.draft.cause == .stopTimeout { return [stopTimeout(kill)] }
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
      return [raiseTimeout(kill, facts)].compactMap { $0 }
    }
  }

  private static func stopTimeout(_ kill: KillCase) -> Remedy {
    Remedy(
      id: "raise-stop-timeout", scope: .lasting,
      text: "Give udevd longer to stop, in a drop-in for systemd-udevd.service; in the initrd too, "
        + "if it happened there.",
      commands: ["systemctl edit systemd-udevd.service    # [Service] TimeoutStopSec=300"])
  }

  private static func raiseTimeout(_ kill: KillCase, _ facts: BootFacts) -> Remedy? {
    let inInitrd = facts.isInInitrd(kill.draft.anchor)
    if let option = facts.eventTimeoutOption(inInitrd: inInitrd), option < 180 {
      return Remedy(
        id: "remove-short-timeout", scope: .lasting,
        text: "Remove udev.event_timeout=\(Int(option)) from the kernel command line, or set it to "
          + "180 or more; normal is 180 s.",
        commands: [])
    }
    let longer = Int(max(300, (kill.limit ?? 180) * 2))
    // before 216 the limit for the worker could not be set; 216 itself misreads the option
    if let version = facts.udev, version < Version(217), !facts.isEudev {
      return Remedy(
        id: "update-udev", scope: .lasting,
        text: "Update udev: its limit cannot be raised before version 217.", commands: [])
    }
    let file = (facts.udev.map { $0 >= Version(240) } ?? true) && !facts.isEudev
    return Remedy(
      id: "raise-event-timeout", scope: .lasting,
      text: "Give slow devices more time, on the kernel command line"
        + (file ? " or as event_timeout= in /etc/udev/udev.conf" : "")
        + (inInitrd ? "; rebuild the initrd" : "") + ".",
      commands: ["udev.event_timeout=\(longer)"])
  }

  private static func learn(_ kill: KillCase, _ facts: BootFacts) -> [Remedy] {
    let limit = kill.limit ?? 180
    let early = max(5, Int(limit / 4))
    return [
      Remedy(
        id: "trace-next-boot", scope: .learn,
        text: "To learn more next time, boot with these options; the kernel then says what each "
          + "worker loads, and shows the stack of one that hangs.",
        commands: [
          "initcall_debug log_buf_len=16M sysctl.kernel.hung_task_timeout_secs=\(early)"
        ])
    ]
  }
}
