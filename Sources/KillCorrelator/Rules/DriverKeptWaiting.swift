/// The driver said again and again, while the event ran, that the device did not answer.
///
/// be2net counts its wait for the self-test, megaraid_sas the states of its firmware, many others
/// repeat a timeout: three such lines about the device, or about the one right above or below it,
/// explain where the time went. Misleads where a bystander of the same device complains as well.
enum DriverKeptWaiting: Rule {
  static let id = "driver-kept-waiting"

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
        .driver, driver, Weight.keptWaiting,
        .keptWaiting(times: entries.count),
        Array(entries.prefix(3)))
    }
  }

  private static let words = [
    "timeout", "timed out", "waiting for", "not ready", "retry", "elapsed",
  ]
}
