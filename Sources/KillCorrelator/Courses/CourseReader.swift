internal import LogModel

/// Finds the lines of a device's course in a boot: the device is found by what it is, for a card may
/// have moved, and a bus may be numbered anew.
struct CourseReader {
  private let boot: BootContext
  /// The devices that each module's lines name, by the module's name.
  private let devices: [String: Set<String>]

  init(boot: BootContext) {
    self.boot = boot
    var devices: [String: Set<String>] = [:]
    for (device, lines) in boot.index.lines {
      var last: DriverName?
      for line in lines where line.name !== last {
        devices[line.name.module, default: []].insert(device)
        last = line.name
      }
    }
    self.devices = devices
  }

  private func devices(of concern: Concern) -> Set<String> {
    concern.modules.reduce(into: []) { $0.formUnion(devices[$1] ?? []) }
  }

  /// The whole courses of some devices, by what they are called in the boot at hand; of those that the
  /// boot's log shows.
  func courses(of concerns: Concerns) -> [String: Course] {
    let members = concerns.all.map(membership(of:))
    var courses = members.map { $0.map { Course(sysname: $0.sysname, lines: []) } }
    var setups = [Setup](repeating: Setup(), count: members.count)
    let lent = boot.entries.span
    for number in lent.indices where lent[number].speaker.kind != .program {
      let owners = concerns.owners(of: lent[number].message)
      guard !owners.isEmpty, Membership.isOneLine(lent[number].message) else { continue }
      let failed = boot.fact(at: number).flatMap { $0.meaning == .probeFailed ? $0 : nil }
      for owner in owners {
        guard let own = members[owner] else { continue }
        if failed?[.device] == own.sysname || failed?[.prefix]?.hasSuffix(own.sysname) == true {
          courses[owner]?.hasFailed = true
        }
        guard let isOfDevice = own.isOfDevice(number) else { continue }
        if !isOfDevice, let module = boot.line(at: number)?.name.module,
          isAnother(module, than: driver(in: courses[owner]?.lines ?? [], &setups[owner]))
        {
          continue
        }
        let line = Course.Line(
          entry: lent[number], number: number, time: boot.time(number),
          form: concerns.all[owner].isWitness ? nil : LineForm(lent[number].message),
          isKnownReady: isReady(number), isOfDevice: isOfDevice)
        // where one driver gave up another may have taken it
        if isOfDevice, failed == nil, courses[owner]?.hasFailed == true, line.isReady {
          courses[owner]?.hasFailed = false
        }
        courses[owner]?.lines.append(line)
      }
    }
    var found: [String: Course] = [:]
    for (concern, course) in zip(concerns.all, courses) {
      if let course, !course.lines.isEmpty { found[concern.sysname] = course.arranged }
    }
    return found
  }

  /// The module that has set a device up, as far as its lines were looked at.
  private struct Setup {
    var module: String?
    var lines = 0
  }

  /// The module that has set a device up. It is asked for only where another one speaks: to find out what
  /// each line says would take longer than all else.
  private func driver(in lines: [Course.Line], _ setup: inout Setup) -> String? {
    if let last = lines[setup.lines...].last(where: { $0.isOfDevice && $0.isReady }) {
      setup.module = boot.line(at: last.number)?.name.module
    }
    setup.lines = lines.count
    return setup.module
  }

  /// Whether a module that knows the device as well says that it was loaded, where another has the device.
  private func isAnother(_ module: String, than owner: String?) -> Bool {
    guard let owner, module != owner else { return false }
    let kernels = boot.knowledge.kernels
    return !kernels.dependencies(of: owner).contains(module)
      && !kernels.dependencies(of: module).contains(owner)
  }

  /// Nil if the boot's log does not show the device.
  private func membership(of concern: Concern) -> Membership? {
    guard let sysname = name(of: concern) else { return nil }
    let concern =
      concern.modules.isEmpty ? concern.driven(by: boot.index.lines[sysname] ?? []) : concern
    return Membership(concern, sysname, boot, others: devices(of: concern))
  }

  private func isReady(_ number: Int) -> Bool? {
    switch boot.fact(at: number)?.meaning {
    case .driverReady, .deviceAppeared: return true
    case .probeReturned: return boot.fact(at: number)?[.code] == "0"
    default: break
    }
    return boot.line(at: number)?.instance != nil ? true : nil
  }

  // MARK: - Which device it is

  /// What the device is called in this boot.
  private func name(of concern: Concern) -> String? {
    let sysname = concern.sysname
    guard let modalias = concern.modalias else { return nameBySpeaker(concern) }
    let here = boot.identity(of: Device(sysname: sysname))?.modalias
    if here == modalias { return sysname }
    let alike = boot.hardware.filter { $0.value.modalias == modalias }.map(\.key).sorted()
    if let found = alike.first {
      guard alike.count == 1 else { return alike.contains(sysname) ? sysname : nil }
      // an interface is one of its device
      let interface = DeviceTree.parentByName(sysname) == nil ? "" : sysname.drop { $0 != ":" }
      return sysname.contains("-") && !interface.isEmpty ? found + interface : found
    }
    // that which stands here is another one, or none of this machine's cards is it
    if here != nil || boot.hardware.count > 3 { return nil }
    return nameBySpeaker(concern)
  }

  /// The one device that its driver speaks of.
  private func nameBySpeaker(_ concern: Concern) -> String? {
    let devices = devices(of: concern)
    if devices.contains(concern.sysname) || devices.isEmpty { return concern.sysname }
    return devices.count == 1 ? devices.first : concern.sysname
  }
}

/// Which lines belong to a device's course.
private final class Membership {
  private let concern: Concern
  /// What the device is called in this boot.
  let sysname: String
  private let boot: BootContext
  /// The device, and what is below it.
  private let own: Set<String>
  /// Other devices of the same drivers.
  private let others: Set<String>
  /// What its driver numbers it by: `sym0`, `ioc0`.
  private let names: Set<String>
  /// Whether what is below it stands behind a hub, by its name: most of its lines name the same.
  private var behindHubs: [String: Bool] = [:]

  init(_ concern: Concern, _ sysname: String, _ boot: BootContext, others: Set<String>) {
    self.concern = concern
    self.sysname = sysname
    self.boot = boot
    let below = boot.index.below[sysname] ?? []
    let companions = boot.lines(about: Device(sysname: sysname))
      .filter { $0.relation == .same }.compactMap(\.line.device)
    own = Set([sysname] + below + companions)
    // what a driver makes of a device (`nvme0`) is none of these
    self.others = others.subtracting(own)
      .filter { $0.utf8.contains { $0 == .colon || $0 == .dash } }
    names = boot.names(of: sysname, by: concern.modules)
  }

  /// Whether it is a line that a driver prints, and no part of a stack or of a list.
  static func isOneLine(_ message: ArraySlice<UInt8>) -> Bool {
    !message.starts(with: "Modules linked in".utf8) && passing.matches(in: message).isEmpty
  }

  /// Of a stack; what a network's cable, or somebody who uses it, makes a driver say; and the loader's own
  /// words.
  private static let passing = PhraseIndex(
    [
      "+0x", "renamed from", "Link is ", "link is not ready", "link becomes ready", " link up",
      " link down", "promiscuous mode", "module verification failed", "taints kernel",
      "registered new interface driver", "Command line:", "blocked for more than",
    ].map { Array($0.utf8) })

  private static let ofHosts: Set<String> = ["scsi", "sd", "sr", "st", "nvme"]

  /// Whether a line names the device; nil if it is not of its course.
  func isOfDevice(_ number: Int) -> Bool? {
    // "input: … as /devices/…/1-2/1-2:1.0/…"
    if let fact = boot.fact(at: number), fact.meaning == .deviceAppeared, let path = fact.devpath,
      case let names = path.split(separator: "/").map(String.init), names.contains(sysname)
    {
      return names.contains { boot.tree.isBehindHub($0, of: sysname) } ? nil : true
    }
    guard let line = boot.line(at: number) else {
      let message = boot.entries[number].message.span
      if isSpoken(number) { return message.contains(sysname) }
      // "VMware vmxnet3 virtual NIC driver - version 1.7.0.0-k-NAPI"
      return message.contains(" driver") && isNamed(in: String(message)) ? false : nil
    }
    guard let device = line.device else {
      if names.contains(line.driver) { return true }
      if boot.index.instances.isNumbered(line.driver) { return nil }
      let isNamed =
        concern.modules.contains(line.name.module) || concern.drivers.contains(line.driver)
        || isInstance(line.driver)
      if let maker = boot.index.instances.maker(of: line.driver), others.contains(maker.device) {
        return nil
      }
      if isNamed || isSpoken(number) {
        return line.text.contains(sysname) || isInstance(line.driver) || hasNumber(in: line)
      }
      return nil
    }
    if device == sysname, line.driver == "pci" { return nil }
    if device == sysname, line.isBus {
      // where it was found, long before its driver came
      return boot.spoken(line).map { concern.modules.contains($0.name.module) } == true ? true : nil
    }
    // what is found behind a controller is its own story
    if own.contains(device) {
      if isBehindHub(device) { return nil }
      return !line.isBus || Self.ofHosts.contains(line.driver) ? true : nil
    }
    guard !others.contains(device) else { return nil }
    if concern.modules.contains(line.name.module) { return true }
    // "scsi host3: ahci"
    guard line.isBus else { return nil }
    let isHosts =
      others.isEmpty
      && (concern.drivers.contains(line.text.filter { $0 != " " }) || isNamed(in: line.text))
    return isHosts || hasNumber(in: line) ? true : nil
  }

  private func isBehindHub(_ device: String) -> Bool {
    if let known = behindHubs[device] { return known }
    let isBehind = boot.tree.isBehindHub(device, of: sysname)
    behindHubs[device] = isBehind
    return isBehind
  }

  /// `scsi host4: Avago SAS based MegaRAID driver`, `net eth0: Digital DS21142/43 Tulip rev 65 at …`
  private func isNamed(in text: String) -> Bool {
    let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }
    return concern.modules.contains { module in
      module.split(separator: "_").contains { $0.count >= 5 && words.contains($0) }
    }
  }

  /// `mptbase: ioc0: Initiating bringup`, `scsi host3: sym-2.2.3`
  private func hasNumber(in line: DeviceLine) -> Bool {
    names.contains { name in
      if line.text.hasPrefix(name + ": ") { return true }
      let stem = name.prefix { !$0.isNumber }
      return line.isBus && line.text.hasPrefix(stem + "-") && line.driver == "scsi"
    }
  }

  /// `mpt3sas_cm0`
  private func isInstance(_ name: String) -> Bool {
    InstanceName.stems(of: name).contains { concern.modules.contains($0.moduleName) }
  }

  private func isSpoken(_ number: Int) -> Bool {
    let speaker = boot.speaker(of: number)
    if let device = speaker.device, others.contains(device) { return false }
    return speaker.module.map { concern.modules.contains($0.moduleName) } == true
  }
}

extension BootContext {
  /// What a device's driver numbers it by: where a line places it (`sym0: … at pci 0000:00:05.0`), or
  /// the only one of which a module speaks (`mptbase: ioc0: Initiating bringup`).
  func names(of sysname: String, by modules: Set<String>) -> Set<String> {
    let placed = index.instances.names(of: sysname)
    guard placed.isEmpty else { return placed }
    let heads = modules.lazy.flatMap { self.index.named[$0] ?? [] }.compactMap { line -> String? in
      let head = line.bytes.prefix { $0 != .colon }
      guard head.first?.isLetter == true, head.last?.isDigit == true,
        line.bytes[head.endIndex...].starts(with: ": ".utf8),
        head.allSatisfy({ $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "_") })
      else { return nil }
      return String(decoding: head, as: UTF8.self)
    }
    let names = Set(heads)
    return names.count == 1 ? names : []
  }
}

extension Span<UInt8> {
  fileprivate func contains(_ text: String) -> Bool {
    String(self).range(ofText: text) != nil
  }
}
