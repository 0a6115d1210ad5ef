enum FirmwareWasMissing {
  static let rule = Rule(
    id: "firmware-was-missing",
    title: "The driver waited for a firmware file",
    proves:
      "The driver asked for a firmware file and did not get it. The kernel's fallback waits 60 "
      + "s for user space; three files in a row exceed 180 s. Where the driver's next word comes long after, "
      + "and is that the file is missing, the file is what it waited for.",
    misleads:
      "Without a fallback a missing file fails at once and explains nothing: only waits count. Up to "
      + "4.15 files are asked for aloud that come at once, too.",
    source: "`firmware_fallback_sysfs` in drivers/base/firmware_loader/fallback.c.",
    link: .wait, witness: .words, weights: [missed, told, waited], examine: examine)

  private static let missed = Weight(2.5, "long after, it said that the file is missing")
  private static let told = Weight(1.5, "its driver alone says so")
  private static let waited = Weight(1.5, "it waited for a file")
  /// µs; a file that is there comes sooner.
  private static let long: Int64 = 20_000_000

  static func examine(_ kill: KillCase, in boot: BootContext) -> [Suspicion] {
    let waits = boot.troubles(of: kill.device, [.firmwareWaits]).filter {
      kill.covers($0.entry, boot)
    }
    let found = waits.compactMap { fact -> Suspicion? in
      guard let line = boot.line(at: fact.entry),
        let relation = kill.relation(of: line, in: boot), relation <= .parent
      else { return nil }
      let file = file(of: fact, in: boot)
      // what a USB device needs is asked for in the name of the bus
      if line.isBus { return waitOfBus(fact, file, kill, boot) }
      if let file, let end = endInVain(of: fact, file, line, kill, boot) {
        // then it was given up, and the next one was asked for
        let isAnothers = boot.fact(at: end)?[.firmware].map { $0 != file } ?? false
        return Suspicion(
          .firmware, file, missed,
          isAnothers ? .waitedForFirmware(file: file) : .firmwareNeverCame(driver: line.driver),
          [fact.entry, end])
      }
      return Suspicion(
        .driver, line.driver, waited, .waitedForFirmware(file: file), [fact.entry])
    }
    // what was asked for after it failed at once
    let inVain = found.filter { $0.kind == .firmware }
    if found.isEmpty { return toldByDriver(kill, boot) }
    // the first is named of several that it waited for one after the other
    let unique = (inVain.isEmpty ? found : [inVain[0]]).reduce(into: [Suspicion]()) {
      unique, finding in
      if !unique.contains(where: { $0.name == finding.name }) { unique.append(finding) }
    }
    // what never came is why as well
    return unique
      + unique.prefix(1).filter { $0.kind == .firmware }.map {
        var root = $0
        root.place = .root
        return root
      }
  }

  /// A driver that says itself, after a long silence, that a file is missing: older kernels ask for one
  /// without a word.
  private static func toldByDriver(_ kill: KillCase, _ boot: BootContext) -> [Suspicion] {
    var before: [String: Int64] = [:]
    for line in lines(of: kill, boot) {
      // the kernel says at once that a file is not there
      guard let time = boot.time(line.entry),
        boot.fact(at: line.entry)?.meaning != .firmwareFailed
      else { continue }
      let last = before.updateValue(time, forKey: line.driver) ?? kill.startTime
      guard let last, time - last >= long, line.text.range(ofText: "irmware") != nil,
        [.trouble, .gaveUp].contains(Tone(of: line.bytes)), let file = fileName(in: line.text)
      else { continue }
      return [.wait, .root].map {
        Suspicion(
          .firmware, file, told, .firmwareNeverCame(driver: line.driver), [line.entry],
          .circumstantial, at: $0)
      }
    }
    return []
  }

  /// What drivers say of the device, and in no device's name; or what those say that a killed modprobe was to load.
  private static func lines(of kill: KillCase, _ boot: BootContext) -> [DeviceLine] {
    guard kill.device?.sysname == nil, Command(kill.draft.program).isModprobe else {
      return kill.linesOfDrivers(in: boot).filter { $0.relation <= .child }.map(\.line)
    }
    let modules = ModaliasNamesDriver.examine(kill, in: boot).compactMap { $0.name?.moduleName }
    guard modules.count == 1 else { return [] }
    return boot.deviceLines.filter {
      $0.name.module == modules[0] && kill.covers($0.entry, boot)
    }
  }

  /// `aic94xx-seq.fw`, `b43/ucode5.fw`: by the ends that the files of linux-firmware have.
  private static func fileName(in text: String) -> String? {
    text.split { " \t\"'(),;:".contains($0) }.map { $0.drop { $0 == "." } }.first { word in
      guard let dot = word.lastIndex(of: "."), dot > word.startIndex else { return false }
      return ends.contains(word[dot...].dropFirst().lowercased())
    }.map(String.init)
  }

  private static let ends: Set<String> = [
    "fw", "bin", "ucode", "mfw", "hcd", "dfu", "hex", "img", "mbn", "sbcf", "inp", "cis",
    "dat",
  ]

  /// `Falling back to user helper` stands below the line that names the file.
  private static func file(of wait: Fact, in boot: BootContext) -> String? {
    if let file = wait[.firmware] { return file }
    let before = boot.facts(.firmwareFailed).last {
      $0.entry < wait.entry && $0[.prefix] == wait[.prefix]
    }
    guard let before, let from = boot.time(before.entry), let to = boot.time(wait.entry),
      to - from <= 1_000_000
    else { return nil }
    return before[.firmware]
  }

  /// The helper that the kernel asked for the file is long gone, and it waits a minute for it.
  private static func waitOfBus(
    _ wait: Fact, _ file: String?, _ kill: KillCase, _ boot: BootContext
  ) -> Suspicion? {
    guard let from = boot.time(wait.entry),
      let next = boot.lines(about: kill.device).first(where: { $0.line.entry > wait.entry })?.line,
      let to = boot.time(next.entry), to - from >= long
    else { return nil }
    return Suspicion(
      .firmware, file, missed, .waitedForFirmware(file: file),
      [wait.entry, next.entry], at: .wait)
  }

  /// The driver's next line, where it comes after a long wait and is about the file, or the probe's end
  /// for want of it.
  private static func endInVain(
    of wait: Fact, _ file: String, _ line: DeviceLine, _ kill: KillCase, _ boot: BootContext
  ) -> Int? {
    guard let from = boot.time(wait.entry) else { return nil }
    let next = kill.linesOfDrivers(in: boot).first {
      $0.line.entry > wait.entry && $0.line.driver == line.driver
    }?.line
    let failure = boot.facts(.probeFailed).compactMap(ProbeFailure.init).first {
      $0.entry > wait.entry && $0.device == line.device && [-2, -11, -110].contains($0.errno)
    }
    let ends = [failure?.entry, next.flatMap { isAbout(file, $0) ? $0.entry : nil }]
    guard let end = ends.compactMap({ $0 }).min(), next.map({ $0.entry >= end }) ?? true,
      let to = boot.time(end), to - from >= long
    else { return nil }
    return end
  }

  private static func isAbout(_ file: String, _ line: DeviceLine) -> Bool {
    let text = line.text
    return text.range(ofText: file) != nil
      || text.range(ofText: "irmware") != nil && [.trouble, .gaveUp].contains(Tone(of: line.bytes))
  }
}
