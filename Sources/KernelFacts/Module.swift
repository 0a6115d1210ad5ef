internal import Glibc

/// One module, loadable or built in, or one that no Debian kernel has (`isForeign`).
public struct Module: Sendable, Equatable {
  /// As lsmod writes it: with underscores.
  public let name: String
  /// Where its source is in the kernel's tree, such as `drivers/scsi/mpt3sas`; nil where unknown.
  public let directory: String?
  /// The lists that MAINTAINERS names for its source, the narrowest entry's first; at most three.
  public let mailingLists: [String]
  /// The kernels that have it.
  public let kernels: KernelSet
  /// Those among them in which it is part of the image.
  public let builtIn: KernelSet
  /// Serves no device itself: others depend on it, and it has neither a device's alias nor a driver.
  public let isLibrary: Bool
  /// Known from the hand-made table alone.
  public let isForeign: Bool
  /// The modules that it needs, in any of the kernels, in alphabetical order.
  public let dependencies: [String]
  /// What its drivers are called under `/sys/bus/*/drivers` and at the beginning of their lines.
  public let driverNames: [String]
}

/// One module as the answer to a question.
public struct Claim: Sendable, Equatable {
  public let module: String
  /// The kernels for which it holds; empty for what the hand-made table says.
  public let kernels: KernelSet
}

/// How a row of the section of modules is laid out (`Compiler.module_section`).
enum ModuleRow {
  static let size = 28
  static let first = 8
}

extension KernelFacts {
  /// What is known of a module; hyphens are taken for underscores.
  public func module(named name: String) -> Module? {
    let name = name.replacing("-", with: "_")
    return number(ofModule: name).map(module(number:))
  }

  /// The names of all modules, in alphabetical order.
  public var moduleNames: [String] { (0..<moduleCount).map(name(ofModule:)) }

  /// The modules of a driver's name (`piix4_smbus` is in i2c_piix4), or of what an own prefix such as
  /// `NVRM` stands for. A module's own name is one as well.
  public func modules(ofDriver name: String) -> [Claim] {
    var found = claims(drivers.values(of: KeyHash.of(name.utf8)))
    if let module = module(named: name), !found.contains(where: { $0.module == module.name }) {
      found.append(Claim(module: module.name, kernels: module.kernels))
    }
    return found
  }

  /// The modules that define a function, without what the compiler puts behind its name
  /// (`.isra.0`); `inKernel` are the kernels whose own image has it.
  ///
  /// The names themselves are not stored: once in 80,000 something is found for a name that no kernel has.
  public func modules(havingFunction name: String) -> (modules: [Claim], inKernel: KernelSet) {
    let name = name.prefix { $0 != "." }
    var modules: [Claim] = []
    var core: KernelSet = []
    for value in functions.values(of: KeyHash.of(name.utf8)) {
      for member in sets.members(value) {
        if member.module == SetTable.core {
          core.formUnion(KernelSet(rawValue: member.kernels))
        } else if let claim = claim(member) {
          modules.append(claim)
        }
      }
    }
    return (modules, core)
  }

  /// Everything that a module needs, directly or through others.
  public func allDependencies(of name: String) -> Set<String> {
    guard let number = number(ofModule: name.replacing("-", with: "_")) else { return [] }
    return Set(closure(of: number).map(name(ofModule:)))
  }

  /// The mailing lists for a place in the source, the narrowest first: those of the nearest folder above it that is
  /// known.
  public func mailingLists(forDirectory path: String) -> [String] {
    var path = Substring(path)
    while path.hasSuffix("/") { path.removeLast() }
    while !path.isEmpty {
      var low = 0
      var high = min(directories.u32(0), directories.count / 8)
      while low < high {
        let middle = (low + high) / 2
        let name = strings[directories.u32(4 + middle * 8)]
        if name == path { return lists(directories.u32(8 + middle * 8)) }
        if name.utf8.lexicographicallyPrecedes(path.utf8) {
          low = middle + 1
        } else {
          high = middle
        }
      }
      path = path.lastIndex(of: "/").map { path[..<$0] } ?? ""
    }
    return []
  }

  /// How many of the kernel's messages and names have a word, in powers of two (1: one, 2: two or three, … 7: 64 and more);
  /// nil for a word that none has. Case does not count; once in 20,000 a word is found that none has.
  public func kernelUse(ofWord word: String) -> Int? {
    words.values(of: KeyHash.of(word.lowercased().utf8)).max()
  }

  /// Whether the kernel's messages or the names of its modules and functions have a word of letters.
  public func isKernelWord(_ word: String) -> Bool { kernelUse(ofWord: word) != nil }

  // MARK: By number

  func module(number: Int) -> Module {
    let at = ModuleRow.first + number * ModuleRow.size
    let directory = strings[modules.u32(at + 4)]
    let flags = modules.u32(at + 16)
    return Module(
      name: name(ofModule: number), directory: directory.isEmpty ? nil : directory,
      mailingLists: lists(modules.u32(at + 8)), kernels: KernelSet(rawValue: UInt8(flags & 0xff)),
      builtIn: KernelSet(rawValue: UInt8(flags >> 8 & 0xff)), isLibrary: flags >> 16 & 1 != 0,
      isForeign: flags >> 16 & 2 != 0, dependencies: dependencies(of: number).map(name(ofModule:)),
      driverNames: list(at: modules.u32(at + 24)).map { strings[$0] })
  }

  func name(ofModule number: Int) -> String {
    guard number >= 0, number < moduleCount else { return "" }
    return strings[modules.u32(ModuleRow.first + number * ModuleRow.size)]
  }

  /// Modules stand in the order of their names.
  func number(ofModule name: some StringProtocol) -> Int? {
    var low = 0
    var high = moduleCount
    while low < high {
      let middle = (low + high) / 2
      let found = self.name(ofModule: middle)
      if found == name { return middle }
      if found.utf8.lexicographicallyPrecedes(name.utf8) { low = middle + 1 } else { high = middle }
    }
    return nil
  }

  func dependencies(of number: Int) -> [Int] {
    list(at: modules.u32(ModuleRow.first + number * ModuleRow.size + 20))
  }

  /// The numbers of all modules that one needs.
  func closure(of number: Int) -> Set<Int> {
    var found: Set<Int> = []
    var open = [number]
    while let next = open.popLast() {
      for other in dependencies(of: next) where found.insert(other).inserted { open.append(other) }
    }
    return found
  }

  /// A list of numbers: how many, then each.
  private func list(at place: Int) -> [Int] {
    let base = ModuleRow.first + moduleCount * ModuleRow.size
    guard place < modules.u32(4) else { return [] }
    let count = modules.u32(base + place * 4)
    guard count <= modules.u32(4) - place else { return [] }
    return (0..<count).map { modules.u32(base + (place + 1 + $0) * 4) }
  }

  private func lists(_ number: Int) -> [String] {
    strings[number].split(separator: " ").map(String.init)
  }

  func claim(_ member: (module: Int, kernels: UInt8)) -> Claim? {
    guard member.module < moduleCount else { return nil }
    return Claim(
      module: name(ofModule: member.module), kernels: KernelSet(rawValue: member.kernels))
  }

  /// The modules of some sets, each once.
  func claims(_ numbers: [Int]) -> [Claim] {
    var found: [Claim] = []
    for member in numbers.flatMap(sets.members) {
      guard let claim = claim(member) else { continue }
      if let index = found.firstIndex(where: { $0.module == claim.module }) {
        found[index] = Claim(
          module: claim.module, kernels: found[index].kernels.union(claim.kernels))
      } else {
        found.append(claim)
      }
    }
    return found
  }
}

/// errno's number.
func lastError() -> Int32 { errno }
