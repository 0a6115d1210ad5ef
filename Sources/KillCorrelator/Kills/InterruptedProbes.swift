internal import LogModel

/// Kills of which a log has only what the kernel says: a signal ended a probe, as long after its driver's
/// first words as udevd waits.
///
/// The udevd of initramfs-tools logs nowhere, and a saved dmesg has none of udevd's lines. An interrupted
/// probe alone proves nothing: somebody may have ended a modprobe by hand, or PID 1 a unit. So the time has
/// to be udevd's, and a udevd that was heard before is believed when it tells of no kill.
struct InterruptedProbes {
  private let boot: BootContext
  private let failures: [ProbeFailure]
  /// The first line that each module may have printed, by its prefix or its text.
  private let firstWords: [String: Int]

  /// Of so many modules the first words are looked for: a machine has few that are interrupted.
  private static let mostModules = 16

  init(in boot: BootContext) {
    self.boot = boot
    let heard = boot.entries.firstIndex { entry in
      entry.speaker.kind == .program
        && ExpectedSpeaker.udevIdentifiers.contains(entry.speaker.identifier)
    }
    failures = boot.facts(.probeFailed).filter(\.isInterruptedProbe).compactMap { ProbeFailure($0) }
      .filter { $0.entry < heard ?? .max }
    let modules = Set(failures.map { boot.moduleName(ofDriver: $0.driver).moduleName })
    firstWords = modules.count <= Self.mostModules ? Self.firstWords(of: modules, boot) : [:]
  }

  /// One for each device.
  var kills: [UeventDraft] {
    var devices: Set<String> = []
    return failures.compactMap { failure in
      guard let begun = firstWords[boot.moduleName(ofDriver: failure.driver).moduleName],
        begun < failure.entry, let start = boot.time(begun), let end = boot.time(failure.entry),
        isLimit(Double(end - start) / 1_000_000), let fact = boot.fact(at: failure.entry),
        devices.insert(failure.device).inserted
      else { return nil }
      return UeventDraft(
        certainty: .inferred, device: Device(sysname: failure.device), row: fact.row,
        endedEntry: failure.entry, report: [failure.entry])
    }
  }

  private static func firstWords(of modules: Set<String>, _ boot: BootContext) -> [String: Int] {
    var found = boot.index.firstSpoken.filter { modules.contains($0.key) }
    for (number, entry) in boot.entries.enumerated() where entry.speaker.kind == .kernel {
      if modules.isEmpty { break }
      let said = boot.knowledge.kernels.speakers(
        ofText: String(decoding: entry.message, as: UTF8.self), kernel: boot.system.kernelRelease)
      for module in ([said.module].compactMap { $0 } + said.claims).map(\.moduleName)
      where modules.contains(module) {
        found[module] = min(found[module] ?? number, number)
      }
    }
    return found
  }

  /// Whether udevd may have waited so long. An event begins before its driver speaks: with it the module has
  /// to be found and read first.
  private func isLimit(_ seconds: Double) -> Bool {
    limits.contains { seconds >= $0 * 0.85 - 1 && seconds <= $0 + 2 }
  }

  private var limits: [Double] {
    let known =
      boot.system.eventTimeoutOption(inInitrd: true)
      ?? boot.system.eventTimeoutOption(inInitrd: false) ?? EventLimit.defaultLimit(boot.system)
    if let known { return [known, known + 10] }
    // the last udev that had less than 180 s, 216, is older than Linux 4
    let isRecent = boot.system.kernel.map { $0 >= Version(4, 5) } ?? false
    return isRecent ? [180, 190] : [30, 60, 120, 180, 190]
  }
}
