internal import LogModel

extension BootContext {
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
    lineSpeakers.value(of: entry) {
      var found = speakers.speaker(of: entries[entry].message.span)
      found.device = found.device ?? entries[entry].device
      return found
    }
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
    return spokenLines.value(of: line.entry) { lookedUp(line) }
  }

  private func lookedUp(_ line: DeviceLine) -> DeviceLine? {
    let speaker = speaker(of: line.entry)
    guard let module = speaker.module, speaker.how != .prefix, !HelperModules.contains(module),
      knowledge.kernels.module(named: module)?.isLibrary != true
    else { return nil }
    return DeviceLine(line, spokenBy: module)
  }

  private static let readers: Set<String> = ["sd", "sr", "st", "sg", "hub"]
}
