internal import JournalReader

/// udevd names the program that a rule had started and that used up the time.
///
/// Misleads where the program only reads the device (blkid and its kin): then the device is slow,
/// and the program its victim. `/sbin/modprobe` (up to udev 175) stands for the driver it loads,
/// the firmware helper for the driver that asked. Source: `on_spawn_timeout` in udev-spawn.c.
enum ProgramWasRunning: Rule {
  static let id = "program-was-running"

  static func examine(_ kill: KillCase, in scene: Scene) -> [Finding] {
    let entries = kill.draft.report.filter { entry in
      scene.event(at: entry)?["command"] == kill.draft.program
    }
    if let program = kill.draft.program {
      let wasKilled =
        kill.draft.victim == .program
        || kill.draft.report.contains { entry in
          let event = scene.event(at: entry)
          return event?.meaning == .programKilled
            || event?.meaning == .programSignalled && event?["name"] == "KILL"
        }
      let isStuck = kill.draft.programPID.map { scene.index.tracesByPID[$0] != nil } ?? false
      return finding(program, wasKilled: wasKilled, isStuck: isStuck, Array(entries.prefix(3)))
    }
    return lastStarted(kill, scene)
  }

  private static func finding(
    _ program: String, wasKilled: Bool, isStuck: Bool, _ entries: [Int]
  ) -> [Finding] {
    let command = Command(program)
    if command.isModprobe { return [] }
    if let firmware = command.firmware {
      return [
        Finding(
          .driver, firmware, Weight.firmwareFile,
          "udev's helper could not hand this firmware file to the driver that asked for it", entries
        )
      ]
    }
    let name = String(command.words.first ?? "")
    if isStuck {
      return [
        Finding(
          .program, name, Weight.programStuck,
          "it did not end in time, but it was itself stuck in the kernel", entries)
      ]
    }
    if command.readsDevice {
      return [
        Finding(
          .program, name, Weight.programReadsDevice,
          "it was reading the device when the time ran out", entries, .circumstantial)
      ]
    }
    return [
      Finding(
        .program, name, wasKilled ? Weight.programKilled : Weight.programRunning,
        wasKilled
          ? "udevd says that it killed this program because it did not end in time"
          : "udevd had warned about this program, and no line says that it ended before the kill",
        entries)
    ]
  }

  /// With udev's debug log: the last program that this worker started and did not see end.
  private static func lastStarted(_ kill: KillCase, _ scene: Scene) -> [Finding] {
    guard let pid = kill.workerPID else { return [] }
    let own = (scene.index.written[pid] ?? []).filter {
      kill.covers($0, scene) && !kill.isAfterKill($0, scene)
    }.compactMap { scene.event(at: $0) }
    guard
      let last = own.last(where: { $0.meaning == .programStarted || $0.meaning == .builtinStarted }
      ),
      last.meaning == .programStarted, let command = last["command"]
    else { return [] }
    return [
      Finding(
        .program, String(Command(command).words.first ?? ""), Weight.programDebug,
        "it was the last thing that the worker had started", [last.entry])
    ]
  }
}
