/// What a kernel stack says about guilt: who is being probed or initialised, or for whom the task
/// only waits.
///
/// The probing driver is the first module's frame on the inner side of the bus's frames; what udev
/// loaded is the frame inside `do_one_initcall`; where it hangs is the topmost frame of a module
/// that is no helper. Source: the call chain of finit_module in kernel/module/main.c and
/// drivers/base/dd.c.
struct StackReading: Sendable {
  /// The module in whose probe the task is.
  var probing: String?
  /// The module whose init the task runs.
  var initialising: String?
  /// The topmost module that is no helper.
  var topmost: String?
  var topFunction: String?
  var waiting: StackWait?
  /// What the task was doing, where no module's frame tells.
  var activity: BlockActivity?

  /// The module to name, the surest first.
  var module: String? { probing ?? initialising ?? topmost }

  init(_ frames: [Frame]) {
    let trusted = frames.filter(\.isReliable)
    let frames = trusted.isEmpty ? frames : trusted
    topmost = frames.first { $0.module.map { !HelperModules.contains($0) } ?? false }?.module
    topFunction = frames.first { $0.module == topmost && topmost != nil }?.function
    if let bus = frames.firstIndex(where: { Self.isProbeCore($0.function) }) {
      probing = frames[..<bus].last { $0.module != nil }?.module
    }
    if let call = frames.firstIndex(where: { $0.function == "do_one_initcall" }), call > 0 {
      initialising = frames[call - 1].module
    }
    if module == nil || topmost == nil { waiting = Self.waiting(frames) }
    if module.map(HelperModules.contains) ?? false, topmost == nil, waiting != nil {
      probing = nil
    }
    if module == nil { activity = Self.activity(frames) }
  }

  /// Reads of a block device name no driver: the disk, or what it hangs on, does not answer.
  private static func activity(_ frames: [Frame]) -> BlockActivity? {
    let kinds: [([String], BlockActivity.Kind)] = [
      (
        ["read_part_sector", "bdev_disk_changed", "rescan_partitions", "check_partition"],
        .scansPartitions
      ),
      (["blkdev_get", "bdev_open", "blkdev_open", "bd_start"], .opens),
      (["blkdev_read", "blkdev_direct_IO"], .reads),
    ]
    for (prefixes, kind) in kinds {
      if let frame = frames.first(where: { frame in
        prefixes.contains { frame.function.hasPrefix($0) }
      }) {
        return BlockActivity(kind, function: frame.function)
      }
    }
    return nil
  }

  private static func isProbeCore(_ function: String) -> Bool {
    probeCore.contains(function)
  }

  private static let probeCore: Set<String> = [
    "really_probe", "call_driver_probe", "driver_probe_device", "__driver_probe_device",
    "pci_device_probe", "local_pci_probe", "usb_probe_interface", "usb_probe_device",
    "platform_probe", "platform_drv_probe", "virtio_dev_probe", "vmbus_probe", "vio_bus_probe",
    "i2c_device_probe", "spi_probe", "spi_drv_probe", "hid_device_probe", "acpi_device_probe",
    "pnp_device_probe", "amba_probe", "auxiliary_bus_probe", "phy_probe", "sdio_bus_probe",
    "mmc_bus_probe", "hda_codec_driver_probe", "snd_hda_codec_driver_probe", "serio_driver_probe",
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
    let locks = anyPrefix("__mutex_lock", "mutex_lock", "__device_driver_lock", "rwsem_down")
    if locks, anyPrefix("uevent_show", "__driver_attach", "__device_driver_lock", "dev_attr_show") {
      return .deviceLock
    }
    if anyPrefix("blkdev_", "bdev_", "blk_", "folio_wait", "filemap_", "read_cache_", "truncate_"),
      !any("load_module")
    {
      return .blockRead
    }
    return nil
  }
}

/// Modules that many drivers use: the frame of one is no reason to blame it.
enum HelperModules {
  static func contains(_ module: String) -> Bool {
    let name = module.moduleName
    return names[name] != nil || families.contains { name.hasPrefix($0) }
  }

  /// Each with whom it helps.
  private static let names: [String: String] = [
    "scsi_mod": "every SCSI host", "scsi_common": "every SCSI host", "raid_class": "RAID hosts",
    "libsas": "SAS hosts", "libata": "ATA hosts", "libahci": "ahci", "libfc": "FC hosts",
    "libfcoe": "FCoE hosts", "libiscsi": "iSCSI hosts", "libiscsi_tcp": "iSCSI hosts",
    "mptbase": "mptsas, mptspi, mptfc", "mptscsih": "mptsas, mptspi, mptfc",
    "target_core_mod": "SCSI targets", "usbcore": "every USB driver", "usb_common": "USB",
    "typec": "Type-C ports", "typec_ucsi": "ucsi_ccg, ucsi_acpi", "mdio": "PHYs", "mii": "PHYs",
    "libphy": "PHYs", "phylink": "PHYs", "mdio_devres": "PHYs", "fwnode_mdio": "PHYs",
    "of_mdio": "PHYs", "dca": "network cards", "failover": "virtual network cards",
    "net_failover": "virtual network cards", "libeth": "Intel network cards",
    "libie": "Intel network cards", "libcxgb": "cxgb4", "libcxgbi": "cxgb4i",
    "ptp": "network cards",
    "pps_core": "network cards", "tls": "network cards", "psample": "network cards",
    "devlink": "network cards", "pci_hyperv_intf": "mlx5_core", "mlxfw": "mlx5_core",
    "qed": "qede, qedf, qedi", "cnic": "bnx2", "virtio": "virtio drivers",
    "virtio_ring": "virtio drivers", "virtio_pci_modern_dev": "virtio_pci",
    "virtio_pci_legacy_dev": "virtio_pci", "cfg80211": "wireless", "mac80211": "wireless",
    "libarc4": "wireless", "rfkill": "wireless", "ath": "ath9k, ath10k", "drm": "graphics",
    "ttm": "graphics", "gpu_sched": "graphics", "amdxcp": "amdgpu", "cec": "graphics",
    "video": "graphics", "wmi": "firmware interfaces", "i2c_algo_bit": "graphics", "snd": "sound",
    "snd_pcm": "sound", "snd_timer": "sound", "snd_hda_core": "sound", "snd_hda_codec": "sound",
    "snd_hda_codec_generic": "sound", "snd_hwdep": "sound", "snd_intel_dspcfg": "sound",
    "soundcore": "sound", "snd_soc_core": "sound", "ib_core": "InfiniBand",
    "ib_uverbs": "InfiniBand", "ib_cm": "InfiniBand", "iw_cm": "InfiniBand",
    "rdma_cm": "InfiniBand",
    "nvme_core": "nvme", "nvme_auth": "nvme", "nvme_fabrics": "nvme over fabrics",
    "mmc_core": "card readers", "sdhci": "card readers", "cqhci": "card readers", "hid": "HID",
    "hid_generic": "HID", "serio": "PS/2", "libps2": "PS/2", "mfd_core": "function devices",
    "mc": "media", "videodev": "media", "dvb_core": "media", "dvb_usb": "media",
    "rc_core": "media", "bluetooth": "Bluetooth", "ssb": "b43", "bcma": "brcmsmac",
    "dm_mod": "device mapper targets", "md_mod": "RAID levels", "edac_core": "EDAC drivers",
    "thunderbolt": "Thunderbolt", "parport": "parallel ports", "firmware_class": "everybody",
  ]

  /// Names that begin like this are libraries of their subsystem.
  private static let families = [
    "scsi_transport_", "drm_", "videobuf2_", "snd_seq", "snd_sof", "crc", "dvb_usb_v2",
  ]
}
