internal import JournalReader

/// The modalias that was being loaded says which driver serves the device.
///
/// Here by the kernel's own class aliases, which hold for every device of a class whoever made it
/// (`MODULE_DEVICE_TABLE` with PCI_DEVICE_CLASS, USB_INTERFACE_INFO). A modalias that only the
/// kernel's modules.alias resolves stays unknown without that file. Misleads where another driver
/// claims the same class (nvidia beside nouveau).
enum ModaliasNamesDriver: Rule {
  static let id = "modalias-names-driver"

  static func examine(_ kill: KillCase, in scene: Scene) -> [Finding] {
    var wanted: [(String, Int)] = []
    if let modalias = Command(kill.draft.program).modalias {
      wanted.append((modalias, kill.draft.report.first ?? 0))
    }
    if let pid = kill.workerPID {
      wanted += scene.events(.moduleRequested).filter {
        scene.entries[$0.entry].speaker.pid == pid && kill.covers($0.entry, scene)
          && !kill.isAfterKill($0.entry, scene)
      }.suffix(1).compactMap { event in event["modalias"].map { ($0, event.entry) } }
    }
    return wanted.compactMap { modalias, entry in
      if !modalias.contains(":") {
        return Finding(
          .driver, modalias, Weight.modalias, "udevd was loading this module by its name", [entry])
      }
      guard let driver = ClassAlias.driver(for: modalias) else { return nil }
      return Finding(
        .driver, driver, Weight.classAlias,
        "udevd was loading the driver for \(modalias), a class of devices that it serves", [entry],
        .circumstantial)
    }
  }
}

/// Aliases that name a class of devices instead of a model; as old as the drivers are.
enum ClassAlias {
  static func driver(for modalias: String) -> String? {
    table.first { $0.patterns.allSatisfy { modalias.contains($0) } && modalias.hasPrefix($0.bus) }?
      .driver
  }

  private static let table: [(bus: String, patterns: [String], driver: String)] = [
    ("pci:", ["v000010DE", "bc03"], "nouveau"),
    ("pci:", ["bc01sc06i01"], "ahci"),
    ("pci:", ["bc01sc08i02"], "nvme"),
    ("pci:", ["bc0Csc03i30"], "xhci_pci"),
    ("pci:", ["bc0Csc03i20"], "ehci_pci"),
    ("pci:", ["bc0Csc03i10"], "ohci_pci"),
    ("pci:", ["bc0Csc03i00"], "uhci_hcd"),
    ("usb:", ["ic03"], "usbhid"),
    ("usb:", ["ic08isc06ip50"], "usb_storage"),
    ("scsi:t-0x00", [], "sd_mod"),
    ("scsi:t-0x05", [], "sr_mod"),
    ("scsi:t-0x0d", [], "ses"),
  ]
}
