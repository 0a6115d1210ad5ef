enum AuxiliaryNameNamesParent {
  static let rule = Rule(
    id: "auxiliary-name-names-parent",
    title: "An auxiliary device is called after the module that made it",
    proves:
      "A device of the auxiliary bus is called after the module that made it: `bnxt_en.rdma.0` "
      + "is the RDMA part of a card that bnxt_en drives.",
    misleads:
      "Weak: it names who made the device; what is loaded for it is another driver, which waits "
      + "for the first one's card.",
    source: "`__auxiliary_device_add` in drivers/base/auxiliary.c.",
    link: .wait, witness: .name, weights: [byName], examine: examine)

  private static let byName = Weight(1.3, "the name")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    guard let sysname = kill.device?.sysname, kill.draft.victim == .worker else { return [] }
    let parts = sysname.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let module = parts.first, module.contains("_") || module.count > 3,
      module.first?.isLetter == true, !parts[1].isEmpty, parts[1].allSatisfy({ !$0.isNumber }),
      parts[1] != "auto", Int(parts[2]) != nil
    else { return [] }
    return [
      Suspicion(
        .driver, String(module), byName, .madeAuxiliaryDevice,
        Array(kill.draft.report.prefix(1)), .circumstantial)
    ]
  }
}
