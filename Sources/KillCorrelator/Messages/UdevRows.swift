/// What udevd, systemd-udevd and eudev say about their workers. Read from every release between
/// udev 037 and systemd 262; `on_event_timeout`, `on_worker_timeout_kill`, `on_sigchld`,
/// `on_worker_exit` in udevd.c and udev-manager.c, `main` and `handle_signal` before 220.
enum UdevRows {
  static let rows: [Row] = kills + warnings + deaths + debug

  static let kills = [
    Row(
      "kill.seqnum", .workerKilled, .udev, "240", nil,
      "«{sysname}: »Worker [{pid}] processing SEQNUM={seqnum} killed«.»",
      is: "0000:3d:00.0: Worker [1822] processing SEQNUM=23088 killed",
      not: "0000:3d:00.0: Worker [1822] processing SEQNUM=23088 is taking a long time"),
    Row(
      "kill.seq", .workerKilled, .udev, "178", "239", "seq {seqnum} '{devpath}' killed",
      is: "seq 3198 '/devices/pci0000:20/0000:20:08.1/0000:23:00.3/usb1' killed",
      not: "seq 3198 queued, 'add' 'usb'"),
    Row(
      "kill.devpath", .workerKilled, .udev, "183", "219",
      "worker [{pid}] {devpath} timeout; kill it",
      is: "worker [504] /devices/pci0000:00/0000:00:01.0 timeout; kill it",
      not: "worker [190] did not accept message -1 (Connection refused), kill it"),
    Row(
      "kill.pid", .workerKilled, .udev, "178", "182", "worker [{pid}] timeout, kill it",
      is: "worker [82] timeout, kill it",
      not: "worker [82] did not accept message, kill it"),
    Row(
      "refused", .workerRefused, .udev, "143", nil,
      "Worker [{pid}] did not accept message{rest}",
      is: "worker [190] did not accept message -1 (Connection refused), kill it",
      not: "worker [82] timeout, kill it"),
    Row(
      "refused.signal", .workerRefused, .udev, "258", nil,
      "Failed to send signal to worker process [{pid}], killing the worker process{rest}",
      is:
        "Failed to send signal to worker process [12], killing the worker process: No such process",
      not: "Failed to send signal to worker process [12]: No such process"),
  ]

  static let warnings = [
    Row(
      "slow.seqnum", .workerSlow, .udev, "240", nil,
      "«{sysname}: »Worker [{pid}] processing SEQNUM={seqnum} is taking a long time«.»",
      is: "usb3: Worker [515] processing SEQNUM=3326 is taking a long time",
      not: "usb3: Worker [515] processing SEQNUM=3326 killed"),
    Row(
      "slow.seq", .workerSlow, .udev, "220", "239",
      "seq {seqnum} '{devpath}' is taking a long time",
      is: "seq 3198 '/devices/pci0000:20/0000:20:08.1/0000:23:00.3/usb1' is taking a long time",
      not: "seq 3198 '/devices/pci0000:20/0000:20:08.1/0000:23:00.3/usb1' killed"),
    Row(
      "slow.devpath", .workerSlow, .udev, "217", "219",
      "worker [{pid}] {devpath} is taking a long time",
      is: "worker [495] /devices/pci0000:00/0000:00:01.1 is taking a long time",
      not: "worker [495] is taking a long time"),
  ]

  static let deaths = [
    Row(
      "death.signal", .workerSignalled, .udev, "168", nil,
      "«{sysname}: »Worker [{pid}] terminated by signal {signal} ({name})«.»",
      is: "usb3: Worker [419] terminated by signal 9 (KILL).",
      not: "'/sbin/modprobe' [610] terminated by signal 9 (Killed)"),
    Row(
      "death.exit", .workerExited, .udev, "168", nil,
      "«{sysname}: »Worker [{pid}] exit«ed» with return code {code}«.»",
      is: "sda: Worker [419] exited with return code 1.",
      not: "sda: Worker [419] exited."),
    Row(
      "death.status", .workerStatus, .udev, "145", "250",
      "worker [{pid}] unexpectedly returned with status 0x{status}",
      is: "worker [76] unexpectedly returned with status 0x0100",
      not: "worker [76] unexpectedly returned with 1"),
    Row(
      "death.status-exit", .workerStatus, .udev, "168", "250",
      "worker [{pid}] exit with status 0x{status}",
      is: "worker [76] exit with status 0x0009",
      not: "'/sbin/modprobe' unexpected exit with status 0x0009"),
    Row(
      "death.failed", .workerFailed, .udev, "240", "250", "«{sysname}: »Worker [{pid}] failed",
      is: "0000:3d:00.0: Worker [1822] failed",
      not: "worker [1822] failed while handling '/devices/virtual/block/dm-1'"),
    Row(
      "death.handling", .workerFailed, .udev, "145", "239",
      "worker [{pid}] failed while handling '{devpath}'",
      is: "worker [495] failed while handling '/devices/pci0000:00/0000:00:01.1'",
      not: "0000:3d:00.0: Worker [1822] failed"),
    Row(
      "death.age", .eventAge, .udev, "076", "130",
      "«udev_done: »seq {seqnum}, pid [{pid}] exit with {code}, {seconds} seconds old",
      is: "udev_done: seq 1034, pid [1820] exit with 1, 180 seconds old",
      not: "seq 1034 exit with 1"),
    Row(
      "death.cleanup", .eventAge, .udev, "131", "142",
      "seq {seqnum} cleanup, pid [{pid}], status {code}, {seconds} seconds old",
      is: "seq 1034 cleanup, pid [1820], status 1, 180 seconds old",
      not: "seq 1034 exit with 1"),
    Row(
      "gives-up", .stopsWaiting, .udev, "168", "243",
      "«timeout, »giving up waiting for workers to finish«.»",
      is: "timeout, giving up waiting for workers to finish",
      not: "giving up waiting for init of module i915"),
  ]

  /// Only with `udev.log_level=debug`.
  static let debug = [
    Row(
      "event.begins", .eventStarted, .udev, "240", nil,
      "{sysname}: Processing device (SEQNUM={seqnum}, ACTION={rest}",
      is: "usb3: Processing device (SEQNUM=2531, ACTION=add)",
      not: "usb3: Device processed (SEQNUM=2531, ACTION=add)"),
    Row(
      "builtin.runs", .builtinStarted, .udev, "240", nil,
      "«{sysname}: »Running built-in command \"{builtin}\"",
      is: "0000:00:06.0: Running built-in command \"kmod load\"",
      not: "0000:00:06.0: Running command \"modprobe\""),
    Row(
      "builtin.imports", .builtinStarted, .udev, "240", nil,
      "«{sysname}: »{rest}mporting properties from results of builtin command '{builtin}'",
      is:
        "usb3: /usr/lib/udev/rules.d/50-udev-default.rules:19 Importing properties from results of builtin command 'usb_id'",
      not: "usb3: Importing properties from results of 'usb_id'"),
    Row(
      "program.starts", .programStarted, .udev, "241", nil, "«{sysname}: »Starting '{command}'",
      is: "eth0: Starting '/usr/local/sbin/slow-helper eth0'",
      not: "Starting version 252.39-1~deb12u2"),
    Row(
      "program.ends", .programFinished, .udev, "221", nil,
      "«{sysname}: »Process '{command}' succeeded.",
      is: "eth0: Process '/usr/local/sbin/slow-helper eth0' succeeded.",
      not: "eth0: Process '/usr/local/sbin/slow-helper eth0' terminated by signal KILL."),
    Row(
      "program.fails", .programFinished, .udev, "221", nil,
      "«{sysname}: »Process '{command}' failed with exit code {code}.",
      is: "event260: Process '/bin/input-remapper-control' failed with exit code 4.",
      not: "event260: Process '/bin/input-remapper-control' failed due to unknown reason."),
    Row(
      "module.wanted", .moduleRequested, .udev, "240", nil, "Loading module: {modalias}",
      is: "Loading module: pci:v00001B36d00000005sv00001AF4sd00001100bc00scFFi00",
      not: "Loading module index"),
    Row(
      "module.wanted-176", .moduleRequested, .udev, "176", "239", "Execute 'load' '{modalias}'",
      is: "Execute 'load' 'pci:v00001B36d00000005sv00001AF4sd00001100bc00scFFi00'",
      not: "execute 'kmod' 'load pci:v00001B36'"),
    Row(
      "module.inserted", .moduleInserted, .udev, "176", nil, "Inserted '{module}'",
      is: "Inserted 'e1000'", not: "Module 'e1000' is already loaded"),
    Row(
      "module.inserted-240", .moduleInserted, .udev, "240", nil, "Inserted module '{module}'",
      is: "Inserted module 'e1000'", not: "Failed to insert module 'e1000': Device or resource busy"
    ),
  ]
}
