/// The driver asked for a firmware file and did not get it. The kernel's fallback waits 60 s for
/// user space; three files in a row exceed 180 s.
///
/// Without a fallback a missing file fails at once and explains nothing: only waits count.
/// Source: `firmware_fallback_sysfs` in drivers/base/firmware_loader/fallback.c.
enum FirmwareWasMissing: Rule {
  static let id = "firmware-was-missing"

  static func examine(_ kill: KillCase, in scene: Scene) -> [Suspicion] {
    let waits = scene.troubles(of: kill.device, [.firmwareWaits]).filter {
      kill.covers($0.entry, scene)
    }
    return waits.compactMap { event -> Suspicion? in
      guard let line = scene.line(at: event.entry), !line.isBus,
        let relation = kill.relation(of: line, in: scene), relation <= .parent
      else { return nil }
      return Suspicion(
        .driver, line.driver, Weight.firmwareWait,
        .waitedForFirmware(file: event["firmware"]), [event.entry])
    }.reduce(into: []) { unique, finding in
      if !unique.contains(where: { $0.name == finding.name }) { unique.append(finding) }
    }
  }
}
