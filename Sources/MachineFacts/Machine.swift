public import KillCorrelator
public import LogModel

/// What is known of machines beyond their logs: what stood beside those, and of the machine that
/// this runs on its kernels' module tables and sysfs.
///
/// A saved log gets the same answer on every machine: this machine's own tables and devices are
/// asked about its own boots only (``isOwn(_:)``). Two things hold for all logs: module tables that
/// the user named, and the names that systemd's hardware database has for devices.
public struct Machine: MachineKnowledge {
  private let tables: ModuleTables
  private let names = HardwareNames()
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
      tables: isOwn || tables.owner == .given ? tables : nil, names: names)
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
    KnownMachine(recorded: [], state: nil, sysfs: Sysfs(), tables: tables, names: names)
  }
}

/// What is known of one machine in one of its boots.
///
/// A table of the kernel that ran comes before any other, and what was recorded on the machine itself
/// before what this machine has.
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

  func modules(for modalias: String, kernel: String?) -> ModuleLookup? {
    if let kernel {
      for machine in recorded {
        if let lookup = machine.modules(for: modalias, kernel: kernel) { return lookup }
      }
    }
    let own = tables?.lookup(modalias, kernel: kernel)
    if let own, own.isExact { return own }
    return recorded.lazy.compactMap { $0.modules(for: modalias) }.first ?? own
  }

  func description(of modalias: String) -> String? {
    recorded.lazy.compactMap { $0.description(of: modalias) }.first
      ?? names?.description(of: modalias)
  }

  var record: BootRecord? { state?.record ?? sysfs.map { _ in BootRecord() } }

  func device(_ sysname: String, at devpath: String?) -> DeviceRecord? {
    sysfs?.record(of: sysname) ?? state?.device(sysname, at: devpath)
  }
}
