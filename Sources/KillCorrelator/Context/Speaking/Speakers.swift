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

  func speaker(of message: Span<UInt8>) -> LineSpeaker {
    let head = LineHead(message)
    var found = speaker(String(message), head)
    found.device = device(head, message)
    return found
  }

  // MARK: Who

  /// What the names in front say.
  private struct Candidates {
    var modules: [String] = []
    var how = LineSpeaker.How.prefix
    /// They need no text that agrees.
    var areSure = false
  }

  private func speaker(_ line: String, _ head: LineHead) -> LineSpeaker {
    let named = candidates(head)
    if named.areSure, named.modules.count == 1 {
      return LineSpeaker(module: named.modules[0], how: named.how)
    }
    let said = kernels.speakers(ofText: line, kernel: release)
    let agreed = named.modules.filter { module in said.claims.contains { areRelated($0, module) } }
    if agreed.count == 1 { return LineSpeaker(module: agreed[0], how: named.how) }
    if named.areSure { return chosen(among: named.modules, head, otherwise: named.how) }
    if let module = said.module {
      return LineSpeaker(module: module, modules: said.claims, how: .text)
    }
    if said.isKernels { return LineSpeaker(modules: said.claims, how: .kernel) }
    if !said.claims.isEmpty, agreed.isEmpty {
      return said.isWhole
        ? chosen(among: said.claims, head, otherwise: nil) : LineSpeaker(modules: said.claims)
    }
    let left = agreed.isEmpty ? named.modules : agreed
    return left.count == 1
      ? LineSpeaker(module: left[0], how: named.how)
      : chosen(among: left, head, otherwise: nil)
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
      if let name = head.name { return Candidates(modules: [name.moduleName], areSure: true) }
      let owners = head.function.map { kernels.modules(havingFunction: $0) } ?? FunctionOwners()
      return Candidates(
        modules: owners.isKernels ? [] : owners.modules, how: .function,
        areSure: owners.modules.count == 1 && !owners.isKernels)
    case .brackets:
      let module = head.name.flatMap(fileSystem)
      return Candidates(modules: module.map { [$0] } ?? [], areSure: module != nil)
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
    let modules = kernels.modules(ofDriver: name)
    if DriverName.isBus(name) { return Candidates(modules: modules) }
    guard modules.isEmpty else {
      // "tpm tpm0: ", "nvme nvme0: ": a class, whose drivers speak in its name as well
      return Candidates(modules: modules, areSure: !device.hasPrefix(name))
    }
    // a driver that no kernel has: not "rtc rtc0: " or "input input5: "
    let isClass = device.hasPrefix(name) || device.hasPrefix(name.prefix(3))
    return Candidates(modules: isClass ? [] : [name.moduleName], areSure: !isClass)
  }

  /// `word: `: a module's own name, or that of something that it made.
  private func candidates(word name: String) -> Candidates {
    if let owner = SubsystemPrefix.module(of: name) {
      return Candidates(modules: [owner], how: .instance, areSure: true)
    }
    let modules = kernels.modules(ofDriver: name)
    if !modules.isEmpty { return Candidates(modules: modules) }
    if let maker = instances.maker(of: name) {
      return Candidates(modules: kernels.modules(ofDriver: maker.driver), how: .instance)
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
    return InstanceName.pciAddress(in: message)
  }
}
