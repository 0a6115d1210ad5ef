/// What PID 1, udevadm and the initrd's scripts say about udevd: `service_dispatch_timer`,
/// `log_kill` and `unit_log_failure` in systemd's core; udevadm-settle.c.
enum ServiceRows {
  static let rows = [
    Row(
      "stop.timed-out", .stopTimedOut, .serviceManager, "220", nil,
      "systemd-udevd.service: State '{state}' timed out. {rest}illing.",
      is: "systemd-udevd.service: State 'stop-sigterm' timed out. Killing.",
      not: "multipathd.service: State 'stop-sigterm' timed out. Killing."),
    Row(
      "stop.timed-out-209", .stopTimedOut, .serviceManager, "1", "219",
      "systemd-udevd.service {state} timed out. Killing.",
      is: "systemd-udevd.service stop-sigterm timed out. Killing.",
      not: "systemd-udevd.service watchdog timeout!"),
    Row(
      "stop.kills", .processKilled, .serviceManager, "231", nil,
      "systemd-udevd.service: Killing process {pid} ({name}) with signal SIGKILL.",
      is: "systemd-udevd.service: Killing process 233 (systemd-udevd) with signal SIGKILL.",
      not: "systemd-udevd.service: Killing process 518 (systemd-udevd) with signal SIGABRT."),
    Row(
      "start.begins", .udevdStarts, .serviceManager, "1", nil,
      "Starting «systemd-udevd.service - »Rule-based Manager for Device Events and Files...",
      is: "Starting systemd-udevd.service - Rule-based Manager for Device Events and Files...",
      not: "Stopping Rule-based Manager for Device Events and Files..."),
    Row(
      "watchdog", .watchdogFired, .serviceManager, "183", nil,
      "systemd-udevd.service«:» watchdog timeout{rest}",
      is: "systemd-udevd.service: Watchdog timeout (limit 3min)!",
      not: "systemd-journald.service: Watchdog timeout (limit 3min)!"),
    Row(
      "device.failed", .deviceGivenUp, .serviceManager, "253", nil,
      "{sysname}: systemd-udevd failed to process the device{rest}",
      is: "sda: systemd-udevd failed to process the device with signal 9(KILL), ignoring.",
      not: "zram0: Failed to process device, ignoring: Invalid argument"),
    Row(
      "initrd", .inInitrd, .serviceManager, "186", nil, "Running in init«ial RAM disk»«rd».",
      is: "Running in initrd.", not: "Running in user mode."),
    Row(
      "switch-root", .switchingRoot, .serviceManager, "183", nil, "Switching root.",
      is: "Switching root.", not: "Stopped target Switch Root."),
    Row(
      "shutdown", .shuttingDown, .anyone, "183", nil, "Sending SIGTERM to remaining processes...",
      is: "Sending SIGTERM to remaining processes...",
      not: "Sending SIGTERM to PID 12 (cat)."),
    Row(
      "shutdown.kills", .processKilled, .anyone, "213", nil,
      "Sending SIGKILL to PID {pid} ({name}).",
      is: "Sending SIGKILL to PID 221 ((udev-worker)).",
      not: "Sending SIGTERM to PID 221 ((udev-worker))."),
    Row(
      "settle.257", .settleTimedOut, .anyone, "257", nil,
      "«{rest}»Timed out while waiting for udev queue to empty.",
      is: "Timed out while waiting for udev queue to empty.",
      not: "Timed out for waiting devices being initialized."),
    Row(
      "settle.252", .settleTimedOut, .anyone, "252", "256",
      "«{rest}»Timed out for waiting the udev queue being empty.",
      is: "Timed out for waiting the udev queue being empty.",
      not: "Timed out while waiting for udev queue to empty."),
    Row(
      "settle.125", .settleTimedOut, .anyone, "125", "212",
      "{rest}settle «- »timeout of {seconds} seconds reached, the event queue contains:",
      is: "udevadm settle - timeout of 120 seconds reached, the event queue contains:",
      not: "udevadm settle - timeout of 120 seconds reached"),
    Row(
      "initqueue", .settleTimedOut, .anyone, "044", nil,
      "Warning: dracut-initqueue«:» timeout{rest}",
      is: "Warning: dracut-initqueue timeout - starting timeout scripts",
      not: "Warning: dracut-initqueue: starting timeout scripts"),
    Row(
      "version.systemd", .udevVersion, .serviceManager, "183", nil,
      "systemd {version} running in system mode{rest}",
      is: "systemd 252.39-1~deb12u2 running in system mode (+PAM +AUDIT)",
      not: "systemd 252 running in user mode for user 1000"),
    Row(
      "version.udev", .udevVersion, .udev, "129", nil, "Starting version {version}",
      is: "Starting version 249.11-0ubuntu3", not: "Starting '/usr/bin/foo'"),
    Row(
      "version.udevd", .udevVersion, .udev, "252", nil,
      "Starting systemd-udevd version {version}",
      is: "Starting systemd-udevd version 252.39-1~deb12u2",
      not: "Starting systemd-udevd.service - Rule-based Manager for Device Events and Files..."),
    Row(
      "version.eudev", .udevVersion, .udev, "1.0", nil, "starting eudev«-»« version »{eudev}",
      is: "starting eudev-3.2.14", not: "started eudev-3.2.14"),
  ]
}
