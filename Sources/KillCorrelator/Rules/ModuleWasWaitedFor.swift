/// Another module needed a symbol of this one and waited 30 s in vain for its init to end.
///
/// Misleads when the waiter was itself killed in that moment: its wait is interruptible and ends
/// with the same words. Source: `resolve_symbol_wait` in kernel/module/main.c.
enum ModuleWasWaitedFor: Rule {
  static let id = "module-was-waited-for"

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    boot.facts(.waitsForModule).compactMap { fact in
      guard kill.covers(fact.entry, boot), let owner = fact[.ownerModule] else { return nil }
      let name = owner.hasSuffix(".") ? String(owner.dropLast()) : owner
      let atKill = kill.isPrompt(fact.entry, boot)
      return Suspicion(
        .driver, name, atKill ? 0.5 : Weight.waitedFor,
        .waitedForInVain(by: fact[.module]),
        [fact.entry])
    }
  }
}
