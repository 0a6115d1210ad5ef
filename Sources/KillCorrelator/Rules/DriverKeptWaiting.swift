enum DriverKeptWaiting {
  static let rule = Rule(
    id: "driver-kept-waiting",
    title: "The device kept the driver waiting",
    proves:
      "The driver said again and again, while the event ran, that the device did not answer. "
      + "be2net counts its wait for the self-test, megaraid_sas the states of its firmware, many "
      + "others repeat a timeout: three such lines about the device, or about the one right above "
      + "or below it, explain where the time went.",
    misleads: "A bystander of the same device complains as well.",
    source: "`lancer_wait_ready` in be2net, `megasas_transition_to_ready` in megaraid_sas.",
    link: .wait, witness: .words, weights: [waited], examine: examine)

  private static let waited = Weight(1.25, "three such lines")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    var lines: [String: [Int]] = [:]
    for (line, _) in kill.linesOfDrivers(in: boot) {
      let text = line.text.lowercased()
      guard words.contains(where: { text.contains($0) }) else { continue }
      lines[line.driver, default: []].append(line.entry)
    }
    return lines.filter { $0.value.count >= 3 }.sorted { $0.value.count > $1.value.count }.map {
      driver, entries in
      Suspicion(
        .driver, driver, waited, .keptWaiting(times: entries.count), Array(entries.prefix(3)))
    }
  }

  private static let words = [
    "timeout", "timed out", "waiting for", "not ready", "retry", "elapsed",
  ]
}
