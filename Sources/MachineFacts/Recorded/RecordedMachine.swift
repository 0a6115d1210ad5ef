internal import LogModel
internal import KillCorrelator

/// What stood beside the logs of one machine, read as it is asked for.
///
/// Its module tables and the names of its devices hold for all of its boots. What it says of its
/// state (command line, drivers, settings) holds for the boot in which that was recorded.
struct RecordedMachine: Sendable {
  private let isLatestBoot: Bool
  private let bootID: Lazily<String?>
  private let state: Lazily<BootRecord>
  private let databases: Lazily<[DeviceDatabase]>
  private let pciDevices: Lazily<[PCIDevices]>
  private let aliases: Lazily<[ModuleAliases]>
  private let loaded: Lazily<[String: Entry]>

  init(_ surroundings: Surroundings) {
    isLatestBoot = surroundings.isLatestBoot
    // this machine's own module tables are asked by libkmod
    let isOwn = { (file: Attachment) in
      file.kind == RecordedFile.moduleAliases.rawValue && file.name == "/\(file.path)"
    }
    let texts = RecordedTexts(surroundings.attachments.filter { !isOwn($0) })
    bootID = Lazily {
      texts[.bootID].lazy.compactMap { $0.lines.first { _ in true }?.text }.first?
        .filter { $0 != "-" }
    }
    state = Lazily { BootRecord { texts[$0] } }
    databases = Lazily { texts[.devices].map { DeviceDatabase($0) } }
    pciDevices = Lazily { texts[.pciDevices].map { PCIDevices($0) } }
    aliases = Lazily { texts[.moduleAliases].compactMap { ModuleAliases($0) } }
    loaded = Lazily { Self.loaded(texts[.loadedModules]) }
  }

  /// The first word of each line, but of lsmod's head, whose second is no number.
  private static func loaded(_ texts: [RecordedText]) -> [String: Entry] {
    var found: [String: Entry] = [:]
    for text in texts {
      for line in text.lines {
        let words = line.text.split(separator: " ", maxSplits: 2)
        guard words.count > 1, Int(words[1]) != nil else { continue }
        found[String(words[0]).moduleName] = text.entry(line)
      }
    }
    return found
  }

  /// The line that says that a module was loaded.
  func hadLoaded(_ module: String) -> Entry? { loaded.made[module.moduleName] }

  /// Whether its state was recorded in that boot: by the boot's id where both have it, else because
  /// no later boot is there.
  func isRecorded(in log: BootLog) -> Bool {
    if let mine = bootID.made, let other = log.id { return mine == other }
    return isLatestBoot
  }

  var record: BootRecord { state.made }

  func device(_ sysname: String, at devpath: String?) -> DeviceRecord? {
    let device = databases.made.lazy.compactMap { $0.device(sysname, at: devpath) }.first
    let listed = pciDevices.made.lazy.compactMap { $0[sysname] }.first
    guard var device else { return listed }
    device.description = device.description ?? listed?.description
    device.modules = listed?.modules
    return device
  }

  /// Vendor and model as lspci calls them.
  func description(of modalias: String) -> String? {
    pciDevices.made.lazy.compactMap { $0.description(of: modalias) }.first
  }

  /// By the tables of that kernel.
  func modules(for modalias: String, kernel: String) -> ModuleLookup? {
    aliases.made.first { $0.release == kernel }.map {
      lookup(modalias, in: $0, isExact: true)
    }
  }

  /// By the tables of another one.
  func modules(for modalias: String) -> ModuleLookup? {
    aliases.made.last.map { lookup(modalias, in: $0, isExact: false) }
  }

  private func lookup(
    _ modalias: String, in aliases: ModuleAliases, isExact: Bool
  ) -> ModuleLookup {
    let found = aliases.modules(for: modalias)
    return ModuleLookup(
      modules: found.map(\.name), kernel: aliases.release, isExact: isExact, owner: .logged,
      entries: found.map(\.entry))
  }
}
