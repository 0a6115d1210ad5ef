internal import LogModel

/// Which findings device or unit connect to something that was lost.
struct HarmTies {
  private let boot: BootContext
  private let findings: [Held]

  /// What has to be known of a finding.
  private struct Held {
    var key: String
    var kind: Finding.Kind
    var cause: Finding.Cause?
    var sysname: String?
    var baseClass: BaseClass?
    /// What its program waits for.
    var services: [String]
    /// The volume group that its program sets up.
    var volumeGroup: String?
    /// The hardware that did not answer it, as the lines that show it call that.
    var silent: Set<String>
    var isLost: Bool
    var from: Int64?
    var until: Int64?
  }

  /// What a device is for, by PCI's number of it.
  enum BaseClass: String {
    case storage = "01"
    case network = "02"
  }

  /// More of them tell nothing that these do not.
  private static let most = 200

  init(_ boot: BootContext, _ findings: [Finding]) {
    self.boot = boot
    let findings = findings.prefix(Self.most)
    let isOfFirstDisk = findings.contains { finding in
      finding.device?.sysname.map { Self.firstDisk($0) != nil } ?? false
    }
    let disks = isOfFirstDisk ? boot.disks : []
    self.findings = findings.map { finding in
      let start = finding.started ?? finding.warned ?? finding.killed ?? finding.ended
      return Held(
        key: finding.key, kind: finding.kind, cause: finding.cause,
        sysname: finding.device?.sysname, baseClass: Self.baseClass(of: finding, disks, boot),
        services: finding.chain.links.filter { $0.kind == .service }.compactMap(\.name),
        volumeGroup: finding.program.flatMap(Self.volumeGroup),
        silent: Self.silent(in: finding.chain),
        isLost: [.unbound, .halfInitialised, .stuck].contains(finding.outcome)
          || Self.isUnfinishedDisk(finding),
        from: start.flatMap { boot.time($0.stamp) }.map { $0 - Self.unseen(of: finding) },
        until: (finding.ended ?? finding.logEnds).flatMap { boot.time($0.stamp) })
    }
  }

  /// A disk whose event was cut short has none of the links that others wait for.
  private static func isUnfinishedDisk(_ finding: Finding) -> Bool {
    finding.kind == .kill && finding.cause == .eventTimeout && finding.victim == .worker
      && finding.outcome == nil
      && finding.device?.sysname.map(BlockDeviceIsRead.isDisk) == true
  }

  /// µs that an event had gone on when a log tells of it for the first time: with the kill the limit, with
  /// the kernel's report of a hanging task twice what that waits for: it looks once in
  /// `hung_task_timeout_secs` (`watchdog` in kernel/hung_task.c).
  private static func unseen(of finding: Finding) -> Int64 {
    if finding.kind == .stuck { return 240_000_000 }
    guard finding.started == nil, finding.warned == nil, finding.kind == .kill else { return 0 }
    return Int64((finding.limit ?? 180) * 1_000_000)
  }

  /// `ata2` by `ata2.00: exception Emask 0x0`, where the disk behind it is what did not answer.
  private static func silent(in chain: Chain) -> Set<String> {
    let links = chain.links.filter { $0.kind == .hardware && $0.confidence.isProved }
    let heads = links.flatMap(\.evidence).flatMap(\.entries).compactMap { entry in
      let head = LineHead(entry.message.span)
      return head.device ?? head.name
    }
    return Set((links.compactMap(\.name) + heads).map(ContextIndex.port(of:)))
  }

  var isEmpty: Bool { findings.isEmpty }

  /// Whether something fell into the time of a finding, or when that was is not known.
  func overlaps(_ entry: Int, within seconds: Int64 = 60) -> Bool {
    !around(entry, within: seconds).isEmpty
  }

  /// Those whose worker was busy then, or had been so many seconds before.
  func around(_ entry: Int, within seconds: Int64 = 60) -> [String] {
    guard let time = boot.time(entry) else { return findings.map(\.key) }
    return findings.filter { held in
      if held.kind == .settle { return false }
      guard let from = held.from else { return true }
      return from <= time && time <= (held.until ?? time) &+ seconds * 1_000_000
    }.map(\.key)
  }

  /// Those of a kind, up to an entry.
  func of(_ kinds: Set<Finding.Kind>, cause: Finding.Cause? = nil) -> [String] {
    findings.filter { kinds.contains($0.kind) && (cause == nil || $0.cause == cause) }.map(\.key)
  }

  /// Those about a device that a path, a unit or a device's name names, or that is above it.
  func named(_ names: [String]) -> [String] {
    let texts = names.flatMap { name in
      [LostUnit.unescaped(name)] + (LostUnit.path(ofUnit: name).map { [$0] } ?? [])
    }
    return findings.filter { held in
      if let group = held.volumeGroup, texts.contains(where: { Self.isIn(group, path: $0) }) {
        return true
      }
      guard let sysname = held.sysname else { return false }
      return texts.contains { isOf($0, sysname) }
    }.map(\.key)
  }

  /// `vmdata` of `/sbin/lvm vgchange -aay --autoactivation event vmdata`.
  private static func volumeGroup(_ command: String) -> String? {
    let words = command.split(separator: " ")
    let isIt = words.prefix(2).contains { $0 == "vgchange" || $0.hasSuffix("/vgchange") }
    return isIt ? words.last.flatMap { $0.hasPrefix("-") ? nil : String($0) } : nil
  }

  /// `/dev/vmdata/dump`, `/dev/mapper/vmdata-dump`; there a hyphen of the group's own is two
  /// (`dm_build_dm_name` in LVM's lib/misc/lvm-string.c).
  private static func isIn(_ group: String, path: String) -> Bool {
    path.hasPrefix("/dev/\(group)/")
      || path.hasPrefix("/dev/mapper/\(group.replacing("-", with: "--"))-")
  }

  /// Those whose program waits for a service.
  func waiting(for unit: String) -> [String] {
    findings.filter { $0.services.contains(unit) }.map(\.key)
  }

  /// Those that this hardware did not answer.
  func unanswered(by device: String) -> [String] {
    let port = ContextIndex.port(of: device)
    return findings.filter { $0.silent.contains(port) }.map(\.key)
  }

  /// Those about a device that is below another.
  func below(_ device: String) -> [String] {
    findings.filter { held in
      held.sysname.map { boot.tree.ancestors(of: $0).contains(device) } ?? false
    }.map(\.key)
  }

  /// Those about a device of a class that was not there at a time: the disk behind a controller has a
  /// name that does not tell the controller's.
  func of(_ baseClass: BaseClass, at entry: Int) -> [String] {
    findings.filter { held in
      held.baseClass == baseClass
        && (held.isLost && hasBegun(held, by: entry) || isBusy(held, at: entry))
    }.map(\.key)
  }

  /// What was lost before an event began is not lost by it.
  private func hasBegun(_ held: Held, by entry: Int) -> Bool {
    guard let time = boot.time(entry), let from = held.from else { return true }
    return from - 3_000_000 <= time
  }

  /// By its number; a network card by its driver, too. Which of several controllers a disk is behind, no
  /// driver's name tells.
  private static func baseClass(
    of finding: Finding, _ disks: Set<String>, _ boot: BootContext
  ) -> BaseClass? {
    guard let device = finding.device, let sysname = device.sysname else { return nil }
    if isInterface(sysname) { return .network }
    // what the machine waits for is on its only disk
    if BlockDeviceIsRead.isDisk(sysname) {
      return firstDisk(sysname).map { disks == [$0] } == true ? .storage : nil
    }
    if let known = boot.hardware[sysname]?.pciClass {
      return BaseClass(rawValue: String(known.prefix(2)))
    }
    if let alias = device.modalias, alias.hasPrefix("pci:"),
      let place = alias.range(ofText: "bc")?.upperBound
    {
      return BaseClass(rawValue: String(alias[place...].prefix(2)))
    }
    let culprit = finding.chain.culprit
    guard culprit.kind == .driver, let name = culprit.name else { return nil }
    let directory = boot.knowledge.kernels.module(named: name)?.directory
    return directory?.hasPrefix("drivers/net/") == true ? .network : nil
  }

  /// The disk of a device, where it is the first of its kind: `sda`, `nvme0n1`; before `sdd` there are others. A
  /// board's controllers have their numbers once and for all.
  private static func firstDisk(_ sysname: String) -> String? {
    guard BlockDeviceIsRead.isDisk(sysname) else { return nil }
    let disk = BlockDeviceIsRead.wholeDisk(of: sysname)
    let isFirst =
      disk.hasPrefix("mmcblk") || disk == "nvme0n1"
      || ["sda", "vda", "hda", "xvda", "dasda"].contains(disk)
    return isFirst ? disk : nil
  }

  /// By the names that the kernel and udev give to network interfaces, and to a modem's channel.
  static func isInterface(_ sysname: String) -> Bool {
    let stem = sysname.prefix { !$0.isNumber }
    if ["eth", "wlan", "wwan", "cdc-wdm"].contains(stem) { return stem.count < sysname.count }
    return ["en", "wl", "ww"].contains(sysname.prefix(2))
      && sysname.dropFirst(2).first.map { "opsx".contains($0) } == true
      && sysname.contains(where: \.isNumber)
  }

  private func isBusy(_ held: Held, at entry: Int) -> Bool {
    guard let time = boot.time(entry), let until = held.until else { return false }
    return held.from ?? .min <= time && time <= until
  }

  private func isOf(_ text: String, _ sysname: String) -> Bool {
    // in a sysname stands ! for what is / in the node's name (`dev_set_name` in drivers/base/core.c)
    let sysname = sysname.replacing("!", with: "/")
    if contains(text, sysname) { return true }
    // /dev/sda1
    let last = text.split(separator: "/").last.map(String.init) ?? text
    if last == sysname || Self.isInterface(last, at: sysname) { return true }
    let name = sysname.split(separator: "/").last.map(String.init) ?? sysname
    return Self.isPartition(last, of: name) || boot.tree.ancestors(of: last).contains(sysname)
  }

  /// `sda1`, and `nvme0n1p2` behind a digit (`disk_name` in block/genhd.c).
  private static func isPartition(_ name: String, of disk: String) -> Bool {
    guard name.hasPrefix(disk), BlockDeviceIsRead.isDisk(disk) || disk.contains(".") else {
      return false
    }
    var number = name.dropFirst(disk.count)
    if disk.last?.isNumber == true {
      guard number.first == "p" else { return false }
      number = number.dropFirst()
    }
    return !number.isEmpty && number.allSatisfy(\.isNumber)
  }

  /// `wlp3s0`, `enp0s31f6`: bus, slot and function in decimal (`names_pci_path` in udev's
  /// udev-builtin-net_id.c).
  private static func isInterface(_ name: String, at sysname: String) -> Bool {
    let parts = sysname.split { ":.".contains($0) }
    guard isInterface(name), parts.count == 4, let domain = Int(parts[0], radix: 16),
      let bus = Int(parts[1], radix: 16), let slot = Int(parts[2], radix: 16),
      let function = Int(parts[3], radix: 16)
    else { return false }
    let place = (domain > 0 ? "P\(domain)" : "") + "p\(bus)s\(slot)"
    let ends = function > 0 ? ["f\(function)"] : ["", "f0"]
    return ends.contains { name.dropFirst(2) == place + $0 }
  }

  /// Whether a device's name stands in a path as a word of its own, or as a disk before the number
  /// of its partition.
  private func contains(_ text: String, _ sysname: String) -> Bool {
    guard sysname.utf8.count >= 3, let found = text.range(ofText: sysname) else { return false }
    func isPart(_ byte: Character?) -> Bool { byte.map { $0.isLetter || $0.isNumber } ?? false }
    let before =
      found.lowerBound > text.startIndex ? text[text.index(before: found.lowerBound)] : nil
    let after = found.upperBound < text.endIndex ? text[found.upperBound] : nil
    return !isPart(before) && !isPart(after)
  }
}

extension BootContext {
  /// The disks of which the log speaks in whatever way, but for those that are made of others or of memory.
  fileprivate var disks: Set<String> {
    var found: Set<String> = []
    for entry in entries {
      for word in entry.text.split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
        if let name = Self.disk(word) { found.insert(name) }
      }
    }
    return found
  }

  /// Whether a word is a disk's name or its partition's: `sda`, `sda1`, `mmcblk2`. Names of two letters and more
  /// are those of machines with dozens, and words of drivers (`sdio`, `sdhci`).
  private static func disk(_ word: Substring) -> String? {
    let stem = word.prefix { $0.isLetter }
    if ["sd", "hd", "vd", "xvd"].contains(stem.dropLast()) {
      // a supply's voltage
      return word == "vdd" ? nil : String(stem)
    }
    guard ["nvme", "mmcblk", "nbd", "dasd"].contains(stem), BlockDeviceIsRead.isDisk(String(word))
    else { return nil }
    return BlockDeviceIsRead.wholeDisk(of: String(word))
  }
}
