internal import LogModel

/// Kills of which a log has only what the kernel says: a signal ended a probe, as long after its driver's
/// first words as udevd waits.
///
/// The udevd of initramfs-tools logs nowhere, and a saved dmesg has none of udevd's lines. An interrupted
/// probe alone proves nothing: somebody may have ended a modprobe by hand.
struct InterruptedProbes {
  let boot: BootContext

  /// Where udevd says nothing of its workers.
  var kills: [UeventDraft] {
    var devices: Set<String> = []
    return boot.facts(.probeFailed).compactMap { fact in
      guard fact.isInterruptedProbe, let failure = ProbeFailure(fact),
        let begun = firstWords(before: failure), let end = boot.time(fact.entry),
        let start = boot.time(begun), isLimit(Double(end - start) / 1_000_000),
        devices.insert(failure.device).inserted
      else { return nil }
      return UeventDraft(
        certainty: .inferred, device: Device(sysname: failure.device), row: fact.row,
        endedEntry: fact.entry, report: [fact.entry])
    }
  }

  /// When the driver was first heard: of this device, or at all.
  private func firstWords(before failure: ProbeFailure) -> Int? {
    let module = boot.moduleName(ofDriver: failure.driver).moduleName
    let own = boot.lines(about: Device(sysname: failure.device)).lazy
      .filter { $0.line.driver.moduleName == module }.map(\.line.entry).min()
    return [own, boot.index.firstSpoken[module], firstText(of: module, before: failure)]
      .compactMap { $0 }.filter { $0 < failure.entry }.min()
  }

  /// The first line before it that may be the module's, without saying so.
  private func firstText(of module: String, before failure: ProbeFailure) -> Int? {
    guard let end = boot.time(failure.entry) else { return nil }
    let longest = Int64((limits.max() ?? 0) * 1_000_000) + 2_000_000
    return boot.entries.indices[..<failure.entry].first { number in
      let entry = boot.entries[number]
      guard entry.speaker.kind == .kernel, let time = boot.time(number), end - time <= longest
      else {
        return false
      }
      let text = String(decoding: entry.message, as: UTF8.self)
      let said = boot.knowledge.kernels.speakers(ofText: text, kernel: boot.system.kernelRelease)
      return ([said.module].compactMap { $0 } + said.claims).contains { $0.moduleName == module }
    }
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
    return known.map { [$0, $0 + 10] } ?? [30, 60, 120, 180, 190]
  }
}
