/// Tells who printed a boot's kernel lines: by the names in front, by what the log shows those names
/// to be, and by the text, of which the packages of kernels know who has it.
///
/// Each line is looked at when somebody asks, and takes some ten microseconds.
struct Speakers: Sendable {
  let kernels: any KernelKnowledge
  let release: String?
  let instances: Instances
  /// Whether the log shows a module as loaded.
  let isLoaded: @Sendable (String) -> Bool
  /// The modules that could have a device, by what the log tells of it.
  let serving: @Sendable (String) -> [String]

  /// - Parameter isKernels: whether the log says that it is the kernel's line; where it does not, a
  ///   word in front is no module's without a text that agrees.
  func speaker(of message: Span<UInt8>, isKernels: Bool = true) -> LineSpeaker {
    let message = message.extracting(LineHead.vendorPrefix(message)...)
    let head = LineHead(message)
    var found =
      Announcement.speaker(of: message, head) ?? speaker(String(message), head, isKernels)
    found.device = device(head, message)
    return found
  }

  // MARK: Who

  /// What the names in front say.
  private struct Candidates {
    enum Weight {
      /// Only that driver's lines begin so.
      case firm
      /// The module's own name, or that of something it made.
      case own
      /// A subsystem's, in whose name its drivers speak as well.
      case shared
    }
    var modules: [String] = []
    var how = LineSpeaker.How.prefix
    var weight = Weight.own
  }

  private func speaker(_ line: String, _ head: LineHead, _ isKernels: Bool) -> LineSpeaker {
    // the banner, which is another text in each build
    if line.hasPrefix("Linux version ") { return LineSpeaker(how: .kernel) }
    let named = candidates(head)
    // who has no driver is spoken for by the kernel's own code
    if head.form == .device, let name = head.name, Self.builtIn.contains(name) {
      return LineSpeaker(how: .kernel)
    }
    if named.weight == .firm, named.modules.count == 1 {
      return LineSpeaker(module: named.modules[0], how: named.how)
    }
    let said = kernels.speakers(ofText: line, kernel: release)
    if named.weight == .shared, let module = said.module {
      let how = named.modules.contains(module) ? named.how : .text
      return LineSpeaker(module: module, modules: said.claims, how: how)
    }
    let agreed = named.modules.filter { module in said.claims.contains { areRelated($0, module) } }
    if let module = base(of: agreed) { return LineSpeaker(module: module, how: named.how) }
    if named.weight == .firm { return chosen(among: named.modules, head, otherwise: named.how) }
    if let module = said.module {
      return said.letters < Self.long && isAnothers(head, than: module)
        ? LineSpeaker() : LineSpeaker(module: module, modules: said.claims, how: .text)
    }
    if said.isKernels { return LineSpeaker(modules: said.claims, how: .kernel) }
    if !agreed.isEmpty { return chosen(among: agreed, head, otherwise: named.how) }
    if !said.claims.isEmpty {
      return said.isWhole
        ? chosen(among: said.claims, head, otherwise: nil) : LineSpeaker(modules: said.claims)
    }
    // nobody is known to have the text
    let own = head.name?.moduleName
    guard named.weight == .own, isKernels,
      named.modules.contains(where: { ($0 == own || named.modules.count == 1) && isTrusted($0) })
    else { return LineSpeaker() }
    return chosen(among: named.modules, head, otherwise: named.how)
  }

  /// Letters of a text that need no word in front that agrees.
  private static let long = 24

  /// Whether the word in front is an identifier that a module does not know: not one of its functions
  /// (`vcodec_service: init success`).
  private func isAnothers(_ head: LineHead, than module: String) -> Bool {
    guard head.form == .word, let name = head.name, name.contains("_"),
      kernels.modules(ofDriver: name).isEmpty, instances.maker(of: name) == nil
    else { return false }
    return !kernels.modules(havingFunction: name).modules.contains { areRelated($0, module) }
  }

  /// Buses that are part of the kernel's image.
  private static let builtIn: Set<String> = [
    "pci", "pci_bus", "pnp", "node", "cpu", "memory", "iommu",
  ]

  /// Whether a module's name alone, in front of an unknown text, is taken for its speaker: a word of
  /// the language may be one as well (`fixed`, `raw`).
  private func isTrusted(_ module: String) -> Bool {
    guard let facts = kernels.module(named: module) else { return false }
    let isWord = !module.contains { $0 == "_" || $0.isNumber }
    return facts.isForeign || instances.hasSpoken(module)
      || !isWord && !facts.isBuiltIn && module.count > 4
  }

  /// The only one, or the one that all others build on.
  private func base(of modules: [String]) -> String? {
    if modules.count < 2 { return modules.first }
    return modules.first { one in
      modules.allSatisfy { $0 == one || kernels.dependencies(of: $0).contains(one) }
    }
  }

  /// Of several the one that is called so, that has the line's device, that could have it, or that
  /// alone was loaded.
  private func chosen(
    among modules: [String], _ head: LineHead, otherwise how: LineSpeaker.How?
  ) -> LineSpeaker {
    func told(_ module: String, _ how: LineSpeaker.How) -> LineSpeaker {
      LineSpeaker(module: module, modules: first(module, modules), how: how)
    }
    // another module may have a driver of the same name
    if let how, let name = head.name?.moduleName, modules.contains(name) { return told(name, how) }
    if modules.count == 1, let how { return told(modules[0], how) }
    if let name = head.device ?? head.name {
      let holders = instances.driver(of: name).map { kernels.modules(ofDriver: $0) } ?? []
      for owners in [holders, serving(name)] where !owners.isEmpty {
        let own = modules.filter { module in owners.contains { areRelated($0, module) } }
        if own.count == 1 { return told(own[0], .device) }
      }
    }
    let loaded = modules.filter(isLoaded)
    if loaded.count == 1 { return told(loaded[0], .loaded) }
    return LineSpeaker(modules: modules)
  }

  private func first(_ module: String, _ modules: [String]) -> [String] {
    [module] + modules.filter { $0 != module }
  }

  /// One builds on the other: a library speaks in the name of its driver.
  private func areRelated(_ one: String, _ other: String) -> Bool {
    one == other || kernels.dependencies(of: one).contains(other)
      || kernels.dependencies(of: other).contains(one)
  }

  // MARK: Names

  private func candidates(_ head: LineHead) -> Candidates {
    switch head.form {
    case .bare: return Candidates()
    case .graphics:
      if let name = head.name { return Candidates(modules: [name.moduleName], weight: .firm) }
      let owners = head.function.map { kernels.modules(havingFunction: $0) } ?? FunctionOwners()
      let isKnown = owners.modules.count == 1 && !owners.isKernels
      return Candidates(
        modules: isKnown ? owners.modules : [], how: .function, weight: isKnown ? .firm : .shared)
    case .brackets:
      guard let module = head.name.flatMap(fileSystem) else { return Candidates() }
      return Candidates(modules: [module], weight: .firm)
    case .device:
      guard let name = head.name, let device = head.device else { return Candidates() }
      return candidates(driver: name, device)
    case .word:
      return head.name.map(candidates(word:)) ?? Candidates()
    }
  }

  /// `driver device: `: the driver's, if it is none of the buses and classes that stand there while
  /// no driver is bound.
  private func candidates(driver name: String, _ device: String) -> Candidates {
    if let owner = SubsystemPrefix.sharedModule(of: name) {
      return Candidates(modules: [owner], weight: .shared)
    }
    let modules = kernels.modules(ofDriver: name)
    if DriverName.isBus(name) { return Candidates(modules: modules, weight: .shared) }
    if !modules.isEmpty {
      // "tpm tpm0: ", "pps pps0: ": a class, whose drivers speak in its name as well
      let own = kernels.module(named: name)
      let isClass = own?.isLibrary == true && device.hasPrefix(name)
      // a part of the image that has parameters is listed as one, be it a driver or not
      let isWord = own?.isBuiltIn == true && own?.directory == nil && own?.drivers.isEmpty == true
      if isClass || isWord { return Candidates(modules: modules, weight: .shared) }
      return Candidates(modules: own.map { [$0.name] } ?? modules, weight: .firm)
    }
    // a driver that no kernel has: not "rtc rtc0: " or "spurious 8259A interrupt: "
    let isClass = device != name && device.hasPrefix(name.prefix(3))
    let isDriver = !isClass && InstanceName.isBusDevice(device, of: name)
    return Candidates(
      modules: isDriver ? [name.moduleName] : [], weight: isDriver ? .firm : .shared)
  }

  /// `word: `: a module's own name, or that of something that it made.
  private func candidates(word name: String) -> Candidates {
    if let owner = SubsystemPrefix.module(of: name) {
      return Candidates(modules: [owner], how: .instance, weight: .firm)
    }
    if let owner = SubsystemPrefix.sharedModule(of: name) {
      return Candidates(modules: [owner], weight: .shared)
    }
    let modules = kernels.modules(ofDriver: name)
    if DriverName.isBus(name) { return Candidates(modules: modules, weight: .shared) }
    if !modules.isEmpty {
      let isLibrary = kernels.module(named: name)?.isLibrary == true
      return Candidates(modules: modules, weight: isLibrary ? .shared : .own)
    }
    if let maker = instances.maker(of: name) {
      return Candidates(
        modules: kernels.modules(ofDriver: maker.driver), how: .instance, weight: .shared)
    }
    for stem in InstanceName.isDevice(name) ? [] : InstanceName.stems(of: name) {
      let modules = kernels.modules(ofDriver: stem)
      if !modules.isEmpty { return Candidates(modules: modules, how: .instance) }
    }
    let module = fileSystem(name)
    return Candidates(modules: module.map { [$0] } ?? [])
  }

  /// `EXT4-fs`, `XFS`, `BTRFS`: the module in small letters.
  private func fileSystem(_ name: String) -> String? {
    guard name.first?.isUppercase == true else { return nil }
    let lower = name.lowercased()
    let stem = lower.hasSuffix("-fs") ? String(lower.dropLast(3)) : lower
    let module = kernels.module(named: stem)
    return module?.directory?.hasPrefix("fs/") == true ? module?.name : nil
  }

  // MARK: Device

  private func device(_ head: LineHead, _ message: Span<UInt8>) -> String? {
    if let device = head.device { return InstanceName.device(device) }
    if head.form == .word, let name = head.name {
      if let maker = instances.maker(of: name) { return maker.device }
      if InstanceName.isDevice(name), kernels.modules(ofDriver: name).isEmpty {
        return InstanceName.device(name)
      }
    }
    // "acme: probe of 0000:00:05.0 failed with error -4"
    if let probe = message.range(of: ": probe of "), message.contains(" failed with error ") {
      let end = message.end(of: { $0 != .blank }, from: probe.upperBound)
      return String(message.extracting(probe.upperBound..<end))
    }
    // "input: … as /devices/…/input/input4"
    if let path = message.range(of: " as /devices/"),
      let slash = message.lastIndex(of: .slash), slash >= path.upperBound
    {
      let end = message.end(of: { $0 != .blank }, from: slash)
      return String(message.extracting((slash + 1)..<end))
    }
    return InstanceName.pciAddress(in: message)
  }
}
