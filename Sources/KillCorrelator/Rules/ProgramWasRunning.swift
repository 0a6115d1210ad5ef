internal import LogModel

/// udevd names the program that a rule had started and that used up the time.
///
/// Misleads where the program only reads the device (blkid and its kin): then the device is slow,
/// and the program its victim. `/sbin/modprobe` (up to udev 175) stands for the driver it loads,
/// the firmware helper for the driver that asked. Source: `on_spawn_timeout` in udev-spawn.c.
enum ProgramWasRunning: Rule {
  static let id = "program-was-running"

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    guard let program = kill.draft.program else { return [] }
    let facts = kill.draft.report.compactMap { boot.fact(at: $0) }
    let entries = facts.filter { $0[.command] == program }.map(\.entry)
    let wasKilled =
      kill.draft.victim == .program
      || facts.contains {
        $0.meaning == .programKilled || $0.meaning == .programSignalled && $0[.signalName] == "KILL"
      }
    if !wasKilled, kill.programs(in: boot).ended.contains(program) { return [] }
    let isStuck = kill.draft.programPID.map { boot.index.tracesByPID[$0] != nil } ?? false
    return finding(program, wasKilled: wasKilled, isStuck: isStuck, Array(entries.prefix(3)))
  }

  private static func finding(
    _ program: String, wasKilled: Bool, isStuck: Bool, _ entries: [Int]
  ) -> [Suspicion] {
    let command = Command(program)
    if command.isModprobe { return [] }
    if let firmware = command.firmware {
      return [
        Suspicion(
          .driver, firmware, Weight.firmwareFile,
          .firmwareNotHandedOver, entries
        )
      ]
    }
    let name = String(command.words.first ?? "")
    if isStuck {
      return [
        Suspicion(
          .program, name, Weight.programStuck,
          .programStuckInKernel, entries)
      ]
    }
    if command.readsDevice {
      return [
        Suspicion(
          .program, name, Weight.programReadsDevice,
          .programReadDevice, entries, .circumstantial)
      ]
    }
    return [
      Suspicion(
        .program, name, wasKilled ? Weight.programKilled : Weight.programRunning,
        wasKilled ? .programKilled : .programWarnedOf,
        entries)
    ]
  }
}
