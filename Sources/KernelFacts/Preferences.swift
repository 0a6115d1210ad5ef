/// Which of several modules that claim a device is in real use: what udev loads is all of them, what
/// binds is one.
///
/// By and large the narrower pattern wins. What that does not tell stands here, with its reason.
enum Preferences {
  /// Of two that claim the same device, the first binds.
  private static let pairs: [(first: String, then: String, reason: String)] = [
    ("i915", "xe", "xe takes what i915 knows only with force_probe"),
    ("i915", "intel_agp", "a GPU's driver, not its host bridge's"),
    ("btusb", "ath3k", "ath3k only loads firmware; the device comes back, and btusb has it"),
    ("btusb", "bcm203x", "as ath3k"),
    ("btintel", "hci_uart", "Intel's chips on USB are many more than those on a serial line"),
    ("btusb", "hci_uart", "as btintel"),
    ("snd_usb_audio", "snd_ua101", "snd_ua101 takes three Roland devices, snd_usb_audio the rest"),
    (
      "qmi_wwan", "cdc_ether",
      "cdc_ether has the ids to leave them alone (blacklisted in its table)"
    ),
    ("qmi_wwan", "option", "two interfaces of one modem: the network's is asked for more often"),
    ("aqc111", "cdc_ether", "cdc_ether lists the id to leave it alone"),
    ("r8152", "r8153_ecm", "r8153_ecm is for what r8152 cannot drive"),
    ("r8152", "cdc_ether", "cdc_ether lists the id to leave it alone"),
    (
      "mgag200", "matroxfb_base",
      "Debian keeps frame buffer drivers from loading (modprobe.d/fbdev)"
    ),
    ("radeon", "radeonfb", "as matroxfb_base"),
    ("nouveau", "nvidiafb", "as matroxfb_base"),
    (
      "nouveau", "nvidia",
      "the kernel's own; where nvidia is installed, its loading shows in the log"
    ),
    ("brcmsmac", "b43", "b43 leaves these chips to brcmsmac where that is built (b43_bcma_tbl)"),
    ("ahci", "ata_piix", "by the class that the device has in AHCI mode"),
    ("ahci", "pata_marvell", "ahci serves the SATA ports (ahci.marvell_enable)"),
    ("lpc_ich", "intel_rng", "intel_rng only reads the bridge's registers"),
    ("lpc_ich", "leds_ss4200", "as intel_rng"),
    (
      "i2c_piix4", "sp5100_tco", "sp5100_tco has the id to be loaded; it binds to a platform device"
    ),
    ("i2c_nforce2", "nv_tco", "as sp5100_tco"),
    ("i2c_amd756", "amd_rng", "amd_rng only reads the bridge's registers"),
    ("pcieport", "shpchp", "the port's own driver binds; hot plug is a service of it"),
    ("ssb", "b43", "the bus is a PCI driver, the wireless driver one of that bus"),
    ("ipmi_si", "ipmi_ssif", "system interfaces before SMBus, as in the kernel's own order"),
    ("tpm_tis", "tpm_crb", "by the start method; TIS is asked first"),
    ("tpm_tis", "tpm_infineon", "tpm_infineon is for chips without TIS, of which few are left"),
    ("vmd", "ahci", "a controller behind VMD is reached through it"),
  ]

  /// Behind everybody else: drivers for what nobody else wants, and those that load beside the one that binds.
  private static let last: [(module: String, reason: String)] = [
    ("hid_generic", "leaves every device that a special driver has (hid_device_match)"),
    ("snd_hda_codec_generic", "for codecs without a driver of their own"),
    ("ata_generic", "for controllers that no other driver has"),
    ("pata_acpi", "as ata_generic"),
    ("usbserial", "the library's generic driver"),
    ("snd_soc_avs", "takes only what a machine table lists, where SOF and HDA do not"),
    ("mei_gsc", "a function of the GPU"),
    ("rapl", "loads for every processor of a family, as the next four"),
    ("intel_cstate", "see rapl"), ("intel_uncore", "see rapl"), ("intel_rapl_common", "see rapl"),
    ("intel_rapl_msr", "see rapl"),
    ("serial_multi_instantiate", "makes the devices that the others bind to"),
    ("zaurus", "shares cdc_ether's devices; only Sharp's are its own"),
    ("mceusb", "the infrared part of a tuner"),
    ("apple_mfi_fastcharge", "lists all that Apple makes, and takes what charges"),
  ]

  /// Module names that end so are loaded beside another driver (watchdogs of a chipset, error counters),
  /// serve the other bus of a chip that is mostly on I²C, or are kept from loading (frame buffers, as in Debian).
  private static let lastEndings = ["_tco", "_wdt", "_edac", "_spi", "fb"]

  /// Best first, each module once.
  static func sorted(
    _ candidates: [KernelFacts.Candidate], modalias: [UInt8], nearest: KernelSet,
    version: KernelVersion?
  ) -> [Claim] {
    var best: [String: (candidate: KernelFacts.Candidate, kernels: KernelSet)] = [:]
    for candidate in candidates {
      let name = candidate.claim.module
      let kernels = (best[name]?.kernels ?? []).union(candidate.claim.kernels)
      if let old = best[name]?.candidate, old.fixed >= candidate.fixed {
        best[name] = (old, kernels)
      } else {
        best[name] = (candidate, kernels)
      }
    }
    // where nobody knows which kernel ran, who serves the device in most of them
    let nearest = version == nil ? nil : nearest
    var order = best.values.sorted { rank($0, nearest: nearest) < rank($1, nearest: nearest) }
    order = arranged(order) { $0.candidate.claim.module }
    func put(_ first: String, before then: String) {
      order = moved(order, first, before: then) { $0.candidate.claim.module }
    }
    // Both know the chips of 2012 and 2013; the default went over to amdgpu in 6.19.
    if let version, version >= KernelVersion(major: 6, minor: 19) {
      put("amdgpu", before: "radeon")
    } else {
      put("radeon", before: "amdgpu")
    }
    return byClass(
      order.map { Claim(module: $0.candidate.claim.module, kernels: $0.kernels) },
      modalias: String(decoding: modalias, as: UTF8.self))
  }

  /// The same with the pairs in their order.
  static func arranged<T>(_ entries: [T], name: (T) -> String) -> [T] {
    pairs.reduce(entries) { moved($0, $1.first, before: $1.then, name: name) }
  }

  private static func moved<T>(
    _ entries: [T], _ first: String, before then: String, name: (T) -> String
  ) -> [T] {
    guard let low = entries.firstIndex(where: { name($0) == first }),
      let high = entries.firstIndex(where: { name($0) == then }), low > high
    else { return entries }
    var entries = entries
    entries.insert(entries.remove(at: low), at: high)
    return entries
  }

  /// Modules of the kernel that ran before others; then by what `last` says; then whom the device's first name
  /// leads to; then the narrower pattern.
  private static func rank(
    _ entry: (candidate: KernelFacts.Candidate, kernels: KernelSet), nearest: KernelSet?
  ) -> (Int, Int, Int, Int, Int, String) {
    let candidate = entry.candidate
    let module = candidate.claim.module
    let isElsewhere = nearest.map { entry.kernels.isDisjoint(with: $0) } ?? entry.kernels.isEmpty
    return (
      isElsewhere ? 1 : 0, demotion(module), candidate.place, -candidate.fixed,
      nearest == nil ? -entry.kernels.rawValue.nonzeroBitCount : 0, module
    )
  }

  static func demotion(_ module: String) -> Int {
    last.contains { $0.module == module } || lastEndings.contains { module.hasSuffix($0) } ? 1 : 0
  }

  /// What the device's class decides between two.
  private static func byClass(_ claims: [Claim], modalias: String) -> [Claim] {
    // The interface that a device shows first is plain bulk, whether it has UAS beside that or not: most have not.
    let isUAS = modalias.contains("ic08isc06ip62")
    let disks = moved(
      claims, isUAS ? "uas" : "usb_storage", before: isUAS ? "usb_storage" : "uas", name: \.module)
    // Intel's audio controllers say who is to have them: 040100 and 040380, with the DSP on, SOF; any other
    // snd_hda_intel (sound/hda/core/intel-dsp-config.c).
    guard let sof = disks.first(where: { $0.module.hasPrefix("snd_sof_pci_intel") }) else {
      return disks
    }
    // On the first generation snd_hda_intel stays.
    let isDSP =
      (modalias.contains("bc04sc01i00") || modalias.contains("bc04sc03i80"))
      && sof.module != "snd_sof_pci_intel_skl"
    return moved(
      disks, isDSP ? sof.module : "snd_hda_intel", before: isDSP ? "snd_hda_intel" : sof.module,
      name: \.module)
  }
}

extension KernelFacts {
  /// Whether a module takes only what nobody else does, or is loaded beside the one that binds.
  public func givesWay(_ module: String) -> Bool { Preferences.demotion(module) > 0 }
}
