internal import LogModel

/// Where in a boot's log to look for what the rules ask: made once, so that the time for a storm of
/// kills grows with their number and not with its square.
struct ContextIndex: Sendable {
  /// But those of the ledger.
  private(set) var facts: [Meaning: [Fact]] = [:]
  /// The first line of each driver, by its module's name.
  private(set) var firstSpoken: [String: Int] = [:]
  /// Lines about a device, by its name.
  private(set) var lines: [String: [DeviceLine]] = [:]
  /// Lines with nothing but a name before them, by that name: ` sda: sda1 sda2`.
  private(set) var named: [String: [DeviceLine]] = [:]
  /// Lines printed by a task, by its pid.
  private(set) var spoken: [Int: [DeviceLine]] = [:]
  private(set) var failures: [String: [ProbeFailure]] = [:]
  /// What a process of udev's wrote, by its pid.
  let written: [Int: [Int]]
  /// The devices below one that the log speaks of.
  private(set) var below: [String: [String]] = [:]
  /// What goes wrong with a device, or is said by the driver that handles it, by the device's name.
  private(set) var troubles: [String: [Fact]] = [:]
  /// What shows that a driver has set a device up, by the device's name: of what appeared below it,
  /// by the names of all that it is below.
  private(set) var shown: [String: [Fact]] = [:]
  /// Errors of ATA ports, by the port's name.
  private(set) var ports: [String: [Fact]] = [:]
  /// Who registered a USB bus.
  private(set) var busOwners: [Int: DeviceLine] = [:]
  private(set) var instances = Instances()
  private(set) var readings: [StackReading]
  private(set) var tracesByPID: [Int: [Int]] = [:]

  /// What udevd's manager says of each worker: the ledger reads it line by line, and nobody asks for
  /// all of it.
  static let collected: Set<Meaning> = [.workerKilled, .workerSignalled, .workerFailed]

  init(
    _ facts: [Fact], _ lines: [DeviceLine], _ written: [Int: [Int]], _ traces: [Trace],
    _ tree: DeviceTree, _ kernels: any KernelKnowledge
  ) {
    self.written = written
    readings = traces.map { StackReading($0.frames, kernels) }
    for (number, trace) in traces.enumerated() {
      if let pid = trace.pid { tracesByPID[pid, default: []].append(number) }
    }
    for fact in facts where !Self.collected.contains(fact.meaning) {
      self.facts[fact.meaning, default: []].append(fact)
      if fact.meaning == .probeFailed, let failure = ProbeFailure(fact) {
        failures[failure.device, default: []].append(failure)
      }
    }
    var spoken: [String: Spoken] = [:]
    for line in lines {
      var isFurther = false
      if let device = line.device {
        isFurther = spoken[device, default: Spoken()].add(line)
      } else {
        named[line.driver, default: []].append(line)
      }
      if !isFurther, firstSpoken[line.name.module] == nil {
        firstSpoken[line.name.module] = line.entry
      }
      instances.learn(line, isFurther: isFurther)
      if let pid = line.task { self.spoken[pid, default: []].append(line) }
      if !line.isBus, let bus = line.bus { busOwners[bus] = line }
    }
    self.lines = spoken.mapValues(\.lines)
    for fact in facts {
      switch fact.meaning {
      case .hardwareError, .deviceLost, .deviceReset, .deviceRemoved, .deviceFound:
        // a disk is below its port, of which a link may be told
        guard let name = fact[.device].map({ Self.port(of: Self.whole($0)) }) else { continue }
        troubles[name, default: []].append(fact)
        if name.hasPrefix("ata") { ports[name, default: []].append(fact) }
      case .interrupted, .firmwareFailed, .firmwareWaits:
        if let device = lines.at(fact.entry)?.device {
          troubles[device, default: []].append(fact)
        }
      case .driverReady, .probeReturned:
        if let name = fact[.device] { shown[name, default: []].append(fact) }
      case .deviceAppeared:
        for name in Self.names(of: fact, tree) { shown[name, default: []].append(fact) }
      default: continue
      }
    }
    for device in self.lines.keys { place(device, in: tree) }
    for device in failures.keys where self.lines[device] == nil { place(device, in: tree) }
    for device in troubles.keys where self.lines[device] == nil && failures[device] == nil {
      place(device, in: tree)
    }
  }

  /// The lines about a device, of which a boot may have thousands, most by the same driver.
  private struct Spoken {
    private(set) var lines: [DeviceLine] = []

    /// Says whether who spoke last goes on.
    mutating func add(_ line: DeviceLine) -> Bool {
      let isFurther = lines.last?.name === line.name
      lines.append(line)
      return isFurther
    }
  }

  /// What appeared, and all that it is below.
  private static func names(of fact: Fact, _ tree: DeviceTree) -> Set<String> {
    if let path = fact.devpath {
      return Set(path.split(separator: "/").dropLast().map(String.init))
    }
    let own = [fact[.sysname], fact[.device]].compactMap { $0 }
    return Set(own + own.flatMap { tree.ancestors(of: $0) })
  }

  /// `ata5` of `ata5.00`; any other name as it is.
  static func port(of name: String) -> String {
    name.hasPrefix("ata") ? String(name.prefix { $0 != "." }) : name
  }

  /// An IOMMU names `01:00.0` without its domain. At `3-2-port1` is `3-2.1`, at `usb1-port2` `1-2`.
  static func whole(_ device: String) -> String {
    let name = device.utf8.span
    if let port = name.range(of: "-port"),
      case let hub = String(name.extracting(..<port.lowerBound)),
      hub.hasPrefix("usb") || DeviceTree.isOnUSB(hub)
    {
      let number = String(name.extracting(port.upperBound...))
      return hub.hasPrefix("usb") ? "\(hub.dropFirst(3))-\(number)" : "\(hub).\(number)"
    }
    return name.count == 7 && name[2] == .colon && name[5] == .dot ? "0000:" + device : device
  }

  /// Files a device under those above it.
  private mutating func place(_ device: String, in tree: DeviceTree) {
    for ancestor in tree.ancestors(of: device) { below[ancestor, default: []].append(device) }
  }
}

extension BootContext {
  /// - Precondition: none of the meanings is one of ``ContextIndex/ledgers``.
  func facts(_ meanings: Meaning...) -> [Fact] {
    assert(
      !meanings.contains(where: ContextIndex.collected.contains), "only the collector reads these")
    if meanings.count == 1 { return index.facts[meanings[0]] ?? [] }
    return meanings.flatMap { index.facts[$0] ?? [] }.sorted { $0.entry < $1.entry }
  }

  func fact(at entry: Int) -> Fact? { facts.at(entry) }

  func line(at entry: Int) -> DeviceLine? { deviceLines.at(entry) }

  /// Kernel lines about a device and those right above and below it, in the order of the log.
  func lines(about device: Device?) -> [(line: DeviceLine, relation: DeviceTree.Relation)] {
    relatives(of: device).flatMap { name, relation in
      let named = index.instances.names(of: name).flatMap { index.named[$0] ?? [] }
      let unnamed = relation == .same ? namelessLines(of: name) : []
      return ((index.lines[name] ?? []) + named + unnamed).map { ($0, relation) }
    }.sorted { $0.0.entry < $1.0.entry }
  }

  /// What goes wrong with a device and its relatives, in the order of the log.
  func troubles(of device: Device?, _ meanings: Set<Meaning>) -> [Fact] {
    relatives(of: device).flatMap { index.troubles[$0.0] ?? [] }
      .filter { meanings.contains($0.meaning) }.sorted { $0.entry < $1.entry }
  }

  /// The events of a list, which is in the order of the log, that lie in a span of time.
  ///
  /// - Complexity: logarithmic in the list.
  func within(_ from: Int64, _ to: Int64, _ facts: [Fact]) -> ArraySlice<Fact> {
    let start = facts.partition(where: { clock[$0.entry] >= from })
    let end = facts.partition(where: { clock[$0.entry] > to })
    return start < end ? facts[start..<end] : []
  }

  func failures(of device: Device?, below: Bool = false) -> [ProbeFailure] {
    relatives(of: device).filter { $0.1 == .same || below && $0.1 == .child }
      .flatMap { index.failures[$0.0] ?? [] }.sorted { $0.entry < $1.entry }
  }

  /// What the firmware's tables call a device, and the device on its bus: both are one
  /// (`IFX0102:00` is the companion of `00:05`).
  private func companions(of sysname: String) -> [String] {
    if let id = hardware[sysname], id.bus == .pnp {
      return id.names.map { "\($0):00" }.filter { index.lines[$0] != nil }
    }
    guard sysname.utf8.count(where: { $0 == .colon }) == 1 else { return [] }
    let parts = sysname.split(separator: ":")
    guard parts.count == 2, NamedDevice.isACPIName(parts[0]) else { return [] }
    return hardware.filter { $0.value.bus == .pnp && $0.value.names.contains(String(parts[0])) }
      .map(\.key).sorted()
  }

  private func relatives(of device: Device?) -> [(String, DeviceTree.Relation)] {
    guard let device, let sysname = device.sysname else { return [] }
    return relations.value(of: device) { relatives(of: device, named: sysname) }
  }

  private func relatives(
    of device: Device, named sysname: String
  ) -> [(String, DeviceTree.Relation)] {
    var found: [(String, DeviceTree.Relation)] = [(sysname, .same)]
    found += companions(of: sysname).map { ($0, .same) }
    found += Set(index.below[sysname] ?? []).subtracting([sysname]).map { ($0, .child) }
    let path = (device.devpath ?? "").split(separator: "/").dropLast().map(String.init)
    let above = Set(tree.ancestors(of: sysname) + path).subtracting(found.map(\.0))
    return found + above.map { ($0, .parent) }
  }
}

/// What was read out of one entry.
protocol OfEntry {
  /// The number of the entry in its boot.
  var entry: Int { get }
}

extension Fact: OfEntry {}
extension DeviceLine: OfEntry {}

extension Array where Element: OfEntry {
  /// What was read out of an entry, in a list that is in the order of the log.
  ///
  /// - Complexity: logarithmic in the list.
  fileprivate func at(_ entry: Int) -> Element? {
    let place = partition { $0.entry >= entry }
    return place < count && self[place].entry == entry ? self[place] : nil
  }
}

extension Array {
  /// The first place from which on a condition holds, in a list where it holds from somewhere on.
  func partition(where holds: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
