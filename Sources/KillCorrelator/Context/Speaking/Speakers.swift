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
    let named = candidates(head)
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
      return LineSpeaker(module: module, modules: said.claims, how: .text)
    }
    if said.isKernels { return LineSpeaker(modules: said.claims, how: .kernel) }
    if !agreed.isEmpty { return chosen(among: agreed, head, otherwise: named.how) }
    if !said.claims.isEmpty {
      return said.isWhole
        ? chosen(among: said.claims, head, otherwise: nil) : LineSpeaker(modules: said.claims)
    }
    // nobody is known to have the text
    guard named.weight == .own, isKernels, named.modules.contains(where: isTrusted) else {
      return LineSpeaker()
    }
    return chosen(among: named.modules, head, otherwise: named.how)
  }

  /// Whether a module's name alone, in front of an unknown text, is taken for its speaker: a word of
  /// the language may be one as well (`fixed`, `raw`).
  private func isTrusted(_ module: String) -> Bool {
    guard let facts = kernels.module(named: module) else { return false }
    return facts.isForeign || instances.hasSpoken(module)
      || module.contains("_") && !facts.isBuiltIn && module.count > 5
  }

  /// The only one, or the one that all others build on.
  private func base(of modules: [String]) -> String? {
    if modules.count < 2 { return modules.first }
    return modules.first { one in
      modules.allSatisfy { $0 == one || kernels.dependencies(of: $0).contains(one) }
    }
  }

  /// Of several the one that has the line's device, or the only one that was loaded.
  private func chosen(
    among modules: [String], _ head: LineHead, otherwise how: LineSpeaker.How?
  ) -> LineSpeaker {
    let name = head.device ?? head.name
    if let driver = name.flatMap({ instances.driver(of: $0) }) {
      let holders = kernels.modules(ofDriver: driver)
      let own = modules.filter { module in holders.contains { areRelated($0, module) } }
      if own.count == 1 {
        return LineSpeaker(module: own[0], modules: first(own[0], modules), how: .device)
      }
    }
    let loaded = modules.filter(isLoaded)
    if loaded.count == 1 {
      return LineSpeaker(module: loaded[0], modules: first(loaded[0], modules), how: .loaded)
    }
    // a driver of the same name as its module is meant where another module has one like it
    if let how, let name = head.name?.moduleName, modules.contains(name) {
      return LineSpeaker(module: name, modules: first(name, modules), how: how)
    }
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
      let isClass = kernels.module(named: name)?.isLibrary == true && device.hasPrefix(name)
      return Candidates(modules: modules, weight: isClass ? .shared : .firm)
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
    for stem in InstanceName.stems(of: name) {
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
