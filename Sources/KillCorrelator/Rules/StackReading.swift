/// What a kernel stack says about guilt: who is being probed or initialised, or for whom the task
/// only waits.
///
/// The probing driver is the first module's frame on the inner side of the bus's frames, or, where that
/// is a library's, the first one of who uses it; what udev loaded is the frame inside
/// `do_one_initcall`; where it hangs is the topmost frame of a module that is no helper. Of code that
/// is built in, the packages of kernels tell which driver it belongs to. Source: the call chain of
/// finit_module in kernel/module/main.c and drivers/base/dd.c.
struct StackReading: Sendable {
  /// The module in whose probe the task is.
  var probing: String?
  /// The module whose init the task runs.
  var initialising: String?
  /// The module that gives a device away.
  var removing: String?
  /// The topmost module that is no helper.
  var topmost: String?
  var topFunction: String?
  var waiting: StackWait?
  /// The kernel's own function in which the task wants a lock, be it for a module that called it.
  private(set) var coreLock: String?
  /// The other module in whose function it wants one: a library's lock, or that of a driver which it uses.
  private(set) var moduleOfLock: String?
  /// Whether the task itself has the lock that it wants: it closes a disk, and what it called to do so
  /// takes the disk away (`disk->open_mutex` in block/bdev.c and in `del_gendisk`).
  private(set) var wantsOwnLock = false
  /// What the task was doing, where no module's frame tells.
  var activity: BlockActivity?
  /// What it asked of the kernel, where that was no load of a module and no removal of a device.
  private(set) var call: StackCall?
  /// The one module of all frames, which others only use: of what nothing else is known, that is where to
  /// look first.
  private(set) var onlyHelper: (module: String, function: String, isInnermost: Bool)?
  /// It has sent something on an SPI bus, and waits for the bus's thread.
  let waitsForPump: Bool
  /// It has asked for another module to be loaded, and waits for that.
  let requestsModule: Bool
  /// It is in a module's init, whose name its frame does not tell.
  let isInInit: Bool
  /// The stack of a kernel thread.
  let isKernelThread: Bool

  /// The module to name, the surest first.
  var module: String? { probing ?? removing ?? initialising ?? topmost }

  init(_ frames: [Frame], _ kernels: any KernelKnowledge = NoKernels()) {
    let started = Self.initStarted(frames)
    let trusted = frames.filter(\.isReliable)
    // 32-bit x86 without frame pointers trusts the register alone
    var frames = Set(trusted.map(\.function)).count <= 1 ? frames : trusted
    isInInit = frames.contains { $0.function == "do_one_initcall" }
    requestsModule = frames.contains {
      ["__request_module", "request_module"].contains($0.function)
    }
    waitsForPump = frames.prefix(10).contains { ["__spi_sync", "spi_sync"].contains($0.function) }
    isKernelThread = frames.contains { Self.threadCore.contains($0.function) }
    if !frames.contains(where: { $0.module != nil }) { frames = Self.placed(frames, kernels) }
    // who reads a file waits for a disk; what stands on the way there holds nobody
    let readsFile = FileSystems.isRead(in: frames)
    // who is only told of what another does works for that one
    let notifier = frames.lastIndex { $0.function.hasSuffix("notifier_call_chain") }
    // who prints a line may have to write out everybody's to a slow console
    if frames.contains(where: Self.printsToConsole) { frames = frames.map(\.withoutModule) }
    let own = notifier.map { $0 + 1 } ?? 0
    topmost =
      readsFile
      ? nil
      : frames[own...].compactMap(\.module).first {
        !HelperModules.contains($0) && !Self.diskDrivers.contains($0)
      }
    topFunction = frames.first { $0.module == topmost && topmost != nil }?.function
    if let bus = frames.firstIndex(where: { Self.isProbeCore($0.function) }) {
      // a library's function may be the driver's whole probe (usb_hcd_pci_probe), or its last call
      let inner = frames[min(own, bus)..<bus].compactMap(\.module)
      probing =
        inner.last.map(HelperModules.contains) == true
        ? inner.last { !HelperModules.contains($0) } ?? inner.last : inner.last
    }
    if let bus = frames.firstIndex(where: { Self.removeCore.contains($0.function) }) {
      removing = frames[min(own, bus)..<bus].last { $0.module != nil }?.module
    }
    if let call = frames.firstIndex(where: { $0.function == "do_one_initcall" }), call > 0 {
      initialising = started ?? frames[call - 1].module
    }
    // its own exit
    if removing == nil, initialising == nil, probing == nil,
      let call = frames.firstIndex(where: { $0.function.contains("sys_delete_module") }), call > 0
    {
      removing = frames[call - 1].module
    }
    // a library's probe that calls back who registered with it: saa7146, and budget
    if let library = probing, let user = initialising, user != library,
      let bus = frames.firstIndex(where: { Self.isProbeCore($0.function) }),
      frames[..<bus].contains(where: { $0.module == user }),
      kernels.dependencies(of: user).contains(library)
    {
      probing = user
    }
    // a library gives devices up for whoever registers himself with it
    if initialising != nil, removing.map(HelperModules.contains) == true { removing = nil }
    if module == nil || topmost == nil {
      waiting = readsFile && module == nil ? .blockRead : Self.waiting(frames)
    }
    let wanting = Self.wanting(frames)
    coreLock = wanting?.module == nil ? wanting?.function : nil
    wantsOwnLock =
      coreLock.map { ["del_gendisk", "__del_gendisk"].contains($0) } == true
      && frames.contains { ["__blkdev_put", "blkdev_put", "bdev_release"].contains($0.function) }
    // /proc shows no function in which every task sleeps, and so none of a lock
    let innermost = coreLock ?? frames.first?.function
    if let innermost, Self.lockingCore.contains(innermost) { waiting = .deviceLock }
    if module.map(HelperModules.contains) ?? false, topmost == nil, waiting != nil {
      probing = nil
    }
    if module == nil { activity = Self.activity(frames) }
    let ofModules = frames.filter { $0.module != nil }
    if let first = ofModules.first, let helper = first.module,
      Set(ofModules.map(\.module)).count == 1, HelperModules.contains(helper)
    {
      let innermost = frames.first { frame in
        frame.module != nil || !Self.scheduling.contains { frame.function.hasPrefix($0) }
      }
      onlyHelper = (helper, first.function, first == innermost)
    }
    if probing == nil, removing == nil, initialising == nil, !isInInit { call = StackCall(frames) }
    moduleOfLock = wanting?.module.flatMap { $0 == module ? nil : $0 }
  }

  /// The module whose init `do_one_initcall` was given: its address lies on the stack beside the call.
  private static func initStarted(_ frames: [Frame]) -> String? {
    guard let call = frames.firstIndex(where: { $0.function == "do_one_initcall" }), call > 0,
      !frames[call - 1].isReliable, frames[call - 1].function.contains("init")
    else { return nil }
    return frames[call - 1].module
  }

  /// Drivers of all disks: outside of a probe they only ask the disk, and wait for its answer.
  private static let diskDrivers: Set<String> = ["sd_mod", "sr_mod", "cdrom", "mmc_block"]

  /// Gives functions of drivers that are built in the module's name that they have elsewhere.
  private static func placed(_ frames: [Frame], _ kernels: any KernelKnowledge) -> [Frame] {
    frames.map { frame in
      let owners = kernels.modules(havingFunction: frame.function)
      guard owners.modules.count == 1, !owners.isKernels else { return frame }
      var frame = frame
      frame.module = owners.modules[0]
      return frame
    }
  }

  /// Reads of a block device name no driver: the disk, or what it hangs on, does not answer.
  private static func activity(_ frames: [Frame]) -> BlockActivity? {
    let kinds: [([String], BlockActivity.Kind)] = [
      (
        ["read_part_sector", "bdev_disk_changed", "rescan_partitions", "check_partition"],
        .scansPartitions
      ),
      (
        ["blkdev_get", "__blkdev_get", "bdev_open", "blkdev_open", "bd_start"],
        .opens
      ),
      (["blkdev_read", "blkdev_direct_IO"], .reads),
    ]
    for (prefixes, kind) in kinds {
      if let frame = frames.first(where: { frame in
        prefixes.contains { frame.function.hasPrefix($0) }
      }) {
        return BlockActivity(kind: kind, function: frame.function)
      }
    }
    return nil
  }

  private static func printsToConsole(_ frame: Frame) -> Bool {
    ["console_unlock", "console_flush_all", "vprintk_emit"].contains {
      frame.function.hasPrefix($0)
    }
  }

  static func isProbeCore(_ function: String) -> Bool {
    probeCore.contains(function) || function.hasSuffix("_bus_probe")
      || function.hasSuffix("_device_probe")
  }

  private static let probeCore: Set<String> = [
    "really_probe", "call_driver_probe", "driver_probe_device", "__driver_probe_device",
    "pci_device_probe", "local_pci_probe", "usb_probe_interface", "usb_probe_device",
    "platform_probe", "platform_drv_probe", "virtio_dev_probe", "vmbus_probe", "vio_bus_probe",
    "i2c_device_probe", "spi_probe", "spi_drv_probe", "hid_device_probe", "acpi_device_probe",
    "pnp_device_probe", "amba_probe", "auxiliary_bus_probe", "phy_probe", "sdio_bus_probe",
    "mmc_bus_probe", "hda_codec_driver_probe", "snd_hda_codec_driver_probe", "serio_driver_probe",
  ]

  private static let removeCore: Set<String> = [
    "device_release_driver_internal", "__device_release_driver", "device_remove",
    "pci_device_remove", "usb_unbind_interface", "platform_remove", "driver_detach",
    "usb_disable_device", "usb_disconnect", "virtio_dev_remove", "i2c_device_remove",
    "vmbus_remove", "vio_bus_remove", "spi_remove", "spi_drv_remove", "hid_device_remove",
    "acpi_device_remove", "pnp_device_remove", "amba_remove", "auxiliary_bus_remove",
    "sdio_bus_remove", "mmc_bus_remove", "platform_drv_remove", "hda_codec_driver_remove",
    "snd_hda_codec_driver_remove", "serio_driver_remove", "serio_disconnect_driver",
  ]

  private static let threadCore: Set<String> = [
    "kthread", "worker_thread", "process_one_work", "do_work_for_cpu", "kernel_thread_helper",
    "child_rip", "async_run_entry_fn", "process_scheduled_works", "irq_thread_fn",
  ]

  /// Whose frame wants a lock, where the innermost of the frames do. In the driver core it is a device's:
  /// a module that only registers its driver waits there for whoever is at the device.
  private static func wanting(_ frames: [Frame]) -> Frame? {
    let inner = frames.drop { frame in
      frame.module == nil && scheduling.contains { frame.function.hasPrefix($0) }
    }
    let outer = inner.drop { $0.module == nil && $0.isOfLock }
    return outer.count < inner.count ? outer.first : nil
  }

  private static let scheduling = ["__switch_to", "__schedule", "schedule", "context_switch"]
  private static let lockingCore: Set<String> = [
    "__driver_attach", "device_driver_attach", "__device_attach", "__device_attach_async_helper",
    "__driver_attach_async_helper", "device_release_driver_internal", "driver_detach",
    "device_del", "uevent_show", "show_uevent", "device_shutdown",
  ]

  /// Functions in which every task sleeps: a report of the kernel's shows them, /proc does not.
  private static let schedulers: Set<String> = [
    "__schedule", "schedule", "schedule_timeout", "schedule_preempt_disabled", "context_switch",
  ]

  private static func waiting(_ frames: [Frame]) -> StackWait? {
    let names = Set(frames.map(\.function))
    func any(_ functions: String...) -> Bool { functions.contains { names.contains($0) } }
    func anyPrefix(_ prefixes: String...) -> Bool {
      names.contains { name in prefixes.contains { name.hasPrefix($0) } }
    }
    if anyPrefix("async_synchronize_") { return .asyncProbe }
    if anyPrefix("work_on_cpu"), any("pci_device_probe") || anyPrefix("pci_call_probe") {
      return .kworker
    }
    if any("resolve_symbol_wait", "resolve_symbol") { return .neededModule }
    if any("add_unformed_module", "module_patient_check_exists") { return .sameModule }
    if any("idempotent_init_module"), !any("load_module", "init_module_from_file") {
      return .sameModule
    }
    if frames.first(where: { !schedulers.contains($0.function) })?.function == "load_module" {
      return .moduleLoad
    }
    // an attribute that is read, and that sleeps by itself: for the device's lock
    if frames.count > 1, frames[0].function.hasSuffix("_show"),
      frames[1].function == "dev_attr_show"
    {
      return .deviceLock
    }
    let locks = anyPrefix(
      "__mutex_lock", "mutex_lock", "__device_driver_lock", "rwsem_down", "down_read", "down_write",
      "__down")
    if locks, anyPrefix("uevent_show", "show_uevent", "__driver_attach", "__device_driver_lock") {
      return .deviceLock
    }
    // other attributes want the device's own lock as a rule, but for what calls for another by its name
    if locks, let shown = frames.firstIndex(where: { $0.function == "dev_attr_show" }) {
      return wanting(Array(frames[..<max(0, shown - 1)])) == nil ? .deviceLock : .lock
    }
    if anyPrefix(
      "blkdev_", "__blkdev_", "bdev_", "blk_", "folio_wait", "filemap_", "read_cache_", "truncate_"),
      !any("load_module")
    {
      return .blockRead
    }
    return locks ? .lock : nil
  }
}
