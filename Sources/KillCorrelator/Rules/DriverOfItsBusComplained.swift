internal import LogModel

enum DriverOfItsBusComplained {
  static let rule = Rule(
    id: "driver-of-its-bus-complained",
    title: "One driver of the device's bus complained while the event ran",
    proves:
      "An SDIO function and an HDA codec are called after their place on the bus, and what drives them "
      + "speaks in its own name or the controller's. The one module that builds on that bus and "
      + "complained again and again while the event ran waits for such a device.",
    misleads: "Two devices of one bus, of which the other is out of order.",
    source: "`mmc_add_card` in drivers/mmc/core/bus.c; `snd_hdac_device_init` in sound/hda.",
    link: .activity, witness: .words, weights: [twice], examine: examine)

  private static let twice = Weight(2.5, "it complained at least twice")

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    guard kill.draft.victim == .worker, let sysname = kill.device?.sysname,
      let core = core(of: sysname)
    else { return [] }
    let kernels = boot.knowledge.kernels
    var lines: [String: [Int]] = [:]
    for line in boot.deviceLines where !line.isBus && kill.covers(line.entry, boot) {
      guard let driver = boot.driver(of: line), !HelperModules.contains(driver),
        isTrouble(SpokenLine(line: line, relation: .sibling, driver: driver)),
        isBuiltOn(core, boot.moduleName(ofDriver: driver).moduleName, kernels)
      else { continue }
      lines[driver, default: []].append(line.entry)
    }
    guard lines.count == 1, let (driver, entries) = lines.first, entries.count > 1 else {
      return []
    }
    return [
      Suspicion(
        .driver, driver, twice, .complainedOnBus, Array(entries.prefix(4)), .circumstantial,
        at: core == Self.codecs ? .wait : nil)
    ]
  }

  private static func isTrouble(_ spoken: SpokenLine) -> Bool {
    spoken.complains || spoken.blamesDevice
  }

  /// A controller of cards builds on the same module, and may be another one's.
  private static func isBuiltOn(
    _ core: String, _ module: String, _ kernels: any KernelKnowledge
  ) -> Bool {
    kernels.dependencies(of: module).contains(core)
      && kernels.module(named: module)?.directory?.hasPrefix("drivers/mmc") != true
  }

  /// A codec is on a controller of its own driver, and its driver waits for that.
  private static let codecs = "snd_hda_core"

  /// The module that a driver of such a device builds on.
  private static func core(of sysname: String) -> String? {
    if sysname.hasPrefix("hdaudioC"), sysname.contains("D") { return codecs }
    let parts = sysname.split(separator: ":", omittingEmptySubsequences: false)
    guard sysname.hasPrefix("mmc"), parts.count == 3, parts[0].dropFirst(3).allSatisfy(\.isNumber),
      !parts[2].isEmpty, parts[2].allSatisfy(\.isNumber)
    else { return nil }
    return "mmc_core"
  }
}
