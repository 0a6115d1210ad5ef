public import LogModel
public import KillCorrelator
internal import Platform

/// What is known of machines beyond their logs: what stood beside those, and of the machine that
/// this runs on its kernels' module tables, systemd's hardware database and sysfs.
public struct Machine: MachineKnowledge {
  private let modules: ModuleTables
  private let names: HardwareNames?
  private let bootID: String?

  /// - Parameter directory: module tables to use instead of this machine's: a folder with
  ///   `modules.alias.bin`, or one with such folders by release.
  public init(modules directory: String? = nil) {
    modules = ModuleTables(directory: directory)
    names = HardwareNames()
    bootID = SmallFile.line("/proc/sys/kernel/random/boot_id").map { $0.filter { $0 != "-" } }
  }

  public var attachments: [AttachmentPattern] { RecordedFile.patterns }

  public func knowledge(of log: BootLog) -> any DeviceKnowledge {
    let machines = log.surroundings.map { RecordedMachine($0) }
    return KnownMachine(
      recorded: machines, state: machines.first { $0.isRecorded(in: log) },
      sysfs: log.id != nil && log.id == bootID ? SystemDevices() : nil, tables: modules,
      names: names)
  }

  /// What is known of the machine that this runs on, as it is now.
  public var here: any DeviceKnowledge {
    KnownMachine(recorded: [], state: nil, sysfs: SystemDevices(), tables: modules, names: names)
  }
}

/// What is known of one machine in one of its boots.
///
/// A table of the kernel that ran comes before any other, and what was recorded on the machine itself
/// before what this machine has.
struct KnownMachine: DeviceKnowledge {
  /// All that was recorded of it, in whatever boot.
  let recorded: [RecordedMachine]
  /// What was recorded in this boot.
  let state: RecordedMachine?
  /// Where this boot is the one that runs here and now.
  let sysfs: SystemDevices?
  let tables: ModuleTables
  let names: HardwareNames?

  func modules(for modalias: String, kernel: String?) -> ModuleLookup? {
    if let kernel {
      for machine in recorded {
        if let lookup = machine.modules(for: modalias, kernel: kernel) { return lookup }
      }
    }
    let own = tables.lookup(modalias, kernel: kernel)
    if let own, own.isExact { return own }
    return recorded.lazy.compactMap { $0.modules(for: modalias) }.first ?? own
  }

  func description(of modalias: String) -> String? {
    recorded.lazy.compactMap { $0.description(of: modalias) }.first
      ?? names?.description(of: modalias)
  }

  var record: BootRecord? { state?.record ?? sysfs.map { _ in BootRecord() } }

  func device(_ sysname: String, at devpath: String?) -> DeviceRecord? {
    sysfs?.device(sysname) ?? state?.device(sysname, at: devpath)
  }
}
