/// What a worker says about the programs that rules make it start (`PROGRAM=`, `IMPORT{program}=`,
/// `RUN+=`): `on_spawn_timeout` and `on_spawn_sigchld` in udev-event.c and udev-spawn.c, `spawn_wait`
/// and `spawn_read` before 221. Up to udev 175 `/sbin/modprobe` was such a program.
enum ProgramRows {
  static let rows = [
    Row(
      "program.kill", .programKilled, .udev, "221", nil,
      "«{sysname}: »Spawned process '{command}'« [{program_pid}]» timed out after {duration}, killing«.»",
      is: "sdb: Spawned process '/usr/bin/foo' [1116] timed out after 2min 59s, killing",
      not: "sdb: Spawned process '/usr/bin/foo' [1116] is taking longer than 59s to complete"),
    Row(
      "program.kill-168", .programKilled, .udev, "168", "220",
      "timeout: killing«:» '{command}' [{program_pid}]",
      is: "timeout: killing '/sbin/modprobe -bv pci:v00008086d00001C20sv00001043' [610]",
      not: "timeout '/sbin/blkid -o udev -p /dev/sdm'"),
    Row(
      "program.pipe", .programPipeTimedOut, .udev, "168", "239", "timeout '{command}'",
      is: "timeout '/sbin/blkid -o udev -p /dev/sdm'",
      not: "timeout: killing '/sbin/blkid -o udev -p /dev/sdm' [12]"),
    Row(
      "program.slow", .programSlow, .udev, "221", nil,
      "«{sysname}: »Spawned process '{command}'« [{program_pid}]» is taking longer than {duration} to complete«.»",
      is:
        "video33: Spawned process '/lib/udev/uvcdynctrl' [46383] is taking longer than 59s to complete.",
      not: "sdb: Spawned process '/usr/bin/foo' [1116] timed out after 2min 59s, killing"),
    Row(
      "program.slow-217", .programSlow, .udev, "217", "220", "slow: '{command}' [{program_pid}]",
      is: "slow: '/sbin/modprobe -b pci:v00008086' [504]",
      not: "timeout: killing '/sbin/modprobe -b pci:v00008086' [504]"),
    Row(
      "program.skipped", .programSkipped, .udev, "256", nil,
      "«{sysname}: »The event already takes longer ({age}) than the timeout ({duration}), skipping execution of '{command}'«.»",
      is:
        "card0: The event already takes longer (3min 1.002003s) than the timeout (3min), skipping execution of '/bin/su user'.",
      not: "card0: skipping execution of '/bin/su user'."),
    Row(
      "program.died", .programSignalled, .udev, "221", nil,
      "«{sysname}: »Process '{command}' terminated by signal {name}.",
      is: "8:16: Process '/usr/libexec/nfsrahead 8:16' terminated by signal ABRT.",
      not: "event260: Process '/bin/input-remapper-control' failed with exit code 4."),
    Row(
      "program.died-168", .programSignalled, .udev, "168", "220",
      "'{command}' [{program_pid}] terminated by signal {signal} ({name})",
      is: "'/sbin/modprobe -bv pci:v00008086' [610] terminated by signal 9 (Killed)",
      not: "worker [610] terminated by signal 9 (Killed)"),
    Row(
      "program.died-145", .programSignalled, .udev, "145", "167",
      "'{command}' unexpected exit with status 0x{status}",
      is: "'/sbin/modprobe -b pci:v00008086d00002E32' unexpected exit with status 0x0009",
      not: "worker [76] unexpectedly returned with status 0x0100"),
    Row(
      "program.died-068", .programSignalled, .udev, "068", "144",
      "«run_program: »'{command}' abnormal exit",
      is: "run_program: '/sbin/modprobe' abnormal exit", not: "'/sbin/modprobe' exit"),
  ]
}
