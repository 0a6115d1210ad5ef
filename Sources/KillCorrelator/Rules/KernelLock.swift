/// The kernel's own locks, by the functions that take them: what a stack shows is the function.
///
/// Source: drivers/base/, block/bdev.c and block/genhd.c (up to 5.13 fs/block_dev.c), net/core/rtnetlink.c,
/// drivers/pci/remove.c, drivers/clk/clk.c.
enum KernelLock {
  /// - Parameter function: that wants it.
  /// - Returns: the lock's name in the source; nil where the function's takes none that is known here.
  static func name(takenIn function: String) -> String? {
    locks.first { $0.functions.contains(function) }?.name
  }

  private static let locks: [(name: String, functions: Set<String>)] = [
    (
      "dev->mutex",
      [
        "uevent_show", "show_uevent", "__driver_attach", "device_driver_attach", "__device_attach",
        "__device_driver_lock", "device_release_driver_internal", "device_release_driver",
        "__device_attach_async_helper", "__driver_attach_async_helper", "device_shutdown",
        "usb_disconnect", "usb_reset_and_verify_device", "driver_detach", "device_del",
      ]
    ),
    ("bd_mutex", ["__blkdev_get", "blkdev_get", "__blkdev_put", "revalidate_disk"]),
    (
      "open_mutex",
      [
        "blkdev_get_by_dev", "bdev_open", "bdev_open_by_dev", "bdev_release", "del_gendisk",
        "__del_gendisk", "bdev_mark_dead", "disk_scan_partitions",
      ]
    ),
    ("rtnl_mutex", ["rtnl_lock", "rtnl_lock_killable", "rtnl_newlink", "dev_ioctl"]),
    ("pci_rescan_remove_lock", ["pci_lock_rescan_remove"]),
    ("prepare_lock", ["clk_prepare_lock"]),
    ("module_mutex", ["module_mutex_lock"]),
    ("idem_lock", ["idempotent_init_module"]),
    ("cpu_hotplug_lock", ["cpus_read_lock", "get_online_cpus", "cpus_write_lock"]),
    ("mem_hotplug_lock", ["get_online_mems", "mem_hotplug_begin", "lock_memory_hotplug"]),
  ]
}
