public import KillCorrelator
internal import KernelFacts

/// The facts out of kernels' packages that are part of this program.
public struct KernelPackages: KernelKnowledge {
  private let modules = Remembered<String, ModuleFacts?>()

  public init() {}

  /// Mapped with the program: nothing is read before somebody asks.
  private var facts: KernelFacts { .bundled }

  public func modules(forModalias modalias: String, kernel: String?) -> KernelClaims {
    let names = Self.acpiNames(modalias)
    var found: [Claim] = []
    if names.isEmpty {
      found = facts.modules(forModalias: Self.opened(modalias), kernel: kernel)
    }
    // without an alias the driver of the device's name is meant (`platform_match`)
    if found.isEmpty, modalias.hasPrefix("platform:") {
      found = facts.modules(ofDriver: String(modalias.dropFirst(9)))
    }
    // what a device calls itself first is meant most
    for name in names {
      for claim in facts.modules(forACPI: name, kernel: kernel)
      where !found.contains(where: { $0.module == claim.module }) {
        found.append(claim)
      }
    }
    // a kernel that is known has none of another's drivers
    if Self.isExact(kernel, facts) {
      let near = facts.nearest(to: kernel)
      let having = found.filter { $0.kernels.isEmpty || !$0.kernels.isDisjoint(with: near) }
      if !having.isEmpty { found = having }
    }
    return claims(found.map(\.module), kernel)
  }

  private static func isExact(_ kernel: String?, _ facts: KernelFacts) -> Bool {
    kernel.flatMap { KernelVersion(release: $0) }?.description
      == facts.span(facts.nearest(to: kernel))
  }

  private func claims(_ modules: [String], _ kernel: String?) -> KernelClaims {
    KernelClaims(
      modules: modules, kernel: facts.span(facts.nearest(to: kernel)),
      isExact: Self.isExact(kernel, facts))
  }

  /// `acpi:IFX0102:PNP0C31:`, and `pnp:dPNP0501`.
  private static func acpiNames(_ modalias: String) -> [String] {
    for bus in ["acpi:", "acpi*:"] where modalias.hasPrefix(bus) {
      return modalias.dropFirst(bus.count).split { $0 == ":" || $0 == "*" }.map(String.init)
    }
    guard modalias.hasPrefix("pnp:d") else { return [] }
    return modalias.dropFirst(5).split { $0 == "d" || $0 == "*" }.map(String.init)
  }

  /// What a log does not tell of a device stands as zeros in a modalias made of it (`HardwareID`):
  /// here that may be anything.
  private static func opened(_ modalias: String) -> String {
    modalias.replacing("sv00000000sd00000000", with: "sv*sd*")
      .replacing("d0000dc00dsc00dp00ic00isc00ip00in00", with: "*")
  }

  public func speakers(ofText text: String, kernel: String?) -> TextSpeakers {
    let found = facts.speakers(ofLine: text, kernel: kernel)
    return TextSpeakers(
      module: found.module, claims: found.claims.map(\.module), isKernels: !found.inKernel.isEmpty,
      isWhole: !found.isCut, letters: found.letters)
  }

  public func modules(havingFunction function: String) -> FunctionOwners {
    let found = facts.modules(havingFunction: function)
    return FunctionOwners(
      modules: found.modules.map(\.module), isKernels: !found.inKernel.isEmpty)
  }

  public func modules(askingForFirmware file: String) -> [String] {
    facts.modules(askingForFirmware: file)?.modules.map(\.module) ?? []
  }

  public func modules(ofDriver name: String, kernel: String?) -> [String] {
    let claims = facts.modules(ofDriver: name)
    let near = facts.nearest(to: kernel)
    let those = kernel == nil ? [] : claims.filter { !$0.kernels.isDisjoint(with: near) }
    return (those.isEmpty ? claims : those).map(\.module)
  }

  public func module(named name: String) -> ModuleFacts? {
    modules.value(of: name) {
      facts.module(named: name).map { module in
        ModuleFacts(
          name: module.name, directory: module.directory, mailingLists: module.mailingLists,
          drivers: module.driverNames, dependencies: module.dependencies,
          kernels: facts.span(module.kernels), isLibrary: module.isLibrary,
          isForeign: module.isForeign, isBuiltIn: !module.builtIn.isEmpty,
          givesWay: facts.givesWay(module.name))
      }
    }
  }

  public func dependencies(of module: String) -> Set<String> { facts.allDependencies(of: module) }

  public func mailingLists(forDirectory directory: String) -> [String] {
    facts.mailingLists(forDirectory: directory)
  }

  public func isWord(_ word: String) -> Bool { facts.isKernelWord(word) }

  public func deviceName(forModalias modalias: String) -> String? {
    facts.deviceName(forModalias: modalias)
  }
}
