internal import LogModel

enum ModaliasNamesDriver {
  static let rule = Rule(
    id: "modalias-names-driver",
    title: "The device's modalias names the driver",
    proves:
      "The modalias that was being loaded says which driver serves the device. Resolved in a "
      + "kernel's own tables: with libkmod, or in the text of them that stood beside the log. "
      + "Without those, by what the machine said of the device later in that boot (lspci's "
      + "\"Kernel modules\", the driver that it then had), or by the kernel's class aliases, "
      + "which hold for every device of a class whoever made it. Where no modalias was printed, "
      + "udev's database has it, and the kernel's line about the device it found gives most of "
      + "one. All of it is one reason, however many files say so.",
    misleads:
      "Several drivers claim a device (nvidia beside nouveau), or the worker was not loading a "
      + "driver at all: it is a reason to look there, never a proof.",
    source: "`MODULE_DEVICE_TABLE` with PCI_DEVICE_CLASS, USB_INTERFACE_INFO.",
    link: .activity, witness: .table, showsOwnWork: true, weights: [only, oneOfSeveral], examine: examine)

  fileprivate static let only = Weight(2, "no other driver serves it, or it had it later")
  fileprivate static let oneOfSeveral = Weight(1.5, "one of several, or by its class")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    var wanted: [Clue] = []
    if let modalias = Command(kill.draft.program).modalias {
      wanted.append(Clue(modalias: modalias, entries: [kill.draft.report.first ?? 0]))
    }
    if let pid = kill.workerPID {
      wanted += boot.facts(.moduleRequested).filter {
        boot.entries[$0.entry].speaker.pid == pid && kill.covers($0.entry, boot)
          && !kill.isAfterKill($0.entry, boot) && !isLoaded($0, by: pid, boot)
      }.suffix(1).compactMap { fact in
        fact[.modalias].map { Clue(modalias: $0, entries: [fact.entry]) }
      }
    }
    if wanted.isEmpty, kill.draft.program == nil, let clue = Clue(kill, boot) {
      wanted.append(clue)
    }
    return wanted.flatMap { $0.findings(in: boot) }
  }

  /// Whether the same worker inserted a module after that: then the loading was over.
  private static func isLoaded(_ request: Fact, by pid: Int, _ boot: BootContext) -> Bool {
    (boot.index.written[pid] ?? []).contains {
      $0 > request.entry && boot.fact(at: $0)?.meaning == .moduleInserted
    }
  }
}

/// What tells whose device it is.
private struct Clue {
  var modalias: String?
  /// The lines of the log that quote it.
  var entries: [Int]
  /// The lines beside the log that do.
  var records: [Entry] = []
  /// The device as it was later in that boot.
  var device: DeviceRecord?

  init(modalias: String, entries: [Int]) {
    self.modalias = modalias
    self.entries = entries
  }

  /// From the device itself, where the log quotes no modalias.
  init?(_ kill: KillCase, _ boot: BootContext) {
    guard let named = kill.device, let sysname = named.sysname else { return nil }
    device = boot.record(of: named)
    if let modalias = named.modalias {
      self.modalias = modalias
      entries = [kill.draft.anchor]
    } else if let recorded = device?.modalias {
      modalias = recorded.value
      entries = []
      records = [recorded.entry]
    } else {
      modalias = boot.hardware[sysname]?.modalias
      let line = boot.index.lines[sysname]?.first { $0.isBus && HardwareID($0) != nil }
      entries = [line?.entry ?? kill.draft.anchor]
    }
    guard modalias != nil || device != nil else { return nil }
  }

  func findings(in boot: BootContext) -> [Suspicion] {
    if let modalias, !modalias.contains(":") {
      return [Suspicion(.driver, modalias, ModaliasNamesDriver.only, .loadedByName, entries)]
    }
    let tables = fromTables(boot)
    if !tables.isEmpty { return tables }
    let record = fromRecord
    return record.isEmpty ? fromClass : record
  }

  private func fromTables(_ boot: BootContext) -> [Suspicion] {
    guard let modalias,
      let lookup = boot.knowledge.modules(for: modalias, kernel: boot.system.kernelRelease)
    else { return [] }
    let table = ModuleTable(owner: lookup.owner, kernel: lookup.isExact ? nil : lookup.kernel)
    return findings(lookup.modules, .servesModalias(modalias, table), records + lookup.entries)
  }

  private var fromRecord: [Suspicion] {
    if let modules = device?.modules, !modules.value.isEmpty {
      return findings(
        modules.value, .machineHasItFor(modalias: modalias), records + [modules.entry])
    }
    guard let driver = device?.driver, !DriverSpokeOfDevice.isPort(driver.value) else { return [] }
    return findings([driver.value], .hadItLater(modalias: modalias), records + [driver.entry])
  }

  /// Where several claim the device, the one that had it later counts as much as one alone.
  private func findings(
    _ modules: [String], _ statement: Evidence.Statement, _ records: [Entry]
  ) -> [Suspicion] {
    let holder = device?.driver?.value.moduleName
    return modules.map { module in
      let isChosen = modules.count == 1 || module.moduleName == holder
      return Suspicion(
        .driver, module, isChosen ? ModaliasNamesDriver.only : ModaliasNamesDriver.oneOfSeveral,
        statement, entries, .circumstantial, records: records)
    }
  }

  private var fromClass: [Suspicion] {
    guard let modalias, let driver = ClassAlias.driver(for: modalias) else { return [] }
    return [
      Suspicion(
        .driver, driver, ModaliasNamesDriver.oneOfSeveral, .servesClass(modalias: modalias),
        entries, .circumstantial, records: records)
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
