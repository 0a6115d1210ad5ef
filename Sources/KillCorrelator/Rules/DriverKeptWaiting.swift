enum DriverKeptWaiting {
  static let rule = Rule(
    id: "driver-kept-waiting",
    title: "The device kept the driver waiting",
    proves:
      "The driver said again and again, while the event ran, that the device did not answer. "
      + "be2net counts its wait for the self-test, megaraid_sas the states of its firmware, "
      + "snd-usb-audio every control that it cannot read: three such lines about the device, or "
      + "about the one right above or below it, explain where the time went. So does a probe that "
      + "failed because its own time was over.",
    misleads: "A bystander of the same device complains as well.",
    source: "`lancer_wait_ready` in be2net, `megasas_transition_to_ready` in megaraid_sas.",
    link: .activity, witness: .words, weights: [waited, often, once],
    examine: examine)

  private static let waited = Weight(2.5, "three such lines")
  private static let often = Weight(1.75, "for the device itself, of which the driver said so")
  private static let once = Weight(1.3, "the same, where it said so once or twice")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    var lines: [String: [Int]] = [:]
    var silent: [String: [Int]] = [:]
    // who speaks of the device itself, and not of its bus alone
    var near: Set<String> = []
    for spoken in kill.spoken(in: boot) + kill.companions(in: boot)
    where !DriverSpokeOfDevice.isPort(spoken.driver)
      && boot.fact(at: spoken.line.entry)?.meaning != .probeFailed && spoken.complains
    {
      lines[spoken.driver, default: []].append(spoken.line.entry)
      if spoken.relation != .parent { near.insert(spoken.driver) }
      if spoken.blamesDevice { silent[spoken.driver, default: []].append(spoken.line.entry) }
    }
    // its own time was over, and no signal's doing
    for failure in boot.failures(of: kill.device)
    where [-110, -62].contains(failure.errno) && kill.covers(failure.entry, boot) {
      // what its words have said already is no more often said
      if silent[failure.driver] == nil { silent[failure.driver] = [failure.entry] }
      if lines[failure.driver] == nil { lines[failure.driver] = [failure.entry] }
    }
    return lines.sorted { $0.value.count > $1.value.count }.flatMap { driver, entries in
      examine(
        kill, boot, driver, entries, silent[driver] ?? [],
        isOfBus: kill.isOnWiredBus && !near.contains(driver))
    } + (lines.isEmpty ? byItsClass(kill, boot) : [])
  }

  /// What its class says of the device, in which no driver stands: `power_supply battery: driver failed to report
  /// `status' property: -110`.
  private static func byItsClass(_ kill: KillCase, _ boot: BootContext) -> [Suspicion] {
    guard let sysname = kill.device?.sysname else { return [] }
    let said = (boot.index.lines[sysname] ?? []).filter { line in
      line.isBus && kill.covers(line.entry, boot)
        && SpokenLine(line: line, relation: .same, driver: line.driver).blamesDevice
    }
    guard said.count >= 3, Set(said.map(\.driver)).count == 1 else { return [] }
    return [Chain.Link.Place.wait, .root].map { place in
      Suspicion(
        .hardware, sysname, waited, .keptDriverWaiting(said[0].driver, times: said.count),
        said.prefix(3).map(\.entry), at: place)
    }
  }

  /// - Parameters:
  ///   - entries: in which a driver told of trouble, or that it was kept waiting.
  ///   - silent: those of them that say that the device did not answer.
  ///   - isOfBus: it is the driver of the bus on which the device is, and was ready before that.
  private static func examine(
    _ kill: KillCase, _ boot: BootContext, _ driver: String, _ entries: [Int], _ silent: [Int],
    isOfBus: Bool
  ) -> [Suspicion] {
    var found: [Suspicion] = []
    let isOften = silent.count >= 3
    if entries.count >= 3 {
      let times = isOften ? silent.count : entries.count
      // of what exists already no driver is being loaded: it answers what is read
      found.append(
        Suspicion(
          .driver, driver, waited, .keptWaiting(times: times), Array(entries.prefix(3)),
          at: kill.isOfReadyDevice || isOfBus ? .wait : .activity))
    }
    guard let first = silent.first,
      let name = boot.line(at: first)?.device ?? kill.device?.sysname
    else { return found }
    // what a probe ends with is no word of the device
    let isResult = silent.allSatisfy { boot.fact(at: $0)?.meaning == .probeFailed }
    let said = Evidence.Statement.keptDriverWaiting(driver, times: isResult ? 0 : silent.count)
    let places: [Chain.Link.Place] = isResult ? [.wait] : [.wait, .root]
    return found
      + places.map {
        Suspicion(
          .hardware, name, isOften ? often : once, said, Array(silent.prefix(3)), .circumstantial,
          at: $0)
      }
  }
}

extension KillCase {
  /// On I2C or SPI, whose devices their controller does not find by itself.
  fileprivate var isOnWiredBus: Bool {
    device?.sysname.map { DeviceTree.isOnI2C($0) || $0.hasPrefix("spi") || $0.hasPrefix("i2c-") }
      ?? false
  }
}
