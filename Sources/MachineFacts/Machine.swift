public import KillCorrelator
public import LogModel

/// What is known of machines beyond their logs: what stood beside those, and of the machine that
/// this runs on its kernels' module tables and sysfs.
///
/// A saved log gets the same answer on every machine: this machine's own tables and devices are
/// asked about its own boots only (``isOwn(_:)``). Two things hold for all logs: module tables that
/// the user named, and what the packages of any kernel say (``KernelPackages``).
public struct Machine: MachineKnowledge {
  private let tables: ModuleTables
  private let bootID: String?
  private let machineID: String?

  /// - Parameter directory: module tables to use instead of this machine's, for all logs: a folder
  ///   with `modules.alias.bin`, or one with such folders by release.
  public init(modules directory: String? = nil) {
    self.init(
      directory.map { ModuleTables($0, of: .given) } ?? ModuleTables("/lib/modules", of: .here),
      bootID: ThisMachine.bootID, machineID: ThisMachine.machineID)
  }

  /// A machine of those ids.
  init(_ tables: ModuleTables, bootID: String?, machineID: String?) {
    self.tables = tables
    self.bootID = bootID
    self.machineID = machineID
  }

  public var attachments: [AttachmentPattern] { RecordedFile.patterns }

  public func knowledge(of log: BootLog) -> any DeviceKnowledge {
    let machines = log.surroundings.map { RecordedMachine($0) }
    let isOwn = isOwn(log)
    return KnownMachine(
      recorded: machines, state: machines.first { $0.isRecorded(in: log) },
      sysfs: isOwn && log.id == bootID ? Sysfs() : nil,
      tables: isOwn || tables.owner == .given ? tables : nil, names: isOwn ? .here : nil)
  }

  /// Whether it is a boot of the machine that this runs on, read from that machine's own journal.
  ///
  /// Both are asked for. With `--merge` that journal has other machines' boots in it, and a copy of
  /// it is a saved log, here as elsewhere. The boot that runs counts whatever machine id its entries
  /// have: in the initrd that can be another one.
  func isOwn(_ log: BootLog) -> Bool {
    let isSameMachine = log.machineID != nil && log.machineID == machineID
    return log.isFromOwnJournal && (isSameMachine || log.id != nil && log.id == bootID)
  }

  /// What is known of the machine that this runs on, as it is now; whoever asks about whichever log.
  public var here: any MachineKnowledge & DeviceKnowledge {
    KnownMachine(recorded: [], state: nil, sysfs: Sysfs(), tables: tables, names: .here)
  }
}

/// What is known of one machine in one of its boots.
///
/// A table of the kernel that ran comes before any other, what was recorded on the machine itself
/// before what this machine has, and all of that before what any kernel's packages say.
struct KnownMachine: MachineKnowledge, DeviceKnowledge {
  /// All that was recorded of it, in whatever boot.
  let recorded: [RecordedMachine]
  /// What was recorded in this boot.
  let state: RecordedMachine?
  /// Where this boot is the one that runs here and now.
  let sysfs: Sysfs?
  /// Those that may be asked about it, besides what was recorded.
  let tables: ModuleTables?
  let names: HardwareNames?
  let kernels: any KernelKnowledge = KernelPackages()

  /// An empty table says nothing: the driver may be built in.
  func modules(for modalias: String, kernel: String?) -> ModuleLookup? {
    let packaged = kernels.modules(forModalias: modalias, kernel: kernel)
    if var lookup = fromTables(modalias, kernel: kernel), !lookup.modules.isEmpty {
      lookup.modules = ordered(lookup.modules, as: packaged.modules)
      return lookup
    }
    guard !packaged.modules.isEmpty else { return nil }
    return ModuleLookup(
      modules: packaged.modules, kernel: packaged.kernel, isExact: packaged.isExact,
      owner: .packages)
  }

  private func fromTables(_ modalias: String, kernel: String?) -> ModuleLookup? {
    if let kernel {
      for machine in recorded {
        if let lookup = machine.modules(for: modalias, kernel: kernel) { return lookup }
      }
    }
    let own = tables?.lookup(modalias, kernel: kernel)
    if let own, own.isExact { return own }
    return recorded.lazy.compactMap { $0.modules(for: modalias) }.first ?? own
  }

  /// Tables are in no order. Who is not in the kernel's tree was installed for this; then whom the
  /// packages prefer.
  private func ordered(_ modules: [String], as preferred: [String]) -> [String] {
    func rank(_ module: String) -> Int {
      guard let known = kernels.module(named: module), !known.isForeign else { return -1 }
      return preferred.firstIndex(of: module.moduleName) ?? preferred.count
    }
    let ranked = modules.enumerated().map { (rank($1), $0, $1) }
    return ranked.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
  }

  /// By what the machine said itself, then by the lists of PCI's and USB's ids; this machine's own
  /// database knows other buses too, and is asked about its own boots only.
  func description(of modalias: String) -> String? {
    recorded.lazy.compactMap { $0.description(of: modalias) }.first
      ?? kernels.deviceName(forModalias: modalias) ?? names?.description(of: modalias)
  }

  func hadLoaded(_ module: String) -> Entry? { state?.hadLoaded(module) }

  var record: BootRecord? { state?.record ?? sysfs.map { _ in BootRecord() } }

  func device(_ sysname: String, at devpath: String?) -> DeviceRecord? {
    sysfs?.record(of: sysname) ?? state?.device(sysname, at: devpath)
  }
}
