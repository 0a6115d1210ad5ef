internal import JournalReader

/// The modalias that was being loaded says which driver serves the device.
///
/// Resolved with libkmod in a kernel's own tables; without those by the kernel's class aliases,
/// which hold for every device of a class whoever made it (`MODULE_DEVICE_TABLE` with
/// PCI_DEVICE_CLASS, USB_INTERFACE_INFO). Where no modalias was printed, the kernel's line about
/// the device it found gives most of one.
///
/// Misleads where several drivers claim a device (nvidia beside nouveau), and where the worker was
/// not loading a driver at all: it is a reason to look there, never a proof.
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
          && !kill.isAfterKill($0.entry, scene) && !isLoaded($0, by: pid, scene)
      }.suffix(1).compactMap { event in event["modalias"].map { ($0, event.entry) } }
    }
    if wanted.isEmpty, let found = found(kill, scene) { wanted.append(found) }
    return wanted.flatMap { resolve($0.0, $0.1, scene) }
  }

  /// Whether the same worker inserted a module after that: then the loading was over.
  private static func isLoaded(_ request: Event, by pid: Int, _ scene: Scene) -> Bool {
    (scene.index.written[pid] ?? []).contains {
      $0 > request.entry && scene.event(at: $0)?.meaning == .moduleInserted
    }
  }

  /// From the device itself, where the log quotes no modalias.
  private static func found(_ kill: KillCase, _ scene: Scene) -> (String, Int)? {
    guard kill.draft.program == nil, let device = kill.device, let sysname = device.sysname,
      let modalias = device.modalias ?? scene.hardware[sysname]?.modalias
    else { return nil }
    let line = scene.index.lines[sysname]?.first { $0.isBus && HardwareID($0) != nil }
    return (modalias, line?.entry ?? kill.draft.anchor)
  }

  private static func resolve(_ modalias: String, _ entry: Int, _ scene: Scene) -> [Finding] {
    if !modalias.contains(":") {
      return [
        Finding(
          .driver, modalias, Weight.modalias, "udevd was loading this module by its name", [entry])
      ]
    }
    let what = HardwareID.name(ofModalias: modalias) ?? modalias
    if let lookup = scene.knowledge.modules(for: modalias, kernel: scene.facts.kernelRelease),
      !lookup.modules.isEmpty
    {
      let tables = lookup.isExact ? "that kernel's" : "kernel \(lookup.kernel)'s"
      return lookup.modules.map { module in
        Finding(
          .driver, module, lookup.modules.count == 1 ? Weight.modalias : Weight.classAlias,
          "it is the driver that \(tables) module tables name for \(what)", [entry],
          .circumstantial)
      }
    }
    guard let driver = ClassAlias.driver(for: modalias) else { return [] }
    return [
      Finding(
        .driver, driver, Weight.classAlias, "it serves the class of devices that \(what) is of",
        [entry], .circumstantial)
    ]
  }
}

/// Aliases that name a class of devices instead of a model, and two makers whose display devices one
/// driver of the kernel's serves; as old as the drivers are.
enum ClassAlias {
  static func driver(for modalias: String) -> String? {
    table.first { $0.patterns.allSatisfy { modalias.contains($0) } && modalias.hasPrefix($0.bus) }?
      .driver
  }

  private static let table: [(bus: String, patterns: [String], driver: String)] = [
    ("pci:", ["v000010DE", "bc03"], "nouveau"),
    ("pci:", ["v00008086", "bc03"], "i915"),
    ("pci:", ["bc01sc06i01"], "ahci"),
    ("pci:", ["bc01sc08i02"], "nvme"),
    ("pci:", ["bc0Csc03i30"], "xhci_pci"),
    ("pci:", ["bc0Csc03i20"], "ehci_pci"),
    ("pci:", ["bc0Csc03i10"], "ohci_pci"),
    ("pci:", ["bc0Csc03i00"], "uhci_hcd"),
    ("pci:", ["bc04sc03i00"], "snd_hda_intel"),
    ("usb:", ["ic03"], "usbhid"),
    ("usb:", ["ic08isc06ip50"], "usb_storage"),
    ("scsi:t-0x00", [], "sd_mod"),
    ("scsi:t-0x05", [], "sr_mod"),
    ("scsi:t-0x0d", [], "ses"),
  ]
}
