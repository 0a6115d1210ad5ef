enum ModuleWasWaitedFor {
  static let rule = Rule(
    id: "module-was-waited-for",
    title: "Another module waited for this one in vain",
    proves:
      "Another module needed a symbol of this one and waited 30 s in vain for its init to end.",
    misleads:
      "The waiter was itself killed in that moment: its wait is interruptible and ends with the "
      + "same words.",
    source: "`resolve_symbol_wait` in kernel/module/main.c.",
    link: .wait, witness: .others, weights: [waited, atKill], examine: examine)

  private static let waited = Weight(1.75, "it was waited for in vain")
  private static let atKill = Weight(0.5, "the wait ended with the kill")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    boot.facts(.waitsForModule).compactMap { fact in
      guard kill.covers(fact.entry, boot), let owner = fact[.ownerModule] else { return nil }
      let name = owner.hasSuffix(".") ? String(owner.dropLast()) : owner
      let isAtKill = kill.isPrompt(fact.entry, boot)
      return Suspicion(
        .driver, name, isAtKill ? atKill : waited, .waitedForInVain(by: fact[.module]),
        [fact.entry])
    }
  }
}
