/// A word out of a log, looked up as a kernel engineer does it.
public struct LookedUp: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable {
    case modalias, firmware, module, function, message
  }
  public var word: String
  public var kind: Kind
  /// Best first.
  public var modules: [String]
  /// Of the device that a modalias belongs to.
  public var deviceName: String?

  /// - Returns: Nil for a word of which nothing is known.
  public init?(_ word: String, in kernels: some KernelKnowledge) {
    let word = word.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    self.word = word
    func found(_ kind: Kind, _ modules: [String]) -> Bool {
      guard !modules.isEmpty else { return false }
      self.kind = kind
      self.modules = modules
      return true
    }
    kind = .modalias
    modules = []
    for modalias in Self.modaliases(word) {
      let name = kernels.deviceName(forModalias: modalias)
      if found(.modalias, kernels.modules(forModalias: modalias, kernel: nil).modules) {
        deviceName = name
        return
      }
      deviceName = deviceName ?? name
    }
    if deviceName != nil { return }
    if word.contains(" ") {
      let said = kernels.speakers(ofText: word, kernel: nil)
      if found(.message, said.module.map { [$0] } ?? said.claims) { return }
      return nil
    }
    if let module = kernels.module(named: word), found(.module, [module.name]) { return }
    if found(.module, kernels.modules(ofDriver: word)) { return }
    if word.hasSuffix(".ko"), let module = kernels.module(named: String(word.dropLast(3))),
      found(.module, [module.name])
    {
      return
    }
    if word.contains(where: { $0 == "." || $0 == "/" || $0 == "-" }),
      found(.firmware, kernels.modules(askingForFirmware: word))
    {
      return
    }
    let owners = kernels.modules(havingFunction: word)
    if word.contains("_"), !owners.isKernels, found(.function, owners.modules) { return }
    return nil
  }

  /// What a word may stand for on the kernel's buses: itself, a device's name, ids as lspci and lsusb
  /// write them, a name of ACPI or a path in its tables.
  private static func modaliases(_ word: String) -> [String] {
    if let colon = word.firstIndex(of: ":"), !word.contains(" ") {
      let bus = word[..<colon].filter { $0 != "*" }
      if let first = bus.first, first.isLetter,
        bus.allSatisfy({ $0.isLetter || $0 == "-" || $0 == "_" || $0.isNumber }),
        !word[colon...].dropFirst().isEmpty, !NamedDevice.isACPIName(bus)
      {
        return [word]
      }
    }
    let parts = word.split(separator: ":", omittingEmptySubsequences: false)
    if parts.count == 2, parts.allSatisfy({ $0.count == 4 && $0.allSatisfy(\.isHexDigit) }) {
      let ids = parts.map { $0.uppercased() }
      return ["pci:v0000\(ids[0])d0000\(ids[1])*", "usb:v\(ids[0])p\(ids[1])*"]
    }
    if let modalias = NamedDevice.modalias(of: word) { return [modalias] }
    if NamedDevice.isACPIName(word.uppercased()), word.contains(where: \.isNumber) {
      return ["acpi:\(word.uppercased()):"]
    }
    return NamedDevice.modalias(ofACPIPath: word).map { [$0] } ?? []
  }
}
