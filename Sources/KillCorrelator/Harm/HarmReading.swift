internal import LogModel

/// What a boot lost, by what PID 1, the initrd and the kernel say of it.
///
/// What has to do with devices is told of every boot; a service that failed only where a worker was
/// held up at the time.
struct HarmReading {
  private let boot: BootContext
  private let ties: HarmTies
  private(set) var harm: [Harm] = []

  /// More of a kind nobody reads; the log has them all.
  static let most = 200

  init(_ boot: BootContext, _ findings: [Finding]) {
    self.boot = boot
    ties = HarmTies(boot, findings)
    let root = LostRoot(boot, ties)
    harm += root.harm
    let devices = LostDevices(boot, ties)
    merge(devices.harm)
    readFileSystems(besides: devices.told)
    readArrays()
    readSettle()
    if !ties.isEmpty {
      readServices()
      readInterfaces()
      readPools()
      readLostDevices()
    }
    if let late = LateStop(boot, ties).harm { harm.append(late) }
    readEmergency()
    let order = Harm.Kind.allCases
    harm.sort { order.firstIndex(of: $0.kind) ?? 0 < order.firstIndex(of: $1.kind) ?? 0 }
  }

  private func texts(of facts: [Fact]) -> [String] { facts.map { boot.entries[$0.entry].text } }

  /// A root that dracut waits for is PID 1's device too.
  private mutating func merge(_ others: [Harm]) {
    for other in others {
      if other.kind == .root, let known = harm.firstIndex(where: { $0.kind == .root }) {
        harm[known].evidence += other.evidence
        harm[known].what = harm[known].what ?? other.what
        if harm[known].findings.isEmpty { harm[known].findings = other.findings }
      } else {
        harm.append(other)
      }
    }
  }

  // MARK: File systems, swap, arrays

  private mutating func readFileSystems(besides told: Set<String>) {
    var told = told
    var root: [(HarmEvidence.Reason, Fact)] = []
    let facts = boot.facts(.mountFailed, .mountAwaited, .swapFailed, .encryptedMissing)
    for fact in facts {
      let unit = LostUnit(fact[.unit] ?? fact[.path] ?? "")
      guard harm.count < 2 * Self.most, told.insert(unit.name).inserted, !isTold(unit) else {
        continue
      }
      let kind: Harm.Kind
      let reason: HarmEvidence.Reason
      switch fact.meaning {
      case .swapFailed: (kind, reason) = (.swap, .swapFailed)
      case .encryptedMissing: (kind, reason) = (.crypt, .encryptedMissing)
      case .mountAwaited:
        (kind, reason) = (unit.name == "/" ? .root : .fileSystem, .mountAwaited)
      default:
        // the kernel's own file systems need no device
        if unit.sort == .step || ties.isEmpty && unit.sort != .root { continue }
        (kind, reason) = (unit.sort == .root ? .root : .fileSystem, .mountFailed)
      }
      if kind == .root, harm.contains(where: { $0.kind == .root }) {
        root.append((reason, fact))
        continue
      }
      var lost = Harm(kind, unit.name, [HarmEvidence(reason, [fact], in: boot)])
      lost.findings = ties.named([unit.name] + (unit.description.map { [$0] } ?? []))
      harm.append(lost)
    }
    if let known = harm.firstIndex(where: { $0.kind == .root }) {
      harm[known].evidence += root.map { HarmEvidence($0.0, [$0.1], in: boot) }
    }
  }

  private func isTold(_ unit: LostUnit) -> Bool {
    harm.contains { lost in
      guard let what = lost.what else { return false }
      return what == unit.name || unit.path != nil && LostUnit(what).path == unit.path
    }
  }

  private mutating func readArrays() {
    var told: Set<String> = []
    for fact in boot.facts(.arrayFailed) {
      guard let name = fact[.device], told.insert(name).inserted else { continue }
      var lost = Harm(.array, name, [HarmEvidence(.arrayFailed, [fact], in: boot)])
      lost.findings = ties.named([name])
      harm.append(lost)
    }
  }

  // MARK: Waits

  private mutating func readSettle() {
    let facts = boot.facts(.settleTimedOut)
    guard let first = facts.first else { return }
    let said = texts(of: facts)
    // `ifupdown-pre.service: Main process exited`, `Failed to start systemd-udev-settle.service - …`
    let named = said.lazy.compactMap { text in
      text.split { " :".contains($0) }.first { $0.hasSuffix(".service") }.map(String.init)
    }.first
    let isUnit = named != nil || said.contains { $0.hasPrefix("Failed to start") }
    let stated = facts.lazy.compactMap(\.seconds).first
    var lost = Harm(
      .settle, named ?? (isUnit ? "systemd-udev-settle.service" : "udevadm settle"),
      seconds: stated,
      [HarmEvidence(.settleGaveUp, facts, in: boot)])
    lost.findings = ties.around(first.entry)
    harm.append(lost)
    readDependents(of: facts, tiedTo: lost.findings)
  }

  /// Services that are not started because settle failed (`Requires=systemd-udev-settle.service`): PID 1
  /// gives them up in one go with it.
  private mutating func readDependents(of settle: [Fact], tiedTo findings: [String]) {
    let times = settle.compactMap { boot.time($0.entry) }
    for fact in boot.facts(.dependencyFailed) {
      let unit = LostUnit(fact[.unit] ?? "")
      guard [.service, .array, .network].contains(unit.sort), !isTold(unit),
        let time = boot.time(fact.entry), times.contains(where: { abs($0 - time) <= 1_000_000 })
      else { continue }
      // its name stands in the line after its description
      let name = boot.facts(.jobFailed).first { $0.entry == fact.entry + 1 }?[.unit] ?? unit.name
      var lost = Harm(
        unit.sort == .network ? .network : .service, name,
        [HarmEvidence(.needFailed, [fact], in: boot)])
      lost.findings = findings
      harm.append(lost)
    }
  }

  // MARK: Services

  private mutating func readServices() {
    var told: Set<String> = []
    let failed = boot.facts(
      .startFailed, .startTimedOut, .dependencyFailed, .unitStopTimedOut, .unitWatchdogFired)
    for fact in failed {
      let said = fact[.unit] ?? ""
      let unit = LostUnit(said.hasSuffix(":") ? String(said.dropLast()) : said)
      let kind: Harm.Kind
      let reason: HarmEvidence.Reason
      switch fact.meaning {
      case .startFailed, .startTimedOut:
        switch unit.sort {
        case .network: kind = .network
        case .crypt: kind = .crypt
        case .root: kind = .root
        // what a program waits for that udev waits for
        case _ where !ties.waiting(for: unit.name).isEmpty: kind = .service
        case .service where fact.meaning == .startTimedOut: kind = .service
        default: continue
        }
        reason = fact.meaning == .startFailed ? .startFailed : .startTimedOut
      case .dependencyFailed:
        guard unit.sort == .network else { continue }
        (kind, reason) = (.network, .needFailed)
      case .unitStopTimedOut: (kind, reason) = (.service, .stopTimedOut)
      default: (kind, reason) = (.service, .watchdogFired)
      }
      if kind == .service, !ties.overlaps(fact.entry) { continue }
      // those who wait for the network do so for up to two minutes
      if kind == .network, !ties.overlaps(fact.entry, within: 300) { continue }
      if kind == .root, harm.contains(where: { $0.kind == .root }) { continue }
      let name = networkUnit(unit, before: fact.entry) ?? unit.name
      guard told.insert(name).inserted, !isTold(unit), !isTold(LostUnit(name)) else { continue }
      var lost = Harm(kind, name, [HarmEvidence(reason, [fact], in: boot)])
      let named = ties.named([name])
      lost.findings =
        kind == .network && named.isEmpty
        ? ties.of(.network, at: fact.entry) : named + ties.waiting(for: name)
      // what needs the network is lost for the same reason
      if reason == .needFailed, lost.findings.isEmpty {
        lost.findings = harm.last { $0.kind == .network }?.findings ?? []
      }
      // journald reads the device of each message, and waits for the lock of one being probed
      if reason == .watchdogFired, name.hasPrefix("systemd-journald") {
        lost.findings = ties.around(fact.entry)
      }
      harm.append(lost)
    }
  }

  /// Interfaces that were not there when they were to be brought up: why the unit failed that does so, or,
  /// where it did not, what is missing.
  private mutating func readInterfaces() {
    var told: Set<String> = []
    for fact in boot.facts(.interfaceMissing) {
      guard let name = fact[.device], !name.contains(" "), told.insert(name).inserted,
        ties.overlaps(fact.entry, within: 300)
      else { continue }
      let missing = HarmEvidence(.interfaceMissing, [fact], in: boot)
      if let unit = harm.firstIndex(where: { $0.kind == .network }) {
        harm[unit].evidence.append(missing)
      } else {
        var lost = Harm(.network, name, [missing])
        lost.findings = ties.of(.network, at: fact.entry)
        harm.append(lost)
      }
    }
    guard let fact = boot.facts(.networkMissing).first, ties.overlaps(fact.entry, within: 300),
      !harm.contains(where: { $0.kind == .network })
    else { return }
    var lost = Harm(.network, nil, [HarmEvidence(.networkMissing, [fact], in: boot)])
    lost.findings = ties.of(.network, at: fact.entry)
    harm.append(lost)
  }

  /// ZFS pools of which no disk was there.
  private mutating func readPools() {
    var told: Set<String> = []
    for fact in boot.facts(.poolMissing) {
      guard let name = fact[.device], told.insert(name).inserted, ties.overlaps(fact.entry) else {
        continue
      }
      var lost = Harm(.array, name, [HarmEvidence(.poolMissing, [fact], in: boot)])
      lost.findings = ties.of(.storage, at: fact.entry)
      harm.append(lost)
    }
  }

  /// The unit that a description stands for, as PID 1 names it just before it gives it up.
  private func networkUnit(_ unit: LostUnit, before entry: Int) -> String? {
    guard unit.unit == nil, unit.sort == .network, entry > 0 else { return nil }
    for number in (max(0, entry - 4)..<entry).reversed() {
      let text = boot.entries[number].text
      guard let end = text.range(ofText: ".service: ") else { continue }
      let name = String(text[..<end.lowerBound]) + ".service"
      if LostUnit(name).unit == name { return name }
    }
    return nil
  }

  /// Devices that their own driver gave up, where a worker was held up by them.
  private mutating func readLostDevices() {
    var told: Set<String> = []
    for fact in boot.facts(.deviceLost) {
      guard let name = fact[.device].map(ContextIndex.whole), !name.contains(" "),
        told.insert(name).inserted
      else { continue }
      let tied = Set(ties.named([name]) + ties.below(name) + ties.unanswered(by: name))
      guard !tied.isEmpty else { continue }
      // what was on it is lost with it, and told
      let isOnDevice: (Harm) -> Bool = { lost in
        Harm.Kind.onDevices.contains(lost.kind) && !tied.isDisjoint(with: lost.findings)
      }
      if let known = harm.firstIndex(where: isOnDevice) {
        harm[known].evidence.append(HarmEvidence(.deviceLost, [fact], in: boot))
        continue
      }
      var lost = Harm(.device, name, [HarmEvidence(.deviceLost, [fact], in: boot)])
      lost.findings = tied.sorted()
      harm.append(lost)
    }
  }

  // MARK: Emergency

  private mutating func readEmergency() {
    let facts = boot.facts(.emergencyEntered)
    guard !facts.isEmpty, !isEmergencyWanted else { return }
    let words = texts(of: facts).flatMap { $0.split(separator: " ").map(String.init) }
    let name = words.first { $0.hasSuffix(".target") || $0.hasSuffix(".service") }
    var lost = Harm(.emergency, name, [HarmEvidence(.emergencyEntered, facts, in: boot)])
    // it is entered for the sake of what else was lost
    let causes = harm.filter { [.root, .fileSystem, .crypt, .array].contains($0.kind) }
    lost.findings = Array(Set(causes.flatMap(\.findings))).sorted()
    harm.append(lost)
  }

  /// Somebody asked for it on the command line.
  private var isEmergencyWanted: Bool {
    let words = (boot.system.commandLine ?? "").split(separator: " ")
    return words.contains {
      ["emergency", "systemd.unit=emergency.target", "rd.systemd.unit=emergency.target", "-b"]
        .contains($0) || $0.hasPrefix("rd.break")
    }
  }
}
