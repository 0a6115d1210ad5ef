internal import LogModel

enum SameLoadHangs {
  static let rule = Rule(
    id: "same-load-hangs",
    title: "Another event hung in the load of the same module",
    proves:
      "Two devices of one kind are given to two workers, and both load the same module. The kernel "
      + "lets one of them in; the other waits for it, without a word, and fails or binds when it is "
      + "done. What is proved of one of them holds for the other.",
    misleads:
      "A module serves both devices, and the second was only slow.",
    source: "`add_unformed_module`, `idempotent` in kernel/module/main.c.",
    link: .activity, witness: .others, weights: [same], examine: examine)

  private static let same = Weight(2.5, "the other is proved")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    guard kill.draft.victim == .worker, let other = kill.alike else { return [] }
    return [
      Suspicion(
        .driver, other.driver, same, .sameLoad(worker: other.worker), other.entries,
        .circumstantial)
    ]
  }
}
