/// What the kernel says about drivers, modules and firmware. Read in 53 kernel trees, 2.6.32 to 7.3;
/// each row names the function that prints it.
enum KernelRows {
  static let rows: [Row] = probes + modules + interrupted + firmware + facts

  /// drivers/base/dd.c, init/main.c
  static let probes = [
    Row(
      "probe.failed", .probeFailed, .kernel, "2.6.32", "6.8",
      "{name}: probe of {device} failed with error {errno}",
      is: "vortex_fc: probe of 0000:00:06.0 failed with error -4",
      not: "e100: probe of 0000:00:05.0 rejects match -19"),
    Row(
      "probe.failed-6.9", .probeFailed, .kernel, "6.9", nil,
      "{prefix}: probe with driver {name} failed with error {errno}",
      is: "nvme 0000:01:00.0: probe with driver nvme failed with error -4",
      not: "mpt3sas 0000:02:00.0: probe with driver mpt3sas rejects match -19"),
    Row(
      "probe.rejects", .probeFailed, .kernel, "3.2", "6.8",
      "{name}: probe of {device} rejects match {errno}",
      is: "e100: probe of 0000:00:05.0 rejects match -19",
      not: "e100: probe of 0000:00:05.0 failed with error -19"),
    Row(
      "probe.rejects-6.9", .probeFailed, .kernel, "6.9", nil,
      "{prefix}: probe with driver {name} rejects match {errno}",
      is: "mpt3sas 0000:02:00.0: probe with driver mpt3sas rejects match -19",
      not: "mpt3sas 0000:02:00.0: probe with driver mpt3sas failed with error -19"),
    Row(
      "probe.returned", .probeReturned, .kernel, "4.19", nil,
      "probe of {device}« with driver {name}» returned {code} after {usecs} usecs",
      is: "probe of 0000:02:00.0 returned 0 after 22514020 usecs",
      not: "initcall mptsas_init+0x0/0x1000 [mptsas] returned 0 after 31557823 usecs"),
    Row(
      "initcall.calling", .initcallStarted, .kernel, "2.6.32", nil,
      "calling  {function} [{module}«{build}»] @ {pid}",
      is: "calling  ath10k_snoc_driver_init+0x0/0xfd0 [ath10k_snoc] @ 1033",
      not: "calling  usb1+ @ 45, parent: 0000:00:1d.0"),
    Row(
      "initcall.returned", .initcallReturned, .kernel, "2.6.32", nil,
      "initcall {function} [{module}«{build}»] returned {code} after {usecs} usecs{rest}",
      is: "initcall mptsas_init+0x0/0x1000 [mptsas] returned 0 after 31557823 usecs",
      not: "initcall foo_init blacklisted"),
    Row(
      "driver.drm", .driverReady, .kernel, "4.10", nil,
      "[drm] Initialized {name} {version} for {device} on minor {rest}",
      is: "[drm] Initialized amdgpu 3.61.0 for 0000:0a:00.0 on minor 0",
      not: "[drm] Initialized overlay support."),
  ]

  /// kernel/module/main.c: what is printed before a module's init runs
  static let modules = [
    Row(
      "module.waits", .waitsForModule, .kernel, "2.6.32", nil,
      "{module}: gave up waiting for init of module {owner_module}.",
      is: "kvmgt: gave up waiting for init of module i915.",
      not: "giving up waiting for workers to finish")
  ]

  /// Signs of a signal, and of what an interrupted probe leaves behind.
  static let interrupted = [
    Row(
      "interrupted.scsi-thread", .interrupted, .kernel, "2.6.32", nil,
      "{prefix}: error handler thread failed to spawn, error = {errno}",
      is: "scsi host11: error handler thread failed to spawn, error = -4",
      not: "scsi host11: error handler thread failed"),
    Row(
      "interrupted.rescuer", .interrupted, .kernel, "6.4", nil,
      "workqueue: Failed to create a rescuer kthread for wq \"{queue}\": -EINTR",
      is: "workqueue: Failed to create a rescuer kthread for wq \"ipoib_wq\": -EINTR",
      not: "workqueue: Failed to create a rescuer kthread for wq \"ipoib_wq\": -ENOMEM"),
    Row(
      "interrupted.post", .interrupted, .kernel, "3.0", nil, "{prefix}: Waiting for POST aborted",
      is: "be2net 0000:05:00.0: Waiting for POST aborted",
      not: "be2net 0000:05:00.0: Waiting for POST, 28s elapsed"),
    Row(
      "interrupted.eintr", .interrupted, .kernel, "5.9", nil,
      "{prefix}: error -EINTR: {rest}",
      is: "foo 0000:03:00.0: error -EINTR: failed to start queue",
      not: "foo 0000:03:00.0: error -ENOMEM: failed to start queue"),
    Row(
      "leftover.sysfs", .leftover, .kernel, "2.6.32", nil,
      "sysfs: cannot create duplicate filename '{path}'",
      is:
        "sysfs: cannot create duplicate filename '/devices/pci0000:00/0000:00:07.0/quanta_host/quanta0'",
      not: "sysfs: cannot create file"),
    Row(
      "leftover.kobject", .leftover, .kernel, "2.6.32", nil,
      "«kobject: »kobject_add_internal failed for {name} with -EEXIST, don't try to register things with the same name in the same directory.",
      is:
        "kobject_add_internal failed for host0 with -EEXIST, don't try to register things with the same name in the same directory.",
      not: "kobject_add_internal failed for host0 (error: -12 parent: 0000:00:07.0)"),
    Row(
      "leftover.devres", .leftover, .kernel, "5.4", nil,
      "{prefix}: Resources present before probing",
      is: "foo 0000:03:00.0: Resources present before probing",
      not: "foo 0000:03:00.0: probing"),
  ]

  /// drivers/base/firmware_loader/
  static let firmware = [
    Row(
      "firmware.direct", .firmwareFailed, .kernel, "3.19", nil,
      "{prefix}: Direct firmware load for {firmware} failed with error {errno}",
      is:
        "iwlwifi 0000:01:00.0: Direct firmware load for iwlwifi-7265D-16.ucode failed with error -2",
      not: "iwlwifi 0000:01:00.0: loaded firmware version 17.0"),
    Row(
      "firmware.direct-3.13", .firmwareFailed, .kernel, "3.13", "3.16",
      "{prefix}: Direct firmware load failed with error {errno}",
      is: "b43 ssb0:0: Direct firmware load failed with error -2",
      not: "b43 ssb0:0: Direct firmware load for b43.fw failed with error -2"),
    Row(
      "firmware.read", .firmwareFailed, .kernel, "4.9", nil,
      "{prefix}: loading {firmware} failed with error {errno}",
      is:
        "nvidia 0000:82:00.0: loading /lib/firmware/nvidia/595.71.05/gsp_ga10x.bin failed with error -4",
      not: "nvidia 0000:82:00.0: loading failed"),
    Row(
      "firmware.fallback", .firmwareWaits, .kernel, "4.18", nil,
      "{prefix}: Falling back to sys«s»fs fallback for: {firmware}",
      is: "cx23885 0000:03:00.0: Falling back to sysfs fallback for: v4l-cx23885-enc.fw",
      not: "cx23885 0000:03:00.0: Falling back to sysfs"),
    Row(
      "firmware.fallback-4.18", .firmwareWaits, .kernel, "4.18", "5.0",
      "{prefix}: Falling back to syfs fallback for: {firmware}",
      is: "cx23885 0000:03:00.0: Falling back to syfs fallback for: v4l-cx23885-enc.fw",
      not: "cx23885 0000:03:00.0: Falling back to syfs"),
    Row(
      "firmware.helper", .firmwareWaits, .kernel, "3.13", "4.15",
      "{prefix}: Falling back to user helper",
      is: "b43 ssb0:0: Falling back to user helper", not: "Falling back to user helper"),
    Row(
      "firmware.asks", .firmwareWaits, .kernel, "2.6.32", "4.15",
      "{prefix}: firmware: requesting {firmware}",
      is: "ipw2200 0000:06:03.0: firmware: requesting ipw2200-bss.fw",
      not: "firmware: requesting"),
  ]

  /// What was booted.
  static let facts = [
    Row(
      "kernel.version", .kernelVersion, .anyone, "2.6.32", nil, "Linux version {release} {rest}",
      is: "Linux version 6.1.0-50-amd64 (debian-kernel@lists.debian.org) (gcc-12)",
      not: "Linux version"),
    Row(
      "kernel.options", .commandLine, .anyone, "2.6.32", nil, "«Kernel c»«C»ommand line: {options}",
      is: "Kernel command line: root=/dev/vda ro udev.event_timeout=12",
      not: "Unknown kernel command line parameters \"foo\""),
    Row(
      "messages.dropped", .messagesLost, .anyone, "3.0", nil,
      "«** »{count} printk messages dropped{rest}",
      is: "** 812 printk messages dropped **", not: "printk messages dropped"),
    Row(
      "messages.missed", .messagesLost, .anyone, "195", nil, "Missed {count} kernel messages",
      is: "Missed 12 kernel messages", not: "Missed kernel messages"),
  ]
}
