internal import LogModel

/// A device whose course is looked for in other boots: by what it is, and by who could speak of it.
public struct Concern: Sendable {
  /// What it is called in its own boot.
  public let sysname: String
  /// What it is, as far as its boot tells: the kernel's modalias of it.
  let modalias: String?
  /// The modules that drive it, or could; none where only other boots can tell them.
  private(set) var modules: Set<String>
  /// What stands in front of their lines.
  private(set) var drivers: Set<String>
  /// Literals, one of which each of the lines has that may belong to its course.
  let phrases: [String]
  /// Whether it only bears witness to how fast the machine was.
  let isWitness: Bool

  init(
    sysname: String, modalias: String?, modules: Set<String>, drivers: Set<String>,
    names: Set<String> = [], graphics: Bool, isWitness: Bool
  ) {
    self.sysname = sysname
    self.modalias = modalias
    self.modules = modules
    self.drivers = drivers
    self.isWitness = isWitness
    // a measure has lines enough that name it
    var phrases: Set<String> = isWitness ? [] : Set(drivers).union(modules)
    // `i2c_i801` and `i2c-i801`
    for name in phrases where name.contains("_") { phrases.insert(name.replacing("_", with: "-")) }
    phrases = phrases.filter { $0.utf8.count > 2 }
    phrases.insert(DeviceTree.parentByName(sysname).map { $0 + ":" } ?? sysname)
    phrases.insert(sysname)
    if let digits = modalias.flatMap({ HardwareID.printed($0) }) { phrases.insert(digits) }
    // of a card that moved, the number may be another one
    for stem in names.map({ $0.prefix { !$0.isNumber } }) where stem.utf8.count > 2 {
      phrases.insert(String(stem))
    }
    if graphics { phrases.insert("[drm") }
    // what its driver makes of it may name neither
    if !isWitness { phrases.formUnion(["scsi host", "net eth"]) }
    self.phrases = phrases.sorted()
  }

  /// The same, driven by those who speak of it in a boot.
  func driven(by lines: [DeviceLine]) -> Concern {
    var concern = self
    for line in lines where !line.isBus && !DriverSpokeOfDevice.isPort(line.driver) {
      concern.modules.insert(line.name.module)
      concern.drivers.insert(line.driver)
    }
    return concern
  }
}

/// Devices that are looked for together.
public struct Concerns: Sendable {
  let all: [Concern]
  private let index: PhraseIndex
  /// The numbers of the devices that a phrase is of.
  private let owners: [[Int]]

  /// Of several for one device the first counts, but for one that only bears witness.
  public init(_ concerns: [Concern]) {
    var seen: Set<String> = []
    all = (concerns.filter { !$0.isWitness } + concerns.filter(\.isWitness)).filter {
      seen.insert($0.sysname).inserted
    }
    var owners: [String: [Int]] = [:]
    for (number, concern) in all.enumerated() {
      for phrase in concern.phrases { owners[phrase, default: []].append(number) }
    }
    let phrases = owners.keys.sorted()
    index = PhraseIndex(phrases.map { Array($0.utf8) })
    self.owners = phrases.map { owners[$0] ?? [] }
  }

  /// The devices to whose course a message may belong.
  func owners(of message: ArraySlice<UInt8>) -> [Int] {
    let phrases = index.matches(in: message)
    guard let first = phrases.first, phrases.count > 1 else {
      return phrases.flatMap { owners[$0] }
    }
    return phrases.dropFirst().reduce(into: owners[first]) { found, phrase in
      for owner in owners[phrase] where !found.contains(owner) { found.append(owner) }
    }
  }
}

extension HardwareID {
  /// How the kernel prints what a device is: `[8086:100e]`, `idVendor=0627, idProduct=0001`.
  static func printed(_ modalias: String) -> String? {
    guard let name = name(ofModalias: modalias), let ids = name.split(separator: " ").last else {
      return nil
    }
    if name.hasPrefix("PCI") { return "[\(ids)]" }
    let parts = ids.split(separator: ":")
    guard name.hasPrefix("USB"), parts.count == 2 else { return nil }
    return "idVendor=\(parts[0]), idProduct=\(parts[1])"
  }
}

extension BootContext {
  /// What is to be looked for on account of a device that an event was too long for; nil for one that
  /// exists because its driver is ready, or of which nobody knows who could drive it.
  ///
  /// - Parameter named: the drivers that the diagnosis names for it.
  private func concern(about device: Device, named: (String) -> [String]) -> Concern? {
    guard let sysname = device.sysname, DeviceClass(device) == nil else { return nil }
    let spoken = (index.lines[sysname] ?? []).filter { !$0.isBus }.map(\.driver)
      .filter { !DriverSpokeOfDevice.isPort($0) }
    let modalias = device.modalias ?? identity(of: device)?.modalias
    var served = modalias.map(modules(serving:)) ?? []
    if let platform = PlatformNameIsDriver.driverName(sysname), modalias == nil,
      knowledge.kernels.module(named: platform) != nil
    {
      served.append(platform)
    }
    var names = Set(spoken + served)
    if names.isEmpty { names = Set(named(sysname)) }
    // other boots may tell who drives it
    if names.isEmpty {
      return Concern(
        sysname: sysname, modalias: modalias, modules: [], drivers: [], graphics: false,
        isWitness: false)
    }
    return concern(sysname, modalias, names)
  }

  /// What is to be looked for on account of all that was found.
  ///
  /// - Parameter named: the drivers that are named for a device, where nothing else tells who drives it.
  func concerns(about devices: [Device], named: (String) -> [String]) -> [Concern] {
    var concerns: [Concern] = []
    let names = Set(devices.compactMap(\.sysname))
    var seen: Set<String?> = []
    for device in devices where concerns.count < Self.mostConcerns {
      guard seen.insert(device.sysname).inserted,
        let concern = concern(about: device, named: named)
      else { continue }
      concerns.append(concern)
    }
    guard !concerns.isEmpty else { return [] }
    let busy = concerns.reduce(into: Set<String>()) { $0.formUnion($1.modules) }
    var spoken: [String: (driver: String, lines: Int)] = [:]
    for line in deviceLines where !line.isBus && !busy.contains(line.name.module) {
      guard let device = line.device, device.utf8.contains(where: { $0 == .colon || $0 == .dot }),
        !names.contains(device), !DriverSpokeOfDevice.isPort(line.driver)
      else { continue }
      spoken[device, default: (line.driver, 0)].lines += 1
    }
    let measures = spoken.filter { (2...Self.mostWords).contains($0.value.lines) }
      .sorted { ($1.value.lines, $0.key) < ($0.value.lines, $1.key) }.prefix(Self.mostWitnesses)
    return concerns + measures.compactMap { witness($0.key, $0.value.driver) }
  }

  private static let mostConcerns = 24
  private static let mostWitnesses = 4
  private static let mostWords = 16

  /// The same about a device that serves as a measure.
  func witness(_ sysname: String, _ driver: String) -> Concern? {
    concern(
      sysname, identity(of: Device(sysname: sysname))?.modalias, [driver], isWitness: true)
  }

  private func concern(
    _ sysname: String, _ modalias: String?, _ names: Set<String>, isWitness: Bool = false
  ) -> Concern? {
    let kernels = knowledge.kernels
    var modules: Set<String> = []
    var drivers: Set<String> = []
    var isGraphics = false
    for name in names where !HelperModules.contains(name) {
      let owner = moduleName(ofDriver: name).moduleName
      modules.formUnion([owner, name.moduleName])
      drivers.insert(name)
      guard let facts = kernels.module(named: owner) else { continue }
      drivers.formUnion(facts.drivers)
      isGraphics = isGraphics || facts.directory?.hasPrefix("drivers/gpu/drm") == true
      // mptbase speaks for mptsas, libahci for ahci: parts of one driver
      for part in kernels.dependencies(of: owner)
      where kernels.module(named: part)?.directory == facts.directory
        && Self.areAkin(part, owner)
      {
        modules.insert(part)
      }
    }
    guard !modules.isEmpty else { return nil }
    drivers.formUnion(words(of: modules))
    return Concern(
      sysname: sysname, modalias: modalias, modules: modules, drivers: drivers,
      names: isWitness ? [] : self.names(of: sysname, by: modules), graphics: isGraphics,
      isWitness: isWitness)
  }

  /// What else some modules put in front of their lines in this boot (`megasas` of megaraid_sas).
  private func words(of modules: Set<String>) -> Set<String> {
    var seen: Set<String> = []
    var words: Set<String> = []
    for line in deviceLines
    where line.device == nil && !line.isBus && seen.insert(line.driver).inserted {
      let word = line.driver
      guard word.utf8.count > 2 else { continue }
      if let module = speaker(of: line.entry).module?.moduleName {
        if modules.contains(module) { words.insert(word) }
      } else if modules.contains(where: { $0.hasPrefix(word.prefix(4)) }),
        knowledge.kernels.modules(ofDriver: word).isEmpty
      {
        // nobody else is called so
        words.insert(word)
      }
    }
    return words
  }

  private static func areAkin(_ one: String, _ other: String) -> Bool {
    one.hasPrefix(other.prefix(3)) || one.contains(other) || other.contains(one)
  }

  private func modules(serving modalias: String) -> [String] {
    let own = knowledge.modules(for: modalias, kernel: system.kernelRelease)?.modules ?? []
    let all =
      own.isEmpty
      ? knowledge.kernels.modules(forModalias: modalias, kernel: system.kernelRelease).modules : own
    return Array(all.filter { !HelperModules.contains($0) }.prefix(3))
  }
}
