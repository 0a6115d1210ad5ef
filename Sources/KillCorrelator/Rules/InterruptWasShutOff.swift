internal import LogModel

enum InterruptWasShutOff {
  static let rule = Rule(
    id: "interrupt-was-shut-off",
    title: "The kernel had shut off the device's interrupt",
    proves:
      "No driver wanted an interrupt that came again and again, and the kernel shut its line off "
      + "(`irq 16: nobody cared`). A device that its own driver announced with that number is not "
      + "heard from then on: whoever waits for its answer waits until his time is over.",
    misleads:
      "Drivers that poll do without. It is told of the device by its number alone; where several "
      + "share the line, the one that fires is another one.",
    source: "`__report_bad_irq` in kernel/irq/spurious.c.",
    link: .root, witness: .words, weights: [shutOff], examine: examine)

  private static let shutOff = Weight(2.5, "the device's own number")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    let lost = boot.facts(.interruptLost).filter { !kill.isAfterKill($0.entry, boot) }
    guard !lost.isEmpty, let sysname = kill.device?.sysname else { return [] }
    for (line, relation) in boot.lines(about: kill.device) where !line.isBus {
      guard relation == .same || relation == .parent, let number = line.interrupt,
        let fact = lost.first(where: { $0[.count] == number })
      else { continue }
      return [
        Suspicion(
          .hardware, relation == .same ? sysname : line.device ?? sysname, shutOff,
          .interruptShutOff(number), [fact.entry, line.entry])
      ]
    }
    return []
  }
}

extension DeviceLine {
  /// `irq 16, io mem 0xf7d07000`, `at pci 0000:00:05.0 irq 10`, `IRQ 17`.
  fileprivate var interrupt: String? {
    let words = text.split { $0 == " " || $0 == "," || $0 == "=" }
    guard let at = words.firstIndex(where: { $0 == "irq" || $0 == "IRQ" }), at + 1 < words.count,
      Int(words[at + 1]) != nil
    else { return nil }
    return String(words[at + 1])
  }
}
