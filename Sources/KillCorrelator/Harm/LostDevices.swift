internal import LogModel

/// Devices for which PID 1 waited in vain, and what depended on them.
///
/// PID 1 tells a job that timed out, and behind it each job that fails with it: what stands between
/// one device and the next belongs to the first (`job_finish_and_invalidate` in core/job.c).
struct LostDevices {
  private let boot: BootContext
  private let ties: HarmTies
  private(set) var harm: [Harm] = []
  /// Of units that are told with a device.
  private(set) var told: Set<String> = []

  /// When PID 1 began to wait for each device, by its name.
  private let expected: [String: Int]

  /// Jobs of one device fail in one go.
  private static let burst: Int64 = 3_000_000

  init(_ boot: BootContext, _ ties: HarmTies) {
    self.boot = boot
    self.ties = ties
    expected = Dictionary(
      boot.facts(.deviceExpected).map { (LostUnit($0[.unit] ?? "").name, $0.entry) },
      uniquingKeysWith: { $1 })
    var open: (device: Fact, followers: [Fact])?
    let facts = boot.facts(.deviceTimedOut, .deviceJobTimedOut, .dependencyFailed, .jobFailed)
    for (number, fact) in facts.enumerated() {
      if fact.meaning == .deviceTimedOut || fact.meaning == .deviceJobTimedOut {
        // PID 1 tells the job first, and then the device
        if fact.meaning == .deviceJobTimedOut, let next = facts.dropFirst(number + 1).first,
          next.meaning == .deviceTimedOut, isNear(next.entry, fact.entry)
        {
          continue
        }
        if let open { tell(open.device, open.followers) }
        open = (fact, [])
      } else if let device = open?.device, isNear(fact.entry, device.entry) {
        open?.followers.append(fact)
      }
    }
    if let open { tell(open.device, open.followers) }
  }

  private func isNear(_ entry: Int, _ other: Int) -> Bool {
    guard let time = boot.time(entry), let before = boot.time(other) else { return true }
    return time - before <= Self.burst
  }

  private mutating func tell(_ fact: Fact, _ followers: [Fact]) {
    guard let text = fact[.unit], harm.count < HarmReading.most else { return }
    let device = LostUnit(text)
    // systemd tells a device that was lost in the initrd once more when it gives up itself
    guard told.insert(device.name).inserted else { return }
    let seconds = waited(for: device, until: fact.entry)
    var names = [device.name] + (device.description.map { [$0] } ?? [])
    let timedOut = HarmEvidence(reason: .deviceTimedOut, entries: [boot.entries[fact.entry]])
    var lost: [(kind: Harm.Kind, unit: LostUnit)] = []
    for follower in followers {
      let unit = LostUnit(follower[.unit] ?? "")
      guard let kind = Self.kind(of: unit), !isKnown(unit, in: lost.map(\.unit)) else { continue }
      lost.append((kind, unit))
    }
    let lines = followers.filter { $0.meaning == .dependencyFailed }.prefix(4)
    let shown =
      lines.isEmpty
      ? [timedOut]
      : [
        timedOut,
        HarmEvidence(reason: .dependencyFailed, entries: lines.map { boot.entries[$0.entry] }),
      ]
    if lost.isEmpty {
      let isRoot = isRootDevice(device)
      let lostFileSystem = followers.contains {
        let unit = LostUnit($0[.unit] ?? "")
        return unit.unit == "local-fs.target" || unit.description == "Local File Systems"
      }
      add(
        Harm(
          isRoot ? .root : lostFileSystem ? .fileSystem : .device, device.name, seconds: seconds,
          shown), names, at: fact.entry)
      for follower in followers {
        guard let unit = LostUnit(follower[.unit] ?? "").unit, unit.hasSuffix(".service"),
          told.insert(unit).inserted
        else { continue }
        let need = HarmEvidence(reason: .needFailed, entries: [boot.entries[follower.entry]])
        add(Harm(.service, unit, [need, timedOut]), names + [unit], at: fact.entry)
      }
      return
    }
    for (kind, unit) in lost {
      told.insert(unit.name)
      names.append(unit.name)
      add(
        Harm(
          isRootDevice(device) && kind == .fileSystem ? .root : kind, unit.name, seconds: seconds,
          shown), names, at: fact.entry)
    }
  }

  private mutating func add(_ harm: Harm, _ names: [String], at entry: Int) {
    var harm = harm
    harm.findings = ties.named(names)
    if harm.findings.isEmpty, harm.kind != .device {
      harm.findings = ties.of(.storage, at: entry)
    }
    if harm.kind == .root, let known = self.harm.firstIndex(where: { $0.kind == .root }) {
      self.harm[known].evidence += harm.evidence
      return
    }
    self.harm.append(harm)
  }

  /// What of those that depended on a device is a loss of its own.
  private static func kind(of unit: LostUnit) -> Harm.Kind? {
    switch unit.sort {
    case .root: .root
    case .fileSystem: .fileSystem
    case .swap: .swap
    case .crypt: .crypt
    case .array: .array
    case .network, .settle, .step, .device, .service: nil
    }
  }

  /// `/srv` by its description, and then `srv.mount` by its job.
  private func isKnown(_ unit: LostUnit, in others: [LostUnit]) -> Bool {
    others.contains {
      $0.name == unit.name || unit.path != nil && $0.path == unit.path
        || unit.volume != nil && $0.volume == unit.volume
    }
  }

  /// Whether `root=` on the command line names it.
  private func isRootDevice(_ device: LostUnit) -> Bool {
    guard let root = boot.system.option("root"), let path = device.path else { return false }
    return RootDevice.paths(root).contains(path)
  }

  private func waited(for device: LostUnit, until end: Int) -> Double? {
    guard let begun = expected[device.name], begun < end, let from = boot.time(begun),
      let to = boot.time(end), to > from
    else { return nil }
    return Double(to - from) / 1_000_000
  }
}

extension LostUnit {
  /// What an encrypted volume is called: by its unit (`systemd-cryptsetup@data.service`) and by what that is
  /// described as.
  package var volume: String? {
    let words = "Cryptography Setup for "
    if let unit, unit.hasPrefix("systemd-cryptsetup@"), unit.hasSuffix(".service") {
      return Self.unescaped(String(unit.dropFirst(19).dropLast(8)))
    }
    return description.flatMap { $0.hasPrefix(words) ? String($0.dropFirst(words.count)) : nil }
  }

  /// The path that a mount, swap or device unit is about.
  var path: String? {
    if let description, description.hasPrefix("/") { return description }
    guard let unit else { return nil }
    for suffix in [".mount", ".swap", ".device"] where unit.hasSuffix(suffix) {
      let name = unit.dropLast(suffix.count)
      return "/" + Self.unescaped(String(name.map { $0 == "-" ? "/" : $0 }))
    }
    return nil
  }
}

/// What `root=` on the kernel's command line says.
enum RootDevice {
  /// The names under which the device may be waited for.
  static func paths(_ root: String) -> [String] {
    let value = root.hasPrefix("block:") ? String(root.dropFirst(6)) : root
    for (key, folder) in [
      ("UUID=", "by-uuid"), ("LABEL=", "by-label"), ("PARTUUID=", "by-partuuid"),
      ("PARTLABEL=", "by-partlabel"), ("ID=", "by-id"),
    ] where value.hasPrefix(key) {
      let name = value.dropFirst(key.count).filter { $0 != "\"" }
      return ["/dev/disk/\(folder)/\(name)", value]
    }
    return [value]
  }
}
