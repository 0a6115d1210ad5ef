public import KillCorrelator
public import ReportModel

extension Report.LookedUpWord {
  /// What a word means in a report, or leads to in the kernel, in the terms of whoever asks; nil for an
  /// unknown word.
  public init?(_ word: String, in kernels: some KernelKnowledge) {
    if let rule = RuleDescription(ofRule: word) {
      let text = [
        "A rule of evidence: \(rule.title). It speaks of the \(rule.link).",
        rule.proves, "It misleads: \(rule.misleads)", "Source: \(rule.source)",
      ]
      self.init(word: word, kind: "rule", modules: [], text: text.joined(separator: "\n"))
      return
    }
    if let term = Term(word) ?? Term(ofSignature: word) {
      self.init(word: word, kind: term.kind.rawValue, modules: [], text: term.text)
      return
    }
    if word.contains(" "), let term = Term(ofMessage: word) {
      self.init(
        word: word, kind: LookedUp.Kind.message.rawValue, modules: [],
        text: "A message that tells of this: \(term.words[0]).\n\(term.text)")
      return
    }
    guard let found = LookedUp(word, in: kernels) else { return nil }
    let modules = found.modules.map { name in
      let facts = kernels.module(named: name)
      return Report.LookedUpModule(
        name: name, driver: Self.driver(of: name, facts, asked: word), directory: facts?.directory,
        kernels: facts.flatMap { $0.kernels.isEmpty ? nil : $0.kernels },
        list: facts?.mailingLists.first)
    }
    self.init(
      word: word, kind: found.kind.rawValue, modules: modules,
      text: Self.sentences(found, modules, kernels))
  }

  /// What a module's driver is called, as far as that is one name: often it is the module's.
  private static func driver(of name: String, _ facts: ModuleFacts?, asked word: String) -> String?
  {
    let drivers = facts?.drivers ?? []
    if let exact = drivers.first(where: { $0 == word || $0.moduleName == name }) { return exact }
    if facts?.isLibrary == true { return nil }
    return drivers.count == 1 && drivers[0].contains(where: \.isLowercase) ? drivers[0] : name
  }

  private static func sentences(
    _ found: LookedUp, _ modules: [Report.LookedUpModule], _ kernels: some KernelKnowledge
  ) -> String {
    let names = modules.map(\.name)
    let first = names.first ?? ""
    var lines: [String] = []
    switch found.kind {
    case .modalias:
      if let name = found.deviceName { lines.append("The device is \(name).") }
      lines.append(
        names.isEmpty
          ? "No kernel that is known has a driver for it."
          : names.count == 1
            ? "Served by \(first)."
            : "Served by \(first); others that claim it: \(listed(names.dropFirst())).")
    case .firmware:
      lines.append("A firmware file; who asks for it: \(listed(names[...])).")
    case .function:
      lines.append("A function of \(listed(names[...])).")
    case .message:
      lines.append("A message; who prints it: \(listed(names[...])).")
    case .module:
      if names.contains(found.word.moduleName) {
        lines.append("A module of the kernel.")
      } else {
        lines.append("A driver, or a prefix of lines, of \(listed(names[...])).")
      }
    }
    for module in modules.prefix(4) { lines.append(about(module, kernels)) }
    return lines.joined(separator: "\n")
  }

  private static func about(
    _ module: Report.LookedUpModule, _ kernels: some KernelKnowledge
  ) -> String {
    let facts = kernels.module(named: module.name)
    var parts: [String] = []
    if let directory = module.directory { parts.append("source in \(directory)") }
    if let span = module.kernels {
      parts.append("in the kernels \(span)")
    } else if facts?.isForeign == true {
      parts.append("not in the kernel's tree, or not any more")
    }
    if let driver = module.driver, driver.moduleName != module.name {
      parts.append("its driver is called \(driver)")
    }
    if facts?.isLibrary == true { parts.append("a library of other modules") }
    if let needs = facts?.dependencies, !needs.isEmpty {
      parts.append("needs \(listed(needs.prefix(6)))\(needs.count > 6 ? " and more" : "")")
    }
    if let list = module.list { parts.append("write to \(list)") }
    return parts.isEmpty ? module.name : "\(module.name): " + parts.joined(separator: "; ")
  }

  private static func listed(_ names: some Collection<String>) -> String {
    names.joined(separator: ", ")
  }
}
