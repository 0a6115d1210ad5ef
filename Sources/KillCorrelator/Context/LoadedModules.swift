internal import LogModel

/// The modules that a boot's log shows as loaded, or being loaded: by udevd's own words, by the lists
/// in the kernel's reports, and by who spoke.
struct LoadedModules: Sendable {
  /// The first entry that shows each.
  private var shown: [String: Int] = [:]

  init(_ facts: [Fact], _ traces: [Trace], _ firstSpoken: [String: Int]) {
    shown = firstSpoken
    for fact in facts where fact.meaning == .moduleInserted {
      if let module = fact[.module] { note(module, fact.entry) }
    }
    for trace in traces {
      for module in trace.initialising { note(module, trace.entries.first ?? 0) }
    }
  }

  private mutating func note(_ module: String, _ entry: Int) {
    let name = module.moduleName
    shown[name] = min(shown[name] ?? entry, entry)
  }

  subscript(name: String) -> Int? { shown[name.moduleName] }
}

extension BootContext {
  /// The first entry that shows a module as loaded, by its own name or by that of one of its drivers.
  func loading(of module: String) -> Int? {
    let drivers = knowledge.kernels.module(named: module)?.drivers ?? []
    return ([module] + drivers).compactMap { loaded[$0] }.min()
  }

  /// What a module calls itself in this boot's lines: where only its driver's name stands in front of
  /// them, that (`piix4_smbus` of i2c_piix4).
  func spokenName(of module: String) -> String {
    guard index.firstSpoken[module.moduleName] == nil else { return module }
    let drivers = knowledge.kernels.module(named: module)?.drivers ?? []
    return drivers.first { index.firstSpoken[$0.moduleName] != nil } ?? module
  }

  /// The line as its speaker's, where only the bus stands in front and the text tells who spoke; nil
  /// for what the bus, a library or a reader of disks said itself.
  func spoken(_ line: DeviceLine) -> DeviceLine? {
    guard line.isBus, !Self.readers.contains(line.driver) else { return nil }
    let speaker = speaker(of: line.entry)
    guard let module = speaker.module, speaker.how != .prefix, !HelperModules.contains(module),
      knowledge.kernels.module(named: module)?.isLibrary != true
    else { return nil }
    return DeviceLine(line, spokenBy: module)
  }

  private static let readers: Set<String> = ["sd", "sr", "st", "sg", "hub"]

  /// The line in which its machine said, later in this boot, that a module was loaded.
  func listing(of module: String) -> Entry? {
    system.record == nil ? nil : knowledge.hadLoaded(module)
  }

  /// What a device is, by the kernel's line about it or by its own name, as far as they tell; and
  /// the entry that does.
  func identity(of device: Device) -> (modalias: String, entry: Int?)? {
    guard let sysname = device.sysname else { return nil }
    func told(_ name: String) -> (String, Int?)? {
      guard let id = hardware[name] else { return nil }
      return (id.modalias, index.lines[name]?.first { $0.isBus && HardwareID($0) != nil }?.entry)
    }
    if let told = told(sysname) { return told }
    if let modalias = NamedDevice.modalias(of: sysname, at: device.devpath) {
      return (modalias, nil)
    }
    // an interface is one of its USB device
    guard sysname.contains(":"), let parent = DeviceTree.parentByName(sysname),
      hardware[parent]?.bus == .usb
    else { return nil }
    return told(parent)
  }

  /// Tells who printed its lines.
  var speakers: Speakers {
    Speakers(
      kernels: knowledge.kernels, release: system.kernelRelease, instances: index.instances,
      isLoaded: { loading(of: $0) != nil },
      serving: { name in
        identity(of: Device(sysname: name)).flatMap {
          knowledge.modules(for: $0.modalias, kernel: system.kernelRelease)?.modules
        } ?? []
      })
  }

  /// Who printed a kernel line, and of which device; see ``LineSpeaker``.
  func speaker(of entry: Int) -> LineSpeaker {
    var found = speakers.speaker(of: entries[entry].message.span)
    found.device = found.device ?? entries[entry].device
    return found
  }
}
