/// Another module needed a symbol of this one and waited 30 s in vain for its init to end.
///
/// Misleads when the waiter was itself killed in that moment: its wait is interruptible and ends
/// with the same words. Source: `resolve_symbol_wait` in kernel/module/main.c.
enum ModuleWasWaitedFor: Rule {
  static let id = "module-was-waited-for"

  static func examine(_ kill: KillCase, in scene: Scene) -> [Suspicion] {
    scene.events(.waitsForModule).compactMap { event in
      guard kill.covers(event.entry, scene), let owner = event["owner_module"] else { return nil }
      let name = owner.hasSuffix(".") ? String(owner.dropLast()) : owner
      let atKill = kill.isPrompt(event.entry, scene)
      return Suspicion(
        .driver, name, atKill ? 0.5 : Weight.waitedFor,
        .waitedForInVain(by: event["module"]),
        [event.entry])
    }
  }
}
