/// Names that a boot's drivers gave to what they made, as the log tells it: interfaces, hosts,
/// controllers.
struct Instances: Sendable {
  struct Maker: Sendable, Equatable {
    /// A driver's name.
    var driver: String
    var device: String
  }

  private var makers: [String: Maker] = [:]
  /// The names that a driver gave a device, by the device's.
  private var names: [String: Set<String>] = [:]
  private var numbered: Set<String> = []
  /// The first driver that spoke for a device.
  private var drivers: [String: String] = [:]
  /// The devices that a module spoke of, by its name and in that order.
  private var devices: [String: [String]] = [:]
  /// The modules whose names stood in front of a device.
  private var spoken: Set<String> = []

  /// - Parameter isFurther: whether the line before it about the same device was the same driver's.
  mutating func learn(_ line: DeviceLine, isFurther: Bool = false) {
    guard let device = line.device else {
      learnHost(line)
      learnAddress(line)
      learnNumber(line)
      return
    }
    if line.isBus {
      learnHost(line)
      return
    }
    if !isFurther {
      spoken.insert(line.name.module)
      if drivers[device] == nil {
        drivers[device] = line.driver
        devices[line.name.module, default: []].append(device)
      }
    }
    if let name = line.instance, makers[name] == nil {
      makers[name] = Maker(driver: line.driver, device: device)
    }
  }

  /// `scsi host3: ahci`, `scsi8 : usb-storage 1-8:1.0` (`scsi_add_host`): the host's driver, and its
  /// device where the driver has that in its name.
  private mutating func learnHost(_ line: DeviceLine) {
    guard line.driver.hasPrefix("scsi") else { return }
    let name: String
    if let device = line.device, device.hasPrefix("host") {
      name = device
    } else if line.device == nil, let number = Int(line.driver.dropFirst(4)) {
      name = "host\(number)"
    } else {
      return
    }
    let words = line.text.split(separator: " ")
    guard let driver = words.first, words.count <= 2, makers[name] == nil else { return }
    makers[name] = Maker(driver: String(driver), device: words.count > 1 ? String(words[1]) : name)
  }

  /// `sym0: <895a> rev 0x0 at pci 0000:00:05.0 irq 10`: what a driver numbers, and where that is.
  private mutating func learnAddress(_ line: DeviceLine) {
    let name = line.driver
    guard name.utf8.last?.isDigit == true, name.first?.isLetter == true, !line.isBus else { return }
    let bytes = line.bytes
    let text = bytes.span
    guard let place = text.range(of: " at pci "),
      let device = InstanceName.pciAddress(in: text.extracting(place.upperBound...))
    else { return }
    names[device, default: []].insert(name)
    numbered.insert(name)
  }

  /// `mpt3sas_cm0: …` after `mpt3sas 0000:3b:00.0: …`: a driver numbers its devices from 0 on, as it comes
  /// to them. Only where it had come to no other one since is it known which is meant.
  private mutating func learnNumber(_ line: DeviceLine) {
    let name = line.driver
    guard let number = line.name.number, !line.isBus, !numbered.contains(name) else { return }
    for maker in line.name.makers {
      guard let own = devices[maker], own.count - 1 == number, let device = own.last,
        names[device] == nil
      else { continue }
      names[device] = [name]
      numbered.insert(name)
      return
    }
  }

  /// Whether a driver gave a device this name.
  func isNumbered(_ name: String) -> Bool { numbered.contains(name) }

  /// The names that drivers gave a device.
  func names(of device: String) -> Set<String> { names[device] ?? [] }

  func hasSpoken(_ module: String) -> Bool { spoken.contains(module) }

  /// Who made something of this name.
  func maker(of name: String) -> Maker? { makers[name] }

  /// The driver that spoke of a device, where it spoke of no other one.
  func driver(ofNothingBut device: String) -> String? {
    drivers[device].flatMap { devices[$0.moduleName] == [device] ? $0 : nil }
  }

  /// The driver that has a device, by its own lines.
  func driver(of device: String) -> String? { drivers[device] ?? makers[device]?.driver }
}
