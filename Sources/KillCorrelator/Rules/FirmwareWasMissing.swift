enum FirmwareWasMissing {
  static let rule = Rule(
    id: "firmware-was-missing",
    title: "The driver waited for a firmware file",
    proves:
      "The driver asked for a firmware file and did not get it. The kernel's fallback waits 60 "
      + "s for user space; three files in a row exceed 180 s.",
    misleads:
      "Without a fallback a missing file fails at once and explains nothing: only waits count.",
    source: "`firmware_fallback_sysfs` in drivers/base/firmware_loader/fallback.c.",
    link: .wait, witness: .words, weights: [waited], examine: examine)

  private static let waited = Weight(1.5, "it waited for a file")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    let waits = boot.troubles(of: kill.device, [.firmwareWaits]).filter {
      kill.covers($0.entry, boot)
    }
    return waits.compactMap { fact -> Suspicion? in
      guard let line = boot.line(at: fact.entry), !line.isBus,
        let relation = kill.relation(of: line, in: boot), relation <= .parent
      else { return nil }
      return Suspicion(
        .driver, line.driver, waited, .waitedForFirmware(file: fact[.firmware]), [fact.entry])
    }.reduce(into: []) { unique, finding in
      if !unique.contains(where: { $0.name == finding.name }) { unique.append(finding) }
    }
  }
}
