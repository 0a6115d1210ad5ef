internal import LogModel

/// The modules that a boot's log shows as loaded, or being loaded: by udevd's own words, by the lists
/// in the kernel's reports, and by who spoke.
struct LoadedModules: Sendable {
  /// The first entry that shows each.
  private var shown: [String: Int] = [:]

  init(_ facts: [Fact], _ traces: [Trace], _ firstSpoken: [String: Int]) {
    shown = firstSpoken
    for fact in facts where fact.meaning == .moduleInserted {
      if let module = fact[.module] { note(module, fact.entry) }
    }
    for trace in traces {
      for module in trace.initialising { note(module, trace.entries.first ?? 0) }
    }
  }

  private mutating func note(_ module: String, _ entry: Int) {
    let name = module.moduleName
    shown[name] = min(shown[name] ?? entry, entry)
  }

  subscript(name: String) -> Int? { shown[name.moduleName] }
}

extension BootContext {
  /// The first entry that shows a module as loaded, by its own name or by that of one of its drivers.
  func loading(of module: String) -> Int? {
    let drivers = knowledge.kernels.module(named: module)?.drivers ?? []
    return ([module] + drivers).compactMap { loaded[$0] }.min()
  }

  /// The line in which its machine said, later in this boot, that a module was loaded.
  func listing(of module: String) -> Entry? {
    system.record == nil ? nil : knowledge.hadLoaded(module)
  }
}
