/// What the kernel says about tasks that hang, crash or are killed, and about hardware that fails.
enum TaskRows {
  static let rows: [Row] = tasks + deaths + hardware

  /// kernel/hung_task.c, kernel/watchdog.c
  static let tasks = [
    Row(
      "task.blocked", .taskBlocked, .kernel, "2.6.32", nil,
      "INFO: task {comm}:{pid} blocked« in I/O wait» for more than {seconds} seconds.",
      is: "INFO: task (udev-worker):2838 blocked for more than 122 seconds.",
      not: "INFO: task (udev-worker):374 is blocked on a mutex likely owned by task swapper:1."),
    Row(
      "task.owner", .lockOwner, .kernel, "6.17", nil,
      "INFO: task {comm}:{pid} «<{state}> »«is »blocked on a{lock} likely {verb} by task {owner}:{owner_pid}«{rest}»",
      is:
        "INFO: task (udev-worker):374 is blocked on a mutex likely owned by task virtme-ng-init:1.",
      not: "INFO: task (udev-worker):374 is blocked on a mutex, but the owner is not found."),
    Row(
      "task.soft-lockup", .taskStuck, .kernel, "2.6.32", nil,
      "«NMI »«watchdog: »BUG: soft lockup - CPU#{bus} stuck for {seconds}s! [{comm}:{pid}]",
      is: "watchdog: BUG: soft lockup - CPU#108 stuck for 26s! [(udev-worker):3157]",
      not: "BUG: workqueue lockup - pool cpus=2 node=0 flags=0x0 nice=0 stuck for 31s!"),
  ]

  /// mm/oom_kill.c, kernel/exit.c, arch/x86/mm/fault.c
  static let deaths = [
    Row(
      "oom.killed", .oomKilled, .kernel, "2.6.32", nil,
      "{rest}Killed process {pid}«, UID {uid},» ({name}){more}",
      is: "Out of memory: Killed process 412 ((udev-worker)) total-vm:33040kB, anon-rss:2104kB",
      not: "oom_reaper: reaped process 412 ((udev-worker)), now anon-rss:0kB"),
    Row(
      "oops.null", .oops, .kernel, "2.6.32", nil,
      "BUG: kernel NULL pointer dereference{rest}",
      is: "BUG: kernel NULL pointer dereference, address: 0000000000000028",
      not: "BUG: soft lockup - CPU#1 stuck for 26s! [udevd:12]"),
    Row(
      "oops.fault", .oops, .kernel, "2.6.32", nil, "BUG: unable to handle {rest}",
      is: "BUG: unable to handle page fault for address: ffffffffc0a01000",
      not: "BUG: scheduling while atomic: udevd/12/0x00000002"),
    Row(
      "oops.gpf", .oops, .kernel, "2.6.32", nil, "general protection fault{rest}",
      is: "general protection fault, probably for non-canonical address 0xdead000000000100",
      not: "traps: udevd[12] general protection ip:7f"),
    Row(
      "oops.bug", .oops, .kernel, "2.6.32", nil, "kernel BUG at {rest}",
      is: "kernel BUG at drivers/dma/dw/core.c:1035!", not: "BUG: scheduling while atomic"),
    Row(
      "oops.arm", .oops, .kernel, "2.6.32", nil, "«Internal error: »Oops: {rest}",
      is: "Internal error: Oops: 0000000096000004 [#1] SMP", not: "Oops"),
    Row(
      "oops.note", .oopsEnded, .kernel, "2.6.32", nil,
      "note: {comm}[{pid}] exited with {rest}",
      is: "note: (udev-worker)[398] exited with irqs disabled", not: "note: exited with"),
  ]

  static let hardware = [
    Row(
      "disk.io-error", .hardwareError, .kernel, "2.6.32", nil,
      "{rest}I/O error, dev {device}, sector {more}",
      is: "I/O error, dev nvme0n1, sector 1875384832 op 0x0:(READ) flags 0x80700",
      not: "Buffer I/O error on dev nvme0n1, logical block 117211552"),
    Row(
      "disk.buffer-error", .hardwareError, .kernel, "2.6.32", nil,
      "Buffer I/O error on dev«ice» {device}, logical block{rest}",
      is: "Buffer I/O error on dev nvme0n1, logical block 117211552, async page read",
      not: "I/O error, dev nvme0n1, sector 1875384832"),
    Row(
      "ata.failed", .hardwareError, .kernel, "2.6.32", nil, "{device}: failed command: {rest}",
      is: "ata1.00: failed command: READ FPDMA QUEUED", not: "ata1.00: configured for UDMA/133"),
    Row(
      "ata.error", .hardwareError, .kernel, "2.6.32", nil, "{device}: error: { {rest} }",
      is: "ata1.00: error: { UNC }", not: "ata1.00: status: { DRDY ERR }"),
    Row(
      "ata.timeout", .hardwareError, .kernel, "2.6.32", nil, "{device}: qc timeout {rest}",
      is: "ata1.00: qc timeout (cmd 0xec)", not: "ata1: SATA link up 3.0 Gbps"),
    Row(
      "ata.reset", .hardwareError, .kernel, "2.6.32", nil,
      "{device}: COMRESET failed (errno={errno})",
      is: "ata1: COMRESET failed (errno=-16)", not: "ata1: hard resetting link"),
    Row(
      "scsi.result", .hardwareError, .kernel, "2.6.32", nil,
      "sd {address}: [{device}] {rest}Sense Key : {sense} Error{more}",
      is: "sd 0:0:0:0: [sda] tag#3 Sense Key : Medium Error [current]",
      not: "sd 0:0:0:0: [sda] Attached SCSI disk"),
    Row(
      "usb.reset", .deviceReset, .kernel, "2.6.32", nil,
      "usb {device}: reset {speed} USB device number {count} using {driver}",
      is: "usb 1-8: reset high-speed USB device number 8 using ehci-pci",
      not: "usb 1-8: new high-speed USB device number 8 using ehci-pci"),
    Row(
      "usb.descriptor", .hardwareError, .kernel, "2.6.32", nil,
      "usb {device}: device descriptor read/{rest}, error {errno}",
      is: "usb 1-8: device descriptor read/64, error -110",
      not: "usb 1-8: New USB device found, idVendor=090c, idProduct=1000"),
    Row(
      "usb.address", .hardwareError, .kernel, "2.6.32", nil,
      "usb {device}: device not accepting address {count}, error {errno}",
      is: "usb 1-8: device not accepting address 8, error -71",
      not: "usb 1-8: new high-speed USB device number 8 using ehci-pci"),
    Row(
      "pci.not-ready", .hardwareError, .kernel, "4.15", nil,
      "{driver} {device}: not ready {age} after {kind} reset; {rest}",
      is: "nvme 0030:0d:00.0: not ready 65535ms after bus reset; giving up",
      not: "nvme 0030:0d:00.0: ready after bus reset"),
    Row(
      "pci.power", .hardwareError, .kernel, "5.4", nil,
      "{driver} {device}: Unable to change power state from {rest}",
      is: "nvme 0030:0d:00.0: Unable to change power state from D3cold to D0, device inaccessible",
      not: "nvme 0030:0d:00.0: enabling device (0000 -> 0002)"),
    Row(
      "nvme.timeout", .hardwareError, .kernel, "3.3", nil,
      "nvme {device}: I/O {rest} timeout, {more}",
      is: "nvme nvme0: I/O tag 28 (401c) QID 0 timeout, disable controller",
      not: "nvme nvme0: 8/0/0 default/read/poll queues"),
  ]
}
