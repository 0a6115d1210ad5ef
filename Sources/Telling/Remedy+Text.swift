public import KillCorrelator

extension Remedy {
  /// What to do, in one or two sentences.
  public var text: String {
    switch self {
    case .reloadModule:
      "Load the driver again, this time without udevd's limit. This takes all devices that it "
        + "serves away for a moment."
    case .reboot:
      "Reboot: what the interrupted probe left behind keeps the driver from starting again."
    case .triggerAgain:
      "Let udev handle the device again: links, properties and permissions that its event had not "
        + "made yet are missing until then."
    case .leaveAlone:
      "Do not unload the driver or unbind the device while the worker is in the kernel; see where "
        + "it waits."
    case .startAsService:
      "Let the rule start it as a service (SYSTEMD_WANTS=) instead of waiting for it; find the "
        + "rule with:"
    case .checkHardware:
      "Check the device, its cable and its slot first: a longer limit only waits longer."
    case .installFirmware:
      "Install the package with the firmware that the driver asked for, into the initrd too."
    case .raiseStopTimeout:
      "Give udevd longer to stop, in a drop-in for systemd-udevd.service; in the initrd too, if it "
        + "happened there."
    case .removeShortTimeout(let set, .commandLine, let least, let needed):
      "Remove udev.event_timeout=\(set) from the kernel command line, or set it to \(least) or "
        + "more; normal is 180 s.\(Self.measured(needed))"
    case .removeShortTimeout(let set, .udevConf, let least, let needed):
      "Remove event_timeout=\(set) from /etc/udev/udev.conf, or set it to \(least) or more; normal "
        + "is 180 s.\(Self.measured(needed))"
    case .updateUdev: "Update udev: its limit cannot be raised before version 217."
    case .raiseEventTimeout(let setting):
      "Give slow devices more time, on the kernel command line"
        + (setting.isInConfiguration
          ? " or as event_timeout=\(setting.seconds) in /etc/udev/udev.conf" : "")
        + (setting.isInInitrd ? "; rebuild the initrd" : "") + "."
        + Self.measured(setting.needed)
    case .probeAsynchronously:
      "Or let it probe in the background, where no signal reaches it. Not for the driver of the "
        + "root disk, nor where names like eth0 or sda must keep their order."
    case .traceNextBoot:
      "To learn more next time, boot with these options; the kernel then says what each worker "
        + "loads, and shows the stack of one that hangs."
    case .debugNextBoot:
      "To learn more next time, boot with this option; udevd then says what each worker starts, "
        + "and when it ends."
    }
  }

  /// What to copy: commands, or options for the kernel's command line.
  public var commands: [String] {
    switch self {
    case .reloadModule(let module): ["modprobe -r \(module) && modprobe \(module)"]
    case .triggerAgain(let sysname):
      ["udevadm trigger --action=add\(sysname.map { " --sysname-match=\($0)" } ?? "")"]
    case .leaveAlone(let worker): worker.map { ["cat /proc/\($0)/stack"] } ?? []
    case .startAsService(let program):
      ["grep -rF '\(program)' /etc/udev/rules.d /usr/lib/udev/rules.d"]
    case .raiseStopTimeout:
      ["systemctl edit systemd-udevd.service    # [Service] TimeoutStopSec=300"]
    case .raiseEventTimeout(let setting): ["\(setting.option)=\(setting.seconds)"]
    case .probeAsynchronously(let module):
      ["\(module).async_probe=1    # on the kernel command line"]
    case .traceNextBoot(let seconds):
      ["initcall_debug log_buf_len=16M sysctl.kernel.hung_task_timeout_secs=\(seconds)"]
    // 247 renamed the option, and still takes the old name
    case .debugNextBoot: ["udev.log_priority=debug"]
    case .reboot, .checkHardware, .installFirmware, .removeShortTimeout, .updateUdev: []
    }
  }

  private static func measured(_ needed: Double?) -> String {
    needed.map { " It needed \(secondsText($0)) here." } ?? ""
  }
}
