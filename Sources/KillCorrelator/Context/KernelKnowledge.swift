/// What can be looked up in the packages of any kernel: the same for every log, on every machine.
///
/// What the log's own machine says goes before it: ask ``DeviceKnowledge`` where it has the question.
/// Releases (`6.1.0-50-amd64`) choose among kernels; nil asks the newest.
public protocol KernelKnowledge: Sendable {
  /// The modules that serve a device with this modalias, the one in real use first.
  ///
  /// - Parameter modalias: what is not known of it may be left out or be a `*`. One of ACPI is asked
  ///   for by its names, on the ACPI and on the PNP bus.
  func modules(forModalias modalias: String, kernel: String?) -> KernelClaims
  /// Who prints such a message; with or without the names in front of it.
  func speakers(ofText text: String, kernel: String?) -> TextSpeakers
  /// The modules that define a function, and whether the kernel's own image does.
  func modules(havingFunction function: String) -> FunctionOwners
  /// The modules that ask for a firmware file, surest first.
  func modules(askingForFirmware file: String) -> [String]
  /// The modules of a driver's name (`piix4_smbus` is in `i2c_piix4`) or of an own prefix (`NVRM`):
  /// of those that the kernel has, if it has any.
  func modules(ofDriver name: String, kernel: String?) -> [String]
  /// What is known of a module; hyphens are taken for underscores.
  func module(named name: String) -> ModuleFacts?
  /// Everything that a module needs, directly or through others.
  func dependencies(of module: String) -> Set<String>
  /// Whose lists to write to about a folder of the source, the narrowest first.
  func mailingLists(forDirectory directory: String) -> [String]
  /// Whether the kernel's messages and names have a word of letters: it is no machine's own name.
  func isWord(_ word: String) -> Bool
  /// What people call the device that a modalias belongs to.
  func deviceName(forModalias modalias: String) -> String?
}

/// The modules that are meant by something, and by which kernel.
public struct KernelClaims: Sendable, Equatable {
  /// Best first.
  public var modules: [String]
  /// The version that was asked (`6.1`).
  public var kernel: String
  /// Whether that is the version that ran.
  public var isExact: Bool

  public init(modules: [String], kernel: String, isExact: Bool) {
    self.modules = modules
    self.kernel = kernel
    self.isExact = isExact
  }

  static let none = KernelClaims(modules: [], kernel: "", isExact: false)
}

/// Who may have printed a text.
public struct TextSpeakers: Sendable, Equatable {
  /// The only one that has it, or the one that all others build on; nil where that cannot be told.
  public var module: String?
  /// All that have it, `module` first.
  public var claims: [String]
  /// Whether the kernel's own image has it.
  public var isKernels: Bool
  /// Whether these are all: not of a text that very many have.
  public var isWhole: Bool
  /// How many letters of the line are the message's own.
  public var letters: Int

  public init(
    module: String? = nil, claims: [String] = [], isKernels: Bool = false, isWhole: Bool = true,
    letters: Int = 0
  ) {
    self.module = module
    self.claims = claims
    self.isKernels = isKernels
    self.isWhole = isWhole
    self.letters = letters
  }
}

/// Where a function is.
public struct FunctionOwners: Sendable, Equatable {
  public var modules: [String]
  public var isKernels: Bool

  public init(modules: [String] = [], isKernels: Bool = false) {
    self.modules = modules
    self.isKernels = isKernels
  }
}

/// One module as the packages have it.
public struct ModuleFacts: Sendable, Equatable {
  /// With underscores.
  public var name: String
  /// Of its source, such as `drivers/scsi/mpt3sas`.
  public var directory: String?
  public var mailingLists: [String]
  /// What its drivers are called in sysfs and in front of their lines.
  public var drivers: [String]
  /// What it needs itself.
  public var dependencies: [String]
  /// From the oldest to the newest kernel that has it: `5.10-7.2`; empty for those that none has.
  public var kernels: String
  /// Serves no device itself: others build on it.
  public var isLibrary: Bool
  /// Not in the kernel's tree, or not any more.
  public var isForeign: Bool
  /// Part of the image in some kernel.
  public var isBuiltIn: Bool
  /// Takes only what nobody else does, or is loaded beside the one that binds.
  public var givesWay: Bool

  public init(
    name: String, directory: String? = nil, mailingLists: [String] = [], drivers: [String] = [],
    dependencies: [String] = [], kernels: String = "", isLibrary: Bool = false,
    isForeign: Bool = false, isBuiltIn: Bool = false,
    givesWay: Bool = false
  ) {
    self.name = name
    self.directory = directory
    self.mailingLists = mailingLists
    self.drivers = drivers
    self.dependencies = dependencies
    self.kernels = kernels
    self.isLibrary = isLibrary
    self.isForeign = isForeign
    self.isBuiltIn = isBuiltIn
    self.givesWay = givesWay
  }
}

/// Has looked at no kernel.
public struct NoKernels: KernelKnowledge {
  public init() {}
  public func modules(forModalias modalias: String, kernel: String?) -> KernelClaims { .none }
  public func speakers(ofText text: String, kernel: String?) -> TextSpeakers { TextSpeakers() }
  public func modules(havingFunction function: String) -> FunctionOwners { FunctionOwners() }
  public func modules(askingForFirmware file: String) -> [String] { [] }
  public func modules(ofDriver name: String, kernel: String?) -> [String] { [] }
  public func module(named name: String) -> ModuleFacts? { nil }
  public func dependencies(of module: String) -> Set<String> { [] }
  public func mailingLists(forDirectory directory: String) -> [String] { [] }
  public func isWord(_ word: String) -> Bool { false }
  public func deviceName(forModalias modalias: String) -> String? { nil }
}

extension KernelKnowledge {
  /// The modules of a driver's name in any kernel.
  public func modules(ofDriver name: String) -> [String] { modules(ofDriver: name, kernel: nil) }
}
