/// The driver asked for a firmware file and did not get it. The kernel's fallback waits 60 s for
/// user space; three files in a row exceed 180 s.
///
/// Without a fallback a missing file fails at once and explains nothing: only waits count.
/// Source: `firmware_fallback_sysfs` in drivers/base/firmware_loader/fallback.c.
enum FirmwareWasMissing: Rule {
  static let id = "firmware-was-missing"

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    let waits = boot.troubles(of: kill.device, [.firmwareWaits]).filter {
      kill.covers($0.entry, boot)
    }
    return waits.compactMap { fact -> Suspicion? in
      guard let line = boot.line(at: fact.entry), !line.isBus,
        let relation = kill.relation(of: line, in: boot), relation <= .parent
      else { return nil }
      return Suspicion(
        .driver, line.driver, Weight.firmwareWait,
        .waitedForFirmware(file: fact[.firmware]), [fact.entry])
    }.reduce(into: []) { unique, finding in
      if !unique.contains(where: { $0.name == finding.name }) { unique.append(finding) }
    }
  }
}
