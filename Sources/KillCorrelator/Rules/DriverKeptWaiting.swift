enum DriverKeptWaiting {
  static let rule = Rule(
    id: "driver-kept-waiting",
    title: "The device kept the driver waiting",
    proves:
      "The driver said again and again, while the event ran, that the device did not answer. "
      + "be2net counts its wait for the self-test, megaraid_sas the states of its firmware, "
      + "snd-usb-audio every control that it cannot read: three such lines about the device, or "
      + "about the one right above or below it, explain where the time went.",
    misleads: "A bystander of the same device complains as well.",
    source: "`lancer_wait_ready` in be2net, `megasas_transition_to_ready` in megaraid_sas.",
    link: .activity, witness: .words, weights: [waited, device, once],
    examine: examine)

  private static let waited = Weight(2.5, "three such lines")
  private static let device = Weight(1.75, "for the device itself, of which the driver said so")
  private static let once = Weight(1.3, "the same, where it said so once or twice")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    var lines: [String: [Int]] = [:]
    var silent: [String: [Int]] = [:]
    for spoken in kill.spoken(in: boot) + kill.companions(in: boot)
    where !DriverSpokeOfDevice.isPort(spoken.driver)
      && boot.fact(at: spoken.line.entry)?.meaning != .probeFailed && spoken.complains
    {
      lines[spoken.driver, default: []].append(spoken.line.entry)
      if spoken.blamesDevice { silent[spoken.driver, default: []].append(spoken.line.entry) }
    }
    return lines.sorted { $0.value.count > $1.value.count }.flatMap { driver, entries in
      let shown = Array(entries.prefix(3))
      let isOften = entries.count >= 3
      let own =
        isOften
        ? [
          // of what exists already no driver is being loaded: it answers what is read
          Suspicion(
            .driver, driver, waited, .keptWaiting(times: entries.count), shown,
            at: kill.isOfReadyDevice ? .wait : .activity)
        ] : []
      guard let told = silent[driver], let name = boot.line(at: told[0])?.device else { return own }
      let said = Evidence.Statement.keptDriverWaiting(driver, times: told.count)
      return own
        + [Chain.Link.Place.wait, .root].map {
          Suspicion(
            .hardware, name, told.count >= 3 ? device : once, said, Array(told.prefix(3)),
            .circumstantial, at: $0)
        }
    }
  }
}
