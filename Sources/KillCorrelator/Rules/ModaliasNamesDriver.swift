internal import LogModel

enum ModaliasNamesDriver {
  static let rule = Rule(
    id: "modalias-names-driver",
    title: "The device's modalias names the driver",
    proves:
      "The modalias that was being loaded says which driver serves the device. Resolved in the "
      + "module tables of the machine itself: with libkmod, or in the text of them that stood "
      + "beside the log. Without those, by what the machine said of the device later in that boot "
      + "(lspci's \"Kernel modules\", the driver that it then had); else by the packages of the "
      + "kernel that ran, or of the nearest. Where no modalias was printed, udev's database has "
      + "it, the kernel's line about the device it found gives most of one, and on some buses the "
      + "device's name does. All of it is one reason, however many files say so. Of several that "
      + "claim the device the one counts most that the boot shows as loaded.",
    misleads:
      "Several drivers claim a device (nvidia beside nouveau), or the worker was not loading a "
      + "driver at all: it is a reason to look there, never a proof. Of a device that the firmware "
      + "describes the name alone says little: its own methods may hang. What hangs may be a module that the "
      + "driver needs (libata below ata_piix).",
    source: "`MODULE_DEVICE_TABLE`; modules.alias, and docs/kernel-facts.md.",
    link: .activity, witness: .table, weights: [only, oneOfSeveral, others],
    examine: examine)

  fileprivate static let only = Weight(
    2, "no other driver serves it, it was loaded, or had it later")
  fileprivate static let oneOfSeveral = Weight(1.5, "one of several")
  fileprivate static let others = Weight(
    1, "one of several, of which another was loaded or had it; or by an ACPI name alone"
  )

  /// Whether it only names one of several that could be meant.
  static func isUndecided(_ suspicion: Suspicion) -> Bool {
    guard case .servesModalias = suspicion.statement else { return false }
    return suspicion.weight < only.value
  }

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    // usbcore's own driver has it already
    if boot.isHub(kill.device) { return [] }
    var wanted: [Clue] = []
    // a name that ends nowhere may be the beginning of a modalias
    if let modalias = Command(kill.draft.program).modalias,
      modalias.contains(":") || !kill.draft.row.has(.openEnded)
    {
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
    let kernel = boot.system.kernelRelease ?? UdevEra(boot.system, kill.draft.row).assumedKernel
    let found = wanted.flatMap { $0.findings(in: boot, kernel: kernel) }
    guard let speaker = speaker(of: kill, boot),
      !found.contains(where: { $0.name.map { boot.isSame($0, speaker) } ?? false })
    else { return found }
    return found.map { suspicion in
      guard case .servesModalias(_, let table) = suspicion.statement, table.owner == .packages
      else { return suspicion }
      var suspicion = suspicion
      suspicion.weight = min(suspicion.weight, others.value)
      return suspicion
    }
  }

  /// The one driver that registered itself while a modprobe ran, and complained again and again since: what
  /// the modalias had loaded, whatever else could be.
  private static func newcomer(of kill: KillCase, _ boot: BootContext) -> String? {
    let names = Set(
      boot.facts(.driverRegistered).filter { kill.covers($0.entry, boot, before: 0) }
        .compactMap { $0[.driver] })
    let complaining = names.filter { name in
      let said = (boot.index.named[name] ?? []).filter { line in
        kill.covers(line.entry, boot, before: 0)
          && SpokenLine(line: line, relation: .same, driver: name).blamesDevice
      }
      return said.count >= 2
    }
    return complaining.count == 1 ? complaining.first : nil
  }

  /// The one driver that complained of this very device again and again while the event ran: it has the
  /// device, whoever could have it by the tables of a kernel that nobody knows to have run.
  private static func speaker(of kill: KillCase, _ boot: BootContext) -> String? {
    if kill.device?.sysname == nil { return newcomer(of: kill, boot) }
    let said = kill.spoken(in: boot).filter {
      $0.relation == .same && !$0.line.isBus && $0.complains
        && !DriverSpokeOfDevice.isPort($0.driver)
    }
    return said.count >= 2 && Set(said.map(\.driver)).count == 1 ? said[0].driver : nil
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
  /// No line quotes it: it follows from the device's name.
  var isName = false
  /// The device as it was later in that boot.
  var device: DeviceRecord?

  init(modalias: String, entries: [Int]) {
    self.modalias = modalias
    self.entries = entries
  }

  /// From the device itself, where the log quotes no modalias.
  init?(_ kill: KillCase, _ boot: BootContext) {
    guard let named = kill.device, named.sysname != nil else { return nil }
    device = boot.record(of: named)
    if let modalias = named.modalias {
      self.modalias = modalias
      entries = [kill.draft.anchor]
    } else if let recorded = device?.modalias {
      modalias = recorded.value
      entries = []
      records = [recorded.entry]
    } else {
      let identity = boot.identity(of: named)
      modalias = identity?.modalias
      isName = identity?.entry == nil
      entries = [identity?.entry ?? kill.draft.anchor]
    }
    guard modalias != nil || device != nil else { return nil }
  }

  func findings(in boot: BootContext, kernel: String?) -> [Suspicion] {
    if let modalias, !modalias.contains(":") {
      return [Suspicion(.driver, modalias, ModaliasNamesDriver.only, .loadedByName, entries)]
    }
    let lookup = modalias.flatMap { alias in
      boot.knowledge.modules(for: alias, kernel: kernel)
        ?? Self.repaired(alias).flatMap { boot.knowledge.modules(for: $0, kernel: kernel) }
    }
    if isName, let lookup, lookup.owner == .packages, modalias?.hasPrefix("acpi:") == true {
      return findings(lookup, boot).map { suspicion in
        var suspicion = suspicion
        suspicion.weight = min(suspicion.weight, ModaliasNamesDriver.others.value)
        return suspicion
      }
    }
    // what its own machine said goes before what any kernel's packages say
    if let lookup, lookup.owner != .packages { return findings(lookup, boot) }
    let recorded = fromRecord(boot)
    return recorded.isEmpty ? lookup.map { findings($0, boot) } ?? [] : recorded
  }

  /// A PCI device's modalias that somebody typed from a screen: the numbers of the vendor and the model
  /// are what tells, and the class where it can be read (`pci_uevent` in drivers/pci/pci-driver.c).
  private static func repaired(_ modalias: String) -> String? {
    let text = modalias.filter { $0 != " " }
    guard let ids = text.firstMatch(of: /^pci:v0000([0-9A-Fa-f]{4})d0000([0-9A-Fa-f]{4})/) else {
      return nil
    }
    let kind = text.firstMatch(of: /bc([0-9A-Fa-f]{2})sc([0-9A-Fa-f]{2})/)
    let (vendor, model) = (ids.1.uppercased(), ids.2.uppercased())
    let (base, sub) = (kind?.1.uppercased() ?? "00", kind?.2.uppercased() ?? "00")
    return "pci:v0000\(vendor)d0000\(model)sv00000000sd00000000bc\(base)sc\(sub)i00"
  }

  private func findings(_ lookup: ModuleLookup, _ boot: BootContext) -> [Suspicion] {
    let table = ModuleTable(
      owner: lookup.owner, kernel: lookup.isExact ? nil : lookup.kernel,
      isNearest: boot.system.kernelRelease != nil)
    return findings(
      lookup.modules, .servesModalias(modalias, table), records + lookup.entries, boot)
  }

  private func fromRecord(_ boot: BootContext) -> [Suspicion] {
    if let modules = device?.modules, !modules.value.isEmpty {
      return findings(
        modules.value, .machineHasItFor(modalias: modalias), records + [modules.entry], boot)
    }
    guard let driver = device?.driver, !DriverSpokeOfDevice.isPort(driver.value) else { return [] }
    return findings(
      [driver.value], .hadItLater(modalias: modalias), records + [driver.entry], boot)
  }

  /// Where several claim the device, the one that had it later counts as much as one alone; else
  /// the one of them that was loaded, if it is one.
  private func findings(
    _ modules: [String], _ statement: Evidence.Statement, _ records: [Entry], _ boot: BootContext
  ) -> [Suspicion] {
    let holder = device?.driver.flatMap { driver in
      modules.first { $0.moduleName == driver.value.moduleName }
        ?? modules.first { boot.knowledge.kernels.modules(ofDriver: driver.value).contains($0) }
    }
    let loaded = modules.filter { boot.loading(of: $0) != nil || boot.listing(of: $0) != nil }
    // one that is not of the kernel's tree has to have been seen
    let rivals = modules.filter { module in
      let facts = boot.knowledge.kernels.module(named: module)
      return facts?.givesWay != true && (facts?.isForeign != true || loaded.contains(module))
    }
    let chosen =
      holder ?? [modules, loaded, rivals].first { $0.count == 1 }?.first
    return modules.map { module in
      let weight =
        module == chosen
        ? ModaliasNamesDriver.only
        : chosen == nil ? ModaliasNamesDriver.oneOfSeveral : ModaliasNamesDriver.others
      let shown = [boot.loading(of: module)].compactMap { $0 }.filter { _ in modules.count > 1 }
      let listed = [boot.listing(of: module)].compactMap { $0 }.filter { _ in modules.count > 1 }
      let told = entries + shown.filter { !entries.contains($0) }
      return Suspicion(
        .driver, boot.spokenName(of: module), weight, statement, told, .circumstantial,
        records: records + listed)
    }
  }
}
