enum ModuleSpokeFirst {
  static let rule = Rule(
    id: "module-spoke-first",
    title: "The module's first words came when the event began",
    proves:
      "The module's first words in this boot came when the event began, and it spoke of the "
      + "device.",
    misleads:
      "Only a support for a driver that is suspected anyway: at boot many modules are loaded "
      + "side by side, and each has first words.",
    source: "The banners of module inits; `check_modinfo` in kernel/module/main.c for what taints.",
    link: .activity, witness: .words, weights: [firstWords], examine: examine)

  private static let firstWords = Weight(0.5, "its first words")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    guard let start = kill.startTime, kill.draft.victim == .worker else { return [] }
    var seen: Set<String> = []
    return kill.spoken(in: boot).filter { $0.relation <= .child }.compactMap { spoken in
      let module = spoken.driver.moduleName
      guard seen.insert(module).inserted, let first = boot.index.firstSpoken[module],
        let time = boot.time(first), abs(time - start) <= 5_000_000
      else { return nil }
      return Suspicion(.driver, spoken.driver, firstWords, .firstWords, [first], .circumstantial)
    }
  }
}
