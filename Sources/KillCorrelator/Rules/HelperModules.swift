/// Modules that many drivers use: the frame of one is no reason to blame it.
enum HelperModules {
  static func contains(_ module: String) -> Bool {
    let name = module.moduleName
    return names.contains(name) || families.contains { name.hasPrefix($0) }
  }

  static let names: Set<String> = [
    // SCSI hosts
    "scsi_mod", "scsi_common", "raid_class", "libsas", "libfc", "libfcoe", "libiscsi",
    "libiscsi_tcp", "mptbase", "mptscsih", "target_core_mod",
    // ATA hosts
    "libata", "libahci",
    // USB
    "usbcore", "usb_common", "typec", "typec_ucsi", "usbserial", "usbnet",
    // network cards
    "mdio", "mii", "libphy", "phylink", "mdio_devres", "fwnode_mdio", "of_mdio", "dca", "ptp",
    "pps_core", "tls", "psample", "devlink", "failover", "net_failover", "libeth", "libie",
    "libcxgb", "libcxgbi", "pci_hyperv_intf", "mlxfw", "qed", "cnic",
    // virtio drivers
    "virtio", "virtio_ring", "virtio_pci_modern_dev", "virtio_pci_legacy_dev",
    // wireless
    "cfg80211", "mac80211", "libarc4", "rfkill", "ath", "bluetooth", "ssb", "bcma", "rtlwifi",
    "rtl_pci", "rtl_usb",
    // measuring
    "comedi", "comedi_pci", "comedi_usb", "industrialio",
    // graphics
    "drm", "ttm", "gpu_sched", "cec", "video", "i2c_algo_bit", "amdxcp",
    // everybody
    "wmi", "mfd_core", "edac_core", "thunderbolt", "parport", "firmware_class", "i2c_core",
    // sound
    "snd", "snd_pcm", "snd_timer", "snd_hda_core", "snd_hda_codec", "snd_hda_codec_generic",
    "snd_hwdep", "snd_intel_dspcfg", "soundcore", "snd_soc_core",
    // InfiniBand
    "ib_core", "ib_uverbs", "ib_cm", "iw_cm", "rdma_cm",
    // disks
    "nvme_core", "nvme_auth", "nvme_fabrics", "dm_mod", "md_mod", "dm_bufio",
    "dm_bio_prison", "dm_persistent_data", "dm_region_hash",
    // card readers
    "mmc_core", "sdhci", "cqhci",
    // input
    "hid", "hid_generic", "serio", "libps2",
    // media
    "mc", "videodev", "dvb_core", "dvb_usb", "rc_core", "gspca_main",
  ]

  /// Names that begin like this are libraries of their subsystem.
  private static let families = [
    "scsi_transport_", "drm_", "videobuf2_", "snd_seq", "snd_sof", "crc", "dvb_usb_v2",
  ]
}
